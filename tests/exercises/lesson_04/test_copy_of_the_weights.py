"""Exercise 04.1, beyond its own mistakes."""

import copy
import io

import torch

from helpers.exercises.lesson_04.copy_of_the_weights import EXERCISE, snapshot
from tests.exercises.judging import accepts, refuses


def through_a_file(model):
    buffer = io.BytesIO()
    torch.save(model.state_dict(), buffer)
    buffer.seek(0)
    return torch.load(buffer, weights_only=True)


def parameters_and_buffers(model):
    entries = {**dict(model.named_parameters(remove_duplicate=False)), **dict(model.named_buffers(remove_duplicate=False))}
    return {name: entries[name].detach().clone() for name in model.state_dict()}


def into_one_dictionary(model, kept={}):  # noqa: B006
    kept.update(copy.deepcopy(model.state_dict()))
    return kept


def each_layer_once(model):
    return {name: value.detach().clone() for name, value in [*model.named_parameters(), *model.named_buffers()]}


def the_first_copy_for_ever(model, kept={}):  # noqa: B006
    return kept.setdefault(id(model), snapshot(model))


test_right = accepts(
    EXERCISE,
    {
        "cloned one by one": lambda model: {name: value.clone() for name, value in model.state_dict().items()},
        "detached and cloned": lambda model: {k: v.detach().clone() for k, v in model.state_dict(keep_vars=True).items()},
        "a copied model's": lambda model: copy.deepcopy(model).state_dict(),
        "through a file": through_a_file,
        "copied with what can learn": lambda model: copy.deepcopy(model.state_dict(keep_vars=True)),
        "parameters and buffers": parameters_and_buffers,
        "in another order": lambda model: dict(reversed(copy.deepcopy(model.state_dict()).items())),
        "torch.tensor": lambda model: {name: torch.tensor(value) for name, value in model.state_dict().items()},
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "one dictionary for all": (into_one_dictionary, "the copy after more training"),
        "the first copy for ever": (the_first_copy_for_ever, "a second copy after more training"),
        "flattened": (
            lambda model: {name: value.clone().flatten() for name, value in model.state_dict().items()},
            "shape [3, 4], got shape [12]",
        ),
        "a layer used twice kept once": (each_layer_once, "with '2.bias', '2.weight', got one without"),
        "rounded": (
            lambda model: {name: value.clone().float().round(decimals=4) for name, value in model.state_dict().items()},
            "Return it unrounded",
        ),
        "with a note": (lambda model: {**snapshot(model), "note": "after an epoch"}, "without 'note', got one with that"),
        "moved on": (lambda model: {k: v + 0 * v.max() + 1 for k, v in model.state_dict().items()}, "unchanged"),
        "shapes alone": (
            lambda model: {name: torch.zeros_like(value) for name, value in model.state_dict().items()},
            "under its own name, unchanged",
        ),
        "trains no more": (lambda model: (snapshot(model), [p.detach_() for p in model.parameters()])[0], "requires_grad"),
        "writes the bytes": (lambda model: str(model.state_dict()), "got a text"),
        "records no more": (lambda model: (snapshot(model), torch.set_grad_enabled(False))[0], "ends by itself"),
    },
)
