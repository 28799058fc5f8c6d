"""Exercise 12.3, beyond its own mistakes."""

import torch

from helpers.exercises.lesson_12.price_of_bread import EXERCISE, bread_loss
from tests.exercises.judging import accepts, refuses


def with_where(baked, wanted, left_over, missing):
    difference = baked[:, 0] - wanted
    return torch.where(difference > 0, left_over * difference, -missing * difference).mean()


def day_by_day(baked, wanted, left_over, missing):
    total = 0
    for one, other in zip(baked.flatten(), wanted, strict=True):
        total = total + (left_over * (one - other) if one > other else missing * (other - one))
    return total / len(wanted)


def with_a_loop_of_rows(baked, wanted, left_over, missing):
    total = torch.zeros(1)
    for one, other in zip(baked, wanted, strict=True):  # one of them has the shape (1,)
        total = total + torch.maximum(left_over * (one - other), missing * (other - one))
    return total / len(wanted)


def in_place(baked, wanted, left_over, missing):
    baked -= wanted.unsqueeze(1)
    return torch.maximum(left_over * baked, -missing * baked).mean()


def counts_loaves(baked, wanted, left_over, missing):
    difference = baked.squeeze(1) - wanted
    return (left_over * (difference > 0) + missing * (difference < 0)).mean()


test_right = accepts(
    EXERCISE,
    {
        "where": with_where,
        "day by day": day_by_day,
        "row by row, shape (1,)": with_a_loop_of_rows,
        "relu": lambda b, w, many, few: (many * (b[:, 0] - w).relu() + few * (w - b[:, 0]).relu()).mean(),
        "as a column": lambda b, w, many, few: torch.maximum(many * (b - w[:, None]), few * (w[:, None] - b)).mean(),
        "sum over days": lambda b, w, many, few: with_where(b, w, many, few) * len(w) / len(w),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "shapes": (lambda b, w, many, few: torch.maximum(many * (b - w), few * (w - b)).mean(), "compared with every other"),
        "swapped": (lambda b, w, many, few: bread_loss(b, w, few, many), "swapped"),
        "absolute error": (lambda b, w, many, few: (b[:, 0] - w).abs().mean(), "too many and too few cost the same"),
        "mean of both prices": (lambda b, w, many, few: (many + few) / 2 * (b[:, 0] - w).abs().mean(), "For each day"),
        "prices of the text": (lambda b, w, many, few: bread_loss(b, w, 1, 3), "handed over"),
        "squared error": (lambda b, w, many, few: ((b[:, 0] - w) ** 2).mean(), "For each day"),
        "a number": (lambda *given: bread_loss(*given).item(), "without .item()"),
        "whole loaves": (lambda b, w, many, few: bread_loss(b.round(), w, many, few), "no slope"),
        "whole loaves, none less": (lambda b, w, many, few: bread_loss(torch.ceil(b), w, many, few), "no slope"),
        "in place": (in_place, "place"),
        "counts days": (counts_loaves, "For each day"),
    },
)
