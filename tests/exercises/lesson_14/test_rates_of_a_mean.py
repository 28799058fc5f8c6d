"""Exercise 14.3, beyond its own mistakes."""

import numpy as np
import torch

from helpers.exercises.lesson_14.rates_of_a_mean import EXERCISE
from tests.exercises.judging import accepts, refuses


def with_a_loop(steps):
    rates, seen = [], 0
    while seen < steps:
        seen += 1
        rates.append(1 / seen)
    return rates


test_right = accepts(
    EXERCISE,
    {
        "with a loop": with_a_loop,
        "as an array": lambda steps: 1 / np.arange(1, steps + 1),
        "as a tensor": lambda steps: 1 / torch.arange(1, steps + 1, dtype=torch.float64),
        "as a tuple": lambda steps: tuple(1 / n for n in range(1, steps + 1)),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "one too few": (lambda steps: [1 / n for n in range(1, steps)], "One rate too few"),
        "one too many": (lambda steps: [1 / n for n in range(1, steps + 2)], "One rate too many"),
        "starts at 2": (lambda steps: [1 / n for n in range(2, steps + 2)], "the first rate is 1"),
        "always small": (lambda steps: [0.01] * steps, "The rate is the share"),
        "always a half": (lambda steps: [0.5] * steps, "the same in every step"),
        "halving": (lambda steps: [0.5**n for n in range(steps)], "old numbers keep more"),
        "rounded": (lambda steps: [round(1 / n, 2) for n in range(1, steps + 1)], "The rate is the share"),
        "no return": (lambda steps: None, ""),
    },
)
