"""Exercise 01.1, beyond its own mistakes."""

import math

import torch
from sklearn.metrics import recall_score
from torch import nn

from helpers.exercises.lesson_01.right_answers_of_each_class import EXERCISE, share_right_of_each
from tests.exercises.judging import accepts, refuses


def by_hand(logits, labels):
    shares = []
    for number in range(logits.shape[1]):
        rows = [row for row, label in zip(logits.tolist(), labels.tolist(), strict=True) if label == number]
        shares.append(sum(row.index(max(row)) == number for row in rows) / len(rows))
    return tuple(shares)


def best_starts_at_zero(logits, labels):
    return share_right_of_each(torch.cat([torch.zeros(len(logits), 1), logits], dim=1), labels + 1)[1:]


def normalises_in_place(logits, labels):
    logits -= logits.max(dim=1, keepdim=True).values
    return share_right_of_each(logits, labels)


def through_a_layer(logits, labels):
    nn.Linear(2, 2)  # draws its weights
    return share_right_of_each(logits, labels)


test_right = accepts(
    EXERCISE,
    {
        "by hand": by_hand,
        "a tensor": lambda z, y: torch.tensor(share_right_of_each(z, y)),
        "scikit-learn": lambda z, y: recall_score(y.numpy(), z.argmax(1).numpy(), average=None, zero_division=0),
        "counts divided": lambda z, y: y[z.argmax(1) == y].bincount(minlength=z.shape[1]) / y.bincount(minlength=z.shape[1]),
        "softmax first": lambda z, y: share_right_of_each(z.softmax(1), y),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "negative logits cut off": (lambda z, y: share_right_of_each(z.relu(), y), "one class at a time"),
        "best starts at 0": (best_starts_at_zero, "one class at a time"),
        "rounded": (lambda z, y: [round(share, 4) for share in share_right_of_each(z, y)], "Return it unrounded"),
        "the last example forgotten": (lambda z, y: share_right_of_each(z[:-1], y[:-1]), "one class at a time"),
        "softmax over the flowers": (lambda z, y: share_right_of_each(z.softmax(0), y), "one class at a time"),
        "argmax over the flowers": (lambda z, y: share_right_of_each(z.T[:, : len(y)], y[: z.shape[1]]), "expected"),
        "NaN": (lambda z, y: [math.nan] * z.shape[1], "nan"),
        "as texts": (lambda z, y: [f"{share:.0%}" for share in share_right_of_each(z, y)], "one class at a time"),
        "a dictionary": (lambda z, y: dict(enumerate(share_right_of_each(z, y))), "expected a list, got a dictionary"),
        "changes the logits": (normalises_in_place, "must stay as it is"),
        "draws random numbers": (through_a_layer, "what everybody else draws next"),
        "backwards": (lambda z, y: share_right_of_each(z, y)[::-1], "one class at a time"),
    },
)
