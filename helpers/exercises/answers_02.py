"""Answers to lesson 02 that the tests hand to its judges: what students typically write, and other right ways."""

import math

import numpy as np

from helpers.exercises import answers_labels_and_penalty
from helpers.exercises.lesson_02 import verdict


def _first_valley(epochs, losses):
    for place in range(1, len(losses)):
        if losses[place] > losses[place - 1]:
            return epochs[place - 1]
    return epochs[-1]


def _from_the_first_loss(epochs, losses):
    best = 0
    for place in range(1, len(losses)):
        if losses[place] < losses[best]:
            best = place
    return epochs[best]


def _from_a_number(epochs, losses, best):
    found = None
    for epoch, loss in zip(epochs, losses, strict=True):
        if loss < best:
            found, best = epoch, loss
    return found


def _last_of_a_tie(epochs, losses):
    lowest = min(loss for loss in losses if not math.isnan(loss))
    return [epoch for epoch, loss in zip(epochs, losses, strict=True) if loss == lowest][-1]


def _with_numpy(epochs, losses):
    return epochs[int(np.nanargmin(losses))]


def _sorted_pairs(epochs, losses):
    pairs = [(loss, epoch) for epoch, loss in zip(epochs, losses, strict=True) if loss == loss]
    return sorted(pairs)[0][1]


def _rule(small, large, order="small first"):
    """A verdict by other conditions, or asked in another order."""

    def read(train, held_out, know_nothing):
        found = [("too small", small(train, held_out, know_nothing)), ("too large", large(train, held_out, know_nothing))]
        if order != "small first":
            found.reverse()
        return next((word for word, holds in found if holds), "about right")

    return read


def _high(train, held_out, know_nothing):
    return train[-1] > know_nothing / 2


def _turned(train, held_out, know_nothing):
    return held_out[-1] > 1.25 * min(held_out)


WRONG = {
    "02.1": {
        "the place, not the epoch": lambda epochs, losses: int(np.nanargmin(losses)),
        "the loss itself": lambda epochs, losses: min(losses),
        "the first valley": _first_valley,
        "the last of a tie": _last_of_a_tie,
        "argmin takes the NaN": lambda epochs, losses: epochs[int(np.argmin(losses))],
        "compares with a NaN at the start": _from_the_first_loss,
        "starts at 100": lambda epochs, losses: _from_a_number(epochs, losses, 100.0),
        "leaves NaNs out": lambda epochs, losses: epochs[int(np.argmin([loss for loss in losses if loss == loss]))],
        "the highest": lambda epochs, losses: epochs[losses.index(max(losses))],
        "the last epoch": lambda epochs, losses: epochs[-1],
        "all the lowest": lambda epochs, losses: [e for e, loss in zip(epochs, losses, strict=True) if loss == min(losses)],
        "answers NaN": lambda epochs, losses: math.nan,
    },
    "02.2": {
        "by the gap": _rule(_high, lambda train, held_out, _: held_out[-1] > 1.25 * train[-1]),
        "plus a quarter": _rule(_high, lambda train, held_out, _: held_out[-1] > min(held_out) + 0.25),
        "any rise": _rule(_high, lambda train, held_out, _: held_out[-1] > min(held_out)),
        "asks for too large first": _rule(_high, _turned, order="large first"),
        "half of one for all": _rule(lambda train, held_out, _: train[-1] > 1.15, _turned),
        "the lowest training loss": _rule(lambda train, held_out, nothing: min(train) > nothing / 2, _turned),
        "against the first loss": _rule(_high, lambda train, held_out, _: held_out[-1] > 1.25 * held_out[0]),
        "the highest held-out loss": _rule(_high, lambda train, held_out, _: max(held_out[1:]) > 1.25 * min(held_out[1:])),
        "half of the first training loss": _rule(lambda train, held_out, nothing: train[-1] > train[0] / 2, _turned),
        "a jump at the end": _rule(_high, lambda train, held_out, _: held_out[-1] > 1.25 * held_out[-2]),
        "a quarter of the last": _rule(_high, lambda train, held_out, _: 0.75 * held_out[-1] > min(held_out)),
        "at least": _rule(
            lambda train, held_out, nothing: train[-1] >= nothing / 2,
            lambda train, held_out, _: held_out[-1] >= 1.25 * min(held_out),
        ),
        "always the same": lambda *given: "about right",
        "another word": lambda *given: "overfitting",
        "True or False": lambda train, held_out, know_nothing: _turned(train, held_out, know_nothing),
        "capital letters": lambda *given: verdict(*given).capitalize(),
    },
} | answers_labels_and_penalty.WRONG

ALSO_RIGHT = {
    "02.1": {"with nanargmin": _with_numpy, "sorted pairs": _sorted_pairs},
    "02.2": {"as conditions": _rule(_high, _turned), "by a ratio": _rule(_high, lambda t, h, _: h[-1] / min(h) > 1.25)},
} | answers_labels_and_penalty.ALSO_RIGHT
