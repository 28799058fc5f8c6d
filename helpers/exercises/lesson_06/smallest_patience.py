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


def _with_min_and(at_the_end):
    """min() of a curve that begins with NaN is NaN, no loss is low enough, and the loop comes to its end."""

    def answer(curves, slack):
        try:
            return _next_with_min(curves, slack)
        except StopIteration:
            return at_the_end(curves)

    return answer


def _place_of_the_lowest(curves, slack):
    return max(curve.index(min(loss for loss in curve if not math.isnan(loss))) for curve in curves)


def _on_average(curves, slack):
    for patience in range(1, max(len(curve) for curve in curves) + 1):
        above = 0.0
        for curve in curves:
            kept = replay(curve, patience).kept
            above += math.inf if kept is None else curve[kept] - min(loss for loss in curve if not math.isnan(loss))
        if above / len(curves) <= slack:
            return patience
    return patience


def _mean_of_all(curves, slack):
    return sum(patience_for([curve], slack) for curve in curves) / len(curves)


def _longest_wait(start=-1, min_delta=False):
    """Mistakes of those who look for the longest way from one improvement to the next."""

    def answer(curves, slack):
        needed = 1
        for curve in curves:
            lowest = min(loss for loss in curve if not math.isnan(loss))
            best, last = math.inf, start
            for place, loss in enumerate(curve):
                if loss < best - (slack if min_delta else 0.0):
                    needed, best, last = max(needed, place - last), loss, place
                if not min_delta and best <= lowest + slack:
                    break
        return needed

    return answer


def _where_it_ends(curves, slack):
    longest = max(len(curve) for curve in curves)
    for patience in range(1, longest):
        ends = [curve[replay(curve, patience).ended] for curve in curves]
        lowest = [min(loss for loss in curve if not math.isnan(loss)) for curve in curves]
        if all(end <= low + slack for end, low in zip(ends, lowest, strict=True)):
            return patience
    return longest


def _largest(curves, slack):
    return max(len(curve) for curve in curves)


def _tried_up_to(most, at_the_end):
    def answer(curves, slack):
        needed = patience_for(curves, slack)
        return needed if needed <= most else at_the_end

    return answer


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
    yield Case([[2.0, 1.0, *[1.5] * 119, 0.5, 0.75]], 0.25, title="a curve that stands still for 119 looks before its lowest")
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
        "Take the case above and a pencil: which loss does your patience keep in each curve, and which one does a patience that "
        "is one smaller keep? Compare both with what is good enough for that curve."
    ),
    mistakes={
        "That patience is enough for one of the curves; it must be enough for every one.": (
            {
                "enough = True\n": "enough = False\n",
                "if kept is None or curve[kept] > lowest + slack": "if kept is not None and curve[kept] <= lowest + slack",
                "                enough = False\n": "                enough = True\n",
            },
            {"for curve in curves": "for curve in curves[:1]"},
            {"        for curve in curves:": "        for curve in curves[-1:]:"},
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
            _with_min_and(lambda curves: None),
            _with_min_and(lambda curves: max(len(curve) for curve in curves)),
            _with_min_and(lambda curves: max(len(curve) for curve in curves) + 1),
        ),
        "That is how far the lowest loss lies from the start. On the way there the counter goes back to 0 at every improvement: "
        "what counts is the longest way from one to the next.": (
            _place_of_the_lowest,
            lambda curves, slack: _place_of_the_lowest(curves, slack) + 1,
            lambda curves, slack: max(1, _place_of_the_lowest(curves, slack)),
        ),
        "Good on average is not good in every curve: the one that needs most decides.": (
            _on_average,
            _mean_of_all,
            lambda curves, slack: round(_mean_of_all(curves, slack)),
            lambda curves, slack: math.ceil(_mean_of_all(curves, slack)),
        ),
        "The scenes do not wait one after the other: take the largest of what they need, not the sum.": (
            lambda curves, slack: sum(patience_for([curve], slack) for curve in curves)
        ),
        "A run may begin with NaN, and these looks count: the way to the first improvement starts one look before the list.": (
            _longest_wait(start=0)
        ),
        "slack is not min_delta: every lower loss is an improvement. slack says which loss is good enough to have been kept.": (
            _longest_wait(min_delta=True)
        ),
        "The best weights are put back: ask what replay keeps, not where it ends.": (
            {"kept = replay(curve, patience).kept": "kept = replay(curve, patience).ended"},
            _where_it_ends,
        ),
        "Every longer patience is enough as well; asked is the smallest.": _largest,
        "Some curves need a longer patience than you tried. One as long as the longest curve cuts nothing off.": tuple(
            _tried_up_to(most, at_the_end) for most in (10, 20, 50, 99, 100) for at_the_end in (None, most)
        ),
        "Twice as long is for curves that nobody has seen. These were seen: asked is the smallest patience that was enough.": (
            lambda curves, slack: 2 * patience_for(curves, slack)
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
