"""Exercise 02.1: at which epoch a curve of losses was lowest."""

import math

import numpy as np
import torch

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_number


def turning_point(epochs, losses):
    """The epoch of the first lowest loss; a NaN is never the lowest."""
    best_epoch, best_loss = None, math.inf
    for epoch, loss in zip(epochs, losses, strict=True):
        if loss < best_loss:  # false for a NaN, and false for a tie
            best_epoch, best_loss = epoch, loss
    return best_epoch


def cases():
    """Valleys, ties, one record, the lowest at either end; NaN first, later and last; losses huge, infinite, 0, alike."""
    nan, inf = float("nan"), float("inf")
    yield Case([0, 10, 20, 30], [2.3, 1.1, 0.9, 1.4])
    yield Case([0, 50, 100, 150, 200], [2.0, 1.0, 1.2, 0.7, 0.8])  # two valleys
    yield Case([5, 10, 15], [3.0, 2.0, 1.0])  # never turns
    yield Case([0, 10, 20, 30, 40], [2.0, 0.8, 1.0, 0.8, 1.5])  # a tie
    yield Case([0, 10, 20, 30], [0.5, 0.7, 0.6, 0.9])  # lowest at the first record
    yield Case([7], [1.2])
    yield Case([0, 1, 2], [0.3, 0.0, 0.1])
    yield Case([0, 10, 20, 30, 40], [2.0, nan, 0.9, 0.6, 0.8])
    yield Case([1, 2, 4, 8], [0.4, nan, 0.6, nan])
    yield Case([0, 10, 20], [nan, 1.5, 1.2])
    yield Case([0, 5, 10, 15], [nan, nan, 5e6, 4e6])
    yield Case([2, 4, 6], [inf, 9.0, nan])
    yield Case([0, 20, 40], [4e30, 3e30, 5e30])  # about to explode
    yield Case([0, 5, 10, 15], [nan, 4e30, 3e30, inf])  # larger than any number put in place of a NaN
    yield Case([0, 10, 20, 30], [0.3, 0.0, nan, 0.1])  # a loss of 0 before a NaN
    yield Case([0, 10, 20, 30], [0.5, 0.404, 0.401, 0.45])  # alike when rounded to two digits
    yield Case([0, 10, 20, 30], [0.5, 0.400002, 0.400001, 0.45])  # alike when rounded to five
    generator = torch.Generator().manual_seed(0)
    losses = torch.rand(40, generator=generator).tolist()
    yield Case(sorted(torch.randperm(500, generator=generator)[:40].tolist()), losses, title="a ragged curve of 40 records")


EXERCISE = Exercise(
    id="02.1",
    solution=turning_point,
    cases=cases,
    view=as_number,
    hint=(
        "Go through both lists with zip and remember the best pair so far. Which comparison is False for a NaN and for a tie? "
        "(Every comparison with a NaN is False.)"
    ),
    otherwise="Find the place of the lowest loss in the whole list, then return the epoch that stands at that place.",
    mistakes={
        "That is the place in the list; epochs[place] is the epoch.": (
            {"return best_epoch": "return epochs.index(best_epoch)"},
            lambda epochs, losses: losses.index(min(losses)),
        ),
        "That is the loss itself; its epoch is asked for.": (
            {"return best_epoch": "return best_loss"},
            lambda epochs, losses: min(losses),
        ),
        "The curve turns up there, but a lower point may come later: look at the whole list.": {
            "epoch, loss\n": "epoch, loss\n        elif loss > best_loss:\n            break\n"
        },
        "Of several lowest losses the first one counts: a loss that is equal to the best so far is no improvement.": {
            "loss < best_loss": "loss <= best_loss"
        },
        "One epoch is asked for, and of several the first.": (
            lambda epochs, losses: [epoch for epoch, loss in zip(epochs, losses, strict=True) if loss == np.nanmin(losses)]
        ),
        "A NaN at the start stays the best for ever, in min too: start from infinity, or leave the NaNs out beforehand.": (
            {"None, math.inf": "epochs[0], losses[0]"},
            lambda epochs, losses: epochs[losses.index(min(losses))],
        ),
        "argmin takes a NaN for the lowest number; np.nanargmin passes over it.": (
            lambda epochs, losses: epochs[int(np.argmin(losses))]
        ),
        "A NaN that is turned into 0 becomes the lowest loss of all: leave it out, or turn it into infinity.": (
            lambda epochs, losses: epochs[int(np.argmin(np.nan_to_num(losses)))],
            {"if loss < best_loss": "loss = 0.0 if math.isnan(loss) else loss\n        if loss < best_loss"},
        ),
        "A real loss may be larger than the number that stands in for the NaN: put infinity there, or leave the NaN out.": (
            lambda epochs, losses: epochs[int(np.argmin(np.nan_to_num(losses, nan=1e9)))],
            lambda epochs, losses: epochs[int(np.argmin([1e9 if math.isnan(loss) else loss for loss in losses]))],
            lambda epochs, losses: epochs[int(np.argmin([100 if math.isnan(loss) else loss for loss in losses]))],
            lambda epochs, losses: epochs[int(np.argmin([3 if math.isnan(loss) else loss for loss in losses]))],
        ),
        "Two losses that differ in a late digit are not equal: compare them as they are, not rounded.": (
            lambda epochs, losses: epochs[int(np.nanargmin(np.round(losses, 2)))],
            lambda epochs, losses: epochs[int(np.nanargmin(np.round(losses, 4)))],
            lambda epochs, losses: next(
                epoch for epoch, loss in zip(epochs, losses, strict=True) if np.isclose(loss, np.nanmin(losses))
            ),
        ),
        "Without its NaNs the list of losses is shorter, and its places are others: leave out the epoch along with its loss.": {
            "losses, strict=True": "[loss for loss in losses if not math.isnan(loss)]"
        },
        "A loss may be larger than the number that you start from: start from infinity, math.inf.": (
            {"math.inf": "100.0"},
            {"None, math.inf": "0, 100.0"},
            {"math.inf": "1e9"},
            {"None, math.inf": "0, 1e9"},
        ),
        "If no later loss is lower than the first, the best epoch is never set: start from infinity, and the first sets it.": {
            "math.inf": "losses[0]"
        },
        "The first record counts too: go through the list from its very start.": {
            "(epochs, losses, strict": "(epochs[1:], losses[1:], strict"
        },
        "That is where the loss was highest.": {"math.inf": "-math.inf", "loss < best_loss": "loss > best_loss"},
        "That is the last epoch, wherever the lowest loss stands.": {"return best_epoch": "return epoch"},
    },
)
