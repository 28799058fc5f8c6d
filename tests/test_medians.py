"""Tests of helpers/medians.py."""

import numpy as np
import pytest
from scipy import stats

from helpers.medians import median_interval


@pytest.mark.parametrize("runs", [6, 7, 8, 9, 12, 17, 20, 101])
@pytest.mark.parametrize("share", [0.5, 0.9, 0.95, 0.99])
def test_it_is_scipys_interval_of_a_median(runs, share):
    scores = np.random.default_rng(runs).permutation(np.arange(runs, dtype=float))
    if 0.5**runs > (1 - share) / 2:
        pytest.skip("too few")
    found = median_interval(scores, share)
    wanted = stats.quantile_test(scores, p=0.5).confidence_interval(share)
    assert found == (np.median(scores), wanted.low, wanted.high)


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
