"""Exercise 08.2: one linear layer that does what two in a row do."""

import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise


def collapse(first, second):
    """Weight and bias of the one linear layer that does what two in a row do."""
    return second.weight @ first.weight, second.weight @ first.bias + second.bias


def _layer(weight, bias):
    layer = nn.Linear(len(weight[0]), len(weight))
    with torch.no_grad():
        layer.weight.copy_(torch.tensor(weight))
        layer.bias.copy_(torch.tensor(bias))
    return layer


def cases():
    """Square layers first, where every order of the factors runs; then other sizes, single numbers, frozen layers, gradients."""
    first = _layer([[1.0, 2.0], [0.0, 1.0]], [10.0, 20.0])
    second = _layer([[1.0, 0.0], [3.0, 1.0]], [0.5, 0.25])
    title = "first: weight [[1, 2], [0, 1]], bias [10, 20]; second: weight [[1, 0], [3, 1]], bias [0.5, 0.25]"
    yield Case(first, second, title=title)
    for sizes in ((3, 3, 3), (5, 4, 2), (2, 6, 3), (1, 1, 1), (3, 1, 4), (4, 3, 1)):
        torch.manual_seed(sum(sizes))
        first, second = nn.Linear(*sizes[:2]), nn.Linear(*sizes[1:])
        if sizes[0] > sizes[1]:  # a layer that is frozen, and a gradient left over from before
            first.eval().requires_grad_(False)
            second.bias.grad = torch.ones_like(second.bias)
        yield Case(first, second, title=f"a first layer from {sizes[0]} to {sizes[1]}, a second from {sizes[1]} to {sizes[2]}")


def without_a_graph(result):
    """The tensors of a result as numbers alone: with a graph or without is both right."""
    if isinstance(result, list | tuple):
        return [part.detach() if isinstance(part, torch.Tensor) else part for part in result]
    return result


EXERCISE = Exercise(
    id="08.2",
    solution=collapse,
    cases=cases,
    view=without_a_graph,
    parts=("weight", "bias"),
    hint=(
        "Section 3 multiplies it out: the new weight is a product of two matrices, and the first bias goes "
        "through the second layer."
    ),
    otherwise="Multiply out second(first(x)): what is multiplied by x makes up the weight, and the rest makes up the bias.",
    mistakes={
        "The second layer works on what the first one made: its weight stands on the left of the product.": (
            {"second.weight @ first.weight": "first.weight @ second.weight"},
            {
                "second.weight @ first.weight": "first.weight @ second.weight",
                "second.weight @ first.bias + second.bias": "first.weight @ second.bias + first.bias",
            },
        ),
        "That is the transpose: the weight has one row for each output.": {
            "second.weight @ first.weight": "(second.weight @ first.weight).T"
        },
        "* multiplies number by number; the product of two matrices is @.": ({"@ first.weight": "* first.weight"}, {"@": "*"}),
        "Layers in a row are multiplied and not added.": (
            {"@ first.weight": "+ first.weight"},
            {"@ first.weight": "+ first.weight", "second.weight @ first.bias": "first.bias"},
        ),
        "The first bias goes through the second layer: multiply it by the second weight.": {
            "second.weight @ first.bias": "first.bias"
        },
        "The second weight stands on the left of the first bias too.": {
            "second.weight @ first.bias": "first.bias @ second.weight"
        },
        "It is the first bias that goes through the second layer, and not the other way round.": {
            "second.weight @ first.bias + second.bias": "first.weight @ second.bias + first.bias"
        },
        "The second bias is missing: it is added at the end.": {" + second.bias": ""},
        "The first bias is missing: it goes through the second layer too.": {"second.weight @ first.bias + ": ""},
        "Bias and weight are in the wrong order: the weight comes first.": lambda first, second: collapse(first, second)[::-1],
        "The bias is a row of numbers, with one axis: (out,).": {
            "second.weight @ first.bias + second.bias": "(second.weight @ first.bias + second.bias)[None]"
        },
    },
)
