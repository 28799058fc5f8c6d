"""A student's working copy of the lessons."""

import os
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from helpers.paths import MY_NOTEBOOKS, NOTEBOOKS
from helpers.reruns.errors import CourseError
from helpers.reruns.lessons import all_lessons


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
