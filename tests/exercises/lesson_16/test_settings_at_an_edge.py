"""Exercise 16.1, beyond its own mistakes."""

import math

import numpy as np

from helpers.exercises.lesson_16.settings_at_an_edge import EXERCISE
from tests.exercises.judging import accepts, refuses


def in_a_loop(candidates, errors):
    best = None
    for place, error in enumerate(errors):
        if not math.isnan(error) and (best is None or error < errors[best]):
            best = place
    names = []
    for name in candidates[best]:
        tried = sorted({candidate[name] for candidate in candidates})
        if len(tried) > 1 and candidates[best][name] in (tried[0], tried[-1]):
            names.append(name)
    return names


def with_an_array(candidates, errors):
    names = list(candidates[0])
    table = np.array([[candidate[name] for name in names] for candidate in candidates], dtype=float)
    row = table[np.nanargmin(errors)]
    low, high = table.min(axis=0), table.max(axis=0)
    at_edge = (low < high) & ((row == low) | (row == high))
    return [name for name, edge in zip(names, at_edge, strict=True) if edge]


def near_the_edge(candidates, errors):
    winner = candidates[int(np.nanargmin(errors))]
    return [name for name, value in winner.items() if value >= sorted(c[name] for c in candidates)[-2]]


def sorts_the_candidates(candidates, errors):
    return with_an_array(sorted(candidates, key=lambda c: list(c.values())), errors)


def only_the_first(candidates, errors):
    return with_an_array(candidates, errors)[:1]


test_right = accepts(EXERCISE, {"in a loop": in_a_loop, "with an array": with_an_array})
test_wrong = refuses(
    EXERCISE,
    {
        "near the edge": (near_the_edge, ""),
        "candidates sorted": (sorts_the_candidates, "The names of those settings"),
        "only the first": (only_the_first, ""),
        "a set": (lambda candidates, errors: set(with_an_array(candidates, errors)), "a list"),
    },
)
