"""Exercise 11.4, beyond its own mistakes."""

import numpy as np
import torch

from helpers.exercises.lesson_11.cheapest_answers import EXERCISE, cheapest_answers
from tests.exercises.judging import accepts, refuses


def in_loops(probabilities, costs):
    answers = []
    for row in probabilities.tolist():
        prices = [sum(p * price for p, price in zip(row, column, strict=True)) for column in costs.T.tolist()]
        answers.append(prices.index(min(prices)))
    return answers


def class_by_class(probabilities, costs):
    expected = torch.zeros(len(probabilities), costs.shape[1])
    for true in range(costs.shape[0]):
        expected += probabilities[:, true : true + 1] * costs[true]
    return expected.min(dim=1).indices


def costs_lost(probabilities, costs):
    answers = cheapest_answers(probabilities, costs)
    costs.zero_()
    return answers


def scaled_in_place(probabilities, costs):
    answers = cheapest_answers(probabilities, costs)
    probabilities *= 100
    return answers


def most_probable_unless_dear(probabilities, costs):
    """Only the two likeliest classes are weighed against each other."""
    two = probabilities.topk(2, dim=1)
    expected = torch.stack([(row * costs[places].T).sum(dim=1) for row, places in zip(two.values, two.indices, strict=True)])
    return expected.argmin(dim=1)


def a_person_for_the_unsure(probabilities, costs):
    confidence, answers = probabilities.max(dim=1)
    return answers.where(confidence > 0.7, torch.tensor(costs.shape[1] - 1))


def ten_answers(probabilities, costs):
    return (probabilities @ costs)[:, :10].argmin(dim=1)


test_right = accepts(
    EXERCISE,
    {
        "in loops": in_loops,
        "class by class": class_by_class,
        "NumPy": lambda p, costs: np.argmin(p.numpy() @ costs.numpy(), axis=1),
        "einsum": lambda p, costs: torch.einsum("pc,ca->pa", p, costs).argmin(1),
        "with an axis more": lambda p, costs: (p.unsqueeze(2) * costs).sum(dim=1).argmin(dim=1),
        "the largest gain": lambda p, costs: (-p @ costs).argmax(dim=1),
        "in 64 bits": lambda p, costs: (p.double() @ costs.double()).argmin(dim=1),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "changes the costs": (costs_lost, "must stay as it is"),
        "changes the probabilities": (scaled_in_place, "must stay as it is"),
        "two likeliest classes": (most_probable_unless_dear, "add up over the classes"),
        "a person for the unsure": (a_person_for_the_unsure, "add up over the classes"),
        "ten answers": (ten_answers, "add up over the classes"),
        "costs turned round": (lambda p, costs: (p @ costs.T).argmin(dim=1), "Rows of costs are true classes"),
        "the most probable": (lambda p, costs: p.argmax(dim=1), "most probable class"),
        "rounded": (lambda p, costs: (p.round() @ costs).argmin(dim=1), "add up over the classes"),
        "counted from 1": (lambda p, costs: cheapest_answers(p, costs) + 1, "add up over the classes"),
        "one short": (lambda p, costs: cheapest_answers(p, costs)[:-1], "expected"),
        "logarithms": (lambda p, costs: (p.log() @ costs).argmin(dim=1), "add up over the classes"),
    },
)
