"""Exercise 20.5, beyond its own mistakes."""

import itertools

import pytest

from helpers.exercises.engine import State
from helpers.exercises.lesson_20.what_may_be_said import EXERCISE
from tests.exercises.judging import accepts, refuses

test_right = accepts(
    EXERCISE,
    {
        "the other way round": lambda: {"E", "B"},
        "small letters": lambda: {"b", "e"},
        "a frozen set": lambda: frozenset("BE"),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "a letter that there is not": (lambda: {"B", "E", "G"}, "from A to F"),
        "numbers": (lambda: {2, 5}, "a set of letters"),
        "a list": (lambda: ["E", "B"], "Return a set."),
        "a text": (lambda: "BE", "Return a set."),
        "a dictionary": (lambda: {"B": True, "E": True}, "got a dictionary"),
        "two wrong ones": (lambda: {"A", "C", "B", "E"}, "sentence A"),
        "the others": (lambda: {"A", "C", "D", "F"}, "sentence A"),
    },
)


@pytest.mark.parametrize("size", range(7))
def test_no_other_set_is_right(size):
    for letters in itertools.combinations("ABCDEF", size):
        right = set(letters) == {"B", "E"}
        assert (EXERCISE.examine(lambda letters=letters: set(letters)).state is State.RIGHT) == right
