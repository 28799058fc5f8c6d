"""Exercise 20.2: a sweep's table in short, by learning rate."""

import math
import statistics

import numpy as np

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed
from helpers.exercises.engine.viewing import as_numbers


def summary(rows):
    """By learning rate: median, smallest and largest accuracy, how many runs gave one, and how many did not."""
    groups = {}
    for row in rows:
        groups.setdefault(row["learning_rate"], []).append(row["test_accuracy"])
    short = {}
    for rate, values in groups.items():
        good = [value for value in values if value is not None and not math.isnan(value)]
        three = (statistics.median(good), min(good), max(good)) if good else (None, None, None)
        short[rate] = (*three, len(good), len(values) - len(good))
    return short


def cases():
    """Odd and even numbers of runs, mixed up; equal accuracies; failed and diverged runs, first and last, some or all; 0.0."""
    nan = float("nan")  # another object than math.nan
    for title, table in (
        ("three runs at each of two rates", ((0.01, 0.9), (0.1, 0.7), (0.01, 0.2), (0.1, 1.0), (0.01, 0.8), (0.1, 0.9))),
        ("an even number of runs", ((0.5, 0.6), (0.1, 0.4), (0.5, 0.9), (0.1, 0.9), (0.5, 0.7), (0.1, 0.8), (0.1, 0.5))),
        ("three runs with the same accuracy", ((0.1, 0.967), (0.1, 0.967), (1.0, 0.5), (0.1, 0.967), (1.0, 0.3))),
        ("runs that failed", ((0.1, 0.9), (1.0, None), (0.1, None), (1.0, 0.5), (0.1, 0.3), (1.0, None))),
        ("a run that diverged", ((0.1, 0.9), (1.0, nan), (0.1, 0.5), (1.0, 0.8), (1.0, 0.6), (1.0, 0.4))),
        ("a run that diverged last", ((0.1, 0.9), (0.1, 0.5), (0.1, float("nan")))),
        ("a rate at which no run worked", ((0.1, 0.9), (10.0, None), (10.0, nan), (0.1, 0.7))),
        ("an accuracy of 0.0", ((0.1, 0.6), (0.1, 0.0), (0.1, 0.3))),
        ("accuracies with many digits", ((0.1, 29 / 30), (1.0, 28 / 30), (0.1, 1.0), (1.0, 25 / 30))),
        ("one run", ((0.03, 0.75),)),
        ("no run at all", ()),
    ):
        rows = [
            {"learning_rate": rate, "seed": seed, "status": "failed" if value is None else "ok", "test_accuracy": value}
            for seed, (rate, value) in enumerate(table)
        ]
        shown = ", ".join(f"{rate}: {'None' if value is None else f'{value:.4g}'}" for rate, value in table)
        yield Case(rows, title=f"{title} ({shown})" if table else title)


def view(result):
    """Each learning rate's five values; the order of the rates is free."""
    if not isinstance(result, dict):
        raise TypeError("a dictionary is asked for")
    entries = {rate.item() if isinstance(rate, np.generic) else rate: values for rate, values in result.items()}
    rates = sorted(entries, key=repr)
    return Observed({"the learning rates": rates} | {f"at {rate!r}": as_numbers(entries[rate]) for rate in rates})


EXERCISE = Exercise(
    id="20.2",
    solution=summary,
    cases=cases,
    view=view,
    hint=(
        "Collect the accuracies by learning rate first. Then take None and NaN out, count what is left and what is not, "
        "and use statistics.median."
    ),
    otherwise=(
        "For each learning rate, of its runs with an accuracy: (median, smallest, largest, how many), "
        "and as the fifth how many runs have none."
    ),
    mistakes={
        "That is the best run, not the median: half of the runs lie below the median.": {"statistics.median": "max"},
        "That is the mean; a single bad run pulls it away. Take the median.": {"median(": "fmean("},
        "A run that failed has no accuracy; 0 would be one. Leave it out.": {
            'row["test_accuracy"])': 'row["test_accuracy"] or 0.0)'
        },
        "Sort before you take the value in the middle.": {"statistics.median(good)": "good[len(good) // 2]"},
        "Of an even number of runs the median lies halfway between the two in the middle.": (
            {"median(": "median_low("},
            {"median(": "median_high("},
        ),
        "A NaN is left among the accuracies; it equals nothing, so that == and in may miss it: ask math.isnan.": {
            " and not math.isnan(value)": ""
        },
        "None is no number: take out the accuracies that are None before you compare any.": (
            {" if value is not None and not math.isnan(value)": ""},
            {"value is not None and ": ""},
        ),
        "An accuracy of 0.0 is one too: ask whether it is None, not whether it is true.": {"value is not None and": "value and"},
        "The failed runs are missing from the report: count them.": {"len(values) - len(good)": "0"},
        "A run that diverged has failed too, whatever its status: count None and NaN.": {
            "len(values) - len(good)": "values.count(None)"
        },
        "A learning rate at which every run failed belongs into the report too.": {
            "short[rate] =": "if good:\n            short[rate] ="
        },
        "The two counts are swapped: finished first, then failed.": {
            "len(good), len(values) - len(good)": "len(values) - len(good), len(good)"
        },
        "A failed run is not a finished one: count it among the failed only.": {"len(good), ": "len(values), "},
        "Smallest and largest are swapped.": {"min(good), max(good)": "max(good), min(good)"},
        "Without any accuracy there is no median: return None for all three.": (
            {"(None, None, None)": "(0, 0, 0)"},
            {"(None, None, None)": "(math.nan, math.nan, math.nan)"},
        ),
        "Where some runs failed, those that did not still have a median: leave out the failed ones only.": {
            "if good else": "if len(good) == len(values) else"
        },
        "Five values are asked for: (median, smallest, largest, finished, failed).": (
            {"(*three, len(good), len(values) - len(good))": "three"},
            {", len(values) - len(good))": ")"},
        ),
        "The number itself is the key of its entry, not a text.": {"short[rate]": "short[str(rate)]"},
        "The rows of one learning rate need not stand together: collect all of them before you summarise.": {
            'groups.setdefault(row["learning_rate"], []).append(row["test_accuracy"])': (
                'groups[row["learning_rate"]] = [row["test_accuracy"]]'
            )
        },
        "Two runs may have the same accuracy, and both count: a set, or a dictionary, keeps one of them.": {
            "[value for": "{value for",
            "isnan(value)]": "isnan(value)}",
        },
        "The caller's rows are fewer afterwards: collect into a new list, and take nothing out of theirs.": (
            {"    for row in rows:": "    while rows:\n        row = rows.pop()"},
            {"    return": '    rows[:] = [row for row in rows if row["test_accuracy"] is not None]\n    return'},
        ),
    },
    tolerance=1e-7,
)
