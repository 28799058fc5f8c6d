"""Exercise 07.3: dropout by hand."""

import torch

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
        ((1,), 0.4, False, True),
        ((30, 1), 0.6, True, True),
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
        outputs = answer(given, p, training)
        if not isinstance(outputs, torch.Tensor):
            raise TypeError("outputs are a tensor")
        untouched = torch.equal(given, inputs)
        found = {"shape of the outputs": outputs.shape, "the inputs afterwards": "as they were" if untouched else "changed"}
        if outputs.shape != inputs.shape or not untouched:
            return Observed(found)
        factors.append((outputs / inputs).detach())
    zeros = [factor.eq(0).float() for factor in factors]
    if inputs.numel() >= ENOUGH:
        found["zeros"] = _how_zeros_lie(zeros)
        if found["zeros"] != "each on its own":
            return Observed(found)
        share, margin = zeros[0].mean().item(), SIGMAS * (p * (1 - p) / inputs.numel()) ** 0.5
        near = [value for value in (p, 1 - p) if abs(share - value) <= margin]
        found["share of zeros, about"] = near[0] if near else round(share, 1)
    kept = factors[-1][factors[-1] != 0]
    alike = len(kept) and torch.allclose(kept, kept[0], rtol=1e-4)
    found["the numbers that are left, divided by the inputs"] = f"{kept[0]:.4g}" if alike else "different from number to number"
    found["zeros of another call from the same seed of torch"] = "the same" if zeros[0].equal(zeros[-1]) else "others"
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
        return "not independent of each other"
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
        "What is kept must be divided by 1 - p: else the outputs are smaller on average than the inputs.": {" / (1 - p)": ""},
        "What is kept is divided by 1 - p, the share that is kept, and not by p.": {"(1 - p)": "p"},
        "Multiplying by 1 - p makes the numbers smaller still: divide.": {"/ (1 - p)": "* (1 - p)"},
        "p is the probability that a number is dropped, and not that it is kept.": {">= p": "< p"},
        "p is the probability that a number is dropped; what is kept is divided by the share that is kept, 1 - p.": {
            ">= p": "< p",
            "(1 - p)": "p",
        },
        "When training is False nothing is dropped: return the inputs before anything is drawn.": {
            "    if not training:\n        return inputs\n": ""
        },
        "training was taken the wrong way round: numbers are dropped when it is True.": {"not training": "training"},
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
        "Every call draws new zeros: set no seed.": {"    keep =": "    torch.manual_seed(0)\n    keep ="},
        "Every number is drawn on its own: the mask has as many numbers as the inputs, and repeats none.": {
            "torch.rand_like(inputs)": "torch.rand(inputs.shape[-1])"
        },
        "Numbers dropped independently are now more, now fewer: compare torch.rand_like(inputs) with p.": {
            "torch.rand_like(inputs) >= p": "torch.randperm(inputs.numel()).reshape(inputs.shape) >= round(p * inputs.numel())"
        },
        "The inputs must stay as they are: inputs * keep makes a new tensor.": (
            {"return inputs * keep / (1 - p)": "inputs *= keep / (1 - p)\n    return inputs"},
            {"return inputs * keep / (1 - p)": "return inputs.data.mul_(keep / (1 - p))"},
        ),
        "The layers before this dropout could not be trained: multiply the inputs themselves, without no_grad() or detach().": (
            {"inputs * keep": "inputs.detach() * keep"},
            {"return inputs": "return inputs.detach()"},
        ),
        "In training some numbers must become exactly 0.": ({" * keep": ""}, {" * keep / (1 - p)": ""}),
    },
    free=("torch's random numbers: state",),  # how often they are drawn from is free
)
