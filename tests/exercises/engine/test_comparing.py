"""When two observations are the same."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from helpers.exercises.engine.comparing import differences, first_difference, places_apart, same
from helpers.exercises.engine.observing import observe

plain = st.recursive(
    st.one_of(st.booleans(), st.integers(-9, 9), st.floats(-9, 9), st.text(max_size=3), st.just(math.nan), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=2), inner, max_size=3)),
    max_leaves=8,
)


@given(plain)
def test_everything_is_the_same_as_itself(value):
    leaves = observe(value, "x")
    assert first_difference(leaves, observe(value, "x"), 0.0) is None


@given(plain, plain)
def test_it_does_not_matter_which_of_two_comes_first(one, other):
    there = first_difference(observe(one, "x"), observe(other, "x"), 1e-6)
    back = first_difference(observe(other, "x"), observe(one, "x"), 1e-6)
    assert (there is None) == (back is None)


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=6), st.integers(0, 5), st.floats(0.01, 10))
def test_a_number_that_is_changed_is_found_in_a_list_an_array_and_a_tensor(numbers, place, change):
    place %= len(numbers)
    changed = [number + change * (number_at == place) for number_at, number in enumerate(numbers)]
    for kind in (list, np.array, lambda values: torch.tensor(values, dtype=torch.float64)):
        assert first_difference(observe(kind(numbers), "x"), observe(kind(changed), "x"), 1e-6) is not None


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (1.0, 1, True),
        (1.0, 1 + 1e-7, True),
        (1.0, 1.01, False),
        (1e6, 1e6 + 0.5, True),
        (True, 1, False),
        (True, True, True),
        (math.nan, math.nan, True),
        (math.nan, 1.0, False),
        (math.inf, math.inf, True),
        (math.inf, -math.inf, False),
        ("1", 1, False),
        (torch.tensor([1.0, math.nan]), torch.tensor([1.0, math.nan]), True),
        (torch.tensor([1.0]), torch.tensor([[1.0]]), False),
        (torch.tensor([1, 2]), torch.tensor([1, 3]), False),
        (torch.tensor([1.0]), torch.tensor([1.0], dtype=torch.float64), True),
        ([1, [2, 3]], [1, [2, 3]], True),
        ([1, 2], [1, 2, 3], False),
        ({"a": 1}, {"b": 1}, False),
    ],
)
def test_what_counts_as_the_same(one, other, equal):
    assert same(one, other, 1e-6) is equal


def test_leaves_that_are_free_may_differ():
    one, other = {"a": 1, "b": 2}, {"a": 1, "b": 3}
    assert first_difference(observe(one, "x"), observe(other, "x"), 0.0).leaf.place == "x['b']"
    assert first_difference(observe(one, "x"), observe(other, "x"), 0.0, free=("x?'b'?: *",)) is None


def test_a_whole_number_beyond_the_largest_float_differs_and_is_no_error():
    assert not same(2**1050, 1.0, 1e-5)
    assert same(2**1050, 2**1050, 1e-5)


def test_all_differences_are_found_in_order_and_free_ones_are_left_out():
    expected, got = observe({"a": 1, "b": 2, "c": 3}, "x"), observe({"a": 0, "b": 2, "c": 4}, "x")
    assert [str(each.leaf) for each in differences(expected, got, 0.0)] == ["x['a']: value", "x['c']: value"]
    assert [str(each.leaf) for each in differences(expected, got, 0.0, ("*a*value",))] == ["x['c']: value"]


def test_places_that_are_apart_are_told_one_by_one():
    one, other = torch.tensor([1.0, math.nan, 2.0, math.nan]), torch.tensor([1.0, math.nan, 2.1, 0.0])
    assert places_apart(one, other, 1e-5).tolist() == [False, False, True, True]
    assert places_apart(torch.tensor([True, False]), torch.tensor([True, True]), 1e-5).tolist() == [False, True]
