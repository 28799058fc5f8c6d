"""What a median of a few runs is worth."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.stats import quantile_test


class MedianInterval(NamedTuple):
    """The median, and two of the scores, between which the true median lies as often as ``share`` says, or more often."""

    median: float
    low: float
    high: float


def median_interval(scores: Sequence[float], share: float = 0.95) -> MedianInterval:
    """An interval for the median that very many runs would have. Introduced in lesson 20.

    Each run falls below the true median or not, like a coin. So many of n runs as a coin shows heads hardly ever may be cut
    off at either end; the interval goes from the smallest to the largest score that is left.

    Args:
        scores: one for each run; the runs are independent of each other.
        share: how often such an interval is meant to hold the true median, between 0 and 1.

    Raises:
        ValueError: a score is not finite, ``share`` is none, or there are so few runs that even the smallest and the
            largest score do not hold the true median so often: for 95 % it takes 6.
    """
    ordered = np.sort(np.asarray(scores, dtype=float))
    if ordered.ndim != 1 or not np.isfinite(ordered).all():
        raise ValueError("Every score must be a finite number, and they must stand in one row.")
    if not 0 < share < 1:
        raise ValueError(f"share is {share!r}, but it must lie between 0 and 1.")
    # Where there are too few runs, its ends are not numbers.
    found = quantile_test(ordered, p=0.5).confidence_interval(share) if len(ordered) else None
    if found is None or not np.isfinite(found).all():
        raise ValueError(
            f"{len(ordered)} run(s) are too few: not even the smallest and the largest hold the median in {share:.0%}."
        )
    return MedianInterval(float(np.median(ordered)), float(found.low), float(found.high))
