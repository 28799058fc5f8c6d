"""A student's working copy of the lessons."""

import os
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from helpers.lesson_map import read_lessons
from helpers.paths import MY_NOTEBOOKS, NOTEBOOKS
from helpers.progress import PROGRESS_FILE, ProgressError, read_progress
from helpers.reruns.errors import CourseError
from helpers.reruns.lessons import all_lessons
from helpers.start_page import START_PAGE, write_start_page


@dataclass
class Copied:
    """File names of the lessons that were added, and of those that were there and stay as they are."""

    added: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def copy_lessons(target: Path = MY_NOTEBOOKS, source: Path = NOTEBOOKS) -> Copied:
    """Copy each lesson that ``target`` does not hold yet, with its outputs cleared. Nothing there is ever overwritten.

    Raises:
        CourseError: ``target`` cannot be written.
    """
    copied = Copied()
    try:
        target.mkdir(parents=True, exist_ok=True)
        for lesson in all_lessons(source):
            notebook = nbformat.read(lesson, as_version=4)
            for cell in notebook.cells:
                if cell.cell_type == "code":
                    cell.outputs, cell.execution_count = [], None
            try:
                # "x" fails where the file exists: no moment in between in which a student's save could be lost.
                with open(target / lesson.name, "x", encoding="utf-8") as file:
                    nbformat.write(notebook, file)
                copied.added.append(lesson.name)
            except FileExistsError:
                copied.kept.append(lesson.name)
    except OSError as error:
        raise CourseError(f"The folder {target} cannot be used for your notebooks: {error.strerror}.") from error
    for path in (target, *(target / name for name in copied.kept)):
        if not os.access(path, os.W_OK):  # JupyterLab would open it, and fail when it saves
            raise CourseError(f"The folder {target} cannot be used for your notebooks: {path.name} cannot be written to.")
    return copied


def renew_start_page(folder: Path) -> list[str]:
    """Make the start page anew, with what is solved by now.

    Returns:
        A sentence for each thing that is not as it should be and stops nothing: a damaged ``progress.json``, a file of the
        student's that has the page's name.

    Raises:
        CourseError: the page cannot be written.
    """
    warnings, progress, trouble = [], {}, ""
    try:
        progress = read_progress(folder / PROGRESS_FILE)
    except ProgressError as error:
        trouble = f"{error} Delete or rename the file to start again."
        warnings.append(trouble)
    try:
        if not write_start_page(folder, read_lessons(), progress, trouble):
            warnings.append(f"{folder / START_PAGE} is a file of your own and stays as it is: rename it to get the start page.")
    except OSError as error:
        raise CourseError(f"The folder {folder} cannot be used for your notebooks: {error.strerror}.") from error
    return warnings
