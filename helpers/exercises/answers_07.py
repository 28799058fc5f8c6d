"""Answers to lesson 07 that the tests hand to its judges: what students typically write, and other right ways."""

import torch
from torch import nn

from helpers.exercises.answers_prediction import RIGHT_PREDICTIONS, WRONG_PREDICTIONS
from helpers.exercises.lesson_07 import collapse, dropout, linear


def _copied_layer(inputs, weight, bias):
    layer = nn.Linear(weight.shape[1], weight.shape[0])
    layer.load_state_dict({"weight": weight, "bias": bias})
    return layer(inputs)


def _always_as_many(inputs, p, training):
    if not training:
        return inputs
    mask = torch.ones(inputs.numel(), dtype=inputs.dtype)
    mask[torch.randperm(len(mask))[: round(p * len(mask))]] = 0
    return inputs * mask.view_as(inputs) / (1 - p)


def _one_mask_for_both_halves(inputs, p, training):
    if not training:
        return inputs
    half = inputs.shape[0] // 2
    mask = (torch.rand_like(inputs[: inputs.shape[0] - half]) >= p).repeat(2, *[1] * (inputs.dim() - 1))[: inputs.shape[0]]
    return inputs * mask / (1 - p)


def _in_place(inputs, p, training):
    if training:
        inputs *= (torch.rand_like(inputs) >= p) / (1 - p)
    return inputs


def _same_mask(inputs, p, training):
    torch.manual_seed(0)
    return dropout(inputs, p, training)


def _whole_rows(inputs, p, training):
    keep = torch.randperm(len(inputs)) >= round(p * len(inputs))  # the share is exactly right
    return inputs * keep.reshape(-1, *[1] * (inputs.dim() - 1)) / (1 - p) if training else inputs


def _mask(inputs, p):
    return torch.rand_like(inputs) >= p


def _by_choosing(inputs, p, training):
    kept = torch.where(torch.empty_like(inputs).bernoulli_(p) == 1, torch.zeros_like(inputs), inputs / (1 - p))
    return kept if training else inputs.clone()


def _through_the_identity(first, second):
    size = first.in_features
    with torch.no_grad():
        bias = second(first(torch.zeros(size)))
        return (second(first(torch.eye(size))) - bias).T, bias


WRONG = {
    "07.1": {
        "not transposed": lambda inputs, weight, bias: inputs @ weight + bias,
        "in place": lambda inputs, weight, bias: inputs @ weight.t_() + bias,
        "without bias": lambda inputs, weight, bias: inputs @ weight.T,
        "bias first": lambda inputs, weight, bias: (inputs + bias) @ weight.T,
        "bias subtracted": lambda inputs, weight, bias: inputs @ weight.T - bias,
        "without a graph": torch.no_grad()(linear),
        "a copied layer": _copied_layer,
        "outputs in rows": lambda inputs, weight, bias: (linear(inputs, weight, bias)).T,
        "number by number": lambda inputs, weight, bias: inputs * weight + bias,
        "one example": lambda inputs, weight, bias: weight @ inputs[0] + bias,
        "as numbers": lambda inputs, weight, bias: linear(inputs, weight, bias).tolist(),
        "no numbers": lambda inputs, weight, bias: linear(inputs, weight, bias) * float("nan"),
    },
    "07.2": WRONG_PREDICTIONS,
    "07.3": {
        "does not divide": lambda inputs, p, training: inputs * _mask(inputs, p) if training else inputs,
        "divides by p": lambda inputs, p, training: inputs * _mask(inputs, p) / max(p, 1e-9) if training else inputs,
        "multiplies by 1 - p": lambda inputs, p, training: inputs * _mask(inputs, p) * (1 - p) if training else inputs,
        "keeps with p": lambda inputs, p, training: inputs * (torch.rand_like(inputs) < p) / (1 - p) if training else inputs,
        "drops in evaluation too": lambda inputs, p, training: dropout(inputs, p, True),
        "corrects in evaluation": lambda inputs, p, training: dropout(inputs, p, True) if training else inputs * (1 - p),
        "divides in evaluation": lambda inputs, p, training: dropout(inputs, p, True) if training else inputs / (1 - p),
        "whole rows": _whole_rows,
        "the same mask": _same_mask,
        "in place": _in_place,
        "always as many": _always_as_many,
        "one mask for both halves": _one_mask_for_both_halves,
        "noise instead": lambda inputs, p, training: inputs + p * torch.randn_like(inputs) if training else inputs,
        "without a graph": torch.no_grad()(dropout),
        "relu first": lambda inputs, p, training: dropout(inputs.relu() if training else inputs, p, training),
        "one row too few": lambda inputs, p, training: dropout(inputs, p, training)[1:],
    },
    "07.4": {
        "the other order": lambda first, second: (first.weight @ second.weight, collapse(first, second)[1]),
        "adds the biases": lambda first, second: (second.weight @ first.weight, first.bias + second.bias),
        "without the first bias": lambda first, second: (second.weight @ first.weight, second.bias),
        "without the second bias": lambda first, second: (second.weight @ first.weight, second.weight @ first.bias),
        "transposed": lambda first, second: (collapse(first, second)[0].T, collapse(first, second)[1]),
        "number by number": lambda first, second: (second.weight * first.weight, collapse(first, second)[1]),
        "adds the weights": lambda first, second: (second.weight + first.weight, collapse(first, second)[1]),
        "the other bias": lambda first, second: (second.weight @ first.weight, first.weight @ second.bias + first.bias),
        "a layer": lambda first, second: nn.Sequential(first, second),
        "with the activation": lambda first, second: (second.weight @ first.weight.relu(), collapse(first, second)[1]),
    },
}

ALSO_RIGHT = {
    "07.1": {
        "torch's own": nn.functional.linear,
        "the other way up": lambda inputs, weight, bias: (weight @ inputs.T).T + bias,
        "as a sum": lambda inputs, weight, bias: (inputs[:, None, :] * weight).sum(dim=2) + bias,
    },
    "07.2": RIGHT_PREDICTIONS,
    "07.3": {
        "by choosing": _by_choosing,
        "torch's own": lambda inputs, p, training: nn.functional.dropout(inputs, p, training),
    },
    "07.4": {"through the unit vectors": _through_the_identity},
}
