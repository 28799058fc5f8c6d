"""What was solved, as tables: a student's own progress, and that of a class from the files that were handed in."""

import csv
import io
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from helpers.lesson_map import Lesson
from helpers.progress import PROGRESS_FILE, Attempts, Progress, ProgressError, read_progress
from helpers.reruns.errors import CourseError
from helpers.whole_files import write_whole

_HARDEST = 3


@dataclass
class Class:
    """The progress of several students by name, a sentence for each file that could not be used, and folders without one."""

    students: dict[str, Progress] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)


def read_class(given: Sequence[Path]) -> Class:
    """Read the files of many students.

    Args:
        given: files, or folders. In a folder, every file whose name ends in ``progress.json`` counts, at any depth, and every
            other ``.json`` that lies directly in it. A student is called like the folder of a ``progress.json``, or like a
            file of another name.

    Raises:
        CourseError: what is given is not there, or holds no such file.
    """
    files: dict[Path, Path] = {}
    for path in given:
        if not path.exists():
            raise CourseError(f"There is no file or folder {path}.")
        for file in _files_in(path) if path.is_dir() else [path]:
            files.setdefault(file.resolve(), file)
    if not files:
        raise CourseError(f"No {PROGRESS_FILE} in {', '.join(map(str, given))}.")
    read = Class()
    names = _names(list(files))
    for file, shown in files.items():
        try:
            read.students[names[file]] = read_progress(shown)
        except ProgressError as error:
            read.skipped.append(str(error))
    read.empty = [str(folder) for path in given if path.is_dir() for folder in _folders_without(path, files)]
    return read


def _folders_without(given: Path, files: Iterable[Path]) -> list[Path]:
    """The folders directly in a given one in which no file was found: students who handed in nothing."""
    inside = (folder for folder in sorted(given.iterdir()) if folder.is_dir() and not folder.name.startswith("."))
    return [folder for folder in inside if not any(file.is_relative_to(folder.resolve()) for file in files)]


def _files_in(folder: Path) -> list[Path]:
    found = {path for path in folder.rglob(f"*{PROGRESS_FILE}") if path.is_file()} | set(folder.glob("*.json"))
    return sorted(path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts))


def _names(files: Iterable[Path]) -> dict[Path, str]:
    """A name for each file; where two would be called the same, with as much of the path as tells them apart."""
    parts = {file: (*file.parts[:-1], *([] if file.name == PROGRESS_FILE else [_stem(file)])) for file in files}
    names = {}
    for file, own in parts.items():
        length = 1
        while length < len(own) and any(own[-length:] == other[-length:] for twin, other in parts.items() if twin != file):
            length += 1
        names[file] = "/".join(own[-length:])
    return names


def _stem(file: Path) -> str:
    return file.stem.removesuffix("progress").rstrip("_-. ") or file.stem


def own_table(progress: Progress, lessons: Sequence[Lesson]) -> str:
    """A student's progress: a row for each lesson, and the exercises that were tried and are open."""
    rows = [("lesson", "solved", "attempts", "last answer", "tried, still open")]
    for lesson in lessons:
        tried = {exercise: progress[exercise] for exercise in lesson.exercises if exercise in progress}
        attempts = str(sum(entry.attempts for entry in tried.values())) if tried else "-"
        last = _shown(max((entry.last for entry in tried.values()), key=datetime.fromisoformat)) if tried else "-"
        still_open = ", ".join(exercise for exercise, entry in tried.items() if not entry.solved)
        rows.append((lesson.name, f"{_solved(tried.values())} of {len(lesson.exercises)}", attempts, last, still_open))
    known = [exercise for lesson in lessons for exercise in lesson.exercises]
    done = sum(exercise in progress and progress[exercise].solved is not None for exercise in known)
    return f"{_aligned(rows)}\n\n{done} of {len(known)} exercises solved."


def class_table(students: Mapping[str, Progress]) -> str:
    """The progress of a class: a row for each exercise that somebody tried, with who is stuck there, and the hardest ones."""
    exercises = sorted({exercise for progress in students.values() for exercise in progress})
    rows = [("exercise", "solved", "tried", "median attempts", "not solved yet, after attempts")]
    hard = []
    for exercise in exercises:
        tried = {name: progress[exercise] for name, progress in students.items() if exercise in progress}
        solved, median = _solved(tried.values()), statistics.median(entry.attempts for entry in tried.values())
        stuck = sorted(
            (name for name, entry in tried.items() if not entry.solved), key=lambda name: (-tried[name].attempts, name)
        )
        names = ", ".join(f"{name} ({tried[name].attempts})" for name in stuck)
        rows.append((exercise, f"{solved} of {len(students)}", str(len(tried)), f"{median:g}", names))
        if solved < len(tried):
            hard.append((solved / len(tried), -median, exercise))
    if not exercises:
        return f"{len(students)} student(s); nobody has checked an answer yet."
    hardest = ", ".join(exercise for *_, exercise in sorted(hard)[:_HARDEST])
    end = f"Hardest, by the share of those who tried that solved it: {hardest}." if hard else "Whoever tried has solved it."
    return f"{len(students)} student(s).\n\n{_aligned(rows)}\n\n{end}"


def write_csv(path: Path, students: Mapping[str, Progress]) -> None:
    """Write a row for each student and exercise.

    Raises:
        CourseError: the file cannot be written.
    """
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["student", "lesson", "exercise", "attempts", "solved", "first", "last"])
    for name, progress in students.items():
        for exercise, entry in progress.items():
            lesson = exercise.partition(".")[0]
            table.writerow([_plain(name), lesson, exercise, entry.attempts, entry.solved or "", entry.first, entry.last])
    try:
        write_whole(path, text.getvalue().encode("utf-8", errors="backslashreplace"))
    except OSError as error:
        raise CourseError(f"{path} cannot be written ({error.strerror}).") from error


def _plain(name: str) -> str:
    """A name that a spreadsheet does not take for a formula."""
    return f"'{name}" if name.startswith(("=", "+", "-", "@")) else name


def _solved(entries: Iterable[Attempts]) -> int:
    return sum(entry.solved is not None for entry in entries)


def _shown(moment: str) -> str:
    """A moment as it was on the clock where it was noted."""
    return datetime.fromisoformat(moment).strftime("%Y-%m-%d %H:%M")


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
