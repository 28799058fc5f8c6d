"""Exercise 19.2, beyond its own mistakes."""

import numpy as np
import torch

from helpers.exercises.lesson_19.weighted_softmax_gradient import EXERCISE, weighted_gradient
from tests.exercises.judging import accepts, refuses


def in_columns(weight, bias, inputs, labels, shares):
    errors = torch.addmm(bias.unsqueeze(1), weight, inputs.T).softmax(dim=0)
    errors[labels, torch.arange(len(labels))] -= 1
    errors *= shares
    return [errors @ inputs, errors.sum(dim=1)]


def example_by_example(weight, bias, inputs, labels, shares):
    by_weight, by_bias = torch.zeros_like(weight), torch.zeros_like(bias)
    for x, label, share in zip(inputs, labels, shares, strict=True):
        error = (weight @ x + bias).softmax(0)
        error[label] -= 1
        by_weight += share * error[:, None] * x
        by_bias += share * error
    return by_weight, by_bias


def exponentials_as_they_are(weight, bias, inputs, labels, shares):
    powers = (inputs @ weight.T + bias).exp()
    errors = powers / powers.sum(dim=1, keepdim=True) - torch.nn.functional.one_hot(labels, len(bias))
    return (errors * shares[:, None]).T @ inputs, (errors * shares[:, None]).sum(dim=0)


def changes_the_inputs(weight, bias, inputs, labels, shares):
    result = weighted_gradient(weight, bias, inputs, labels, shares)
    inputs *= shares[:, None]
    return result


def squared_error(weight, bias, inputs, labels, shares):
    errors = inputs @ weight.T + bias - torch.nn.functional.one_hot(labels, len(bias))
    return (errors * shares[:, None]).T @ inputs, (errors * shares[:, None]).sum(0)


def loses_examples_without_a_say(weight, bias, inputs, labels, shares):
    return weighted_gradient(weight, bias, inputs, labels, (shares > 0) / (shares > 0).sum())


test_right = accepts(EXERCISE, {"columns": in_columns, "example by example": example_by_example})
test_wrong = refuses(
    EXERCISE,
    {
        "the exponential of a large logit": (exponentials_as_they_are, "e to a large logit"),
        "the caller's inputs": (changes_the_inputs, "inputs"),
        "squared error": (squared_error, "softmax comes first"),
        "equal shares": (loses_examples_without_a_say, "its share"),
        "the weight alone": (lambda *given: weighted_gradient(*given)[0], "expected"),
        "arrays": (lambda *given: tuple(np.array(part) for part in weighted_gradient(*given)), "array"),
    },
)
