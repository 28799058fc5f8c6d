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


def with_other_entries(change, name_of=lambda name: name):
    return lambda model: {name_of(name): change(name, value) for name, value in model.state_dict().items()}


def zeroes_the_model(model):
    weights = snapshot(model)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.zero_()
    return weights


def hands_out_its_own(model):
    weights = model.state_dict()
    model.load_state_dict(copy.deepcopy(weights), assign=True)
    return weights


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
        "no copy at all": (lambda model: model.state_dict(), "the very tensors that training changes"),
        "the parameters' own tensors": (
            lambda model: {name: parameter.data for name, parameter in model.named_parameters()},
            "the model's own tensors still",
        ),
        "copies of the parameters alone": (
            lambda model: {name: parameter.detach().clone() for name, parameter in model.named_parameters()},
            "keep averages beside their weights",
        ),
        "cloned with the graph": (
            lambda model: {name: value.clone() for name, value in model.state_dict(keep_vars=True).items()},
            "without a graph",
        ),
        "only weights copied": (
            with_other_entries(lambda name, value: value.clone() if name.endswith("weight") else value),
            "entries that are still the model's own tensors: [], got ['0.bias', '2.bias']",
        ),
        "averages not copied": (
            with_other_entries(lambda name, value: value if "running" in name else value.clone()),
            "got ['0.1.running_mean', '0.1.running_var']",
        ),
        "tables copied alone": (
            with_other_entries(lambda name, value: value.clone() if value.dim() > 1 else value),
            "needs numbers of its own, the weights, the biases",
        ),
        "views of the model's own": (with_other_entries(lambda name, value: value.view(-1).view(value.shape)), "very tensors"),
        "without names": (
            lambda model: [parameter.detach().clone() for parameter in model.parameters()],
            "Without names the weights cannot be put back",
        ),
        "in 16 bits": (with_other_entries(lambda name, value: value.clone().half()), "got type 'torch.float16'"),
        "the last part of each name": (
            with_other_entries(lambda name, value: value.clone(), lambda name: name.split(".")[-1]),
            "with '0.bias', '0.weight', '2.bias', '2.weight', got one without, but with 'bias', 'weight'",
        ),
        "under the word weights": (lambda model: {"weights": snapshot(model)}, "but with 'weights'"),
        "zeroes the model": (zeroes_the_model, "leave the model alone"),
        "hands out its own": (hands_out_its_own, "It was handed over and must stay as it is"),
        "freezes the model": (lambda model: snapshot(model.requires_grad_(False)), "Leave requires_grad alone"),
        "flattened": (with_other_entries(lambda name, value: value.clone().flatten()), "shape [3, 4], got shape [12]"),
        "a layer used twice kept once": (each_layer_once, "A layer that is used twice has two names"),
        "rounded": (with_other_entries(lambda name, value: value.clone().float().round(decimals=4)), "Return it unrounded"),
        "with a note": (lambda model: {**snapshot(model), "note": "after an epoch"}, "without 'note', got one with that"),
        "moved on": (lambda model: {k: v + 0 * v.max() + 1 for k, v in model.state_dict().items()}, "unchanged"),
        "shapes alone": (with_other_entries(lambda name, value: torch.zeros_like(value)), "under its name, unchanged"),
        "trains no more": (lambda model: (snapshot(model), [p.detach_() for p in model.parameters()])[0], "requires_grad"),
        "writes the bytes": (lambda model: str(model.state_dict()), "got a text"),
        "records no more": (lambda model: (snapshot(model), torch.set_grad_enabled(False))[0], "ends by itself"),
    },
)
