"""The page that ``course lab`` opens: the lessons by parts, what is solved, and where to begin or go on.

``check`` renews it after a right answer, so that a reload shows it.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path

from helpers.lesson_map import Lesson, read_lessons
from helpers.progress import PROGRESS_FILE, Progress, read_progress
from helpers.whole_files import write_whole

START_PAGE = "00_start.md"  # first in the list of files
_OURS = "<!-- Made by course lab, anew at each start. -->"
_SOLVED, _OPEN = "●", "○"


def write_start_page(folder: Path, lessons: Sequence[Lesson], progress: Progress, trouble: str = "") -> bool:
    """Write the page, unless a file of somebody else's has its name.

    Args:
        folder: the student's, which holds a copy of each lesson.
        lessons: in order.
        progress: what is solved.
        trouble: why nothing is known of it, for the page.

    Returns:
        Whether the page is there.

    Raises:
        OSError: the system could not write.
    """
    page = folder / START_PAGE
    if page.exists() and not _is_ours(page):
        return False
    write_whole(page, start_page(lessons, progress, trouble).encode())
    return True


def update_start_page(folder: Path) -> bool:
    """Write the page anew, if it is there and ours, with what ``progress.json`` beside it holds. Returns whether it was.

    Raises:
        CourseError: the lessons cannot be read.
        ProgressError: what is solved cannot be read.
        OSError: the system could not write.
    """
    page = folder / START_PAGE
    if not _is_ours(page):
        return False
    return write_start_page(folder, read_lessons(), read_progress(folder / PROGRESS_FILE))


def _is_ours(page: Path) -> bool:
    try:
        return page.read_text(encoding="utf-8").startswith(_OURS)
    except (OSError, ValueError):
        return False


def start_page(lessons: Sequence[Lesson], progress: Progress, trouble: str = "") -> str:
    """The page as Markdown. Lists and no table: it is read on a telephone too."""
    solved = {exercise for exercise, entry in progress.items() if entry.solved}
    whole = [exercise for lesson in lessons for exercise in lesson.exercises]
    done = sum(exercise in solved for exercise in whole)
    lines = [_OURS, "", "# Training neural networks in PyTorch", ""]
    if here := next_lesson(lessons, progress):
        lines += [f"**{'Go on' if progress else 'Begin'} here: {_link(here)}.** {_about(here)}", ""]
    elif whole:
        lines += ["**Every exercise is solved.** The parts called *Going deeper* have more.", ""]
    if progress:
        day = datetime.fromisoformat(max(entry.last for entry in progress.values())).strftime("%d %B %Y").lstrip("0")
        lines += [f"{done} of {len(whole)} exercises solved; the last answer was noted on {day}.", ""]
    if trouble:
        lines += [f"What you have solved is not shown: {trouble}", ""]
    for part, of_part in groupby(lessons, key=lambda lesson: lesson.part):
        lines += [f"## {part or 'Others'}", ""]
        # Two spaces at the end of a line break it.
        lines += [f"- **{_link(lesson)}**  \n  {_about(lesson)}{_solved(lesson, solved)}" for lesson in of_part]
        lines.append("")
    lines += [
        "## Good to know",
        "",
        "- Run a cell with Shift and Enter. All files here are yours: change what you like, `course lab` overwrites none of them",
        "  but this page. Delete a lesson and start `course lab` again, and it comes back as it was.",
        '- `check("01.1", ...)` says whether an answer is right, `why("01.1")` opens the case in which it was not, and',
        '  `hint("01.1")` helps.',
        "- The contents of a lesson stand at the right; the sign of a list, on the right edge, opens and closes them.",
        "- What you have solved is kept in `progress.json` and stays on this machine. Delete the file to start again.",
        "",
    ]
    return "\n".join(lines)


def next_lesson(lessons: Sequence[Lesson], progress: Progress) -> Lesson | None:
    """Where to go on; None if no exercise is open.

    It is the lesson of the last answer if something in it is open, else the first one after it where something is, else the first
    one of all.
    """
    open_ones = [lesson for lesson in lessons if any(not _is_solved(progress, exercise) for exercise in lesson.exercises)]
    if not open_ones or not progress:
        return open_ones[0] if open_ones else None
    latest = max(progress, key=lambda exercise: datetime.fromisoformat(progress[exercise].last))
    number = latest.partition(".")[0]
    return next((lesson for lesson in open_ones if lesson.number >= number), open_ones[0])


def _is_solved(progress: Progress, exercise: str) -> bool:
    return exercise in progress and progress[exercise].solved is not None


def _link(lesson: Lesson) -> str:
    return f"[{lesson.number} {lesson.title}]({lesson.name}.ipynb)"


def _about(lesson: Lesson) -> str:
    minutes = f" About {lesson.minutes} minutes." if lesson.minutes else ""
    question = "" if lesson.question == lesson.title else lesson.question
    return f"{question}{minutes}".strip()


def _solved(lesson: Lesson, solved: set[str]) -> str:
    """A sign for each exercise, and the same in words; how many there are, where none is solved."""
    whole, done = len(lesson.exercises), sum(exercise in solved for exercise in lesson.exercises)
    if not done:
        return f" {whole} exercise{'s' if whole > 1 else ''}." if whole else ""
    signs = "".join(_SOLVED if exercise in solved else _OPEN for exercise in lesson.exercises)
    return f" {signs} {done} of {whole} solved."
