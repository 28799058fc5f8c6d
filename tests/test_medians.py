"""Tests of helpers/medians.py."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from helpers.medians import median_interval
from helpers.reruns.sweep_quantiles import spread


@given(runs=st.integers(6, 120))
def test_a_sweep_s_report_computes_the_same(runs):
    scores = np.random.default_rng(runs).permutation(np.arange(runs, dtype=float)).tolist()
    found = median_interval(scores)
    assert found == (np.median(scores), *spread(scores).interval)
    assert (found.low, found.high) == (scores_below(runs), runs - 1 - scores_below(runs))


def scores_below(runs):
    """How many runs may be cut off at an end: that no more of them lie below the true median happens in 2.5 % at most."""
    return max(cut for cut in range(runs) if binom.cdf(cut, runs, 0.5) <= 0.025)


def test_six_runs_are_the_fewest():
    assert median_interval([3, 1, 2, 6, 5, 4]) == (3.5, 1.0, 6.0)
    with pytest.raises(ValueError, match="5 run\\(s\\) are too few"):
        median_interval([1, 2, 3, 4, 5])


def test_it_holds_the_truth_as_often_as_it_says():
    random = np.random.default_rng(0)
    found = [median_interval(random.exponential(size=11)) for _ in range(1000)]
    held = np.mean([low <= np.log(2) <= high for _, low, high in found])
    assert held > 0.94


@pytest.mark.parametrize(
    ("scores", "share", "message"),
    [
        ([], 0.95, "0 run"),
        ([1.0] * 5 + [float("nan")], 0.95, "finite"),
        ([[1.0] * 6], 0.95, "one row"),
        ([1.0] * 6, 95, "between 0 and 1"),
        ([1.0] * 6, 1.0, "between 0 and 1"),
        ([1.0] * 6, 0.0, "between 0 and 1"),
    ],
)
def test_bad_input_is_refused(scores, share, message):
    with pytest.raises(ValueError, match=message):
        median_interval(scores, share)
