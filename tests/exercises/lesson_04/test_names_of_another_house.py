"""Exercise 04.2, beyond its own mistakes."""

import re
from collections import OrderedDict

from helpers.exercises.lesson_04.names_of_another_house import EXERCISE, without_prefix
from tests.exercises.judging import accepts, refuses


def in_a_loop(weights, prefix):
    renamed = OrderedDict()
    for name in reversed(list(weights)):
        renamed[name[len(prefix) :] if name.startswith(prefix) else name] = weights[name]
    return renamed


def copies(weights, prefix):
    return {name: value.clone() for name, value in without_prefix(weights, prefix).items()}


def changes_what_it_was_given(weights, prefix):
    renamed = without_prefix(weights, prefix)
    weights.clear()
    return renamed


def last_part_only(weights, prefix):
    return {name.split(".")[-1]: value for name, value in weights.items()}


def first_name_decides(weights, prefix):
    wrapped = next(iter(weights), "").startswith(prefix)
    return {name[len(prefix) :] if wrapped else name: value for name, value in weights.items()}


test_right = accepts(
    EXERCISE,
    {
        "a loop, in another order": in_a_loop,
        "with copies": copies,
        "by pairs": lambda weights, prefix: dict(
            zip([name.removeprefix(prefix) for name in weights], weights.values(), strict=True)
        ),
        "replaced once, where it begins so": lambda weights, prefix: {
            name.replace(prefix, "", 1) if name.startswith(prefix) else name: value for name, value in weights.items()
        },
        "a pattern, with the prefix as it is": lambda weights, prefix: {
            re.sub("^" + re.escape(prefix), "", name): value for name, value in weights.items()
        },
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "cleared": (changes_what_it_was_given, "must stay as it is"),
        "the last part of each name": (last_part_only, "got one"),
        "the first name decides": (first_name_decides, "output.weight"),
        "replaced once, anywhere": (
            lambda weights, prefix: {name.replace(prefix, "", 1): value for name, value in weights.items()},
            "student.teacher.weight",
        ),
        "in 16 bits": (
            lambda weights, prefix: {name: value.half() for name, value in without_prefix(weights, prefix).items()},
            "torch.float16",
        ),
        "a pattern": (
            lambda weights, prefix: {re.sub("^" + prefix, "", name): value for name, value in weights.items()},
            "a dot stands for any letter",
        ),
        "split": (
            lambda weights, prefix: {name.split(prefix)[-1]: value for name, value in weights.items()},
            "in the middle of a name too",
        ),
        "split once": (
            lambda weights, prefix: {name.split(prefix, 1)[-1]: value for name, value in weights.items()},
            "in the middle of a name too",
        ),
        "partition": (
            lambda weights, prefix: {name.partition(prefix)[2] or name: value for name, value in weights.items()},
            "in the middle of a name too",
        ),
        "partition alone": (
            lambda weights, prefix: {name.partition(prefix)[2]: value for name, value in weights.items()},
            "in the middle of a name too",
        ),
        "strip": (
            lambda weights, prefix: {name.strip(prefix): value for name, value in weights.items()},
            "a set of letters",
        ),
        "nothing removed": (lambda weights, prefix: dict(weights), "'hidden.bias'"),
    },
)
