"""Exercise 08.6, beyond its own mistakes."""

import torch
from torch import nn

from helpers.exercises.lesson_08.window_as_a_matrix import EXERCISE, window_matrix
from tests.exercises.judging import accepts, refuses


def by_asking(kernel, length):
    return nn.functional.conv1d(torch.eye(length)[:, None], kernel[None, None])[:, 0].T


def entry_by_entry(kernel, length):
    stops = length - len(kernel) + 1
    rows = [[kernel[at - stop].item() if 0 <= at - stop < len(kernel) else 0.0 for at in range(length)] for stop in range(stops)]
    return torch.tensor(rows)


def in_a_layer(kernel, length):
    matrix = window_matrix(kernel, length)
    layer = nn.Linear(length, len(matrix), bias=False)
    with torch.no_grad():
        layer.weight.copy_(matrix)
    return layer.weight


def doubles_the_kernel(kernel, length):
    matrix = window_matrix(kernel, length)
    kernel.mul_(2)
    return matrix


test_right = accepts(
    EXERCISE,
    {
        "by asking": by_asking,
        "the weight of a layer": in_a_layer,
        "entry by entry": entry_by_entry,
        "as a list of rows": lambda kernel, length: entry_by_entry(kernel, length).tolist(),
        "rolled": lambda kernel, length: torch.stack(
            [torch.cat([kernel, torch.zeros(length - len(kernel))]).roll(stop) for stop in range(length - len(kernel) + 1)]
        ),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "for three weights only": (lambda kernel, length: window_matrix(kernel[:3], length), "expected"),
        "zeros for three weights": (
            lambda kernel, length: torch.stack(
                [torch.cat([torch.zeros(stop), kernel, torch.zeros(length - 3 - stop)]) for stop in range(length - 2)]
            ),
            "only an example",
        ),
        "round and round": (
            lambda kernel, length: torch.stack(
                [torch.cat([kernel, torch.zeros(length - len(kernel))]).roll(stop) for stop in range(length)]
            ),
            "stays inside the readings",
        ),
        "padded": (
            lambda kernel, length: (
                nn.functional.conv1d(
                    nn.functional.pad(torch.eye(length), (len(kernel) // 2, (len(kernel) - 1) - len(kernel) // 2))[:, None],
                    kernel[None, None],
                )[:, 0].T
            ),
            "stays inside the readings",
        ),
        "zeros at both ends": (
            lambda kernel, length: torch.cat(
                [
                    torch.zeros((len(kernel) - 1) // 2, length),
                    window_matrix(kernel, length),
                    torch.zeros(len(kernel) // 2, length),
                ]
            ),
            "stays inside the readings",
        ),
        "over both ends": (
            lambda kernel, length: (
                nn.functional.conv1d(torch.eye(length)[:, None], kernel[None, None], padding=len(kernel) - 1)[:, 0].T
            ),
            "stays inside the readings",
        ),
        "the example only": (
            lambda kernel, length: torch.tensor(
                [[{0: -1.0, 2: 1.0}.get(at - stop, 0.0) for at in range(length)] for stop in range(length - 2)]
            ).reshape(length - 2, length),
            "only an example",
        ),
        "a layer": (lambda kernel, length: nn.Linear(length, length - len(kernel) + 1), "tensor"),
        "whole numbers": (lambda kernel, length: window_matrix(kernel, length).long(), "expected"),
        "doubles the kernel": (doubles_the_kernel, "must stay as it is"),
        "the mean": (lambda kernel, length: window_matrix(kernel / len(kernel), length), "expected"),
    },
)
