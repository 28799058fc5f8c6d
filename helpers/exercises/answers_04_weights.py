"""Answers to exercises 04.1 and 04.4, for ``answers_04``: copies of weights, and loading all of them or none."""

import copy
import io

import torch

from helpers.exercises.snapshots import load_all_or_nothing, snapshot

CACHE = {}


def _into_one_dictionary(model):
    CACHE.update(copy.deepcopy(model.state_dict()))
    return CACHE


def _zeroes_the_model(model):
    weights = snapshot(model)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.zero_()
    return weights


def _through_a_file(model):
    buffer = io.BytesIO()
    torch.save(model.state_dict(), buffer)
    buffer.seek(0)
    return torch.load(buffer, weights_only=True)


def _translates(model, weights):
    try:
        model.load_state_dict(weights)
    except RuntimeError as error:
        raise ValueError("does not fit") from error


def _counts(model, weights):
    if len(weights) != len(model.state_dict()):
        raise ValueError("another number of entries")
    model.load_state_dict(weights, strict=False)


def _refuses(unfit):
    """Names compared in some way for 04.4, and nothing else."""

    def loading(model, weights):
        if unfit(set(model.state_dict()), set(weights)):
            raise ValueError("names that do not fit")
        model.load_state_dict({name: value for name, value in weights.items() if name in model.state_dict()})

    return loading


def _parameters_only(model, weights):
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(weights[name])


def _names_of_parameters_only(model, weights):
    if {name for name, _ in model.named_parameters()} - set(weights) or set(weights) - set(model.state_dict()):
        raise ValueError("names that do not fit")
    model.load_state_dict(weights, strict=False)


def _sizes_only(model, weights):
    own = model.state_dict()
    if weights.keys() != own.keys() or any(weights[name].numel() != value.numel() for name, value in own.items()):
        raise ValueError("does not fit")
    for name, value in own.items():
        value.copy_(weights[name].reshape(value.shape))


def _asserts(model, weights):
    assert weights.keys() == model.state_dict().keys()
    model.load_state_dict(weights)


def _takes_out(model, weights):
    for name in model.state_dict():
        if name not in weights:
            raise ValueError(name)
    own = {name: weights.pop(name) for name in model.state_dict()}
    model.load_state_dict(own)


def _shares(model, weights):
    own = model.state_dict()
    if weights.keys() != own.keys() or any(weights[name].shape != value.shape for name, value in own.items()):
        raise ValueError("does not fit")
    for name, parameter in model.named_parameters():
        parameter.data = weights[name]
    for name, buffer in model.named_buffers():
        buffer.copy_(weights[name])


def _returns_the_error(model, weights):
    try:
        load_all_or_nothing(model, weights)
    except ValueError as error:
        return error


def _never(model, weights):
    raise ValueError("does not fit")


def _assigns(model, weights):
    load_all_or_nothing(model, weights)
    model.load_state_dict(weights, assign=True)


def _tries_on_a_copy(model, weights):
    try:
        copy.deepcopy(model).load_state_dict(weights)
    except RuntimeError as error:
        raise ValueError(str(error)) from error
    model.load_state_dict(weights)


def _puts_the_old_ones_back(model, weights):
    old = copy.deepcopy(model.state_dict())
    try:
        model.load_state_dict(weights)
    except RuntimeError as error:
        model.load_state_dict(old)
        raise ValueError(str(error)) from error


WRONG = {
    "04.1": {
        "a reference": lambda model: model.state_dict(),
        "parameters alone": lambda model: {name: p.detach().clone() for name, p in model.named_parameters()},
        "with the graph": lambda model: {name: p.clone() for name, p in model.named_parameters()},
        "a list": lambda model: [p.detach().clone() for p in model.parameters()],
        "a copied model": lambda model: copy.deepcopy(model),
        "numpy": lambda model: {name: value.numpy().copy() for name, value in model.state_dict().items()},
        "half the bits": lambda model: {name: value.clone().half() for name, value in model.state_dict().items()},
        "short names": lambda model: {name.split(".")[-1]: value.clone() for name, value in model.state_dict().items()},
        "weights copied, biases not": lambda model: {
            name: value.clone() if name.endswith("weight") else value for name, value in model.state_dict().items()
        },
        "one dictionary for all": _into_one_dictionary,
        "model zeroed": _zeroes_the_model,
        "model frozen": lambda model: snapshot(model.requires_grad_(False)),
        "mode switched": lambda model: snapshot(model.eval()),
        "wrapped": lambda model: {"model": snapshot(model)},
        "flattened": lambda model: {name: value.clone().flatten() for name, value in model.state_dict().items()},
    },
    "04.4": {
        "strict=False": lambda model, weights: model.load_state_dict(weights, strict=False) and None,
        "PyTorch's own check": lambda model, weights: model.load_state_dict(weights) and None,
        "another error, too late": _translates,
        "counted": _counts,
        "missing ones only": _refuses(lambda own, given: own - given),
        "names of parameters only": _names_of_parameters_only,
        "parameters only": _parameters_only,
        "sizes only": _sizes_only,
        "an assertion": _asserts,
        "entries taken out": _takes_out,
        "always refused": _never,
        "other tensors": _assigns,
        "evaluation mode": lambda model, weights: load_all_or_nothing(model.eval(), weights),
        "frozen": lambda model, weights: load_all_or_nothing(model.requires_grad_(False), weights),
        "shared tensors": _shares,
        "an error returned": _returns_the_error,
    },
}

ALSO_RIGHT = {
    "04.1": {
        "cloned one by one": lambda model: {name: value.clone() for name, value in model.state_dict().items()},
        "a copied model's": lambda model: copy.deepcopy(model).state_dict(),
        "through a file": _through_a_file,
    },
    "04.4": {"tried on a copy": _tries_on_a_copy, "put back": _puts_the_old_ones_back},
}
