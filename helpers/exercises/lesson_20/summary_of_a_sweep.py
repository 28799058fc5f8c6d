"""Exercise 20.2: a sweep's table in short, by learning rate."""

import itertools
import math
import statistics

import numpy as np

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed
from helpers.exercises.engine.viewing import as_numbers


def summary(rows):
    """By learning rate: the quartiles of the accuracy, how many runs gave one, and how many did not."""
    groups = {}
    for row in rows:
        groups.setdefault(row["learning_rate"], []).append(row["accuracy"])
    short = {}
    for rate, values in groups.items():
        good = [value for value in values if value is not None and not math.isnan(value)]
        three = np.quantile(good, (0.25, 0.5, 0.75)).tolist() if good else (None, None, None)
        short[rate] = (*three, len(good), len(values) - len(good))
    return short


def _good(row, rate):
    return row["learning_rate"] == rate and row["accuracy"] is not None and not math.isnan(row["accuracy"])


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
        ("small rates", ((0.001, 0.5), (0.003, 0.8), (0.001, 0.6), (0.003, 0.9), (0.00301, 0.7))),
        ("accuracies close to 0", ((0.1, 0.05), (0.1, 0.9), (0.1, 0.02), (0.1, 0.8))),
        ("one run", ((0.03, 0.75),)),
        ("no run at all", ()),
    ):
        rows = [
            {"learning_rate": rate, "seed": seed, "status": "failed" if value is None else "ok", "accuracy": value}
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
        "and use np.quantile with 0.25, 0.5 and 0.75."
    ),
    otherwise=(
        "For each learning rate, of its runs with an accuracy: (first quartile, median, third quartile, how many), "
        "and as the fifth how many runs have none."
    ),
    mistakes={
        "Those are the smallest, the middle and the largest run; such a range only grows with more runs. Take quartiles.": {
            "(0.25, 0.5, 0.75)": "(0, 0.5, 1)"
        },
        "That is the mean in the middle; a single bad run pulls it away. Take the median.": {
            "np.quantile(good, (0.25, 0.5, 0.75)).tolist()": (
                "(np.quantile(good, 0.25), sum(good) / len(good), np.quantile(good, 0.75))"
            )
        },
        "A run that failed has no accuracy; 0 would be one. Leave it out.": {'row["accuracy"])': 'row["accuracy"] or 0.0)'},
        "These quartiles cut elsewhere: statistics.quantiles counts in another way unless it is told method='inclusive'.": (
            lambda rows: {
                rate: (
                    (*statistics.quantiles([row["accuracy"] for row in rows if _good(row, rate)], n=4), *entry[3:])
                    if entry[3] > 1
                    else entry
                )
                for rate, entry in summary(rows).items()
            }
        ),
        "Quartiles are shares of the runs, 0.25, 0.5 and 0.75, and the first of them stands first.": {
            "(0.25, 0.5, 0.75)": "(0.75, 0.5, 0.25)"
        },
        "The median stands in the middle, between the two quartiles.": {"(0.25, 0.5, 0.75)": "(0.5, 0.25, 0.75)"},
        "A NaN is left among the accuracies; it equals nothing, so that == and in may miss it: ask math.isnan.": {
            " and not math.isnan(value)": ""
        },
        "None is no number: take out the accuracies that are None before you compare any.": (
            {" if value is not None and not math.isnan(value)": ""},
            {"value is not None and ": ""},
        ),
        "An accuracy of 0.0 is one too: ask whether it is None, not whether it is true.": {"value is not None and": "value and"},
        "The failed runs are missing from the report: count them.": {"len(values) - len(good)": "0"},
        "A run that diverged has failed too, whatever its status: count None and NaN.": (
            {"len(values) - len(good)": "values.count(None)"},
            {"len(good), len(values) - len(good)": "len(values) - values.count(None), values.count(None)"},
        ),
        "A learning rate at which every run failed belongs into the report too.": {
            "short[rate] =": "if good:\n            short[rate] ="
        },
        "The two counts are swapped: finished first, then failed.": {
            "len(good), len(values) - len(good)": "len(values) - len(good), len(good)"
        },
        "A failed run is not a finished one: count it among the failed only.": {"len(good), ": "len(values), "},
        "Without any accuracy there are no quartiles: return None for all three.": (
            {"(None, None, None)": "(0, 0, 0)"},
            {"(None, None, None)": "(math.nan, math.nan, math.nan)"},
        ),
        "Where some runs failed, those that did not still have quartiles: leave out the failed ones only.": {
            "if good else": "if len(good) == len(values) else"
        },
        "Five values are asked for: (first quartile, median, third quartile, finished, failed).": (
            {"(*three, len(good), len(values) - len(good))": "three"},
            {", len(values) - len(good))": ")"},
        ),
        "The number itself is the key of its entry, not a text.": {"short[rate]": "short[str(rate)]"},
        "The rows of one learning rate need not stand together: collect all of them before you summarise.": {
            'groups.setdefault(row["learning_rate"], []).append(row["accuracy"])': (
                'groups[row["learning_rate"]] = [row["accuracy"]]'
            )
        },
        "itertools.groupby puts together only neighbours: sort the rows by learning rate first, or use a dictionary.": (
            lambda rows: {
                rate: summary(list(group))[rate] for rate, group in itertools.groupby(rows, key=lambda row: row["learning_rate"])
            }
        ),
        "Two learning rates that round to one number are two: use the rate itself as the key.": (
            {'setdefault(row["learning_rate"]': 'setdefault(round(row["learning_rate"], 2)'},
        ),
        "A low accuracy is one too, and the run was finished: leave out None and NaN only.": {
            "value is not None and": "value is not None and value >= 0.1 and"
        },
        "Two runs may have the same accuracy, and both count: a set, or a dictionary, keeps one of them.": {
            "[value for": "{value for",
            "isnan(value)]": "isnan(value)}",
        },
        "The caller's rows are fewer afterwards: collect into a new list, and take nothing out of theirs.": (
            {"    for row in rows:": "    while rows:\n        row = rows.pop()"},
            {"    return": '    rows[:] = [row for row in rows if row["accuracy"] is not None]\n    return'},
        ),
    },
    tolerance=1e-7,
)
