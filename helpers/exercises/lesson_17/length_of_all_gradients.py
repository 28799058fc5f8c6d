"""Exercise 17.2: the length of all gradients, taken as one vector."""

import math

import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_number


def gradient_norm(model):
    """The root of the sum of all squares, over the gradients that are there."""
    squares = [parameter.grad.square().sum().item() for parameter in model.parameters() if parameter.grad is not None]
    return sum(squares) ** 0.5


def cases():
    """Gradients large and small, some missing, none at all, all 0; nested models, BatchNorm, no bias, a frozen layer."""
    torch.manual_seed(0)
    yield Case(_with_gradients(nn.Linear(2, 1)), title="a linear layer with three gradients")
    nested = nn.Sequential(nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3)), nn.ReLU(), nn.Linear(3, 4))
    yield Case(_with_gradients(nested), title="a network with BatchNorm")
    yield Case(_with_gradients(nn.Sequential(nn.Linear(2, 5), nn.Linear(5, 2)), 30.0).eval(), title="large gradients")
    some = _with_gradients(nn.Sequential(nn.Linear(3, 4), nn.Linear(4, 2, bias=False), nn.Linear(2, 2)), 0.1, missing=(0, 3))
    yield Case(some, title="a network in which two parameters have no gradient")
    frozen = _with_gradients(nn.Sequential(nn.Linear(3, 4), nn.Linear(4, 2)), missing=(0, 1))
    frozen[0].requires_grad_(False)
    yield Case(frozen, title="a network whose first layer is frozen and has no gradient")
    yield Case(_with_gradients(nn.Linear(1, 1, bias=False)), title="a single gradient")
    last = _with_gradients(nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2)), 0.0)
    last[1].bias.grad[-1] = -7.0
    yield Case(last, title="a network with one gradient of -7, all others 0")
    yield Case(nn.Linear(3, 2), title="a model without any gradient")


def _with_gradients(model, size=1.0, missing=()):
    """Draw gradients; the parameters at the places in ``missing`` get none."""
    for place, parameter in enumerate(model.parameters()):
        parameter.grad = None if place in missing else size * torch.randn_like(parameter)
    return model


def _gradients(model):
    return [parameter.grad for parameter in model.parameters() if parameter.grad is not None]


def _of_all(measure):
    """A number from all gradients in one vector; 0 where there are none."""
    return lambda model: measure(torch.cat([g.flatten() for g in _gradients(model)])).item() if _gradients(model) else 0.0


def _of_lengths(measure):
    """A number from the lengths of the single tensors; 0 where there are none."""
    return lambda model: measure([g.norm().item() for g in _gradients(model)] or [0.0])


def _of_some(wanted):
    """The length of the gradients of some of the parameters."""
    return lambda model: math.hypot(*(p.grad.norm().item() for p in model.parameters() if p.grad is not None and wanted(p)))


def _clears(model):
    length = gradient_norm(model)
    model.zero_grad()
    return length


def _sets_to_zero(model):
    length = gradient_norm(model)
    model.zero_grad(set_to_none=False)
    return length


def _clips(model):
    return nn.utils.clip_grad_norm_(model.parameters(), 1.0).item()


def _missing_is_an_error(model):
    return sum(parameter.grad.square().sum().item() for parameter in model.parameters()) ** 0.5


def _needs_a_gradient(model):
    return torch.cat([gradient.flatten() for gradient in _gradients(model)]).norm().item()


EXERCISE = Exercise(
    id="17.2",
    solution=gradient_norm,
    cases=cases,
    view=as_number,
    hint="Square every number of every gradient, add them all up, and take one root at the end. grad may be None.",
    otherwise="Add the squares of all numbers in all gradients, then take the root.",
    mistakes={
        "The root is missing: take it at the end.": lambda model: gradient_norm(model) ** 2,
        "Lengths do not add up: add the squares, then take one root.": _of_lengths(sum),
        "That is the mean of the tensors' lengths: they belong to one long vector.": _of_lengths(
            lambda lengths: sum(lengths) / len(lengths)
        ),
        "That is the length of the longest tensor alone: add the squares of all.": _of_lengths(max),
        "That is the largest number: the length takes all of them.": _of_all(lambda numbers: numbers.abs().max()),
        "Those are absolute values, added up: square them, and take the root at the end.": _of_all(
            lambda numbers: numbers.abs().sum()
        ),
        "That is the root of the mean square: do not divide by how many there are.": _of_all(
            lambda numbers: numbers.square().mean().sqrt()
        ),
        "Those are the weights: ask for parameter.grad.": lambda model: math.hypot(
            *(p.norm().item() for p in model.parameters())
        ),
        "The biases are missing: every parameter counts.": _of_some(lambda parameter: parameter.ndim > 1),
        "That is the first tensor alone: go through all of them.": (
            _of_lengths(lambda lengths: lengths[0]),
            lambda model: next(model.parameters()).grad.norm().item(),
        ),
        "That is the last tensor alone: add up over all of them.": _of_lengths(lambda lengths: lengths[-1]),
        "A parameter that no loss has reached has the gradient None: leave it out.": _missing_is_an_error,
        "A model without any gradient has the length 0, and torch.cat cannot join an empty list: add up squares instead.": (
            _needs_a_gradient
        ),
        "The gradients are gone, and the optimiser still needs them: measure only, and clear nothing.": (_clears, _sets_to_zero),
        "The gradients were shortened: measure only, since clipping is exercise 17.3.": _clips,
    },
)
