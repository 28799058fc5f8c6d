"""Expected and got, in words."""

import pytest

from helpers.exercises.engine.comparing import Difference
from helpers.exercises.engine.observing import Leaf
from helpers.exercises.engine.wording import words_for


@pytest.mark.parametrize(
    ("leaf", "expected", "got", "words"),
    [
        (Leaf("result", "value"), 1, 2, ("1", "2")),
        (Leaf("result, loss", "value"), 1, 2, ("loss: 1", "2")),
        (
            Leaf("result, outputs", "graph"),
            True,
            False,
            ("outputs with a graph that backward() can follow", "one without a graph"),
        ),
    ],
)
def test_what_an_exercise_names_stands_there_by_its_name_alone(leaf, expected, got, words):
    assert words_for(Difference(leaf, expected, got)) == words


@pytest.mark.parametrize(
    ("expected", "got", "words"),
    [
        (["'a'", "'b'"], ["'a'"], ("weights with 'b'", "one without")),
        (["'a'"], ["'a'", "'b'"], ("weights without 'b'", "one with that")),
        (["'a'"], ["'b'"], ("weights with 'a'", "one without, but with 'b'")),
        ([f"'{n}'" for n in range(6)], [], ("weights with '0', '1', '2', '3' and 2 more", "one without")),
    ],
)
def test_of_two_dictionaries_the_names_that_only_one_has_are_told(expected, got, words):
    assert words_for(Difference(Leaf("weights", "names"), expected, got)) == words
