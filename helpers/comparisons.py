"""Is the new way better than the old one? Answered from runs in pairs: the same seed, the same data, one thing changed."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.stats import t


class Difference(NamedTuple):
    """The mean of paired differences, and the interval that belongs to it."""

    mean: float
    low: float
    high: float


def paired_difference(new: Sequence[float], old: Sequence[float], share: float = 0.95) -> Difference:
    """How far the new scores lie from the old ones, pair by pair: new minus old. Introduced in lesson 03.

    The interval is mean ± t · s / √n, with the standard deviation s of the n differences (divided by n - 1) and Student's t.
    It supposes that the pairs are independent of each other.

    Args:
        new: one score a run.
        old: the scores of the same seeds in the same order.
        share: how often such an interval is meant to hold the true mean difference, between 0 and 1.

    Raises:
        ValueError: there are fewer than two pairs, the numbers of scores differ, a score is not finite, or ``share`` is none.
    """
    new, old = np.asarray(new, dtype=float), np.asarray(old, dtype=float)
    if new.ndim != 1 or new.shape != old.shape or len(new) < 2:
        raise ValueError(f"New scores of shape {new.shape}, old ones of shape {old.shape}: at least two pairs are needed.")
    if not (np.isfinite(new).all() and np.isfinite(old).all()):
        raise ValueError("Every score must be a finite number.")
    if not 0 < share < 1:
        raise ValueError(f"share is {share!r}, but it must lie between 0 and 1.")
    differences = new - old
    mean = float(differences.mean())
    reach = float(t.ppf((1 + share) / 2, len(differences) - 1) * differences.std(ddof=1) / len(differences) ** 0.5)
    return Difference(mean, mean - reach, mean + reach)
