"""Answers to exercise 07.2, a prediction that leaves no trace, for ``answers_07``."""

import copy

import torch

from helpers.exercises.lesson_07 import predict
from helpers.training import evaluation_mode


def _without_eval(model, inputs):
    with torch.no_grad():
        return model(inputs)


def _detached(model, inputs):
    modes = [(layer, layer.training) for layer in model.modules()]
    try:
        return model.eval()(inputs).detach()
    finally:
        for layer, mode in modes:
            layer.training = mode


def _left_in_eval(model, inputs):
    model.eval()
    with torch.no_grad():
        return model(inputs)


def _ends_with_train(model, inputs):
    model.eval()
    with torch.no_grad():
        outputs = model(inputs)
    model.train()
    return outputs


def _restores_the_outermost(model, inputs):
    was_training = model.training
    try:
        return _left_in_eval(model, inputs)
    finally:
        model.training = was_training


def _without_finally(model, inputs):
    modes = [(layer, layer.training) for layer in model.modules()]
    outputs = _left_in_eval(model, inputs)
    for layer, mode in modes:
        layer.training = mode
    return outputs


def _swallows(model, inputs):
    try:
        return predict(model, inputs)
    except ArithmeticError:
        return None


def _grad_left_off(model, inputs):
    torch.set_grad_enabled(False)
    return predict(model, inputs)


def _grad_always_on(model, inputs):
    outputs = predict(model, inputs)
    torch.set_grad_enabled(True)
    return outputs


def _weights_switched_off(model, inputs):
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    return predict(model, inputs)


def _with_the_helper(model, inputs):
    with evaluation_mode(model):
        return model(inputs)


def _on_a_copy(model, inputs):
    with torch.inference_mode():
        return copy.deepcopy(model).eval()(inputs)


WRONG_PREDICTIONS = {
    "without eval": _without_eval,
    "detach instead of no_grad": _detached,
    "left in evaluation mode": _left_in_eval,
    "ends with train()": _ends_with_train,
    "restores the outermost layer": _restores_the_outermost,
    "without finally": _without_finally,
    "swallows the error": _swallows,
    "grad left off": _grad_left_off,
    "grad always on": _grad_always_on,
    "requires_grad left off": _weights_switched_off,
    "class numbers": lambda model, inputs: predict(model, inputs).argmax(dim=1),
    "does not ask the model": lambda model, inputs: torch.zeros(len(inputs), 3),
}

RIGHT_PREDICTIONS = {"on a copy": _on_a_copy, "with the helper": _with_the_helper}
