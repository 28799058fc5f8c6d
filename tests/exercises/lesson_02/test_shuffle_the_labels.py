"""Exercise 02.3, beyond its own mistakes."""

import random

import numpy as np
import torch

from helpers.exercises.lesson_02.shuffle_the_labels import EXERCISE, shuffle_labels
from tests.exercises.judging import accepts, refuses


def swap_by_swap(inputs, labels, generator):
    labels = labels.clone()
    for last in range(len(labels) - 1, 0, -1):
        other = int(torch.randint(last + 1, (1,), generator=generator))
        labels[last], labels[other] = labels[other].clone(), labels[last].clone()
    return inputs, labels


def numpy_seeded_from_the_generator(inputs, labels, generator):
    seed = int(torch.randint(2**31, (1,), generator=generator))
    return inputs, torch.from_numpy(np.random.default_rng(seed).permutation(labels.numpy()))


def python_random(inputs, labels, generator):
    places = list(range(len(labels)))
    random.shuffle(places)
    return inputs, labels[places]


def one_swap(inputs, labels, generator):
    labels, pair = labels.clone(), torch.randint(len(labels), (2,), generator=generator)
    labels[pair] = labels[pair.flip(0)]
    return inputs, labels


def often_the_old_order(inputs, labels, generator):
    return inputs, labels.clone() if torch.rand(1, generator=generator) < 0.5 else shuffle_labels(inputs, labels, generator)[1]


def a_fifth_of_the_places(inputs, labels, generator):
    count, labels = len(labels) // 5, labels.clone()
    places = torch.randperm(len(labels), generator=generator)[:count]
    labels[places] = labels[places[torch.randperm(count, generator=generator)]]
    return inputs, labels


def second_half(inputs, labels, generator):
    half = len(labels) // 2
    return inputs, torch.cat([labels[:half], shuffle_labels(inputs, labels[half:], generator)[1]])


def a_fifth_of_long_lists(inputs, labels, generator):
    return (shuffle_labels if len(labels) < 40 else a_fifth_of_the_places)(inputs, labels, generator)


test_right = accepts(
    EXERCISE,
    {
        "by sorting random numbers": lambda x, y, g: (x, y[torch.rand(len(y), generator=g).argsort()]),
        "copies of both": lambda x, y, g: list(shuffle_labels(x.clone(), y.clone(), g)),
        "the second of two orders": lambda x, y, g: (shuffle_labels(x, y, g), shuffle_labels(x, y, g))[1],
        "swap by swap": swap_by_swap,
        "NumPy, seeded from the generator": numpy_seeded_from_the_generator,
        "index_select": lambda x, y, g: (x, y.index_select(0, torch.randperm(y.numel(), generator=g))),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "NumPy's numbers": (
            lambda x, y, g: (x, y[torch.from_numpy(np.random.default_rng().permutation(len(y)))]),
            "the same order again from the same seed",
        ),
        "Python's numbers": (python_random, "the same order again from the same seed"),
        "only the labels returned": (lambda *given: shuffle_labels(*given)[1], "return inputs, shuffled labels"),
        "zeroed inputs": (lambda x, y, g: shuffle_labels(x.zero_(), y, g), "expected inputs"),
        "as a list": (lambda x, y, g: (x, shuffle_labels(x, y, g)[1].tolist()), "a tensor, got a list"),
        "32-bit inputs": (lambda x, y, g: shuffle_labels(x.float(), y, g), "torch.float64"),
        "a column": (lambda x, y, g: (x, shuffle_labels(x, y, g)[1][:, None]), "shape"),
        "the last label lost": (lambda x, y, g: (x, shuffle_labels(x, y, g)[1][:-1]), "shape"),
        "new labels": (
            lambda x, y, g: (x, torch.randint(len(y.unique()), y.shape, generator=g)),
            "Draw one order for all the labels",
        ),
        "sorted": (lambda x, y, g: (x, y.sort().values), "another order at another call"),
        "one place further": (lambda x, y, g: (x, y.roll(1)), "another order at another call"),
        "not shuffled": (lambda x, y, g: (x, y.clone()), "another order at another call"),
        "a generator of its own": (lambda x, y, g: shuffle_labels(x, y, torch.Generator().manual_seed(0)), "without another one"),
        "the second half": (second_half, "every label moves at one call or another"),
        "a fifth": (a_fifth_of_the_places, "another order at another call"),
        "one swap": (one_swap, "every label moves at one call or another"),
        "often the old order": (often_the_old_order, "no order comes much more often than others"),
        "a fifth of long lists": (a_fifth_of_long_lists, "every label moves at one call or another"),
        "seeds torch": (
            lambda x, y, g: (torch.manual_seed(int(torch.randint(99, (1,), generator=g))), shuffle_labels(x, y, g))[1],
            "everybody else",
        ),
        "another seed": (lambda x, y, g: shuffle_labels(x, y, g.manual_seed(42)), "without seeding it"),
    },
)
