"""Exercise 01.3, beyond its own mistakes."""

import torch

from helpers.exercises.lesson_01.one_sgd_step import EXERCISE, sgd_step
from tests.exercises.judging import accepts, refuses


def with_data(parameters, learning_rate):
    for parameter in parameters:
        if parameter.grad is not None:
            parameter.data -= learning_rate * parameter.grad


def without_no_grad(parameters, learning_rate):
    for parameter in parameters:
        if parameter.grad is not None:
            parameter -= learning_rate * parameter.grad


def leaves_gradients_off(parameters, learning_rate):
    torch.set_grad_enabled(False)
    without_no_grad(parameters, learning_rate)


def remembers(parameters, learning_rate, memory={}):  # noqa: B006
    with torch.no_grad():
        for parameter in parameters:
            if parameter.grad is not None:
                memory[id(parameter)] = parameter.grad + 0.9 * memory.get(id(parameter), 0)
                parameter -= learning_rate * memory[id(parameter)]


def clears(parameters, learning_rate):
    sgd_step(parameters, learning_rate)
    for parameter in parameters:
        parameter.grad = None


def learning(parameters):
    return [parameter for parameter in parameters if parameter.grad is not None]


test_right = accepts(
    EXERCISE,
    {
        "copy_": lambda p, r: [part.data.copy_(part.data - r * part.grad) for part in learning(p)],
        "data": with_data,
        "sub_": lambda p, r: [part.data.sub_(part.grad, alpha=r) for part in learning(p)],
        "clears afterwards": clears,
        "returns the parameters": lambda p, r: (sgd_step(p, r), p)[1],
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "without no_grad": (without_no_grad, "Put the lines that move it under `with torch.no_grad():`"),
        "leaves gradients off": (leaves_gradients_off, "ends by itself"),
        "momentum in torch": (lambda p, r: torch.optim.SGD(p, lr=r, momentum=0.9).step(), "by hand"),
        "momentum by hand": (remembers, "minus the learning rate times its own slope"),
        "twice as far": (lambda p, r: sgd_step(p, 2 * r), "minus the learning rate times its own slope"),
        "clears the list": (lambda p, r: p.clear(), "expected"),
        "weights spoilt": (lambda p, r: [part.data.fill_(float("nan")) for part in p], "nan"),
        "the whole gradient's length": (
            lambda p, r: [part.data.sub_(r * part.grad / part.grad.norm()) for part in learning(p)],
            "minus the learning rate times its own slope",
        ),
    },
)
