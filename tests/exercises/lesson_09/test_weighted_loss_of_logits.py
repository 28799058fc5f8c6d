"""Exercise 09.3, beyond its own mistakes."""

import torch
from torch import nn

from helpers.exercises.lesson_09.weighted_loss_of_logits import EXERCISE, weighted_loss
from tests.exercises.judging import accepts, refuses


def weights(labels, weight):
    return 1 + (weight - 1) * labels


def one_by_one(logits, labels, weight):
    total = 0
    for z, y in zip(logits.flatten(), labels.flatten(), strict=True):
        one = nn.functional.softplus(z) - z * y
        total = total + (weight * one if y == 1 else one)
    return total / len(labels)


def right_value_without_slope(logits, labels, weight):
    with torch.no_grad():
        value = weighted_loss(logits, labels, weight)
    return value + 0 * logits.clamp(-1, 1).sum()


def changes_the_labels(logits, labels, weight):
    loss = weighted_loss(logits, labels, weight)
    labels += 1
    return loss


def clears_the_gradient(logits, labels, weight):
    logits.grad = None
    return weighted_loss(logits, labels, weight)


def mean_of_each_class(logits, labels, weight):
    each = nn.functional.softplus(logits) - logits * labels
    return (weight * each[labels == 1].mean() + each[labels == 0].mean()) / 2


def fills_the_gradient(logits, labels, weight):
    loss = weighted_loss(logits, labels, weight)
    if logits.requires_grad:
        loss.backward(retain_graph=True)
    return loss


def with_a_little(little):
    """By the sigmoid, with something added against a logarithm of 0."""

    def answer(z, y, w):
        p = z.sigmoid()
        return -(w * y * (p + little).log() + (1 - y) * (1 - p + little).log()).mean()

    return answer


def both_logarithms(z, y, w):
    return (w * y * (-z).exp().log1p() + (1 - y) * z.exp().log1p()).mean()


def chosen_by_where(z, y, w):
    """The two ways of writing it in section 7, chosen by the sign."""
    softplus = torch.where(z > 0, z + (-z).exp().log1p(), z.exp().log1p())
    return ((softplus - z * y) * weights(y, w)).mean()


def flat_labels_and_a_sum(z, y, w):
    y = y.flatten()
    each = nn.functional.softplus(z) - z * y
    return (torch.where(y == 1, w, 1.0) * each).sum() / len(y)


def labels_squeezed_once(z, y, w):
    return ((nn.functional.softplus(z) - z * y.squeeze(1)) * weights(y, w)).mean()


test_right = accepts(
    EXERCISE,
    {
        "torch's own": lambda z, y, w: nn.functional.binary_cross_entropy_with_logits(z, y, pos_weight=torch.tensor(w)),
        "logsigmoid": lambda z, y, w: -(w * y * nn.functional.logsigmoid(z) + (1 - y) * nn.functional.logsigmoid(-z)).mean(),
        "without softplus": lambda z, y, w: (((z + z.abs()) / 2 - z * y + (-z.abs()).exp().log1p()) * weights(y, w)).mean(),
        "the larger of z and 0": lambda z, y, w: (
            (torch.maximum(z, torch.zeros_like(z)) - z * y + (-z.abs()).exp().log1p()) * weights(y, w)
        ).mean(),
        "logaddexp": lambda z, y, w: ((torch.logaddexp(z, 0 * z) - z * y) * weights(y, w)).mean(),
        "one by one": one_by_one,
        "of shape (1,)": lambda z, y, w: weighted_loss(z, y, w).reshape(1),
        "weights by where": lambda z, y, w: (nn.functional.softplus((1 - 2 * y) * z) * torch.where(y == 1, w, 1.0)).mean(),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "clamped at 0": (
            lambda z, y, w: ((z.clamp(min=0) - z * y + (-z.abs()).exp().log1p()) * weights(y, w)).mean(),
            "a corner",
        ),
        "relu": (lambda z, y, w: ((z.relu() - z * y + torch.log(1 + torch.exp(-abs(z)))) * weights(y, w)).mean(), "a corner"),
        "max by where": (
            lambda z, y, w: ((torch.where(z > 0, z, 0) - z * y + (-z.abs()).exp().log1p()) * weights(y, w)).mean(),
            "a corner",
        ),
        "a plain number": (lambda z, y, w: weighted_loss(z, y, w).item(), "Return a tensor, without .item()"),
        "detached": (lambda z, y, w: weighted_loss(z, y, w).detach(), ".detach() and no_grad() cut it"),
        "a new tensor": (lambda z, y, w: torch.tensor(weighted_loss(z, y, w).item(), requires_grad=True), "graph"),
        "capped": (lambda z, y, w: weighted_loss(z, y, w).clamp(max=60), "no cap may stand in it"),
        "capped logits": (lambda z, y, w: weighted_loss(z.clamp(-50, 50), y, w), "no cap may stand in it"),
        "no slope": (right_value_without_slope, "cut off from the logits"),
        "labels changed": (changes_the_labels, "a tensor was changed in place"),
        "logits changed in place": (lambda z, y, w: weighted_loss(z.clamp_(-300, 300), y, w), "make a new tensor"),
        "gradient cleared": (clears_the_gradient, "logits: gradient"),
        "gradient filled": (fills_the_gradient, "logits: gradient"),
        "no number": (lambda z, y, w: weighted_loss(z, y, w) * float("nan"), "got nan"),
        "squared error": (lambda z, y, w: ((z.sigmoid() - y).square() * weights(y, w)).mean(), "log(1 + e^z) - z * y"),
        "weight for all, in torch": (
            lambda z, y, w: nn.functional.binary_cross_entropy_with_logits(z, y, weight=torch.tensor(w)),
            "label 1 alone",
        ),
        "the mean of each class": (mean_of_each_class, "then the mean"),
        "rounded": (lambda z, y, w: weighted_loss(z, y, w).round(decimals=3), "unrounded"),
        **{f"{little:g} added": (with_a_little(little), "No sigmoid") for little in (1e-7, 1e-8, 1e-10, 1e-12)},
        "both logarithms": (both_logarithms, "no e^z of a large z"),
        "labels squeezed once": (labels_squeezed_once, "n x n numbers"),
        "flat labels and a sum": (flat_labels_and_a_sum, "n x n numbers"),
        "chosen by where": (chosen_by_where, "needs no branch"),
        "overflows": (lambda z, y, w: ((z.exp().log1p() - z * y) * weights(y, w)).mean(), "for both signs, without it"),
        "another cap of the probability": (
            lambda z, y, w: nn.functional.binary_cross_entropy(z.sigmoid().clamp(1e-4, 1 - 1e-4), y, weight=weights(y, w)),
            "No sigmoid",
        ),
    },
)
