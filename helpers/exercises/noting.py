"""Which answers are noted in a student's progress, and where, and what is told of it. A check is never disturbed by it."""

import hashlib
import inspect
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from IPython import get_ipython

from helpers.exercises.engine import State
from helpers.progress import DamagedProgressError, ProgressError, note_answer, progress_file, read_progress
from helpers.start_page import update_start_page

_told: set[str] = set()


def note(exercise_id: str, state: State, answer: Callable[..., Any]) -> str:
    """Note that an answer was checked, where a student works.

    Returns:
        A sentence, once a kernel, if it could not be noted; else nothing.
    """
    if state is State.NOT_ATTEMPTED:
        return ""
    try:
        file = _file()
        if file is not None:
            note_answer(file, exercise_id, state is State.RIGHT, mark_of(answer))
    except DamagedProgressError as error:
        return _once(f"(Not noted in your progress: {error} Delete or rename the file to start again.)")
    except ProgressError as error:
        return _once(f"(Not noted in your progress: {error})")
    except Exception as error:  # a check that was judged must not fail because of its note
        return _once(f"(Not noted in your progress: {type(error).__name__}: {error})")
    return ""


def _file() -> Path | None:
    """Where progress is kept; None where it is not."""
    # The folder that the kernel was started in: a cell may have gone to another one.
    folder = getattr(get_ipython(), "starting_dir", None)
    return progress_file(Path(folder) if folder else None)


def standing(exercise_id: str, of_lesson: Sequence[str]) -> str:
    """How far one is in a lesson, and what comes next: "1 of 6 in this lesson; next: 01.2".

    Args:
        exercise_id: of the exercise that was just solved.
        of_lesson: the ids of all exercises of its lesson, in order.

    Returns:
        Nothing where no progress is kept, or where that exercise could not be noted.
    """
    with suppress(Exception):  # as above: a check must not fail because of it
        file = _file()
        solved = {name for name, entry in read_progress(file).items() if entry.solved} if file is not None else set()
        if exercise_id in solved:
            place = of_lesson.index(exercise_id)
            left = [name for name in (*of_lesson[place:], *of_lesson[:place]) if name not in solved]
            done = f"{len(of_lesson) - len(left)} of {len(of_lesson)} in this lesson"
            return f"{done}; next: {left[0]}" if left else f"{done}: all of them"
    return ""


def renew_start_page() -> None:
    """Where a student works, and the page is there: let it show what is solved by now."""
    with suppress(Exception):  # the page is made anew at the next start too
        file = _file()
        if file is not None:
            update_start_page(file.parent)


def _once(sentence: str) -> str:
    if sentence in _told:
        return ""
    _told.add(sentence)
    return sentence


def mark_of(answer: Callable[..., Any]) -> str:
    """A few characters that are the same for the same source: they tell a new attempt from the same cell run again."""
    try:
        text = inspect.getsource(answer)
    except (OSError, TypeError):
        text = repr(getattr(getattr(answer, "__code__", None), "co_code", type(answer).__name__))
    return hashlib.sha256(text.encode("utf-8", errors="backslashreplace")).hexdigest()[:12]
