"""Exercise 20.1: every combination of a grid, each a dictionary of its own."""

import itertools

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed


def combinations(grid):
    """Each value with each, every combination a dictionary of its own; the last parameter changes fastest."""
    return [dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values())]


def cases():
    """Two names, then one, four in no alphabetical order, none; values of every kind, in no order of size; a name without one."""
    yield Case({"rate": [0.1, 0.01], "seed": [0, 1, 2]})
    yield Case({"epochs": [5]})
    yield Case({"seed": [3, 1], "size": [16], "dropout": [0.0, 0.5], "data": ["digits", "mnist"]})
    yield Case({"shuffle": [True, False], "hidden": [[64, 32], [8]], "scale": [None, 42]})
    yield Case({})
    yield Case({"z": [2, 1, 3], "a": [1, 2]})
    yield Case({"rate": [0.1, 0.2], "seed": []})


def view(result):
    """The combinations as texts, in which the order of the names and the kind of each value show."""
    if not isinstance(result, list | tuple):
        raise TypeError("a list is asked for")
    things = {
        "number of combinations": len(result),
        "number of dictionaries": len({id(entry) for entry in result if isinstance(entry, dict)}),
    }
    return Observed(things | {f"number {place}": _shown(entry) for place, entry in enumerate(result, start=1)})


def _shown(entry):
    return repr(dict(entry)) if isinstance(entry, dict) else f"{entry!r}, and no dictionary"


def _with_values(change):
    """All combinations, each value changed."""
    return lambda grid: [{name: change(value) for name, value in entry.items()} for entry in combinations(grid)]


def _one_dictionary_for_all(grid):
    entry, found = {}, []
    for values in itertools.product(*grid.values()):
        entry.update(zip(grid, values, strict=True))
        found.append(entry)
    return found


def _takes_the_grid_apart(grid):
    found = [{}]
    while grid:
        name = next(iter(grid))
        values = grid.pop(name)
        found = [{**entry, name: value} for entry in found for value in values]
    return found


def _two_parameters(grid):
    (first, firsts), (second, seconds) = grid.items()
    return [{first: a, second: b} for a in firsts for b in seconds]


def _first_fastest(grid):
    names, values = list(grid), list(grid.values())
    return [dict(zip(names, found[::-1], strict=True)) for found in itertools.product(*values[::-1])]


def _first_fastest_and_names_turned_round(grid):
    return combinations(dict(list(grid.items())[::-1]))


EXERCISE = Exercise(
    id="20.1",
    solution=combinations,
    cases=cases,
    view=view,
    hint=(
        "itertools.product(*grid.values()) gives the values of one combination after the other; zip puts the names to them. "
        "How many combinations does a grid without any name have?"
    ),
    otherwise=(
        "Each value goes with each, as itertools.product pairs them; every combination is a dictionary with all names, "
        "in the order in which names and values stand in the grid."
    ),
    mistakes={
        "zip pairs the first with the first and the second with the second; each value goes with each: itertools.product.": (
            lambda grid: [dict(zip(grid, values, strict=True)) for values in zip(*grid.values(), strict=False)],
            lambda grid: [dict(zip(grid, values, strict=True)) for values in zip(*grid.values(), strict=True)],
        ),
        "Every combination names every parameter, not one alone.": (
            lambda grid: [{name: value} for name in list(grid)[:1] for value in grid[name]],
            lambda grid: [{name: value} for name, values in grid.items() for value in values],
        ),
        "All entries are one and the same dictionary: make a new one in each turn of the loop.": _one_dictionary_for_all,
        "The names stand in the grid's order; do not sort them.": (
            lambda grid: [{name: entry[name] for name in sorted(entry)} for entry in combinations(grid)],
            lambda grid: combinations({name: grid[name] for name in sorted(grid)}),
        ),
        "The values stand in the grid's order; do not sort them.": (
            lambda grid: combinations({name: sorted(values) for name, values in grid.items()})
        ),
        "Hand the values on as they are: a text is not the number that it shows.": _with_values(str),
        "Hand the values on as they are: 42 is a whole number, and 42.0 is none.": _with_values(
            lambda value: float(value) if isinstance(value, int) and not isinstance(value, bool) else value
        ),
        "The last parameter changes fastest, not the first.": (_first_fastest, _first_fastest_and_names_turned_round),
        "Those are the values alone: put the names to them, dict(zip(grid, values)).": (
            lambda grid: list(itertools.product(*grid.values())),
            lambda grid: [list(values) for values in itertools.product(*grid.values())],
        ),
        "That is one dictionary: add each combination to a list, and return the list.": (
            lambda grid: combinations(grid)[0],
            lambda grid: combinations(grid)[-1],
        ),
        "itertools.product hands out one combination after the other: turn each into a dictionary, and collect them in a list.": (
            lambda grid: itertools.product(*grid.values())
        ),
        "The grid that was handed over is empty afterwards: read its lists, and take nothing out of it.": _takes_the_grid_apart,
        "A grid may have any number of names: two loops, one inside the other, are right for two only.": _two_parameters,
        "The list is empty: is anything ever added to it?": lambda grid: [],
        "Where nothing is swept there is one run, with nothing set: the list [{}], as itertools.product makes it.": (
            lambda grid: combinations(grid) if grid else []
        ),
        "Each combination stands in the list more than once.": (
            lambda grid: combinations(grid) * 2,
            lambda grid: [entry for entry in combinations(grid) for _ in range(2)],
        ),
    },
)
