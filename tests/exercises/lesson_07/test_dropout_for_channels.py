"""Exercise 07.3, beyond its own mistakes."""

import numpy as np
import torch
from torch import nn

from helpers.exercises.lesson_07.dropout_for_channels import EXERCISE, dropout
from tests.exercises.judging import accepts, refuses


def draws_for(inputs):
    return torch.rand(inputs.shape[0], inputs.shape[1], 1, 1)


def strike(inputs, draws, p, training):
    return inputs * (draws >= p) / (1 - p) if training else inputs


def by_choosing(inputs, p, training):
    kept = torch.where(torch.empty(*inputs.shape[:2], 1, 1).bernoulli_(p) == 1, torch.zeros_like(inputs), inputs / (1 - p))
    return kept if training else inputs.clone()


def by_index(inputs, p, training):
    if not training:
        return inputs
    outputs = inputs / (1 - p)
    outputs[torch.rand(inputs.shape[:2]) < p] = 0
    return outputs


def channel_by_channel(inputs, p, training):
    if not training or p == 0:
        return inputs * 1
    pictures, channels = inputs.shape[:2]
    factors = torch.tensor([0.0 if torch.rand(1).item() < p else 1 / (1 - p) for _ in range(pictures * channels)])
    return inputs * factors.reshape(pictures, channels, 1, 1)


def first_pixel_decides(inputs, p, training):
    return strike(inputs, torch.rand_like(inputs)[:, :, :1, :1], p, training)


def with_a_generator(inputs, p, training):
    generator = torch.Generator()
    generator.seed()
    return strike(inputs, torch.rand(*inputs.shape[:2], 1, 1, generator=generator), p, training)


def neighbours_avoid_each_other(inputs, p, training):
    draws = draws_for(inputs)
    draws[:, 1::2] = 1 - draws[:, : draws[:, 1::2].shape[1] * 2 : 2]
    return strike(inputs, draws, p, training)


def every_other_call(inputs, p, training, memory={}):  # noqa: B006
    key = tuple(inputs.shape)
    draws = 1 - memory.pop(key) if key in memory else memory.setdefault(key, draws_for(inputs))
    return strike(inputs, draws, p, training)


def as_many_in_each_picture(inputs, p, training):
    ranks = draws_for(inputs).argsort(1)
    return inputs * (ranks >= round(p * inputs.shape[1])) / (1 - p) if training else inputs


def another_seed(inputs, p, training):
    torch.seed()
    return dropout(inputs, p, training)


def old_numpy(inputs, p, training):
    return strike(inputs, torch.from_numpy(np.random.default_rng().random((*inputs.shape[:2], 1, 1))), p, training)


def in_place_in_evaluation(inputs, p, training):
    if not training:
        return inputs.data.mul_(1 - p)
    return dropout(inputs, p, training)


def two_halves(inputs, p, training):
    half = draws_for(inputs[: len(inputs) - len(inputs) // 2])
    return strike(inputs, torch.cat([half, half])[: len(inputs)], p, training)


def channels_in_pairs(inputs, p, training):
    draws = draws_for(inputs)
    second = draws[:, 1::2]
    draws[:, 1::2] = draws[:, ::2][:, : second.shape[1]]
    return strike(inputs, draws, p, training)


test_right = accepts(
    EXERCISE,
    {
        "by choosing": by_choosing,
        "by index": by_index,
        "channel by channel": channel_by_channel,
        "the first pixel decides": first_pixel_decides,
        "a strict comparison": lambda inputs, p, training: inputs * (draws_for(inputs) > p) / (1 - p) if training else inputs,
        "expanded": lambda inputs, p, training: strike(inputs, draws_for(inputs).expand_as(inputs), p, training),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "torch's own": (
            lambda inputs, p, training: nn.functional.dropout2d(inputs, p, training),
            "write it yourself",
        ),
        "torch's own layer": (
            lambda inputs, p, training: nn.Dropout2d(p).train(training)(inputs),
            "write it yourself",
        ),
        "torch's own for rows": (
            lambda inputs, p, training: nn.functional.dropout1d(inputs.flatten(2), p, training).reshape(inputs.shape),
            "write it yourself",
        ),
        "torch's own for volumes": (
            lambda inputs, p, training: nn.functional.dropout3d(inputs[..., None], p, training)[..., 0],
            "write it yourself",
        ),
        "what torch's own call": (lambda inputs, p, training: torch.feature_dropout(inputs, p, training), "write it yourself"),
        "in place in evaluation": (in_place_in_evaluation, "the inputs afterwards: 'as they were'"),
        "neighbours avoid each other": (neighbours_avoid_each_other, "not independent of each other"),
        "every other call": (every_other_call, "each on its own"),
        "the same for two halves": (two_halves, "not independent of each other"),
        "channels in pairs": (channels_in_pairs, "Some channels of a picture share a draw"),
        "dropout for numbers": (
            lambda inputs, p, training: nn.functional.dropout(inputs, p, training),
            "strike out whole channels",
        ),
        "torch's own, in place": (
            lambda inputs, p, training: nn.functional.dropout2d(inputs.data, p, training, inplace=True),
            "the inputs afterwards: 'as they were'",
        ),
        "whole pictures": (
            lambda inputs, p, training: strike(inputs, torch.rand(len(inputs), 1, 1, 1), p, training),
            "each channel of a picture is drawn on its own",
        ),
        "the same for all pictures": (
            lambda inputs, p, training: strike(inputs, torch.rand(inputs.shape[1], 1, 1), p, training),
            "each picture has draws of its own",
        ),
        "as many in each picture": (as_many_in_each_picture, "always equally many"),
        "another seed": (another_seed, "from the same seed of torch"),
        "NumPy's numbers": (old_numpy, "torch's random numbers"),
        "a generator of its own": (with_a_generator, "torch's random numbers"),
        "noise instead": (
            lambda inputs, p, training: inputs + p * torch.randn_like(inputs) if training else inputs,
            "struck out, about: 0.3, got 0.",
        ),
        "one picture too few": (lambda inputs, p, training: dropout(inputs, p, training)[1:], "shape of the outputs"),
        "as numbers": (lambda inputs, p, training: dropout(inputs, p, training).tolist(), "expected a tensor, got a list"),
        "always half": (lambda inputs, p, training: dropout(inputs, 0.5, training), "struck out, about: 0.3, got 0.5"),
        "the palest ones": (
            lambda inputs, p, training: strike(inputs, inputs.abs()[:, :, :1, :1] - 10 + p, p, training),
            "the same in a second call",
        ),
    },
)
