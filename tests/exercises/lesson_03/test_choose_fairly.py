"""Exercise 03.4, beyond its own mistakes."""

import numpy as np

from helpers.exercises.lesson_03.choose_fairly import EXERCISE, choose
from tests.exercises.judging import accepts, refuses


def in_a_loop(losses, every):
    best, best_mean = None, float("inf")
    for way, runs in losses.items():
        lows = [min((loss, place) for place, loss in enumerate(run) if loss == loss) for run in runs]
        mean = sum(loss for loss, _ in lows) / len(lows)
        if mean < best_mean:
            best, best_mean, epochs = way, mean, [every * place for _, place in lows]
    return best, epochs


def with_numpy(losses, every):
    best = min(losses, key=lambda way: np.mean([np.nanmin(run) for run in losses[way]]))
    return best, [int(np.nanargmin(run)) * every for run in losses[best]]


def drops_the_nans_for_good(losses, every):
    for runs in losses.values():
        for run in runs:
            run[:] = [9.0 if loss != loss else loss for loss in run]
    return choose(losses, every)


test_right = accepts(EXERCISE, {"a loop": in_a_loop, "NumPy": with_numpy})
test_wrong = refuses(
    EXERCISE,
    {
        "the mean curve, of as many steps as all have": (
            lambda losses, every: (
                (
                    best := min(
                        losses,
                        key=lambda way: np.nanmin(np.nanmean([r[: min(map(len, losses[way]))] for r in losses[way]], axis=0)),
                    )
                ),
                choose({best: losses[best]}, every)[1],
            ),
            "the mean curve",
        ),
        "the median": (
            lambda losses, every: (
                (best := min(losses, key=lambda way: np.median([np.nanmin(run) for run in losses[way]]))),
                choose({best: losses[best]}, every)[1],
            ),
            "That is the median",
        ),
        "overwrites the losses": (drops_the_nans_for_good, "losses"),
        "the sum": (
            lambda losses, every: (
                (best := min(losses, key=lambda way: sum(np.nanmin(run) for run in losses[way]))),
                choose({best: losses[best]}, every)[1],
            ),
            "That is a sum",
        ),
        "by the last losses": (
            lambda losses, every: (
                (best := min(losses, key=lambda way: sum(run[-1] for run in losses[way]) / len(losses[way]))),
                choose({best: losses[best]}, every)[1],
            ),
            "run[-1] is a run's end",
        ),
        "by the last losses, to the end": (
            lambda losses, every: (
                (best := min(losses, key=lambda way: sum(run[-1] for run in losses[way]) / len(losses[way]))),
                [every * (len(run) - 1) for run in losses[best]],
            ),
            "run[-1] is a run's end",
        ),
        "places among the numbers": (
            lambda losses, every: (
                (best := choose(losses, every)[0]),
                [every * int(np.argmin([loss for loss in run if loss == loss])) for run in losses[best]],
            ),
            "where each NaN has its place too",
        ),
        "without diverged runs": (
            lambda losses, every: choose(
                {w: kept for w, runs in losses.items() if (kept := [run for run in runs if not np.isnan(run).any()])}, every
            ),
            "leave out the NaNs, not the run",
        ),
        "compared without diverged runs": (
            lambda losses, every: (
                (best := min(losses, key=lambda w: np.mean([min(r) for r in losses[w] if not np.isnan(r).any()] or [np.inf]))),
                choose({best: losses[best]}, every)[1],
            ),
            "leave out the NaNs, not the run",
        ),
        "all stopped where the mean curve is lowest": (
            lambda losses, every: (
                (best := choose(losses, every)[0]),
                [every * int(np.nanargmin(np.nanmean(np.array(losses[best]), axis=0)))] * len(losses[best]),
            ),
            "each run has its own lowest point",
        ),
        "always the first": (lambda losses, every: (next(iter(losses)), choose(losses, every)[1]), "The way with the lowest"),
        "the last of equals": (
            lambda losses, every: choose(dict(reversed(losses.items())), every),
            "the first of them is asked for",
        ),
        "the last lowest place": (
            lambda losses, every: (
                (best := choose(losses, every)[0]),
                [every * max(i for i, v in enumerate(run) if v == np.nanmin(run)) for run in losses[best]],
            ),
            "stop at the first of the two",
        ),
        "the mean curve": (
            lambda losses, every: (
                (best := min(losses, key=lambda way: np.nanmin(np.nanmean(np.array(losses[way]), axis=0)))),
                choose({best: losses[best]}, every)[1],
            ),
            "the mean curve",
        ),
    },
)
