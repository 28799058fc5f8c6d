"""Exercise 10.4, beyond its own mistakes."""

import numpy as np
import torch

from helpers.exercises.lesson_10.alarm_silence_or_a_second_test import EXERCISE, cheapest_answers
from tests.exercises.judging import accepts, refuses


def one_by_one(probabilities, miss_cost, test_cost):
    answers = []
    for p in probabilities:
        costs = [miss_cost * p.item(), 1 - p.item(), test_cost]
        answers.append(costs.index(min(costs)))
    return answers


def by_two_thresholds(probabilities, miss_cost, test_cost):
    """Between test_cost / miss_cost and 1 - test_cost a test is cheapest, if there is anything between."""
    alarm = probabilities > 1 / (1 + miss_cost)
    tested = (miss_cost * probabilities > test_cost) & (1 - probabilities > test_cost)
    return torch.where(tested, 2, alarm.long())


def with_the_crossing_first(probabilities, miss_cost, test_cost):
    """Three lines: where the test is dearer than the crossing, nobody is tested."""
    crossing = 1 / (1 + miss_cost)
    if test_cost >= miss_cost * crossing:
        return (probabilities > crossing).long()
    tested_or_alarm = torch.where(probabilities >= 1 - test_cost, 1, 2)
    return torch.where(probabilities <= test_cost / miss_cost, 0, tested_or_alarm)


def between(low, high):
    def answer(p, miss_cost, test_cost):
        middle = (p > low(miss_cost, test_cost)) & (p < high(miss_cost, test_cost))
        return torch.where(middle, 2, (p > 1 / (1 + miss_cost)).long())

    return answer


def changes_in_place(probabilities, miss_cost, test_cost):
    answers = cheapest_answers(probabilities, miss_cost, test_cost)
    probabilities.mul_(miss_cost)
    return answers


test_right = accepts(
    EXERCISE,
    {
        "one by one": one_by_one,
        "two thresholds": by_two_thresholds,
        "the crossing first": with_the_crossing_first,
        "rounded": lambda p, m, t: torch.stack([m * p, 1 - p, torch.full_like(p, t)]).round(decimals=6).argmin(0),
        "NumPy": lambda p, m, t: np.argmin([m * p.numpy(), 1 - p.numpy(), np.full(len(p), t, dtype=np.float32)], axis=0),
        "as fractions": lambda *given: cheapest_answers(*given).float(),
        "whole columns": lambda p, m, t: torch.stack([m * p, 1 - p, 0 * p + t], dim=1).argmin(dim=1),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "fixed thresholds": (between(lambda m, t: 0.05, lambda m, t: 0.5), "Of the three take the cheapest"),
        "a test from its price on": (between(lambda m, t: t, lambda m, t: 1 - t), "Of the three take the cheapest"),
        "a test wherever it beats silence": (between(lambda m, t: t / m, lambda m, t: 2.0), "Of the three take the cheapest"),
        "a false alarm that costs miss_cost": (
            lambda p, m, t: torch.stack([p, m * (1 - p), 0 * p + t]).argmin(dim=0),
            "Of the three take the cheapest",
        ),
        "the first patient forgotten": (lambda p, m, t: cheapest_answers(p[1:], m, t), "shape"),
        "in place": (changes_in_place, "must stay as it is"),
        "sorted": (lambda p, m, t: cheapest_answers(p.sort().values, m, t), "Of the three take the cheapest"),
        "words": (lambda p, m, t: [["silence", "alarm", "test"][n] for n in cheapest_answers(p, m, t)], "a list"),
        "true or false": (lambda *given: cheapest_answers(*given) > 0, "True and False"),
    },
)
