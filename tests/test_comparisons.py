"""Tests of helpers/comparisons.py."""

import numpy as np
import pytest
from scipy import stats

from helpers.comparisons import paired_difference


def test_it_is_the_interval_of_scipys_paired_test():
    random = np.random.default_rng(3)
    old = random.normal(size=8)
    new = old - 0.3 + random.normal(scale=0.1, size=8)
    found = paired_difference(new, old)
    interval = stats.ttest_rel(new, old).confidence_interval(0.95)
    assert found.mean == pytest.approx((new - old).mean())
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))
    assert paired_difference(new, old, share=0.5).high < found.high


def test_equal_scores_have_an_interval_of_no_width():
    assert paired_difference([1.0, 2.0], [1.0, 2.0]) == (0.0, 0.0, 0.0)


def test_it_holds_the_truth_as_often_as_it_says():
    random = np.random.default_rng(0)
    held = 0
    for _ in range(1000):
        old = random.normal(size=5)
        found = paired_difference(old + random.normal(0.2, 0.5, size=5), old)
        held += found.low <= 0.2 <= found.high
    assert 0.93 <= held / 1000 <= 0.97


@pytest.mark.parametrize(
    ("new", "old", "share", "message"),
    [
        ([1.0], [1.0], 0.95, "at least two pairs"),
        ([1.0, 2.0], [1.0, 2.0, 3.0], 0.95, "at least two pairs"),
        ([[1.0, 2.0]], [[1.0, 2.0]], 0.95, "at least two pairs"),
        ([1.0, float("nan")], [1.0, 2.0], 0.95, "finite"),
        ([1.0, 2.0], [1.0, float("inf")], 0.95, "finite"),
        ([1.0, 2.0], [1.0, 2.0], 95, "share is 95"),
    ],
)
def test_scores_that_cannot_be_compared_are_refused(new, old, share, message):
    with pytest.raises(ValueError, match=message):
        paired_difference(new, old, share)
