"""Exercise 04.3: how was the network built? A file of weights that came without a note."""

import numpy as np
import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise


def layer_sizes(weights):
    """How many numbers go into the first linear layer, and how many come out of each."""
    tables = [value for value in weights.values() if value.ndim == 2]
    return [tables[0].shape[1], *(table.shape[0] for table in tables)]


def _weights(*layers):
    return dict(nn.Sequential(*layers).state_dict())


def as_sizes(result):
    """A tuple, torch.Size or NumPy's whole numbers as a list. A size is a whole number: a broken one is told as text."""
    if isinstance(result, np.ndarray) and result.ndim == 1:
        result = list(result)
    if isinstance(result, list | tuple):
        whole = [int(item) if isinstance(item, np.integer) else item for item in result]
        return [f"{item!r} with a point" if isinstance(item, float) else item for item in whole]
    return result


def cases():
    """One layer, several and twelve, without biases, with BatchNorm, layers in layers, one unit, equal sizes; many names."""
    torch.manual_seed(0)
    yield Case(_weights(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10)), title="two layers, 64 to 32 to 10")
    yield Case(_weights(nn.Linear(4, 3)), title="one layer, 4 to 3")
    yield Case(
        _weights(nn.Linear(5, 8, bias=False), nn.ReLU(), nn.Linear(8, 8, bias=False), nn.ReLU(), nn.Linear(8, 5, bias=False)),
        title="three layers without biases, 5 to 8 to 8 to 5",
    )
    yield Case(
        _weights(nn.Linear(6, 7), nn.BatchNorm1d(7), nn.ReLU(), nn.Linear(7, 2)),
        title="6 to 7 to 2, with BatchNorm between the layers",
    )
    yield Case(
        _weights(nn.BatchNorm1d(9), nn.Sequential(nn.Linear(9, 1), nn.Tanh()), nn.Linear(1, 3)),
        title="9 to 1 to 3, BatchNorm first, a layer inside another",
    )
    yield Case(
        _weights(*(nn.Linear(size, size + 1) for size in range(1, 13))), title="twelve layers, 1 to 2 to 3 and so on to 13"
    )
    names = {"encoder.w": torch.ones(12, 20), "encoder.b": torch.ones(12), "readout.w": torch.ones(2, 12)}
    yield Case(names, title="20 to 12 to 2, with names of its own")
    numbered = {"weight.bias": torch.ones(3, 2), "bias.weight": torch.ones(3)}
    yield Case(numbered, title="2 to 3, with names that mislead")


def _from_the_biases(weights):
    first = next(value for value in weights.values() if value.ndim == 2)
    return [first.shape[1], *(value.shape[0] for value in weights.values() if value.ndim == 1)]


def _from_what_is_called_bias(weights):
    first = next(value for value in weights.values() if value.ndim == 2)
    return [first.shape[1], *(value.shape[0] for name, value in weights.items() if name.endswith("bias"))]


def _named(weights, word, tables_only):
    return (value for name, value in weights.items() if name.endswith(word) and (value.ndim == 2 or not tables_only))


def _by_name(word, tables_only):
    def sizes(weights):
        named = list(_named(weights, word, tables_only))
        return [named[0].shape[1], *(value.shape[0] for value in named)]

    return sizes


def _by_name_with_next(word, tables_only):
    def sizes(weights):
        first = next(_named(weights, word, tables_only))
        return [first.shape[1], *(value.shape[0] for value in _named(weights, word, tables_only))]

    return sizes


EXERCISE = Exercise(
    id="04.3",
    solution=layer_sizes,
    cases=cases,
    view=as_sizes,
    hint=(
        "Print the shapes of a network that you know. Which entries are tables, with two axes? nn.Linear(64, 32) holds a table "
        "of the shape (32, 64): which of the two numbers goes in, and which comes out?"
    ),
    otherwise=(
        "Of each table take what comes out, shape[0]; in front of all of them stands what goes into the first one, shape[1]."
    ),
    mistakes={
        "nn.Linear keeps its weights as (outputs, inputs): shape[1] goes in, shape[0] comes out.": {
            "shape[1]": "shape[9]",
            "shape[0]": "shape[1]",
            "shape[9]": "shape[0]",
        },
        "The first entry need not be a table: BatchNorm may stand before the first layer. Take the first with ndim == 2.": (
            {"tables[0].shape[1]": "next(iter(weights.values())).shape[1]"},
            {"tables[0].shape[1]": "next(value for value in weights.values() if value.ndim).shape[1]"},
        ),
        "What goes into the first layer is missing: it stands in shape[1] of the first table.": {"tables[0].shape[1], *": "*"},
        "What comes out of the last layer is missing.": {"[tables[0].shape[1], *(table.shape[0] for": "[*(table.shape[1] for"},
        "What comes out of one layer goes into the next: list it once.": {
            "[tables[0].shape[1], *(table.shape[0] for table in tables)]": (
                "[size for table in tables for size in (table.shape[1], table.shape[0])]"
            )
        },
        "A bias has one axis, and so have BatchNorm's entries: they are no layers; take the tables alone, with ndim == 2.": {
            "value.ndim == 2": "value.ndim",
            "tables[0].shape[1]": "tables[0].shape[-1]",
        },
        "Names say what somebody called an entry, and not what it is: BatchNorm has a weight too. Ask the shape.": tuple(
            {
                "for value in weights.values() if value.ndim == 2": f"for name, value in weights.items() if {asked}",
                "tables[0].shape[1]": f"tables[0].shape[{axis}]",
            }
            for asked in ('name.endswith("weight")', '"weight" in name')
            for axis in (-1, 1)
        )
        + tuple(_by_name(word, tables_only) for word in ("weight", ".weight") for tables_only in (False, True))
        + tuple(_by_name_with_next(word, tables_only) for word in ("weight", ".weight") for tables_only in (False, True)),
        "Layers without biases are layers too: look at the tables, which every layer has.": (
            _from_the_biases,
            _from_what_is_called_bias,
        ),
        "Keep the order of the file: sorted by name, layer 10 comes before layer 2.": {
            "weights.values()": "dict(sorted(weights.items())).values()"
        },
        "A size is a whole number: return a list of int, as in [64, 32, 10].": (
            lambda weights: [float(size) for size in layer_sizes(weights)],
            lambda weights: [torch.tensor(size) for size in layer_sizes(weights)],
            lambda weights: torch.tensor(layer_sizes(weights)),
        ),
        "Two layers may have the same size: keep both.": {
            "return [tables[0].shape[1], *(table.shape[0] for table in tables)]": (
                "return list(dict.fromkeys([tables[0].shape[1], *(table.shape[0] for table in tables)]))"
            )
        },
        "Those are the layers' shapes; one list of sizes is asked for.": {
            "[tables[0].shape[1], *(table.shape[0] for table in tables)]": "[tuple(table.shape) for table in tables]"
        },
        "Those are counts of weights; the sizes of the layers are asked for.": {
            "[tables[0].shape[1], *(table.shape[0] for": "[*(table.numel() for"
        },
        "There may be more layers than two, and fewer: go through all tables.": {
            "*(table.shape[0] for table in tables)": "tables[0].shape[0], tables[-1].shape[0]"
        },
    },
)
