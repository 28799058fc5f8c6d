"""Exercise 13.2: how much of a lead is left when each rule may choose its own rate."""

import math

import numpy as np

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_number


def fair_lead(validation, test):
    """Each rule at the rate with its lowest mean validation loss; then the old rule's mean test loss minus the new one's."""
    means = {}
    for rule in ("old", "new"):
        best_rate, best_loss = None, math.inf
        for rate, losses in validation[rule].items():
            loss = sum(losses) / len(losses)
            if loss < best_loss:
                best_rate, best_loss = rate, loss
        means[rule] = sum(test[rule][best_rate]) / len(test[rule][best_rate])
    return means["old"] - means["new"]


def cases():
    """The rules' best rates differ; the test part would choose others; more fresh seeds than search seeds; exploded ones."""
    nan = float("nan")
    yield Case(
        {"old": {0.01: [0.9, 0.8], 0.1: [0.3, 0.4]}, "new": {0.01: [0.3, 0.3], 0.1: [2.3, 2.3]}},
        {"old": {0.01: [0.9, 0.9, 0.9], 0.1: [0.4, 0.4, 0.7]}, "new": {0.01: [0.3, 0.4, 0.5], 0.1: [2.3, 2.4, 2.2]}},
    )
    yield Case(  # on the test part, other rates look best, and the lead turns
        {"old": {0.3: [0.2, 0.3], 0.1: [0.4, 0.4]}, "new": {0.003: [0.5, 0.4], 0.03: [0.3, 0.5], 0.3: [0.6, 0.6]}},
        {
            "old": {0.3: [0.3, 0.5, 0.4], 0.1: [0.1, 0.2, 0.2]},
            "new": {0.003: [0.3, 0.3, 0.3], 0.03: [0.7, 0.5, 0.5], 0.3: [0.2, 0.1, 0.2]},
        },
    )
    yield Case(  # no rate in common; an exploded seed, first and last
        {"old": {1.0: [nan, 0.1, 0.1], 0.5: [0.2, 0.2, 0.4]}, "new": {0.02: [0.3, 0.2, 0.2], 0.04: [0.1, 0.1, nan]}},
        {"old": {1.0: [0.1, 0.1], 0.5: [0.3, 0.1]}, "new": {0.02: [0.15, 0.45], 0.04: [0.1, 0.2]}},
    )
    yield Case(  # the smallest rate exploded, and stands first: min, and a loop's first rate, hold on to its NaN
        {"old": {0.1: [nan, 0.2], 0.3: [0.4, 0.5]}, "new": {0.1: [0.3, 0.3], 0.2: [0.5, 0.6]}},
        {"old": {0.1: [0.2, 0.3], 0.3: [0.6, 0.4]}, "new": {0.1: [0.3, 0.25], 0.2: [0.7, 0.5]}},
    )
    yield Case(
        {"old": {0.2: [0.4, 0.4], 0.1: [nan, 0.9]}, "new": {0.02: [0.2, nan], 0.01: [0.5, 0.6], 0.04: [0.4, 0.3]}},
        {"old": {0.2: [0.4, 0.5], 0.1: [0.3, 0.9]}, "new": {0.02: [0.2, 0.2], 0.01: [0.6, 0.7], 0.04: [0.4, 0.2]}},
    )
    yield Case(  # one fall among the seeds decides the mean, not the median; the luckiest seed is elsewhere
        {"old": {0.1: [0.3, 0.3, 0.3], 0.2: [0.2, 0.2, 1.4]}, "new": {0.1: [0.4, 0.4, 0.4], 0.2: [0.1, 0.6, 0.6]}},
        {"old": {0.1: [0.3, 0.35, 0.3], 0.2: [0.2, 0.9, 0.2]}, "new": {0.1: [0.4, 0.5, 0.7], 0.2: [0.3, 0.95, 0.5]}},
    )
    yield Case(
        {"old": {0.1: [190.0], 0.2: [180.0]}, "new": {0.5: [2.0]}},
        {"old": {0.1: [1.0, 2.0], 0.2: [170.0, 190.0]}, "new": {0.5: [3.0, 4.5]}},
    )
    yield Case({"new": {0.5: [2.0]}, "old": {0.1: [180.0]}}, {"new": {0.5: [3.0, 4.5]}, "old": {0.1: [1.0, 1.5]}})


def _mean(losses):
    return sum(losses) / len(losses)


def _infinite(losses):
    return [math.inf if math.isnan(loss) else loss for loss in losses]


def _lead(choose, score=_mean):
    """A lead with another way to choose the rate, ``choose(rule, validation, test)``, or another number for the seeds."""

    def answer(validation, test):
        scores = {rule: score(test[rule][choose(rule, validation, test)]) for rule in ("old", "new")}
        return scores["old"] - scores["new"]

    return answer


def _own(rule, validation, test):
    return min(validation[rule], key=lambda rate: _mean(_infinite(validation[rule][rate])))


def _on_test(rule, validation, test):
    return min(test[rule], key=lambda rate: _mean(test[rule][rate]))


def _by(*scores):
    """Rates chosen by another score of their validation losses, with a NaN made infinite before or after, or left as it is."""

    def by(score, prepare):
        def choose(rule, validation, test):
            return min(validation[rule], key=lambda rate: score(prepare(validation[rule][rate])))

        return _lead(choose)

    def cleaned(score):
        return lambda losses: _infinite([score(losses)])[0]

    return tuple(way for score in scores for way in (by(score, _infinite), by(score, list), by(cleaned(score), list)))


def _common(chooser):
    """Both rules at the rate of one of them; where the other one has no such rate, at its own, or with an error."""

    def forgiving(rule, validation, test):
        rate = _own(chooser, validation, test)
        return rate if rate in test[rule] else _own(rule, validation, test)

    return _lead(forgiving), _lead(lambda rule, validation, test: _own(chooser, validation, test))


EXERCISE = Exercise(
    id="13.2",
    solution=fair_lead,
    cases=cases,
    view=as_number,
    hint="For each rule by itself: which of its rates would it have chosen, if nobody had seen the test losses?",
    more_hints=(
        "Go through validation[rule].items() and keep the rate whose mean is smaller than the smallest so far, starting from "
        "math.inf (a mean with a NaN is never smaller). Then test[rule][that rate] has the losses that count.",
    ),
    otherwise="For each rule the rate with its lowest mean validation loss; there the mean test loss; then old minus new.",
    mistakes={
        "The test losses have chosen the rate: they may only judge. Choose by the validation losses.": _lead(_on_test),
        "Both rules stand at one rate, and it suits one of them: each may choose its own.": (*_common("old"), *_common("new")),
        "The lead is measured on the validation losses, which chose the rates: measure it on the test losses.": {
            "sum(test[rule][best_rate]) / len(test[rule][best_rate])": "best_loss"
        },
        "The sign is turned: the lead is positive where the new rule has the lower loss.": {
            'means["old"] - means["new"]': 'means["new"] - means["old"]'
        },
        "The rate is to have the lowest mean of its validation losses: a median does not see a seed that fell.": _by(np.median),
        "The rate is to have the lowest mean of its validation losses, not the luckiest seed.": _by(min, np.min),
        "The rate is to have the lowest mean of its validation losses; you went by its worst seed, as exercise 13.3 does.": _by(
            max, np.max
        ),
        "The test losses are to be averaged over the fresh seeds: a median hides those that fell.": _lead(_own, np.median),
        "The best of the fresh seeds is luck: average them.": _lead(_own, min),
        "A seed that exploded was left out, or counted as 0: a rate at which one did cannot be chosen.": _lead(
            lambda rule, validation, test: min(validation[rule], key=lambda rate: np.nanmean(validation[rule][rate]))
        ),
        "min does not take a NaN for large: comparisons with it are False, and its rate may stay. Make it infinite.": (
            _lead(lambda rule, validation, test: min(validation[rule], key=lambda rate: _mean(validation[rule][rate]))),
            _lead(lambda rule, validation, test: min(sorted(validation[rule]), key=lambda rate: _mean(validation[rule][rate]))),
        ),
        "argmin takes a NaN for the smallest number of all, and its rate cannot be chosen: make it infinite.": _lead(
            lambda rule, validation, test: list(validation[rule])[
                int(np.argmin([_mean(row) for row in validation[rule].values()]))
            ]
        ),
        "A mean loss may be larger than the number that you start from: start from infinity, math.inf.": (
            {"None, math.inf": "None, 100.0"},
            {"None, math.inf": "list(validation[rule])[0], 1.0"},
        ),
        "Only the size of the lead is left: the sign says who leads.": {
            'means["old"] - means["new"]': 'abs(means["old"] - means["new"])'
        },
    },
)
