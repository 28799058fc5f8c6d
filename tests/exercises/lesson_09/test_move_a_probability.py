"""Exercise 09.1, beyond its own mistakes."""

import math

import torch

from helpers.exercises.lesson_09.move_a_probability import EXERCISE, new_probability
from tests.exercises.judging import accepts, refuses


def by_the_logit(probability, weight, deviation, step):
    z = torch.logit(torch.tensor(probability, dtype=torch.float64)) + weight / deviation * step
    return z.sigmoid()


def against(probability, weight, deviation, step):
    against_it = (1 - probability) / probability * math.exp(-weight * step / deviation)
    return 1 / (1 + against_it)


def by_the_mean(probability, weight, deviation, step):
    """As if the deviation were a variance."""
    return new_probability(probability, weight, deviation**2, step)


test_right = accepts(
    EXERCISE,
    {
        "by the logit": by_the_logit,
        "odds against": against,
        "32 bits": lambda p, w, d, s: (torch.tensor(p).logit() + w * s / d).sigmoid().item(),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "percent": (lambda *given: 100 * new_probability(*given), "Those are percent"),
        "an answer": (lambda *given: int(new_probability(*given) >= 0.5), "got 1"),
        "a variance": (by_the_mean, "Three steps"),
        "rounded": (lambda *given: round(new_probability(*given), 2), "unrounded"),
        "the change alone": (lambda p, w, d, s: w * s / d, "Three steps"),
        "the old one": (lambda p, w, d, s: p, "Three steps"),
        "never quite sure": (lambda *given: min(new_probability(*given), 0.9999), "probability = 0.98"),
        "never quite sure that not": (lambda *given: max(new_probability(*given), 1e-4), "probability = 0.02"),
        "in brackets": (lambda *given: torch.tensor([new_probability(*given)]), "Return a plain number"),
        "a list": (lambda *given: [new_probability(*given)], "Return a number"),
    },
)
