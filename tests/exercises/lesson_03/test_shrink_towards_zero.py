"""Exercise 03.3, beyond its own mistakes."""

import torch

from helpers.exercises.lesson_03.shrink_towards_zero import EXERCISE, shrink
from tests.exercises.judging import accepts, refuses


def where(weights, amount):
    nearer = torch.where(weights > 0, weights - amount, weights + amount)
    return torch.where(weights.abs() <= amount, torch.zeros_like(weights), nearer)


test_right = accepts(
    EXERCISE,
    {
        "where": where,
        "relu twice": lambda w, a: (w - a).relu() - (-w - a).relu(),
        "clamp the pull": lambda w, a: w - w.clamp(-a, a),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "torch's own": (lambda w, a: torch.nn.functional.softshrink(w, a), "built by yourself"),
        "torch's own as a layer": (lambda w, a: torch.nn.Softshrink(a)(w), "built by yourself"),
        "in place": (lambda w, a: w.sub_(w.clamp(-a, a)), "The weights that were handed over have changed"),
        "a list": (lambda w, a: shrink(w, a).tolist(), "a tensor"),
        "at most 0.5": (lambda w, a: shrink(w, min(a, 0.5)), "The sign stays"),
        "positive ones only": (lambda w, a: torch.where(w > 0, shrink(w, a), w), "The sign stays"),
    },
)
