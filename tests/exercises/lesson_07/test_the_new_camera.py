"""Exercise 07.5, beyond its own mistakes."""

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


def returns_the_model(model, batches):
    adapt(model, batches)
    return model


def trains_the_weights(model, batches):
    adapt(model, batches)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter += 0.01


def without_the_frozen(model, batches):
    frozen = [layer for layer in model.modules() if isinstance(layer, nn.BatchNorm1d) and not layer.training]
    states = [{name: each.clone() for name, each in layer.state_dict().items()} for layer in frozen]
    adapt(model, batches)
    for layer, state in zip(frozen, states, strict=True):
        layer.load_state_dict(state)


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


def starts_anew(model, batches):
    for layer in model.modules():
        if hasattr(layer, "reset_running_stats"):
            layer.reset_running_stats()
    adapt(model, batches)


def twice(model, batches):
    adapt(model, batches)
    adapt(model, batches)


test_right = accepts(
    EXERCISE,
    {"inside the helper": inside_the_helper, "by what it holds": by_what_it_holds, "returns the model": returns_the_model},
)
test_wrong = refuses(
    EXERCISE,
    {
        "trains the weights": (trains_the_weights, "must stay as it is"),
        "without the frozen": (without_the_frozen, "BatchNorm layers alone"),
        "all but one kind of dropout": (all_but_dropout, "nn.Dropout2d strikes out channels"),
        "starts anew": (starts_anew, "move on from where it is"),
        "twice": (twice, "let each batch pass once"),
        "nothing": (lambda model, batches: None, "the BatchNorm layers must be in training mode"),
    },
)
