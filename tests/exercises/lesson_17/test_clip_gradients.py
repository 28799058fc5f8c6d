"""Exercise 17.3, beyond its own mistakes."""

import math

import torch
from torch import nn

from helpers.exercises.lesson_17.clip_gradients import EXERCISE, clip
from tests.exercises.judging import accepts, refuses


def gradients(model):
    return [parameter.grad for parameter in model.parameters() if parameter.grad is not None]


def length_of(model):
    return sum(gradient.square().sum().item() for gradient in gradients(model)) ** 0.5


def zeros(model):
    for gradient in gradients(model):
        gradient.fill_(0.0)


def torchs_own(model, limit):
    if not nn.utils.clip_grad_norm_(model.parameters(), limit).isfinite():
        zeros(model)


def number_by_number(model, limit):
    if all(gradient.isfinite().all() for gradient in gradients(model)):
        clip(model, limit)
    else:
        for parameter in model.parameters():
            parameter.grad = None if parameter.grad is None else torch.zeros_like(parameter)


def no_gradient_at_all(model, limit):
    if math.isfinite(length_of(model)):
        clip(model, limit)
    else:
        model.zero_grad()


def only_the_broken_tensor(model, limit):
    for gradient in gradients(model):
        if not gradient.isfinite().all():
            gradient.zero_()
    clip(model, limit)


def with_a_minimum(model, limit):
    if not math.isfinite(length_of(model)):
        zeros(model)
        return
    factor = min(1.0, limit / max(length_of(model), 1e-12))
    for gradient in gradients(model):
        gradient.mul_(factor)


def new_tensors_in_their_place(model, limit):
    length = length_of(model)
    if not math.isfinite(length):
        zeros(model)
        return
    if length > limit:
        for parameter in model.parameters():
            if parameter.grad is not None:
                parameter.grad = parameter.grad / length * limit


def summed_by_torch(model, limit):
    length = torch.sqrt(sum((gradient**2).sum() for gradient in gradients(model)))
    for gradient in gradients(model):
        if not length.isfinite():
            gradient.zero_()
        elif length > limit:
            gradient *= limit / length


def dots_left_over(model, limit):
    clip(model, limit)
    return ...


def with_factor(factor, longer=lambda length, limit: length > limit):
    """Clip with another factor or another comparison."""

    def answer(model, limit):
        length = length_of(model)
        if not math.isfinite(length):
            zeros(model)
        elif longer(length, limit):
            share = factor(model, length, limit)
            for gradient in gradients(model):
                gradient *= share

    return answer


def sum_of_lengths_in_the_factor(model, length, limit):
    return limit / sum(gradient.norm().item() for gradient in gradients(model))


def clips_whatever(model, limit):
    length = length_of(model)
    if length > limit:
        for gradient in gradients(model):
            gradient *= limit / length


def clears_short_ones(model, limit):
    if length_of(model) > limit:
        clip(model, limit)
    else:
        model.zero_grad()


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


def zeros_for_none_if_broken(model, limit):
    if math.isfinite(length_of(model)):
        clip(model, limit)
    else:
        for parameter in model.parameters():
            parameter.grad = torch.zeros_like(parameter)


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
        "number by number": number_by_number,
        "with a minimum": with_a_minimum,
        "new tensors in their place": new_tensors_in_their_place,
        "dots left over": dots_left_over,
        "summed by torch": summed_by_torch,
        "the length returned": lambda model, limit: (length_of(model), clip(model, limit))[0],
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "torch's own": (lambda model, limit: nn.utils.clip_grad_norm_(model.parameters(), limit), "without clip_grad_norm_"),
        "torch's own, and zeros": (torchs_own, "without clip_grad_norm_"),
        "infinity made NaN": (clips_whatever, "ask math.isfinite first"),
        "no gradient at all": (no_gradient_at_all, "zero_grad() makes each gradient None"),
        "only the broken tensor": (only_the_broken_tensor, "one number is nan, expected gradients that are not 0: 0"),
        "a little shorter": (
            with_factor(lambda model, length, limit: 0.9 * limit / length),
            "multiply each of them by limit / length",
        ),
        "sum of lengths in the factor": (with_factor(sum_of_lengths_in_the_factor), "multiply each of them by limit / length"),
        "the root lacks in the factor": (
            with_factor(lambda model, length, limit: limit / length**2),
            "multiply each of them by limit / length",
        ),
        "the other way": (with_factor(lambda model, length, limit: -limit / length), "direction: 'as before', got 'another one'"),
        "0 becomes NaN": (
            with_factor(
                lambda model, length, limit: limit / length if length else float("inf"),
                lambda length, limit: length > limit or length == 0,
            ),
            "If all gradients are 0",
        ),
        "clears short ones": (clears_short_ones, "gradients that are None: 0, got"),
        "all but the last": (all_but_the_last, "multiply each of them by limit / length"),
        "weights too": (weights_too, "must stay as it is"),
        "zeros for None": (zeros_for_none, "a gradient that is None stays None"),
        "zeros for None if broken": (zeros_for_none_if_broken, "a gradient that is None stays None"),
        "the longest of them": (the_longest_of_them, "multiply each of them by limit / length"),
        "another direction": (right_length_another_direction, "direction: 'as before', got 'another one'"),
        "evaluation mode": (in_evaluation_mode, "evaluation mode"),
        "recording switched off": (leaves_recording_off, "with torch.no_grad()"),
        "frozen": (frozen, "requires_grad"),
    },
)
