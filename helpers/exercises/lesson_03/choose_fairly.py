"""Exercise 03.4: choose between ways of training, each at its own lowest point."""

import math
from statistics import mean

from helpers.exercises.engine import Case, Exercise


def choose(losses, every):
    """The way with the lowest mean of its runs' lowest losses, and the epochs at which those runs stop."""

    def lowest(run):
        return min(loss for loss in run if not math.isnan(loss))

    best = min(losses, key=lambda way: mean(lowest(run) for run in losses[way]))
    return best, [every * run.index(lowest(run)) for run in losses[best]]


NAN = math.nan


def cases():
    """Best at the end or on the way; a lucky run; lowest points apart; one bad run; NaNs; ties; more runs; good ones diverged."""
    yield Case({"baseline": [[2.0, 0.5, 0.9], [2.0, 0.6, 1.0]], "dropout": [[2.0, 1.1, 0.7], [2.0, 0.9, 0.65]]}, 10)
    yield Case({"L1": [[2.0, 0.25, 0.5], [2.0, 1.0, 0.75]], "L2": [[2.0, 0.4, 0.5], [2.0, 0.45, 1.0]]}, 5)
    yield Case({"apart": [[2.0, 0.4, 1.0], [2.0, 1.0, 0.45]], "together": [[2.0, 0.5, 0.6], [2.0, 0.5, 0.6]]}, 10)
    yield Case({"one bad": [[2.0, 0.2], [2.0, 0.3], [2.0, 1.5]], "steady": [[2.0, 0.4], [2.0, 0.45], [2.0, 0.5]]}, 10)
    yield Case({"a": [[2.0, 0.5, NAN], [1.0, 0.75, 0.5]], "b": [[NAN, 0.6, 0.4], [0.8, 0.7, 0.4]]}, 20)
    yield Case({"a": [[NAN, NAN, 0.9]], "b": [[0.5, 0.25, 0.25, 0.75]]}, 1)
    yield Case({"diverged": [[2.0, 0.3, NAN], [2.0, 0.8, 0.7]], "finished": [[2.0, 0.6, 0.65], [2.0, 0.7, 0.6]]}, 10)
    yield Case({"alone": [[0.3, 0.4], [0.4, 0.3], [0.2, 0.2]]}, 50)
    yield Case({"first": [[0.5, 1.0]], "second": [[1.0, 0.5]]}, 10)
    yield Case({"three runs": [[1.0, 0.5], [1.0, 0.5], [1.0, 0.5]], "one run": [[1.0, 0.9]]}, 10)
    yield Case({"short": [[1.0, 0.75], [1.0, 0.8]], "long": [[1.0, 0.9, 0.8, 0.7, 0.6], [1.0, 0.9, 0.8, 0.7, 0.85]]}, 2)


def _numbers(run):
    return [loss for loss in run if not math.isnan(loss)]


def _lowest(run):
    return min(_numbers(run))


# What is done for one run, and what for all runs of a way; the first of each is right.
SCORES = {
    "lowest": lambda runs: mean(_lowest(run) for run in runs),
    "last": lambda runs: mean(run[-1] for run in runs),
    "last number": lambda runs: mean(_numbers(run)[-1] for run in runs),
    "finished": lambda runs: mean(min(run) for run in runs if not any(math.isnan(loss) for loss in run)),
}
PLACES = {
    "lowest": lambda run: run.index(_lowest(run)),
    "end": lambda run: len(run) - 1,
    "among the numbers": lambda run: _numbers(run).index(_lowest(run)),
    "last of ties": lambda run: len(run) - 1 - run[::-1].index(_lowest(run)),
}


def _with(score="lowest", place="lowest"):
    """An answer that chooses by this score, and stops its runs at these places."""

    def answer(losses, every):
        best = min(losses, key=lambda way: SCORES[score](losses[way]))
        return best, [every * PLACES[place](run) for run in losses[best]]

    return answer


def _diverged_runs_dropped(losses, every):
    kept = {way: [run for run in runs if not any(math.isnan(loss) for loss in run)] for way, runs in losses.items()}
    return choose({way: runs for way, runs in kept.items() if runs}, every)


def _compared_by_finished_runs(losses, every):
    def score(way):
        lows = [min(run) for run in losses[way] if not any(math.isnan(loss) for loss in run)]
        return mean(lows) if lows else math.inf

    best = min(losses, key=score)
    return choose({best: losses[best]}, every)


def _mean_curve(runs):
    return [mean(there) if (there := _numbers(at)) else math.inf for at in zip(*runs, strict=False)]


def _stopped_by_the_mean_curve(losses, every):
    best, epochs = choose(losses, every)
    curve = _mean_curve(losses[best])
    return best, [every * curve.index(min(curve)) for _ in epochs]


def _all_by_the_mean_curve(losses, every):
    best = min(losses, key=lambda way: min(_mean_curve(losses[way])))
    return _stopped_by_the_mean_curve({best: losses[best]}, every)


EXERCISE = Exercise(
    id="03.4",
    solution=choose,
    cases=cases,
    parts=("way", "epochs"),
    exact=True,
    hint=(
        "First a small function for one run: its lowest loss that is a number. Then min(losses, key=...) with the mean of those. "
        "run.index(...) says where it stands in the run."
    ),
    more_hints=(
        "best = min(losses, key=lambda way: mean(lowest(run) for run in losses[way])). The place of a lowest loss is its "
        "place in the whole run, NaNs included, and each place is every epochs from the next.",
    ),
    otherwise=(
        "For each way: the lowest loss of each of its runs, and the mean of those. The way with the lowest mean wins; then the "
        "place of each lowest loss, times every."
    ),
    mistakes={
        "That compares the last losses: a way that could have been stopped earlier is judged as if nobody had looked.": {
            "return min(loss for loss in run if not math.isnan(loss))": (
                "return [loss for loss in run if not math.isnan(loss)][-1]"
            )
        },
        "The way is chosen by the last losses: run[-1] is a run's end, and not its lowest point.": tuple(
            _with(score, place) for score in ("last", "last number") for place in ("lowest", "end", "among the numbers")
        ),
        "That place was counted without the NaNs: count it in the run as it came, where each NaN has its place too.": (
            _with(place="among the numbers")
        ),
        "A loss that occurs twice: stop at the first of the two, where run.index(...) finds it.": _with(place="last of ties"),
        "Two ways are equal there, and the first of them is asked for: let a later one win only where it is lower.": (
            lambda losses, every: choose(dict(reversed(losses.items())), every)
        ),
        "A run with a NaN in it still counts, with the losses that it had before and after: leave out the NaNs, not the run.": (
            _diverged_runs_dropped,
            _compared_by_finished_runs,
            _with("finished"),
        ),
        "All runs stop at one epoch there, the lowest of their mean curve: each run has its own lowest point.": (
            _stopped_by_the_mean_curve
        ),
        "Way and epochs come from the mean curve: find each run's own lowest point, then average.": _all_by_the_mean_curve,
        "One lucky run is not the way: take the mean over its runs.": {"mean(lowest": "min(lowest"},
        "That is the lowest point of the mean curve: find each run's own lowest point first, then average.": {
            "mean(lowest(run) for run in losses[way])": (
                "min(mean(there) for at in zip(*losses[way]) if (there := [loss for loss in at if not math.isnan(loss)]))"
            )
        },
        "That is the median: one bad run of three counts for nothing there, and in the mean it counts.": {
            "mean(lowest(run) for run in losses[way])": (
                "(lambda lows: (lows[(len(lows) - 1) // 2] + lows[len(lows) // 2]) / 2)(sorted(map(lowest, losses[way])))"
            )
        },
        "That is a sum: a way with more runs has a larger one, however good they are. Take the mean.": {
            "mean(lowest": "sum(lowest"
        },
        "That is the way with the highest loss.": {"best = min(": "best = max("},
        "A NaN hides the lowest loss: every comparison with it is False, so leave it out first.": {
            " for loss in run if not math.isnan(loss)": " for loss in run"
        },
        "Those are places in the list: a loss was measured every so many epochs, so multiply.": {"every * ": ""},
        "Return the name of the way, and then the epochs.": {"return best, ": "return losses[best], "},
        "Only the first epoch was returned: one for each of the way's runs.": {
            "for run in losses[best]]": "for run in losses[best][:1]]"
        },
        "Each run stops at its own lowest loss, not at its end.": {"every * run.index(lowest(run))": "every * (len(run) - 1)"},
        "Places are counted from 0, as the epochs are: the first loss was measured before training.": {
            "every * run.index(lowest(run))": "every * (run.index(lowest(run)) + 1)"
        },
    },
)
