"""Exercise 14.4, beyond its own mistakes."""

import math
from fractions import Fraction

import torch

from helpers.exercises.lesson_14.people_to_ask import EXERCISE
from tests.exercises.judging import accepts, refuses

test_right = accepts(
    EXERCISE,
    {
        "two squares": lambda asked, error, wanted: asked * error**2 / wanted**2,
        "as a fraction": lambda asked, error, wanted: asked * (Fraction(error) / Fraction(wanted)) ** 2,
        "as a tensor": lambda asked, error, wanted: asked * torch.tensor(error / wanted, dtype=torch.float64) ** 2,
        "by logarithms": lambda asked, error, wanted: math.exp(math.log(asked) + 2 * math.log(error) - 2 * math.log(wanted)),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "in proportion": (lambda asked, error, wanted: asked * error / wanted, "nine times"),
        "upside down": (lambda asked, error, wanted: asked * (wanted / error) ** 2, "The other way round"),
        "those who are missing": (lambda asked, error, wanted: asked * (error / wanted) ** 2 - asked, "first poll included"),
        "rounded up": (lambda asked, error, wanted: math.ceil(asked * (error / wanted) ** 2), "no rounding"),
        "rounded": (lambda asked, error, wanted: round(asked * (error / wanted) ** 2), "no rounding"),
        "rounded down": (lambda asked, error, wanted: math.floor(asked * (error / wanted) ** 2), "no rounding"),
        "one more than rounded up": (lambda asked, error, wanted: math.ceil(asked * (error / wanted) ** 2) + 1, "1/√n"),
        "cubed": (lambda asked, error, wanted: asked * (error / wanted) ** 3, "1/√n"),
        "the root": (lambda asked, error, wanted: asked * (error / wanted) ** 0.5, "grows with the square"),
    },
)
