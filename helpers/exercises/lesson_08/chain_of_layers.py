"""Exercise 08.4: a chain of linear layers, of any length, whose numbers an optimiser finds."""

import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed


def chain(sizes):
    """A linear layer from each size to the next, and a ReLU between two of them."""
    layers = []
    for number in range(len(sizes) - 1):
        if number > 0:
            layers.append(nn.ReLU())
        layers.append(nn.Linear(sizes[number], sizes[number + 1]))
    return nn.Sequential(*layers)


def cases():
    """One hidden layer first; none; many; one unit wide; sizes that come again; a tuple."""
    for sizes in ([4, 5, 3], [3, 2], [2, 6, 6, 6, 1], (5, 4, 3, 2), [1, 1, 1], [7, 3, 7, 3]):
        yield Case(sizes)


def use(answer, sizes):
    """Two networks; with weights that depend on nothing but the shapes, what one of them computes and what can learn."""
    wanted, again = list(sizes), type(sizes)(sizes)  # whoever empties the list is told so, and not that something else fails
    model, other = answer(sizes), answer(again)
    if not isinstance(model, nn.Module) or not isinstance(other, nn.Module):
        raise TypeError("a network is a module")
    shapes = sorted(tuple(parameter.shape) for parameter in model.parameters())
    found = {"shapes of the parameters": [list(shape) for shape in shapes]}
    if shapes != sorted(shape for pair in zip(wanted[1:], wanted[:-1], strict=True) for shape in (pair, pair[:1])):
        return Observed(found)  # what such a network computes, if it does, says nothing more
    with torch.no_grad():
        for parameter in other.parameters():
            parameter.fill_(0.5)
        for parameter in model.parameters():
            places = torch.arange(parameter.numel(), dtype=torch.float32) + len(parameter)
            parameter.copy_((3 * places).sin().reshape(parameter.shape))
    inputs = (torch.arange(6.0 * wanted[0]) * 1.7).sin().reshape(6, wanted[0])
    outputs = model(inputs)
    found["outputs with given weights"] = outputs.detach()
    found["parameters that learn"] = sum(parameter.requires_grad for parameter in model.parameters())
    found["parameters that backward() reaches"] = _reached(model, outputs)
    found["mode"] = "training" if model.training else "evaluation"
    return Observed(found)


def _reached(model, outputs):
    learning = [parameter for parameter in model.parameters() if parameter.requires_grad]
    if not outputs.requires_grad or not learning:
        return 0
    return sum(slope is not None for slope in torch.autograd.grad(outputs.sum(), learning, allow_unused=True))


class _InAList(nn.Module):
    """The layers in a plain list, where nobody sees them."""

    def __init__(self, sizes):
        super().__init__()
        self.layers = [nn.Linear(sizes[number], sizes[number + 1]) for number in range(len(sizes) - 1)]

    def forward(self, values):
        for layer in self.layers[:-1]:
            values = layer(values).relu()
        return self.layers[-1](values)


class _LastOneSeen(_InAList):
    """The hidden layers in a plain list, the last one as it should be."""

    def __init__(self, sizes):
        super().__init__(sizes)
        self.last = self.layers[-1]


class _CutOff(nn.Module):
    """Computes without a graph."""

    def __init__(self, sizes):
        super().__init__()
        self.layers = chain(sizes)

    def forward(self, values):
        with torch.no_grad():
            return self.layers(values)


def _softmax_behind(axis):
    return lambda sizes: nn.Sequential(chain(sizes), nn.Softmax(dim=axis))


EXERCISE = Exercise(
    id="08.4",
    solution=chain,
    cases=cases,
    use=use,
    hint="Collect the layers in a list with a loop, then hand them to nn.Sequential with a star: nn.Sequential(*layers).",
    otherwise="len(sizes) - 1 linear layers, each from one size to the next, and one nn.ReLU() between any two of them.",
    mistakes={
        "Nobody sees layers in a plain list: parameters() is empty. nn.Sequential or nn.ModuleList registers them.": _InAList,
        "Nobody sees the hidden layers: they stand in a plain list. nn.Sequential or nn.ModuleList registers them.": _LastOneSeen,
        "There is no ReLU between the layers, so they do what one of them could do alone.": {
            "        if number > 0:\n            layers.append(nn.ReLU())\n": ""
        },
        "There is a ReLU after the last layer too: logits may be negative.": {
            "    return nn": "    layers.append(nn.ReLU())\n    return nn"
        },
        "Softmax stands behind the last layer: a network returns logits, and the loss function takes them.": (
            _softmax_behind(-1),
            _softmax_behind(0),
        ),
        "The sizes are fixed: build the layers from the list that is handed over.": lambda sizes: chain([64, 32, 16, 10]),
        "Read the sizes without taking them out: pop() changes the list of whoever called.": lambda sizes: chain(
            [sizes.pop(0) for _ in range(len(sizes))] if isinstance(sizes, list) else sizes
        ),
        "Nothing can learn: forward runs under no_grad(), so backward() finds no way to the parameters.": _CutOff,
        "There is a ReLU before the first layer: it would cut off the negative inputs.": {"if number > 0:": "if number >= 0:"},
        "The last layer is missing: its outputs are the last of the sizes.": {"len(sizes) - 1": "len(sizes) - 2"},
        "Linear takes the number of its inputs first, then that of its outputs.": {
            "nn.Linear(sizes[number], sizes[number + 1])": "nn.Linear(sizes[number + 1], sizes[number])"
        },
        "Return the network itself: a list of layers cannot be called.": {"nn.Sequential(*layers)": "layers"},
        "Each layer has a bias; leave it as nn.Linear makes it.": {"sizes[number + 1])": "sizes[number + 1], bias=False)"},
    },
    free=("torch's random numbers: state",),  # the first weights are random, and in which order they are drawn is free
)
