"""Exercise 06.2, beyond its own mistakes."""

import math

import numpy as np
import torch

from helpers.early_stopping import replay
from helpers.exercises.lesson_06.smallest_patience import EXERCISE, patience_for
from tests.exercises.judging import accepts, refuses


def by_the_longest_wait(curves, slack):
    """Without replay: for each curve, the longest wait before a loss that is low enough."""
    needed = 1
    for curve in curves:
        enough = min(loss for loss in curve if not math.isnan(loss)) + slack
        best, last, longest = math.inf, -1, 1
        for place, loss in enumerate(curve):
            if loss < best:
                best, longest, last = loss, max(longest, place - last), place
                if loss <= enough:
                    break
        needed = max(needed, longest)
    return needed


def in_a_range(curves, slack):
    for patience in range(1, max(map(len, curves)) + 1):
        kept = [replay(curve, patience).kept for curve in curves]
        if all(k is not None and c[k] <= np.nanmin(c) + slack for k, c in zip(kept, curves, strict=True)):
            return torch.tensor(patience)
    raise AssertionError


def place_of_the_lowest(curves, slack):
    return max(curve.index(np.nanmin(curve)) for curve in curves) or 1


def no_more_than_ten(curves, slack):
    return min(10, patience_for(curves, slack))


def on_average(curves, slack):
    for patience in range(1, 100):
        kept = [replay(curve, patience).kept for curve in curves]
        over = [curve[k or 0] - np.nanmin(curve) for curve, k in zip(curves, kept, strict=True)]
        if sum(over) / len(over) <= slack:
            return patience
    return 100


def by_the_hint(curves, slack):
    for patience in range(1, 100):
        if all(c[replay(c, patience).kept] <= np.nanmin(c) + slack for c in curves):
            return patience
    return None


def with_next_and_min(curves, slack):
    def enough(curve, patience):
        kept = replay(curve, patience).kept
        return kept is not None and curve[kept] - slack <= min(curve)

    return next(p for p in range(1, max(map(len, curves)) + 1) if all(enough(curve, p) for curve in curves))


test_right = accepts(EXERCISE, {"by the longest wait": by_the_longest_wait, "in a range, a tensor": in_a_range})
test_wrong = refuses(
    EXERCISE,
    {
        "place of the lowest": (place_of_the_lowest, "For each patience from 1 on"),
        "no more than ten": (no_more_than_ten, "For each patience from 1 on"),
        "by the hint alone": (by_the_hint, "Nothing but NaN was seen"),
        "next and min": (with_next_and_min, "A NaN hides the lowest loss"),
        "on average": (on_average, "expected"),
        "one curve alone": (lambda curves, slack: patience_for(curves[-1:], slack), "expected"),
        "a fraction": (lambda curves, slack: float(patience_for(curves, slack)), "whole"),
        "one for each": (lambda curves, slack: [patience_for([curve], slack) for curve in curves], "Return a number"),
    },
)
