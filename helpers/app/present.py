"""A lesson in front of a class: JupyterLab with large letters, on this one notebook.

JupyterLab takes the sizes of letters from a user's settings and from nowhere else. So a presentation has settings of its own,
in a folder beside the workspaces: the teacher's own settings stay as they are, and what is changed while presenting is kept.
"""

import json
from pathlib import Path

from helpers.app.lab import WORKSPACES
from helpers.reruns.errors import CourseError
from helpers.reruns.lessons import preset_parameters

SETTINGS = "presenting"  # in the folder of the workspaces
_LARGE = {
    "@jupyterlab/apputils-extension/themes.jupyterlab-settings": {
        "overrides": {"code-font-size": "20px", "content-font-size1": "22px", "ui-font-size1": "15px"}
    },
    "@jupyterlab/apputils-extension/notification.jupyterlab-settings": {"fetchNews": "false", "checkForUpdates": False},
}


def prepare_settings(folder: Path) -> Path:
    """Make the settings of presentations that are not there yet, and return their folder.

    Raises:
        CourseError: they cannot be written.
    """
    directory = folder / WORKSPACES / SETTINGS
    try:
        for name, values in _LARGE.items():
            path = directory / name
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise CourseError(f"The folder {folder} cannot be used for your notebooks: {error.strerror}.") from error
    return directory


def presentation_options(folder: Path, lesson: str) -> list[str]:
    """JupyterLab's options for a presentation: the notebook alone in the window, with both sides closed, and large letters.

    Args:
        folder: with the notebooks.
        lesson: the notebook's name without its ending.
    """
    # The workspace that is made for a telephone is the one without the files and the contents beside the notebook.
    page = f"/doc/workspaces/narrow/tree/{lesson}.ipynb"
    return [f"--LabApp.default_url={page}", f"--LabApp.user_settings_dir={folder / WORKSPACES / SETTINGS}"]


def quick_lines(lesson: Path) -> list[str]:
    """The lines of the parameters cell that make a lesson quick, one a parameter; empty if it has no quick preset.

    Raises:
        CourseError: the file of the presets is not of its form.
    """
    return [f"{name} = {value!r}" for name, value in preset_parameters("quick", lesson).items()]
