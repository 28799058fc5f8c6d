"""Exercise 14.2, beyond its own mistakes."""

from fractions import Fraction

import torch

from helpers.exercises.lesson_14.up_along_down import EXERCISE
from tests.exercises.judging import accepts, refuses


def smallest_of_three(t, steps, up, down):
    return min(1.0, (t + 1) / (up + 1), (steps - t) / (down + 1))


def from_a_list(t, steps, up, down):
    rising = [n / (up + 1) for n in range(1, up + 1)]
    falling = [n / (down + 1) for n in range(down, 0, -1)]
    return (rising + [1.0] * (steps - up - down) + falling)[t]


def as_a_fraction(t, steps, up, down):
    return min(Fraction(1), Fraction(t + 1, up + 1), Fraction(steps - t, down + 1))


test_right = accepts(
    EXERCISE,
    {
        "the smallest of three": smallest_of_three,
        "from a list": from_a_list,
        "as a fraction": as_a_fraction,
        "as a tensor": lambda *given: torch.tensor(smallest_of_three(*given)),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "from zero": (lambda t, steps, up, down: t / (up + 1) if t < up else 1.0, "1/4, 2/4"),
        "division by zero": (lambda t, steps, up, down: min(1, (t + 1) / up, (steps - t) / down), "1/4, 2/4"),
        "up only": (lambda t, steps, up, down: min(1.0, (t + 1) / (up + 1)), "The way down is missing"),
        "down only": (lambda t, steps, up, down: min(1.0, (steps - t) / (down + 1)), "The way up is missing"),
        "halves": (lambda t, steps, up, down: 0.5, "1/4, 2/4"),
        "the whole list": (lambda t, steps, up, down: [from_a_list(n, steps, up, down) for n in range(steps)], ""),
    },
)
