"""The judges of exercises 20.1, all combinations of a grid, and 20.2, a sweep's table in short."""

import copy
import itertools
import math
import statistics

from helpers.exercises.exercise import WrongAnswer, as_number, call, must

GRIDS = (
    {"learning_rate": [0.1, 0.01], "seed": [0, 1, 2]},
    {"seed": [3, 1], "batch_size": [16], "dropout": [0.0, 0.5], "dataset": ["digits", "mnist"]},
    {"epochs": [5]},
    {},
)


def judge_combinations(answer):
    """Two parameters, then four in no alphabetical order, then one, then none."""
    for grid in GRIDS:
        handed = copy.deepcopy(grid)
        got = call(answer, handed)
        must(handed == grid, "the grid as it was", "a changed one", "Read its lists; take nothing out of them.")
        right = [dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values())]
        _judge_list(got, grid, right)


def _judge_list(got, grid, right):
    names = list(grid)
    if isinstance(got, dict):
        raise WrongAnswer("a list of dictionaries", "one dictionary", "Add each combination to a list, and return the list.")
    must(isinstance(got, list | tuple), "a list", f"a value of type {type(got).__name__}", "Return all combinations in a list.")
    for entry in got:
        look = "Put the names to the values: dict(zip(grid, values))."
        must(isinstance(entry, dict), "dictionaries in the list", f"a {type(entry).__name__} among them", look)
        must(set(entry) == set(names), f"the names {names} in each", list(entry), "Every combination names every parameter.")
    look = "Is anything ever added to the list?"
    if not grid:
        look = "Where nothing is swept there is one run, with nothing set: the list [{}], as itertools.product makes it."
    must(len(got) > 0, f"{len(right)} combination(s) of {grid}", "none", look)
    lengths = [len(values) for values in grid.values()]
    if len(got) < len(right) and len(got) in (max(lengths), min(lengths)):
        look = "Pairing the lists up, as zip does, is not enough: each value meets each, as in itertools.product."
        raise WrongAnswer(f"{len(right)} combinations of {grid}", len(got), look)
    must(len(got) == len(right), f"{len(right)} combinations of {grid}", len(got), "Each value with each, and each pair once.")
    if len({id(entry) for entry in got}) < len(got):
        look = "All entries are one and the same dictionary: make a new one in each turn of the loop."
        raise WrongAnswer(f"{len(got)} dictionaries", "one, many times", look)
    for entry in got:
        for name, value in entry.items():
            if value not in grid[name]:
                look = f"{value!r} is not among the values of {name}: hand them on as they are."
                raise WrongAnswer(f"one of {grid[name]} for {name}", f"{value!r} ({type(value).__name__})", look)
        must(list(entry) == names, f"the names in the order {names}", list(entry), "Keep the grid's order.")
    slowest_last = [dict(zip(names, v[::-1], strict=True)) for v in itertools.product(*list(grid.values())[::-1])]
    if list(got) == slowest_last != right:
        raise WrongAnswer(f"{right[1]} as number 2", got[1], "The last parameter changes fastest.")
    if list(got) != right:
        place = next(n for n, (mine, entry) in enumerate(zip(got, right, strict=True)) if mine != entry)
        raise WrongAnswer(
            f"{right[place]} as number {place + 1}",
            f"{got[place]} as number {place + 1}",
            "Go through the values in the order in which they stand.",
        )


NAN = math.nan
# A right answer in 32 bits differs from one in 64 in the eighth digit.
TOLERANCE = 1e-6
# Learning rate and accuracy of each run, in the order in which they ended; None: failed, NaN: diverged.
TABLES = (
    ((0.01, 0.9), (0.1, 0.7), (0.01, 0.2), (0.1, 1.0), (0.01, 0.8), (0.1, 0.9)),
    ((0.5, 0.6), (0.1, 0.4), (0.5, 0.9), (0.1, 0.9), (0.5, 0.7), (0.1, 0.8), (0.1, 0.5)),
    ((0.1, 0.9), (1.0, None), (0.1, None), (1.0, 0.5), (0.1, 0.3), (1.0, None)),
    ((0.1, 0.9), (1.0, NAN), (0.1, 0.5), (1.0, 0.8), (1.0, 0.6), (1.0, 0.4)),
    ((0.1, 0.9), (10.0, None), (10.0, NAN), (0.1, 0.7)),
    ((0.1, 0.6), (0.1, 0.0), (0.1, 0.3)),
    ((0.1, 29 / 30), (1.0, 28 / 30), (0.1, 1.0), (1.0, 25 / 30)),
)


def judge_summary(answer):
    """Odd and even numbers of runs, failed ones, diverged ones, and a rate at which nothing worked."""
    for table in TABLES:
        rows = [
            {
                "learning_rate": rate,
                "seed": number,
                "status": "ok" if value is not None else "failed",
                "test_accuracy": value,
            }
            for number, (rate, value) in enumerate(table)
        ]
        handed = copy.deepcopy(rows)
        got = call(answer, handed)
        changed = len(handed) != len(rows) or repr(handed) != repr(rows)
        must(not changed, "the rows as they were", "changed ones", "Collect into a new list; leave the rows alone.")
        must(
            isinstance(got, dict), "a dictionary by learning rate", f"a value of type {type(got).__name__}", "Return {rate: ...}."
        )
        rates = list(dict.fromkeys(rate for rate, _ in table))
        if set(got) != set(rates):
            look = "One entry for each learning rate, the number itself as its key."
            lost = [[value for other, value in table if other == rate] for rate in rates if rate not in got]
            if set(got) < set(rates) and all(value is None or math.isnan(value) for values in lost for value in values):
                look = "A learning rate at which every run failed belongs into the report too."
            raise WrongAnswer(f"the keys {rates}", list(got), look)
        for rate in rates:
            _judge_entry(got[rate], rate, [value for other, value in table if other == rate])


def _judge_entry(got, rate, values):
    fits = isinstance(got, tuple | list) and len(got) == 5
    must(fits, f"five values for {rate}", repr(got)[:80], "Return (median, smallest, largest, finished, failed).")
    good = sorted(value for value in values if value is not None and not math.isnan(value))
    counts = (len(good), len(values) - len(good))
    shown = f"{values} at {rate}"
    if not good:
        look = "Without any accuracy there is no median: return None for all three."
        must(all(value is None for value in got[:3]), f"None three times for {shown}", repr(got[:3]), look)
    else:
        _judge_numbers(got, good, values, shown)
    found = tuple(as_number(value, "a count") for value in got[3:])
    if found != counts:
        look = "Count the runs with an accuracy, then those without one."
        if found == (counts[1], counts[0]):
            look = "The two counts are swapped: finished first, then failed."
        elif found[0] == len(values):
            look = "A failed run is not a finished one: count it among the failed only."
        elif found == (counts[0], 0):
            look = "The failed runs are missing from the report: count them."
        raise WrongAnswer(f"{counts} finished and failed of {shown}", f"{tuple(map(int, found))}", look)


def _judge_numbers(got, good, values, shown):
    right = (statistics.median(good), good[0], good[-1])
    must(all(value is not None for value in got[:3]), f"{right} for {shown}", repr(got[:3]), "Leave out the failed runs only.")
    found = tuple(as_number(value, "a number") for value in got[:3])
    if all(abs(a - b) < TOLERANCE for a, b in zip(found, right, strict=True)):
        return
    zeros = sorted(0.0 if value is None or math.isnan(value) else value for value in values)
    unsorted = [value for value in values if value is not None and not math.isnan(value)]
    without_zeros = [value for value in good if value]
    looks = {
        "That is only the last of its rows: the rows of one rate need not stand together.": lambda: (
            len(good) > 1 and found == (values[-1],) * 3
        ),
        "Do not round; whoever prints the table does that.": lambda: all(
            abs(a - b) < 0.006 for a, b in zip(found, right, strict=True)
        ),
        "An accuracy of 0.0 is one too: ask whether it is None, not whether it is true.": lambda: (
            without_zeros != good and abs(found[1] - min(without_zeros)) < TOLERANCE
        ),
        "A run that failed has no accuracy; 0 would be one. Leave it out.": lambda: (
            len(good) < len(values) and found == (statistics.median(zeros), zeros[0], zeros[-1])
        ),
        "NaN compares with nothing, so it spoils sorting, min and max: take it out with math.isnan.": lambda: any(
            value is not None and math.isnan(value) for value in values
        ),
        "That is the best run, not the median: half of the runs lie below the median.": lambda: found[0] == good[-1] != right[0],
        "That is the mean; a single bad run pulls it away. Take the median.": lambda: (
            abs(found[0] - statistics.fmean(good)) < TOLERANCE and abs(found[0] - right[0]) > TOLERANCE
        ),
        "Of an even number of runs the median lies halfway between the two in the middle.": lambda: (
            len(good) % 2 == 0 and found[0] in (good[len(good) // 2], good[len(good) // 2 - 1])
        ),
        "Smallest and largest are swapped.": lambda: (found[1], found[2]) == (right[2], right[1]) != (right[1], right[2]),
        "Sort before you take the value in the middle.": lambda: found[0] == unsorted[len(unsorted) // 2],
    }
    look = next(
        (text for text, holds in looks.items() if holds()),
        "Look again at the median, the smallest and the largest of this learning rate's runs.",
    )
    raise WrongAnswer(f"{right} for {shown}", found, look)
