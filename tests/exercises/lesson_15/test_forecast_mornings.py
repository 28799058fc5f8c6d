"""Exercise 15.4, beyond its own mistakes."""

from itertools import pairwise

import numpy as np
import torch

from helpers.exercises.lesson_15.forecast_mornings import EXERCISE, forecast_rounds
from tests.exercises.judging import accepts, refuses


def in_a_loop(days, ahead, mornings):
    found = []
    for start, end in pairwise([*mornings, float("inf")]):
        learn = [row for row, day in enumerate(days) if day + ahead < start]
        held = [row for row, day in enumerate(days) if start <= day < end]
        if learn and held:
            found.append((held and learn, held))
    return found


def with_search(days, ahead, mornings):
    of_row = np.searchsorted(mornings, days, side="right") - 1
    pairs = [(np.where(days < morning - ahead)[0], np.where(of_row == n)[0]) for n, morning in enumerate(mornings)]
    return [pair for pair in pairs if all(map(len, pair))]


def sorted_rows(days, ahead, mornings):
    """Slices of the sorted table, and places in that table."""
    return forecast_rounds(np.sort(days), ahead, mornings)


def keeps_the_last_outcomes(days, ahead, mornings):
    """Learns only from what came in since the morning before."""
    pairs, before = [], -np.inf
    for learn, held in forecast_rounds(days, ahead, mornings):
        pairs.append((learn[days[learn] + ahead > before], held))
        before = days[learn].max() + ahead
    return [pair for pair in pairs if len(pair[0])]


def gap_of_rows(days, ahead, mornings):
    """Drops the last rows before the morning, as many as ahead says."""
    pairs = []
    for start, end in pairwise([*mornings, float("inf")]):
        learn = [row for row, day in enumerate(days) if day < start][:-ahead]
        held = [row for row, day in enumerate(days) if start <= day < end]
        if learn and held:
            pairs.append((learn, held))
    return pairs


def ends_with_the_largest_day(days, ahead, mornings):
    pairs = []
    for start, end in pairwise([*mornings, max(days)]):
        learn = [row for row, day in enumerate(days) if day + ahead < start]
        held = [row for row, day in enumerate(days) if start <= day < end]
        if learn and held:
            pairs.append((learn, held))
    return pairs


def asked_later(days, ahead, mornings):
    """Holds out only what comes ahead days after the morning."""
    found = []
    for start, end in pairwise([*mornings, float("inf")]):
        learn = [row for row, day in enumerate(days) if day + ahead < start]
        held = [row for row, day in enumerate(days) if start + ahead <= day < end]
        if learn and held:
            found.append((learn, held))
    return found


def gap_of_listed_days(days, ahead, mornings):
    """Drops the last days before the morning that the table has, as many as ahead says."""
    found = []
    for start, end in pairwise([*mornings, float("inf")]):
        known = sorted({day for day in days.tolist() if day < start})[:-ahead]
        learn = [row for row, day in enumerate(days) if day in known]
        held = [row for row, day in enumerate(days) if start <= day < end]
        if learn and held:
            found.append((learn, held))
    return found


def masks(days, ahead, mornings):
    found = []
    for start, end in pairwise([*mornings, float("inf")]):
        learn, held = days + ahead < start, (days >= start) & (days < end)
        if learn.any() and held.any():
            found.append((learn, held))
    return found


test_right = accepts(
    EXERCISE,
    {
        "in a loop": in_a_loop,
        "with searchsorted": with_search,
        "in another order": lambda *given: [[learn[::-1], held[::-1]] for learn, held in forecast_rounds(*given)],
        "tensors": lambda *given: [tuple(map(torch.tensor, pair)) for pair in forecast_rounds(*given)],
        "one after another": lambda *given: (pair for pair in forecast_rounds(*given)),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "rows in order": (sorted_rows, "The rows are in no order"),
        "only what is new": (keeps_the_last_outcomes, "learn of pair 2"),
        "no gap": (lambda days, ahead, mornings: forecast_rounds(days, 0, mornings), "nobody has counted by that morning"),
        "known on that very day": (lambda d, a, m: forecast_rounds(d, a - 1, m), "<, not <="),
        "a day too careful": (lambda d, a, m: forecast_rounds(d, a + 1, m), "one day too many is left out"),
        "ahead added to the morning": (lambda d, a, m: forecast_rounds(d, -a, m), "it is the row that waits"),
        "a gap of rows": (gap_of_rows, "counted in rows"),
        "ends with the largest day": (ends_with_the_largest_day, "the rows of the last day too"),
        "two days too few": (lambda days, ahead, mornings: forecast_rounds(days, ahead - 2, mornings), "learn of pair 1"),
        "the first morning alone": (lambda *given: forecast_rounds(*given)[:1], "number of pairs: 2, got 1"),
        "mornings changed": (lambda days, ahead, mornings: forecast_rounds(days, ahead, mornings[::-1])[::-1], "number of pairs"),
        "asked ahead days later": (asked_later, "asked from that very morning on"),
        "a gap of listed days": (gap_of_listed_days, "days without a row pass as well"),
        "masks": (masks, "np.flatnonzero turns it into places"),
        "sets": (lambda *given: [(set(a.tolist()), set(b.tolist())) for a, b in forecast_rounds(*given)], "a set in them"),
        "fractions": (lambda *given: [(a / 1, b / 1) for a, b in forecast_rounds(*given)], "something else than whole numbers"),
        "columns": (lambda *given: [(a[:, None], b[:, None]) for a, b in forecast_rounds(*given)], "a part of shape"),
        "learn alone": (lambda *given: [a for a, _ in forecast_rounds(*given)], "a list with a NumPy array"),
        "a dictionary": (lambda *given: dict(enumerate(forecast_rounds(*given))), "expected a list"),
    },
)
