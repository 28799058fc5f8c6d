"""Exercise 06.4: a stratified split into three parts."""

import numpy as np
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
    parts = [np.asarray(part) for part in parts]
    found = {"number of parts": len(parts), "what the parts hold": _holding(parts, len(labels))}
    if found["what the parts hold"] != "places in labels" or len(parts) != len(NAMES):
        return Observed(found)
    everywhere = np.concatenate(parts)
    found |= {f"size of the {name} part": len(part) for name, part in zip(NAMES, parts, strict=True)}
    found["places that stand there more than once"] = len(everywhere) - len(np.unique(everywhere))
    found |= {f"classes in the {name} part": _shares(part, labels) for name, part in zip(NAMES, parts, strict=True)}
    if len(labels) > 10:  # few places are sometimes cut alike
        again, other = (answer(labels, train_size, validation_size, number) for number in (seed, seed + 1))
        same = all(np.array_equal(np.sort(one), np.sort(two)) for one, two in zip(again, parts, strict=True))
        found["parts from the same seed again"] = "the same" if same else "others"
        same = np.array_equal(np.sort(other[0]), np.sort(parts[0]))
        found["the training part from another seed"] = "the same" if same else "another"
    return Observed(found)


def _holding(parts, count):
    """Whether the parts hold places, and if not, what is wrong with them."""
    for part in parts:
        if part.ndim != 1:
            return "something that is no list of numbers"
        if part.size and part.dtype.kind not in "iu":
            return {"b": "True and False", "f": "numbers that are not whole"}.get(part.dtype.kind, "something that is no number")
        if part.size and not 0 <= part.min() <= part.max() < count:
            return f"numbers that are not from 0 to {count - 1}"
    return "places in labels"


def _shares(part, labels):
    """Whether each class has its share of a part, up to one place for each of the two cuts."""
    for name in np.unique(labels):
        wanted, got = (labels == name).sum() * len(part) / len(labels), (labels[part] == name).sum()
        if abs(got - wanted) >= 2:
            return "other shares than in labels"
    return "the shares of labels"


def _rounded_class_by_class(labels, train_size, validation_size, seed):
    random, parts = np.random.default_rng(seed), ([], [], [])
    for name in np.unique(labels):
        places = random.permutation(np.flatnonzero(labels == name))
        first = round(train_size * len(places) / len(labels))
        second = first + round(validation_size * len(places) / len(labels))
        for part, found in zip(parts, np.split(places, [first, second]), strict=True):
            part.extend(found.tolist())
    return parts


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
        "Neither cut is stratified: give each the labels of what it cuts, as stratify.": {
            "stratify=labels, ": "",
            "stratify=labels[rest], ": "",
        },
        "The second cut is not stratified: give it the labels of the rest, stratify=labels[rest].": {
            "stratify=labels[rest], ": ""
        },
        "The first cut is not stratified: give it all the labels, stratify=labels.": {"stratify=labels, ": ""},
        "The second cut is one of the rest, the places that the first one left, and not of everything.": (
            {"split(rest": "split(everything", "labels[rest]": "labels"},
            {"split(rest": "split(np.arange(len(rest))"},
        ),
        "Those are labels; the parts hold places in the list: cut np.arange(len(labels)).": {
            "return train, validation, test": "return labels[train], labels[validation], labels[test]"
        },
        "The parts stand in another order: training, validation, test.": (
            {"return train, validation, test": "return train, test, validation"},
            {"return train, validation, test": "return test, validation, train"},
        ),
        "Training and validation part have each other's size: the training part has train_size places, and comes first.": (
            {"return train, validation": "return validation, train"},
            {"=train_size": "=-1", "=validation_size": "=train_size", "=-1": "=validation_size"},
        ),
        "Every cut needs random_state=seed: without it the parts are others each time.": (
            {", random_state=seed": ""},
            {"stratify=labels, random_state=seed": "stratify=labels"},
            {"stratify=labels[rest], random_state=seed": "stratify=labels[rest]"},
        ),
        "Hand the seed on, random_state=seed: a number that is fixed makes the same parts for every seed.": {"=seed": "=42"},
        "Nothing is shuffled: the seed decides which places come into which part.": {
            "stratify=labels, random_state=seed": "shuffle=False",
            "stratify=labels[rest], random_state=seed": "shuffle=False",
        },
        "Return all three parts: training, validation, test.": {"return train, validation, test": "return train, validation"},
        "Shares rounded class by class do not add up to the sizes; train_test_split sees to both.": _rounded_class_by_class,
        "validation_size is a number of examples: as a share of all the labels it is no share of the rest.": {
            "=validation_size": "=validation_size / len(labels)"
        },
    },
)
