"""What a median of a few runs is worth."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.stats import binom


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
    tail, runs = (1 - share) / 2, len(ordered)
    if not runs or 0.5**runs > tail:
        raise ValueError(f"{runs} run(s) are too few: not even the smallest and the largest hold the median in {share:.0%}.")
    cut = int(binom.ppf(tail, runs, 0.5))  # the fewest heads that are not too rare
    if binom.cdf(cut, runs, 0.5) <= tail:
        cut += 1
    return MedianInterval(float(np.median(ordered)), float(ordered[cut - 1]), float(ordered[runs - cut]))
