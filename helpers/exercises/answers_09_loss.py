"""Answers to exercise 09.1 that the tests hand to its judge; ``answers_09`` joins them to the others of its lesson."""

import torch
from torch import nn

from helpers.exercises.weighted_loss import weighted_loss

binary_cross_entropy = nn.functional.binary_cross_entropy


def _weights(labels, weight):
    return 1 + (weight - 1) * labels


def _each(logits, labels):
    return nn.functional.softplus(logits) - logits * labels


def _log_of_sigmoid(logits, labels, weight):
    p = logits.sigmoid()
    return -(weight * labels * p.log() + (1 - labels) * (1 - p).log()).mean()


def _one_half(logits, labels, weight):
    return -(weight * labels * logits.sigmoid().log()).mean()


def _clamped_probability(logits, labels, weight):
    p = logits.sigmoid().clamp(1e-7, 1 - 1e-7)
    return -(weight * labels * p.log() + (1 - labels) * (1 - p).log()).mean()


def _branches(logits, labels, weight):
    softplus = torch.where(logits > 20, logits, logits.exp().log1p())
    return ((softplus - logits * labels) * _weights(labels, weight)).mean()


def _right_value_without_slope(logits, labels, weight):
    with torch.no_grad():
        value = weighted_loss(logits, labels, weight)
    return value + 0 * logits.clamp(-1, 1).sum()


def _goes_back_itself(logits, labels, weight):
    loss = weighted_loss(logits, labels, weight)
    loss.backward(retain_graph=True)
    return loss


def _in_place_loss(logits, labels, weight):
    loss = weighted_loss(logits, labels, weight)
    labels += 1
    return loss


def _squeezed(logits, labels, weight):
    return (_each(logits, labels.squeeze(1)) * _weights(labels, weight)).mean()


def _by_the_weights(logits, labels, weight):
    weights = _weights(labels, weight)
    return (_each(logits, labels) * weights).sum() / weights.sum()


WRONG_LOSSES = {
    "log of the sigmoid": _log_of_sigmoid,
    "sigmoid and BCELoss": lambda z, y, w: binary_cross_entropy(z.sigmoid(), y, weight=_weights(y, w)),
    "clamped probability": _clamped_probability,
    "without the weight": lambda z, y, w: _each(z, y).mean(),
    "weight for all": lambda z, y, w: w * _each(z, y).mean(),
    "weight for the negative": lambda z, y, w: (_each(z, y) * (w + (1 - w) * y)).mean(),
    "weight on z * y alone": lambda z, y, w: (nn.functional.softplus(z) - w * z * y).mean(),
    "divided by the weights": _by_the_weights,
    "sum": lambda z, y, w: weighted_loss(z, y, w) * len(y),
    "without the minus": lambda z, y, w: -weighted_loss(z, y, w),
    "labels swapped": lambda z, y, w: weighted_loss(z, 1 - y, w),
    "only label 1": _one_half,
    "sigmoid twice": lambda z, y, w: weighted_loss(z.sigmoid(), y, w),
    "n x n": _squeezed,
    "branches": _branches,
    "each example": lambda z, y, w: _each(z, y) * _weights(y, w),
    "a plain number": lambda z, y, w: weighted_loss(z, y, w).item(),
    "detached": lambda z, y, w: weighted_loss(z, y, w).detach(),
    "capped": lambda z, y, w: weighted_loss(z, y, w).clamp(max=60),
    "no slope": _right_value_without_slope,
    "labels changed": _in_place_loss,
    "calls backward()": _goes_back_itself,
    "no number": lambda z, y, w: weighted_loss(z, y, w) * float("nan"),
    "clamped at 0": lambda z, y, w: ((z.clamp(min=0) - z * y + (-z.abs()).exp().log1p()) * _weights(y, w)).mean(),
    "squared error": lambda z, y, w: ((z.sigmoid() - y).square() * _weights(y, w)).mean(),
}

RIGHT_LOSSES = {
    "torch's own": lambda z, y, w: nn.functional.binary_cross_entropy_with_logits(z, y, pos_weight=torch.tensor(w)),
    "logsigmoid": lambda z, y, w: -(w * y * nn.functional.logsigmoid(z) + (1 - y) * nn.functional.logsigmoid(-z)).mean(),
    "the largest first": lambda z, y, w: (((z + z.abs()) / 2 - z * y + (-z.abs()).exp().log1p()) * _weights(y, w)).mean(),
    "logaddexp": lambda z, y, w: ((torch.logaddexp(z, 0 * z) - z * y) * _weights(y, w)).mean(),
}
