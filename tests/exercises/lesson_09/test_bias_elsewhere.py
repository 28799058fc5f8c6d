"""Exercise 09.5, beyond its own mistakes: Bayes' rule says what is right."""

import math

import pytest
import torch

from helpers.exercises.lesson_09.bias_elsewhere import EXERCISE, new_bias
from tests.exercises.judging import accepts, refuses


def differences(bias, share_here, share_there):
    return bias + math.log(share_there) - math.log(1 - share_there) - math.log(share_here) + math.log(1 - share_here)


def by_torch(bias, share_here, share_there):
    here, there = torch.tensor([share_here, share_there], dtype=torch.float64).logit()
    return bias - here + there


test_right = accepts(EXERCISE, {"differences": differences, "by torch": by_torch})
test_wrong = refuses(
    EXERCISE,
    {
        "the old one": (lambda bias, here, there: bias, "Go from both shares"),
        "odds": (lambda *given: math.exp(new_bias(*given)), "Go from both shares"),
        "a probability": (lambda *given: 1 / (1 + math.exp(-new_bias(*given))), "Go from both shares"),
        "rounded": (lambda *given: round(new_bias(*given), 2), "unrounded"),
    },
)


def test_it_is_what_the_rule_of_bayes_says():
    """A test that is right about 80 % of the ill and 90 % of the well: its alarms, here and where few are ill."""
    here, there = 0.4, 0.01
    true_alarms = [share * 0.8 / (share * 0.8 + (1 - share) * 0.1) for share in (here, there)]
    logit_here, logit_there = (math.log(p / (1 - p)) for p in true_alarms)
    assert new_bias(logit_here, here, there) == pytest.approx(logit_there)
