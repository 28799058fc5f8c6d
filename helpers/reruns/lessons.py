"""Finding lessons by number, name or path, and the presets that lie beside them."""

import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from helpers.paths import NOTEBOOKS
from helpers.reruns.errors import CourseError

PRESETS_FILE = "presets.yaml"
SECONDS_FILE = "seconds.yaml"
PARTS_FILE = "parts.yaml"


def nearest(name: str, known: Iterable[str]) -> str:
    """The words " Did you mean ...?" for the known name most like ``name``, or nothing."""
    match = difflib.get_close_matches(name, list(known), n=1)
    return f" Did you mean {match[0]}?" if match else ""


def all_lessons(folder: Path = NOTEBOOKS) -> list[Path]:
    """Every notebook in the folder, in the course's order.

    Raises:
        CourseError: the folder holds none, because the package was installed away from its checkout.
    """
    lessons = sorted(folder.glob("*.ipynb"))
    if not lessons:
        raise CourseError(f"No notebooks in {folder}: install the project from its checkout, in editable mode.")
    return lessons


def find_lesson(name: str, folder: Path = NOTEBOOKS) -> Path:
    """The notebook that ``name`` means: a number (``1``, ``01``), a file name with or without ending, or a path.

    Raises:
        CourseError: there is no such lesson or notebook; the message lists the known lessons.
    """
    given = Path(name)
    if given.suffix == ".ipynb" and given.is_file():
        return given.resolve()
    if given.suffix and given.suffix != ".ipynb" and given.is_file():
        raise CourseError(f"{name} is no notebook: the name of one ends in .ipynb.")
    lessons = all_lessons(folder)
    stem = name.removesuffix(".ipynb")
    for lesson in lessons:
        if lesson.stem == stem or (stem.isdecimal() and lesson.stem.split("_")[0] == stem.zfill(2)):
            return lesson
    known = [lesson.stem for lesson in lessons]
    if given.suffix == ".ipynb" and given.name != name:
        raise CourseError(f"There is no notebook {name}.{nearest(stem, known)}")
    raise CourseError(f"There is no lesson {name!r}; the lessons are {', '.join(known)}.{nearest(stem, known)}")


def is_lesson(notebook: Path) -> bool:
    """Whether a notebook is one of the course's lessons, or a copy of one, which has the same file name."""
    return (NOTEBOOKS / notebook.name).is_file()


def working_folder(notebook: Path) -> Path | None:
    """The folder in which a notebook of one's own expects to run: the one in which it lies, as in Jupyter. None for a lesson."""
    return None if is_lesson(notebook) else notebook.resolve().parent


def part_of(lesson: str) -> str:
    """The part of the course that a lesson belongs to ("Train", "See", ...); empty for a notebook of another name.

    Args:
        lesson: the file's name without its ending, ``"01_train_on_iris"``.
    """
    number = lesson.split("_")[0]
    parts = yaml.safe_load((NOTEBOOKS / PARTS_FILE).read_text(encoding="utf-8"))
    return next((part for part, (first, last) in parts.items() if number.isdecimal() and first <= int(number) <= last), "")


def preset_parameters(preset: str, lesson: Path) -> dict[str, Any]:
    """The parameters that a preset sets for a lesson; empty where it leaves the lesson's defaults.

    Presets live in ``presets.yaml`` beside the notebook: ``{preset: {lesson: {parameter: value}}}``. A copy
    of a lesson elsewhere, in ``my-notebooks/`` for example, has those of the course.

    Raises:
        CourseError: there is no such preset, or the file is not of that form.
    """
    beside = lesson.parent / PRESETS_FILE
    path = beside if beside.exists() else NOTEBOOKS / PRESETS_FILE
    try:
        presets = yaml.safe_load(path.read_text(encoding="utf-8"))
        known = {name: dict(lessons or {}) for name, lessons in (presets or {}).items()}
        if preset in known:
            return dict(known[preset].get(lesson.stem) or {})
    except (yaml.YAMLError, ValueError, TypeError, AttributeError) as error:
        raise CourseError(f"{path} must read preset: lesson: parameter: value, and does not.") from error
    listed = ", ".join(known) or "none"
    raise CourseError(f"There is no preset {preset!r} in {path}; the presets are: {listed}.{nearest(preset, known)}")


def expected_seconds(lesson: Path, preset: str | None = None) -> float | None:
    """What a run of a lesson took when it was measured, at its defaults or with a preset; None if nobody has."""
    measured = yaml.safe_load((NOTEBOOKS / SECONDS_FILE).read_text(encoding="utf-8"))
    return measured.get(preset or "default", {}).get(lesson.stem)
