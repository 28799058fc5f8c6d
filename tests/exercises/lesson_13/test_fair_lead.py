"""Exercise 13.2, beyond its own mistakes."""

import numpy as np

from helpers.exercises.lesson_13.fair_lead import EXERCISE, fair_lead
from tests.exercises.judging import accepts, refuses


def with_numpy(validation, test):
    def score(rule):
        rates = list(validation[rule])
        means = np.nan_to_num([np.mean(validation[rule][rate]) for rate in rates], nan=np.inf)
        return np.mean(test[rule][rates[int(means.argmin())]])

    return score("old") - score("new")


def in_pairs(validation, test):
    """The same fresh seeds stand in the same order, so the mean of the differences is the difference of the means."""
    best = {}
    for rule, by_rate in validation.items():
        clean = {rate: np.nan_to_num(np.mean(losses), nan=np.inf) for rate, losses in by_rate.items()}
        best[rule] = test[rule][min(clean, key=clean.get)]
    return float(np.mean(np.array(best["old"]) - np.array(best["new"])))


def at_the_first_rate(validation, test):
    old, new = (next(iter(test[rule].values())) for rule in ("old", "new"))
    return float(np.mean(old) - np.mean(new))


def on_test(validation, test):
    old, new = (min(np.mean(losses) for losses in test[rule].values()) for rule in ("old", "new"))
    return old - new


def at_the_old_rate(validation, test):
    rate = min(validation["old"], key=lambda rate: np.nan_to_num(np.mean(validation["old"][rate]), nan=np.inf))
    return np.mean(test["old"][rate]) - np.mean(test["new"][rate])


def by_the_median(validation, test):
    scores = {}
    for rule in ("old", "new"):
        best_rate, best_loss = None, float("inf")
        for rate, losses in validation[rule].items():
            if np.median(losses) < best_loss:
                best_rate, best_loss = rate, np.median(losses)
        scores[rule] = np.mean(test[rule][best_rate])
    return scores["old"] - scores["new"]


def by_min(validation, test):
    """Sorted or not, and with NumPy or not: min holds on to a NaN that comes first."""
    old, new = (min(sorted(validation[rule]), key=lambda rate: np.mean(validation[rule][rate])) for rule in ("old", "new"))
    return np.mean(test["old"][old]) - np.mean(test["new"][new])


def by_argmin(validation, test):
    means = {}
    for rule in ("old", "new"):
        rates = list(validation[rule])
        best = rates[int(np.argmin([np.mean(validation[rule][rate]) for rate in rates]))]
        means[rule] = np.mean(test[rule][best])
    return means["old"] - means["new"]


test_right = accepts(EXERCISE, {"with NumPy": with_numpy, "in pairs": in_pairs})
test_wrong = refuses(
    EXERCISE,
    {
        "chosen on the test part": (on_test, "may only judge"),
        "both at the old rule's rate": (at_the_old_rate, "each may choose its own"),
        "by the median": (by_the_median, "a median does not see"),
        "the first rate": (at_the_first_rate, "lowest mean validation loss"),
        "a share": (lambda validation, test: fair_lead(validation, test) / 2, "old minus new"),
        "who leads": (lambda validation, test: "new", "number"),
        "min of sorted rates": (by_min, "Make it infinite"),
        "argmin": (by_argmin, "argmin takes a NaN"),
        "NaN as 0": (
            lambda validation, test: with_numpy(
                {rule: {rate: np.nan_to_num(losses).tolist() for rate, losses in by.items()} for rule, by in validation.items()},
                test,
            ),
            "counted as 0",
        ),
    },
)
