"""``check``, ``hint`` and ``solution`` for the exercises of every lesson.

An exercise is named by lesson and place, ``"01.2"``; lesson 01's live in ``helpers.exercises.lesson_01``.
"""

import importlib
import importlib.util
from collections.abc import Callable
from typing import Any

from helpers.exercises.exercise import Exercise, State

RED, GREEN, GREY, PLAIN = "\x1b[31m", "\x1b[32m", "\x1b[90m", "\x1b[0m"


class UnknownExerciseError(LookupError):
    """There is no exercise of that name. In a notebook it shows as one line."""

    def _render_traceback_(self) -> list[str]:
        return [f"{type(self).__name__}: {self}"]


def lesson_exercises(lesson: str) -> dict[str, Exercise]:
    """The exercises of one lesson by id, in order.

    Args:
        lesson: two digits, ``"01"``.

    Raises:
        UnknownExerciseError: the lesson has no exercises.
    """
    module = f"helpers.exercises.lesson_{lesson}"
    if not lesson.isdecimal() or importlib.util.find_spec(module) is None:
        raise UnknownExerciseError(f"There are no exercises for lesson {lesson!r}; an exercise is named like 01.1.")
    return {exercise.id: exercise for exercise in importlib.import_module(module).EXERCISES}


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
    """Print one line: not attempted, not right yet (what was expected, what came, where to look), or right.

    Introduced in lesson 01. Raises nothing for any answer, so that "Run all" goes on.
    """
    exercise = find_exercise(exercise_id)
    verdict = exercise.examine(answer)
    if verdict.state is State.RIGHT:
        print(f"{GREEN}✓ Exercise {exercise.id}: right.{PLAIN}")
    elif verdict.state is State.WRONG:
        print(f"{RED}✗ Exercise {exercise.id}, not right yet: {verdict.message}{PLAIN}")
    else:
        print(f"{GREY}○ Exercise {exercise.id}: not attempted yet. Replace the three dots, then run this cell again.{PLAIN}")


def hint(exercise_id: str) -> None:
    """Print a hint that leaves the work to the reader. Introduced in lesson 01."""
    print(find_exercise(exercise_id).hint)


def solution(exercise_id: str) -> None:
    """Print the reference solution: the very code that the course's tests run. Introduced in lesson 01."""
    print(find_exercise(exercise_id).solution_source())
