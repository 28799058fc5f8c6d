"""Exercise 06.3: which moment of a run does a reported accuracy come from, and who chose it?"""

import math

import numpy as np

from helpers.early_stopping import replay
from helpers.exercises.engine import Case, Exercise

NAN = math.nan


def verdict(validation_losses, test_accuracies, reported):
    """Whether the report is that of the evaluation which the validation part chose, and if not, whose it is."""
    best, place = float("inf"), None
    for number, loss in enumerate(validation_losses):
        if loss < best:
            best, place = loss, number

    def is_it(accuracy):
        return abs(reported - accuracy) < 0.0005

    if is_it(test_accuracies[place]):
        return "honest"
    if is_it(test_accuracies[-1]):
        return "not put back"
    if is_it(max(test_accuracies)):
        return "chosen by the test part"
    return "none of these"


def cases():
    """All four verdicts; two that fit at once; ties of the loss; NaN first and later; rounded reports; the best first, last."""
    yield Case([0.9, 0.5, 0.6, 0.7], [0.70, 0.80, 0.85, 0.75], 0.80)
    yield Case([0.9, 0.5, 0.6, 0.7], [0.70, 0.80, 0.85, 0.75], 0.75)
    yield Case([0.9, 0.5, 0.6, 0.7], [0.70, 0.80, 0.85, 0.75], 0.85)
    yield Case([0.9, 0.5, 0.6, 0.7], [0.70, 0.80, 0.85, 0.75], 0.70)
    yield Case([0.9, 0.5, 0.6, 0.7], [0.70, 0.80, 0.85, 0.75], 0.90)
    yield Case([0.9, 0.5, 0.6, 0.7], [0.70, 0.80, 0.85, 0.75], 0.8003)  # rounded
    yield Case([0.9, 0.5, 0.6, 0.7], [0.70, 0.80, 0.85, 0.75], 0.7997)  # rounded down
    yield Case([0.9, 0.5, 0.6, 0.7], [0.70, 0.80, 0.85, 0.75], 0.7497)
    yield Case([0.9, 0.5, 0.6, 0.7], [0.70, 0.80, 0.85, 0.75], 0.8497)
    yield Case([0.9, 0.5, 0.6, 0.7], [0.70, 0.80, 0.85, 0.75], 0.808)
    yield Case([0.9, 0.5, 0.6, 0.7], [0.70, 0.80, 0.85, 0.75], 0.842)
    yield Case([0.9, 0.5, 0.6, 0.7], [0.70, 0.80, 0.85, 0.75], 0.803)
    yield Case([0.9, 0.5, 0.6, 0.7], [0.70, 0.80, 0.85, 0.75], 0.8007)
    yield Case([0.9, 0.5, 0.6], [0.70, 0.80, 0.80], 0.80)  # fits all three: the benefit of the doubt
    yield Case([0.9, 0.5, 0.6], [0.70, 0.75, 0.80], 0.80)  # the last is also the highest
    yield Case([0.9, 0.5, 0.6], [0.70, 0.80, 0.75], 0.80)  # the honest one is also the highest
    yield Case([0.9, 0.5, 0.5, 0.6], [0.70, 0.80, 0.85, 0.75], 0.80)  # of two equal losses the first
    yield Case([0.9, 0.5, 0.5, 0.6], [0.70, 0.80, 0.85, 0.75], 0.85)
    yield Case([NAN, 0.5, 0.6], [0.10, 0.80, 0.75], 0.10)
    yield Case([NAN, 0.5, 0.6], [0.10, 0.80, 0.75], 0.80)
    yield Case([0.9, NAN, 0.4, NAN], [0.60, 0.10, 0.80, 0.12], 0.80)
    yield Case([0.9, 0.7, 0.5], [0.60, 0.85, 0.80], 0.80)  # the run ended at its best
    yield Case([0.9, 0.7, 0.5], [0.60, 0.85, 0.80], 0.85)
    yield Case([0.3, 0.7, 0.5], [0.60, 0.85, 0.80], 0.60)
    yield Case([-0.5, -2.0, -1.0], [0.60, 0.85, 0.80], 0.85)
    yield Case([7e12, 5e12, 6e12], [0.60, 0.70, 0.80], 0.70)
    # A bump before the lowest loss: whoever looks for it with little patience stops at place 1.
    yield Case([0.9, 0.6, 0.8, 0.8, 0.8, 0.8, 0.4, 0.5], [0.5, 0.6, 0.62, 0.64, 0.66, 0.67, 0.7, 0.65], 0.70)
    yield Case([0.9, 0.6, 0.8, 0.8, 0.8, 0.8, 0.4, 0.5], [0.5, 0.6, 0.62, 0.64, 0.66, 0.67, 0.7, 0.65], 0.60)
    # A wait of thirty: whoever takes a patience from somewhere stops in it. The log is complete; nothing is to be waited for.
    wait = [0.9, 0.6, *[0.8] * 30, 0.4, 0.5]
    yield Case(wait, [0.5, 0.6, *[0.62] * 30, 0.7, 0.65], 0.70)
    yield Case(wait, [0.5, 0.6, *[0.62] * 30, 0.7, 0.65], 0.60)
    # Close, and rounded to different numbers; not close, and rounded to the same.
    yield Case([0.9, 0.5, 0.6, 0.7], [0.70, 0.8004, 0.85, 0.75], 0.8006)
    yield Case([0.9, 0.5, 0.6, 0.7], [0.70, 0.8004, 0.85, 0.75], 0.7996)
    # Close, but not by a share of the accuracy.
    yield Case([0.9, 0.5, 0.6, 0.7], [0.70, 0.80, 0.85, 0.75], 0.80045)
    yield Case([0.9, 0.5, 0.6, 0.7], [0.10, 0.20, 0.85, 0.15], 0.20045)
    yield Case([0.5, 0.9], [0.0, 0.75], 0.0005)  # exactly 0.0005 is not less
    yield Case([0.4], [0.5], 0.5)


def _chosen_by(place, validation_losses, test_accuracies, reported):
    """The verdict if the validation part had chosen this place."""
    losses = [1.0] * len(validation_losses)
    losses[place] = 0.0
    return verdict(losses, test_accuracies, reported)


def _with_min(validation_losses, test_accuracies, reported):
    place = validation_losses.index(min(validation_losses))
    return _chosen_by(place, validation_losses, test_accuracies, reported)


def _with_argmin(validation_losses, test_accuracies, reported):
    return _chosen_by(np.argmin(validation_losses), validation_losses, test_accuracies, reported)


def _with_patience_10(validation_losses, test_accuracies, reported):
    return _chosen_by(replay(validation_losses, 10).kept, validation_losses, test_accuracies, reported)


def _highest_first(validation_losses, test_accuracies, reported):
    if abs(reported - max(test_accuracies)) < 0.0005:
        return "chosen by the test part"
    return verdict(validation_losses, test_accuracies, reported)


EXERCISE = Exercise(
    id="06.3",
    solution=verdict,
    cases=cases,
    hint="Which evaluation did the validation part choose? Compare the report with the test accuracy there before all others.",
    otherwise=(
        "Find the place of the lowest validation loss that is a number. Then ask in this order: is the report the accuracy at "
        "that place, at the end, or the highest?"
    ),
    mistakes={
        "Two accuracies that were rounded are seldom equal: the same means closer than 0.0005.": {
            "abs(reported - accuracy) < 0.0005": "reported == accuracy"
        },
        "A report may be rounded up or down, so it may lie on either side of the accuracy: take abs() of the difference.": (
            {"abs(reported - accuracy) < 0.0005": "0 <= reported - accuracy < 0.0005"},
            {"abs(reported - accuracy) < 0.0005": "0 <= accuracy - reported < 0.0005"},
            {"abs(reported - accuracy)": "reported - accuracy"},
            {"abs(reported - accuracy)": "accuracy - reported"},
        ),
        "Less than 0.0005 is asked for: two accuracies that differ by exactly 0.0005 are not the same.": {
            "< 0.0005": "<= 0.0005"
        },
        "That calls accuracies the same that are not: closer than 0.0005 is asked for.": (
            {"0.0005": "0.005"},
            {"0.0005": "0.01"},
            {"abs(reported - accuracy) < 0.0005": "round(reported, 2) == round(accuracy, 2)"},
        ),
        "Two numbers that are close may be rounded to different ones, as 0.8004 and 0.8006 are: look at their difference.": {
            "abs(reported - accuracy) < 0.0005": "round(reported, 3) == round(accuracy, 3)"
        },
        "0.0005 is a difference of two accuracies, not a share of one: rel_tol of isclose multiplies it by the accuracy.": {
            "abs(reported - accuracy) < 0.0005": "math.isclose(reported, accuracy, rel_tol=5e-4)"
        },
        "The run is over and its log complete: the validation part chose the lowest loss of all, however long that took.": (
            _with_patience_10
        ),
        "The benefit of the doubt: a report that is what the validation part chose is honest, whatever else it also is.": (
            {
                "is_it(test_accuracies[place])": "is_it(test_accuracies[place]) and not is_it(max(test_accuracies))",
            },
            {
                "is_it(test_accuracies[place])": "is_it(test_accuracies[place]) and not is_it(test_accuracies[-1])",
            },
            _highest_first,
        ),
        "Ask about the last weights before you ask about the highest accuracy.": {
            "if is_it(test_accuracies[-1])": "if is_it(test_accuracies[-1]) and not is_it(max(test_accuracies))"
        },
        "Of two equal losses the first is kept: an equal loss is no improvement.": {"loss < best": "loss <= best"},
        "The validation part chooses the lowest loss, not the highest.": {
            "loss < best": "loss > best",
            'float("inf")': '-float("inf")',
        },
        "A NaN among the losses misleads min() and argmin: compare one by one with `<`, starting from infinity.": (
            _with_min,
            _with_argmin,
            {'float("inf"), None': "validation_losses[0], 0"},
        ),
        "A loss may be large: the best starts at infinity.": {'float("inf"), None': "1e9, 0"},
        "A loss may be below 0: the best starts at infinity.": {'float("inf"), None': "0.0, 0"},
        "The highest test accuracy is not what an honest run keeps: the validation part chooses.": {
            "test_accuracies[place]": "max(test_accuracies)"
        },
    },
)
