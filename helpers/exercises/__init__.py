"""``check``, ``hint`` and ``solution`` for the exercises of every chapter.

An exercise is named by chapter and place, ``"01.2"``; chapter 01's live in ``helpers.exercises.chapter_01``.
"""

import importlib
import importlib.util
from collections.abc import Callable
from typing import Any

from helpers.exercises.exercise import Exercise, State

RED, GREEN, GREY, PLAIN = "\x1b[31m", "\x1b[32m", "\x1b[90m", "\x1b[0m"


def chapter_exercises(chapter: str) -> dict[str, Exercise]:
    """The exercises of one chapter by id, in order.

    Args:
        chapter: two digits, ``"01"``.

    Raises:
        KeyError: the chapter has no exercises.
    """
    module = f"helpers.exercises.chapter_{chapter}"
    if not chapter.isdecimal() or importlib.util.find_spec(module) is None:
        raise KeyError(
            f"There are no exercises for chapter {chapter!r}; an exercise is named like 01.1, with two digits before the point."
        )
    return {exercise.id: exercise for exercise in importlib.import_module(module).EXERCISES}


def find_exercise(exercise_id: str) -> Exercise:
    """The exercise of that id.

    Raises:
        KeyError: there is none; the message lists those of the chapter.
    """
    exercises = chapter_exercises(exercise_id.partition(".")[0])
    if exercise_id not in exercises:
        raise KeyError(f"There is no exercise {exercise_id!r}; the chapter has {', '.join(exercises)}.")
    return exercises[exercise_id]


def check(exercise_id: str, answer: Callable[..., Any]) -> None:
    """Print one line: not attempted, not right yet (what was expected, what came, where to look), or right.

    Introduced in chapter 01. Raises nothing for any answer, so that "Run all" goes on.
    """
    verdict = find_exercise(exercise_id).examine(answer)
    if verdict.state is State.RIGHT:
        print(f"{GREEN}✓ Exercise {exercise_id}: right.{PLAIN}")
    elif verdict.state is State.WRONG:
        print(f"{RED}✗ Exercise {exercise_id}, not right yet: {verdict.message}{PLAIN}")
    else:
        print(f"{GREY}○ Exercise {exercise_id}: not attempted yet. Replace the three dots, then run this cell again.{PLAIN}")


def hint(exercise_id: str) -> None:
    """Print a hint that leaves the work to the reader. Introduced in chapter 01."""
    print(find_exercise(exercise_id).hint)


def solution(exercise_id: str) -> None:
    """Print the reference solution: the very code that the course's tests run. Introduced in chapter 01."""
    print(find_exercise(exercise_id).solution_source())
