"""Exercise 01.1, beyond its own mistakes."""

import math

import torch
from torch import nn

from helpers.exercises.lesson_01.share_of_right_answers import EXERCISE, accuracy
from tests.exercises.judging import accepts, refuses


def by_hand(logits, labels):
    right = sum(max(range(logits.shape[1]), key=lambda c: row[c]) == label for row, label in zip(logits, labels, strict=True))
    return right / len(labels)


def best_starts_at_zero(logits, labels):
    right = 0
    for row, label in zip(logits, labels, strict=True):
        best, place = 0, None
        for number, logit in enumerate(row):
            if logit > best:
                best, place = logit, number
        right += place == label.item()
    return right / len(labels)


def normalises_in_place(logits, labels):
    logits -= logits.max(dim=1, keepdim=True).values
    return accuracy(logits, labels)


def through_a_layer(logits, labels):
    nn.Linear(2, 2)  # draws its weights
    return accuracy(logits, labels)


test_right = accepts(
    EXERCISE,
    {
        "by hand": by_hand,
        "topk": lambda z, y: (z.topk(1).indices.flatten() == y).double().mean().item(),
        "a tensor": lambda z, y: (z.argmax(-1) == y).float().mean(),
        "NumPy": lambda z, y: (z.numpy().argmax(1) == y.numpy()).mean(),
        "softmax first": lambda z, y: sum((z.softmax(1).argmax(1) == y).tolist()) / len(y),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "negative logits cut off": (lambda z, y: (z.relu().argmax(1) == y).float().mean().item(), "argmax(dim=1)"),
        "the first three classes only": (lambda z, y: accuracy(z[:, :3], y), "argmax(dim=1)"),
        "best starts at 0": (best_starts_at_zero, "argmax(dim=1)"),
        "rounded": (lambda z, y: round(accuracy(z, y), 4), "expected 0.333333, got 0.3333. Return it unrounded"),
        "the last example forgotten": (lambda z, y: accuracy(z[:-1], y[:-1]), "divide by the number of examples"),
        "whole numbers": (lambda z, y: (z.argmax(1) == y).int().sum().item() // len(y), "divide by the number of examples"),
        "softmax over the flowers": (lambda z, y: (z.softmax(0).argmax(1) == y).float().mean().item(), "dim=1"),
        "NaN": (lambda z, y: math.nan, "got nan"),
        "as a text": (lambda z, y: f"{accuracy(z, y):.0%}", "expected a number, got a text"),
        "each flower": (lambda z, y: (z.argmax(1) == y).float(), "call .item()"),
        "changes the logits": (normalises_in_place, "must stay as it is"),
        "draws random numbers": (through_a_layer, "what everybody else draws next"),
        "seeds": (lambda z, y: (torch.manual_seed(0), accuracy(z, y + 0 * torch.randint(9, y.shape)))[1], "random numbers"),
    },
)
