"""Exercise 08.4, beyond its own mistakes."""

from itertools import pairwise

import torch
from torch import nn

from helpers.exercises.lesson_08.chain_of_layers import EXERCISE, chain
from tests.exercises.judging import accepts, refuses


class WithModuleList(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(*pair) for pair in pairwise(sizes))

    def forward(self, values):
        *hidden, last = self.layers
        for layer in hidden:
            values = torch.relu(layer(values))
        return last(values)


class WithNames(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.count = len(sizes) - 1
        for number, pair in enumerate(pairwise(sizes)):
            setattr(self, f"layer{number}", nn.Linear(*pair))

    def forward(self, values):
        for number in range(self.count):
            values = getattr(self, f"layer{number}")(values)
            if number < self.count - 1:
                values = values.clamp(min=0)
        return values


class WithoutGraph(WithModuleList):
    @torch.no_grad()
    def forward(self, values):
        return super().forward(values)


class FirstCutOff(WithModuleList):
    def forward(self, values):
        first, *others = self.layers
        values = first(values).detach()
        for layer in others:
            values = layer(values.relu())
        return values


def takes_the_sizes_away(sizes):
    sizes = sizes if isinstance(sizes, list) else list(sizes)
    layers, before = [], sizes.pop(0)
    while sizes:
        layers += [nn.Linear(before, sizes[0]), nn.ReLU()]
        before = sizes.pop(0)
    return nn.Sequential(*layers[:-1])


def from_the_end(sizes):
    layers = [nn.Linear(*sizes[-2:])]
    for pair in reversed(list(pairwise(sizes[:-1]))):
        layers[:0] = [nn.Linear(*pair), nn.ReLU()]
    return nn.Sequential(*layers)


def frozen(sizes):
    return chain(sizes).requires_grad_(False)


def one_layer_again_and_again(sizes):
    model = chain(sizes)
    last = {}
    layers = [
        last.setdefault((part.in_features, part.out_features), part) if isinstance(part, nn.Linear) else part for part in model
    ]
    return nn.Sequential(*layers)


def three_layers_only(sizes):
    return nn.Sequential(nn.Linear(sizes[0], sizes[1]), nn.ReLU(), nn.Linear(sizes[1], sizes[-1]))


def takes_the_sizes_in_a_loop(sizes):
    layers, before = [], sizes.pop(0)
    while sizes:
        after = sizes.pop(0)
        layers += [nn.Linear(before, after), nn.ReLU()]
        before = after
    return nn.Sequential(*layers[:-1])


test_right = accepts(
    EXERCISE,
    {
        "ModuleList": WithModuleList,
        "by name": WithNames,
        "from the end": from_the_end,
        "one ReLU for all": lambda sizes: nn.Sequential(
            *[part for pair in pairwise(sizes) for part in (nn.Linear(*pair), nn.ReLU())][:-1]
        ),
        "flattened first": lambda sizes: nn.Sequential(nn.Flatten(), *chain(sizes)),
        "nested": lambda sizes: nn.Sequential(nn.Sequential(*chain(sizes))),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "frozen": (frozen, "parameters that learn"),
        "one layer again and again": (one_layer_again_and_again, "shapes of the parameters"),
        "three sizes only": (three_layers_only, "expected"),
        "with tanh": (
            lambda sizes: nn.Sequential(*[nn.Tanh() if isinstance(part, nn.ReLU) else part for part in chain(sizes)]),
            "outputs with given weights",
        ),
        "with softmax": (lambda sizes: nn.Sequential(chain(sizes), nn.Softmax(dim=-1)), "Softmax stands behind"),
        "with softmax along axis 1": (lambda sizes: nn.Sequential(chain(sizes), nn.Softmax(dim=1)), "Softmax stands behind"),
        "sizes of the example": (
            lambda sizes: nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 16), nn.ReLU(), nn.Linear(16, 10)),
            "The sizes are fixed",
        ),
        "without a graph": (WithoutGraph, "Nothing can learn"),
        "the first layer cut off": (FirstCutOff, "parameters that backward() reaches"),
        "cannot run": (lambda sizes: nn.Sequential(chain(sizes), nn.Unflatten(5, (1, 1))), "a model that fails when it is used"),
        "in evaluation mode": (lambda sizes: chain(sizes).eval(), "mode"),
        "a function": (lambda sizes: chain(sizes).forward, "expected"),
        "takes the sizes in a loop": (takes_the_sizes_in_a_loop, "must stay as it is"),
        "takes the sizes away": (takes_the_sizes_away, "pop()"),
    },
)
