"""Exercises of lesson 02: the turning point, a verdict on two curves, shuffled labels, an L1 penalty.

The last two stand in a module of their own, ``labels_and_penalty``. What students typically write instead stands in
``answers_02``.
"""

import math

from helpers.exercises.exercise import Exercise, as_number, call, must
from helpers.exercises.labels_and_penalty import judge_l1_loss, judge_shuffle_labels, l1_loss, shuffle_labels


def turning_point(epochs, losses):
    """The epoch of the first lowest loss; a NaN is never the lowest."""
    best_epoch, best_loss = None, math.inf
    for epoch, loss in zip(epochs, losses, strict=True):
        if loss < best_loss:  # false for a NaN, and false for a tie
            best_epoch, best_loss = epoch, loss
    return best_epoch


# What the list is there for, the epochs, the losses.
TURNING_CASES = (
    ("a curve that goes down and up", [0, 10, 20, 30], [2.3, 1.1, 0.9, 1.4]),
    ("a curve with two valleys", [0, 50, 100, 150, 200], [2.0, 1.0, 1.2, 0.7, 0.8]),
    ("a curve that never turns up", [5, 10, 15], [3.0, 2.0, 1.0]),
    ("a curve with a tie", [0, 10, 20, 30, 40], [2.0, 0.8, 1.0, 0.8, 1.5]),
    ("a curve with a NaN", [0, 10, 20, 30, 40], [2.0, math.nan, 0.9, 0.6, 0.8]),
    ("a curve that starts with a NaN", [0, 10, 20], [math.nan, 1.5, 1.2]),
    ("a curve of large losses after two NaNs", [0, 5, 10, 15], [math.nan, math.nan, 5e6, 4e6]),
)


def judge_turning_point(answer):
    """Seven lists: plain, two valleys, falling to the end, a tie, NaNs in the middle and at the start, large losses."""
    for title, epochs, losses in TURNING_CASES:
        wanted = turning_point(epochs, losses)
        expected = f"{wanted} for {title} (epochs {epochs}, losses {losses})"
        result = call(answer, list(epochs), list(losses))
        one = not isinstance(result, list | tuple)
        must(one, expected, f"a {type(result).__name__}", "One epoch is asked for, and of several the first.")
        got = as_number(result, expected)
        must(got == wanted, expected, f"{got:g}", _turning_mistake(epochs, losses, wanted, got))


def _turning_mistake(epochs, losses, wanted, got):
    """The sentence for a wrong epoch, by what it would come from."""
    numbers = [loss for loss in losses if not math.isnan(loss)]
    at = dict(zip(epochs, losses, strict=True))
    first_rise = next((place for place in range(1, len(losses)) if losses[place] > losses[place - 1]), 0)
    if at.get(got) == min(numbers):
        return "Of several lowest losses the first one counts."
    if math.isnan(at.get(got, got)):
        return "That is NaN, or where a NaN stands. Every comparison with a NaN is False: start with infinity, not with a loss."
    if len(numbers) < len(losses) and got == epochs[numbers.index(min(numbers))]:
        return "Leaving NaNs out of the list shifts the places: leave out the epoch along with its loss."
    if got == min(numbers):
        return "That is the loss itself; asked for is its epoch."
    if got == epochs.index(wanted):
        return "That is the place in the list; epochs[place] is the epoch."
    if first_rise and got in epochs[first_rise - 1 : first_rise + 1]:
        return "The curve turns up there, but a lower point may come later: look at the whole list."
    return "Find the place of the lowest loss in the whole list, then return the epoch at that place."


def verdict(train_losses, held_out_losses, know_nothing):
    """Read two curves by a stated rule."""
    if train_losses[-1] > know_nothing / 2:
        return "too small"
    if held_out_losses[-1] > 1.25 * min(held_out_losses):
        return "too large"
    return "about right"


# Training losses, held-out losses, the loss of knowing nothing, and the mistake that this case is there to find.
VERDICT_CASES = (
    ([2.3, 1.8, 1.7], [2.3, 1.9, 1.8], 2.3, "Both curves end high: the last training loss is above half of know_nothing."),
    ([2.3, 0.5, 0.1], [2.3, 0.7, 1.2], 2.3, "The last held-out loss is far above the lowest one."),
    ([0.5, 0.2, 0.1], [0.6, 0.24, 0.22], 0.7, "A gap is no turn: compare the held-out loss with its own lowest."),
    ([2.3, 0.5, 0.2], [2.3, 1.0, 1.2], 2.3, "1.2 is a fifth above 1.0; the rule asks for more than a quarter: 1.25 times."),
    ([0.7, 0.3, 0.1], [0.7, 0.2, 0.3], 0.7, "A quarter above the lowest is 1.25 times the lowest, not the lowest plus 0.25."),
    ([2.3, 1.6, 1.5], [2.3, 1.6, 2.4], 2.3, "Too small is asked first: it comes first in the rule."),
    ([0.7, 0.5, 0.45], [0.7, 0.6, 0.55], 0.7, "High is more than half of know_nothing, and that is 0.35 here."),
    ([2.3, 0.9, 1.9], [2.3, 1.0, 1.1], 2.3, "The training curve counts where it ends, not where it was lowest."),
    ([2.3, 0.4, 0.2], [2.3, 0.5, 0.9, 0.55], 2.3, "The held-out curve counts where it ends, not at a hump on the way."),
    ([1.0, 0.8, 0.7], [1.0, 0.9, 0.9], 2.3, "The measure is half of know_nothing, 1.15 here, not half of a training loss."),
    ([2.3, 0.5, 0.3, 0.2, 0.1], [2.3, 0.5, 0.6, 0.65, 0.7], 2.3, "A slow rise counts too: compare with the lowest of all."),
    ([2.3, 0.5, 0.2], [2.3, 1.0, 1.27], 2.3, "1.27 is more than a quarter above 1.0."),
    ([2.0, 1.5, 1.0], [2.0, 1.0, 1.25], 2.0, "Exactly half is not above half, and exactly a quarter is not more: use >."),
)


def judge_verdict(answer):
    """Thirteen pairs of curves; each is decided otherwise by one of the usual wrong rules."""
    words = ("too small", "about right", "too large")
    for train, held_out, know_nothing, look in VERDICT_CASES:
        wanted = verdict(train, held_out, know_nothing)
        expected = f"'{wanted}' for train {train}, held-out {held_out}, know_nothing {know_nothing}"
        got = call(answer, list(train), list(held_out), know_nothing)
        known = isinstance(got, str) and got in words
        shown = repr(got) if isinstance(got, str | int | float) else f"a value of type {type(got).__name__}"
        must(known, expected, shown, "Return one of the three texts, spelt as in the exercise.")
        must(got == wanted, expected, shown, look)


_HINTS = (
    "Go through both lists with zip and remember the best pair so far. Which comparison is False for a NaN and for a tie?",
    "Two ifs, in the order of the rule; what is left is 'about right'.",
    "torch.randperm(len(labels), generator=generator) is a random order. Indexing with it makes a new tensor.",
    "model.named_parameters() gives pairs such as ('hidden.weight', tensor). Sum .abs().sum() over the weights.",
)
EXERCISES = (
    Exercise("02.1", _HINTS[0], turning_point, judge_turning_point),
    Exercise("02.2", _HINTS[1], verdict, judge_verdict),
    Exercise("02.3", _HINTS[2], shuffle_labels, judge_shuffle_labels),
    Exercise("02.4", _HINTS[3], l1_loss, judge_l1_loss),
)
