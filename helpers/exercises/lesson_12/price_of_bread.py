"""Exercise 12.3: a loss for a baker, to whom a loaf too few costs more than a loaf too many."""

import torch

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import with_slopes_of_one_number


def bread_loss(baked, wanted, left_over, missing):
    """Mean price of a day: so much for each loaf left over, so much for each loaf that was missing."""
    difference = baked.squeeze(1) - wanted
    too_many = difference.clamp(min=0)
    too_few = (-difference).clamp(min=0)
    return (left_over * too_many + missing * too_few).mean()


def cases():
    """Days with too many and with too few; one day; a day that is far off; slopes left over from before."""
    yield Case(torch.tensor([[50.0], [41.0], [44.0]]).requires_grad_(), torch.tensor([40.0, 45.0, 48.0]), 1.0, 3.0)
    yield Case(torch.tensor([[20.0]]).requires_grad_(), torch.tensor([24.0]), 2.0, 5.0)
    generator = torch.Generator().manual_seed(0)
    for days, left_over, missing in ((4, 3.0, 0.5), (9, 0.25, 0.25), (6, 0.0, 2.0)):
        wanted = 30 + 10 * torch.rand(days, generator=generator)
        # Computed, as from a network: a change in place shows.
        baked = 1 * (wanted + 6 * torch.randn(days, generator=generator)).reshape(days, 1).requires_grad_()
        yield Case(
            baked, wanted, left_over, missing, title=f"{days} days, {left_over:g} a loaf too many, {missing:g} one too few"
        )
    alone = torch.tensor([[10.0], [90.0]]).requires_grad_()
    alone.grad = torch.ones_like(alone)
    yield Case(alone, torch.tensor([70.0, 20.0]), 1.0, 4.0)


FLAT = {"baked.squeeze(1)": "baked"}
SQUARED = {"left_over * too_many + missing * too_few": "left_over * too_many**2 + missing * too_few**2"}

EXERCISE = Exercise(
    id="12.3",
    solution=bread_loss,
    cases=cases,
    use=with_slopes_of_one_number,
    hint=(
        "Print the shapes first. Then make two tensors, one of the loaves too many of each day and one of the loaves too few; "
        "on every day at least one of the two is 0."
    ),
    more_hints=("x.clamp(min=0) keeps what is positive and makes 0 of the rest, and backward() finds its way through it.",),
    otherwise="For each day: left_over times the loaves too many, or missing times the loaves too few; then the mean.",
    mistakes={
        "Every day was compared with every other: baked has the shape (days, 1), wanted (days,). Bring them to one shape.": FLAT,
        "The two prices are swapped: left_over is for the loaves baked and not wanted.": {
            "left_over * too_many + missing * too_few": "missing * too_many + left_over * too_few"
        },
        "The prices are handed over, and each bakery has others: use left_over and missing.": {
            "left_over * too_many + missing * too_few": "1.0 * too_many + 3.0 * too_few"
        },
        "Each loaf has its price, and two cost twice as much as one: nothing is squared here.": SQUARED,
        "That is the absolute error: too many and too few cost the same in it.": {
            "left_over * too_many + missing * too_few": "too_many + too_few"
        },
        "The loaves too few are missing in the loss.": {" + missing * too_few": ""},
        "The loaves too many are missing in the loss.": {"left_over * too_many + ": ""},
        "Loaves left over earn nothing back: a day costs 0 or more.": {
            "difference.clamp(min=0)\n": "difference\n",
            "(-difference).clamp(min=0)": "-difference",
        },
        "A rounded number has no slope, like the counting of section 2, and nothing would be learnt: leave parts of a loaf.": (
            {"baked.squeeze(1)": "baked.squeeze(1).round()"},
            {"baked.squeeze(1)": "baked.squeeze(1).floor()"},
            {"baked.squeeze(1)": "baked.squeeze(1).ceil()"},
            {"baked.squeeze(1) - wanted": "(baked.squeeze(1) - wanted).round()"},
        ),
        "That is the sum over the days; the mean is asked for.": {".mean()": ".sum()"},
        "One number is asked for: the mean over the days.": {".mean()": ""},
        "Without .item(), .data, detach() and no_grad(), backward() finds its way to the loaves.": {
            "baked.squeeze(1)": "baked.detach().squeeze(1)"
        },
        "Return the loss; backward() is called later, once, by the loop.": {
            "return (left_over": "loss = (left_over",
            ".mean()": ".mean()\n    loss.backward()\n    return loss",
        },
    },
)
