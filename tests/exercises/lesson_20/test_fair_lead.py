"""Exercise 20.4, beyond its own mistakes."""

import itertools
import math

import numpy as np

from helpers.exercises.lesson_20.fair_lead import EXERCISE, fair_lead
from tests.exercises.judging import accepts, refuses


def by_counting(ours, theirs):
    """The score of rank r is the best of comb(r - 1, k - 1) choices."""
    k, ordered = len(theirs), sorted(ours)
    total = sum(score * math.comb(place, k - 1) for place, score in enumerate(ordered))
    return total / math.comb(len(ours), k) - max(theirs)


def with_numpy(ours, theirs):
    return np.mean([np.max(chosen) for chosen in itertools.combinations(ours, len(theirs))]) - np.max(theirs)


def drawn(ours, theirs):
    random = np.random.default_rng(0)
    return np.mean([random.choice(ours, len(theirs), replace=False).max() for _ in range(500)]) - max(theirs)


def sorts(ours, theirs):
    ours.sort()
    return fair_lead(ours, theirs)


test_right = accepts(EXERCISE, {"by counting": by_counting, "with NumPy": with_numpy})
test_wrong = refuses(
    EXERCISE,
    {
        "drawn at random": (drawn, "go through all of them"),
        "sorts the caller's list": (sorts, "ours"),
        "never behind": (lambda ours, theirs: max(0.0, fair_lead(ours, theirs)), "expected"),
        "medians": (lambda ours, theirs: np.median(ours) - np.median(theirs), "expected"),
        "per cent": (lambda ours, theirs: 100 * fair_lead(ours, theirs), "expected"),
        "two of ours at least": (
            lambda ours, theirs: by_counting(ours, theirs if len(theirs) > 1 else theirs * 2) if len(ours) > 1 else 0.1,
            "expected",
        ),
        "rounded": (lambda ours, theirs: round(fair_lead(ours, theirs), 3), "expected"),
    },
)
