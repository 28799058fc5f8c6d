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


def tries_without_a_look(model, weights):
    try:
        copy.deepcopy(model).load_state_dict(weights)
    except RuntimeError as error:
        raise ValueError(str(error)) from error
    model.load_state_dict(weights)


def looks_at_the_first_axis(model, weights):
    own = model.state_dict()
    if own.keys() != weights.keys() or any(len(own[name]) != len(weights[name]) for name in own if own[name].ndim):
        raise ValueError("does not fit")
    model.load_state_dict(weights)


def loads_and_looks(model, weights):
    missing, unexpected = model.load_state_dict(weights, strict=False)
    if missing or unexpected:
        raise ValueError(f"missing {missing}, unexpected {unexpected}")


def loads_looks_and_translates(model, weights):
    try:
        loads_and_looks(model, weights)
    except RuntimeError as error:
        raise ValueError(str(error)) from error


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


def names_of_parameters_in_both_directions(model, weights):
    own = dict(model.named_parameters())
    if own.keys() != weights.keys() or any(own[name].shape != value.shape for name, value in weights.items()):
        raise ValueError("does not fit")
    model.load_state_dict(weights)


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


def names_and_axes_then_translates(model, weights):
    own = model.state_dict()
    if own.keys() != weights.keys() or any(own[name].dim() != value.dim() for name, value in weights.items()):
        raise ValueError("does not fit")
    try:
        model.load_state_dict(weights)
    except RuntimeError as error:
        raise ValueError(str(error)) from error


def counts_numbers_then_translates(model, weights):
    own = model.state_dict()
    if sum(value.numel() for value in own.values()) != sum(value.numel() for value in weights.values()):
        raise ValueError("does not fit")
    try:
        model.load_state_dict(weights)
    except RuntimeError as error:
        raise ValueError(str(error)) from error


def puts_the_parameters_back(model, weights):
    old = {name: parameter.detach().clone() for name, parameter in model.named_parameters()}
    try:
        model.load_state_dict(weights)
    except RuntimeError as error:
        with torch.no_grad():
            for name, parameter in model.named_parameters():
                parameter.copy_(old[name])
        raise ValueError(str(error)) from error


def wants_equal_types(model, weights):
    own = model.state_dict()
    if {(n, v.shape, v.dtype) for n, v in own.items()} != {(n, v.shape, v.dtype) for n, v in weights.items()}:
        raise ValueError("does not fit")
    model.load_state_dict(weights)


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


def compares(unfit, load=lambda model, weights: model.load_state_dict(weights, strict=False)):
    """Something compared, and nothing else."""

    def loading(model, weights):
        if unfit(model.state_dict(), weights):
            raise ValueError("does not fit")
        load(model, weights)

    return loading


def weights_alone_misfit(own, given):
    names = {name for name in own.keys() | given.keys() if "running" not in name and "num_batches" not in name}
    return any(name not in own or name not in given or own[name].shape != given[name].shape for name in names)


def missing_or_misshapen(own, given):
    return bool(own.keys() - given.keys()) or any(given[name].shape != value.shape for name, value in own.items())


def unexpected_or_misshapen(own, given):
    return bool(given.keys() - own.keys()) or any(value.shape != own[name].shape for name, value in given.items())


def as_many_numbers_misfit(own, given):
    return own.keys() != given.keys() or any(given[name].numel() != value.numel() for name, value in own.items())


def copies_reshaped(model, weights):
    for name, value in model.state_dict().items():
        value.copy_(weights[name].reshape(value.shape))


def copies_parameters_unchecked(model, weights):
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(weights[name])


def takes_out(model, weights):
    load_all_or_nothing(model, weights)
    for name in model.state_dict():
        weights.pop(name)


def shares(model, weights):
    load_all_or_nothing(copy.deepcopy(model), weights)
    for name, parameter in model.named_parameters():
        parameter.data = weights[name]
    for name, buffer in model.named_buffers():
        buffer.copy_(weights[name])


def assigns_copies(model, weights):
    load_all_or_nothing(model, weights)
    model.load_state_dict({name: value.clone() for name, value in weights.items()}, assign=True)


def always_refuses(model, weights):
    raise ValueError("does not fit")


def swallows(model, weights):
    try:
        load_all_or_nothing(model, weights)
    except ValueError as error:
        print(error)


test_right = accepts(
    EXERCISE,
    {
        "by pairs, with an error of its own": by_pairs,
        "tried on a copy": tries_on_a_copy,
        "tried on a copy, without a look at the names": tries_without_a_look,
        "put back": puts_the_old_ones_back,
        "put back, without a look at the names": puts_the_old_ones_back_without_a_look,
        "ends with the dots of the stub": lambda model, weights: (load_all_or_nothing(model, weights), ...)[1],
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "the first axis alone": (looks_at_the_first_axis, "a weight with as many rows, and other columns"),
        "loaded, the lists looked at, errors translated": (loads_looks_and_translates, "before it raises or returns"),
        "loaded, and the lists looked at": (loads_and_looks, "is loaded already"),
        "the changed ones put back": (puts_the_very_same_back, "find out first"),
        "names of parameters, in both directions": (names_of_parameters_in_both_directions, "they look like too many"),
        "names of parameters only": (names_of_parameters_only, "the error ValueError, got the error RuntimeError"),
        "in the dictionary's order": (in_the_order_of_the_dictionary, "in another order"),
        "names ignored": (in_its_place, "in another order"),
        "types compared too": (types_too, "weights that fit, in 64-bit numbers"),
        "names and axes, then tried on the model": (names_and_axes_then_translates, "must leave the model as it was"),
        "numbers counted, then tried on the model": (counts_numbers_then_translates, "must leave the model as it was"),
        "parameters put back, averages not": (puts_the_parameters_back, "must leave the model as it was"),
        "equal types asked for": (wants_equal_types, "Types need not be equal"),
        "types taken over": (takes_the_type_over, "type 'torch.float32', got type 'torch.float64'"),
        "clears the slopes": (clears_the_slopes_first, "gradient"),
        "fills what is missing": (fills_what_is_missing, "a bias missing"),
        "the last dimension alone": (looks_at_the_last_dimension, "the error RuntimeError"),
        "counted, and nothing else": (compares(lambda own, given: len(given) != len(own)), "Compare all names"),
        "counted, and loaded strictly": (
            compares(lambda own, given: len(given) != len(own), lambda model, weights: model.load_state_dict(weights)),
            "Compare all names",
        ),
        "names compared alone": (compares(lambda own, given: own.keys() != given.keys()), "the shapes must be compared too"),
        "unexpected names overlooked": (compares(missing_or_misshapen), "An unexpected name is a misfit too"),
        "missing names overlooked": (
            compares(unexpected_or_misshapen),
            "a bias missing, the last entry, expected the error ValueError, got none",
        ),
        "averages overlooked": (
            compares(weights_alone_misfit),
            "the averages of BatchNorm missing, expected the error ValueError, got none",
        ),
        "as many numbers, reshaped": (
            compares(as_many_numbers_misfit, copies_reshaped),
            "a transposed weight, expected the error ValueError, got none",
        ),
        "as many numbers": (
            compares(as_many_numbers_misfit, lambda model, weights: model.load_state_dict(weights)),
            "then all shapes",
        ),
        "parameters copied without a look": (copies_parameters_unchecked, "running_mean"),
        "entries taken out": (takes_out, "must stay as it is"),
        "shared numbers": (shares, "must stay as it is"),
        "copies put in their place": (assigns_copies, "must stay the same objects"),
        "always an error": (always_refuses, "must be loaded without an error"),
        "the error printed": (swallows, "Nothing was raised"),
        "in evaluation mode, before a look": (
            lambda model, weights: load_all_or_nothing(model.eval(), weights),
            "Leave the mode",
        ),
        "frozen": (lambda model, weights: load_all_or_nothing(model.requires_grad_(False), weights), "Leave requires_grad alone"),
        "a KeyError": (
            lambda model, weights: model.load_state_dict({name: weights[name] for name in model.state_dict()}),
            "got the error KeyError",
        ),
        "the class returned": (lambda model, weights: ValueError, "weights that fit"),
    },
)
