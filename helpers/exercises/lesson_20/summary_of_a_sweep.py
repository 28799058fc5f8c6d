"""Exercise 20.2: a sweep's table in short, by learning rate."""

import itertools
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
        (
            "an even number of runs at one rate",
            ((0.5, 0.6), (0.1, 0.4), (0.5, 0.9), (0.1, 0.9), (0.5, 0.7), (0.1, 0.8), (0.1, 0.5)),
        ),
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
            {
                "learning_rate": rate,
                "seed": number,
                "status": "failed" if value is None else "ok",
                "test_accuracy": value,
            }
            for number, (rate, value) in enumerate(table)
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


def _summarised(middle=statistics.median, keep=lambda value: value is not None and value == value, failed=None, once=False):
    """A summary with one of its lines changed."""

    def answer(rows):
        groups, short = {}, {}
        for row in rows:
            groups.setdefault(row["learning_rate"], []).append(row["test_accuracy"])
        for rate, values in groups.items():
            good = [value for value in values if keep(value)]
            good = list(set(good)) if once else good
            three = (middle(good), min(good), max(good)) if good else (None, None, None)
            short[rate] = (*three, len(good), len(values) - len(good) if failed is None else failed(values))
        return short

    return answer


def _changed(change):
    """The right summary, with every entry changed."""
    return lambda rows: {rate: change(entry) for rate, entry in summary(rows).items()}


def _the_last_row_only(rows):
    return {row["learning_rate"]: summary([row])[row["learning_rate"]] for row in rows}


def _neighbours_only(rows):
    short = {}
    for rate, group in itertools.groupby(rows, key=lambda row: row["learning_rate"]):
        short[rate] = summary(list(group))[rate]
    return short


def _with_zeros(zero_for_nan):
    """A failed run as one with accuracy 0."""

    def answer(rows):
        values = [row["test_accuracy"] for row in rows]
        found = [0.0 if value is None or (zero_for_nan and value != value) else value for value in values]
        return summary([{**row, "test_accuracy": value} for row, value in zip(rows, found, strict=True)])

    return answer


def _takes_the_rows_away(rows):
    right = summary(rows)
    rows.clear()
    return right


def _takes_failed_rows_away(rows):
    right = summary(rows)
    rows[:] = [row for row in rows if row["test_accuracy"] is not None]
    return right


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
        "That is the best run, not the median: half of the runs lie below the median.": _summarised(middle=max),
        "That is the mean; a single bad run pulls it away. Take the median.": _summarised(middle=statistics.fmean),
        "A run that failed has no accuracy; 0 would be one. Leave it out.": (_with_zeros(True), _with_zeros(False)),
        "Sort before you take the value in the middle.": _summarised(middle=lambda values: values[len(values) // 2]),
        "Of an even number of runs the median lies halfway between the two in the middle.": (
            _summarised(middle=statistics.median_low),
            _summarised(middle=statistics.median_high),
        ),
        "A NaN is left among the accuracies; it equals nothing, so that == and in may miss it: ask math.isnan.": (
            _summarised(keep=lambda value: value is not None)
        ),
        "None is no number: take out the accuracies that are None before you compare any.": (
            _summarised(keep=lambda value: True),
            _summarised(keep=lambda value: not math.isnan(value)),
        ),
        "An accuracy of 0.0 is one too: ask whether it is None, not whether it is true.": (
            _summarised(keep=lambda value: value and value == value)
        ),
        "The failed runs are missing from the report: count them.": _summarised(failed=lambda values: 0),
        "A run that diverged has failed too, whatever its status: count None and NaN.": (
            _summarised(failed=lambda values: values.count(None))
        ),
        "A learning rate at which every run failed belongs into the report too.": lambda rows: {
            rate: entry for rate, entry in summary(rows).items() if entry[3]
        },
        "The two counts are swapped: finished first, then failed.": _changed(lambda entry: (*entry[:3], entry[4], entry[3])),
        "A failed run is not a finished one: count it among the failed only.": (
            _changed(lambda entry: (*entry[:3], entry[3] + entry[4], entry[4]))
        ),
        "Smallest and largest are swapped.": _changed(lambda entry: (entry[0], entry[2], entry[1], *entry[3:])),
        "Without any accuracy there is no median: return None for all three.": (
            _changed(lambda entry: entry if entry[3] else (0, 0, 0, *entry[3:])),
            _changed(lambda entry: entry if entry[3] else (math.nan, math.nan, math.nan, *entry[3:])),
        ),
        "Where some runs failed, those that did not still have a median: leave out the failed ones only.": (
            _changed(lambda entry: (None, None, None, *entry[3:]) if entry[4] else entry)
        ),
        "Five values are asked for: (median, smallest, largest, finished, failed).": (
            _changed(lambda entry: entry[:3]),
            _changed(lambda entry: entry[:4]),
        ),
        "The number itself is the key of its entry, not a text.": lambda rows: {
            str(rate): entry for rate, entry in summary(rows).items()
        },
        "The rows of one learning rate need not stand together: collect all of them before you summarise.": (
            _the_last_row_only,
            _neighbours_only,
        ),
        "Two runs may have the same accuracy, and both count: a set, or a dictionary, keeps one of them.": (
            _summarised(once=True),
            _summarised(once=True, failed=lambda values: sum(value is None or value != value for value in values)),
        ),
        "The caller's rows are fewer afterwards: collect into a new list, and take nothing out of theirs.": (
            _takes_the_rows_away,
            _takes_failed_rows_away,
        ),
    },
    tolerance=1e-7,
)
