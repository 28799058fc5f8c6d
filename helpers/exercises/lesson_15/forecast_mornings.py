"""Exercise 15.4: forecasts that learn only from what is known in the morning."""

import numpy as np

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.observing import kind_of
from helpers.exercises.engine.using import Observed


def forecast_rounds(days, ahead, mornings):
    """For each morning, the rows whose outcome is known by then, and the rows until the next morning."""
    pairs = []
    for number, morning in enumerate(mornings):
        learn = np.flatnonzero(days + ahead <= morning)
        held = days >= morning
        if number + 1 < len(mornings):
            held = held & (days < mornings[number + 1])
        held = np.flatnonzero(held)
        if len(learn) > 0 and len(held) > 0:
            pairs.append((learn, held))
    return pairs


def cases():
    """Several rows a day, in no order; days without a row; nothing to learn from at first, in the middle nothing to hold out."""
    generator = np.random.default_rng(0)
    yield Case(np.arange(10), 2, [4, 7])
    yield Case(np.array([5, 1, 3, 1, 9, 7, 5, 2, 8, 6]), 3, [4, 6, 8])
    yield Case(generator.permutation(np.repeat(np.arange(0, 30, 3), 2)), 7, [3, 9, 15, 16, 17, 24])
    yield Case(generator.integers(100, 130, 40), 1, [101, 110, 111, 125], title="40 rows of the days 100 to 129, one day ahead")
    yield Case(np.array([3, 2, 1]), 1, [2, 3, 4, 9])
    yield Case(np.array([0, 0, 1]), 5, [0, 2, 4])
    yield Case(np.array([-4, 6, -2, 6, 0]), 2, [6])


def use(answer, days, ahead, mornings):
    """The places of each morning, whatever their order."""
    result = answer(days, ahead, mornings)
    if not isinstance(result, list | tuple):
        raise TypeError("a list is asked for")
    form = next((words for words in map(_form, result) if words), None)
    if form is not None:
        return Observed({"what is returned": form})
    things = {"what is returned": "pairs of two lists of places", "number of pairs": len(result)}
    for number, pair in enumerate(result, start=1):
        for name, part in zip(("learn", "held"), pair, strict=True):
            things[f"{name} of pair {number}"] = sorted(int(place) for place in part)
    return Observed(things)


def _form(pair):
    """What is odd about a pair, in words, or None."""
    if not isinstance(pair, list | tuple) or len(pair) != 2:
        return f"a list with {kind_of(pair)} in it"
    for part in pair:
        places = np.asarray(part)
        if isinstance(part, set | frozenset):
            return "pairs with a set in them, which cannot pick rows"
        if places.dtype.kind == "b":
            return "pairs with a mask of True and False in them"
        if places.ndim != 1:
            return f"pairs with a part of shape {places.shape} in them"
        if places.size and places.dtype.kind not in "iu":
            return "pairs with something else than whole numbers in them"
    return None


EXERCISE = Exercise(
    id="15.4",
    solution=forecast_rounds,
    cases=cases,
    use=use,
    hint="For each row and morning: is its outcome known by then? And is it written from then on, before the next morning?",
    more_hints=(
        "np.flatnonzero(days + ahead <= morning) gives the places to learn from; two conditions are joined by (a) & (b).",
    ),
    otherwise=(
        "learn: every row with days + ahead <= morning. held: every row from that morning on, before the next one. "
        "Leave a morning out if one of the two is empty."
    ),
    mistakes={
        "That learns from rows whose outcome nobody knows yet on that morning: ask days + ahead <= morning.": (
            {"days + ahead <= morning": "days < morning"},
            {"days + ahead <= morning": "days <= morning"},
        ),
        "That learns from the future too: everything that is not held out is not yet known.": {
            "learn = np.flatnonzero(days + ahead <= morning)": "learn = days",
            "held = np.flatnonzero(held)": "learn, held = np.flatnonzero(~held), np.flatnonzero(held)",
        },
        "An outcome that comes in on that very day counts as known: <=, not <.": {"ahead <= morning": "ahead < morning"},
        "What came in before the last morning is known too: learn from all of it, not only from what is new.": {
            "np.flatnonzero(days + ahead <= morning)": (
                "np.flatnonzero((days + ahead <= morning) & (days + ahead > (mornings[number - 1] if number else -np.inf)))"
            )
        },
        "The row of that very morning belongs to what is held out: >=, not >.": {"days >= morning": "days > morning"},
        "The day of the next morning belongs to the next pair: <, not <=.": {"(days < mornings": "(days <= mornings"},
        "A pair ends before the next morning: leave out what comes later.": {"number + 1 < len(mornings)": "False"},
        "After the last morning, too, rows are held out: all that follow.": {
            "if number + 1 < len(mornings):\n            held": (
                "if number + 1 == len(mornings):\n            held = held & False\n        else:\n            held"
            )
        },
        "A morning that has nothing to learn from, or nothing to hold out, is left out.": {
            "if len(learn) > 0 and len(held) > 0:": "if True:"
        },
        "A morning that has nothing to learn from is left out too.": {"len(learn) > 0 and ": ""},
        "A morning that has nothing to hold out is left out too.": {" and len(held) > 0": ""},
        "The two parts have changed places: learn comes first.": {"(learn, held))": "(held, learn))"},
        "Those are days; asked are places, the numbers of the rows.": {"(learn, held))": "(days[learn], days[held]))"},
        "The rows are in no order, so a part is no slice of the table: compare each row's own day.": {
            "for number": "days = np.sort(days)\n    for number"
        },
        "The caller's days were changed: sort a copy, or none.": {"for number": "days.sort()\n    for number"},
    },
)
