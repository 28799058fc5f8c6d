"""Exercise 01.6, beyond its own mistakes."""

import numpy as np
import torch

from helpers.exercises.lesson_01.learn_a_line import EXERCISE, learn_line
from tests.exercises.judging import accepts, refuses


def one_tensor(inputs, targets, learning_rate, steps):
    parameters = torch.zeros(2, requires_grad=True)
    for _ in range(steps):
        loss = ((parameters[0] * inputs + parameters[1] - targets) ** 2).mean()
        (slopes,) = torch.autograd.grad(loss, parameters)
        parameters.data -= learning_rate * slopes
    return parameters[0].item(), parameters[1].item()


def formula(inputs, targets, learning_rate, steps):
    w = b = 0.0
    for _ in range(steps):
        error = w * inputs + b - targets
        w, b = w - learning_rate * 2 * (error * inputs).mean().item(), b - learning_rate * 2 * error.mean().item()
    return [w, b]


def rebinds(inputs, targets, learning_rate, steps):
    w, b = torch.tensor(0.0, requires_grad=True), torch.tensor(0.0, requires_grad=True)
    for _ in range(steps):
        ((w * inputs + b - targets) ** 2).mean().backward()
        w = w - learning_rate * w.grad
        b = b - learning_rate * b.grad
    return w.item(), b.item()


def with_sgd(inputs, targets, learning_rate, steps):
    parameters = torch.zeros(2, requires_grad=True)
    optimizer = torch.optim.SGD([parameters], lr=learning_rate)
    for _ in range(steps):
        optimizer.zero_grad()
        ((parameters[0] * inputs + parameters[1] - targets) ** 2).mean().backward()
        optimizer.step()
    return tuple(parameters.tolist())


test_right = accepts(
    EXERCISE,
    {
        "one tensor": one_tensor,
        "the formula": formula,
        "tensors": lambda *given: tuple(torch.tensor(number) for number in learn_line(*given)),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "solved at once": (lambda x, y, rate, steps: tuple(np.polyfit(x.numpy(), y.numpy(), 1).tolist()), "in one go"),
        "with torch's SGD": (with_sgd, "No optimiser of torch's"),
        "new tensors": (rebinds, "a new tensor"),
        "one number": (lambda *given: learn_line(*given)[0], "return w, b"),
        "a step more when there are none": (lambda *given: learn_line(*given[:3], max(1, given[3])), "In each step"),
    },
)
