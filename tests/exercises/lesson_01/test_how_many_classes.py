"""Exercise 01.5, beyond its own mistakes."""

import math

import numpy as np
import torch

from helpers.exercises.lesson_01.how_many_classes import EXERCISE
from tests.exercises.judging import accepts, refuses

test_right = accepts(
    EXERCISE,
    {
        "NumPy": lambda loss: int(np.rint(np.exp(loss))),
        "torch": lambda loss: torch.tensor(loss).exp().round(),
        "by trying": lambda loss: min(range(1, 2000), key=lambda n: abs(n - math.exp(loss))),
        "one over": lambda loss: round(1 / math.exp(-loss)),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "always three": (lambda loss: 3, "Three classes cost about 1.0986"),
        "a table of three": (lambda loss: {2.3026: 10, 1.0726: 3, 0.6931: 2}.get(loss, 10), "Three classes cost"),
        "ten at most": (lambda loss: min(10, round(math.exp(loss))), "Three classes cost"),
        "as a text": (lambda loss: str(round(math.exp(loss))), "a number"),
    },
)
