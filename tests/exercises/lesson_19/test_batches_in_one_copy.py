"""Exercise 19.4, beyond its own mistakes."""

import numpy as np
import torch
from torch.utils.data import DataLoader, Subset, TensorDataset

from helpers.exercises.lesson_19.batches_in_one_copy import EXERCISE, batches_of
from tests.exercises.judging import accepts, refuses


def generator(inputs, labels, batch_size, order):
    for chosen in order.split(batch_size):
        yield inputs.index_select(0, chosen), labels.index_select(0, chosen)


def all_at_once(inputs, labels, batch_size, order):
    return list(zip(inputs[order].split(batch_size), labels[order].split(batch_size), strict=True))


def a_loader(inputs, labels, batch_size, order):
    examples, own = Subset(TensorDataset(inputs, labels), order.tolist()), torch.Generator()
    return [tuple(pair) for pair in DataLoader(examples, batch_size, generator=own)]


def filled_one_by_one(inputs, labels, batch_size, order):
    pairs = []
    for chosen in order.split(batch_size):
        into = torch.empty(len(chosen), *inputs.shape[1:])
        for place, row in enumerate(chosen.tolist()):
            into[place] = inputs[row]
        pairs.append((into, labels[chosen]))
    return pairs


def lists_of_tensors(inputs, labels, batch_size, order):
    rows, names = list(inputs), list(labels)
    pieces = [order[start : start + batch_size].tolist() for start in range(0, len(order), batch_size)]
    return [(torch.stack([rows[place] for place in piece]), torch.stack([names[place] for place in piece])) for piece in pieces]


def stacks_of_arrays(inputs, labels, batch_size, order):
    rows, pairs = inputs.numpy(), []
    for start in range(0, len(order), batch_size):
        piece = order[start : start + batch_size]
        pairs.append((torch.from_numpy(np.stack([rows[place] for place in piece.tolist()])), labels[piece]))
    return pairs


def python_lists(inputs, labels, batch_size, order):
    rows, names = inputs.tolist(), labels.tolist()
    return [
        (torch.tensor([rows[place] for place in piece.tolist()]), torch.tensor([names[place] for place in piece.tolist()]))
        for piece in order.split(batch_size)
    ]


def whole_arrays(inputs, labels, batch_size, order):
    rows = inputs.numpy()
    return [(torch.from_numpy(rows[piece.numpy()]), labels[piece]) for piece in order.split(batch_size)]


def lists_of_places(inputs, labels, batch_size, order):
    places = order.tolist()
    pieces = [places[start : start + batch_size] for start in range(0, len(places), batch_size)]
    return [(inputs[piece], labels[piece]) for piece in pieces]


test_right = accepts(
    EXERCISE,
    {
        "a generator": generator,
        "one copy for all": all_at_once,
        "arrays, batch by batch": whole_arrays,
        "lists of places": lists_of_places,
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "lists of tensors": (lists_of_tensors, "every example is fetched by itself"),
        "stacks of arrays": (stacks_of_arrays, "expected work for each example: False"),
        "Python lists": (python_lists, "every example is fetched by itself"),
        "equal pieces": (
            lambda inputs, labels, size, order: [(inputs[p], labels[p]) for p in order.chunk(-(-len(order) // size))],
            "chunk takes the number of pieces",
        ),
        "a loader": (a_loader, "every example is fetched by itself"),
        "filled one by one": (filled_one_by_one, "every example is fetched by itself"),
        "the order itself": (lambda inputs, labels, size, order: list(order.split(size)), "expected"),
        "the first batch": (lambda *given: batches_of(*given)[0], "expected"),
        "a set of places, sorted": (
            lambda inputs, labels, size, order: batches_of(inputs, labels, size, order.unique()),
            "Cut order into pieces",
        ),
    },
)
