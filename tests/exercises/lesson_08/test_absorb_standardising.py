"""Exercise 08.2, beyond its own mistakes."""

import torch
from torch import nn

from helpers.exercises.lesson_08.two_layers_in_one import EXERCISE, collapse
from tests.exercises.judging import accepts, refuses


def through_the_identity(first, second):
    size = first.in_features
    with torch.no_grad():
        bias = second(first(torch.zeros(size)))
        return (second(first(torch.eye(size))) - bias).T, bias


def as_parameters(first, second):
    return [nn.Parameter(part.detach()) for part in collapse(first, second)]


def as_a_layer(first, second):
    layer = nn.Linear(first.in_features, second.out_features)
    layer.weight.data, layer.bias.data = collapse(first, second)
    return layer


def freezes(first, second):
    first.requires_grad_(False)
    return collapse(first, second)


def switches_modes(first, second):
    first.eval()
    second.eval()
    return collapse(first, second)


def fits_outputs(first, second):
    inputs = torch.randn(50, first.in_features)
    with torch.no_grad():
        outputs = second(first(inputs))
    found = torch.linalg.lstsq(torch.cat([inputs, torch.ones(50, 1)], dim=1), outputs).solution
    return found[:-1].T, found[-1]


def written_into_the_second(first, second):
    with torch.no_grad():
        second.bias.copy_(second.weight @ first.bias + second.bias)
        second.weight.copy_(second.weight @ first.weight)
    return second.weight, second.bias


def runs_backward(first, second):
    weight, bias = collapse(first, second)
    if weight.requires_grad:
        weight.sum().backward(retain_graph=True)
    return weight, bias


test_right = accepts(
    EXERCISE,
    {
        "through the unit vectors": through_the_identity,
        "as parameters": as_parameters,
        "the bias through the layer": lambda first, second: (second.weight.mm(first.weight), second(first.bias)),
        "from the right": lambda first, second: (
            (first.weight.T @ second.weight.T).T,
            first.bias @ second.weight.T + second.bias,
        ),
        "without a graph": lambda first, second: [part.detach() for part in collapse(first, second)],
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "both layers in a row": (lambda first, second: nn.Sequential(first, second), "Return 2 things: return weight, bias"),
        "a layer": (as_a_layer, "Return 2 things: return weight, bias"),
        "the weight alone": (lambda first, second: collapse(first, second)[0], "Return 2 things"),
        "three things": (lambda first, second: (*collapse(first, second), None), "length 2"),
        "with the activation": (
            lambda first, second: (second.weight @ first.weight.relu(), collapse(first, second)[1]),
            "second(first(x))",
        ),
        "the bias through the activation": (
            lambda first, second: (collapse(first, second)[0], second(first.bias.relu())),
            "second(first(x))",
        ),
        "the second bias twice": (
            lambda first, second: (collapse(first, second)[0], collapse(first, second)[1] + second.bias),
            "second(first(x))",
        ),
        "as numbers": (
            lambda first, second: [part.tolist() for part in collapse(first, second)],
            "expected weight: a tensor, got a list",
        ),
        "the weight the wrong way round, biases added": (
            lambda first, second: (first.weight @ second.weight, first.bias + second.bias),
            "second(first(x))",
        ),
        "the bias as a column": (
            lambda first, second: (collapse(first, second)[0], collapse(first, second)[1][:, None]),
            "expected bias: shape [2], got shape [2, 1]",
        ),
        "written into the second layer": (written_into_the_second, "must stay as it is"),
        "freezes": (freezes, "requires_grad"),
        "switches modes": (switches_modes, "mode"),
        "draws random numbers": (fits_outputs, "what everybody else draws next"),
        "runs backward": (runs_backward, "must stay as it is"),
    },
)
