"""Exercise 05.4, beyond its own mistakes."""

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


test_right = accepts(EXERCISE, {"by flattening": by_flattening, "with a stack": with_a_stack})
test_wrong = refuses(
    EXERCISE,
    {
        "with an operator": (
            lambda before, after: [name for name in before if before[name] != after[name]],
            "Boolean value of Tensor",
        ),
        "in another order": (lambda *states: sorted(differing_entries(*states), reverse=True), "expected"),
        "slashes": (lambda *states: [name.replace(".", "/") for name in differing_entries(*states)], "/"),
        "how many": (lambda *states: len(differing_entries(*states)), "list"),
        "takes out an entry": (takes_out, "after"),
        "empty dictionaries too": (
            lambda before, after: differing_entries(before, after) + [name for name in before if before[name] == {}],
            "'e'",
        ),
    },
)
