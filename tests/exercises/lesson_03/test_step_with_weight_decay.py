"""Exercise 03.2, beyond its own mistakes."""

import torch

from helpers.exercises.lesson_03.step_with_weight_decay import EXERCISE, decay_step
from tests.exercises.judging import accepts, refuses


def learning(parameters):
    return [parameter for parameter in parameters if parameter.grad is not None]


def without_no_grad(parameters, learning_rate, strength):
    for parameter in learning(parameters):
        parameter -= learning_rate * (parameter.grad + strength * parameter)


@torch.no_grad()
def both_pulls_at_once(parameters, learning_rate, strength):
    for parameter in learning(parameters):
        parameter -= learning_rate * (parameter.grad + strength * parameter)


@torch.no_grad()
def never_across_zero(parameters, learning_rate, strength):
    for parameter in learning(parameters):
        parameter *= max(0, 1 - learning_rate * strength)
        parameter -= learning_rate * parameter.grad


@torch.no_grad()
def shrinks_all(parameters, learning_rate, strength):
    for parameter in parameters:
        parameter -= learning_rate * strength * parameter
    for parameter in learning(parameters):
        parameter -= learning_rate * parameter.grad


@torch.no_grad()
def weights_only(parameters, learning_rate, strength):
    for parameter in learning(parameters):
        if parameter.ndim > 1:
            parameter -= learning_rate * strength * parameter
        parameter -= learning_rate * parameter.grad


test_right = accepts(
    EXERCISE,
    {
        "both pulls at once": both_pulls_at_once,
        "data": lambda p, r, s: [part.data.mul_(1 - r * s).sub_(part.grad, alpha=r) for part in learning(p)],
        "copy_": lambda p, r, s: [part.data.copy_(part - r * s * part - r * part.grad) for part in learning(p)],
        "returns the parameters": lambda p, r, s: (decay_step(p, r, s), p)[1],
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "without no_grad": (without_no_grad, "Put the lines that move it under `with torch.no_grad():`"),
        "shrinks all": (shrinks_all, "took no part in this loss"),
        "weights only": (weights_only, "The biases are not shrunk"),
        "never across zero": (never_across_zero, "Each number becomes"),
        "AdamW": (lambda p, r, s: torch.optim.AdamW(p, lr=r, weight_decay=s).step(), "optimisers made"),
        "clears the slopes": (
            lambda p, r, s: (decay_step(p, r, s), [setattr(part, "grad", None) for part in p])[0],
            "expected",
        ),
        "the first one only": (lambda p, r, s: decay_step(p[:1], r, s), "Each number becomes"),
    },
)
