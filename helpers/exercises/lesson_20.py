"""Exercises of lesson 20: all combinations of a grid, a sweep's table in short, and whether a run is finished.

The judges stand in ``judges_20`` and ``judges_finished``; what students typically write instead stands in ``answers_20``.
"""

import itertools
import json
import math
import statistics

from helpers.exercises.exercise import Exercise
from helpers.exercises.judges_20 import judge_combinations, judge_summary
from helpers.exercises.judges_finished import judge_finished


def combinations(grid):
    """Each value with each, every combination a dictionary of its own; the last parameter changes fastest."""
    return [dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values())]


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


def is_finished(folder, parameters):
    """Whether the folder's record is there and whole, says "ok", and is of a run with just these parameters."""
    try:
        record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        return record["status"] == "ok" and record["parameters"] == parameters
    except (OSError, ValueError, KeyError, TypeError):
        return False


EXERCISES = (
    Exercise(
        "20.1",
        "itertools.product(*grid.values()) gives the values of one combination after the other; zip puts the names to them.",
        combinations,
        judge_combinations,
    ),
    Exercise(
        "20.2",
        "Collect the accuracies by learning rate first. Then take None and NaN out, count both kinds, and use statistics.median.",
        summary,
        judge_summary,
    ),
    Exercise(
        "20.3",
        'Read folder / "run.json" with json.loads inside try, compare status and parameters, and return False on an error.',
        is_finished,
        judge_finished,
    ),
)
