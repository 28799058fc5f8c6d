"""Exercise 13.2, beyond its own mistakes."""

import torch

from helpers.exercises.lesson_13.steps_of_adam import EXERCISE, adam
from tests.exercises.judging import accepts, refuses


def of_torch(weight, gradients, rate, beta1, beta2, eps):
    parameter = weight.clone().requires_grad_()
    optimizer = torch.optim.Adam([parameter], lr=rate, betas=(beta1, beta2), eps=eps)
    for gradient in gradients:
        parameter.grad = gradient.clone()
        optimizer.step()
    return parameter


def from_two_zeros(weight, gradients, rate, beta1, beta2, eps):
    m = s = 0
    for t, g in enumerate(gradients, start=1):
        m, s = beta1 * m + (1 - beta1) * g, beta2 * s + (1 - beta2) * g * g
        weight = weight - rate * (m / (1 - beta1**t)) / ((s / (1 - beta2**t)) ** 0.5 + eps)
    return weight


def two_tensors_in_place(weight, gradients, rate, beta1, beta2, eps):
    weight, m, s = weight.clone(), torch.zeros_like(weight), torch.zeros_like(weight)
    for t, g in enumerate(gradients, start=1):
        m.mul_(beta1).add_(g, alpha=1 - beta1)
        s.mul_(beta2).addcmul_(g, g, value=1 - beta2)
        weight -= rate * (m / (1 - beta1**t)) / ((s / (1 - beta2**t)).sqrt() + eps)
    return weight


def squares_in_place(weight, gradients, *settings):
    result = adam(weight, gradients, *settings)
    for gradient in gradients:
        gradient.pow_(2)
    return result


def one_size_for_all(weight, gradients, rate, beta1, beta2, eps):
    """The mean of squares over the whole tensor, in place of one for each number."""
    m = s = 0
    for t, g in enumerate(gradients, start=1):
        m, s = beta1 * m + (1 - beta1) * g, beta2 * s + (1 - beta2) * (g**2).mean()
        weight = weight - rate * (m / (1 - beta1**t)) / ((s / (1 - beta2**t)) ** 0.5 + eps)
    return weight


def forgets_the_last(weight, gradients, *settings):
    return adam(weight, gradients[:-1], *settings)


def takes_out(weight, gradients, *settings):
    return adam(weight, [gradients.pop(0) for _ in range(len(gradients))], *settings)


def counts_from_two(weight, gradients, rate, beta1, beta2, eps):
    m = s = 0
    for t, g in enumerate(gradients, start=2):
        m, s = beta1 * m + (1 - beta1) * g, beta2 * s + (1 - beta2) * g * g
        weight = weight - rate * (m / (1 - beta1**t)) / ((s / (1 - beta2**t)) ** 0.5 + eps)
    return weight


test_right = accepts(
    EXERCISE,
    {
        "with torch's Adam": of_torch,
        "both means start from the number 0": from_two_zeros,
        "two tensors changed in place": two_tensors_in_place,
        "in 64 bits": lambda weight, gradients, *settings: adam(weight.double(), [g.double() for g in gradients], *settings),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "a list": (lambda *given: [adam(*given)], "Return a tensor"),
        "the sum": (lambda *given: adam(*given).sum(), "shape"),
        "every weight on the way": (lambda w, g, *settings: torch.stack([adam(w, g, *settings), w]), "shape"),
        "changes the gradients": (squares_in_place, "make something new"),
        "one size for all": (one_size_for_all, "number by number"),
        "forgets the last": (forgets_the_last, "both corrections"),
        "the first gradient alone": (lambda w, g, *settings: adam(w, g[:1], *settings), "both corrections"),
        "the list is emptied": (takes_out, "take nothing out"),
        "t from 2": (counts_from_two, "both corrections"),
        "AdamW": (lambda weight, *given: adam(0.999 * weight, *given), "section 3"),
        "rounded": (lambda weight, *given: adam(weight, *given).round(decimals=3), "unrounded"),
        "the weight as it was": (lambda weight, *given: weight, "both means"),
    },
)
