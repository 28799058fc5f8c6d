"""A Sobol sample is the same each time, can grow, has no combination twice, and leaves no large gaps."""

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.paths import NOTEBOOKS
from helpers.reruns.errors import CourseError
from helpers.reruns.grid import Grid
from helpers.reruns.ranges import Range
from helpers.reruns.sampling import draw
from helpers.reruns.sweep import make_sweep

RATE, SIZE = Range(0.001, 1.0, log=True), Range(4, 64, whole=True)
BOTH = Grid({}, {}, {"learning_rate": RATE, "hidden_size": SIZE})


def keys(combinations):
    return [tuple(combination.values()) for combination in combinations]


def test_the_same_call_draws_the_same_and_another_seed_another():
    drawn = draw(BOTH, 50, "sobol")
    assert drawn == draw(BOTH, 50, "sobol", 0)
    assert drawn != draw(BOTH, 50, "sobol", 1)
    assert len(set(keys(drawn))) == 50
    assert all(type(one["hidden_size"]) is int and type(one["learning_rate"]) is float for one in drawn)


@pytest.mark.parametrize("sampler", ["sobol", "random"])
def test_a_sample_can_grow(sampler):
    for small, large in ((3, 5), (50, 100), (64, 65)):
        assert draw(BOTH, large, sampler)[:small] == draw(BOTH, small, sampler)


def test_sobol_leaves_smaller_gaps_than_chance():
    def gap(sampler):
        places = sorted(math.log10(one["learning_rate"]) for one in draw(BOTH, 64, sampler, 3))
        return max(after - before for before, after in pairwise([-3, *places, 0]))

    # 64 points in three factors of ten; one point of a Sobol sequence lies in each 64th.
    assert gap("sobol") < 2 * 3 / 64 + 0.001
    assert gap("random") > 2 * 3 / 64


def test_a_grid_is_sampled_evenly_too():
    grid = Grid({"rate": [0.1, 0.2, 0.3, 0.4], "seed": range(8)}, {})
    drawn = draw(grid, 16, "sobol")
    assert [sum(one["rate"] == rate for one in drawn) for rate in grid.swept["rate"]] == [4, 4, 4, 4]
    assert draw(grid, 16) == grid.combinations(16), "without a sampler, the sample is what it has always been"
    assert draw(grid, 16, "random", 5) == grid.combinations(16, 5) != grid.combinations(16)


GRIDS = st.dictionaries(st.sampled_from("abc"), st.lists(st.integers(0, 99), min_size=1, max_size=5, unique=True), min_size=1)


@settings(max_examples=30)
@given(GRIDS, st.integers(1, 150), st.integers(0, 9))
def test_a_sobol_sample_of_a_grid_has_as_many_different_combinations_as_there_are(swept, number, seed):
    grid = Grid(swept, {})
    drawn, everything = draw(grid, number, "sobol", seed), keys(grid.combinations())
    assert len(drawn) == min(number, len(everything))
    assert len(set(keys(drawn))) == len(drawn)
    assert set(keys(drawn)) <= set(everything)


def test_where_too_few_points_differ_the_others_are_taken_in_order(monkeypatch):
    monkeypatch.setattr("helpers.reruns.sampling.MOST_POINTS", 4)
    drawn = draw(Grid({"a": range(5)}, {}, {"n": Range(1, 2, whole=True)}), 9, "sobol")
    assert len(drawn) == len(set(keys(drawn))) == 9


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((None,), "A range has no list of values to run through: say how many"),
        ((0, "sobol"), "sample is 0"),
        ((5, "sobel"), r"sampler is 'sobel', but it must be one of random, sobol. Did you mean sobol\?"),
        ((5, "sobol", -1), "sample-seed is -1"),
        ((5, "sobol", 2**32), "sample-seed is"),
        ((None, "sobol"), "say how large it is too"),
        ((None, None, 3), "say how large it is too"),
    ],
)
def test_a_sample_that_cannot_be_drawn_is_refused(given, words):
    with pytest.raises(CourseError, match=words):
        draw(BOTH, *given)


def test_a_sweep_over_ranges_knows_its_runs_and_their_values():
    asked = {"ranges": {"learning_rate": "0.001:1:log", "hidden_size": "4:64"}, "sample": 20, "sampler": "sobol"}
    sweep = make_sweep("01", {"seed": "0:3"}, {"epochs": 5}, **asked)
    assert len(sweep.runs) == sweep.asked == 20
    assert list(sweep.swept) == ["seed", "learning_rate", "hidden_size"]
    assert sweep.swept["learning_rate"] == sorted({run["learning_rate"] for run in sweep.runs.values()})
    assert all(4 <= run["hidden_size"] <= 64 and run["epochs"] == 5 for run in sweep.runs.values())
    assert sweep.fingerprint == make_sweep("01", {"seed": "0:3"}, {"epochs": 5}, **asked).fingerprint
    assert sweep.fingerprint != make_sweep("01", {"seed": "0:3"}, {"epochs": 5}, **asked, sample_seed=1).fingerprint


def test_all_problems_of_ranges_come_in_one_message():
    with pytest.raises(CourseError) as caught:
        make_sweep("01", {"seed": "0:3"}, {"epochs": 3}, ranges={"epochs": "1:9", "seed": "0:9", "rate": "0:1", "test_size": "5"})
    for words in (
        "epochs is swept and fixed to 3",
        "seed has values and a range: give one of the two.",
        "01_train_on_iris has no parameter 'rate'",
        "The range of test_size is given as LOW:HIGH",
    ):
        assert words in str(caught.value)


def test_a_range_alone_is_a_sweep():
    sweep = make_sweep(str(NOTEBOOKS / "01_train_on_iris.ipynb"), {}, ranges={"epochs": "5:9"}, sample=50)
    assert sorted(run["epochs"] for run in sweep.runs.values()) == [5, 6, 7, 8, 9]
