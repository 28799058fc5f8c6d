"""Exercise 07.3: dropout by hand."""

import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed

ENOUGH = 1_000  # so many numbers tell a share, and whether places depend on each other
SIGMAS = 7  # so far from what is expected comes no random mask in a lifetime


def dropout(inputs, p, training):
    """Set each number to 0 with probability p and divide the rest by 1 - p; in evaluation mode do nothing."""
    if not training:
        return inputs
    keep = torch.rand_like(inputs) >= p
    return inputs * keep / (1 - p)


def cases():
    """Both modes, several shapes and shares, one number, p = 0; inputs that are part of a graph; no number is 0 by itself."""
    generator = torch.Generator().manual_seed(0)
    for shape, p, training, learns in (
        ((100, 200), 0.3, True, False),
        ((100, 200), 0.3, False, False),
        ((40, 50), 0.25, True, True),
        ((6, 5), 0.6, False, True),
        ((21, 9, 35), 0.83, True, False),
        ((3000,), 0.5, True, False),
        ((4, 5), 0.0, True, False),
        ((4, 5), 0.0, False, False),
        ((1,), 0.4, True, True),
        ((7, 1), 0.9, True, False),
    ):
        inputs = torch.randn(shape, generator=generator) + 10
        inputs = torch.where(torch.rand(shape, generator=generator) < 0.5, -inputs, inputs).requires_grad_(learns)
        needs = " that need a gradient" if learns else ""
        yield Case(inputs, p, training, title=f"inputs of shape {shape}{needs}, p = {p}, training = {training}")


def use(answer, inputs, p, training):
    """Several calls: what stays as it is, which numbers become 0, what the others become, and the slopes."""
    calls, found = [], {}
    for seed in (1, None, None, None, 1):
        if seed is not None:
            torch.manual_seed(seed)
        given = inputs.detach().clone().requires_grad_(inputs.requires_grad)
        outputs = answer(given, p, training)
        if not isinstance(outputs, torch.Tensor):
            raise TypeError("outputs are a tensor")
        found["shape of the outputs"] = tuple(outputs.shape)
        found["the inputs afterwards"] = "as they were" if torch.equal(given.detach(), inputs.detach()) else "changed"
        if outputs.shape != inputs.shape or found["the inputs afterwards"] == "changed":
            return Observed(found)
        calls.append((outputs.detach().clone(), _slopes(outputs, given)))
    outputs, slopes = calls[0]
    if not training or p == 0:
        return Observed(found | {"outputs": outputs, "slopes": slopes})
    masks = [(other == 0).float() for other, _ in calls]
    if inputs.numel() >= ENOUGH:
        found["zeros"] = _how_zeros_lie(masks)
        if found["zeros"] != "each on its own":
            return Observed(found)
        found["share of zeros"] = _share(masks[0], p)
    found["the numbers that are left, divided by the inputs"] = _factor(outputs, inputs.detach(), p)
    found["zeros of another call from the same seed of torch"] = "the same" if torch.equal(masks[0], masks[-1]) else "others"
    expected = masks[0].eq(0) / (1 - p) if inputs.requires_grad else slopes
    right = slopes is not None and torch.allclose(slopes, expected, rtol=1e-4) if inputs.requires_grad else slopes is None
    found["slopes"] = "those of what became of the numbers" if right else "none" if slopes is None else "others"
    return Observed(found)


def _slopes(outputs, given):
    """The slope of the sum of the outputs by each number of the inputs; None where no graph leads there."""
    if not (given.requires_grad and outputs.requires_grad):
        return None
    return torch.autograd.grad(outputs.sum(), given, allow_unused=True)[0]


def _how_zeros_lie(masks):
    """Whether the zeros of several calls are drawn one by one, and anew each time."""
    if torch.equal(masks[0], masks[1]) and masks[0].any():
        return "the same in a second call"
    if _depend(masks[0], masks[0]):
        return "not independent of each other"
    if _depend(masks[0], masks[1]):
        return "not independent of those of the call before"
    if masks[0].any() and len({mask.sum().item() for mask in masks}) == 1:
        return "always equally many"
    return "each on its own"


def _depend(one, other):
    """Whether numbers at any distance from each other, along any axis, share or avoid each other's fate."""
    spectra = [torch.fft.fftn(mask - mask.mean()) for mask in (one, other)]
    together = torch.fft.ifftn(spectra[0].conj() * spectra[1]).real.flatten()
    if one is other:
        together[0] = 0  # each number with itself
    spread = (one.var() * other.var() * one.numel()).sqrt()
    return bool(together.abs().max() > SIGMAS * spread)


def _share(mask, p):
    """p, or 1 - p, if the share of zeros is as near as chance lets it be; else the share itself, roughly."""
    share, spread = mask.mean().item(), (p * (1 - p) / mask.numel()) ** 0.5
    near = [value for value in (p, 1 - p) if abs(share - value) <= SIGMAS * spread]
    return f"near {near[0]:.4g}" if near else f"{share:.2f}"


def _factor(outputs, inputs, p):
    """What the numbers that are left were multiplied by, if it is one number."""
    kept = outputs != 0
    factors = outputs[kept] / inputs[kept]
    if len(factors) and not torch.allclose(factors, factors[0], rtol=1e-4):
        return "different from number to number"
    return f"{factors[0].item() if len(factors) else 1 / (1 - p):.4g}"


def _in_training(change):
    """Dropout that does something else to the mask in training, and nothing in evaluation mode."""
    return lambda inputs, p, training: change(inputs, torch.rand_like(inputs) >= p, p) if training else inputs


def _in_place(inputs, p, training):
    if training:
        inputs *= (torch.rand_like(inputs) >= p) / (1 - p)
    return inputs


def _seeded(inputs, p, training):
    torch.manual_seed(0)
    return dropout(inputs, p, training)


def _whole_rows(inputs, p, training):
    keep = torch.rand(len(inputs), *[1] * (inputs.dim() - 1)) >= p
    return inputs * keep / (1 - p) if training else inputs


def _whole_columns(inputs, p, training):
    return inputs * (torch.rand(inputs.shape[-1]) >= p) / (1 - p) if training else inputs


def _pairs(inputs, p, training):
    draws = torch.rand_like(inputs[..., ::2]).repeat_interleave(2, -1)[..., : inputs.shape[-1]]
    return inputs * (draws >= p) / (1 - p) if training else inputs


def _two_halves(inputs, p, training):
    half = torch.rand_like(inputs[: len(inputs) - len(inputs) // 2])
    return inputs * (torch.cat([half, half])[: len(inputs)] >= p) / (1 - p) if training else inputs


def _always_as_many(inputs, p, training):
    keep = torch.ones(inputs.numel())
    keep[torch.randperm(len(keep))[: round(p * len(keep))]] = 0
    return inputs * keep.reshape(inputs.shape) / (1 - p) if training else inputs


EXERCISE = Exercise(
    id="07.3",
    solution=dropout,
    cases=cases,
    use=use,
    hint="torch.rand_like(inputs) >= p is True with probability 1 - p. Multiply by it, then divide by 1 - p.",
    otherwise=(
        "In training, torch.rand_like(inputs) >= p says number by number what is kept; that is divided by 1 - p, "
        "in a new tensor. Otherwise nothing happens."
    ),
    mistakes={
        "What is kept must be divided by 1 - p: else the outputs are smaller on average than the inputs.": _in_training(
            lambda inputs, keep, p: inputs * keep
        ),
        "What is kept is divided by 1 - p, the share that is kept, and not by p.": _in_training(
            lambda inputs, keep, p: inputs * keep / p if p else inputs * keep / torch.tensor(p)
        ),
        "Multiplying by 1 - p makes the numbers smaller still: divide.": _in_training(
            lambda inputs, keep, p: inputs * keep * (1 - p)
        ),
        "p is the probability that a number is dropped, and not that it is kept.": (
            lambda inputs, p, training: inputs * (torch.rand_like(inputs) < p) / (1 - p) if training else inputs
        ),
        "p is the probability that a number is dropped; what is kept is divided by the share that is kept, 1 - p.": (
            lambda inputs, p, training: inputs * (torch.rand_like(inputs) < p) / p if training else inputs
        ),
        "When training is False nothing is dropped: return the inputs before anything is drawn.": (
            lambda inputs, p, training: dropout(inputs, p, True)
        ),
        "training was taken the wrong way round: numbers are dropped when it is True.": (
            lambda inputs, p, training: dropout(inputs, p, not training)
        ),
        "When training is False nothing is multiplied: the division in training has kept the average already.": (
            lambda inputs, p, training: dropout(inputs, p, True) if training else inputs * (1 - p)
        ),
        "Divide by 1 - p in training, in place of multiplying by it in evaluation mode.": (
            lambda inputs, p, training: inputs * (torch.rand_like(inputs) >= p) if training else inputs * (1 - p)
        ),
        "When training is False nothing is divided: the division belongs to training alone.": (
            lambda inputs, p, training: dropout(inputs, p, True) if training else inputs / (1 - p)
        ),
        "Every call draws new zeros: set no seed.": _seeded,
        "Every number is drawn on its own: the mask has as many numbers as the inputs, and repeats none.": (
            _whole_rows,
            _whole_columns,
            _pairs,
            _two_halves,
        ),
        "Numbers dropped independently are now more, now fewer: compare torch.rand_like(inputs) with p.": _always_as_many,
        "The inputs must stay as they are: inputs * keep makes a new tensor.": (
            _in_place,
            lambda inputs, p, training: nn.functional.dropout(inputs.data, p, training, inplace=True),
        ),
        "The layers before this dropout could not be trained: multiply the inputs themselves, without no_grad() or detach().": (
            torch.no_grad()(dropout),
            lambda inputs, p, training: dropout(inputs.detach(), p, training),
            _in_training(lambda inputs, keep, p: inputs.detach() * keep / (1 - p)),
        ),
        "In training some numbers must become exactly 0.": (
            lambda inputs, p, training: inputs / (1 - p) if training else inputs,
            lambda inputs, p, training: inputs,
        ),
    },
    free=("torch's random numbers: state",),  # how often they are drawn from is free
)
