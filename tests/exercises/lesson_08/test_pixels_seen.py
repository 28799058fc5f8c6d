"""Exercise 08.5, beyond its own mistakes."""

import math

import torch
from torch import nn

from helpers.exercises.lesson_08.pixels_seen import EXERCISE, pixels_seen
from tests.exercises.judging import accepts, refuses


def from_the_end(layers):
    seen = 1
    for kernel_size, stride in reversed(layers):
        seen = (seen - 1) * stride + kernel_size
    return seen


def by_counting(layers):
    places = {0}
    for kernel_size, stride in reversed(layers):
        places = {place * stride + more for place in places for more in range(kernel_size)}
    return max(places) - min(places) + 1


def with_products(layers):
    strides = [stride for _, stride in layers]
    return 1 + sum((kernel_size - 1) * math.prod(strides[:number]) for number, (kernel_size, _) in enumerate(layers))


def with_gradients(layers):
    length = pixels_seen(layers) + 10
    picture = torch.ones(1, 1, length, requires_grad=True)
    values = picture
    for kernel_size, stride in layers:
        layer = nn.Conv1d(1, 1, kernel_size, stride=stride)
        nn.init.ones_(layer.weight)
        values = layer(values)
    (slopes,) = torch.autograd.grad(values[0, 0, 0], picture)
    return (slopes != 0).sum().item()


def takes_the_layers_away(layers):
    seen, step = 1, 1
    while layers:
        kernel_size, stride = layers.pop(0)
        seen, step = seen + (kernel_size - 1) * step, step * stride
    return seen


test_right = accepts(
    EXERCISE,
    {
        "from the end": from_the_end,
        "by counting": by_counting,
        "with gradients": with_gradients,
        "with products": with_products,
        "in a tensor": lambda layers: torch.tensor(pixels_seen(layers)),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "from the end, begun at the picture": (lambda layers: from_the_end(layers[::-1]), "the other way"),
        "strides backwards": (
            lambda layers: pixels_seen([(k, s) for (k, _), (_, s) in zip(layers, layers[::-1], strict=True)]),
            "pixels",
        ),
        "only the first stride": (
            lambda layers: from_the_end([(k, s if n == 0 else 1) for n, (k, s) in enumerate(layers)]),
            "pixels",
        ),
        "as one window": (lambda layers: sum(kernel_size for kernel_size, _ in layers), "pixels"),
        "as a text": (lambda layers: str(pixels_seen(layers)), "number"),
        "needs a layer": (lambda layers: layers[0][0] + pixels_seen([(1, layers[0][1]), *layers[1:]]) - 1, "error"),
        "takes the layers away": (takes_the_layers_away, "layers"),
    },
)
