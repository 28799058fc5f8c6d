"""Exercise 17.1, beyond its own mistakes."""

import torch
from torch import nn

from helpers.exercises.lesson_17.squared_error_without_broadcasting import EXERCISE, squared_error
from tests.exercises.judging import accepts, refuses


def refusing(loss):
    """Add the refusal of unequal numbers to a loss that lacks it."""

    def answer(predictions, targets):
        if predictions.shape[0] != targets.shape[0]:
            raise ValueError
        return loss(predictions, targets)

    return answer


class OtherNumbersError(ValueError):
    """A ValueError with a name of its own."""


def error_of_its_own(predictions, targets):
    if predictions.numel() != targets.numel():
        raise OtherNumbersError
    return squared_error(predictions, targets)


def by_strict_zip(predictions, targets):
    pairs = zip(predictions.flatten(), targets.flatten(), strict=True)
    return sum((prediction - target) ** 2 for prediction, target in pairs) / len(targets)


def predictions_in_place(predictions, targets):
    if len(predictions) != len(targets):
        raise ValueError
    with torch.no_grad():
        predictions -= targets.reshape(predictions.shape)
    return predictions.square().mean()


def targets_in_place(predictions, targets):
    loss = squared_error(predictions, targets)
    targets -= predictions.detach().reshape(targets.shape)
    return loss


def backward_with_the_graph_kept(predictions, targets):
    loss = squared_error(predictions, targets)
    loss.backward(retain_graph=True)
    return loss


def frozen(predictions, targets):
    loss = squared_error(predictions, targets)
    if predictions.is_leaf:
        predictions.requires_grad_(False)
    return loss


def prints_the_shape(predictions, targets):
    if len(predictions) != len(targets):
        print(predictions.shape, targets.shape)
        raise TypeError("other numbers of examples")
    return squared_error(predictions, targets)


test_right = accepts(
    EXERCISE,
    {
        "torch's own": refusing(lambda p, t: nn.functional.mse_loss(p.reshape(-1), t.reshape(-1))),
        "as columns": refusing(lambda p, t: ((p.reshape(-1, 1) - t.reshape(-1, 1)) ** 2).sum() / len(p)),
        "one number in a column": refusing(lambda p, t: ((p.reshape(-1, 1) - t.reshape(-1, 1)) ** 2).mean(dim=0)),
        "an error of its own": error_of_its_own,
        "by a strict zip": by_strict_zip,
        "squeezed": refusing(lambda p, t: (p.squeeze() - t.squeeze()).pow(2).mean()),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "a plain number": (lambda p, t: squared_error(p, t).item(), "Return a tensor, without .item()"),
        "five examples": (refusing(lambda p, t: (p.flatten() - t.flatten()).square().sum() / 5), "take the mean"),
        "the last is left out": (refusing(lambda p, t: squared_error(p[:-1], t[:-1])), "take the mean"),
        "not a number": (refusing(lambda p, t: squared_error(p, t) * float("nan")), "got nan"),
        "half detached": (
            refusing(lambda p, t: ((p.flatten() - t.flatten()) * (p.flatten() - t.flatten()).detach()).mean()),
            "slope by predictions",
        ),
        "a new tensor": (refusing(lambda p, t: torch.tensor(squared_error(p, t).item(), requires_grad=True)), "slope by"),
        "predictions in place": (predictions_in_place, "predictions: "),
        "targets in place": (targets_in_place, "must stay as it is"),
        "backward, with the graph kept": (backward_with_the_graph_kept, "gradient"),
        "freezes the predictions": (frozen, "slope by predictions"),
        "another error": (prints_the_shape, "the error ValueError, got the error TypeError"),
        "refuses all": (lambda p, t: refusing(squared_error)(p, t[:0]), "no error, got the error ValueError"),
        "refuses a single one only": (
            lambda p, t: refusing(squared_error)(p, t) if 1 in (len(p), len(t)) else (p.flatten() - t.flatten()).square().mean(),
            "5 predictions and 3 targets",
        ),
        "compares dimensions": (
            lambda p, t: refusing(squared_error)(p, t) if p.ndim == t.ndim else squared_error(p, t.reshape(-1)[: len(p)]),
            "the error ValueError, got none",
        ),
        "one row": (refusing(lambda p, t: (p.reshape(1, -1) - t.reshape(-1)).square().mean(dim=0)), "take the mean"),
        "rounded": (refusing(lambda p, t: squared_error(p, t).round(decimals=2)), "unrounded"),
    },
)
