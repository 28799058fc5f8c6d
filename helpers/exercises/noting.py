"""Which answers are noted in a student's progress, and where. A check is never disturbed by it."""

import hashlib
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

from IPython import get_ipython

from helpers.exercises.engine import State
from helpers.progress import DamagedProgressError, ProgressError, note_answer, progress_file

_told: set[str] = set()


def note(exercise_id: str, state: State, answer: Callable[..., Any]) -> str:
    """Note that an answer was checked, where a student works.

    Returns:
        A sentence, once a kernel, if it could not be noted; else nothing.
    """
    if state is State.NOT_ATTEMPTED:
        return ""
    try:
        # The folder that the kernel was started in: a cell may have gone to another one.
        folder = getattr(get_ipython(), "starting_dir", None)
        file = progress_file(Path(folder) if folder else None)
        if file is not None:
            note_answer(file, exercise_id, state is State.RIGHT, mark_of(answer))
    except DamagedProgressError as error:
        return _once(f"(Not noted in your progress: {error} Delete or rename the file to start again.)")
    except ProgressError as error:
        return _once(f"(Not noted in your progress: {error})")
    except Exception as error:  # a check that was judged must not fail because of its note
        return _once(f"(Not noted in your progress: {type(error).__name__}: {error})")
    return ""


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
