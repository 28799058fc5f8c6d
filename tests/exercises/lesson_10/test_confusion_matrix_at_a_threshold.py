"""Exercise 10.1, beyond its own mistakes."""

import numpy as np
import torch
from sklearn.metrics import confusion_matrix

from helpers.exercises.lesson_10.confusion_matrix_at_a_threshold import EXERCISE, confusion
from tests.exercises.judging import accepts, refuses


def with_a_loop(probabilities, labels, threshold):
    matrix = torch.zeros(2, 2)
    for probability, label in zip(probabilities, labels, strict=True):
        matrix[label, int(probability >= threshold)] += 1
    return matrix


def four_names(probabilities, labels, threshold):
    called, ill = probabilities >= threshold, labels == 1
    found, missed = (ill & called).sum(), (ill & ~called).sum()
    alarms, cleared = (~ill & called).sum(), (~ill & ~called).sum()
    return [[cleared, alarms], [missed, found]]


def called_in_place(probabilities, labels, threshold):
    probabilities[:] = (probabilities >= threshold).float()
    return confusion(probabilities, labels, 0.5)


def zeroes_afterwards(probabilities, labels, threshold):
    matrix = confusion(probabilities, labels, threshold)
    probabilities.zero_()
    return matrix


def last_forgotten(probabilities, labels, threshold):
    return confusion(probabilities[:-1], labels[:-1], threshold)


def shares_along(dim):
    """Shares, with 0 where there is nothing to divide."""
    return lambda *given: (m := confusion(*given).float()) / m.sum(dim=dim, keepdim=True).clamp(min=1)


test_right = accepts(
    EXERCISE,
    {
        "scikit-learn's": lambda p, y, t: confusion_matrix(y, p >= t, labels=[0, 1]),
        "by numbering the four": lambda p, y, t: (2 * y + (p >= t)).bincount(minlength=4).reshape(2, 2),
        "as lists": lambda *given: confusion(*given).tolist(),
        "rows as tensors": lambda *given: list(confusion(*given)),
        "with a loop": with_a_loop,
        "four names": four_names,
        "NumPy": lambda p, y, t: np.array([[np.sum((y.numpy() == a) & ((p.numpy() >= t) == b)) for b in (0, 1)] for a in (0, 1)]),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "scikit-learn's, the classes that occur": (
            lambda p, y, t: confusion_matrix(y, p >= t),
            "where one of them does not",
        ),
        "accuracy": (lambda p, y, t: ((p >= t) == (y == 1)).float().mean(), "shape"),
        "in place": (called_in_place, "must stay as it is"),
        "zeroes afterwards": (zeroes_afterwards, "must stay as it is"),
        "the last forgotten": (last_forgotten, "Count the examples of each of four kinds"),
        "strictly above": (lambda p, y, t: confusion(-p, y, -t).flip(1), "use >="),
        "shares of each true class": (shares_along(1), "Count the examples"),
        "shares of each predicted class": (shares_along(0), "Count the examples"),
        "rounded probabilities": (lambda p, y, t: confusion(p.round(decimals=1), y, t), "Count the examples"),
        "one more everywhere": (lambda *given: confusion(*given) + 1, "Count the examples"),
        "true or false": (lambda *given: confusion(*given) > 0, "whole, with a fraction, or True and False"),
        "a dictionary": (lambda *given: dict(enumerate(confusion(*given).tolist())), "expected a tensor, got a dictionary"),
    },
)
