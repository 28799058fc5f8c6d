"""What a student has solved: ``progress.json`` in the folder where the student works. Nothing of it leaves the machine.

``check`` notes every new answer; ``course progress`` and the start page of ``course lab`` read it. To start again: delete it.
"""

import json
import os
import re
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import filelock

from helpers.paths import MY_NOTEBOOKS
from helpers.whole_files import write_whole

PROGRESS_FILE = "progress.json"
# ``course lab`` names the file in it. Empty: nothing is noted, whatever folder it is (``course run``, the tests).
VARIABLE = "COURSE_PROGRESS"
KIND, FORMAT = "progress in the course Training neural networks in PyTorch", 1
_MOST_BYTES = 1_000_000  # a file of ours has a hundred bytes for each exercise
_PATIENCE = 5.0  # seconds to wait for another kernel that is writing


class ProgressError(Exception):
    """The file cannot be used. The message is one sentence, which names it."""


class DamagedProgressError(ProgressError):
    """What the file holds is none of ours, or no longer whole: nothing is noted in it until it is deleted or renamed."""


@dataclass(frozen=True)
class Attempts:
    """What became of one exercise.

    Attributes:
        attempts: how many different answers were checked, up to the first that was right and with it.
        first: when the first one was, in ISO 8601 with the offset from UTC.
        last: when the last of these answers was.
        solved: when the first right answer was; None as long as there is none.
        answer: marks the last answer, so that the same one, checked again, is no new attempt.
    """

    attempts: int
    first: str
    last: str
    solved: str | None = None
    answer: str = ""


Progress = dict[str, Attempts]


def progress_file(started_in: Path | None) -> Path | None:
    """Where a kernel notes what is solved; None where nobody works: in ``course run``, in tests, outside ``my-notebooks/``.

    Args:
        started_in: the folder in which the kernel was started; None where there is no kernel.
    """
    named = os.environ.get(VARIABLE)
    if started_in is None or named == "":
        return None
    file = Path(named) if named else MY_NOTEBOOKS / PROGRESS_FILE
    # A terminal of JupyterLab inherits the variable: what is run there on the course's own notebooks is nobody's work.
    return file if started_in.resolve().is_relative_to(file.parent.resolve()) else None


def read_progress(path: Path) -> Progress:
    """What stands in a file, by exercise and in order; empty where there is none.

    Raises:
        DamagedProgressError: it is damaged, or no such file.
        ProgressError: it cannot be read.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise DamagedProgressError(f"{path} is too large to be the progress of a student.")
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ProgressError(f"{path} cannot be read ({error.strerror}).") from error
    except (ValueError, RecursionError) as error:
        raise DamagedProgressError(f"{path} is damaged: it holds no JSON.") from error
    if not isinstance(content, dict) or content.get("kind") != KIND:
        raise DamagedProgressError(f"{path} is not the progress of a student in this course.")
    if content.get("format") != FORMAT:
        raise DamagedProgressError(
            f"{path} has the format {content.get('format')!r}, but this version of the course reads {FORMAT}."
        )
    try:
        return {exercise: _attempts(exercise, entry) for exercise, entry in sorted(content["exercises"].items())}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DamagedProgressError(f"{path} is damaged: {error}.") from error


def _attempts(exercise: str, entry: Any) -> Attempts:
    """One entry of the file, checked."""
    if not re.fullmatch(r"\d\d\.\d{1,2}", exercise):
        raise ValueError(f"{exercise[:20]!r} names no exercise")
    try:
        found = Attempts(**entry)
        for moment in filter(None, (found.first, found.last, found.solved)):
            if datetime.fromisoformat(moment).tzinfo is None:
                raise ValueError
        if type(found.attempts) is not int or found.attempts < 1 or not isinstance(found.answer, str):
            raise ValueError
    except (TypeError, ValueError):
        raise ValueError(f"the entry of exercise {exercise} is not as the course writes it") from None
    return found


def note_answer(path: Path, exercise: str, right: bool, answer: str, moment: datetime | None = None) -> None:
    """Note that an answer was checked. Two kernels may do so at once; a kill at any moment leaves a whole file.

    The same answer again is no new attempt, and after the first right answer nothing is counted any more.

    Args:
        path: the file; its folder exists.
        exercise: ``"01.2"``.
        right: whether the answer is right.
        answer: tells different answers apart.
        moment: when; None is now.

    Raises:
        ProgressError: the file cannot be read or written, or is damaged; it is as it was.
    """
    now = (moment or datetime.now().astimezone()).isoformat(timespec="seconds")
    try:
        with filelock.FileLock(path.with_name(f".{path.name}.lock"), timeout=_PATIENCE):
            progress = read_progress(path)
            before = progress.get(exercise)
            after = _noted(before, right, answer, now)
            if after != before:
                content = {name: asdict(entry) for name, entry in sorted((progress | {exercise: after}).items())}
                text = json.dumps({"kind": KIND, "format": FORMAT, "exercises": content}, indent=1)
                write_whole(path, (text + "\n").encode())
    except filelock.Timeout:
        raise ProgressError(f"{path} is held by another program.") from None
    except (OSError, NotImplementedError) as error:
        raise ProgressError(f"{path} cannot be written ({getattr(error, 'strerror', None) or error}).") from error


def _noted(before: Attempts | None, right: bool, answer: str, now: str) -> Attempts:
    if before is None:
        return Attempts(1, now, now, now if right else None, answer)
    if before.solved is not None or (before.answer == answer and not right):
        return before
    new = before.answer != answer
    return replace(before, attempts=before.attempts + new, last=now, solved=now if right else None, answer=answer)
