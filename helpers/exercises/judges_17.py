"""Judges of exercises 17.2 (the gradient's length) and 17.3 (clipping)."""

import itertools
import math

import torch
from torch import nn

from helpers.exercises.exercise import NotAttempted, WrongAnswer, as_number, call


def _patient(sizes, missing=(), scale=1.0, seed=0):
    """A small network whose gradients are drawn at random; those at the places in ``missing`` are None."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        layers = [nn.Linear(a, b) for a, b in itertools.pairwise(sizes)]
        model = nn.Sequential(*layers, nn.BatchNorm1d(sizes[-1]))
        for place, parameter in enumerate(model.parameters()):
            parameter.grad = None if place in missing else scale * torch.randn_like(parameter)
    return model


def _snapshot(model):
    weights = [parameter.detach().clone() for parameter in model.parameters()]
    gradients = [None if parameter.grad is None else parameter.grad.clone() for parameter in model.parameters()]
    return weights, gradients


def _length(gradients):
    return math.sqrt(sum(gradient.square().sum().item() for gradient in gradients if gradient is not None))


def _same(ones, others):
    return all(
        (one is None and other is None) or (one is not None and other is not None and torch.equal(one, other))
        for one, other in zip(ones, others, strict=True)
    )


def _close(one, other):
    return abs(one - other) <= 1e-4 * max(abs(other), 1e-6)


def judge_gradient_norm(answer):
    """Several sizes and scales, gradients that are missing, none at all."""
    for sizes, missing, scale in (
        ((2, 3, 4), (), 1.0),
        ((2, 5), (), 30.0),
        ((3, 4, 2), (0, 3), 0.01),
        ((3, 2), tuple(range(4)), 1.0),
    ):
        model = _patient(sizes, missing, scale)
        weights, gradients = _snapshot(model)
        here = [gradient for gradient in gradients if gradient is not None]
        wanted = _length(here)
        expected = f"the length {wanted:.4f}"
        got = as_number(call(answer, model), expected)
        after_weights, after_gradients = _snapshot(model)
        if any(old is not None and new is None for old, new in zip(gradients, after_gradients, strict=True)):
            raise WrongAnswer(
                "the gradients to stay", "none afterwards", "The optimiser still needs them: do not clear them here."
            )
        if not (_same(weights, after_weights) and _same(gradients, after_gradients)):
            raise WrongAnswer("weights and gradients as they were", "changed ones", "Measure only: clipping is exercise 17.3.")
        if not all(parameter.requires_grad for parameter in model.parameters()):
            raise WrongAnswer("a model that can go on learning", "a frozen one", "Measure only: leave requires_grad alone.")
        if _close(got, wanted):
            continue
        if not here:
            raise WrongAnswer("0 for a model without any gradient", f"{got:.4f}", "The sum of no squares is 0.")
        flat = torch.cat([gradient.flatten() for gradient in here])
        norms = torch.stack([gradient.norm() for gradient in here])
        looks = {
            "The root is missing: take it at the end.": wanted**2,
            "Lengths do not add up: add the squares, then take one root.": norms.sum().item(),
            "That is the mean of the tensors' lengths: they belong to one long vector.": norms.mean().item(),
            "That is the length of the longest tensor alone.": norms.max().item(),
            "That is the largest number: the length takes all of them.": flat.abs().max().item(),
            "Those are absolute values, added up: square them, and take the root.": flat.abs().sum().item(),
            "That is the root of the mean: do not divide by how many there are.": flat.square().mean().sqrt().item(),
            "Those are the weights: ask for parameter.grad.": _length(weights),
            "The biases are missing: every parameter counts.": _length(
                [gradient for gradient in gradients if gradient is not None and gradient.ndim > 1]
            ),
            "That is the first tensor alone: go through all of them.": norms[0].item(),
            "That is the last tensor alone: add up over all of them.": norms[-1].item(),
        }
        neutral = "Add the squares of all numbers in all gradients, then take the root."
        raise WrongAnswer(expected, f"{got:.4f}", next((text for text, n in looks.items() if _close(got, n)), neutral))


def judge_clip(answer):
    """Too long, just short enough, far too short; missing gradients; none; all zero."""
    cases = (
        ((4, 3, 2), (), 1.0, 0.25),
        ((4, 3, 2), (), 1.0, 4.0),
        ((3, 5), (1,), 50.0, 0.01),
        ((2, 6, 3), (0, 2), 0.1, 0.999),
        ((2, 2), (), 0.0, 0.5),
        ((2, 2), tuple(range(4)), 1.0, 0.5),
    )
    for sizes, missing, scale, share in cases:
        model = _patient(sizes, missing, scale, seed=len(sizes))
        weights, gradients = _snapshot(model)
        length = _length(gradients)
        limit = share * length or 1.0
        result = call(answer, model, limit, returns=False)
        after_weights, got = _snapshot(model)
        if result is ... and _same(gradients, got) and length > limit:
            raise NotAttempted
        if not _same(weights, after_weights):
            raise WrongAnswer("weights as they were", "changed ones", "Clipping changes parameter.grad, not the parameter.")
        if [gradient is None for gradient in got] != [gradient is None for gradient in gradients]:
            look = "Leave out the parameters without a gradient, and keep the others' gradients."
            raise WrongAnswer("as many gradients as before", "another number of them", look)
        factor = min(1.0, limit / length) if length else 1.0
        pairs = [(new, old) for new, old in zip(got, gradients, strict=True) if old is not None]
        if all(torch.allclose(new, factor * old, rtol=1e-4, atol=1e-9) for new, old in pairs):
            continue
        _complain_about_clipping(pairs, length, limit)


def _complain_about_clipping(pairs, length, limit):
    """Find out what was done instead."""
    found = _length([new for new, _ in pairs])
    text = f"a length of {found:.4g}"
    if not length:
        look = "All gradients are 0: do not divide by their length, or compare it with the limit first."
        raise WrongAnswer("gradients of 0 to stay 0", text, look)
    if length <= limit:
        look = "Compare first: only a gradient that is longer than the limit is shortened."
        raise WrongAnswer(f"gradients of length {length:.4g} unchanged, since the limit is {limit:.4g}", text, look)
    expected = f"the length {length:.4g} shortened to {limit:.4g}"
    if all(torch.equal(new, old) for new, old in pairs):
        raise WrongAnswer(expected, "no change", "Is the comparison the right way round, and is parameter.grad itself changed?")
    directions = torch.cat([new.flatten() for new, _ in pairs]), torch.cat([old.flatten() for _, old in pairs])
    if not torch.nn.functional.cosine_similarity(*directions, dim=0) > 0.9999:
        look = "The direction changed: multiply every tensor by the same factor, measured once, before the loop."
        if all(torch.equal(new, old.clamp(-limit, limit)) for new, old in pairs):
            look = "Each number was cut off by itself, which turns the gradient: use one factor for all."
        elif all(_close(new.norm().item(), min(limit, old.norm().item())) for new, old in pairs):
            look = "Each tensor was clipped by itself, which turns the gradient: use the length of all of them."
        raise WrongAnswer(expected, text, look)
    sum_of_norms = sum(old.norm().item() for _, old in pairs)
    looks = {
        "The factor is limit / length, not the other way round.": length * length / limit,
        "The lengths were added up: add the squares, then take the root.": length * limit / sum_of_norms,
        "The length lacks its root.": limit / length,
        "Multiply by limit / length, not by the limit.": length * limit,
        "Divide by the length, then multiply by the limit: this has length 1.": 1.0,
    }
    neutral = "Multiply every gradient by limit / length, once."
    raise WrongAnswer(expected, text, next((look for look, n in looks.items() if _close(found, n)), neutral))
