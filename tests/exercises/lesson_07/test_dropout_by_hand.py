"""Exercise 07.3, beyond its own mistakes."""

import numpy as np
import torch
from torch import nn

from helpers.exercises.lesson_07.dropout_by_hand import EXERCISE, dropout
from tests.exercises.judging import accepts, refuses


def by_choosing(inputs, p, training):
    kept = torch.where(torch.empty_like(inputs).bernoulli_(p) == 1, torch.zeros_like(inputs), inputs / (1 - p))
    return kept if training else inputs.clone()


def by_index(inputs, p, training):
    if not training:
        return inputs
    outputs = inputs / (1 - p)
    outputs[torch.rand(inputs.shape) < p] = 0
    return outputs


def number_by_number(inputs, p, training):
    if not training or p == 0:
        return inputs * 1
    factors = torch.tensor([0.0 if torch.rand(1).item() < p else 1 / (1 - p) for _ in range(inputs.numel())])
    return inputs * factors.reshape(inputs.shape)


def neighbours_avoid_each_other(inputs, p, training):
    draws = torch.rand_like(inputs)
    draws[..., 1::2] = 1 - draws[..., : draws[..., 1::2].shape[-1] * 2 : 2]
    return inputs * (draws >= p) / (1 - p) if training else inputs


def every_other_call(inputs, p, training, memory={}):  # noqa: B006
    key = tuple(inputs.shape)
    draws = 1 - memory.pop(key) if key in memory else memory.setdefault(key, torch.rand(inputs.shape))
    return inputs * (draws >= p) / (1 - p) if training else inputs


def columns(inputs, p, training):
    keep = torch.randperm(inputs.shape[-1]) >= round(p * inputs.shape[-1])  # the share is exactly right
    return inputs * keep / (1 - p) if training else inputs


def as_many_in_each_row(inputs, p, training):
    ranks = torch.rand_like(inputs).argsort(-1)
    return inputs * (ranks >= round(p * inputs.shape[-1])) / (1 - p) if training else inputs


def another_seed(inputs, p, training):
    torch.seed()
    return dropout(inputs, p, training)


def numpy_of_its_own(inputs, p, training):
    keep = torch.from_numpy(np.random.default_rng().random(tuple(inputs.shape)) >= p)
    return inputs * keep / (1 - p) if training else inputs


def in_place_in_evaluation(inputs, p, training):
    if not training:
        return inputs.data.mul_(1 - p)
    return dropout(inputs, p, training)


def rows(inputs, p, training):
    keep = torch.rand(len(inputs), *[1] * (inputs.dim() - 1)) >= p
    return inputs * keep / (1 - p) if training else inputs


def pairs(inputs, p, training):
    draws = torch.rand_like(inputs[..., ::2]).repeat_interleave(2, -1)[..., : inputs.shape[-1]]
    return inputs * (draws >= p) / (1 - p) if training else inputs


def two_halves(inputs, p, training):
    half = torch.rand_like(inputs[: len(inputs) - len(inputs) // 2])
    return inputs * (torch.cat([half, half])[: len(inputs)] >= p) / (1 - p) if training else inputs


test_right = accepts(
    EXERCISE,
    {
        "torch's own": lambda inputs, p, training: nn.functional.dropout(inputs, p, training),
        "by choosing": by_choosing,
        "by index": by_index,
        "number by number": number_by_number,
        "a strict comparison": lambda inputs, p, training: (
            inputs * (torch.rand_like(inputs) > p) / (1 - p) if training else inputs
        ),
        "bernoulli": lambda inputs, p, training: (
            inputs * torch.full_like(inputs, 1 - p).bernoulli() / (1 - p) if training else inputs + 0
        ),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "in place in evaluation": (in_place_in_evaluation, "the inputs afterwards: 'as they were'"),
        "neighbours avoid each other": (neighbours_avoid_each_other, "not independent of each other"),
        "every other call": (every_other_call, "each on its own"),
        "whole rows": (rows, "the mask has as many numbers as the inputs, and repeats none"),
        "in pairs": (pairs, "not independent of each other"),
        "the same for two halves": (two_halves, "not independent of each other"),
        "torch's own, in place": (
            lambda inputs, p, training: nn.functional.dropout(inputs.data, p, training, inplace=True),
            "the inputs afterwards: 'as they were'",
        ),
        "whole columns": (columns, "not independent of each other"),
        "as many in each row": (as_many_in_each_row, "always equally many"),
        "another seed": (another_seed, "from the same seed of torch"),
        "NumPy's numbers": (numpy_of_its_own, "from the same seed of torch"),
        "noise instead": (
            lambda inputs, p, training: inputs + p * torch.randn_like(inputs) if training else inputs,
            "number by number",
        ),
        "relu first": (
            lambda inputs, p, training: dropout(inputs.relu() if training else inputs, p, training),
            "number by number",
        ),
        "one row too few": (lambda inputs, p, training: dropout(inputs, p, training)[1:], "shape of the outputs"),
        "the mask": (lambda inputs, p, training: (torch.rand_like(inputs) >= p) / (1 - p), "got 'different from number"),
        "as numbers": (lambda inputs, p, training: dropout(inputs, p, training).tolist(), "expected a tensor, got a list"),
        "always half": (lambda inputs, p, training: dropout(inputs, 0.5, training), "share of zeros, about: 0.3, got 0.5"),
        "the smallest ones": (
            lambda inputs, p, training: inputs * (inputs.abs() >= inputs.abs().quantile(p)) / (1 - p) if training else inputs,
            "the same in a second call",
        ),
    },
)
