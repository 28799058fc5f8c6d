"""Expected and got, in words."""

import numpy as np
import pytest
import torch

from helpers.exercises.engine.comparing import Difference
from helpers.exercises.engine.observing import Leaf
from helpers.exercises.engine.wording import describe, describe_arguments, words_for


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


def test_a_small_tensor_is_written_out_in_full_and_a_large_one_by_its_start():
    small = torch.arange(15.0).reshape(5, 3) - 2.5
    rows = "[[-2.5, -1.5, -0.5], [0.5, 1.5, 2.5], [3.5, 4.5, 5.5], [6.5, 7.5, 8.5], [9.5, 10.5, 11.5]]"
    assert describe(small) == describe(small.numpy()) == rows
    assert describe(torch.arange(20)) == f"{list(range(20))}"
    assert describe(torch.arange(21)) == "a tensor of shape (21,) that starts 0, 1, 2"
    assert describe(np.arange(21)) == "an array of shape (21,)"
    assert describe_arguments(("scores",), (small,)) == f"scores = {rows}"
    longest = torch.full((4, 5), -1.2346e-30)
    assert describe_arguments(("a", "b"), (longest, 1)).endswith("[-1.235e-30" + ", -1.235e-30" * 4 + "]], b = 1")


def test_two_small_tensors_of_different_shapes_are_both_written_out():
    leaf = Leaf("result", "value")
    words = words_for(Difference(leaf, torch.zeros(5, 3, dtype=torch.int64), torch.zeros(4, 3, dtype=torch.int64)))
    assert words == (str([[0, 0, 0]] * 5), str([[0, 0, 0]] * 4))
