"""Exercise 17.2, beyond its own mistakes."""

import math
from itertools import pairwise

import torch

from helpers.exercises.lesson_17.vanishing_factor import EXERCISE, vanishing_factor
from helpers.first_aid import gradient_norm
from tests.exercises.judging import accepts, refuses


def by_logarithms(lengths):
    steps = [math.log(first) - math.log(second) for first, second in pairwise(lengths)]
    return math.exp(sum(steps) / len(steps))


def step_by_step(lengths):
    product = 1.0
    for k in range(len(lengths) - 1):
        product *= lengths[k] / lengths[k + 1]
    return product ** (1 / (len(lengths) - 1))


test_right = accepts(
    EXERCISE,
    {
        "by logarithms": by_logarithms,
        "step by step": step_by_step,
        "a tensor": lambda lengths: torch.tensor(vanishing_factor(lengths)),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "rounded": (lambda lengths: round(vanishing_factor(lengths), 2), "unrounded"),
        "always a sixth": (lambda lengths: 1 / 6, "two layers"),
        "mean of the lengths": (lambda lengths: sum(lengths) / len(lengths), "Divide the first length by the last"),
        "a list": (lambda lengths: [vanishing_factor(lengths)], "a number"),
        "the helper of the lesson": (gradient_norm, ""),
        "reverses the list": (
            lambda lengths: lengths.reverse() or (lengths[-1] / lengths[0]) ** (1 / (len(lengths) - 1)),
            "stay",
        ),
    },
)
