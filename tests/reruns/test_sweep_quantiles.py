"""Quantiles, and the interval of a median, against NumPy and the course's own function for lessons."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.medians import median_interval
from helpers.reruns.sweep_quantiles import FEWEST_FOR_QUARTERS, FEWEST_FOR_TENTHS, spread

NUMBERS = st.floats(-1e6, 1e6)


@given(st.lists(NUMBERS, min_size=FEWEST_FOR_TENTHS, max_size=80))
def test_the_quantiles_are_numpy_s(results):
    found = spread(results)
    assert found.runs == len(results)
    assert found.median == pytest.approx(np.median(results))
    assert found.quarters == pytest.approx(np.quantile(results, [0.25, 0.75]))
    assert found.tenths == pytest.approx(np.quantile(results, [0.1, 0.9]))


@pytest.mark.parametrize("runs", [6, 7, 8, 9, 10, 20, 25, 100, 999, 1000])
def test_the_interval_is_that_of_the_lessons(runs):
    results = np.random.default_rng(runs).normal(size=runs).tolist()
    assert spread(results).interval == median_interval(results)[1:]


def test_few_runs_have_no_quantiles():
    assert spread([3.0]).median == 3
    for runs in range(1, 12):
        found = spread([float(number) for number in range(runs)])
        assert (found.quarters is not None) is (runs >= FEWEST_FOR_QUARTERS)
        assert (found.interval is not None) is (runs >= 6)
        assert (found.tenths is not None) is (runs >= FEWEST_FOR_TENTHS)
