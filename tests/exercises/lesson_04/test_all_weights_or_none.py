"""Exercise 04.4, beyond its own mistakes."""

import copy

import torch

from helpers.exercises.lesson_04.all_weights_or_none import EXERCISE, load_all_or_nothing
from tests.exercises.judging import accepts, refuses


class MisfitError(ValueError):
    pass


def by_pairs(model, weights):
    shapes = {(name, tuple(value.shape)) for name, value in model.state_dict().items()}
    if shapes != {(name, tuple(value.shape)) for name, value in weights.items()}:
        raise MisfitError
    with torch.no_grad():
        for name, value in model.state_dict().items():
            value.copy_(weights[name])
    return model


def tries_on_a_copy(model, weights):
    if set(weights) != set(model.state_dict()):
        raise ValueError("names")
    try:
        copy.deepcopy(model).load_state_dict(weights)
    except RuntimeError as error:
        raise ValueError(str(error)) from error
    model.load_state_dict(weights)


def puts_the_old_ones_back(model, weights):
    old = copy.deepcopy(model.state_dict())
    try:
        if sorted(weights) != sorted(old):
            raise RuntimeError("names")
        model.load_state_dict(weights)
    except RuntimeError as error:
        model.load_state_dict(old)
        raise ValueError(str(error)) from error


def puts_the_old_ones_back_without_a_look(model, weights):
    old = copy.deepcopy(model.state_dict())
    try:
        model.load_state_dict(weights)
    except RuntimeError as error:
        model.load_state_dict(old)
        raise ValueError(str(error)) from error


def puts_the_very_same_back(model, weights):
    old = model.state_dict()
    try:
        if weights.keys() != old.keys():
            raise RuntimeError("names")
        model.load_state_dict(weights)
    except RuntimeError as error:
        model.load_state_dict(old)
        raise ValueError(str(error)) from error


def names_of_parameters_only(model, weights):
    if {name for name, _ in model.named_parameters()} - set(weights) or set(weights) - set(model.state_dict()):
        raise ValueError("names that do not fit")
    model.load_state_dict(weights, strict=False)


def in_the_order_of_the_dictionary(model, weights):
    own = model.state_dict()
    if list(own) != list(weights) or any(own[name].shape != value.shape for name, value in weights.items()):
        raise ValueError("does not fit")
    model.load_state_dict(weights)


def in_its_place(model, weights):
    own = model.state_dict()
    shapes = [tuple(value.shape) for value in weights.values()]
    if [tuple(value.shape) for value in own.values()] != shapes:
        raise ValueError("does not fit")
    model.load_state_dict(dict(zip(own, weights.values(), strict=True)))


def types_too(model, weights):
    own = model.state_dict()
    if any(name in own and own[name].dtype != value.dtype for name, value in weights.items()):
        raise ValueError("another type")
    load_all_or_nothing(model, weights)


def takes_the_type_over(model, weights):
    load_all_or_nothing(copy.deepcopy(model), weights)
    for name, parameter in model.named_parameters():
        parameter.data = weights[name].clone()
    for name, buffer in model.named_buffers():
        buffer.data = weights[name].clone()


def clears_the_slopes_first(model, weights):
    model.zero_grad()
    load_all_or_nothing(model, weights)


def fills_what_is_missing(model, weights):
    for name, value in model.state_dict().items():
        weights.setdefault(name, value)
    load_all_or_nothing(model, weights)


def looks_at_the_last_dimension(model, weights):
    own = model.state_dict()
    if own.keys() != weights.keys() or any(own[name].shape[-1:] != value.shape[-1:] for name, value in weights.items()):
        raise ValueError("does not fit")
    model.load_state_dict(weights)


test_right = accepts(
    EXERCISE,
    {
        "by pairs, with an error of its own": by_pairs,
        "tried on a copy": tries_on_a_copy,
        "put back": puts_the_old_ones_back,
        "ends with the dots of the stub": lambda model, weights: (load_all_or_nothing(model, weights), ...)[1],
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "put back, without a look at the names": (puts_the_old_ones_back_without_a_look, "BatchNorm's count of batches missing"),
        "the changed ones put back": (puts_the_very_same_back, "find out first"),
        "names of parameters only": (names_of_parameters_only, "the error ValueError, got the error RuntimeError"),
        "in the dictionary's order": (in_the_order_of_the_dictionary, "in another order"),
        "names ignored": (in_its_place, "in another order"),
        "types compared too": (types_too, "weights that fit, in 64-bit numbers"),
        "types taken over": (takes_the_type_over, "type 'torch.float32', got type 'torch.float64'"),
        "clears the slopes": (clears_the_slopes_first, "gradient"),
        "fills what is missing": (fills_what_is_missing, "a bias missing"),
        "the last dimension alone": (looks_at_the_last_dimension, "the error RuntimeError"),
        "a KeyError": (
            lambda model, weights: model.load_state_dict({name: weights[name] for name in model.state_dict()}),
            "got the error KeyError",
        ),
        "the class returned": (lambda model, weights: ValueError, "weights that fit"),
    },
)
