"""Exercise 07.2, beyond its own mistakes."""

import copy

import torch
from torch import nn

from helpers.exercises.lesson_07.predict_without_a_trace import EXERCISE, predict
from helpers.training import evaluation_mode
from tests.exercises.judging import accepts, refuses


def with_the_helper(model, inputs):
    with evaluation_mode(model):
        return model(inputs)


def on_a_copy(model, inputs):
    with torch.inference_mode():
        return copy.deepcopy(model).eval()(inputs)


def with_except_and_raise(model, inputs):
    modes = {name: layer.training for name, layer in model.named_modules()}
    try:
        with torch.no_grad():
            outputs = model.eval()(inputs)
    except BaseException:
        for name, layer in model.named_modules():
            layer.training = modes[name]
        raise
    for name, layer in model.named_modules():
        layer.train(modes[name]) if not list(layer.children()) else setattr(layer, "training", modes[name])
    return outputs


def switched_by_hand(model, inputs):
    before, modes = torch.is_grad_enabled(), [layer.training for layer in model.modules()]
    torch.set_grad_enabled(False)
    model.train(False)
    try:
        return model.forward(inputs)
    finally:
        torch.set_grad_enabled(before)
        for layer, mode in zip(model.modules(), modes, strict=True):
            layer.training = mode


def from_parents_to_children(model, inputs):
    modes = [(layer, layer.training) for layer in model.modules()]
    try:
        with torch.inference_mode():
            return model.eval()(inputs)
    finally:
        for layer, mode in modes:
            layer.train(mode)


def from_children_to_parents(model, inputs):
    modes = [(layer, layer.training) for layer in model.modules()]
    try:
        with torch.no_grad():
            return model.eval()(inputs)
    finally:
        for layer, mode in reversed(modes):
            layer.train(mode)


def some_kinds_of_layers(model, inputs):
    layers = [layer for layer in model.modules() if isinstance(layer, nn.Dropout | nn.BatchNorm1d)]
    modes = [layer.training for layer in layers]
    for layer in layers:
        layer.eval()
    try:
        with torch.no_grad():
            return model(inputs)
    finally:
        for layer, mode in zip(layers, modes, strict=True):
            layer.training = mode


def some_kinds_of_layers_set_back(model, inputs):
    modes = [(layer, layer.training) for layer in model.modules() if isinstance(layer, nn.Dropout | nn.BatchNorm1d)]
    model.eval()
    try:
        with torch.no_grad():
            return model(inputs)
    finally:
        model.training = True
        for layer, mode in modes:
            layer.training = mode


def frozen_for_a_while(model, inputs):
    flags = [parameter.requires_grad for parameter in model.parameters()]
    model.requires_grad_(False)
    modes = [(layer, layer.training) for layer in model.modules()]
    try:
        return model.eval()(inputs)
    finally:
        for parameter, flag in zip(model.parameters(), flags, strict=True):
            parameter.requires_grad = flag
        for layer, mode in modes:
            layer.training = mode


def puts_statistics_back(model, inputs):
    state = copy.deepcopy(model.state_dict())
    with torch.no_grad():
        outputs = model(inputs)
    model.load_state_dict(state)
    return outputs


def eval_only_if_training(model, inputs):
    if not model.training:
        with torch.no_grad():
            return model(inputs)
    return predict(model, inputs)


def clears_gradients(model, inputs):
    model.zero_grad()
    return predict(model, inputs)


def with_model_eval(model, inputs):
    with model.eval(), torch.no_grad():
        return model(inputs)


test_right = accepts(
    EXERCISE,
    {
        "with the helper": with_the_helper,
        "on a copy": on_a_copy,
        "with except and raise": with_except_and_raise,
        "the switch by hand": switched_by_hand,
        "train() from parents to children": from_parents_to_children,
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "train() from children to parents": (from_children_to_parents, "each layer"),
        "some kinds of layers": (some_kinds_of_layers, "model.modules()"),
        "some kinds of layers set back": (some_kinds_of_layers_set_back, "in training mode, got it in evaluation mode"),
        "frozen for a while": (frozen_for_a_while, "inputs that need a gradient"),
        "the mode of the outermost layer asked": (eval_only_if_training, "in evaluation mode, with two layers in training mode"),
        "statistics put back": (puts_statistics_back, "model.modules()"),
        "does not ask the model": (lambda model, inputs: torch.zeros(len(inputs), 3), "model(inputs) under no_grad()"),
        "with model.eval()": (with_model_eval, "It happened in the line: with model.eval(), torch.no_grad():"),
        "clears gradients": (clears_gradients, "must stay as it is"),
        "as a list": (lambda model, inputs: predict(model, inputs).tolist(), "expected outputs: a tensor, got a list"),
        "each example by itself": (lambda model, inputs: [predict(model, row[None]) for row in inputs], "Return a tensor"),
    },
)
