"""Exercise 20.1, beyond its own mistakes."""

import itertools
from collections import OrderedDict

from helpers.exercises.lesson_20.all_combinations import EXERCISE, combinations
from tests.exercises.judging import accepts, refuses


def step_by_step(grid):
    found = [{}]
    for name, values in grid.items():
        found = [{**entry, name: value} for entry in found for value in values]
    return tuple(found)


def by_recursion(grid):
    if not grid:
        return [{}]
    (name, values), *others = grid.items()
    return [{name: value} | entry for value in values for entry in by_recursion(dict(others))]


def by_counting(grid):
    count = 1
    for values in grid.values():
        count *= len(values)
    found = []
    for number in range(count):
        entry = {}
        for name in reversed(grid):
            number, place = divmod(number, len(grid[name]))
            entry[name] = grid[name][place]
        found.append({name: entry[name] for name in grid})
    return found


def sorts_the_grid(grid):
    for values in grid.values():
        values.sort(key=str)
    return combinations(grid)


def remembers(grid, found=[]):  # noqa: B006
    found += combinations(grid)
    return found


def two_parameters(grid):
    (first, firsts), (second, seconds) = grid.items()
    return [{first: a, second: b} for a in firsts for b in seconds]


def takes_the_grid_apart(grid):
    found = [{}]
    while grid:
        name = next(iter(grid))
        values = grid.pop(name)
        found = [{**entry, name: value} for entry in found for value in values]
    return found


def one_dictionary_for_all(grid):
    entry, found = {}, []
    for values in itertools.product(*grid.values()):
        entry.update(zip(grid, values, strict=True))
        found.append(entry)
    return found


def longest_first(grid):
    return combinations(dict(sorted(grid.items(), key=lambda pair: -len(pair[1]))))


test_right = accepts(
    EXERCISE,
    {
        "parameter by parameter": step_by_step,
        "by recursion": by_recursion,
        "by counting": by_counting,
        "ordered dictionaries": lambda grid: [OrderedDict(zip(grid, v, strict=True)) for v in itertools.product(*grid.values())],
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "names sorted backwards": (
            lambda grid: [{name: entry[name] for name in sorted(entry, reverse=True)} for entry in combinations(grid)],
            "in the order in which names and values stand in the grid",
        ),
        "values sorted backwards": (
            lambda grid: combinations({n: sorted(v, key=str)[::-1] for n, v in grid.items()}),
            "number 1",
        ),
        "one name only": (lambda grid: [{name: v} for name in list(grid)[:1] for v in grid[name]], "got 2"),
        "each twice": (lambda grid: combinations(grid) * 2, "expected number of combinations: 6, got 12"),
        "each twice in a row": (lambda grid: [entry for entry in combinations(grid) for _ in range(2)], "got 12"),
        "two parameters by name": (two_parameters, "two loops, one inside the other"),
        "takes the grid apart": (takes_the_grid_apart, "take nothing out of it"),
        "one dictionary for all": (one_dictionary_for_all, "one and the same dictionary"),
        "the last one lost": (lambda grid: combinations(grid)[:-1], "expected number of combinations: 6, got 5"),
        "one list of pairs each": (
            lambda grid: [list(entry.items()) for entry in combinations(grid)],
            "number of dictionaries: 6",
        ),
        "as texts": (lambda grid: [repr(entry) for entry in combinations(grid)], "number of dictionaries: 6, got 0"),
        "numbers as text in the shortest form": (
            lambda grid: [{name: f"{value}" for name, value in entry.items()} for entry in combinations(grid)],
            "a text is not the number that it shows",
        ),
        "42 as a number with a fraction": (
            lambda grid: [{n: 42.0 if v == 42 else v for n, v in entry.items()} for entry in combinations(grid)],
            "'scale': 42",
        ),
        "True as 1": (
            lambda grid: [{n: int(v) if isinstance(v, bool) else v for n, v in entry.items()} for entry in combinations(grid)],
            "'shuffle': True",
        ),
        "three parameters at most": (lambda grid: combinations(dict(list(grid.items())[:3])), "expected number of combinations"),
        "sorts the caller's lists": (sorts_the_grid, "expected"),
        "remembers the grid before": (remembers, "for grid = {'epochs': [5]}"),
        "the longest list first": (longest_first, "in the order in which"),
        "nothing for one name": (lambda grid: combinations(grid) if len(grid) != 1 else [], "got 0"),
        "one for a name without values": (lambda grid: combinations(grid) or [dict.fromkeys(grid)], "number of combinations: 0"),
        "a dictionary by number": (lambda grid: dict(enumerate(combinations(grid))), "expected a list, got a dictionary"),
    },
)
