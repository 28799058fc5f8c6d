"""The lessons in their order: part, title, question, minutes to read and try, and how many exercises."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from helpers.paths import COURSE_ROOT, NOTEBOOKS
from helpers.reruns.errors import CourseError
from helpers.reruns.lessons import all_lessons, part_of

# A row of the README's table: | part | [lesson](notebooks/lesson.ipynb) | question | ...
_ROW = re.compile(r"^\|[^|]*\| \[(\d\d_\w+)\]\([^)]*\) \| ([^|]+) \|", flags=re.M)
_CHECK = re.compile(r"exercise-(\d\d)-(\d+)-check")


@dataclass(frozen=True)
class Lesson:
    """What the start page and the tables of progress say of a lesson.

    Attributes:
        name: the file's, without its ending, ``"01_train_on_iris"``.
        part: of the course, ``"Train"``; empty for a notebook of another name.
        title: the first heading, as Markdown.
        question: that it answers, as Markdown; empty if the README does not list it.
        minutes: to read and try it; None if its first cell does not say.
        exercises: their names, in order.
    """

    name: str
    part: str
    title: str
    question: str
    minutes: int | None
    exercises: tuple[str, ...]

    @property
    def number(self) -> str:
        """Two digits."""
        return self.name.partition("_")[0]


def read_lessons(folder: Path = NOTEBOOKS, readme: Path = COURSE_ROOT / "README.md") -> list[Lesson]:
    """Every lesson, in the course's order.

    Args:
        folder: the notebooks.
        readme: its table has the questions; without it they are empty.

    Raises:
        CourseError: there are no lessons, or one of them cannot be read.
    """
    questions = dict(_ROW.findall(readme.read_text(encoding="utf-8"))) if readme.is_file() else {}
    return [_read(path, questions.get(path.stem, "")) for path in all_lessons(folder)]


def _read(path: Path, question: str) -> Lesson:
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        first = "".join(cells[0]["source"]) if cells else ""
        checks = [_CHECK.fullmatch(cell.get("id", "")) for cell in cells]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CourseError(f"{path} cannot be read as a notebook.") from error
    title = re.search(r"^# (.+)$", first, flags=re.M)
    minutes = re.search(r"\*\*Time:\*\* about (\d+) minutes", first)
    return Lesson(
        name=path.stem,
        part=part_of(path.stem),
        title=title[1].strip() if title else path.stem,
        question=question.strip(),
        minutes=int(minutes[1]) if minutes else None,
        exercises=tuple(f"{found[1]}.{found[2]}" for found in checks if found),
    )
