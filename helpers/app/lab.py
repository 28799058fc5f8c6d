"""The JupyterLab that opens a student's copy of the lessons.

What it looks like comes from ``jupyter/`` beside this file, by means that JupyterLab has for it, and for this server alone:
default settings, which yield to the user's own; a page that leads to the start page; and two workspaces, which lie in the
student's folder. Nothing is written into the user's own Jupyter settings.
"""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from helpers.progress import PROGRESS_FILE, VARIABLE
from helpers.reruns.errors import CourseError
from helpers.reruns.kernels import kernel_environment
from helpers.start_page import START_PAGE

JUPYTER = Path(__file__).with_name("jupyter")
# Leads to the start page in the workspace that fits the width of the window: only the browser knows that.
_ENTRANCE = "static/course-start.html"
WORKSPACES = ".jupyterlab"  # hidden, in the student's folder
_CONTENTS = "@jupyterlab/toc:plugin"


# The options by which JupyterLab is given another folder.
_ROOT = ("--notebook-dir", "--ServerApp.root_dir", "--ServerApp.notebook_dir", "--NotebookApp.notebook_dir")


def running_lab(folder: Path, extra: Sequence[str] = ()) -> str:
    """The address of the start page on a server that runs on this folder already, its token included; empty if there is none.

    A server that somebody started without ``course lab`` has no such page, and is opened as it is.

    Args:
        folder: the student's.
        extra: more of JupyterLab's own options; where they name another folder, no server is looked for.
    """
    from jupyter_server.serverapp import list_running_servers

    if _is_given(extra, *_ROOT):
        return ""
    for server in list_running_servers():
        if Path(server.get("root_dir", "")).resolve() == folder.resolve() and _answers(server):
            ours = (folder / WORKSPACES).is_dir() and (folder / START_PAGE).is_file()
            return f"{server['url']}{f'lab/tree/{START_PAGE}' if ours else 'lab'}?token={server['token']}"
    return ""


def _answers(server: Mapping[str, Any]) -> bool:
    """Whether the server is there: one that was killed has left its file, and its number may be another program's."""
    try:
        with socket.create_connection((server["hostname"], server["port"]), timeout=5):
            return True
    except OSError:
        return False


def _is_given(extra: Sequence[str], *names: str) -> bool:
    return any(word == name or word.startswith(f"{name}=") for word in extra for name in names)


def opens_no_browser(extra: Sequence[str]) -> bool:
    """Whether the options keep JupyterLab from opening a window of its own."""
    return "--no-browser" in extra or "--ServerApp.open_browser=False" in extra


def prepare_workspaces(folder: Path) -> None:
    """Make the workspaces that are not there yet; what a student has opened and moved since stays as it is.

    ``default``: the files at the left, a notebook's contents at the right. ``narrow``, for a telephone: both closed.

    Raises:
        CourseError: they cannot be written.
    """
    from jupyterlab_server.workspaces_handler import WORKSPACE_EXTENSION, WorkspacesManager, slugify

    directory = folder / WORKSPACES
    try:
        manager = WorkspacesManager(str(directory))
        for name, is_open in (("default", True), ("narrow", False)):
            if not (directory / f"{slugify(name)}{WORKSPACE_EXTENSION}").exists():
                manager.save(name, json.dumps(_workspace(name, is_open)))
    except OSError as error:
        raise CourseError(f"The folder {folder} cannot be used for your notebooks: {error.strerror}.") from error


def _workspace(name: str, is_open: bool) -> dict[str, Any]:
    """A workspace as JupyterLab stores it: nothing in the middle, and what stands at both sides."""

    def side(shown: str) -> dict[str, Any]:
        return {"collapsed": not is_open, "visible": True, "widgets": [shown]} | ({"current": shown} if is_open else {})

    sizes = [0.23, 0.56, 0.21] if is_open else [0, 1, 0]
    layout = {"main": {"dock": None}, "left": side("filebrowser"), "right": side(_CONTENTS), "relativeSizes": sizes}
    return {"data": {"layout-restorer:data": layout}, "metadata": {"id": name}}


def open_lab(folder: Path, extra: list[str]) -> int:
    """Run JupyterLab on ``folder`` until it is closed; on POSIX it takes this process's place.

    The server listens on this machine only, and Jupyter's own token guards it.

    Args:
        folder: the server's root; it can open nothing outside.
        extra: more of JupyterLab's own options, for example ``--no-browser``; they win over what is said here.

    Returns:
        Its exit code, on Windows; elsewhere this call does not return.
    """
    command = [sys.executable, "-m", "jupyterlab"]
    if not _is_given(extra, "--ip", "--ServerApp.ip"):
        command.append("--ServerApp.ip=127.0.0.1")
    if not _is_given(extra, *_ROOT):
        command.append(f"--ServerApp.root_dir={folder}")
        # They belong to this folder: another one has neither the page nor the layout.
        if (Path(folder) / START_PAGE).is_file() and not _is_given(extra, "--LabApp.default_url"):
            command += [f"--LabApp.default_url=/{_ENTRANCE}", f"--ServerApp.extra_static_paths={JUPYTER / 'static'}"]
        command.append(f"--LabApp.workspaces_dir={Path(folder) / WORKSPACES}")
    command += extra
    # Somebody sits in front of these kernels: helpers.play gives them knobs to turn. The course's own kernel comes before
    # another one of the same name that the user has.
    environment = {**kernel_environment(), "COURSE_LIVE": "1", "JUPYTER_PREFER_ENV_PATH": "1"}
    environment[VARIABLE] = str(Path(folder).absolute() / PROGRESS_FILE)
    environment["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, [str(JUPYTER), os.environ.get("JUPYTER_CONFIG_PATH")]))
    if os.name == "posix":
        # No process between the caller and Jupyter: whoever ends this one ends Jupyter.
        sys.stdout.flush()
        os.execve(sys.executable, command, environment)
    try:
        return subprocess.run(command, env=environment, check=False).returncode
    except KeyboardInterrupt:  # Ctrl-C reached Jupyter too
        return 130
