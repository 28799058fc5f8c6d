"""Exercise 01.2, beyond its own mistakes."""

import numpy as np
import torch
from sklearn.preprocessing import MinMaxScaler

from helpers.exercises.lesson_01.scale_by_training_part import EXERCISE, scale
from tests.exercises.judging import accepts, refuses


def column_by_column(train, test):
    parts = torch.empty_like(train), torch.empty_like(test)
    for column in range(train.shape[1]):
        low, high = min(train[:, column]), max(train[:, column])
        for part, source in zip(parts, (train, test), strict=True):
            part[:, column] = (source[:, column] - low) / (high - low)
    return parts


def first_column_only(train, test):
    low, high = train[:, 0].min(), train[:, 0].max()
    return (train - low) / (high - low), (test - low) / (high - low)


def writes_into_test(train, test):
    result = scale(train, test)
    test.copy_(result[1])
    return result


test_right = accepts(
    EXERCISE,
    {
        "column by column": column_by_column,
        "sorted": lambda a, b: tuple((p - a.sort(0).values[0]) / (a.sort(0).values[-1] - a.sort(0).values[0]) for p in (a, b)),
        "a list": lambda a, b: list(scale(a, b)),
        "64 bits": lambda a, b: tuple(part.float() for part in scale(a.double(), b.double())),
        "scikit-learn": lambda a, b: tuple(
            torch.tensor(MinMaxScaler().fit(a.numpy()).transform(part.numpy()), dtype=torch.float32) for part in (a, b)
        ),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "nothing": (lambda a, b: (a, b), "smallest value"),
        "first column only": (first_column_only, "smallest value"),
        "writes into test": (writes_into_test, "must stay as it is"),
        "one part": (lambda a, b: scale(a, b)[0], "return scaled train, scaled test"),
        "three parts": (lambda a, b: (*scale(a, b), a), "length"),
        "transposed": (lambda a, b: tuple(part.T for part in scale(a, b)), "shape"),
        "rounded": (lambda a, b: tuple(part.round(decimals=3) for part in scale(a, b)), "unrounded"),
        "arrays": (lambda a, b: tuple(np.asarray(part) for part in scale(a, b)), "scaled train: a tensor, got a NumPy array"),
        "half the bits": (lambda a, b: tuple((part * 100).int() for part in scale(a, b)), "whole, with a fraction"),
        "sparse and wrong": (lambda a, b: tuple(2 * part.to_sparse() for part in scale(a, b)), "expected"),
        "spoilt": (lambda a, b: (scale(a, b)[0] * float("nan"), scale(a, b)[1]), "nan"),
    },
)
