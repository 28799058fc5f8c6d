"""Exercise 02.3: labels in a random order, which mean nothing any more."""

from collections import Counter
from itertools import permutations

import torch

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed


def shuffle_labels(inputs, labels, generator):
    """The same inputs, and the labels in a random order; nothing that was given is changed."""
    order = torch.randperm(len(labels), generator=generator)
    return inputs, labels[order]


def cases():
    """Several numbers of examples, also one; labels that repeat and labels that do not; rows, images, 64-bit inputs."""
    for title, shape, labels in (
        ("6 examples of 3 classes", (6, 2), [0, 1, 2, 0, 1, 2]),
        ("30 examples of 5 classes, as images", (30, 1, 3, 3), [number % 5 for number in range(30)]),
        ("4 examples, each of a class of its own", (4, 3), [3, 0, 2, 1]),
        ("47 examples of 10 classes", (47, 1), [number * number % 10 for number in range(47)]),
        ("one example", (1, 2), [1]),
    ):
        inputs = torch.arange(float(torch.Size(shape).numel()), dtype=torch.float64 if len(shape) > 2 else None).reshape(shape)
        yield Case(inputs, torch.tensor(labels), torch.Generator().manual_seed(len(labels)), title=title)


def use(answer, inputs, labels, generator):
    """The order itself is free. It must come from the generator, and every order must be possible.

    After the first call the answer gets copies: what it does to its arguments is seen in those of the first.
    """
    start, copies = generator.get_state(), (inputs.clone(), labels.clone())

    def shuffled(source):
        return answer(*(part.clone() for part in copies), source)[1]

    result = answer(inputs, labels, generator)
    if not isinstance(result, tuple | list) or len(result) != 2:
        raise TypeError("inputs and labels are asked for")
    kept, first = result
    if not isinstance(first, torch.Tensor) or first.shape != copies[1].shape:
        return Observed({"inputs": kept, "labels, sorted": first})
    same_seed = torch.Generator()
    same_seed.set_state(start)
    things = {
        "inputs": kept,
        "labels, sorted": first.sort().values,
        "the same order again from the same seed": torch.equal(first, shuffled(same_seed)),
    }
    if len(first) > 1:
        others = torch.stack([shuffled(generator) for _ in range(20)])
        things["another order at another call"] = bool((others != others[0]).any())
        things["every label moves at one call or another"] = bool((others != copies[1]).any(dim=0).all())
    if len(first) == 4:
        things |= _all_orders(copies[1], [shuffled(generator) for _ in range(480)])
    return Observed(things)


def _all_orders(labels, found):
    """480 shuffles of four different labels: each of the 24 orders should come up about 20 times."""
    counts = Counter(tuple(order.tolist()) for order in found)
    orders = [counts[order] for order in permutations(labels.tolist())]
    return {"every order is possible": min(orders) > 0, "no order comes much more often than others": max(orders) < 60}


def _order(count, generator):
    return torch.randperm(count, generator=generator)


def _in_place(inputs, labels, generator):
    labels[:] = labels[_order(len(labels), generator)]
    return inputs, labels


def _pairs(inputs, labels, generator):
    order = _order(len(labels), generator)
    return inputs[order], labels[order]


def _a_part_only(start, stop):
    """Shuffle the labels from one share of the list to another among themselves."""

    def answer(inputs, labels, generator):
        labels, places = labels.clone(), slice(int(start * len(labels)), int(stop * len(labels)))
        part = labels[places]
        labels[places] = part[_order(len(part), generator)]
        return inputs, labels

    return answer


def _some_places(inputs, labels, generator):
    labels, count = labels.clone(), len(labels) // 5
    places = _order(len(labels), generator)[:count]
    labels[places] = labels[places[_order(count, generator)]]
    return inputs, labels


def _turned_round(inputs, labels, generator):
    shift = int(torch.randint(len(labels), (1,), generator=generator))
    return inputs, labels.roll(shift)


EXERCISE = Exercise(
    id="02.3",
    solution=shuffle_labels,
    cases=cases,
    use=use,
    parts=("inputs", "shuffled labels"),
    hint="torch.randperm(len(labels), generator=generator) is a random order. Indexing with it makes a new tensor.",
    otherwise=(
        "Draw one order for all the labels with torch.randperm(len(labels), generator=generator), "
        "and index the labels with it; the inputs stay as they are."
    ),
    mistakes={
        "labels[:] = ... writes into the tensor that was handed over; labels[order] makes a new one.": _in_place,
        "Inputs that move along with their labels are still the right pairs: only the labels may move.": _pairs,
        "The labels move, and the inputs stay.": lambda inputs, labels, generator: (
            inputs[_order(len(labels), generator)],
            labels,
        ),
        "Each label must come as often as before: move the old labels, do not draw new ones.": (
            lambda inputs, labels, generator: (inputs, torch.randint(len(labels.unique()), labels.shape, generator=generator)),
            lambda inputs, labels, generator: (inputs, torch.randint(int(labels.max()) + 1, labels.shape, generator=generator)),
            lambda inputs, labels, generator: (inputs, labels[torch.randint(len(labels), labels.shape, generator=generator)]),
        ),
        "The order must come from the generator: write torch.randperm(len(labels), generator=generator).": (
            lambda inputs, labels, generator: (inputs, labels[torch.randperm(len(labels))])
        ),
        "Every call gives the same order: draw it from the generator as it is, without seeding it and without another one.": (
            lambda inputs, labels, generator: shuffle_labels(inputs, labels, generator.manual_seed(0)),
            lambda inputs, labels, generator: shuffle_labels(inputs, labels, torch.Generator().manual_seed(0)),
            lambda inputs, labels, generator: (inputs, labels.flip(0)),
            lambda inputs, labels, generator: (inputs, labels.roll(1)),
            lambda inputs, labels, generator: (inputs, labels.sort().values),
            lambda inputs, labels, generator: (inputs, labels.clone()),
        ),
        "Turned round the list by a random number of places, the labels keep their neighbours: draw an order for all of them.": (
            _turned_round
        ),
        "Every label may move: draw an order for the whole list.": (_a_part_only(0, 0.5), _a_part_only(0.5, 1), _some_places),
        "The inputs come first in what is returned.": lambda *given: shuffle_labels(*given)[::-1],
        "The class numbers must stay int64, as cross_entropy needs them; indexing alone keeps them so.": (
            lambda inputs, labels, generator: (inputs, shuffle_labels(inputs, labels, generator)[1].float()),
            lambda inputs, labels, generator: (inputs, shuffle_labels(inputs, labels, generator)[1].int()),
        ),
    },
    free=("generator*",),
    exact=True,
)
