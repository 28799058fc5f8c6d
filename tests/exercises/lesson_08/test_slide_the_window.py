"""Exercise 08.3, beyond its own mistakes."""

import torch
from torch import nn

from helpers.exercises.lesson_08.slide_the_window import EXERCISE, slide
from tests.exercises.judging import accepts, refuses


def with_unfold(image, kernel, stride):
    windows = image.unfold(0, kernel.shape[0], stride).unfold(1, kernel.shape[1], stride)
    return (windows * kernel).sum(dim=(2, 3))


def weight_by_weight(image, kernel, stride):
    rows = (image.shape[0] - kernel.shape[0]) // stride + 1
    columns = (image.shape[1] - kernel.shape[1]) // stride + 1
    total = torch.zeros(rows, columns)
    for i in range(kernel.shape[0]):
        for j in range(kernel.shape[1]):
            total = total + kernel[i, j] * image[i:, j:][: rows * stride : stride, : columns * stride : stride]
    return total


def into_an_empty_tensor(image, kernel, stride):
    full = slide(image, kernel, stride)
    sums = torch.zeros(full.shape)
    for row in range(len(sums)):
        for column in range(sums.shape[1]):
            sums[row, column] = full[row, column]
    return sums


def squares_only(image, kernel, stride):
    size = kernel.shape[0]
    stops = range(0, image.shape[0] - size + 1, stride)
    return torch.stack([torch.stack([(image[r : r + size, c : c + size] * kernel).sum() for c in stops]) for r in stops])


def writes_into_the_picture(image, kernel, stride):
    sums = slide(image, kernel, stride)
    with torch.no_grad():
        image[0, 0] = 0
    return sums


def copied_into_a_layer(image, kernel, stride):
    layer = nn.Conv2d(1, 1, tuple(kernel.shape), stride=stride)
    with torch.no_grad():
        layer.weight.copy_(kernel[None, None])
        layer.bias.zero_()
    return layer(image[None, None])[0, 0]


def begins_at_every_pixel(image, kernel, stride):
    height, width = kernel.shape
    sums = torch.zeros((image.shape[0] - height) // stride + 1, (image.shape[1] - width) // stride + 1)
    for row in range(len(sums)):
        for column in range(sums.shape[1]):
            sums[row, column] = (image[row : row + height, column : column + width] * kernel).sum()
    return sums


def filled(image, kernel, stride, rows, columns):
    """So many rows and columns of sums, written into a table of zeros."""
    sums = torch.zeros(rows, columns)
    for row in range(rows):
        for column in range(columns):
            top, left = row * stride, column * stride
            sums[row, column] = (image[top : top + kernel.shape[0], left : left + kernel.shape[1]] * kernel).sum()
    return sums


def divides_last(image, kernel, stride):
    return filled(image, kernel, stride, *((image.shape[axis] - kernel.shape[axis] + 1) // stride for axis in (0, 1)))


def counts_steps(image, kernel, stride):
    return filled(image, kernel, stride, *((image.shape[axis] - kernel.shape[axis]) // stride for axis in (0, 1)))


test_right = accepts(
    EXERCISE,
    {
        "torch's own": lambda image, kernel, stride: nn.functional.conv2d(image[None, None], kernel[None, None], stride=stride)[
            0, 0
        ],
        "unfold": with_unfold,
        "weight by weight": weight_by_weight,
        "into an empty tensor": into_an_empty_tensor,
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "numbers in a list": (lambda *given: slide(*given).tolist(), "expected a tensor, got a list"),
        "numbers made new": (
            lambda *given: torch.tensor([[value.item() for value in row] for row in slide(*given)]),
            "expected",
        ),
        "squares only": (squares_only, "a window of"),
        "with all axes": (
            lambda image, kernel, stride: nn.functional.conv2d(image[None, None], kernel[None, None], stride=stride),
            "got [1, 1, 3, 3]",
        ),
        "with ReLU": (lambda *given: slide(*given).relu(), "add up"),
        "cut off after all stops": (lambda image, kernel, stride: slide(image, kernel, 1)[:: stride + 1], "expected"),
        "the same stride each time": (lambda image, kernel, stride: slide(image, kernel, 2), "expected"),
        "writes into the picture": (writes_into_the_picture, "changed in place"),
        "numbers copied into a layer": (copied_into_a_layer, "finds no way back to kernel"),
        "a new parameter": (
            lambda image, kernel, stride: slide(image, nn.Parameter(kernel.clone()), stride),
            "finds no way back to kernel",
        ),
        "the picture without its graph": (
            lambda image, kernel, stride: slide(image.detach(), kernel, stride),
            "finds no way back to image",
        ),
        "stops begin at every pixel": (begins_at_every_pixel, "begins too early"),
        "divides last": (divides_last, "first divide, then add 1"),
        "counts the steps": (counts_steps, "one stop more than steps"),
        "the last row and column cut off": (lambda *given: slide(*given)[:-1, :-1], "one stop more than steps"),
        "a row too few": (lambda *given: slide(*given)[:-1], "shape of the sums"),
    },
)
