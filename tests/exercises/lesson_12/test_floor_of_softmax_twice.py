"""Exercise 12.2, beyond its own mistakes."""

import math

import numpy as np
import torch
from torch import nn

from helpers.exercises.lesson_12.floor_of_softmax_twice import EXERCISE
from tests.exercises.judging import accepts, refuses


def asks_torch(classes):
    best = torch.zeros(1, classes)
    best[0, 0] = 1
    return nn.functional.cross_entropy(best, torch.tensor([0])).item()


test_right = accepts(
    EXERCISE,
    {
        "asks torch": asks_torch,
        "one logarithm": lambda classes: math.log(1 + (classes - 1) / math.e),
        "log1p": lambda classes: np.log1p((classes - 1) * np.exp(-1)),
        "as a tensor": lambda classes: torch.tensor(math.log(math.e + classes - 1) - 1),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "the number of the text": (lambda classes: 1.4612, "ten classes"),
        "zero": (lambda classes: 0.0, "counts, too"),
        "two exponentials of 1": (lambda classes: math.log(classes) - 1, "Put 1 for the right class"),
        "uniform": (lambda classes: -math.log(1 / classes), "knows nothing"),
        "as a text": (lambda classes: str(asks_torch(classes)), "a number"),
    },
)
