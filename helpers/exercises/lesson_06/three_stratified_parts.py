"""Exercise 06.4: a stratified split into three parts."""

import numpy as np
import torch
from sklearn.model_selection import train_test_split

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed

NAMES = ("training", "validation", "test")


def three_parts(labels, train_size, validation_size, seed):
    """Indices of a training, a validation and a test part, each with its share of every class."""
    everything = np.arange(len(labels))
    train, rest = train_test_split(everything, train_size=train_size, stratify=labels, random_state=seed)
    validation, test = train_test_split(rest, train_size=validation_size, stratify=labels[rest], random_state=seed)
    return train, validation, test


def cases():
    """Classes of different size, in mixed order; sizes that do not divide evenly; one class; labels that are not 0, 1, 2."""
    for classes, train_size, validation_size, seed in (
        ({0: 60, 1: 30, 2: 10}, 50, 20, 0),
        ({0: 80, 1: 20, 2: 40, 3: 60}, 60, 100, 1),
        ({0: 11, 1: 7, 2: 13}, 10, 9, 7),
        (dict(enumerate((178, 182, 177, 183, 181, 182, 181, 179, 174, 180))), 200, 200, 42),
        ({0: 400, 1: 250, 2: 100, 3: 150}, 500, 130, 3),
        ({0: 4}, 2, 1, 0),
        ({2: 30, 5: 40, 9: 25}, 15, 31, 5),
    ):
        labels = np.random.default_rng(1).permutation(np.repeat(list(classes), list(classes.values())))
        of_each = ", ".join(f"{count} of class {name}" for name, count in classes.items())
        title = f"{of_each}; train_size {train_size}, validation_size {validation_size}, seed {seed}"
        yield Case(labels, train_size, validation_size, seed, title=title)


def use(answer, labels, train_size, validation_size, seed):
    """What is asked of the parts, whatever the places in them: sizes, no place twice, shares, and what the seed decides."""
    parts = answer(labels, train_size, validation_size, seed)
    if not isinstance(parts, list | tuple):
        raise TypeError("three parts are asked for")
    found = {"number of parts": len(parts), "what the parts hold": _holding(parts, labels)}
    if found["what the parts hold"] != "places in labels" or len(parts) != len(NAMES):
        return Observed(found)
    parts = [np.asarray(part) for part in parts]
    found |= {f"size of the {name} part": len(part) for name, part in zip(NAMES, parts, strict=True)}
    everywhere = np.concatenate(parts)
    found["places that stand there more than once"] = len(everywhere) - len(np.unique(everywhere))
    for name, part in zip(NAMES, parts, strict=True):
        found[f"classes in the {name} part"] = _shares(part, labels)
    again, other = answer(labels, train_size, validation_size, seed), answer(labels, train_size, validation_size, seed + 1)
    same = all(set(np.asarray(one).tolist()) == set(two.tolist()) for one, two in zip(again, parts, strict=True))
    found["parts from the same seed again"] = "the same" if same else "others"
    if len(labels) > 10:  # few places are sometimes cut alike
        same = set(np.asarray(other[0]).tolist()) == set(parts[0].tolist())
        found["the training part from another seed"] = "the same" if same else "another"
    return Observed(found)


def _holding(parts, labels):
    """Whether the parts hold places, and if not, what is wrong with them."""
    for part in parts:
        if isinstance(part, np.ndarray | torch.Tensor | list | tuple):
            part = np.asarray(part)
        if not isinstance(part, np.ndarray) or part.ndim != 1:
            return "something that is no list of numbers"
        if part.size and part.dtype.kind not in "iu":
            return {"b": "True and False", "f": "numbers that are not whole"}.get(part.dtype.kind, "something that is no number")
        if not ((part >= 0) & (part < len(labels))).all():
            return f"numbers that are not from 0 to {len(labels) - 1}"
    return "places in labels"


def _shares(part, labels):
    """Whether each class has its share of a part, up to one place for each of the two cuts."""
    for name in np.unique(labels):
        wanted, got = (labels == name).sum() * len(part) / len(labels), (labels[part] == name).sum()
        if abs(got - wanted) >= 2:
            return "other shares than in labels"
    return "the shares of labels"


def _parts(first=True, second=True, random=lambda seed: (seed, seed), source=None):
    """The solution with something left out: what the cuts are stratified by, seeded by, and what the second one cuts."""

    def split(labels, train_size, validation_size, seed):
        everything, states = np.arange(len(labels)), random(seed)
        train, rest = train_test_split(
            everything, train_size=train_size, stratify=labels if first else None, random_state=states[0]
        )
        rest = source(everything, rest) if source else rest
        validation, test = train_test_split(
            rest, train_size=validation_size, stratify=labels[rest] if second else None, random_state=states[1]
        )
        return train, validation, test

    return split


def _places_in_the_rest(labels, train_size, validation_size, seed):
    train, rest = train_test_split(np.arange(len(labels)), train_size=train_size, stratify=labels, random_state=seed)
    places = np.arange(len(rest))
    validation, test = train_test_split(places, train_size=validation_size, stratify=labels[rest], random_state=seed)
    return train, validation, test


def _shuffled(labels, train_size, validation_size, seed):
    places = np.random.default_rng(seed).permutation(len(labels))
    return np.split(places, [train_size, train_size + validation_size])


def _in_order(labels, train_size, validation_size, seed):
    return np.split(np.arange(len(labels)), [train_size, train_size + validation_size])


def _rounded_class_by_class(labels, train_size, validation_size, seed):
    random, parts = np.random.default_rng(seed), ([], [], [])
    for name in np.unique(labels):
        places = random.permutation(np.flatnonzero(labels == name))
        first = round(train_size * len(places) / len(labels))
        second = first + round(validation_size * len(places) / len(labels))
        for part, found in zip(parts, np.split(places, [first, second]), strict=True):
            part.extend(found.tolist())
    return parts


def _shares_of_the_rest(labels, train_size, validation_size, seed):
    everything = np.arange(len(labels))
    train, rest = train_test_split(everything, train_size=train_size, stratify=labels, random_state=seed)
    share = validation_size / len(labels)
    validation, test = train_test_split(rest, train_size=share, stratify=labels[rest], random_state=seed)
    return train, validation, test


EXERCISE = Exercise(
    id="06.4",
    solution=three_parts,
    cases=cases,
    use=use,
    parts=NAMES,
    hint="train_test_split twice, on np.arange(len(labels)) and then on what is left; stratify by the labels of what you split.",
    otherwise=(
        "Cut np.arange(len(labels)) into the training part and the rest, then the rest into the other two: "
        "both cuts with random_state=seed, and stratified by the labels of what is cut."
    ),
    mistakes={
        "Neither cut is stratified: give each the labels of what it cuts, as stratify.": (
            _parts(first=False, second=False),
            _shuffled,
        ),
        "The second cut is not stratified: give it the labels of the rest, stratify=labels[rest].": _parts(second=False),
        "The first cut is not stratified: give it all the labels, stratify=labels.": _parts(first=False),
        "The second cut is one of the rest, the places that the first one left, and not of everything.": (
            _parts(source=lambda everything, rest: everything),
            _parts(source=lambda everything, rest: np.arange(len(rest))),
            _places_in_the_rest,
        ),
        "Those are labels; the parts hold places in the list: cut np.arange(len(labels)).": lambda labels, *rest: tuple(
            labels[part] for part in three_parts(labels, *rest)
        ),
        "The parts stand in another order: training, validation, test.": (
            lambda *given: [three_parts(*given)[place] for place in (0, 2, 1)],
            lambda *given: [three_parts(*given)[place] for place in (2, 1, 0)],
            lambda *given: [three_parts(*given)[place] for place in (2, 0, 1)],
        ),
        "Training and validation part have each other's size: the training part has train_size places, and comes first.": (
            lambda labels, train_size, validation_size, seed: three_parts(labels, validation_size, train_size, seed),
            lambda *given: [three_parts(*given)[place] for place in (1, 0, 2)],
        ),
        "Every cut needs random_state=seed: without it the parts are others each time.": (
            _parts(random=lambda seed: (None, None)),
            _parts(random=lambda seed: (seed, None)),
            _parts(random=lambda seed: (None, seed)),
        ),
        "Hand the seed on, random_state=seed: a number that is fixed makes the same parts for every seed.": (
            _parts(random=lambda seed: (0, 0)),
            _parts(random=lambda seed: (42, 42)),
            _parts(random=lambda seed: (0, seed)),
        ),
        "Nothing is shuffled: the seed decides which places come into which part.": _in_order,
        "Return all three parts: training, validation, test.": (
            lambda *given: three_parts(*given)[:2],
            lambda *given: three_parts(*given)[::2],
        ),
        "Shares rounded class by class do not add up to the sizes; train_test_split sees to both.": _rounded_class_by_class,
        "validation_size is a number of examples: as a share of all the labels it is no share of the rest.": _shares_of_the_rest,
    },
)
