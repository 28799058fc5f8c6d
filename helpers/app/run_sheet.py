"""Run sheets for teachers: a page a lesson in ``notebooks/teaching/``, read for its minutes, sections and cells."""

import re
from dataclasses import dataclass
from pathlib import Path

from helpers.paths import NOTEBOOKS
from helpers.reruns.errors import CourseError

TEACHING = NOTEBOOKS / "teaching"
OPENING = "Opening"  # what stands before the first section

_TOTAL = re.compile(r"^\*\*In class:\*\* (\d+) minutes", flags=re.M)
_ROW = re.compile(r"^\| *(\d+) *\| *([^|]+?) *\|", flags=re.M)
_CELL = re.compile(r"`#([^`\s]+)`")


@dataclass(frozen=True)
class RunSheet:
    """What a program can read of a run sheet.

    Attributes:
        total: minutes in class, as the sheet says.
        minutes: by section, in the sheet's order.
        cells: ids of the cells that it names, in order.
    """

    total: int
    minutes: dict[str, int]
    cells: tuple[str, ...]


def read_run_sheet(path: Path) -> RunSheet:
    """Read a run sheet.

    Raises:
        CourseError: it cannot be read, does not say how long it is, has no row, or names a section twice.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"The run sheet {path} cannot be read.") from error
    total, rows = _TOTAL.search(text), _ROW.findall(text)
    if total is None:
        raise CourseError(f"{path.name} needs a line that begins with '**In class:** 50 minutes'.")
    if not rows:
        raise CourseError(f"{path.name} needs a table whose rows begin with minutes and a section: | 5 | 1. Title | ...")
    minutes: dict[str, int] = {}
    for number, section in rows:
        if section in minutes:
            raise CourseError(f"{path.name} names the section {section!r} twice: one row a section.")
        minutes[section] = int(number)
    return RunSheet(int(total[1]), minutes, tuple(_CELL.findall(text)))


def find_run_sheet(lesson: str, folder: Path = TEACHING) -> Path | None:
    """The run sheet of a lesson, by the lesson's name; None if it has none."""
    path = folder / f"{lesson}.md"
    return path if path.is_file() else None
