"""What students typically answer in lesson 17, wrong and right; for exercise 17.4 in ``answers_diagnosis``."""

import math

import torch
from torch import nn

from helpers.exercises.answers_diagnosis import RIGHT_DIAGNOSES, WRONG_DIAGNOSES
from helpers.exercises.lesson_17 import clip, gradient_norm, squared_error


def _refuses(function):
    """Add the refusal of unequal numbers to a loss that lacks it."""

    def answer(predictions, targets):
        if len(predictions) != len(targets):
            raise ValueError
        return function(predictions, targets)

    return answer


def _in_place(predictions, targets):
    targets -= predictions.detach().reshape(targets.shape)
    return squared_error(predictions, targets + predictions.reshape(targets.shape).detach())


def _asserts(predictions, targets):
    assert len(predictions) == len(targets)
    return squared_error(predictions, targets)


def _cuts_to_the_shorter(predictions, targets):
    size = min(len(predictions), len(targets))
    return squared_error(predictions[:size], targets[:size])


def _gradients(model):
    return [parameter.grad for parameter in model.parameters() if parameter.grad is not None]


def _measures_and_clears(model):
    length = gradient_norm(model)
    model.zero_grad()
    return length


def _none_is_an_error(model):
    return sum(parameter.grad.square().sum().item() for parameter in model.parameters()) ** 0.5


def _scale(model, factor):
    for gradient in _gradients(model):
        gradient *= factor


def _if_longer(factor):
    """Clip with a factor of one's own, from (model, limit, length)."""

    def answer(model, limit):
        length = gradient_norm(model)
        if length > limit:
            _scale(model, factor(model, limit, length))

    return answer


def _by_value(model, limit):
    for gradient in _gradients(model):
        gradient.clamp_(-limit, limit)


def _each_by_itself(model, limit):
    for gradient in _gradients(model):
        if gradient.norm() > limit:
            gradient *= limit / gradient.norm()


def _the_weights(model, limit):
    length = gradient_norm(model)
    if length > limit:
        with torch.no_grad():
            for parameter in model.parameters():
                parameter *= limit / length


def _new_tensors(model, limit):
    length = gradient_norm(model)
    for gradient in _gradients(model):
        gradient = gradient * (limit / length if length > limit else 1)


def _clears_short_ones(model, limit):
    if gradient_norm(model) > limit:
        clip(model, limit)
    else:
        model.zero_grad()


def _clip_ignores_missing(model, limit):
    length = sum(parameter.grad.square().sum() for parameter in model.parameters()).sqrt()
    if length > limit:
        _scale(model, (limit / length).item())


WRONG = {
    "17.1": {
        "broadcasts": _refuses(lambda p, t: (p - t).square().mean()),
        "torch's mse after unsqueeze": _refuses(lambda p, t: (p.flatten() - t.reshape(-1, 1)).square().mean() + 0),
        "sum": _refuses(lambda p, t: (p.flatten() - t.flatten()).square().sum()),
        "absolute": _refuses(lambda p, t: (p.flatten() - t.flatten()).abs().mean()),
        "root": _refuses(lambda p, t: squared_error(p, t).sqrt()),
        "mean first": _refuses(lambda p, t: (p.flatten() - t.flatten()).mean().square()),
        "half": _refuses(lambda p, t: squared_error(p, t) / 2),
        "a plain number": _refuses(lambda p, t: squared_error(p, t).item()),
        "detached": _refuses(lambda p, t: squared_error(p.detach(), t)),
        "one for each": _refuses(lambda p, t: (p.flatten() - t.flatten()).square()),
        "in place": _refuses(_in_place),
        "refuses nothing": lambda p, t: (p.flatten() - t.flatten()).square().mean(),
        "cuts to the shorter": _cuts_to_the_shorter,
        "asserts": _asserts,
        "hard-coded five": _refuses(lambda p, t: (p.flatten() - t.flatten()).square().sum() / 5),
        "not a number": _refuses(lambda p, t: squared_error(p, t) * float("nan")),
    },
    "17.2": {
        "without the root": lambda model: gradient_norm(model) ** 2,
        "sum of lengths": lambda model: sum(g.norm().item() for g in _gradients(model)),
        "mean of lengths": lambda model: sum(g.norm().item() for g in _gradients(model)) / max(1, len(_gradients(model))),
        "longest": lambda model: max((g.norm().item() for g in _gradients(model)), default=0.0),
        "largest number": lambda model: max((g.abs().max().item() for g in _gradients(model)), default=0.0),
        "absolute values": lambda model: sum(g.abs().sum().item() for g in _gradients(model)),
        "root of the mean": lambda model: torch.cat([g.flatten() for g in _gradients(model)]).square().mean().sqrt().item(),
        "weights": lambda model: torch.cat([p.detach().flatten() for p in model.parameters()]).norm().item(),
        "without biases": lambda model: math.hypot(*(p.grad.norm() for p in model.parameters() if p.ndim == 2)),
        "the first": lambda model: next(iter(model.parameters())).grad.norm().item(),
        "None is an error": _none_is_an_error,
        "clears them": _measures_and_clears,
        "clips them": lambda model: nn.utils.clip_grad_norm_(model.parameters(), 1.0),
        "fails without gradients": lambda model: torch.cat([g.flatten() for g in _gradients(model)]).norm(),
        "not a number": lambda model: float("nan"),
        "at least 1": lambda model: gradient_norm(model) if _gradients(model) else 1.0,
    },
    "17.3": {
        "by value": _by_value,
        "each by itself": _each_by_itself,
        "always": lambda model, limit: _scale(model, limit / max(gradient_norm(model), 1e-12)),
        "the weights": _the_weights,
        "new tensors": _new_tensors,
        "the other way round": _if_longer(lambda model, limit, length: length / limit),
        "sum of lengths": _if_longer(lambda model, limit, length: limit / sum(g.norm().item() for g in _gradients(model))),
        "without the root": _if_longer(lambda model, limit, length: limit / length**2),
        "times the limit": _if_longer(lambda model, limit, length: limit),
        "length one": _if_longer(lambda model, limit, length: 1 / length),
        "turned round": _if_longer(lambda model, limit, length: -limit / length),
        "a little shorter": _if_longer(lambda model, limit, length: 0.9 * limit / length),
        "clears short ones": _clears_short_ones,
        "divides by zero": lambda model, limit: _scale(
            model, min(limit / torch.tensor(gradient_norm(model)), torch.tensor(1.0)) if gradient_norm(model) else math.nan
        ),
        "None is an error": _clip_ignores_missing,
    },
    "17.4": WRONG_DIAGNOSES,
}

ALSO_RIGHT = {
    "17.1": {
        "torch's own": _refuses(lambda p, t: nn.functional.mse_loss(p.reshape(-1), t.reshape(-1))),
        "as columns": _refuses(lambda p, t: ((p.reshape(-1, 1) - t.reshape(-1, 1)) ** 2).sum() / len(p)),
    },
    "17.2": {
        "torch's own": lambda model: nn.utils.clip_grad_norm_(model.parameters(), math.inf),
        "lengths of lengths": lambda model: math.hypot(*(g.norm().item() for g in _gradients(model))),
    },
    "17.3": {
        "torch's own": lambda model, limit: nn.utils.clip_grad_norm_(model.parameters(), limit),
        "with a minimum": lambda model, limit: _scale(model, min(1.0, limit / max(gradient_norm(model), 1e-12))),
    },
    "17.4": RIGHT_DIAGNOSES,
}
