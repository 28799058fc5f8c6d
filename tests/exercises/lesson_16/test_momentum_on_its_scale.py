"""Exercise 16.2, beyond its own mistakes."""

import numpy as np
from scipy.stats import loguniform

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
        "ends of the wrong kind": (lambda uniform, low, high: 1 - low * (high / (low + 1e-9)) ** uniform, "Look at three places"),
        "drawn anew": (
            lambda uniform, low, high: np.random.default_rng(0).uniform(low, high, len(uniform)),
            "Look at three places",
        ),
        "log of momentum": (lambda uniform, low, high: low * (high / low) ** uniform, "logarithm of momentum"),
        "log of momentum, its ends": (lambda uniform, low, high: low ** (1 - uniform) * high**uniform, "logarithm of momentum"),
        "log of momentum, SciPy": (lambda uniform, low, high: loguniform.ppf(uniform, low, high), "logarithm of momentum"),
        "clipped": (lambda uniform, low, high: by_logarithms(uniform, low, high).clip(0, 0.999), "cut off"),
        "draws clipped": (lambda uniform, low, high: by_logarithms(uniform.clip(0.01, 0.99), low, high), "Look at three places"),
        "rounded": (lambda uniform, low, high: by_logarithms(uniform, low, high).round(3), "unrounded"),
    },
)
