"""Exercise 10.1, beyond its own mistakes."""

import numpy as np
import torch

from helpers.exercises.lesson_10.who_gets_the_loan import EXERCISE, lend
from tests.exercises.judging import accepts, refuses


def one_by_one(probabilities, amounts, interest, fee):
    answers = []
    for p, amount in zip(probabilities.tolist(), amounts.tolist(), strict=True):
        answers.append(1 if (1 - p) * interest * amount > p * amount + fee else 0)
    return answers


def threshold_of_each(probabilities, amounts, interest, fee):
    return (probabilities < (interest * amounts - fee) / ((1 + interest) * amounts)).int()


def in_place(probabilities, amounts, interest, fee):
    answers = lend(probabilities, amounts, interest, fee)
    amounts.mul_(interest)
    return answers


test_right = accepts(
    EXERCISE,
    {
        "one by one": one_by_one,
        "a threshold for each": threshold_of_each,
        "True and False": lambda *given: lend(*given).bool(),
        "as fractions": lambda *given: lend(*given).float(),
        "by the share of the fee": lambda p, a, i, f: torch.where(p * (1 + i) < i - f / a, 1, 0),
        "the cheapest of two": lambda p, a, i, f: torch.stack([0 * p, p * a + f - (1 - p) * i * a]).argmin(dim=0),
        "NumPy": lambda p, a, i, f: np.where((i * a - (1 + i) * p * a > f).numpy(), 1, 0),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "section 4's threshold, a miss costing 10": (lambda p, a, i, f: p < 1 / 11, "On average a loan brings"),
        "the mean amount for all": (lambda p, a, i, f: lend(p, 0 * a + a.mean(), i, f), "On average a loan brings"),
        "a fixed smallest loan": (lambda p, a, i, f: (a > 200) & (p < i / (1 + i)), "On average a loan brings"),
        "the first customer forgotten": (lambda p, a, i, f: lend(p[1:], a[1:], i, f), "shape"),
        "in place": (in_place, "must stay as it is"),
        "how many loans": (lambda *given: lend(*given).sum(), "shape"),
        "words": (lambda *given: ["yes" if n else "no" for n in lend(*given)], "a list"),
    },
)
