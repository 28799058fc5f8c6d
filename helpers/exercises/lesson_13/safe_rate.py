"""Exercise 13.3: a learning rate away from the cliff."""

import math

import numpy as np

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_number


def safe_rate(losses):
    """The rate whose worst seed is the best; a NaN is worse than any number."""
    best_rate, best_worst = None, math.inf
    for rate, found in sorted(losses.items()):
        worst = max(math.inf if math.isnan(loss) else loss for loss in found)
        if worst < best_worst:
            best_rate, best_worst = rate, worst
    return best_rate


def cases():
    """Rates in and out of order, NaN first, in the middle and last, ties, one rate alone; losses above 1 and huge."""
    nan = float("nan")
    yield Case({0.1: [0.3, 0.32, 0.31], 0.2: [0.2, 0.21, 0.2], 0.4: [0.1, 0.12, 0.9]})
    yield Case({0.1: [0.5, 0.6], 0.3: [0.4, 0.7], 1.0: [0.1, nan]})
    yield Case({0.01: [1.4, 1.2, 1.3], 0.1: [nan, 0.2, 0.2], 1.0: [2.3, 2.3, 2.4]})
    yield Case({1.0: [0.2, nan, 0.1], 0.5: [0.3, 0.2, 0.8], 0.25: [0.4, 0.7, 0.5]})
    yield Case({0.3: [0.5, 0.2], 0.1: [0.1, 0.5], 0.2: [0.5, 0.4]})  # a tie, and the smallest stands in the middle
    yield Case({0.1: [nan, 0.2], 0.3: [0.4, 0.5]})  # the smallest rate exploded: min, and a loop's first rate, hold on to its NaN
    yield Case({0.1: [0.1, nan], 0.3: [0.6, 0.4], 0.2: [0.5, 0.5], 0.4: [nan, 0.3]})
    yield Case({0.7: [5.0]})
    yield Case({3.0: [nan, nan], 2.0: [1e9, 1.0], 1.0: [3e9, 0.1]})
    yield Case({0.1: [0.8, 0.8, 0.8], 0.2: [0.3, 0.3, 1.0], 0.4: [0.9, 0.2, 0.2]})
    yield Case({0.1: [0.1, 0.6, 0.6], 0.2: [0.5, 0.5, 0.5], 0.3: [0.2, 0.4, 0.9]})
    yield Case({0.2: [0.0, 0.0], 0.1: [0.1, 0.0]})
    yield Case({0.002: [1.9, 1.8, 2.0, 1.9], 0.02: [0.4, 0.5, 0.3, 0.6], 0.2: [0.1, 0.1, 0.1, 0.7], 2.0: [2.3, 2.3, nan, 2.3]})


def _cleaned(losses):
    return {rate: [math.inf if math.isnan(loss) else loss for loss in found] for rate, found in sorted(losses.items())}


def _by(score, score_without_nan):
    """Rates chosen by another score of their losses, with NaNs infinite, as they are, or left out; sorted, or as they come."""

    def by(prepare, score):
        return lambda losses: min(prepare(losses), key=lambda rate: score(prepare(losses)[rate]))

    def as_they_come(losses):
        return losses

    def in_order(losses):
        return dict(sorted(losses.items()))

    return (
        by(_cleaned, score),
        by(as_they_come, score),
        by(in_order, score),
        by(as_they_come, score_without_nan),
        by(in_order, score_without_nan),
        lambda losses: min(sorted(losses), key=lambda rate: np.nan_to_num(score(losses[rate]), nan=math.inf)),
    )


def _place_of_the_lowest(losses):
    return list(losses).index(safe_rate(losses))


EXERCISE = Exercise(
    id="13.3",
    solution=safe_rate,
    cases=cases,
    view=as_number,
    hint="Each rate has one number that counts: its largest loss. What does max do with a NaN? (Every comparison is False.)",
    more_hints=(
        "math.inf if math.isnan(loss) else loss turns a NaN into the worst loss there is. Go through sorted(losses.items()), and "
        "keep the rate whose largest loss is smaller than the smallest so far.",
    ),
    otherwise="For each rate the largest of its losses, a NaN being infinite; then the rate where this is smallest.",
    mistakes={
        "That is the lowest mean: one fall among many seeds hardly shows in it. Each rate's worst seed is asked about.": _by(
            np.mean, np.nanmean
        ),
        "That is the lowest median: it does not see the seeds that fell. Each rate's worst seed is asked about.": _by(
            np.median, np.nanmedian
        ),
        "That goes by each rate's best seed, which is its luckiest: the worst one is asked about.": _by(min, np.nanmin),
        "max passes over a NaN unless it comes first: make it infinite before you compare.": (
            lambda losses: min(sorted(losses), key=lambda rate: max(losses[rate])),
            {"math.inf if math.isnan(loss) else loss for loss in found": "found"},
        ),
        "The seeds that exploded were left out, and they are what the exercise is about: a NaN is the worst loss of all.": (
            lambda losses: min(sorted(losses), key=lambda rate: np.nan_to_num(np.nanmax(losses[rate]), nan=math.inf)),
            lambda losses: min(
                sorted(losses), key=lambda rate: max([x for x in losses[rate] if not math.isnan(x)], default=math.inf)
            ),
        ),
        "min does not take a NaN for large: comparisons with it are False, and a rate that has it may stay. Make it infinite.": (
            lambda losses: min(sorted(losses), key=lambda rate: np.max(losses[rate])),
            lambda losses: min(losses, key=lambda rate: np.max(losses[rate])),
        ),
        "argmin takes a NaN for the smallest number of all: make it infinite before you compare.": (
            lambda losses: sorted(losses)[int(np.argmin([np.max(losses[rate]) for rate in sorted(losses)]))],
            lambda losses: list(losses)[int(np.argmin([np.max(found) for found in losses.values()]))],
        ),
        "A number in the place of a NaN may be smaller than another loss: make it infinite, math.inf.": (
            {"math.inf if math.isnan": "1000.0 if math.isnan"},
            {"math.inf if math.isnan": "1e6 if math.isnan"},
        ),
        "A NaN that is turned into 0 looks like the best loss of all: make it infinite.": {
            "math.inf if math.isnan": "0.0 if math.isnan"
        },
        "Of two rates that are equally good the smaller one is asked for, wherever it stands in the dictionary.": (
            {"sorted(losses.items())": "losses.items()"},
            {"worst < best_worst": "worst <= best_worst"},
        ),
        "A loss may be larger than the number that you start from: start from infinity, math.inf.": (
            {"None, math.inf": "None, 100.0"},
            {"None, math.inf": "None, 1.0"},
            {"None, math.inf": "None, 1e9"},
        ),
        "That is the loss of its worst seed; the rate is asked for.": {"return best_rate": "return best_worst"},
        "That is its place among the rates; the rate itself is asked for.": _place_of_the_lowest,
        "That is the rate whose worst seed is the worst of all.": lambda losses: max(
            sorted(losses), key=lambda rate: max(_cleaned(losses)[rate])
        ),
    },
)
