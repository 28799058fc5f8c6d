"""Exercise 06.4: a stratified split into three parts, and its judge."""

import numpy as np
from sklearn.model_selection import train_test_split

from helpers.exercises.exercise import WrongAnswer, call

NAMES = ("training", "validation", "test")


def three_parts(labels, train_size, validation_size, seed):
    """Indices of a training, a validation and a test part, each with its share of every class."""
    everything = np.arange(len(labels))
    train, rest = train_test_split(everything, train_size=train_size, stratify=labels, random_state=seed)
    validation, test = train_test_split(rest, train_size=validation_size, stratify=labels[rest], random_state=seed)
    return train, validation, test


def judge_three_parts(answer):
    """Two label lists, both uneven; sizes, no index twice, shares, repeatable by the seed and only by it."""
    state = np.random.get_state()  # noqa: NPY002  an answer may draw from the old global generator
    try:
        for counts, train_size, validation_size in (((60, 30, 10), 50, 20), ((80, 20, 40, 60), 60, 100)):
            labels = np.random.default_rng(1).permutation(np.repeat(np.arange(len(counts)), counts))
            _judge_one(answer, labels, train_size, validation_size)
    finally:
        np.random.set_state(state)  # noqa: NPY002


def _judge_one(answer, labels, train_size, validation_size):
    parts, again, other = (_split(answer, labels, train_size, validation_size, seed) for seed in (0, 0, 1))
    _judge_sizes(parts, labels, train_size, validation_size)
    for name, part in zip(NAMES, parts, strict=True):
        wanted = np.bincount(labels) * len(part) / len(labels)
        found = np.bincount(labels[part], minlength=len(wanted))
        if not np.abs(found - wanted).max() <= 1.5:
            look = f"The shares of the classes in the {name} part are off: was stratify given the labels of what is split?"
            raise WrongAnswer(f"about {wanted.round().astype(int).tolist()} of each class", found.tolist(), look)
    if any(set(one) != set(two) for one, two in zip(parts, again, strict=True)):
        raise WrongAnswer(
            "the same parts for the same seed", "other parts the second time", "Every split needs random_state=seed."
        )
    if set(parts[0]) == set(other[0]):
        raise WrongAnswer("another training part for another seed", "the same", "Hand the seed on: random_state=seed.")


def _split(answer, labels, train_size, validation_size, seed):
    got = call(answer, labels.copy(), train_size, validation_size, seed)
    if not isinstance(got, tuple | list) or len(got) != len(NAMES):
        size = f" of {len(got)}" if isinstance(got, tuple | list) else ""
        raise WrongAnswer("three parts", f"a {type(got).__name__}{size}", "Return all parts: return train, validation, test.")
    parts = [np.asarray(part) for part in got]
    for part in parts:
        if part.size and part.dtype.kind not in "iu":
            raise WrongAnswer("whole numbers in each part", f"the type {part.dtype}", "Only whole numbers can index labels.")
        if part.ndim != 1 or not np.isin(part, np.arange(len(labels))).all():
            look = "Split np.arange(len(labels)): a part is a list of places."
            raise WrongAnswer(f"whole numbers from 0 to {len(labels) - 1}", "something else in a part", look)
    return [part.astype(int) for part in parts]


def _judge_sizes(parts, labels, train_size, validation_size):
    wanted = [train_size, validation_size, len(labels) - train_size - validation_size]
    sizes = [len(part) for part in parts]
    if sizes != wanted:
        look = "First the training part, then split the rest; both sizes are numbers of examples."
        if sorted(sizes) == sorted(wanted):
            look = "The sizes are there, in another order: training, validation, test."
        raise WrongAnswer(f"parts of {wanted}", sizes, look)
    places = np.concatenate(parts).tolist()
    if len(set(places)) < len(places):
        look = "The second split is one of `rest`, the places that the first one left: not of everything, nor of its length."
        if set(places) <= set(labels.tolist()):
            look = "Those are labels; the parts hold places in the list: split np.arange(len(labels))."
        raise WrongAnswer("no place twice", f"{len(places) - len(set(places))} too many", look)
