"""Exercise 07.2, beyond its own mistakes."""

import pytest
import torch
from torch import nn

from helpers.exercises.lesson_07.bytes_kept_for_going_back import EXERCISE, kept_bytes
from helpers.graph_memory import GraphMemory
from tests.exercises.judging import accepts, refuses


def measured(pictures, hidden, training, recording):
    """What torch really keeps; the numbers of pixels and of answers do not matter."""
    layers, before = [], 5
    for units in hidden:
        layers += [nn.Linear(before, units), nn.BatchNorm1d(units), nn.ReLU(), nn.Dropout(0.5)]
        before = units
    model = nn.Sequential(*layers, nn.Linear(before, 3)).train(training)
    inputs = torch.rand(pictures, 5)
    with torch.set_grad_enabled(recording), GraphMemory(model, inputs) as memory:
        outputs = model(inputs)
        assert outputs.shape == (pictures, 3)
        return memory.bytes


def in_one_line(pictures, hidden, training, recording):
    return recording * sum(hidden) * (16 * pictures + 8 if training else 8 * pictures)


def the_first_layer_alone(pictures, hidden, training, recording):
    return kept_bytes(pictures, hidden[:1], training, recording)


def with_the_pictures(pictures, hidden, training, recording):
    return kept_bytes(pictures, hidden, training, recording) + 4 * 64 * pictures * recording


@pytest.mark.parametrize("arguments", [(64, [256], True, True), (64, [256], False, True), (3, [7, 4], True, True)])
def test_the_pencil_finds_what_torch_keeps(arguments):
    assert kept_bytes(*arguments) == measured(*arguments)


test_right = accepts(EXERCISE, {"measured": measured, "in one line": in_one_line})
test_wrong = refuses(
    EXERCISE,
    {
        "the first layer alone": (the_first_layer_alone, "the sum of what each keeps"),
        "with the pictures": (with_the_pictures, "264,192"),
    },
)
