"""Exercise 06.4, beyond its own mistakes."""

import numpy as np
import torch
from sklearn.model_selection import StratifiedShuffleSplit, train_test_split

from helpers.exercises.lesson_06.three_stratified_parts import EXERCISE, three_parts
from tests.exercises.judging import accepts, refuses


def two_shufflers(labels, train_size, validation_size, seed):
    cut = StratifiedShuffleSplit(1, train_size=train_size, random_state=seed)
    train, rest = next(cut.split(labels, labels))
    cut = StratifiedShuffleSplit(1, train_size=validation_size, random_state=seed)
    validation, test = next(cut.split(rest, labels[rest]))
    return [torch.tensor(train), rest[validation].tolist(), rest[test]]


def the_other_end_first(labels, train_size, validation_size, seed):
    places = list(range(len(labels)))
    test_size = len(labels) - train_size - validation_size
    rest, test = train_test_split(places, test_size=test_size, stratify=labels, random_state=seed)
    train, validation = train_test_split(
        rest, test_size=validation_size, stratify=[labels[place] for place in rest], random_state=seed + 1
    )
    return train, validation, test


def evenly_along_the_classes(labels, train_size, validation_size, seed):
    """Shuffle, sort by class, and hand out so that each part gets its share of every stretch."""
    places = np.random.default_rng(seed).permutation(len(labels))
    places = places[np.argsort(labels[places], kind="stable")]
    sizes = np.array([train_size, validation_size, len(labels) - train_size - validation_size])
    parts, given = ([], [], []), np.zeros(3)
    for number, place in enumerate(places, start=1):
        part = int(np.argmax(sizes * number / len(labels) - given))
        parts[part].append(place)
        given[part] += 1
    return parts


def seeds_the_old_generator(labels, train_size, validation_size, seed):
    np.random.seed(seed)  # noqa: NPY002
    everything = np.arange(len(labels))
    train, rest = train_test_split(everything, train_size=train_size, stratify=labels)
    validation, test = train_test_split(rest, train_size=validation_size, stratify=labels[rest])
    return train, validation, test


def sorted_by_class(labels, train_size, validation_size, seed):
    return np.split(np.argsort(labels, kind="stable"), [train_size, train_size + validation_size])


def sorts_the_labels(labels, train_size, validation_size, seed):
    labels.sort()
    return three_parts(labels, train_size, validation_size, seed)


def as_masks(labels, *given):
    return [np.isin(np.arange(len(labels)), part) for part in three_parts(labels, *given)]


def labels_from_zero(labels, train_size, validation_size, seed):
    places = [np.flatnonzero(labels == number) for number in range(len(np.unique(labels)))]
    known = np.concatenate(places)
    train, validation, test = three_parts(labels[known], train_size, validation_size, seed)
    return known[train], known[validation], known[test]


def without_the_last(*given):
    train, validation, test = three_parts(*given)
    return train, validation, test[:-1]


def one_twice(*given):
    train, validation, test = three_parts(*given)
    return train, validation, [*test[:-1], train[0]]


def shuffled(labels, train_size, validation_size, seed):
    places = np.random.default_rng(seed).permutation(len(labels))
    return np.split(places, [train_size, train_size + validation_size])


def places_in_the_rest(labels, train_size, validation_size, seed):
    train, rest = train_test_split(np.arange(len(labels)), train_size=train_size, stratify=labels, random_state=seed)
    places = np.arange(len(rest))
    validation, test = train_test_split(places, train_size=validation_size, stratify=labels[places], random_state=seed)
    return train, validation, test


def seeded_by_0_first(labels, train_size, validation_size, seed):
    train, rest = train_test_split(np.arange(len(labels)), train_size=train_size, stratify=labels, random_state=0)
    validation, test = train_test_split(rest, train_size=validation_size, stratify=labels[rest], random_state=seed)
    return train, validation, test


test_right = accepts(
    EXERCISE,
    {
        "two shufflers": two_shufflers,
        "the other end first": the_other_end_first,
        "evenly along the classes": evenly_along_the_classes,
        "sorted": lambda *given: tuple(sorted(part.tolist()) for part in three_parts(*given)),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "sorted by class": (sorted_by_class, "classes in the training part"),
        "seeds the old generator": (seeds_the_old_generator, "make a generator of your own"),
        "shuffled": (shuffled, "stratified by the labels of what is cut"),
        "places in the rest": (places_in_the_rest, "then the rest into the other two"),
        "test, training, validation": (
            lambda *given: [three_parts(*given)[place] for place in (2, 0, 1)],
            "size of the training part: 50, got 30",
        ),
        "training and test": (lambda *given: three_parts(*given)[::2], "Return all three parts"),
        "0 for the first cut": (seeded_by_0_first, "Hand the seed on"),
        "sorts the labels": (sorts_the_labels, "labels: "),
        "floats": (lambda *given: [part / 1 for part in three_parts(*given)], "numbers that are not whole"),
        "masks": (as_masks, "True and False"),
        "texts": (lambda *given: [part.astype(str) for part in three_parts(*given)], "something that is no number"),
        "counted from the end": (
            lambda labels, *given: [part - len(labels) for part in three_parts(labels, *given)],
            "numbers that are not from 0 to 99",
        ),
        "sizes alone": (lambda *given: [len(part) for part in three_parts(*given)], "something that is no list of numbers"),
        "labels from zero alone": (labels_from_zero, "30 of class 2, 40 of class 5"),
        "without the last": (without_the_last, "size of the test part: 30, got 29"),
        "one place twice": (one_twice, "places that stand there more than once: 0, got 1"),
        "as a dictionary": (
            lambda *given: dict(zip(("train", "validation", "test"), three_parts(*given), strict=True)),
            "Return 3 things",
        ),
    },
)
