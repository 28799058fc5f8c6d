"""Exercise 07.5, beyond its own mistakes."""

import copy

import torch
from torch import nn

from helpers.exercises.lesson_07.the_new_camera import EXERCISE, adapt
from helpers.training import evaluation_mode
from tests.exercises.judging import accepts, refuses


def inside_the_helper(model, batches):
    with evaluation_mode(model):
        for layer in model.modules():
            if isinstance(layer, nn.modules.batchnorm._BatchNorm):
                layer.train()
        for inputs in batches:
            model(inputs)


def by_what_it_holds(model, batches):
    modes = {name: layer.training for name, layer in model.named_modules()}
    for layer in model.modules():
        layer.training = hasattr(layer, "running_mean")
    with torch.inference_mode():
        for inputs in batches:
            model(inputs)
    for name, layer in model.named_modules():
        layer.training = modes[name]


def a_container_switches_all(model, batches):
    modes = [(layer, layer.training) for layer in model.modules()]
    model.train()
    for layer in model.modules():
        if not isinstance(layer, nn.modules.batchnorm._BatchNorm):
            layer.eval()
    with torch.no_grad():
        for inputs in batches:
            model(inputs)
    for layer, mode in modes:
        layer.training = mode


def returns_the_model(model, batches):
    adapt(model, batches)
    return model


def trains_the_weights(model, batches):
    adapt(model, batches)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter += 0.01


def without_the_frozen(model, batches):
    modes = {layer: layer.training for layer in model.modules()}
    taking_part = [layer for layer in modes if isinstance(layer, nn.modules.batchnorm._BatchNorm) and layer.training]
    with evaluation_mode(model):
        for layer in taking_part:
            layer.train()
        for inputs in batches:
            model(inputs)
    assert all(layer.training == mode for layer, mode in modes.items())


def all_but_dropout(model, batches):
    modes = [(layer, layer.training) for layer in model.modules()]
    model.train()
    for layer in model.modules():
        if type(layer) is nn.Dropout:
            layer.eval()
    with torch.no_grad():
        for inputs in batches:
            model(inputs)
    for layer, mode in modes:
        layer.training = mode


def all_but_what_is_called_dropout(model, batches):
    modes = [layer.training for layer in model.modules()]
    model.train()
    for layer in model.modules():
        if "dropout" in type(layer).__name__.lower():
            layer.eval()
    with torch.no_grad():
        for inputs in batches:
            model(inputs)
    for layer, mode in zip(model.modules(), modes, strict=True):
        layer.training = mode


def starts_anew(model, batches):
    for layer in model.modules():
        if hasattr(layer, "reset_running_stats"):
            layer.reset_running_stats()
    adapt(model, batches)


def twice(model, batches):
    adapt(model, batches)
    adapt(model, batches)


def with_another_momentum(model, batches):
    for layer in model.modules():
        if hasattr(layer, "momentum"):
            layer.momentum = 0.5
    adapt(model, batches)


def no_dropout_any_more(model, batches):
    for layer in model.modules():
        if hasattr(layer, "p"):
            layer.p = 0.0
    adapt(model, batches)


def brings_the_record_back(model, batches):
    used = copy.deepcopy(model)
    adapt(used, batches)
    model.load_state_dict(used.state_dict())


def layer_by_layer(model, batches):
    modes = [(layer, layer.training) for layer in model.modules()]
    for layer in model.modules():
        layer.training = isinstance(layer, nn.modules.batchnorm._BatchNorm)
    with torch.no_grad():
        for values in batches:
            for layer in model:
                values = layer(values)
    for layer, mode in modes:
        layer.training = mode


def all_in_training(model, batches):
    was = model.training
    model.train()
    with torch.no_grad():
        for inputs in batches:
            model(inputs)
    model.train(was)


@torch.no_grad()
def passes_alone(model, batches):
    for inputs in batches:
        model(inputs)


test_right = accepts(
    EXERCISE,
    {
        "inside the helper": inside_the_helper,
        "by what it holds": by_what_it_holds,
        "returns the model": returns_the_model,
        "brings the record back": brings_the_record_back,
        "layer by layer": layer_by_layer,
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "trains the weights": (trains_the_weights, "must stay as it is"),
        "all in training mode": (all_in_training, "put BatchNorm alone into train(). And afterwards"),
        "passes alone": (passes_alone, "Nothing has switched BatchNorm on"),
        "without the frozen": (without_the_frozen, "whatever its mode was"),
        "on a copy": (lambda model, batches: adapt(copy.deepcopy(model), batches), "let them pass through the model itself"),
        "reversed": (lambda model, batches: adapt(model, list(reversed(batches))), "in the order in which they come"),
        "joined": (lambda model, batches: adapt(model, [torch.cat(batches)]), "The batches are not joined"),
        "another momentum": (with_another_momentum, "the settings of the layers"),
        "without dropout for good": (no_dropout_any_more, "never strikes out again"),
        "all but one kind of dropout": (all_but_dropout, "nn.Dropout2d strikes out channels"),
        "all but what is called dropout": (all_but_what_is_called_dropout, "may ask self.training"),
        "starts anew": (starts_anew, "move on from where it is"),
        "twice": (twice, "here it moved the statistics twice"),
        "nothing": (lambda model, batches: None, "the BatchNorm layers must be in training mode"),
        "a container switches all": (a_container_switches_all, "eval() of a container reaches all layers inside it"),
        "the last batch alone": (lambda model, batches: adapt(model, batches[-1:]), "All batches pass, not the last alone"),
    },
)
