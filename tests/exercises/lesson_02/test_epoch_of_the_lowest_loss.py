"""Exercise 02.1, beyond its own mistakes."""

import math

import numpy as np
import torch

from helpers.exercises.lesson_02.epoch_of_the_lowest_loss import EXERCISE, turning_point
from tests.exercises.judging import accepts, refuses


def sorted_pairs(epochs, losses):
    pairs = [(loss, epoch) for epoch, loss in zip(epochs, losses, strict=True) if loss == loss]
    return sorted(pairs)[0][1]


def by_places(epochs, losses):
    best = None
    for place, loss in enumerate(losses):
        if not math.isnan(loss) and (best is None or loss < losses[best]):
            best = place
    return epochs[best]


def infinity_for_nan(epochs, losses):
    for place, loss in enumerate(losses):
        if math.isnan(loss):
            losses[place] = math.inf
    return epochs[losses.index(min(losses))]


def the_first_rise(epochs, losses):
    for place in range(1, len(losses)):
        if losses[place] > losses[place - 1]:
            return epochs[place - 1]
    return epochs[-1]


def remembers(epochs, losses, best=[math.inf, None]):  # noqa: B006
    for epoch, loss in zip(epochs, losses, strict=True):
        if loss < best[0]:
            best[:] = [loss, epoch]
    return best[1]


test_right = accepts(
    EXERCISE,
    {
        "with nanargmin": lambda epochs, losses: epochs[int(np.nanargmin(losses))],
        "NumPy's own number": lambda epochs, losses: np.array(epochs)[np.nanargmin(losses)],
        "a tensor": lambda epochs, losses: torch.tensor(epochs)[torch.tensor(losses).nan_to_num(nan=math.inf).argmin()],
        "sorted pairs": sorted_pairs,
        "by places": by_places,
        "with a key": lambda epochs, losses: min(zip(epochs, losses, strict=True), key=lambda p: (p[1] != p[1], p[1]))[0],
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "the place by argmin": (lambda epochs, losses: int(np.argmin(losses)), "the epoch that stands at that place"),
        "the first rise": (the_first_rise, "in the whole list"),
        "the highest": (lambda epochs, losses: epochs[losses.index(max(losses))], "the lowest loss"),
        "from 10": (
            lambda epochs, losses: min((p for p in zip(losses, epochs, strict=True) if p[0] < 10), default=(0, 0))[1],
            "math.inf",
        ),
        "1e9 for a NaN": (lambda epochs, losses: epochs[int(np.argmin(np.nan_to_num(losses, nan=1e9)))], "stands in for the NaN"),
        "100 for a NaN": (lambda epochs, losses: epochs[int(np.argmin(np.nan_to_num(losses, nan=100)))], "stands in for the NaN"),
        "rounded to two digits": (lambda epochs, losses: epochs[int(np.nanargmin(np.round(losses, 2)))], "not rounded"),
        "rounded to five digits": (lambda epochs, losses: epochs[int(np.nanargmin(np.round(losses, 5)))], "not rounded"),
        "NaN": (lambda epochs, losses: math.nan, "got nan"),
        "the first epoch": (lambda epochs, losses: epochs[0], "in the whole list"),
        "changes the losses": (infinity_for_nan, "make something new instead of changing it in place"),
        "the pair": (lambda epochs, losses: (turning_point(epochs, losses), min(losses)), "expected a number"),
        "min of pairs by loss": (
            lambda epochs, losses: min(zip(losses, epochs, strict=True))[1],
            "leave the NaNs out beforehand",
        ),
        "the lesson's own line": (lambda epochs, losses: epochs[losses.index(min(losses))], "in min too"),
        "from a thousand millions": (
            lambda epochs, losses: min((p for p in zip(losses, epochs, strict=True) if p[0] < 1e9), default=(0, 0))[1],
            "math.inf",
        ),
        "the last valley": (
            lambda epochs, losses: next(
                (e for e, a, b in list(zip(epochs[1:], losses, losses[1:], strict=False))[::-1] if b < a), epochs[0]
            ),
            "in the whole list",
        ),
        "remembers the curve before": (remembers, "expected 15, got 150"),
        "as a text": (lambda epochs, losses: str(turning_point(epochs, losses)), "expected a number, got a text"),
    },
)
