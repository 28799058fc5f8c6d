"""Exercise 02.3: labels in a random order, which mean nothing any more."""

from collections import Counter

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
    same_seed, copies = generator.clone_state(), (inputs.clone(), labels.clone())

    def shuffled(source):
        return answer(*(part.clone() for part in copies), source)[1]

    kept, first = answer(inputs, labels, generator)
    if not isinstance(first, torch.Tensor) or first.shape != copies[1].shape:
        return Observed({"inputs": kept, "labels, sorted": first})
    things = {
        "inputs": kept,
        "labels, sorted": first.sort().values,
        "the same order again from the same seed": torch.equal(first, shuffled(same_seed)),
    }
    if len(first) > 1:
        others = torch.stack([shuffled(generator) for _ in range(20)])
        things["another order at another call"] = bool((others != others[0]).any())
        things["every label moves at one call or another"] = bool((others != copies[1]).any(dim=0).all())
    if len(first) == 4:  # four different labels: each of their 24 orders should come up about 20 times
        counts = Counter(tuple(shuffled(generator).tolist()) for _ in range(480))
        things["every order is possible"] = len(counts) == 24
        things["no order comes much more often than others"] = max(counts.values()) < 60
    return Observed(things)


EXERCISE = Exercise(
    id="02.3",
    solution=shuffle_labels,
    cases=cases,
    use=use,
    parts=("inputs", "shuffled labels"),
    hint="Draw the places 0, 1, 2 ... in a random order first, then take the labels from there: indexing makes a new tensor.",
    otherwise=(
        "Draw one order for all the labels with torch.randperm(len(labels), generator=generator), "
        "and index the labels with it; the inputs stay as they are."
    ),
    mistakes={
        "labels[:] = ... writes into the tensor that was handed over; labels[order] makes a new one.": {
            "return inputs, labels[order]": "labels[:] = labels[order]\n    return inputs, labels"
        },
        "Inputs that move along with their labels are still the right pairs: only the labels may move.": {
            "return inputs": "return inputs[order]"
        },
        "The labels move, and the inputs stay.": {"inputs, labels[order]": "inputs[order], labels"},
        "Each label must come as often as before: move the old labels, do not draw new ones.": (
            {"labels[order]": "torch.randint(int(labels.max()) + 1, labels.shape, generator=generator)"},
            {"randperm(len(labels)": "randint(len(labels), labels.shape"},
        ),
        "The order must come from the generator: write torch.randperm(len(labels), generator=generator).": {
            ", generator=generator": ""
        },
        "Every call gives the same order: draw it from the generator as it is, without seeding it and without another one.": (
            {"generator=generator": "generator=generator.manual_seed(0)"},
            {"labels[order]": "labels.flip(0)"},
        ),
        "Turned round the list by a random number of places, the labels keep their neighbours: draw an order for all of them.": {
            "labels[order]": "labels.roll(int(order[0]))"
        },
        "Every label may move: draw an order for the whole list.": {
            "len(labels), generator=generator)": "len(labels) // 2, generator=generator)",
            "labels[order]": "torch.cat([labels[order], labels[len(order) :]])",
        },
        "The inputs come first in what is returned.": {"inputs, labels[order]": "labels[order], inputs"},
        "The class numbers must stay int64, as cross_entropy needs them; indexing alone keeps them so.": (
            {"labels[order]": "labels[order].float()"},
            {"labels[order]": "labels[order].int()"},
        ),
    },
    free=("generator*",),
    exact=True,
)
