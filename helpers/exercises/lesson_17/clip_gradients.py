"""Exercise 17.3: gradients that are too long, shortened together."""

import math

import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed


def clip(model, limit):
    """One factor for all gradients, and only if together they are too long."""
    gradients = [parameter.grad for parameter in model.parameters() if parameter.grad is not None]
    length = sum(gradient.square().sum().item() for gradient in gradients) ** 0.5
    if length > limit:
        for gradient in gradients:
            gradient *= limit / length


def cases():
    """Too long, too short, exactly as long as the limit; lengths below 1 and above; missing gradients, none, all 0."""
    for number, (layers, missing, length, limit) in enumerate(
        (
            ((2, 1), (), 4.0, 1.0),
            ((4, 3, 2), (), 4.0, 3.0),
            ((4, 3, 2), (), 2.0, 3.0),  # its square is longer than the limit
            ((4, 3, 2), (), 0.5, 2.0),
            ((3, 5), (1,), 50.0, 0.5),
            ((2, 6, 3), (0, 2), 0.9, 0.85),
            ((2, 2), (), 3.0, 3.0),
            ((2, 2), (), 0.0, 0.5),
            ((2, 2), (0, 1, 2, 3), 0.0, 0.5),
        )
    ):
        torch.manual_seed(number)
        model = nn.Sequential(*map(nn.Linear, layers[:-1], layers[1:]), nn.BatchNorm1d(layers[-1]))
        numbers = torch.randn(sum(p.numel() for place, p in enumerate(model.parameters()) if place not in missing))
        numbers *= length / numbers.norm() if len(numbers) else 1
        for place, parameter in enumerate(model.parameters()):
            if place not in missing:
                parameter.grad = numbers[: parameter.numel()].reshape(parameter.shape).clone()
                numbers = numbers[parameter.numel() :]
        words = "no gradient at all" if len(missing) == 4 else f"gradients of length {length:g}"
        words += " (two parameters have none)" if len(missing) == 2 else " (one parameter has none)" if len(missing) == 1 else ""
        yield Case(model, limit, title=f"{words} and the limit {limit:g}")


def use(answer, model, limit):
    """Whatever is returned, the gradients afterwards: their length, and whether they point where they pointed."""
    before = _vector(model)
    answer(model, limit)
    after = _vector(model)
    same = len(before) == len(after) and torch.allclose(after * before.norm(), before * after.norm(), atol=1e-5, rtol=1e-4)
    return Observed({"length of all gradients": after.norm().item(), "direction": "as before" if same else "another one"})


def _gradients(model):
    return [parameter.grad for parameter in model.parameters() if parameter.grad is not None]


def _vector(model):
    """All gradients as one vector."""
    return torch.cat([gradient.flatten() for gradient in _gradients(model)] + [torch.zeros(0)])


def _length(model):
    return _vector(model).norm().item()


def _scale(model, factor):
    for gradient in _gradients(model):
        gradient *= factor


def _if_longer(factor, longer=lambda length, limit: length > limit):
    """Clip with a factor of one's own, from length and limit."""

    def answer(model, limit):
        length = _length(model)
        if longer(length, limit):
            _scale(model, factor(length, limit))

    return answer


def _share(length, limit):
    return limit / length


def _always(model, limit):
    length = _length(model)
    _scale(model, limit / length if length else 1)


def _by_value(model, limit):
    for gradient in _gradients(model):
        gradient.clamp_(-limit, limit)


def _each_by_itself(model, limit):
    for gradient in _gradients(model):
        if gradient.norm() > limit:
            gradient *= limit / gradient.norm()


def _measured_again_and_again(model, limit):
    for gradient in _gradients(model):
        length = _length(model)
        if length > limit:
            gradient *= limit / length


def _the_weights(model, limit):
    length = _length(model)
    if length > limit:
        with torch.no_grad():
            for parameter in model.parameters():
                parameter *= limit / length


def _new_tensors(model, limit):
    length = _length(model)
    for gradient in _gradients(model):
        gradient = gradient * (limit / length if length > limit else 1)


def _sum_of_lengths(model, limit):
    length = sum(gradient.norm().item() for gradient in _gradients(model))
    if length > limit:
        _scale(model, limit / length)


def _sum_of_lengths_in_the_factor(model, limit):
    if _length(model) > limit:
        _scale(model, limit / sum(gradient.norm().item() for gradient in _gradients(model)))


def _clears_short_ones(model, limit):
    if _length(model) > limit:
        clip(model, limit)
    else:
        model.zero_grad()


def _missing_is_an_error(model, limit):
    length = sum(parameter.grad.square().sum().item() for parameter in model.parameters()) ** 0.5
    if length > limit:
        _scale(model, limit / length)


def _divides_by_zero(model, limit):
    _scale(model, min(1.0, limit / sum(gradient.square().sum().item() for gradient in _gradients(model)) ** 0.5))


def _zero_becomes_nan(model, limit):
    length = _vector(model).norm()
    _scale(model, limit / length if length > limit or length == 0 else 1.0)


EXERCISE = Exercise(
    id="17.3",
    solution=clip,
    cases=cases,
    use=use,
    hint="First the length of all gradients together (17.2). The factor limit / length is the same for every tensor.",
    otherwise="If the length of all gradients is greater than the limit, multiply each of them by limit / length, once.",
    mistakes={
        "Each number was cut off by itself, which turns the gradient: use one factor for all.": (
            _by_value,
            lambda model, limit: nn.utils.clip_grad_value_(model.parameters(), limit),
        ),
        "Each tensor was clipped by itself, which turns the gradient: use the length of all of them.": _each_by_itself,
        "The length changed on the way: measure it once, before the first tensor is shortened.": _measured_again_and_again,
        "A gradient that is short enough was changed too: shorten only what is longer than the limit.": _always,
        "The square of the length was compared with the limit: take the root first.": _if_longer(
            _share, lambda length, limit: length**2 > limit
        ),
        "The comparison is the wrong way round: shorten what is longer than the limit.": _if_longer(
            _share, lambda length, limit: 0 < length < limit
        ),
        "Clipping changes parameter.grad, not the parameter.": _the_weights,
        "parameter.grad itself has not changed: multiply it in place, with *=.": _new_tensors,
        "The factor is limit / length, not the other way round.": _if_longer(lambda length, limit: length / limit),
        "The lengths of the tensors were added up: add the squares, then take the root.": (
            _sum_of_lengths,
            _sum_of_lengths_in_the_factor,
        ),
        "The length lacks its root: divide by the root of the sum of squares.": (
            _if_longer(lambda length, limit: limit / length**2),
            _if_longer(lambda length, limit: limit / length**2, lambda length, limit: length**2 > limit),
        ),
        "Multiply by limit / length, not by the limit.": _if_longer(lambda length, limit: limit),
        "That makes the length 1: divide by the length, then multiply by the limit.": _if_longer(
            lambda length, limit: 1 / length
        ),
        "The gradient points the other way: the factor must be positive.": _if_longer(lambda length, limit: -limit / length),
        "Gradients that are short enough are gone: leave them as they are.": _clears_short_ones,
        "A parameter that no loss has reached has the gradient None: leave it out.": _missing_is_an_error,
        "If all gradients are 0, so is their length: do not divide by it, or compare it with the limit first.": (
            _divides_by_zero,
            _zero_becomes_nan,
            lambda model, limit: _scale(model, min(limit / _length(model) if _length(model) else math.nan, 1.0)),
        ),
    },
)
