"""Exercise 02.5, beyond its own mistakes."""

from fractions import Fraction

import torch

from helpers.exercises.lesson_02.score_against_wrong_labels import EXERCISE, expected_score
from tests.exercises.judging import accepts, refuses


def by_counting_pairs(truly_right, wrong_labels, classes):
    """Class 0 is true: every pair of an answer and a label, with its probability."""
    answers = [truly_right] + [(1 - truly_right) / (classes - 1)] * (classes - 1)
    labels = [1 - wrong_labels] + [wrong_labels / (classes - 1)] * (classes - 1)
    return sum(answer * label for answer, label in zip(answers, labels, strict=True))


test_right = accepts(
    EXERCISE,
    {
        "by counting pairs": by_counting_pairs,
        "as a fraction": lambda a, q, n: expected_score(Fraction(a), Fraction(q), Fraction(n)),
        "in one line": lambda a, q, n: a - a * q + q * (1 - a) / (n - 1),
        "as a tensor": lambda a, q, n: torch.tensor(expected_score(a, q, n), dtype=torch.float64),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "chance of one in n": (lambda a, q, n: a * (1 - q) + q / n, "in which different ways"),
        "chance of one in n - 1": (lambda a, q, n: a * (1 - q) + q / (n - 1), "in which different ways"),
        "two classes": (lambda a, q, n: a * (1 - q) + (1 - a) * q, "in one of classes - 1 cases"),
        "as a text": (lambda a, q, n: f"{expected_score(a, q, n):.1%}", "a number"),
        "rounded": (lambda a, q, n: round(expected_score(a, q, n), 2), "Return it unrounded"),
    },
)
