"""Exercise 15.3, beyond its own mistakes."""

import math

import numpy as np
import torch
from sklearn.metrics import mean_absolute_error, root_mean_squared_error

from helpers.exercises.lesson_15.rmse_and_mae import EXERCISE, errors
from tests.exercises.judging import accepts, refuses


def in_a_loop(predictions, truth):
    squares = distances = 0.0
    for prediction, wanted in zip(predictions.ravel().tolist(), truth.tolist(), strict=True):
        squares += (prediction - wanted) ** 2
        distances += abs(prediction - wanted)
    return math.sqrt(squares / len(truth)), distances / len(truth)


def in_torch(predictions, truth):
    error = torch.tensor(predictions).flatten() - torch.tensor(truth)
    return error.square().mean().sqrt(), error.abs().mean()


def reshapes_in_place(predictions, truth):
    predictions.shape = (-1,)
    return errors(predictions, truth)


def changes_the_truth(predictions, truth):
    right = errors(predictions, truth)
    truth -= predictions.reshape(-1)
    return right


def columns_alone(predictions, truth):
    return errors(predictions[:, 0], truth)


def first_numbers_alone(predictions, truth):
    return errors(predictions.reshape(-1)[:30], truth[:30])


test_right = accepts(
    EXERCISE,
    {
        "with scikit-learn": lambda p, t: [root_mean_squared_error(t, p), mean_absolute_error(t, p)],
        "in torch": in_torch,
        "in a loop": in_a_loop,
        "an array": lambda *given: np.array(errors(*given)),
        "the truth as a column": lambda p, t: errors(p.reshape(-1, 1) - t[:, None], np.zeros(1)),
        "by its norm": lambda p, t: (np.linalg.norm(p.ravel() - t) / math.sqrt(len(t)), np.abs(t - p.ravel()).mean()),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "not averaged": (lambda p, t: (errors(p, t)[0], np.abs(p.ravel() - t)), "Return a plain number"),
        "RMSE only": (lambda *given: errors(*given)[0], "return rmse, mae"),
        "three numbers": (lambda *given: (*errors(*given), 0.0), "return rmse, mae"),
        "rounded": (lambda *given: tuple(round(float(number), 2) for number in errors(*given)), "unrounded"),
        "a square instead of both": (lambda p, t: (errors(p, t)[0] ** 2, errors(p, t)[1] ** 2), "take the mean, then the root"),
        "needs a column": (columns_alone, "no error, got the error IndexError"),
        "N - 1": (lambda p, t: (errors(p, t)[0] * math.sqrt(len(t) / max(1, len(t) - 1)), errors(p, t)[1]), "take the mean"),
        "the median": (lambda p, t: (errors(p, t)[0], np.median(np.abs(p.ravel() - t))), "then the mean"),
        "the largest": (lambda p, t: (errors(p, t)[0], np.max(np.abs(p.ravel() - t))), "then the mean"),
        "the truth is changed": (changes_the_truth, "must stay as it is"),
        "reshaped in place": (reshapes_in_place, "must stay as it is"),
        "transposed": (lambda p, t: errors(p.T - t, np.zeros(1)) if p.ndim == 2 else errors(p, -t), "take the mean"),
        "four examples": (lambda p, t: (np.sqrt(np.sum((p.ravel() - t) ** 2) / 4), np.abs(p.ravel() - t).sum() / 4), "the mean"),
    },
)
