"""Exercise 09.1: binary cross-entropy of logits, with a weight for the positive class; and its judge."""

import numpy as np
import torch
from torch import nn

from helpers.exercises.exercise import WrongAnswer, call


def weighted_loss(logits, labels, weight):
    """log(1 + e^z) - z * y, times weight where y is 1; softplus computes the logarithm without e^z for a large z."""
    each = nn.functional.softplus(logits) - logits * labels
    return (each * (1 + (weight - 1) * labels)).mean()


def _torchs(logits, labels, weight):
    return nn.functional.binary_cross_entropy_with_logits(logits, labels, pos_weight=torch.tensor(float(weight)))


def judge_weighted_loss(answer):
    """Small logits first, of three sizes, then 0 itself and large ones, both signs, both labels: value and slope."""
    generator = torch.Generator().manual_seed(0)
    for size, weight in ((4, 3.0), (1, 2.0), (7, 0.25)):
        logits = 2 * torch.randn(size, 1, generator=generator)
        labels = torch.tensor([[1.0], [0.0], [0.0], [1.0], [1.0], [1.0], [0.0]])[:size]
        few = "one small logit" if size == 1 else f"{size} small logits"
        _judge_one_loss(answer, logits, labels, weight, f"for {few}, weight {weight:g}")
    labels = torch.tensor([[0.0], [1.0]])
    _judge_one_loss(answer, torch.zeros(2, 1), labels, 2.0, "for two logits of exactly 0, labels 0 and 1, weight 2")
    for size in (20.0, 100.0, 300.0):
        for sign, label in ((1, 0.0), (-1, 1.0), (1, 1.0), (-1, 0.0)):
            logits = torch.tensor([[sign * size], [0.5]])
            where = f"for the logits {sign * size:g} and 0.5, labels {label:g} and 1, weight 2"
            _judge_one_loss(answer, logits, torch.tensor([[label], [1.0]]), 2.0, where)


def _judge_one_loss(answer, logits, labels, weight, where):
    given, wanted_from = logits.clone().requires_grad_(), logits.clone().requires_grad_()
    wanted = _torchs(wanted_from, labels, weight)
    wanted.backward()
    kept = labels.clone()
    got = call(answer, given, kept, weight)
    if not isinstance(got, torch.Tensor) or got.dtype == torch.bool or got.numel() != 1:
        shown = f"shape {tuple(got.shape)}" if hasattr(got, "shape") else f"a {type(got).__name__}"
        raise WrongAnswer("one loss as a tensor", shown, "Average over the examples, and keep it a tensor: no .item().")
    if not torch.equal(given, logits) or not torch.equal(kept, labels):
        raise WrongAnswer("logits and labels as they were", "changed ones", "Compute new tensors; change nothing in place.")
    value, right = got.item(), wanted.item()
    if not abs(value - right) <= 1e-4 * (1 + abs(right)):
        raise WrongAnswer(f"{right:.4f} {where}", f"{value:.4f}", _loss_look(value, right, logits, labels, weight))
    if not got.requires_grad:
        look = "Without .item(), .detach() or numpy the graph stays."
        raise WrongAnswer("a loss that backward() can start from", "one without a graph", look)
    if given.grad is not None:
        raise WrongAnswer("a loss alone", "a loss after backward()", "Return the loss; whoever calls the function goes back.")
    got.backward()
    if given.grad is None or not torch.allclose(given.grad, wanted_from.grad, atol=1e-4):
        slope = "none" if given.grad is None else [round(number, 4) for number in given.grad.flatten().tolist()]
        look = "The value is right and the slope is not: a logit that was clamped, or a flat sigmoid, passes none on."
        if not logits.any():
            look = (
                "The value is right. At logit 0 itself clamp and relu have a corner, and take one side: one half is in between."
            )
        if given.grad is not None and given.grad.isnan().any():
            look = "The value is right and the slope NaN: the branch that torch.where leaves out still overflowed."
        raise WrongAnswer(f"slopes {[round(n, 4) for n in wanted_from.grad.flatten().tolist()]} {where}", slope, look)


def _loss_look(value, right, logits, labels, weight):
    """Where to look, from the value that came."""
    large = logits.abs().max() >= 20
    if not np.isfinite(value):
        if large:
            return "The sigmoid rounds to 0 or 1, or the exponential to infinity: never compute them, rewrite the formula."
        return "These logits are small. A class may be absent (the mean of no examples is NaN); nothing needs the logarithm of 0."
    if large:
        return "Small logits were right and this one is not: something is rounded or capped on the way."
    probabilities = logits.sigmoid()
    each = nn.functional.softplus(logits) - logits * labels
    weights = 1 + (weight - 1) * labels
    crossed = nn.functional.softplus(logits) - logits * labels.squeeze(1)
    looks = {
        "The weight is not used: it multiplies the loss of each example with label 1.": each.mean(),
        "The weight is for examples with label 1 alone.": weight * each.mean(),
        "The weight belongs to label 1, and here it went to label 0.": (each * (weight + (1 - weight) * labels)).mean(),
        "Divide by the number of examples, not by the sum of the weights.": (each * weights).sum() / weights.sum(),
        "The weight multiplies the whole loss of a positive example, not the part z * y alone.": (
            nn.functional.softplus(logits) - weight * logits * labels
        ).mean(),
        "That is the loss with the two labels swapped: y = 1 is the positive class.": _torchs(logits, 1 - labels, weight),
        "That is the sum over the examples: take the mean.": right * len(labels),
        "The sign is wrong: a loss is minus the logarithm of a probability.": -right,
        "The sigmoid was taken twice: this loss already contains it.": _torchs(probabilities, labels, weight),
        "Half of the formula is missing: examples with label 0 count too.": -(weight * labels * probabilities.log()).mean(),
        "Shapes (n, 1) and (n,) together make n x n numbers: keep both as they are.": (crossed * weights).mean(),
        "Shapes (n, 1) and (n,) together make n x n numbers here: keep both as they are.": (crossed * weights.squeeze(1)).mean(),
    }
    found = (look for look, number in looks.items() if abs(value - float(number)) < 1e-4)
    return next(found, "For one example it is log(1 + e^z) - z * y, times weight where the label y is 1.")
