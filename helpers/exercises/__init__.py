"""``check``, ``why``, ``hint`` and ``solution`` for the exercises of every lesson.

An exercise is named by lesson and place, ``"01.2"``. Each has a file of its own, named by what it asks, in the folder
of its lesson: ``helpers/exercises/lesson_01/scale_by_training_part.py``. How answers are judged: ``engine``.
"""

import functools
import html
import importlib
import importlib.util
import pkgutil
import shutil
import textwrap
from collections.abc import Callable, Sequence
from typing import Any

from IPython import get_ipython
from IPython.display import display

from helpers.exercises.engine import Exercise, State, Verdict
from helpers.exercises.failing_case import open_case
from helpers.exercises.noting import note, renew_start_page, standing
from helpers.palette import COLOURS

__all__ = ["UnknownExerciseError", "check", "find_exercise", "hint", "lesson_exercises", "solution", "why"]

SIGNS = {State.RIGHT: "✓", State.WRONG: "✗", State.NOT_ATTEMPTED: "○"}
# The colour stands in the border alone: text in the page's own colour is readable on light and on dark.
BORDERS = {State.RIGHT: COLOURS[2], State.WRONG: COLOURS[1], State.NOT_ATTEMPTED: "#888888"}

_WRAPPED = "overflow-wrap: break-word;"  # inside a word only if the word is wider than the window

# The last verdict on each exercise that was checked in this kernel, for ``why``.
_verdicts: dict[str, Verdict] = {}


class UnknownExerciseError(LookupError):
    """There is no exercise of that name. In a notebook it shows as one line."""

    def _render_traceback_(self) -> list[str]:
        return [f"{type(self).__name__}: {self}"]


@functools.cache
def lesson_exercises(lesson: str) -> dict[str, Exercise]:
    """The exercises of one lesson by id, in order.

    Args:
        lesson: two digits, ``"01"``.

    Raises:
        UnknownExerciseError: the lesson has no exercises.
    """
    folder = f"helpers.exercises.lesson_{lesson}"
    if not lesson.isdecimal() or importlib.util.find_spec(folder) is None:
        raise UnknownExerciseError(f"There are no exercises for lesson {lesson!r}; an exercise is named like 01.1.")
    modules = pkgutil.iter_modules(importlib.import_module(folder).__path__, f"{folder}.")
    found = [getattr(importlib.import_module(module.name), "EXERCISE", None) for module in modules]
    return {exercise.id: exercise for exercise in sorted(filter(None, found), key=lambda exercise: exercise.id)}


def find_exercise(exercise_id: str) -> Exercise:
    """The exercise of that id; ``"1.2"`` means ``"01.2"``.

    Raises:
        UnknownExerciseError: there is none; the message lists those of the lesson.
    """
    lesson, _, place = str(exercise_id).partition(".")
    exercises = lesson_exercises(lesson.zfill(2))
    name = f"{lesson.zfill(2)}.{place}"
    if name not in exercises:
        raise UnknownExerciseError(f"There is no exercise {exercise_id!r}; the lesson has {', '.join(exercises)}.")
    return exercises[name]


def check(exercise_id: str, answer: Callable[..., Any]) -> None:
    """Show whether an answer is right, and if not, what was expected, what came and where to look.

    Introduced in lesson 01. Raises nothing for any answer, so that "Run all" goes on. In a notebook it shows as a box
    that is readable on light and dark, elsewhere as plain text. Where progress is kept, a right answer is told how many of
    the lesson's exercises are solved, and which is next.

    Raises:
        UnknownExerciseError: there is no such exercise.
    """
    exercise = find_exercise(exercise_id)
    verdict = _verdicts[exercise.id] = exercise.examine(answer)
    trouble = note(exercise.id, verdict.state, answer)
    lines = _lines(exercise.id, verdict)
    if verdict.state is State.RIGHT and (far := standing(exercise.id, list(lesson_exercises(exercise.id[:2])))):
        lines = [f"{lines[0]} {far}."]
    _show(lines, _html(verdict.state, lines))
    if trouble:
        _say(trouble)
    if verdict.state is State.RIGHT:
        renew_start_page()


def why(exercise_id: str) -> None:
    """Open the case in which the last answer to an exercise was wrong: what was handed over, expected and got, side by side.

    Introduced in lesson 01. What differs is marked in small tables, and drawn where there are many numbers. Raises nothing if
    there is no such case, and says so.

    Raises:
        UnknownExerciseError: there is no such exercise.
    """
    exercise = find_exercise(exercise_id)
    verdict = _verdicts.get(exercise.id)
    if verdict is None or verdict.state is not State.WRONG:
        state = "no answer has been checked yet" if verdict is None else f"your last answer is {verdict.state.value}"
        _say(f"Exercise {exercise.id}: {state}, so there is no wrong case to open.")
        return
    if verdict.evidence is None:
        _say(f"Exercise {exercise.id}: {verdict.look}")
        return
    page = open_case(exercise.id, verdict)
    if get_ipython() is None:
        _print_wrapped(page.as_text())
        return
    display({"text/html": page.as_html(), "text/plain": page.as_text()}, raw=True)
    if page.picture is not None:
        page.picture.draw()


def _say(*lines: str) -> None:
    """Lines of words, without a frame."""
    _show(lines, f'<div style="{_WRAPPED}">{"<br>".join(map(html.escape, lines))}</div>')


def _show(lines: Sequence[str], page: str) -> None:
    """Words that the window wraps, each line as long as it is: printed text would be broken inside words in a narrow one."""
    if get_ipython() is None:
        _print_wrapped("\n".join(lines))
    else:
        display({"text/html": page, "text/plain": "\n".join(lines)}, raw=True)


def _print_wrapped(text: str) -> None:
    width = shutil.get_terminal_size().columns
    print("\n".join(textwrap.fill(line, width, break_long_words=False) for line in text.split("\n")))


def hint(exercise_id: str, number: int = 1) -> None:
    """Show a hint that leaves the work to the reader. Introduced in lesson 01.

    Args:
        exercise_id: lesson and place, ``"01.2"``.
        number: 1 is the first; where there are more, each says a little more. Beyond the last one, the last is shown.

    Raises:
        UnknownExerciseError: there is no such exercise.
    """
    exercise = find_exercise(exercise_id)
    hints = (exercise.hint, *exercise.more_hints)
    place = min(max(number, 1), len(hints))
    more = [f'There is one hint more: hint("{exercise.id}", {place + 1})'] if place < len(hints) else []
    _say(hints[place - 1], *more)


def solution(exercise_id: str) -> None:
    """Print the reference solution: the very code that the course's tests run. Introduced in lesson 01.

    Raises:
        UnknownExerciseError: there is no such exercise.
    """
    print(find_exercise(exercise_id).solution_source())


def _lines(exercise_id: str, verdict: Verdict) -> list[str]:
    """The verdict as lines of plain text; the first one stands alone."""
    start = f"{SIGNS[verdict.state]} Exercise {exercise_id}"
    if verdict.state is State.RIGHT:
        return [f"{start}: right."]
    if verdict.state is State.NOT_ATTEMPTED:
        return [f"{start}: not attempted yet. Replace the three dots, then run this cell again."]
    case = [f"Case: {verdict.case}"] if verdict.case else []
    opens = f'why("{exercise_id}") opens this case, ' if verdict.evidence is not None else ""
    return [
        f"{start}: not right yet. {verdict.look}",
        *case,
        f"Expected: {verdict.expected}",
        f"Got: {verdict.got}",
        f'{opens}hint("{exercise_id}") helps.',
    ]


def _html(state: State, lines: list[str]) -> str:
    """The same lines as a box; words are wrapped as wholes."""
    style = f"border-left: 5px solid {BORDERS[state]}; padding: 0.3em 0.8em; margin: 0.3em 0; {_WRAPPED}"
    first, *others = (html.escape(line) for line in lines)
    body = "".join(f"<br>{line}" for line in others)
    return f'<div role="status" style="{style}"><strong>{first}</strong>{body}</div>'
