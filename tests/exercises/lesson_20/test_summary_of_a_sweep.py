"""Exercise 20.2, beyond its own mistakes."""

import itertools
import math
import statistics
from collections import defaultdict

import numpy as np

from helpers.exercises.lesson_20.summary_of_a_sweep import EXERCISE, summary
from tests.exercises.judging import accepts, refuses


def changed(change):
    return lambda rows: {rate: change(entry) for rate, entry in summary(rows).items()}


def with_numpy(rows):
    short = {}
    for rate in {row["learning_rate"] for row in rows}:
        found = np.array([row["accuracy"] for row in rows if row["learning_rate"] == rate], dtype=float)
        good = found[~np.isnan(found)]
        three = [np.quantile(good, share) for share in (0.25, 0.5, 0.75)] if good.size else [None] * 3
        short[np.float64(rate)] = [*three, good.size, found.size - good.size]
    return short


def between(ordered, share):
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def sorted_by_hand(rows):
    good, failed = defaultdict(list), defaultdict(int)
    for row in rows:
        rate, value = row["learning_rate"], row["accuracy"]
        good[rate], failed[rate] = good[rate], failed[rate]
        if value is None or math.isnan(value):
            failed[rate] += 1
        else:
            good[rate].append(value)
    short = {}
    for rate, values in good.items():
        values.sort()
        count = len(values)
        three = [between(values, share) if count else None for share in (0.25, 0.5, 0.75)]
        short[rate] = *three, count, failed[rate]
    return short


def rates_rounded(rows):
    return summary([row | {"learning_rate": round(row["learning_rate"], 2)} for row in rows])


def grouped_unsorted(rows):
    groups = itertools.groupby(rows, key=lambda row: row["learning_rate"])
    return {rate: summary(list(group))[rate] for rate, group in groups}


def without_low_ones(rows):
    return summary(
        [row | {"accuracy": None if row["accuracy"] is None or row["accuracy"] < 0.1 else row["accuracy"]} for row in rows]
    )


def in_32_bits(rows):
    short = {}
    for rate, entry in summary(rows).items():
        short[rate] = (*(value if value is None else float(np.float32(value)) for value in entry[:3]), *entry[3:])
    return short


def by_identity(rows):
    found = defaultdict(list)
    for row in rows:
        found[row["learning_rate"]].append(row["accuracy"])
    short = {}
    for rate, values in found.items():
        good = [value for value in values if value not in (None, math.nan)]
        three = np.quantile(good, (0.25, 0.5, 0.75)) if good else (None, None, None)
        short[rate] = (*three, len(good), len(values) - len(good))
    return short


def zero_where_there_is_none(rows):
    values = [row["accuracy"] for row in rows]
    found = [0.0 if value is None or math.isnan(value) else value for value in values]
    return summary([{**row, "accuracy": value} for row, value in zip(rows, found, strict=True)])


def neighbours_only(rows):
    short = {}
    for rate, group in itertools.groupby(rows, key=lambda row: row["learning_rate"]):
        short[rate] = summary(list(group))[rate]
    return short


def every_accuracy_once(rows):
    short = summary(rows)
    for rate, entry in short.items():
        good = {row["accuracy"] for row in rows if row["learning_rate"] == rate} - {None}
        good = [value for value in good if value == value]
        if good:
            short[rate] = (*np.quantile(good, (0.25, 0.5, 0.75)), len(good), entry[4])
    return short


def by_status(rows):
    right = summary(rows)
    for rate in right:
        ran = sum(row["status"] == "ok" for row in rows if row["learning_rate"] == rate)
        right[rate] = (*right[rate][:3], ran, right[rate][3] + right[rate][4] - ran)
    return right


def mean_of_the_quartiles(rows):
    return changed(lambda entry: entry if entry[3] < 3 else (entry[0], (entry[0] + entry[2]) / 2, *entry[2:]))(rows)


def inclusive(rows):
    """As the statistics module counts, if it is told that the ends are among the runs."""
    short = summary(rows)
    for rate, entry in short.items():
        good = [row["accuracy"] for row in rows if row["learning_rate"] == rate and row["accuracy"] is not None]
        good = [value for value in good if value == value]
        if len(good) > 1:
            short[rate] = (*statistics.quantiles(good, n=4, method="inclusive"), *entry[3:])
    return short


def sorts_the_rows(rows):
    right = summary(rows)
    rows.sort(key=lambda row: row["learning_rate"])
    return right


def none_for_nan(rows):
    right = summary(rows)
    for row in rows:
        if row["accuracy"] is not None and math.isnan(row["accuracy"]):
            row["accuracy"] = None
    return right


test_right = accepts(
    EXERCISE,
    {
        "with NumPy": with_numpy,
        "as statistics counts, inclusive": inclusive,
        "sorted by hand": sorted_by_hand,
        "in 32 bits": in_32_bits,
        "lists, the largest rate first": lambda rows: {r: list(summary(rows)[r]) for r in sorted(summary(rows), reverse=True)},
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "rates rounded": (rates_rounded, "Two learning rates that round"),
        "grouped, unsorted": (grouped_unsorted, "sort the rows by learning rate first"),
        "without low ones": (without_low_ones, "A low accuracy is one too"),
        "0 for None and NaN": (zero_where_there_is_none, "For each learning rate, of its runs with an accuracy"),
        "neighbours only": (neighbours_only, "expected at 0.01"),
        "a set of all accuracies": (every_accuracy_once, "expected at 0.1"),
        "clears the rows": (lambda rows: (summary(rows), rows.clear())[0], "take nothing out of theirs"),
        "NaN by identity": (by_identity, "ask math.isnan"),
        "the status counts": (by_status, "for a run that diverged"),
        "rounded to two digits": (
            changed(lambda e: (*(v if v is None else round(v, 2) for v in e[:3]), *e[3:])),
            "expected at 0.1",
        ),
        "rounded to four digits": (changed(lambda e: (*(v if v is None else round(v, 4) for v in e[:3]), *e[3:])), "unrounded"),
        "per cent": (changed(lambda e: (*(v if v is None else 100 * v for v in e[:3]), *e[3:])), "expected at 0.01"),
        "the sorted text": (lambda rows: sorted(summary(rows).items()), "expected a dictionary, got a list"),
        "six values": (changed(lambda entry: (*entry, sum(entry[3:]))), "For each learning rate"),
        "a dictionary in each": (
            changed(lambda e: dict(zip(("first", "median", "third", "finished", "failed"), e, strict=True))),
            "expected at 0.01",
        ),
        "the middle of the quartiles": (mean_of_the_quartiles, "(first quartile, median, third quartile, how many)"),
        "one rate only": (lambda rows: dict(list(summary(rows).items())[:1]), "expected the learning rates: [0.01, 0.1]"),
        "stumbles over no rows": (lambda rows: (rows[0], summary(rows))[1], "IndexError"),
        "sorts the caller's rows": (sorts_the_rows, "must stay as it is"),
        "None for the caller's NaN": (none_for_nan, "must stay as it is"),
        "counts as texts": (changed(lambda e: (*e[:3], str(e[3]), str(e[4]))), "expected at 0.01"),
    },
)
