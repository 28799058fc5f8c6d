"""Exercise 08.2, beyond its own mistakes."""

import torch
from torch import nn

from helpers.exercises.lesson_08.absorb_standardising import EXERCISE, absorb
from tests.exercises.judging import accepts, refuses


def by_asking(layer, mean, deviation):
    with torch.no_grad():
        bias = layer((0 - mean) / deviation)
        return (layer((torch.eye(len(mean)) - mean) / deviation) - bias).T, bias


def two_layers_in_one(layer, mean, deviation):
    first, shift = torch.diag(1 / deviation), -mean / deviation
    return layer.weight @ first, layer.weight @ shift + layer.bias


def through_a_layer(layer, mean, deviation):
    weight, bias = absorb(layer, mean, deviation)
    new = nn.Linear(layer.in_features, layer.out_features)
    with torch.no_grad():
        new.weight.copy_(weight)
        new.bias.copy_(bias)
    return new.weight, new.bias


def into_the_layer(layer, mean, deviation):
    with torch.no_grad():
        layer.weight.div_(deviation)
        layer.bias.sub_(layer.weight @ mean)
    return layer.weight, layer.bias


def freezes(layer, mean, deviation):
    layer.requires_grad_(False)
    return absorb(layer, mean, deviation)


test_right = accepts(
    EXERCISE,
    {
        "by asking": by_asking,
        "two layers in one": two_layers_in_one,
        "through a layer": through_a_layer,
        "the bias through the layer": lambda layer, mean, deviation: (layer.weight / deviation, layer(-mean / deviation)),
        "without a graph": lambda *given: [part.detach() for part in absorb(*given)],
        "as numbers": lambda *given: tuple(part.tolist() for part in absorb(*given)),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "a model": (lambda layer, mean, deviation: layer, "Return 2 things: return weight, bias"),
        "a layer": (lambda *given: nn.Linear(3, 2), "2 things: weight, bias"),
        "by the variance": (lambda layer, mean, deviation: absorb(layer, mean, deviation**2), "Multiply out"),
        "the mean of all": (
            lambda layer, mean, deviation: absorb(layer, mean.mean().expand(len(mean)), deviation),
            "expected bias",
        ),
        "the deviation along the rows, the bias right": (
            lambda layer, mean, deviation: (layer.weight / deviation.unsqueeze(1), layer(-mean / deviation)),
            "column of the weight",
        ),
        "into the layer": (into_the_layer, "must stay as it is"),
        "freezes": (freezes, "requires_grad"),
        "the bias as a column": (
            lambda *given: (absorb(*given)[0], absorb(*given)[1][:, None]),
            "expected bias: shape [2], got shape [2, 1]",
        ),
    },
)
