"""Exercise 04.3, beyond its own mistakes."""

import numpy as np
import torch

from helpers.exercises.lesson_04.sizes_from_the_shapes import EXERCISE, layer_sizes
from tests.exercises.judging import accepts, refuses


def layer_by_layer(weights):
    sizes = []
    for value in weights.values():
        if len(value.shape) == 2:
            out, into = value.shape
            sizes = [*sizes, out] if sizes else [into, out]
    return sizes


def ins_and_the_last_out(weights):
    tables = [value for value in weights.values() if value.dim() > 1]
    return np.array([table.size(1) for table in tables] + [tables[-1].size(0)])


def from_the_first_entry(weights):
    entries = [value for value in weights.values() if value.ndim > 0]
    return [entries[0].shape[1]] + [len(value) for value in entries if value.ndim == 2]


def sorted_by_name(weights):
    return layer_sizes(dict(sorted(weights.items(), reverse=True)))


def by_the_biases(weights):
    first = next(value for value in weights.values() if value.ndim == 2)
    return [first.shape[1], *(len(value) for name, value in weights.items() if name.endswith("bias"))]


def by_the_weights_names(weights):
    first = next(value for name, value in weights.items() if name.endswith("weight"))
    return [first.shape[1]] + [value.shape[0] for name, value in weights.items() if name.endswith("weight")]


def tables_by_name(weights):
    tables = [value for name, value in weights.items() if name.endswith(".weight") and value.ndim == 2]
    return [tables[0].shape[1]] + [len(table) for table in tables]


def sorted_sizes(weights):
    return sorted(layer_sizes(weights), reverse=True)


test_right = accepts(
    EXERCISE,
    {
        "layer by layer": layer_by_layer,
        "what goes in, and the last that comes out": ins_and_the_last_out,
        "as a size of torch": lambda weights: torch.Size(layer_sizes(weights)),
        "as a tuple": lambda weights: tuple(layer_sizes(weights)),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "sorted by name": (sorted_by_name, "expected"),
        "sorted by name, forwards": (lambda weights: layer_sizes(dict(sorted(weights.items()))), "layer 10 comes before layer 2"),
        "by the biases": (by_the_biases, "Layers without biases are layers too"),
        "broken numbers": (lambda weights: [float(size) for size in layer_sizes(weights)], "whole number"),
        "a tensor of whole numbers": (lambda weights: torch.tensor(layer_sizes(weights)), "whole number"),
        "tensors in a list": (lambda weights: [torch.tensor(size) for size in layer_sizes(weights)], "whole number"),
        "sorted by size": (sorted_sizes, "expected"),
        "turned round": (lambda weights: layer_sizes(weights)[::-1], "expected"),
        "from the first entry": (from_the_first_entry, "BatchNorm may stand before the first layer"),
        "by the weights' names": (by_the_weights_names, "Names say what somebody called an entry"),
        "tables by the weights' names": (tables_by_name, "Names say what somebody called an entry"),
        "the names": (lambda weights: list(weights), "expected"),
    },
)
