"""Exercise 07.2, beyond its own mistakes."""

import torch
from torch import nn

from helpers.exercises.lesson_07.train_on_with_batchnorm_frozen import EXERCISE, freeze
from tests.exercises.judging import accepts, refuses


def parameter_by_parameter(model):
    for layer in model.modules():
        frozen = isinstance(layer, nn.modules.batchnorm._BatchNorm)
        layer.training = not frozen
        if frozen:
            layer.weight.requires_grad = layer.bias.requires_grad = False


def returns_the_model(model):
    freeze(model)
    return model


def by_what_it_holds(model):
    model.train()
    for name, layer in model.named_modules():
        if name and hasattr(layer, "running_var"):
            layer.train(False).requires_grad_(False)


def weight_alone(model):
    freeze(model)
    for layer in model.modules():
        if isinstance(layer, nn.BatchNorm1d | nn.BatchNorm2d):
            layer.bias.requires_grad_(True)


def starts_the_record_anew(model):
    freeze(model)
    for layer in model.modules():
        if isinstance(layer, nn.BatchNorm1d | nn.BatchNorm2d):
            layer.reset_running_stats()


def changes_a_weight(model):
    freeze(model)
    with torch.no_grad():
        next(model.parameters()).add_(0.5)


def dropout_by_name(model):
    model.eval()
    for layer in model.modules():
        if isinstance(layer, nn.Dropout):
            layer.train()
        if isinstance(layer, nn.BatchNorm1d | nn.BatchNorm2d):
            layer.requires_grad_(False)


test_right = accepts(
    EXERCISE,
    {
        "parameter by parameter": parameter_by_parameter,
        "returns the model": returns_the_model,
        "by what it holds": by_what_it_holds,
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "the weight alone": (weight_alone, "weights and biases of BatchNorm, in a training step afterwards"),
        "a new record": (starts_the_record_anew, "outputs in that training step"),
        "changes a weight": (changes_a_weight, "outputs in that training step"),
        "nothing": (lambda model: None, "eval() for its record"),
        "no_grad() in advance": (lambda model: torch.set_grad_enabled(False), "other weights and biases"),
        "one kind of dropout": (dropout_by_name, "Call model.train() first"),
    },
)
