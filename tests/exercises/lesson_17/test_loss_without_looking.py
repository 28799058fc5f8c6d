"""Exercise 17.5, beyond its own mistakes."""

import math

import torch
from torch import nn

from helpers.exercises.lesson_17.loss_without_looking import EXERCISE, loss_without_looking
from tests.exercises.judging import accepts, refuses


def by_a_loop(labels, classes):
    total = 0.0
    for k in range(classes):
        share = (labels == k).float().mean().item()
        if share > 0:
            total -= share * math.log(share)
    return total


def by_cross_entropy(labels, classes):
    shares = torch.bincount(labels, minlength=classes) / len(labels)
    logits = shares.clamp(min=1e-30).log().expand(len(labels), classes)
    return nn.functional.cross_entropy(logits, labels).item()


def by_xlogy(labels, classes):
    shares = labels.unique(return_counts=True)[1].double() / len(labels)
    return -torch.special.xlogy(shares, shares).sum().item()


def by_minimising(labels, classes):
    """Finds the lowest loss by looking for it, and returns it with its graph."""
    logits = torch.zeros(classes, requires_grad=True)
    optimizer = torch.optim.LBFGS([logits], max_iter=200, line_search_fn="strong_wolfe")

    def loss():
        optimizer.zero_grad()
        found = nn.functional.cross_entropy(logits.expand(len(labels), classes), labels)
        found.backward()
        return found

    optimizer.step(loss)
    return nn.functional.cross_entropy(logits.expand(len(labels), classes), labels)


def sorts_the_labels(labels, classes):
    found = loss_without_looking(labels, classes)
    labels.sort()
    labels.copy_(labels.sort().values)
    return found


test_right = accepts(
    EXERCISE,
    {
        "by a loop": by_a_loop,
        "by cross_entropy": by_cross_entropy,
        "by xlogy": by_xlogy,
        "by minimising": by_minimising,
        "a distribution": lambda labels, classes: torch.distributions.Categorical(
            probs=torch.bincount(labels, minlength=classes).double()
        ).entropy(),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "always log 2": (lambda labels, classes: math.log(2), "expected"),
        "log of the classes": (lambda labels, classes: math.log(classes), "equally frequent"),
        "the spam filter's": (lambda labels, classes: 0.325, "expected"),
        "rounded": (lambda labels, classes: round(loss_without_looking(labels, classes), 2), "unrounded"),
        "bits": (lambda labels, classes: loss_without_looking(labels, classes) / math.log(2), "natural logarithm"),
        "of classes that occur": (lambda labels, classes: math.log(len(labels.unique())), "occur"),
        "sorted in place": (sorts_the_labels, "must stay as it is"),
        "the shares": (lambda labels, classes: torch.bincount(labels, minlength=classes) / len(labels), "number"),
        "of the largest label": (
            lambda labels, classes: by_a_loop(labels, int(labels.max())),
            "expected",
        ),
        "spam alone": (
            lambda labels, classes: -math.log(max((labels == 1).float().mean().item(), 1e-9)),
            "expected",
        ),
    },
)
