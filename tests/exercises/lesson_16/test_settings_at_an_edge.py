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


def within(**tolerance):
    def nearly(candidates, errors):
        winner = candidates[int(np.nanargmin(errors))]
        found = []
        for name, value in winner.items():
            tried = [candidate[name] for candidate in candidates]
            ends = (min(tried), max(tried))
            if ends[0] < ends[1] and any(math.isclose(value, end, **tolerance) for end in ends):
                found.append(name)
        return found

    return nearly


def within_numpy(candidates, errors):
    winner = candidates[int(np.nanargmin(errors))]
    tried = {name: [candidate[name] for candidate in candidates] for name in winner}
    varied = [name for name in winner if len(set(tried[name])) > 1]
    return [name for name in varied if np.isclose(winner[name], [min(tried[name]), max(tried[name])]).any()]


def instead_of_nan(number):
    return lambda candidates, errors: with_an_array(candidates, np.nan_to_num(errors, nan=number))


test_right = accepts(
    EXERCISE, {"in a loop": in_a_loop, "with an array": with_an_array, "NaN as infinity": instead_of_nan(np.inf)}
)
test_wrong = refuses(
    EXERCISE,
    {
        "near the edge": (near_the_edge, ""),
        "candidates sorted": (sorts_the_candidates, "The names of those settings"),
        "only the first": (only_the_first, ""),
        "nearly, math": (within(abs_tol=1e-3), "Close to an edge"),
        "nearly, as math has it": (within(), "Close to an edge"),
        "nearly, NumPy": (within_numpy, "Close to an edge"),
        "nearly, another tolerance": (within(rel_tol=1e-4), "not nearly equal"),
        "NaN as 0": (instead_of_nan(0), "NaN became 0"),
        "NaN as a large number": (instead_of_nan(1e9), "may be lower than a true error"),
        "a set": (lambda candidates, errors: set(with_an_array(candidates, errors)), "a list"),
    },
)
