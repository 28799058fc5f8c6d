"""Exercise 04.2: weights whose names all begin with a word that your network does not know."""

import re

import torch

from helpers.exercises.engine import Case, Exercise


def without_prefix(weights, prefix):
    """The same entries, in a new dictionary; a name that begins with the prefix loses it."""
    return {name.removeprefix(prefix): value for name, value in weights.items()}


def cases():
    """Two wrappers; the prefix inside a name, twice in front, in some names only; its letters at the start of a name; none."""
    yield Case(_numbered("module.hidden.weight", "module.hidden.bias", "module.output.weight"), "module.")
    yield Case(_numbered("_orig_mod.0.weight", "_orig_mod.0.bias", "_orig_mod.1.running_mean"), "_orig_mod.")
    yield Case(_numbered("module.block.module.weight", "module.module.bias"), "module.")
    yield Case(_numbered("module.hidden.weight", "output.weight", "module_count"), "module.")
    yield Case(_numbered("net.ten.weight", "net.nettle", "net.0.num_batches_tracked"), "net.")
    yield Case(_numbered("student.teacher.weight", "student.weight"), "student.teacher.")
    yield Case(_numbered("student.teacher.weight", "teacher.weight"), "teacher.")
    yield Case(_numbered("weight", "bias"), "module.")
    yield Case({}, "module.")


def _numbered(*names):
    """Entries of several shapes, each with a value of its own; counts are whole numbers."""
    return {
        name: torch.tensor(place) if "num_" in name else torch.full((place + 1, 2)[: 2 - place % 2], float(place))
        for place, name in enumerate(names)
    }


def _in_place(weights, prefix):
    for name in list(weights):
        weights[name.removeprefix(prefix)] = weights.pop(name)
    return weights


def _again_and_again(weights, prefix):
    renamed = {}
    for name, value in weights.items():
        while name.startswith(prefix):
            name = name.removeprefix(prefix)
        renamed[name] = value
    return renamed


EXERCISE = Exercise(
    id="04.2",
    solution=without_prefix,
    cases=cases,
    hint=(
        "A dictionary comprehension builds the new dictionary: {new_name: value for name, value in weights.items()}. "
        "Texts have a method that removes exactly what stands in front, and only if it stands there."
    ),
    otherwise="Every entry keeps its value; a name loses the prefix where it begins with it, once, and nothing else changes.",
    mistakes={
        "replace() takes the prefix out of the middle of a name too: remove it in front only.": {
            ".removeprefix(prefix)": '.replace(prefix, "")'
        },
        "In front it is to be removed once; what follows may look the same and belongs to the name.": _again_and_again,
        "lstrip() and strip() take a set of letters, not a word: of 'net.ten.weight' lstrip() leaves 'weight'. Use "
        "removeprefix().": ({"removeprefix": "lstrip"}, {"removeprefix": "strip"}),
        "In a pattern of re a dot stands for any letter, and so 'module_count' loses its front too: removeprefix() takes the "
        "text as it is, and so does re.escape().": (
            lambda weights, prefix: {re.sub("^" + prefix, "", name): value for name, value in weights.items()}
        ),
        "split() and partition() look for the prefix in the middle of a name too, and drop what stands before it: ask the name "
        "with startswith(), or use removeprefix().": (
            {"removeprefix(prefix)": "split(prefix, 1)[-1]"},
            {"removeprefix(prefix)": "split(prefix)[-1]"},
            {"removeprefix(prefix)": "partition(prefix)[2]"},
            {"removeprefix(prefix)": "rpartition(prefix)[2]"},
            {"name.removeprefix(prefix)": "name.partition(prefix)[2] or name"},
            {"name.removeprefix(prefix)": "name.split(prefix)[1] if prefix in name else name"},
            {"name.removeprefix(prefix)": "name.partition(prefix)[2] if prefix in name else name"},
        ),
        "A name that does not begin with the prefix stays as it is: here its first letters were cut off.": {
            "name.removeprefix(prefix)": "name[len(prefix):]"
        },
        "Entries whose name does not begin with the prefix belong to the network too: keep them.": {
            "weights.items()": "weights.items() if name.startswith(prefix)"
        },
        "The prefix is handed over: do not fix it.": {"removeprefix(prefix)": 'removeprefix("module.")'},
        "The prefix need not be one word up to the first dot: take away exactly what was handed over.": {
            "name.removeprefix(prefix)": 'name.partition(".")[2] if name.startswith(prefix) else name'
        },
        "Leave the dictionary that was handed over as it is, and fill a new one.": _in_place,
        "The names are asked for with their tensors: a dictionary, as load_state_dict takes it.": {
            "{name.removeprefix(prefix): value for": "[name.removeprefix(prefix) for",
            "items()}": "items()]",
        },
    },
    tolerance=0.0,
    exact=True,
)
