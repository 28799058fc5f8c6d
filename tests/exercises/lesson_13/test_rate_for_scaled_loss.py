"""Exercise 13.1, beyond its own mistakes."""

import torch

from helpers import optimizers
from helpers.exercises.lesson_13.rate_for_scaled_loss import EXERCISE, rate_for
from tests.exercises.judging import accepts, refuses


def by_table(rule, rate, factor):
    return {"descend": rate / factor, "momentum": rate / factor, "adam": rate}[rule]


test_right = accepts(
    EXERCISE,
    {
        "from a table": by_table,
        "in a tensor": lambda *given: torch.tensor(rate_for(*given), dtype=torch.float64),
        "a factor of the rate": lambda rule, rate, factor: rate * (1 if rule == "adam" else 1 / factor),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "the same for all": (lambda rule, rate, factor: rate / factor, "Adam too?"),
        "never changed": (lambda rule, rate, factor: rate, "Only Adam divides"),
        "multiplied": (lambda rule, rate, factor: rate if rule == "adam" else rate * factor, "divide"),
        "larger losses only": (lambda rule, rate, factor: rate if rule == "adam" else rate / max(factor, 1), "factor below 1"),
        "the root": (lambda rule, rate, factor: rate / factor**0.5, "factor * g"),
        "momentum as Adam": (lambda rule, rate, factor: rate / factor if rule == "descend" else rate, "velocity"),
        "the factor": (lambda rule, rate, factor: factor, "factor * g"),
        "a word": (lambda rule, rate, factor: "smaller", "number"),
    },
)


def test_the_solution_is_true():
    """Not only the formula: the paths are the same."""
    for name in ("descend", "momentum", "adam"):
        plain, scaled = torch.tensor([1.0, -2.0], dtype=torch.float64), torch.tensor([1.0, -2.0], dtype=torch.float64)
        own, other = {}, {}
        for _ in range(20):
            rule = getattr(optimizers, name)
            rule(plain, 3 * plain, own, 0.05)
            rule(scaled, 40 * 3 * scaled, other, rate_for(name, 0.05, 40))
        assert torch.allclose(plain, scaled, atol=1e-6)
