"""Exercise 06.2: which patience would have been long enough for curves that were seen to their end?"""

import math

from helpers.early_stopping import replay
from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_number

NAN = math.nan


def patience_for(curves, slack):
    """The smallest patience that keeps, in every curve, a loss at most ``slack`` above that curve's lowest."""
    longest = max(len(curve) for curve in curves)  # with this patience no curve is cut off
    for patience in range(1, longest):
        enough = True
        for curve in curves:
            lowest = min(loss for loss in curve if not math.isnan(loss))
            kept = replay(curve, patience).kept
            if kept is None or curve[kept] > lowest + slack:
                enough = False
        if enough:
            return patience
    return longest


def _next_with_min(curves, slack):
    """min() of a curve that begins with NaN is NaN, no loss is low enough, and next() finds nothing."""
    for patience in range(1, max(len(curve) for curve in curves) + 1):
        kept = [replay(curve, patience).kept for curve in curves]
        if all(place is not None and curve[place] <= min(curve) + slack for place, curve in zip(kept, curves, strict=True)):
            return patience
    raise StopIteration


def cases():
    """One curve and several; the longest wait in the first, a middle and the last; slack that spares it; NaN first and later."""
    yield Case([[0.75, 0.5, 0.25, 0.5]], 0.0)
    yield Case([[1.0, 0.5, 0.75, 0.625, 0.25, 0.5]], 0.0)
    yield Case([[1.0, 0.5, 0.75, 0.625, 0.25, 0.5]], 0.25)
    yield Case([[1.0, 0.5, 0.75, 0.625, 0.25, 0.5]], 0.125)
    yield Case([[1.0, 0.5, 0.25], [1.0, 0.5, 0.75, 0.75, 0.25], [1.0, 0.5, 0.75, 0.25]], 0.0)
    yield Case([[1.0, 0.5, 0.75, 0.75, 0.75, 0.25], [1.0, 0.5, 0.25], [1.0, 0.75, 0.875, 0.5]], 0.0)
    yield Case([[1.0, 0.5, 0.25], [1.0, 0.75, 0.5], [1.0, 0.5, 0.5, 0.5, 0.25]], 0.0)
    yield Case([[1.0, 0.5, 0.75, 0.75, 0.25], [1.0, 0.875, 0.9375, 0.5]], 0.25)  # each with its own lowest
    yield Case([[4.0, 2.0, 3.0, 1.0], [1.0, 0.5, 0.75, 0.75, 0.25]], 0.5)  # a share of the lowest would be another slack
    yield Case([[1.0, 0.5, 0.75, 0.0], [1.0, 0.5, 0.25]], 0.25)  # on average it would be enough
    yield Case([[0.5, 0.75, 0.875, 0.9375, 0.75, 0.625]], 0.0)  # bumps after the lowest need no patience
    yield Case([[0.5, 0.5, 0.5, 0.25]], 0.0)
    yield Case([[NAN, NAN, 0.5, 0.25]], 0.0)
    yield Case([[NAN, NAN, 0.5, 0.25]], 5.0)
    yield Case([[NAN, 0.5, 0.75, 0.75, 0.25]], 0.0)
    yield Case([[1.0, NAN, NAN, 0.5, 0.75]], 0.0)
    yield Case([[1.0, NAN, NAN, 0.5, 0.75, NAN]], 0.5)
    yield Case([[-1.0, -2.0, -1.5, -1.0, -3.0]], 0.5)
    yield Case([[2.0, 1.0, *[1.5] * 24, 0.5, 0.75]], 0.25)  # a long way over the hill
    yield Case([[0.3]], 0.0)


EXERCISE = Exercise(
    id="06.2",
    solution=patience_for,
    cases=cases,
    view=as_number,
    exact=True,
    hint=(
        "replay(curve, patience).kept says which place a patience would have kept (None if nothing). Try 1, 2, 3, ... and ask "
        "every curve about each of them."
    ),
    otherwise=(
        "For each patience from 1 on: what does replay keep in each curve, and is that loss at most slack above the curve's own "
        "lowest? The first patience with which all curves agree is the answer."
    ),
    mistakes={
        "That patience is enough for one of the curves; it must be enough for every one.": (
            {
                "enough = True\n": "enough = False\n",
                "if kept is None or curve[kept] > lowest + slack": "if kept is not None and curve[kept] <= lowest + slack",
                "                enough = False\n": "                enough = True\n",
            },
            {"for curve in curves": "for curve in curves[:1]"},
        ),
        "slack must have a say: a loss a little above the lowest is good enough.": {"lowest + slack": "lowest"},
        "At most slack above the lowest: exactly slack is allowed.": {"> lowest + slack": ">= lowest + slack"},
        "Each curve is compared with its own lowest loss, not with the lowest of all.": {
            "lowest = min(loss for loss in curve if": "lowest = min(loss for each in curves for loss in each if"
        },
        "slack is a difference of two losses, not a share of the lowest.": {"lowest + slack": "lowest * (1 + slack)"},
        "A NaN hides the lowest loss from min(): leave it out first.": (
            {" if not math.isnan(loss)": ""},
            _next_with_min,
        ),
        "A patience of 0 stops before anything was waited for; the smallest is 1.": {
            "            return patience": "            return patience if patience > 1 else 0"
        },
        "That is one too many: with patience p, a new best at the p-th evaluation after the last one still comes in time.": {
            "            return patience": "            return patience + 1"
        },
        "A run that begins with NaN can end before anything is kept: replay(...).kept is None then, and that is no success.": {
            "kept is None or curve[kept] >": "kept is not None and curve[kept] >"
        },
        "Nothing but NaN was seen before that run ended: replay(...).kept is None, which is no place in the list. Ask for that "
        "first; such a patience is too short.": {"kept is None or curve[kept] >": "curve[kept] >"},
    },
)
