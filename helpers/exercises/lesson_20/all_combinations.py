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
            {"itertools.product(*grid.values())": "zip(*grid.values())"},
            {"itertools.product(*grid.values())": "zip(*grid.values(), strict=True)"},
        ),
        "Every combination names every parameter, not one alone.": (
            lambda grid: [{name: value} for name, values in grid.items() for value in values]
        ),
        "All entries are one and the same dictionary: make a new one in each turn of the loop.": {
            "    return": "    entry = {}\n    return",
            "dict(zip(grid, values, strict=True))": "entry.update(zip(grid, values)) or entry",
        },
        "The names stand in the grid's order; do not sort them.": (
            {"zip(grid, values, strict=True)": "sorted(zip(grid, values))"},
            {"    return": "    grid = dict(sorted(grid.items()))\n    return"},
        ),
        "The values stand in the grid's order; do not sort them.": {"*grid.values()": "*map(sorted, grid.values())"},
        "Hand the values on as they are: a text is not the number that it shows.": {"values, strict=True": "map(str, values)"},
        "Hand the values on as they are: 42 is a whole number, and 42.0 is none.": {
            "values, strict=True": "(float(value) if type(value) is int else value for value in values)"
        },
        "The last parameter changes fastest, not the first.": (
            {"*grid.values()": "*reversed(grid.values())", "values, strict": "values[::-1], strict"},
            {"    return": "    grid = dict(reversed(grid.items()))\n    return"},
        ),
        "Those are the values alone: put the names to them, dict(zip(grid, values)).": (
            {"dict(zip(grid, values, strict=True))": "values"},
            {"dict(zip(grid, values, strict=True))": "list(values)"},
        ),
        "That is one dictionary: add each combination to a list, and return the list.": (
            {"grid.values())]": "grid.values())][0]"},
            {"grid.values())]": "grid.values())][-1]"},
        ),
        "itertools.product hands out one combination after the other: turn each into a dictionary, and collect them in a list.": (
            lambda grid: itertools.product(*grid.values())
        ),
        "The grid that was handed over is empty afterwards: read its lists, and take nothing out of it.": {
            "return [": "found = [",
            "grid.values())]": "grid.values())]\n    grid.clear()\n    return found",
        },
        "A grid may have any number of names: two loops, one inside the other, are right for two only.": {
            "    return": "    first, second = grid\n    return"
        },
        "The list is empty: is anything ever added to it?": lambda grid: [],
        "Where nothing is swept there is one run, with nothing set: the list [{}], as itertools.product makes it.": {
            "grid.values())]": "grid.values())] if grid else []"
        },
    },
)
