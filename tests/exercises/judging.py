"""What the tests of an exercise say: these answers are right, these are wrong, and this is what a student is told."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from helpers.exercises.engine import Exercise, State

Answer = Callable[..., Any]


def accepts(exercise: Exercise, answers: Mapping[str, Answer]) -> Callable[..., None]:
    """A test that every one of these answers, right in unusual form, is right."""

    @pytest.mark.parametrize("name", answers)
    def test(name: str) -> None:
        verdict = exercise.examine(answers[name])
        assert verdict.state is State.RIGHT, verdict.message

    return test


def refuses(exercise: Exercise, answers: Mapping[str, tuple[Answer, str]]) -> Callable[..., None]:
    """A test that every one of these answers is wrong, and that its message holds these words.

    The words may stand in what is expected, in what came, or in the sentence that leads to the fix.
    """

    @pytest.mark.parametrize("name", answers)
    def test(name: str) -> None:
        answer, words = answers[name]
        verdict = exercise.examine(answer)
        assert verdict.state is State.WRONG
        assert words in verdict.message

    return test
