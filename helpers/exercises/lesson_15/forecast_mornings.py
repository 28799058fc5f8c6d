"""Exercise 15.4: forecasts that learn only from what is known in the morning."""

import numpy as np

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.observing import kind_of
from helpers.exercises.engine.using import Observed


def forecast_rounds(days, ahead, mornings):
    """For each morning, the rows counted on an evening before it, and the rows from its day on until the next morning."""
    pairs = []
    for number, morning in enumerate(mornings):
        learn = np.flatnonzero(days + ahead < morning)
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
    hint="Two questions to each row on each morning: has it been counted already? And which network is asked about its day?",
    more_hints=(
        "Row i is counted in the evening of day days[i] + ahead; on the morning of that same day nobody knows it yet.",
        "np.flatnonzero(condition) gives the places where a condition holds; two conditions are joined by (a) & (b).",
    ),
    otherwise=(
        "learn: every row that was counted on an evening before that morning. held: every row from that morning's day on, before "
        "the next one's. Leave a morning out if one of the two is empty."
    ),
    mistakes={
        "That learns from rows that nobody has counted by that morning: a row needs ahead days more, days + ahead.": (
            {"days + ahead < morning": "days < morning"},
            {"days + ahead < morning": "days <= morning"},
        ),
        "That adds ahead to the morning, and so learns from days to come: it is the row that waits, days + ahead.": (
            {"days + ahead < morning": "days < morning + ahead"},
            {"days + ahead < morning": "days <= morning + ahead"},
        ),
        "The wait was counted in rows, but a day may have several rows or none: add ahead to each row's own day.": (
            {"np.flatnonzero(days + ahead < morning)": "np.flatnonzero(days < morning)[:-ahead]"},
            {"np.flatnonzero(days + ahead < morning)": "np.argsort(days)[: max(0, np.sum(days < morning) - ahead)]"},
        ),
        "The wait was counted in days that stand in the table, but days without a row pass as well: days + ahead.": {
            "days + ahead < morning": "np.searchsorted(np.unique(days), days) + ahead < np.sum(np.unique(days) < morning)"
        },
        "The network is asked from that very morning on: ahead says which rows it may learn from, not which are held out.": (
            {"days >= morning": "days >= morning + ahead"},
            {"days >= morning": "days >= morning + ahead", "days + ahead < morning": "days < morning"},
            {"days >= morning": "days >= morning + ahead", "days < mornings[number + 1]": "days < mornings[number + 1] + ahead"},
        ),
        "That is a mask of True and False; np.flatnonzero turns it into places.": (
            {"np.flatnonzero(days + ahead < morning)": "days + ahead < morning", "        held = np.flatnonzero(held)\n": ""},
            {
                "np.flatnonzero(days + ahead < morning)": "days + ahead < morning",
                "        held = np.flatnonzero(held)\n": "",
                "if len(learn) > 0 and len(held) > 0:": "if any(learn) and any(held):",
            },
        ),
        "That learns from the future too: everything that is not held out is not yet known.": {
            "learn = np.flatnonzero(days + ahead < morning)": "learn = days",
            "held = np.flatnonzero(held)": "learn, held = np.flatnonzero(~held), np.flatnonzero(held)",
        },
        "What is counted in the evening is not known on the morning of that day: <, not <=.": {
            "ahead < morning": "ahead <= morning"
        },
        "A row counted on the evening before is known: one day too many is left out.": {"ahead < morning": "ahead + 1 < morning"},
        "What came in before the last morning is known too: learn from all of it, not only from what is new.": {
            "np.flatnonzero(days + ahead < morning)": (
                "np.flatnonzero((days + ahead < morning) & (days + ahead >= (mornings[number - 1] if number else -np.inf)))"
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
        "After the last morning all that follow are held out: the rows of the last day too.": {
            "held = np.flatnonzero(held)": (
                "held = np.flatnonzero(held if number + 1 < len(mornings) else held & (days < max(days)))"
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
