"""Exercise 16.2, beyond its own mistakes."""

import numpy as np

from helpers.exercises.lesson_16.momentum_on_its_scale import EXERCISE
from tests.exercises.judging import accepts, refuses


def by_logarithms(uniform, low, high):
    near, far = np.log(1 - high), np.log(1 - low)
    return 1 - np.exp(far + (near - far) * uniform)


def one_by_one(uniform, low, high):
    return np.array([1 - (1 - low) ** (1 - u) * (1 - high) ** u for u in uniform], dtype=float)


def by_powers_of_ten(uniform, low, high):
    return 1 - 10 ** (np.log10(1 - low) * (1 - uniform) + np.log10(1 - high) * uniform)


test_right = accepts(EXERCISE, {"logarithms": by_logarithms, "one by one": one_by_one, "powers of ten": by_powers_of_ten})
test_wrong = refuses(
    EXERCISE,
    {
        "evenly": (lambda uniform, low, high: low * (1 - uniform) + high * uniform, "even in momentum itself"),
        "ends of the wrong kind": (lambda uniform, low, high: 1 - low * (high / (low + 1e-9)) ** uniform, "Distance from 1"),
        "drawn anew": (lambda uniform, low, high: np.random.default_rng(0).uniform(low, high, len(uniform)), "Distance from 1"),
        "rounded": (lambda uniform, low, high: by_logarithms(uniform, low, high).round(3), "unrounded"),
    },
)
