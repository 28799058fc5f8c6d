"""Exercise 17.3: gradients that are too long, shortened together; those without a length, set to 0."""

import math

import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed, watching


def clip(model, limit):
    """One factor for all gradients, and only if together they are too long; 0 for all if one is NaN or infinite."""
    gradients = [parameter.grad for parameter in model.parameters() if parameter.grad is not None]
    length = sum(gradient.square().sum().item() for gradient in gradients) ** 0.5
    if not math.isfinite(length):
        for gradient in gradients:
            gradient.zero_()
    elif length > limit:
        for gradient in gradients:
            gradient *= limit / length


def cases():
    """Too long, too short, exactly as long as the limit; lengths below 1 and above; some missing, all 0; NaN, infinity."""
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
        )
    ):
        torch.manual_seed(number)
        model = nn.Sequential(*map(nn.Linear, layers[:-1], layers[1:]), nn.BatchNorm1d(layers[-1]))
        for place, parameter in enumerate(model.parameters()):
            parameter.grad = None if place in missing else torch.randn_like(parameter)
        drawn = _vector(model).norm()
        for parameter in model.parameters():
            if parameter.grad is not None:
                parameter.grad *= length / drawn
        some = f" ({len(missing)} of {len(list(model.parameters()))} are None)" if missing else ""
        yield Case(model, limit, title=f"gradients of length {length:g}{some} and the limit {limit:g}")
    for value, place, missing in ((math.nan, 0, None), (math.inf, 3, 1), (-math.inf, 1, 2), (math.nan, 3, 0)):
        torch.manual_seed(place)
        model = nn.Sequential(nn.Linear(3, 2), nn.Linear(2, 2))
        for number, parameter in enumerate(model.parameters()):
            parameter.grad = None if number == missing else torch.randn_like(parameter)
            if number == place:
                parameter.grad[-1] = value
        yield Case(model, 1.0, title=f"gradients in which one number is {value}")


def use(answer, model, limit):
    """Whatever is returned, the gradients afterwards: their length, and whether they point where they pointed."""
    before = _vector(model)
    with watching(nn.utils, "clip_grad_norm_") as calls:
        answer(model, limit)
    after = _vector(model)
    done = {
        "clip_grad_norm_": "called" if calls else "not called",
        "gradients that are None": sum(parameter.grad is None for parameter in model.parameters()),
    }
    if not before.isfinite().all():
        return Observed(done | {"gradients that are not 0": int((after != 0).sum())})
    same = len(before) == len(after) and torch.allclose(after * before.norm(), before * after.norm(), atol=1e-5, rtol=1e-4)
    return Observed(done | {"length of all gradients": after.norm().item(), "direction": "as before" if same else "another one"})


def _vector(model):
    """All gradients as one vector."""
    return torch.cat([torch.zeros(0)] + [part.grad.flatten() for part in model.parameters() if part.grad is not None])


def _by_torch(model, limit):
    """The mistake of letting torch clip."""
    if not nn.utils.clip_grad_norm_(model.parameters(), limit).isfinite():
        for parameter in model.parameters():
            if parameter.grad is not None:
                parameter.grad.zero_()


def _fill(model):
    """The mistake of putting zeros where there is no gradient."""
    for parameter in model.parameters():
        if parameter.grad is None:
            parameter.grad = torch.zeros_like(parameter)


def _filling(model, limit, needed):
    """Clip rightly, and put zeros in the place of None if that was thought to be needed."""
    length = _vector(model).norm().item()
    if needed(length, limit):
        _fill(model)
    clip(model, limit)


EXERCISE = Exercise(
    id="17.3",
    solution=clip,
    cases=cases,
    use=use,
    hint="First the length of all gradients together: the root of the sum of all squares. What does math.isfinite say to it? The "
    "factor limit / length is the same for every tensor.",
    more_hints=(
        "Measure the length once, before anything is changed. If it is greater than the limit, multiply every gradient in place, "
        "with *=, by limit / length. Otherwise do nothing; a length of 0 is not greater than any limit. If math.isfinite(length) "
        "is False, zero_() sets a gradient to 0.",
    ),
    otherwise=(
        "If the length of all gradients is NaN or infinite, set all of them to 0. If it is greater than the limit, multiply each "
        "of them by limit / length, once. A gradient that is None stays None."
    ),
    mistakes={
        "Clip by hand, without clip_grad_norm_: the length of all gradients is the root of the sum of their squares.": (
            lambda model, limit: nn.utils.clip_grad_norm_(model.parameters(), limit),
            _by_torch,
        ),
        "Zeros were put where there was no gradient: a gradient that is None stays None, so leave that parameter out.": (
            lambda model, limit: _filling(model, limit, lambda length, limit: True),
            lambda model, limit: _filling(model, limit, lambda length, limit: not math.isfinite(length)),
            lambda model, limit: _filling(model, limit, lambda length, limit: not length <= limit),
        ),
        "NaN is greater than no limit, and infinity makes the factor 0, and then NaN: ask math.isfinite first.": (
            {"not math.isfinite(length)": "False"},
            {"not math.isfinite(length)": "math.isinf(length)"},
            {"not math.isfinite(length)": "math.isnan(length)"},
        ),
        "0 times NaN is NaN: set the gradients to 0 with zero_(), instead of multiplying them.": {
            "gradient.zero_()": "gradient *= 0"
        },
        "zero_grad() makes each gradient None, and numbers are asked for: zero_() sets a gradient to 0.": (
            {"for gradient in gradients:\n            gradient.zero_()": "model.zero_grad()"},
            {
                "for gradient in gradients:\n            gradient.zero_()": (
                    "for parameter in model.parameters():\n            parameter.grad = None"
                )
            },
        ),
        "Setting only the numbers that are not finite to 0 leaves a gradient with a hole, and another direction: set all to 0.": {
            "gradient.zero_()": "gradient.nan_to_num_(0.0, 0.0, 0.0)"
        },
        "Each number was cut off by itself, which turns the gradient: use one factor for all.": (
            {"gradient *= limit / length": "gradient.clamp_(-limit, limit)"},
            lambda model, limit: nn.utils.clip_grad_value_(model.parameters(), limit),
        ),
        "Each tensor was clipped by itself, which turns the gradient: use the length of all of them.": {
            "gradient *= limit / length": "gradient *= min(1, limit / gradient.norm())"
        },
        "The length changed on the way: measure it once, before the first tensor is shortened.": {
            "gradient *= limit / length": "gradient *= limit / sum(part.square().sum().item() for part in gradients) ** 0.5"
        },
        "A gradient that is short enough was changed too: shorten only what is longer than the limit.": {
            "length > limit": "length > 0"
        },
        "The square of the length was compared with the limit: take the root first.": {"length > limit": "length**2 > limit"},
        "The comparison is the wrong way round: shorten what is longer than the limit.": {"length > limit": "length < limit"},
        "Clipping changes parameter.grad, not the parameter.": {
            "for gradient in gradients:\n            gradient *=": (
                "for parameter in model.parameters():\n            parameter.data *="
            )
        },
        "parameter.grad itself has not changed: multiply it in place, with *=.": {"gradient *=": "gradient = gradient *"},
        "The factor is limit / length, not the other way round.": {"limit / length": "length / limit"},
        "The lengths of the tensors were added up: add the squares, then take the root.": {
            "square().sum()": "norm()",
            " ** 0.5": "",
        },
        "The length lacks its root: divide by the root of the sum of squares.": {" ** 0.5": ""},
        "Multiply by limit / length, not by the limit.": {"limit / length": "limit"},
        "That makes the length 1: divide by the length, then multiply by the limit.": {"limit / length": "1 / length"},
        "A parameter that no loss has reached has the gradient None: leave it out.": {" if parameter.grad is not None": ""},
        "If all gradients are 0, so is their length: do not divide by it, or compare it with the limit first.": (
            {
                "if length > limit:": "share = limit / length\n    if share < 1:",
                "gradient *= limit / length": "gradient *= share",
            },
            {".item()": "", "if length > limit": "if True", "limit / length": "min(length, limit) / length"},
        ),
    },
)
