"""Exercise 06.4, beyond its own mistakes."""

import math

import numpy as np
import torch

from helpers.early_stopping import replay
from helpers.exercises.lesson_06.labels_to_look_at import EXERCISE, suspects
from tests.exercises.judging import accepts, refuses


def by_probabilities(logits, labels, validation_losses):
    losses = [math.inf if math.isnan(loss) else loss for loss in validation_losses]
    chances = logits[losses.index(min(losses))].softmax(dim=1)
    found = []
    for place, label in enumerate(labels.tolist()):
        if chances[place].argmax() != label:
            found.append((chances[place, label].item(), place))
    return [place for _, place in sorted(found)]


def with_the_helper(logits, labels, validation_losses):
    look = logits[replay(validation_losses, patience=len(validation_losses) + 1).kept]
    losses = -look.log_softmax(dim=1)[torch.arange(len(labels)), labels]
    order = losses.argsort(descending=True)
    return [place for place in order.tolist() if look[place].argmax() != labels[place]]


def scaled_in_place(logits, labels, validation_losses):
    for look in logits:
        look -= look.max(dim=1, keepdim=True).values
    return suspects(logits, labels, validation_losses)


def softmax_twice(logits, labels, validation_losses):
    return suspects([look.softmax(dim=1) for look in logits], labels, validation_losses)


def drops_nan(logits, labels, validation_losses):
    numbers = [loss for loss in validation_losses if not math.isnan(loss)]
    return suspects(logits, labels, numbers)


def the_right_mask(logits, labels, validation_losses):
    kept = replay(validation_losses, patience=len(validation_losses) + 1).kept
    return logits[kept].argmax(dim=1) != labels


def by_doubt(logits, labels, validation_losses):
    look = logits[replay(validation_losses, patience=len(validation_losses) + 1).kept]
    doubt = 1 - look.softmax(dim=1)[torch.arange(len(labels)), labels]
    return [place for place in doubt.argsort(descending=True).tolist() if look[place].argmax() != labels[place]]


def by_squares(logits, labels, validation_losses):
    look = logits[replay(validation_losses, patience=len(validation_losses) + 1).kept]
    gaps = (look.softmax(dim=1) - torch.nn.functional.one_hot(labels, look.shape[1])).square().mean(dim=1)
    return sorted(suspects(logits, labels, validation_losses), key=lambda place: -gaps[place].item())


test_right = accepts(
    EXERCISE,
    {
        "by probabilities": by_probabilities,
        "with the helper": with_the_helper,
        "by 1 - p": by_doubt,
        "a tensor": lambda *given: torch.tensor(suspects(*given)),
        "an array": lambda *given: np.array(suspects(*given), dtype=int),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "the last evaluation": (lambda logits, labels, _: suspects(logits[-1:], labels, [0.0]), "ask it at its best evaluation"),
        "the first evaluation": (
            lambda logits, labels, _: suspects(logits[:1], labels, [0.0]),
            "Take the logits",
        ),
        "a set": (lambda *given: set(suspects(*given)), "Return a list"),
        "a mask": (lambda logits, labels, _: logits[0].argmax(dim=1) != labels, "Return places, not True and False"),
        "the right mask": (the_right_mask, "Return places, not True and False"),
        "a mask in an array": (lambda *given: the_right_mask(*given).numpy(), "Return places, not True and False"),
        "the worst sixty": (lambda *given: suspects(*given)[:60], "Every label that is contradicted"),
        "the worst five hundred": (lambda *given: suspects(*given)[:500], "Every label that is contradicted"),
        "the worst alone": (lambda *given: suspects(*given)[:1], "expected"),
        "the worst eight": (lambda *given: suspects(*given)[:8], "Every label that is contradicted"),
        "stops the search by patience 2": (
            lambda logits, labels, losses: suspects([logits[replay(losses, 2).kept or 0]], labels, [0.0]),
            "Search all the evaluations",
        ),
        "argmin": (
            lambda logits, labels, losses: suspects([logits[np.argmin(losses)]], labels, [0.0]),
            "compare one by one",
        ),
        "softmax twice": (softmax_twice, "softmax is applied twice"),
        "by squares": (by_squares, "sorted by each example's cross-entropy"),
        "sorted by place": (lambda *given: sorted(suspects(*given)), "sort by the loss"),
        "scaled in place": (scaled_in_place, "must stay as it is"),
        "NaN dropped, and the places moved": (drops_nan, "expected"),
    },
)
