"""Exercise 16.4, beyond its own mistakes."""

from fractions import Fraction
from math import comb

import numpy as np
from scipy.stats import binom

from helpers.exercises.lesson_16.best_of_many_animals import EXERCISE, surprise
from tests.exercises.judging import accepts, refuses


def by_counting(animals, matches, right):
    good = sum(comb(matches, hits) for hits in range(right, matches + 1))
    return float(1 - (1 - Fraction(good, 2**matches)) ** animals)


def with_sf(animals, matches, right):
    return 1 - (1 - binom.sf(right - 1, matches, 0.5)) ** animals


def one_after_another(animals, matches, right):
    none_yet = 1.0
    for _ in range(animals):
        none_yet *= binom.cdf(right - 1, matches, 0.5)
    return 1 - none_yet


def by_drawing(animals, matches, right):
    return float((np.random.default_rng(0).binomial(matches, 0.5, (20_000, animals)).max(axis=1) >= right).mean())


test_right = accepts(EXERCISE, {"by counting": by_counting, "sf": with_sf, "one after another": one_after_another})
test_wrong = refuses(
    EXERCISE,
    {
        "more than": (lambda animals, matches, right: with_sf(animals, matches, right + 1), "contains `right` itself"),
        "every match right": (lambda animals, matches, right: 1 - (1 - 0.5**matches) ** animals, "every match is foretold"),
        "another coin": (lambda animals, matches, right: 1 - binom.cdf(right - 1, matches, 0.6) ** animals, "smallest case"),
        "a percentage": (lambda animals, matches, right: 100 * surprise(animals, matches, right), "a percentage"),
        "drawn at random": (by_drawing, "drawing at random"),
        "rounded": (lambda animals, matches, right: round(surprise(animals, matches, right), 3), "unrounded"),
        "whole, and not by rounding": (lambda animals, matches, right: float(animals > 1), "unrounded"),
        "all of them": (lambda animals, matches, right: binom.sf(right - 1, matches, 0.5) ** animals, "*every* animal"),
    },
)
