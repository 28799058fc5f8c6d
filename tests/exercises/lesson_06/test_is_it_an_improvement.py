"""Exercise 06.1, beyond its own mistakes."""

import math

import numpy as np
import torch

from helpers.exercises.lesson_06.is_it_an_improvement import EXERCISE, improved
from tests.exercises.judging import accepts, refuses


def with_if(value, best, min_delta):
    if math.isnan(value):
        return False
    return value + min_delta < best


test_right = accepts(
    EXERCISE,
    {
        "through the gain": lambda value, best, min_delta: best - value > min_delta,
        "NaN asked for": lambda value, best, min_delta: not math.isnan(value) and not value >= best - min_delta,
        "in NumPy": lambda value, best, min_delta: np.float64(value) < np.float64(best) - min_delta,
        "a NumPy array": lambda value, best, min_delta: np.less(np.array([value]), best - min_delta),
        "in torch": lambda value, best, min_delta: torch.tensor(value) < torch.tensor(best) - min_delta,
        "with if": with_if,
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "always": (lambda value, best, min_delta: True, "expected False, got True"),
        "never": (lambda value, best, min_delta: False, "expected True, got False"),
        "1 and 0": (lambda value, best, min_delta: int(improved(value, best, min_delta)), "True or False"),
        "the difference": (lambda value, best, min_delta: best - value, "True or False"),
        "the difference, less min_delta": (lambda value, best, min_delta: best - value - min_delta, "True or False"),
        "as a text": (lambda value, best, min_delta: str(improved(value, best, min_delta)), "got a text"),
        "the sum of a tensor": (lambda value, best, min_delta: torch.tensor([value < best] * 2), "got a tensor"),
        "no negative losses": (
            lambda value, best, min_delta: value >= 0 and improved(value, best, min_delta),
            "value = -3, best = -2, min_delta = 0.5, expected True",
        ),
        "0 for nothing": (
            lambda value, best, min_delta: bool(value) and improved(value, best, min_delta),
            "value = 0, best = 0.25",
        ),
        "lower, by at least min_delta": (
            lambda value, best, min_delta: value < best and best - value >= min_delta,
            "min_delta = 0.25, expected False, got True",
        ),
        "not, through the gain": (lambda value, best, min_delta: not best - value <= min_delta, "value = nan"),
        "any number on infinity": (
            lambda value, best, min_delta: not math.isnan(value) and (best == math.inf or value < best - min_delta),
            "value = inf, best = inf",
        ),
        "sizes alone": (lambda value, best, min_delta: abs(value) < abs(best) - min_delta, "value = -3"),
        "rounded": (lambda value, best, min_delta: round(value, 6) < round(best - min_delta, 6), "expected True, got False"),
        "an error for NaN": (
            lambda value, best, min_delta: improved(value / (value == value), best, min_delta),
            "expected no error, got the error ZeroDivisionError",
        ),
    },
)
