"""Exercise 17.3, beyond its own mistakes."""

import torch
from torch import nn

from helpers.exercises.lesson_17.clip_gradients import EXERCISE, clip
from tests.exercises.judging import accepts, refuses


def gradients(model):
    return [parameter.grad for parameter in model.parameters() if parameter.grad is not None]


def length_of(model):
    return sum(gradient.square().sum().item() for gradient in gradients(model)) ** 0.5


def with_a_minimum(model, limit):
    factor = min(1.0, limit / max(length_of(model), 1e-12))
    for gradient in gradients(model):
        gradient.mul_(factor)


def new_tensors_in_their_place(model, limit):
    length = length_of(model)
    if length > limit:
        for parameter in model.parameters():
            if parameter.grad is not None:
                parameter.grad = parameter.grad / length * limit


def dots_left_over(model, limit):
    clip(model, limit)
    return ...


def factor(model, limit, share):
    length = length_of(model)
    if length > limit:
        for gradient in gradients(model):
            gradient *= share * limit / length


def all_but_the_last(model, limit):
    length = length_of(model)
    if length > limit:
        for gradient in gradients(model)[:-1]:
            gradient *= limit / length


def weights_too(model, limit):
    length = length_of(model)
    if length > limit:
        with torch.no_grad():
            for parameter in model.parameters():
                if parameter.grad is not None:
                    parameter.grad *= limit / length
                    parameter *= limit / length


def zeros_for_none(model, limit):
    for parameter in model.parameters():
        if parameter.grad is None:
            parameter.grad = torch.zeros_like(parameter)
    clip(model, limit)


def the_longest_of_them(model, limit):
    longest = max((gradient.norm().item() for gradient in gradients(model)), default=0.0)
    if longest > limit:
        for gradient in gradients(model):
            gradient *= limit / longest


def right_length_another_direction(model, limit):
    length = length_of(model)
    if length > limit:
        ones = sum(gradient.numel() for gradient in gradients(model)) ** 0.5
        for gradient in gradients(model):
            gradient.fill_(limit / ones)


def in_evaluation_mode(model, limit):
    model.eval()
    clip(model, limit)


def leaves_recording_off(model, limit):
    torch.set_grad_enabled(False)
    clip(model, limit)


def frozen(model, limit):
    clip(model, limit)
    model.requires_grad_(False)


test_right = accepts(
    EXERCISE,
    {
        "torch's own": lambda model, limit: nn.utils.clip_grad_norm_(model.parameters(), limit),
        "with a minimum": with_a_minimum,
        "new tensors in their place": new_tensors_in_their_place,
        "dots left over": dots_left_over,
        "the length returned": lambda model, limit: (length_of(model), clip(model, limit))[0],
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "a little shorter": (lambda model, limit: factor(model, limit, 0.9), "multiply each of them by limit / length"),
        "all but the last": (all_but_the_last, "multiply each of them by limit / length"),
        "weights too": (weights_too, "must stay as it is"),
        "zeros for None": (zeros_for_none, "direction"),
        "the longest of them": (the_longest_of_them, "multiply each of them by limit / length"),
        "another direction": (right_length_another_direction, "direction: 'as before', got 'another one'"),
        "evaluation mode": (in_evaluation_mode, "evaluation mode"),
        "recording switched off": (leaves_recording_off, "with torch.no_grad()"),
        "frozen": (frozen, "requires_grad"),
    },
)
