"""Exercise 12.4, beyond its own mistakes."""

import torch
from torch import nn

from helpers.exercises.lesson_12.tags_nobody_looked_for import EXERCISE, tag_loss
from tests.exercises.judging import accepts, refuses


def with_weights(logits, tags):
    known = (tags != -1).float()
    each = nn.functional.binary_cross_entropy_with_logits(logits, tags.float(), weight=known, reduction="sum")
    return each / known.sum()


def by_hand(logits, tags):
    losses = []
    for logit, tag in zip(logits.flatten(), tags.flatten(), strict=True):
        if tag != -1:
            losses.append(nn.functional.softplus(logit) - logit * tag)
    return torch.stack(losses).mean()


def by_the_columns(logits, tags):
    known = (tags >= 0).float()
    each = nn.functional.binary_cross_entropy_with_logits(logits, tags.float(), reduction="none")
    return ((each * known).sum(dim=0) / known.sum(dim=0).clamp(min=1)).mean()


def by_the_photographs(logits, tags):
    losses = []
    for row, marks in zip(logits, tags, strict=True):
        losses.append(nn.functional.binary_cross_entropy_with_logits(row[marks >= 0], marks[marks >= 0].float()))
    return torch.stack(losses).mean()


def from_probabilities(logits, tags, least=0.0):
    p, yes = logits.sigmoid()[tags >= 0], tags[tags >= 0]
    return -(yes * (p + least).log() + (1 - yes) * (1 - p + least).log()).mean()


def overwrites(logits, tags):
    loss = tag_loss(logits, tags)
    tags[tags < 0] = 0
    return loss


test_right = accepts(
    EXERCISE,
    {
        "with weights": with_weights,
        "one by one": by_hand,
        "the class": lambda z, y: nn.BCEWithLogitsLoss()(z[y != -1], y[y != -1].to(z.dtype)),
        "of shape (1,)": lambda z, y: tag_loss(z, y).reshape(1),
        "softplus": lambda z, y: nn.functional.softplus(z * (1 - 2 * y))[y >= 0].mean(),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "all of them": (lambda z, y: nn.BCEWithLogitsLoss()(z, y.float()), "-1 is no answer"),
        "-1 as 0": (lambda z, y: nn.BCEWithLogitsLoss()(z, (y == 1).float()), "does not mean no"),
        "only yes": (lambda z, y: nn.functional.softplus(-z[y == 1]).mean(), "A 0 is an answer"),
        "whole photographs": (
            lambda z, y: nn.BCEWithLogitsLoss()(z[(y >= 0).any(dim=1)], y[(y >= 0).any(dim=1)].float()),
            "Keep the logits",
        ),
        "the sign": (lambda z, y: -tag_loss(z, y), "a loss is 0 or more"),
        "all but no": (lambda z, y: nn.BCEWithLogitsLoss()(z[y != 0], y[y != 0].float()), "the other way round"),
        "swapped": (lambda z, y: nn.BCEWithLogitsLoss()(z[y >= 0], 1.0 - y[y >= 0]), "Yes and no are swapped"),
        "softmax": (lambda z, y: nn.BCELoss()(z.softmax(dim=1)[y >= 0], y[y >= 0].float()), "Softmax makes the tags compete"),
        "cross-entropy": (lambda z, y: nn.CrossEntropyLoss()(z, y.clamp(min=0).float()), "Softmax makes the tags compete"),
        "by the columns": (by_the_columns, "The mean of each tag"),
        "by the photographs": (by_the_photographs, "divides 0 by 0"),
        "unknown as a half": (
            lambda z, y: nn.BCEWithLogitsLoss()(z, torch.where(y < 0, torch.tensor(0.5), y.float())),
            "no half yes",
        ),
        "complete photographs": (
            lambda z, y: nn.BCEWithLogitsLoss()(z[(y != -1).all(dim=1)], y[(y != -1).all(dim=1)].float()),
            "not the photograph",
        ),
        "clamped": (lambda z, y: tag_loss(z.clamp(-50, 50), y), "nothing may be clamped"),
        "a little added": (lambda z, y: from_probabilities(z, y, least=1e-8), "nothing may be clamped"),
        "sigmoid and log": (from_probabilities, "hand the logits to the loss"),
        "for each photograph": (lambda z, y: tag_loss(z, y) * (y >= 0).sum() / len(z), "not of photographs"),
        "whole numbers": (lambda z, y: nn.BCEWithLogitsLoss()(z[y >= 0], y[y >= 0]), "labels.float() converts"),
        "changes the tags": (overwrites, "in place"),
        "a number": (lambda z, y: tag_loss(z, y).item(), "without .item()"),
    },
)
