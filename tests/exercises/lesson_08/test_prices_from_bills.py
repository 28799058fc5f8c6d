"""Exercise 08.1, beyond its own mistakes."""

import torch
from torch import nn

from helpers.exercises.lesson_08.be_a_linear_layer import EXERCISE, linear
from tests.exercises.judging import accepts, refuses


def one_number_after_the_other(inputs, weight, bias):
    rows = [[sum(x * a for x, a in zip(row, w, strict=True)) + b for w, b in zip(weight, bias, strict=True)] for row in inputs]
    return torch.stack([torch.stack(row) for row in rows])


def in_place_with_bias(inputs, weight, bias):
    bias.data.add_(1)
    return linear(inputs, weight, bias - 1)


def runs_backward(inputs, weight, bias):
    outputs = linear(inputs, weight, bias)
    outputs.sum().backward(retain_graph=True)
    return outputs


def clears_gradients(inputs, weight, bias):
    weight.grad = None
    return linear(inputs, weight, bias)


test_right = accepts(
    EXERCISE,
    {
        "torch's own": nn.functional.linear,
        "the other way up": lambda inputs, weight, bias: (weight @ inputs.T).T + bias,
        "as a sum": lambda inputs, weight, bias: (inputs[:, None, :] * weight).sum(dim=2) + bias,
        "einsum": lambda inputs, weight, bias: torch.einsum("ni,oi->no", inputs, weight) + bias,
        "addmm": lambda inputs, weight, bias: torch.addmm(bias, inputs, weight.transpose(0, 1)),
        "row by row": lambda inputs, weight, bias: torch.stack([weight @ row + bias for row in inputs]),
        "one number after the other": one_number_after_the_other,
        "bias first, by a unit more": lambda inputs, weight, bias: bias.expand(len(inputs), -1) + inputs.matmul(weight.mT),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "one example": (lambda inputs, weight, bias: weight @ inputs[0] + bias, "shape [2, 2]"),
        "as numbers": (lambda inputs, weight, bias: linear(inputs, weight, bias).tolist(), "expected a tensor, got a list"),
        "in NumPy": (
            lambda inputs, weight, bias: inputs.numpy() @ weight.numpy().T + bias.numpy(),
            "Call .detach() first",
        ),
        "no numbers": (lambda inputs, weight, bias: linear(inputs, weight, bias) * float("nan"), "nan"),
        "with the activation": (lambda inputs, weight, bias: linear(inputs, weight, bias).relu(), "one row of weight"),
        "rounded": (lambda inputs, weight, bias: linear(inputs, weight, bias).round(), "one row of weight"),
        "the first bias for all": (lambda inputs, weight, bias: inputs @ weight.T + bias[0], "the bias of that output"),
        "the sum of the bias": (lambda inputs, weight, bias: inputs @ weight.T + bias.sum(), "the bias of that output"),
        "half the bits": (lambda inputs, weight, bias: linear(inputs.half(), weight.half(), bias.half()), "expected outputs"),
        "turned in place": (lambda inputs, weight, bias: inputs @ weight.t_() + bias, "no error, got the error"),
        "the bias cut off": (lambda inputs, weight, bias: linear(inputs, weight, bias.detach()), "slope by bias"),
        "changes the bias": (in_place_with_bias, "must stay as it is"),
        "runs backward": (runs_backward, "must stay as it is"),
        "clears a gradient": (clears_gradients, "must stay as it is"),
        "one output for all": (
            lambda inputs, weight, bias: linear(inputs, weight[:1], bias[:1]).expand(-1, len(bias)),
            "one row of weight",
        ),
    },
)
