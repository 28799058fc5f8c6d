"""Exercise 07.4: one linear layer that does what two in a row do."""

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


def _parts(weight=None, bias=None):
    """The solution with another weight or another bias; both get weight and bias of first and second."""

    def changed(first, second):
        given = first.weight, first.bias, second.weight, second.bias
        right = collapse(first, second)
        return weight(*given) if weight else right[0], bias(*given) if bias else right[1]

    return changed


def _written_into_the_second(first, second):
    with torch.no_grad():
        second.bias.copy_(second.weight @ first.bias + second.bias)
        second.weight.copy_(second.weight @ first.weight)
    return second.weight, second.bias


EXERCISE = Exercise(
    id="07.4",
    solution=collapse,
    cases=cases,
    view=without_a_graph,
    parts=("weight", "bias"),
    hint=(
        "Section 1 multiplies it out: the new weight is a product of two matrices, and the first bias goes "
        "through the second layer."
    ),
    otherwise="Multiply out second(first(x)): what is multiplied by x makes up the weight, and the rest makes up the bias.",
    mistakes={
        "The second layer works on what the first one made: its weight stands on the left of the product.": (
            _parts(lambda a, b, c, d: a @ c),
            _parts(lambda a, b, c, d: a @ c, lambda a, b, c, d: a @ d + b),
            _parts(lambda a, b, c, d: a @ c, lambda a, b, c, d: b + d),
        ),
        "That is the transpose: the weight has one row for each output.": (
            _parts(lambda a, b, c, d: (c @ a).T),
            _parts(lambda a, b, c, d: a.T @ c.T),
        ),
        "* multiplies number by number; the product of two matrices is @.": (
            _parts(lambda a, b, c, d: c * a),
            _parts(lambda a, b, c, d: c * a, lambda a, b, c, d: c * b + d),
        ),
        "Layers in a row are multiplied and not added.": (
            _parts(lambda a, b, c, d: c + a),
            _parts(lambda a, b, c, d: c + a, lambda a, b, c, d: b + d),
        ),
        "The first bias goes through the second layer: multiply it by the second weight.": _parts(bias=lambda a, b, c, d: b + d),
        "The second weight stands on the left of the first bias too.": (
            _parts(bias=lambda a, b, c, d: b @ c + d),
            _parts(bias=lambda a, b, c, d: c.T @ b + d),
        ),
        "It is the first bias that goes through the second layer, and not the other way round.": _parts(
            bias=lambda a, b, c, d: a @ d + b
        ),
        "The second bias is missing: it is added at the end.": _parts(bias=lambda a, b, c, d: c @ b),
        "The first bias is missing: it goes through the second layer too.": _parts(bias=lambda a, b, c, d: d),
        "Bias and weight are in the wrong order: the weight comes first.": lambda first, second: collapse(first, second)[::-1],
        "The two layers must stay as they are: return new tensors, and write nothing into the layers.": _written_into_the_second,
        "The bias is a row of numbers, with one axis: (out,).": (
            _parts(bias=lambda a, b, c, d: (c @ b + d)[None]),
            _parts(bias=lambda a, b, c, d: (c @ b + d)[:, None]),
        ),
    },
)
