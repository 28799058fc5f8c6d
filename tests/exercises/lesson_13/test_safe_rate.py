"""Exercise 13.3, beyond its own mistakes."""

import math

import numpy as np
import torch

from helpers.exercises.lesson_13.safe_rate import EXERCISE
from tests.exercises.judging import accepts, refuses


def with_numpy(losses):
    rates = sorted(losses)
    worst = [np.nan_to_num(losses[rate], nan=np.inf).max() for rate in rates]
    return np.float64(rates[int(np.argmin(worst))])


def nan_stays_nan(losses):
    """np.max of a list with a NaN is NaN, and nanargmin passes over it."""
    rates = sorted(losses)
    return rates[np.nanargmin([np.max(losses[rate]) for rate in rates])]


def pairs(losses):
    return min((max(math.inf if x != x else x for x in found), rate) for rate, found in losses.items())[1]


def first_rate_without_nan(losses):
    return min(rate for rate, found in losses.items() if not any(map(math.isnan, found)))


def from_the_first_rate(losses):
    best, *others = sorted(losses)
    for rate in others:
        if np.max(losses[rate]) < np.max(losses[best]):
            best = rate
    return best


test_right = accepts(EXERCISE, {"with NumPy": with_numpy, "NaN stays NaN": nan_stays_nan, "pairs": pairs})
test_wrong = refuses(
    EXERCISE,
    {
        "the mean": (lambda losses: min(sorted(losses), key=lambda rate: np.mean(losses[rate])), "lowest mean"),
        "the mean without NaN": (lambda losses: min(sorted(losses), key=lambda rate: np.nanmean(losses[rate])), "lowest mean"),
        "the median, unsorted": (lambda losses: min(losses, key=lambda rate: np.median(losses[rate])), "lowest median"),
        "the best seed, unsorted": (lambda losses: min(losses, key=lambda rate: min(losses[rate])), "luckiest"),
        "the smallest that is safe": (first_rate_without_nan, "largest of its losses"),
        "argmin in NumPy": (
            lambda losses: sorted(losses)[int(np.argmin([np.max(losses[rate]) for rate in sorted(losses)]))],
            "argmin takes a NaN",
        ),
        "min of NumPy's largest": (lambda losses: min(sorted(losses), key=lambda rate: np.max(losses[rate])), "Make it infinite"),
        "min of torch's largest": (
            lambda losses: min(sorted(losses), key=lambda rate: torch.tensor(losses[rate]).max()),
            "Make it infinite",
        ),
        "unsorted": (lambda losses: min(losses, key=lambda rate: np.max(losses[rate])), "Make it infinite"),
        "a loop from the first rate": (from_the_first_rate, "Make it infinite"),
        "NaN as 1000": (
            lambda losses: min(sorted(losses), key=lambda rate: max(np.nan_to_num(losses[rate], nan=1000))),
            "may be smaller than another loss",
        ),
        "all rates": (sorted, "number"),
    },
)
