"""Exercise 17.2, beyond its own mistakes."""

import math

import torch
from torch import nn

from helpers.exercises.lesson_17.length_of_all_gradients import EXERCISE, gradient_norm
from tests.exercises.judging import accepts, refuses


def gradients(model):
    return [parameter.grad for parameter in model.parameters() if parameter.grad is not None]


def in_a_loop(model):
    total = 0.0
    for _, parameter in model.named_parameters():
        if parameter.grad is None:
            continue
        for number in parameter.grad.flatten().tolist():
            total += number**2
    return math.sqrt(total)


def scales_in_place(model):
    length = gradient_norm(model)
    for gradient in gradients(model):
        gradient /= length or 1
    return length


def squares_in_place(model):
    return sum(gradient.square_().sum().item() for gradient in gradients(model)) ** 0.5


def sets_to_zero(model):
    length = gradient_norm(model)
    model.zero_grad(set_to_none=False)
    return length


def root_mean_square(model):
    return gradient_norm(model) / max(1, sum(gradient.numel() for gradient in gradients(model))) ** 0.5


def of_lengths(measure):
    """A number from the lengths of the single tensors; 0 where there are none."""
    return lambda model: measure([gradient.norm().item() for gradient in gradients(model)] or [0.0])


def freezes(model):
    length = gradient_norm(model)
    model.requires_grad_(False)
    return length


def in_evaluation_mode(model):
    model.eval()
    return gradient_norm(model)


def in_training_mode(model):
    model.train()
    return gradient_norm(model)


def with_zeros_for_none(model):
    for parameter in model.parameters():
        if parameter.grad is None:
            parameter.grad = torch.zeros_like(parameter)
    return gradient_norm(model)


def direct_children(model):
    return math.hypot(*(p.grad.norm().item() for layer in model.children() for p in layer._parameters.values() if p is not None))


def linear_layers(model):
    layers = [layer for layer in model.modules() if isinstance(layer, nn.Linear)]
    return math.hypot(*(p.grad.norm().item() for layer in layers for p in layer.parameters() if p.grad is not None))


def without_the_last_number(model):
    numbers = torch.cat([gradient.flatten() for gradient in gradients(model)] + [torch.zeros(0)])
    return numbers[:-1].norm().item()


test_right = accepts(
    EXERCISE,
    {
        "torch's own": lambda model: nn.utils.clip_grad_norm_(model.parameters(), math.inf),
        "lengths of lengths": lambda model: math.hypot(*(g.norm().item() for g in gradients(model))),
        "in a loop": in_a_loop,
        "a tensor": lambda model: torch.tensor(gradient_norm(model)),
        "one vector": lambda model: torch.cat([g.flatten() for g in gradients(model)] + [torch.zeros(1)]).norm().item(),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "not a number": (lambda model: float("nan"), "got nan"),
        "at least 1": (
            lambda model: gradient_norm(model) if gradients(model) else 1.0,
            "without any gradient, expected 0, got 1",
        ),
        "scaled in place": (scales_in_place, "must stay as it is"),
        "squared in place": (squares_in_place, "must stay as it is"),
        "set to zero": (sets_to_zero, "must stay as it is"),
        "root of the mean square": (root_mean_square, "Add the squares"),
        "mean of the lengths": (of_lengths(lambda lengths: sum(lengths) / len(lengths)), "Add the squares"),
        "longest tensor": (of_lengths(max), "Add the squares"),
        "largest number": (
            lambda model: max((gradient.abs().max().item() for gradient in gradients(model)), default=0.0),
            "Add the squares",
        ),
        "first tensor, whatever it has": (lambda model: next(model.parameters()).grad.norm().item(), "Add the squares"),
        "frozen": (freezes, "requires_grad"),
        "in evaluation mode": (in_evaluation_mode, "evaluation mode"),
        "in training mode": (in_training_mode, "training mode"),
        "zeros for None": (with_zeros_for_none, "gradient none"),
        "direct children": (direct_children, "expected"),
        "linear layers": (linear_layers, "Add the squares"),
        "without the last number": (without_the_last_number, "Add the squares"),
        "rounded": (lambda model: round(gradient_norm(model), 3), "unrounded"),
        "a text": (lambda model: f"{gradient_norm(model):.4f}", "Return a number"),
        "with a graph": (
            lambda model: sum((p * p.grad).sum() for p in model.parameters() if p.grad is not None) * 0 + gradient_norm(model),
            "Return a plain number",
        ),
    },
)
