"""Exercise 05.4, beyond its own mistakes."""

import math

import torch

from helpers.exercises.lesson_05.what_was_forgotten import EXERCISE, differing_entries
from tests.exercises.judging import accepts, refuses


def flattened(state, path=""):
    if not isinstance(state, dict):
        return {path[1:]: state}
    return {name: value for key, inner in state.items() for name, value in flattened(inner, f"{path}.{key}").items()}


def by_flattening(before, after):
    one, other = flattened(before), flattened(after)
    equal = [torch.equal(one[n], other[n]) if torch.is_tensor(one[n]) else one[n] == other[n] for n in one]
    return [name for name, same in zip(one, equal, strict=True) if not same]


def with_a_stack(before, after):
    found, stack = [], [("", before, after)]
    while stack:
        path, one, other = stack.pop(0)
        if isinstance(one, dict):
            stack = [(f"{path}.{name}", one[name], other[name]) for name in one] + stack
        elif not (torch.equal(one, other) if isinstance(one, torch.Tensor) else one == other):
            found.append(path[1:])
    return found


def takes_out(before, after):
    found = differing_entries(before, after)
    after.pop(next(iter(after)))
    return found


def _numbers(one, other):
    return isinstance(one, int | float) and isinstance(other, int | float)


def comparing(tensors=torch.equal, others=lambda one, other: one == other):
    """An answer that compares tensors, and everything else, in its own way."""

    def answer(before, after):
        one, other = flattened(before), flattened(after)
        return [n for n in one if not (tensors if torch.is_tensor(one[n]) else others)(one[n], other[n])]

    return answer


test_right = accepts(EXERCISE, {"by flattening": by_flattening, "with a stack": with_a_stack})
test_wrong = refuses(
    EXERCISE,
    {
        "with an operator": (
            lambda before, after: [name for name in before if before[name] != after[name]],
            "torch.equal(one, other) gives it",
        ),
        "with an operator, inside too": (comparing(lambda one, other: one == other), "torch.equal(one, other) gives it"),
        "in another order": (lambda *states: sorted(differing_entries(*states), reverse=True), "expected"),
        "slashes": (lambda *states: [name.replace(".", "/") for name in differing_entries(*states)], "/"),
        "numbers nearly equal": (
            comparing(others=lambda one, other: one == other or (_numbers(one, other) and math.isclose(one, other, rel_tol=0.1))),
            "off in the last digit",
        ),
        "numbers rounded to nine digits": (
            comparing(others=lambda one, other: round(one, 9) == round(other, 9) if _numbers(one, other) else one == other),
            "'optimizer.settings.lr'",
        ),
        "doubles as floats": (comparing(lambda one, other: torch.equal(one.float(), other.float())), "float() rounds 64-bit"),
        "whole numbers as doubles": (comparing(lambda one, other: torch.equal(one.double(), other.double())), "'steps'"),
        "texts in small letters": (comparing(others=lambda one, other: str(one).lower() == str(other).lower()), "'text'"),
        "None as nothing": (comparing(others=lambda one, other: (one or 0) == (other or 0)), "'patience'"),
        "as texts": (comparing(*2 * [lambda one, other: str(one) == str(other)]), "Printing shows four digits"),
        "by the largest distance": (
            comparing(lambda one, other: one.shape == other.shape and (one.numel() == 0 or (one - other).abs().max() == 0)),
            "Infinity minus infinity",
        ),
        "by the largest distance, of any tensor": (
            comparing(lambda one, other: one.shape == other.shape and (one - other).abs().max() == 0),
            "numel() == 0",
        ),
        "how many": (lambda *states: len(differing_entries(*states)), "list"),
        "takes out an entry": (takes_out, "after"),
        "empty dictionaries too": (
            lambda before, after: differing_entries(before, after) + [name for name in before if before[name] == {}],
            "'e'",
        ),
    },
)
