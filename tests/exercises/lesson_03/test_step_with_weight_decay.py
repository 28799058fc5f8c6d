"""Exercise 03.2, beyond its own mistakes."""

import torch

from helpers.exercises.lesson_03.step_with_weight_decay import EXERCISE, decay_step
from tests.exercises.judging import accepts, refuses


def learning(parameters):
    return [parameter for parameter in parameters if parameter.grad is not None]


def pull(parameter, strength):
    return strength * parameter if parameter.ndim > 1 else 0


def without_no_grad(parameters, learning_rate, strength):
    for parameter in learning(parameters):
        parameter -= learning_rate * (parameter.grad + pull(parameter, strength))


@torch.no_grad()
def both_pulls_at_once(parameters, learning_rate, strength):
    for parameter in learning(parameters):
        parameter -= learning_rate * (parameter.grad + pull(parameter, strength))


@torch.no_grad()
def never_across_zero(parameters, learning_rate, strength):
    for parameter in learning(parameters):
        if parameter.ndim > 1:
            parameter *= max(0, 1 - learning_rate * strength)
        parameter -= learning_rate * parameter.grad


@torch.no_grad()
def shrinks_all(parameters, learning_rate, strength):
    for parameter in parameters:
        parameter -= learning_rate * pull(parameter, strength)
    for parameter in learning(parameters):
        parameter -= learning_rate * parameter.grad


@torch.no_grad()
def biases_too(parameters, learning_rate, strength):
    for parameter in learning(parameters):
        parameter -= learning_rate * strength * parameter
        parameter -= learning_rate * parameter.grad


@torch.no_grad()
def long_ones_only(parameters, learning_rate, strength):
    for parameter in learning(parameters):
        if parameter.numel() > 1:
            parameter -= learning_rate * strength * parameter
        parameter -= learning_rate * parameter.grad


def a_new_list(parameters, learning_rate, strength):
    return [part if part.grad is None else part - learning_rate * (part.grad + pull(part, strength)) for part in parameters]


def into_the_list(parameters, learning_rate, strength):
    parameters[:] = a_new_list(parameters, learning_rate, strength)


def two_groups(parameters, learning_rate, strength):
    weights, biases = [p for p in parameters if p.ndim > 1], [p for p in parameters if p.ndim == 1]
    optimizer = torch.optim.SGD([{"params": biases}, {"params": weights, "weight_decay": strength}], lr=learning_rate)
    optimizer.step()


def clears(parameters, learning_rate, strength):
    decay_step(parameters, learning_rate, strength)
    for parameter in learning(parameters):
        parameter.grad.zero_()


test_right = accepts(
    EXERCISE,
    {
        "both pulls at once": both_pulls_at_once,
        "data": lambda p, r, s: [
            part.data.mul_(1 - r * s if part.ndim > 1 else 1).sub_(part.grad, alpha=r) for part in learning(p)
        ],
        "copy_": lambda p, r, s: [part.data.copy_(part - r * pull(part, s) - r * part.grad) for part in learning(p)],
        "returns the parameters": lambda p, r, s: (decay_step(p, r, s), p)[1],
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "without no_grad": (without_no_grad, "Put the lines that move it under `with torch.no_grad():`"),
        "shrinks all": (shrinks_all, "took no part in this loss"),
        "biases too": (biases_too, "The biases are shrunk too"),
        "long ones only": (long_ones_only, "Each weight becomes"),
        "never across zero": (never_across_zero, "Each weight becomes"),
        "two groups of an optimiser": (two_groups, "by hand, without torch.optim"),
        "AdamW": (lambda p, r, s: torch.optim.AdamW(p, lr=r, weight_decay=s).step(), "optimisers made"),
        "clears the slopes": (
            lambda p, r, s: (decay_step(p, r, s), [setattr(part, "grad", None) for part in p])[0],
            "the slopes are gone",
        ),
        "clears them with zero_": (clears, "the slopes are gone"),
        "a new list": (a_new_list, "Nothing moved"),
        "into the list": (into_the_list, "The list holds new tensors"),
        "into the list, without a graph": (torch.no_grad()(into_the_list), "The list holds new tensors"),
        "the first one only": (lambda p, r, s: decay_step(p[:1], r, s), "Each weight becomes"),
    },
)
