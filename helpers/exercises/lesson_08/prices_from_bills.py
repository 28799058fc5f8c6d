"""Exercise 08.1: what a linear layer computes."""

import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import with_slopes_of_outputs


def linear(inputs, weight, bias):
    """Multiply each row of the inputs by A transposed, and add b."""
    return inputs @ weight.T + bias


def cases():
    """A square weight first, where a forgotten transposition runs; then other sizes, as many examples as outputs, single ones."""
    weight, bias = torch.tensor([[1.0, 0.0], [2.0, -1.0]]), torch.tensor([10.0, 20.0])
    yield Case(torch.tensor([[1.0, 2.0], [3.0, -1.0]]), weight.requires_grad_(), bias.requires_grad_())
    generator = torch.Generator().manual_seed(0)
    for number, (batch, size_in, size_out) in enumerate(((4, 3, 3), (5, 4, 2), (2, 3, 2), (1, 2, 6), (3, 5, 1), (1, 1, 1))):
        inputs = torch.randn(batch, size_in, generator=generator)
        weight = torch.randn(size_out, size_in, generator=generator, requires_grad=True)
        bias = torch.randn(size_out, generator=generator, requires_grad=True)
        if number % 2:  # the outputs of a layer before, and a gradient left over from before
            inputs.requires_grad_()
            weight.grad = torch.ones_like(weight)
        title = f"inputs of shape {(batch, size_in)}, weight of shape {(size_out, size_in)}"
        yield Case(inputs, weight, bias, title=title)


def _copied_layer(inputs, weight, bias):
    layer = nn.Linear(weight.shape[1], weight.shape[0])
    layer.load_state_dict({"weight": weight, "bias": bias})
    return layer(inputs)


EXERCISE = Exercise(
    id="08.1",
    solution=linear,
    cases=cases,
    use=with_slopes_of_outputs,
    hint="@ multiplies matrices, and weight.T has one column for each output.",
    otherwise="Each output is the sum of input times weight over one row of weight, plus the bias of that output.",
    mistakes={
        "A row of weight belongs to one output: transpose weight before you multiply.": {"weight.T": "weight"},
        "The inputs stand on the left: an example is a row of them, and it meets a column of weight.T.": {
            "inputs @ weight.T": "weight @ inputs"
        },
        "The bias is missing: each output has one of its own.": {" + bias": ""},
        "The bias is subtracted: it is added to the outputs.": {"+ bias": "- bias"},
        "The bias comes after the weights, not before them.": {"inputs @ weight.T + bias": "(inputs + bias) @ weight.T"},
        "The bias has one number for each output, and not for each example: add it where an example is a row.": {
            "inputs @ weight.T + bias": "(weight @ inputs.T + bias).T"
        },
        "The outputs lie on their side: an example is a row, and an output is a column.": (
            {"inputs @ weight.T + bias": "(inputs @ weight.T + bias).T"},
            {"inputs @ weight.T": "weight @ inputs.T"},
        ),
        "* multiplies number by number; the product of two matrices is @.": ({"@ weight.T": "* weight"}, {"@": "*"}),
        "A name that ends in _, as t_() does, changes the tensor itself: weight.T leaves it as it is.": {
            "return inputs @ weight.T": "with torch.no_grad():\n        return inputs @ weight.t_()"
        },
        "Weight and bias could not be trained with this: use them as they are, without no_grad(), detach() or a copy.": (
            {"return": "with torch.no_grad():\n        return"},
            {"weight.T + bias": "weight.detach().T + bias.detach()"},
            {"weight.T": "weight.detach().T"},
            _copied_layer,
        ),
        "What stands before this layer could not be trained: use the inputs as they are, without detach().": {
            "inputs @": "inputs.detach() @"
        },
    },
)
