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
    for patience in range(1, 1000):
        if all(c[replay(c, patience).kept] <= np.nanmin(c) + slack for c in curves):
            return patience
    return None


def with_next_and_min(curves, slack):
    def enough(curve, patience):
        kept = replay(curve, patience).kept
        return kept is not None and curve[kept] - slack <= min(curve)

    return next(p for p in range(1, max(map(len, curves)) + 1) if all(enough(curve, p) for curve in curves))


def good_on_average(curves, slack):
    for patience in range(1, 1000):
        kept = [replay(curve, patience).kept for curve in curves]
        if None not in kept:
            over = [curve[place] - np.nanmin(curve) for curve, place in zip(curves, kept, strict=True)]
            if np.mean(over) <= slack:
                return patience
    return None


def mean_of_all(curves, slack):
    return round(np.mean([by_the_longest_wait([curve], slack) for curve in curves]))


def up_to_fifty(curves, slack):
    for patience in range(1, 51):
        kept = [replay(curve, patience).kept for curve in curves]
        if all(k is not None and c[k] <= np.nanmin(c) + slack for k, c in zip(kept, curves, strict=True)):
            return patience
    return None


def with_min(curves, slack):
    for patience in range(1, max(map(len, curves)) + 1):
        kept = [replay(curve, patience).kept for curve in curves]
        if all(k is not None and c[k] <= min(c) + slack for k, c in zip(kept, curves, strict=True)):
            return patience
    return None


def from_place_0(curves, slack):
    needed = 1
    for curve in curves:
        best, last = math.inf, 0
        for place, loss in enumerate(curve):
            if loss < best:
                needed, best, last = max(needed, place - last), loss, place
                if loss <= np.nanmin(curve) + slack:
                    break
    return needed


def as_min_delta(curves, slack):
    needed = 1
    for curve in curves:
        best, last = math.inf, -1
        for place, loss in enumerate(curve):
            if best - loss > slack:
                needed, best, last = max(needed, place - last), loss, place
    return needed


def where_it_ends(curves, slack):
    for patience in range(1, max(map(len, curves))):
        if all(c[replay(c, patience).ended] <= np.nanmin(c) + slack for c in curves):
            return patience
    return max(map(len, curves))


test_right = accepts(EXERCISE, {"by the longest wait": by_the_longest_wait, "in a range, a tensor": in_a_range})
test_wrong = refuses(
    EXERCISE,
    {
        "place of the lowest": (place_of_the_lowest, "how far the lowest loss lies from the start"),
        "no more than ten": (no_more_than_ten, "a longer patience than you tried"),
        "by the hint alone": (by_the_hint, "Nothing but NaN was seen"),
        "next and min": (with_next_and_min, "A NaN hides the lowest loss"),
        "on average": (on_average, "expected"),
        "good on average": (good_on_average, "Good on average"),
        "the mean of what they need": (mean_of_all, "Good on average"),
        "one curve alone": (lambda curves, slack: patience_for(curves[-1:], slack), "enough for one of the curves"),
        "up to fifty": (up_to_fifty, "a longer patience than you tried"),
        "min, and None at the end": (with_min, "A NaN hides the lowest loss"),
        "the sum": (lambda curves, slack: sum(patience_for([curve], slack) for curve in curves), "not the sum"),
        "twice as long": (lambda curves, slack: 2 * patience_for(curves, slack), "Twice as long is for"),
        "the longest wait without slack": (lambda curves, slack: by_the_longest_wait(curves, 0.0), "slack must have a say"),
        "the longest wait from place 0": (from_place_0, "starts one look before the list"),
        "slack taken for min_delta": (as_min_delta, "slack is not min_delta"),
        "where it ends": (where_it_ends, "ask what replay keeps"),
        "the longest curve": (lambda curves, slack: max(map(len, curves)), "asked is the smallest"),
        "a fraction": (lambda curves, slack: float(patience_for(curves, slack)), "whole"),
        "one for each": (lambda curves, slack: [patience_for([curve], slack) for curve in curves], "Return a number"),
    },
)
