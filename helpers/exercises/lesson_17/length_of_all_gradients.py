"""Exercise 17.2: the length of all gradients, taken as one vector."""

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


EXERCISE = Exercise(
    id="17.2",
    solution=gradient_norm,
    cases=cases,
    view=as_number,
    hint="Square every number of every gradient, add them all up, and take one root at the end. grad may be None.",
    more_hints=(
        "Go through model.parameters(), and leave out those whose grad is None. grad.square().sum().item() is one tensor's part "
        "of the sum. The root of the whole sum is sum ** 0.5.",
    ),
    otherwise="Add the squares of all numbers in all gradients, then take the root.",
    mistakes={
        "The root is missing: take it at the end.": {" ** 0.5": ""},
        "Lengths do not add up: add the squares, then take one root.": {"square().sum()": "norm()", " ** 0.5": ""},
        "Those are absolute values, added up: square them, and take the root at the end.": {"square()": "abs()", " ** 0.5": ""},
        "Those are the weights: ask for parameter.grad.": {
            "parameter.grad.square()": "parameter.square()",
            " if parameter.grad is not None": "",
        },
        "The biases are missing: every parameter counts.": {"is not None": "is not None and parameter.ndim > 1"},
        "That is the first tensor alone: go through all of them.": {"sum(squares)": "sum(squares[:1])"},
        "That is the last tensor alone: add up over all of them.": {"sum(squares)": "sum(squares[-1:])"},
        "A parameter that no loss has reached has the gradient None: leave it out.": {" if parameter.grad is not None": ""},
        "A model without any gradient has the length 0, and torch.cat cannot join an empty list: add up squares instead.": {
            "square().sum().item()": "flatten()",
            "sum(squares) ** 0.5": "torch.cat(squares).norm().item()",
        },
        "The gradients are gone, and the optimiser still needs them: measure only, and clear nothing.": {
            "return": "model.zero_grad()\n    return"
        },
        "The gradients were shortened: measure only, since clipping is exercise 17.3.": {
            "return": "nn.utils.clip_grad_norm_(model.parameters(), 1.0)\n    return"
        },
    },
)
