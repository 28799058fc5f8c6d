"""Exercise 08.2: one linear layer that standardises its inputs itself."""

import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import parts_as_tensors


def absorb(layer, mean, deviation):
    """Multiply out weight @ ((x - mean) / deviation) + bias."""
    weight = layer.weight / deviation
    return weight, layer.bias - weight @ mean


def _layer(weight, bias):
    layer = nn.Linear(len(weight[0]), len(weight))
    with torch.no_grad():
        layer.weight.copy_(torch.tensor(weight))
        layer.bias.copy_(torch.tensor(bias))
    return layer


def cases():
    """A square layer first, where a wrong axis runs; then other sizes, a frozen layer, a gradient left over."""
    layer = _layer([[1.0, 2.0], [0.0, 4.0]], [10.0, 20.0])
    title = "weight [[1, 2], [0, 4]], bias [10, 20], mean [3, 1], deviation [2, 4]"
    yield Case(layer, torch.tensor([3.0, 1.0]), torch.tensor([2.0, 4.0]), title=title)
    for inputs, outputs in ((3, 3), (5, 2), (2, 4), (1, 1), (4, 1), (1, 3)):
        torch.manual_seed(10 * inputs + outputs)
        layer, mean, deviation = nn.Linear(inputs, outputs), torch.randn(inputs), 0.5 + torch.rand(inputs)
        if inputs > outputs:  # a layer that is frozen, and a gradient left over from before
            layer.eval().requires_grad_(False)
        else:
            layer.bias.grad = torch.ones_like(layer.bias)
        yield Case(layer, mean, deviation, title=f"a layer from {inputs} to {outputs}")


EXERCISE = Exercise(
    id="08.2",
    solution=absorb,
    cases=cases,
    view=parts_as_tensors,
    parts=("weight", "bias"),
    hint=(
        "Put (x - mean) / deviation in the place of x in the formula of the layer, and multiply out, as section 3 did. What is "
        "multiplied by x? What is left over?"
    ),
    otherwise="Multiply out: what is multiplied by x makes up the weight, and the rest makes up the bias.",
    mistakes={
        "Dividing the inputs makes each weight smaller by the same factor: divide.": (
            {"layer.weight / deviation": "layer.weight * deviation"},
            {"layer.weight / deviation": "layer.weight * deviation", "weight @ mean": "layer.weight @ mean"},
        ),
        "A deviation belongs to an input, and an input to a column of the weight.": (
            {"/ deviation": "/ deviation[:, None]"},
            {"/ deviation": "/ deviation[:, None]", "- weight @ mean": "- layer.weight @ (mean / deviation)"},
        ),
        "The mean is divided by the deviation as well: (x - mean) / deviation.": {"- weight @ mean": "- layer.weight @ mean"},
        "What the mean takes away is missing in the bias.": {" - weight @ mean": ""},
        "The mean is taken away from the inputs, so its share is taken away from the bias.": {
            "- weight @ mean": "+ weight @ mean"
        },
        "The mean goes through the layer, too: multiply it by the weight.": (
            {"- weight @ mean": "- mean"},
            {"- weight @ mean": "- mean / deviation"},
            {"- weight @ mean": "- (mean / deviation).sum()"},
        ),
        "The bias itself is not divided: it is added after the inputs were standardised.": {
            "layer.bias -": "layer.bias / deviation -"
        },
        "The bias is missing.": {"layer.bias - weight @ mean": "-weight @ mean"},
        "That is the transpose: the weight has one row for each output.": {"return weight,": "return weight.T,"},
        "Bias and weight are in the wrong order: the weight comes first.": {
            "return weight, layer.bias - weight @ mean": "return layer.bias - weight @ mean, weight"
        },
        "The inputs come raw: the layer has to standardise them, not only to move them.": {
            "layer.weight / deviation": "layer.weight"
        },
    },
    free=("torch's random numbers: state",),  # whoever makes a new layer draws its first weights
)
