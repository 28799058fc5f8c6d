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
    """Valleys, ties, one record, the lowest at either end; NaN first, later and last; losses that are huge, infinite or 0."""
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
    generator = torch.Generator().manual_seed(0)
    losses = torch.rand(40, generator=generator).tolist()
    yield Case(sorted(torch.randperm(500, generator=generator)[:40].tolist()), losses, title="a ragged curve of 40 records")


def _from(start, found=None):
    """As the solution, but starting from a fixed number."""

    def answer(epochs, losses):
        best, best_epoch = start, found
        for epoch, loss in zip(epochs, losses, strict=True):
            if loss < best:
                best_epoch, best = epoch, loss
        return best_epoch

    return answer


def _from_the_first_loss(epochs, losses, found=0):
    best_epoch, best = epochs[0] if found == 0 else None, losses[0]
    for epoch, loss in zip(epochs, losses, strict=True):
        if loss < best:
            best_epoch, best = epoch, loss
    return best_epoch


def _without_the_first(epochs, losses):
    return turning_point(epochs[1:], losses[1:])


def _place(epochs, losses):
    return epochs.index(turning_point(epochs, losses))


def _loss(epochs, losses):
    return losses[_place(epochs, losses)]


def _first_valley(epochs, losses):
    for place in range(1, len(losses)):
        if losses[place] > losses[place - 1]:
            return epochs[place - 1]
    return epochs[-1]


def _all_of_a_tie(epochs, losses):
    lowest = _loss(epochs, losses)
    return [epoch for epoch, loss in zip(epochs, losses, strict=True) if loss == lowest]


def _without_nans(losses):
    return [loss for loss in losses if not math.isnan(loss)]


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
            _place,
            lambda epochs, losses: losses.index(min(losses)),
            lambda epochs, losses: int(np.argmin(losses)),
        ),
        "That is the loss itself; its epoch is asked for.": (_loss, lambda epochs, losses: min(losses)),
        "The curve turns up there, but a lower point may come later: look at the whole list.": _first_valley,
        "Of several lowest losses the first one counts: a loss that is equal to the best so far is no improvement.": (
            lambda epochs, losses: _all_of_a_tie(epochs, losses)[-1]
        ),
        "One epoch is asked for, and of several the first.": _all_of_a_tie,
        "A NaN at the start stays the best for ever, for every comparison with a NaN is False: start from infinity instead.": (
            _from_the_first_loss
        ),
        "argmin takes a NaN for the lowest number; np.nanargmin passes over it.": (
            lambda epochs, losses: epochs[int(np.argmin(losses))]
        ),
        "Without its NaNs the list of losses is shorter, and its places are others: leave out the epoch along with its loss.": (
            lambda epochs, losses: epochs[_without_nans(losses).index(min(_without_nans(losses)))]
        ),
        "A loss may be larger than the number that you start from: start from infinity, math.inf.": (
            _from(10.0), _from(100.0), _from(1e5), _from(1e6), _from(10.0, 0), _from(100.0, 0), _from(1e5, 0), _from(1e6, 0),
        ),
        "If no later loss is lower than the first, the best epoch is never set: start from infinity, and the first sets it.": (
            lambda *given: _from_the_first_loss(*given, found=None)
        ),
        "The first record counts too: go through the list from its very start.": _without_the_first,
        "That is where the loss was highest.": (
            lambda epochs, losses: epochs[losses.index(max(losses))],
            lambda epochs, losses: epochs[losses.index(max(_without_nans(losses)))],
        ),
        "That is the last epoch, wherever the lowest loss stands.": lambda epochs, losses: epochs[-1],
    },
)  # fmt: skip
