"""Exercise 02.4, beyond its own mistakes."""

import numpy as np
import torch

from helpers.exercises.lesson_02.already_learnt import EXERCISE, already_learnt
from tests.exercises.judging import accepts, refuses


def one_by_one(train, validation):
    found = []
    for place in range(len(validation)):
        for row in train:
            if torch.equal(row, validation[place]):
                found.append(place)
                break
    return found


def once_for_each_copy(train, validation):
    return [place for place, row in enumerate(validation) for other in train if torch.equal(row, other)]


def sorts_the_training_part(train, validation):
    answer = already_learnt(train, validation)
    train.copy_(train.sort(dim=0).values)
    return answer


test_right = accepts(
    EXERCISE,
    {
        "all at once": lambda t, v: (v[:, None] == t).all(dim=2).any(dim=1).nonzero().flatten().tolist(),
        "as a tensor": lambda t, v: (v[:, None] == t).all(dim=2).any(dim=1).nonzero().flatten(),
        "NumPy": lambda t, v: np.flatnonzero((v.numpy()[:, None] == t.numpy()).all(axis=2).any(axis=1)),
        "row in a list": lambda t, v: [place for place, row in enumerate(v.tolist()) if row in t.tolist()],
        "by distance": lambda t, v: [place for place, row in enumerate(v) if (t - row).abs().sum(dim=1).min() == 0],
        "one by one": one_by_one,
        "distances without a short cut": lambda t, v: torch.where(
            (torch.cdist(v, t, compute_mode="donot_use_mm_for_euclid_dist") == 0).any(1)
        )[0].tolist(),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "once for each copy": (once_for_each_copy, "counts once"),
        "row in a tensor": (lambda t, v: [place for place, row in enumerate(v) if row in t], "one training row"),
        "the first only": (lambda t, v: already_learnt(t, v)[:1], "wherever that one stands"),
        "the last is never looked at": (lambda t, v: already_learnt(t, v[:-1]), "wherever that one stands"),
        "by their texts": (
            lambda t, v: [place for place, row in enumerate(v) if any(str(row) == str(other) for other in t)],
            "rounds to four digits",
        ),
        "as a set": (lambda t, v: set(already_learnt(t, v)), "list"),
        "changes the training part": (sorts_the_training_part, "must stay as it is"),
        "nearly alike": (
            lambda t, v: [place for place, row in enumerate(v) if any(torch.allclose(row, other) for other in t)],
            "exact copies only",
        ),
        "a small distance": (
            lambda t, v: [place for place, row in enumerate(v) if torch.cdist(row[None], t).min() < 1e-4],
            "exact copies only",
        ),
        "a distance of 1e-9": (
            lambda t, v: [i for i in range(len(v)) if ((t - v[i]).abs().sum(1) < 1e-9).any()],
            "exact copies only",
        ),
        "isclose": (
            lambda t, v: [place for place, row in enumerate(v) if torch.isclose(row, t).all(1).any()],
            "exact copies only",
        ),
        "isclose, all at once": (
            lambda t, v: torch.isclose(v[:, None], t, rtol=0, atol=1e-9).all(2).any(1).nonzero().flatten().tolist(),
            "exact copies only",
        ),
        "all distances at once": (
            lambda t, v: torch.where((torch.cdist(v, t) == 0).any(1))[0].tolist(),
            "a short cut that rounds",
        ),
        "a small distance, all at once": (
            lambda t, v: torch.where((torch.cdist(v, t) < 1e-4).any(1))[0].tolist(),
            "exact copies only",
        ),
        "places by index": (
            lambda t, v: [v.tolist().index(row) for row in v.tolist() if row in t.tolist()],
            "the first row that is equal",
        ),
        "the rows": (lambda t, v: [v[place] for place in already_learnt(t, v)], "Those are the rows"),
        "the rows, one tensor": (lambda t, v: v[already_learnt(t, v)], "Those are the rows"),
        "falling order": (lambda t, v: already_learnt(t, v)[::-1], "rising order"),
        "nothing": (lambda t, v: None, "None"),
    },
)
