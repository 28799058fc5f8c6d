"""Exercise 06.3, beyond its own mistakes."""

import math

import numpy as np

from helpers.early_stopping import replay
from helpers.exercises.lesson_06.believable_report import EXERCISE, verdict
from tests.exercises.judging import accepts, refuses


def with_numpy(validation_losses, test_accuracies, reported):
    accuracies = np.array(test_accuracies)
    close = np.abs(accuracies - reported) < 0.0005
    if close[np.nanargmin(validation_losses)]:
        return "honest"
    if close[-1]:
        return "not put back"
    return "chosen by the test part" if close[accuracies.argmax()] else "none of these"


def with_a_table(validation_losses, test_accuracies, reported):
    kept = replay(validation_losses, len(validation_losses) + 1).kept
    moments = {
        "honest": test_accuracies[kept],
        "not put back": test_accuracies[-1],
        "chosen by the test part": max(test_accuracies),
    }
    fits = (name for name, accuracy in moments.items() if math.isclose(reported, accuracy, rel_tol=0, abs_tol=0.00049))
    return next(fits, "none of these")


def by_patience(validation_losses, test_accuracies, reported):
    kept = replay(validation_losses, 3).kept
    return verdict([float(place != kept) for place in range(len(validation_losses))], test_accuracies, reported)


def same(is_the_same):
    def answer(validation_losses, test_accuracies, reported):
        kept = replay(validation_losses, len(validation_losses) + 1).kept
        if is_the_same(test_accuracies[kept], reported):
            return "honest"
        if is_the_same(test_accuracies[-1], reported):
            return "not put back"
        return "chosen by the test part" if is_the_same(max(test_accuracies), reported) else "none of these"

    return answer


def the_test_part_first(validation_losses, test_accuracies, reported):
    if abs(reported - max(test_accuracies)) < 0.0005:
        return "chosen by the test part"
    return verdict(validation_losses, test_accuracies, reported)


test_right = accepts(EXERCISE, {"with NumPy": with_numpy, "with a table": with_a_table})
test_wrong = refuses(
    EXERCISE,
    {
        "by a patience of three": (by_patience, "expected"),
        "the test part first": (the_test_part_first, "The benefit of the doubt"),
        "a patience of ten": (
            lambda v, t, r: verdict([float(place != replay(v, 10).kept) for place in range(len(v))], t, r),
            "its log complete",
        ),
        "a patience of twenty": (
            lambda v, t, r: verdict([float(place != replay(v, 20).kept) for place in range(len(v))], t, r),
            "its log complete",
        ),
        "both rounded": (same(lambda a, b: round(a, 3) == round(b, 3)), "rounded to different ones"),
        "at most": (same(lambda a, b: abs(a - b) <= 0.0005), "exactly 0.0005"),
        "not rounded down": (same(lambda a, b: 0 <= b - a < 0.0005), "rounded up or down"),
        "not rounded up": (same(lambda a, b: 0 <= a - b < 0.0005), "rounded up or down"),
        "without abs": (same(lambda a, b: b - a < 0.0005), "rounded up or down"),
        "a share": (same(lambda a, b: math.isclose(a, b, rel_tol=5e-4)), "not a share of one"),
        "honest or not": (lambda *given: verdict(*given) == "honest", "Return a text"),
        "always honest": (lambda *given: "honest", "Find the place of the lowest"),
        "in capitals": (lambda *given: verdict(*given).upper(), "expected"),
    },
)
