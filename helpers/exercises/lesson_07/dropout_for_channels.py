"""Exercise 07.3: dropout for pictures, which strikes out whole channels."""

import numpy as np
import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed, watching_torch

ENOUGH = 1_000  # so many channels tell a share, and whether they depend on each other
TORCHS_OWN = {"dropout1d", "dropout2d", "dropout3d", "feature_dropout", "feature_dropout_", "feature_alpha_dropout"}
SIGMAS = 7  # so far from what is expected comes no random mask in a lifetime


def dropout(inputs, p, training):
    """Strike out each channel of each picture with probability p, divide the rest by 1 - p; in evaluation mode do nothing."""
    if not training:
        return inputs
    keep = torch.rand(*inputs.shape[:2], 1, 1) >= p
    return inputs * keep / (1 - p)


def cases():
    """Both modes, several shapes and shares, one number, p = 0; inputs that are part of a graph; no number is 0 by itself."""
    generator = torch.Generator().manual_seed(0)
    for shape, p, training, learns in (
        ((100, 200, 2, 2), 0.3, True, False),
        ((100, 200, 2, 2), 0.3, False, False),
        ((40, 50, 3, 2), 0.25, True, True),
        ((6, 5, 2, 4), 0.6, False, True),
        ((60, 60, 1, 3), 0.83, True, False),
        ((2000, 1, 2, 1), 0.5, True, False),
        ((4, 5, 3, 3), 0.0, True, False),
        ((4, 5, 3, 3), 0.0, False, False),
        ((1, 1, 1, 1), 0.4, False, True),
        ((30, 3, 5, 5), 0.6, True, True),
        ((8, 8, 8, 8), 0.5, True, False),
    ):
        inputs = torch.randn(shape, generator=generator) + 10
        inputs = torch.where(torch.rand(shape, generator=generator) < 0.5, -inputs, inputs).requires_grad_(learns)
        needs = " that need a gradient" if learns else ""
        yield Case(inputs, p, training, title=f"inputs of shape {shape}{needs}, p = {p}, training = {training}")


def use(answer, inputs, p, training):
    """Several calls: what stays as it is, which numbers become 0, what the others become, and the slopes."""
    factors = []
    for seed in (1, None, None, None, 1):
        if seed is not None:
            torch.manual_seed(seed)
        given = inputs.detach().clone().requires_grad_(inputs.requires_grad)
        with watching_torch() as calls:  # the layers, as nn.Dropout2d, call the functions
            outputs = answer(given, p, training)
        if not isinstance(outputs, torch.Tensor):
            raise TypeError("outputs are a tensor")
        untouched = torch.equal(given, inputs)
        found = {"shape of the outputs": outputs.shape, "the inputs afterwards": "as they were" if untouched else "changed"}
        if outputs.shape != inputs.shape or not untouched:
            return Observed(found)
        factors.append((outputs / inputs).detach())
    zeros = [factor.eq(0).float() for factor in factors]
    channels = [each[:, :, 0, 0] for each in zeros]
    whole = all(
        torch.equal(each, channel[:, :, None, None].expand_as(each)) for each, channel in zip(zeros, channels, strict=True)
    )
    found["channels"] = "kept or struck out as a whole" if whole else "struck out in part"
    if not whole:
        return Observed(found)
    if channels[0].numel() >= ENOUGH:
        found["struck out"] = _how_zeros_lie(channels)
        if found["struck out"] != "each on its own":
            return Observed(found)
        share, margin = channels[0].mean().item(), SIGMAS * (p * (1 - p) / channels[0].numel()) ** 0.5
        near = [value for value in (p, 1 - p) if abs(share - value) <= margin]
        found["share of channels struck out, about"] = near[0] if near else round(share, 1)
    kept = factors[-1][factors[-1] != 0]
    alike = len(kept) and torch.allclose(kept, kept[0], rtol=1e-4)
    found["the numbers that are left, divided by the inputs"] = f"{kept[0]:.4g}" if alike else "different from number to number"
    found["struck out in another call, from the same seed of torch"] = "the same" if zeros[0].equal(zeros[-1]) else "others"
    found["the channels are struck out by"] = "torch's own dropout for channels" if calls & TORCHS_OWN else "the answer itself"
    found["slopes"] = "none"
    if inputs.requires_grad and outputs.requires_grad:
        slopes = torch.autograd.grad(outputs.sum(), given)[0]
        right = torch.allclose(slopes, factors[-1], rtol=1e-4)
        found["slopes"] = "those of what became of the numbers" if right else "others"
    return Observed(found)


def _how_zeros_lie(zeros):
    """Whether the zeros of several calls are drawn one by one, and anew each time."""
    if zeros[0].any() and zeros[0].equal(zeros[1]):
        return "the same in a second call"
    if _depend(zeros[0], zeros[0]):
        if zeros[0].eq(zeros[0][:, :1]).all():
            return "whole pictures alike"
        return "the same in every picture" if zeros[0].eq(zeros[0][:1]).all() else "not independent of each other"
    if _depend(zeros[0], zeros[1]):
        return "not independent of those of the call before"
    if zeros[0].any() and len({zero.sum().item() for zero in zeros}) == 1:
        return "always equally many"
    return "each on its own"


def _depend(one, other):
    """Whether numbers at any distance from each other, along any axis, share or avoid each other's fate."""
    spectra = [torch.fft.fftn(zeros - zeros.mean()) for zeros in (one, other)]
    together = torch.fft.ifftn(spectra[0].conj() * spectra[1]).real.flatten()
    if one is other:
        together[0] = 0  # each number with itself
    return bool(together.abs().max() > SIGMAS * (one.var() * other.var() * one.numel()).sqrt())


def _always_as_many(inputs, p, training):
    count = inputs.shape[0] * inputs.shape[1]
    keep = (torch.randperm(count) >= round(p * count)).reshape(*inputs.shape[:2], 1, 1)
    return inputs * keep / (1 - p) if training else inputs


def _with_numpy(inputs, p, training):
    keep = torch.from_numpy(np.random.default_rng().random((*inputs.shape[:2], 1, 1)) >= p)
    return inputs * keep / (1 - p) if training else inputs


def _two_share_a_draw(inputs, p, training):
    keep = (torch.rand(len(inputs), (inputs.shape[1] + 1) // 2, 1, 1) >= p).repeat_interleave(2, dim=1)[:, : inputs.shape[1]]
    return inputs * keep / (1 - p) if training else inputs


def _torchs_own(inputs, p, training):
    return nn.functional.dropout2d(inputs, p, training)


EXERCISE = Exercise(
    id="07.3",
    solution=dropout,
    cases=cases,
    use=use,
    hint=(
        "Section 2 does it by hand for six numbers, one draw for each. How many draws are needed here, when a channel is kept or "
        "struck out as a whole?"
    ),
    more_hints=(
        "One draw for each channel of each picture, in a shape that fits beside (pictures, channels, rows, columns) when the two "
        "are multiplied: an axis of length 1 reaches along the whole axis of the other.",
    ),
    otherwise=(
        "In training, draws of the shape (pictures, channels, 1, 1) say which channels are kept; what is kept is divided by "
        "1 - p, in a new tensor. Otherwise nothing happens."
    ),
    mistakes={
        "That is torch's own, and right; write it yourself, with draws of your own.": _torchs_own,
        "What is kept must be divided by 1 - p: else the outputs are smaller on average than the inputs.": {" / (1 - p)": ""},
        "What is kept is divided by 1 - p, the share that is kept, and not by p.": {"(1 - p)": "p"},
        "Multiplying by 1 - p makes the numbers smaller still: divide.": {"/ (1 - p)": "* (1 - p)"},
        "p is the probability that a channel is struck out, and not that it is kept.": {">= p": "< p"},
        "p is the probability that a channel is struck out; what is kept is divided by the share that is kept, 1 - p.": {
            ">= p": "< p",
            "(1 - p)": "p",
        },
        "When training is False nothing is struck out: return the inputs before anything is drawn.": {
            "    if not training:\n        return inputs\n": ""
        },
        "training was taken the wrong way round: channels are struck out when it is True.": {"not training": "training"},
        "When training is False nothing is multiplied: the division in training has kept the average already.": {
            "return inputs\n": "return inputs * (1 - p)\n"
        },
        "Divide by 1 - p in training, in place of multiplying by it in evaluation mode.": {
            "keep / (1 - p)": "keep",
            "return inputs\n": "return inputs * (1 - p)\n",
        },
        "When training is False nothing is divided: the division belongs to training alone.": {
            "return inputs\n": "return inputs / (1 - p)\n"
        },
        "Every call draws anew: set no seed.": {"    keep =": "    torch.manual_seed(0)\n    keep ="},
        "That strikes out single pixels. Their neighbours stay and say nearly the same: strike out whole channels.": (
            {"torch.rand(*inputs.shape[:2], 1, 1)": "torch.rand_like(inputs)"},
            {"torch.rand(*inputs.shape[:2], 1, 1)": "torch.rand(inputs.shape[-1])"},
            {"torch.rand(*inputs.shape[:2], 1, 1)": "torch.rand(inputs.shape[2:])"},
        ),
        "That draws once for all pictures: each picture has draws of its own.": (
            {"torch.rand(*inputs.shape[:2], 1, 1)": "torch.rand(1, inputs.shape[1], 1, 1)"}
        ),
        "That strikes out whole pictures: each channel of a picture is drawn on its own.": (
            {"torch.rand(*inputs.shape[:2], 1, 1)": "torch.rand(len(inputs), 1, 1, 1)"}
        ),
        "Some channels of a picture share a draw, and are kept or struck out together: each is drawn on its own.": (
            _two_share_a_draw
        ),
        "Channels struck out independently are now more, now fewer: compare draws with p.": _always_as_many,
        "Draw with torch's random numbers, torch.rand: those of others, as NumPy's, do not follow torch's seed.": _with_numpy,
        "The inputs must stay as they are: inputs * keep makes a new tensor.": (
            {"return inputs * keep / (1 - p)": "inputs *= keep / (1 - p)\n    return inputs"},
            {"return inputs * keep / (1 - p)": "return inputs.data.mul_(keep / (1 - p))"},
        ),
        "The layers before this dropout could not be trained: multiply the inputs themselves, without no_grad() or detach().": (
            {"inputs * keep": "inputs.detach() * keep"},
            {"return inputs": "return inputs.detach()"},
        ),
        "In training some channels must become exactly 0.": ({" * keep": ""}, {" * keep / (1 - p)": ""}),
    },
    free=("torch's random numbers: state", "NumPy's random numbers: state"),  # how often they are drawn from is free
)
