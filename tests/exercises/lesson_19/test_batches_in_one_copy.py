"""Exercise 19.4, beyond its own mistakes."""

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


test_right = accepts(EXERCISE, {"a generator": generator, "one copy for all": all_at_once})
test_wrong = refuses(
    EXERCISE,
    {
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
