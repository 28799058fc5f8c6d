"""Exercises of lesson 06: what an improvement is, when to stop, keeping the best weights, three parts.

The last two stand in modules of their own, ``best_weights`` and ``three_parts``. What students typically write
instead stands in ``answers_06``.
"""

import numpy as np

from helpers.exercises.best_weights import fit, judge_fit
from helpers.exercises.exercise import Exercise, NotAttempted, WrongAnswer, call
from helpers.exercises.three_parts import judge_three_parts, three_parts

NAN, INFINITY = float("nan"), float("inf")


def improved(value, best, min_delta):
    """Whether a loss is lower than the best by more than min_delta. With NaN, ``<`` is False."""
    return value < best - min_delta


IMPROVEMENTS = (
    (0.5, 0.75, 0.0, True, "Lower is better: the new loss lies below the best."),
    (0.75, 0.5, 0.0, False, "A higher loss is no improvement."),
    (0.5, INFINITY, 0.25, True, "The first loss, compared with infinity, is an improvement."),
    (0.5, 0.5, 0.0, False, "An equal loss is no improvement: use < and not <=."),
    (0.625, 0.5, 0.25, False, "min_delta makes an improvement harder, not easier: subtract it from the best."),
    (0.5, 0.625, 0.25, False, "It is lower, but not by more than min_delta."),
    (2.0, 8.0, 4.0, True, "min_delta is a difference in the loss, not a share of the best."),
    (0.5, 0.75, 0.25, False, "It is lower by exactly min_delta; it must be more."),
    (-3.0, -2.0, 0.5, True, "A loss may be negative: lower is still better."),
    (NAN, 0.5, 0.0, False, "NaN must never count: with it `<` and `>=` are both False, and `not` turns that into True."),
    (NAN, INFINITY, 0.0, False, "NaN must not count as the first loss either."),
)


def judge_improved(answer):
    """Eleven comparisons, with values that are exact in binary."""
    for value, best, min_delta, expected, look in IMPROVEMENTS:
        got = call(answer, value, best, min_delta)
        asked = f"{expected} for value={value}, best={best}, min_delta={min_delta}"
        if not isinstance(got, bool | np.bool_):
            raise WrongAnswer(asked, f"the type {type(got).__name__}", "Return the comparison itself: True or False.")
        if bool(got) is not expected:
            raise WrongAnswer(asked, bool(got), look)


def stop_at(losses, patience):
    """The place, counted from 0, of the evaluation after which training stops, or None."""
    best, waited = float("inf"), 0
    for place, loss in enumerate(losses):
        if loss < best:
            best, waited = loss, 0
        else:
            waited += 1
        if waited == patience:
            return place
    return None


STOPS = (
    ((0.9, 0.8, 0.85, 0.86, 0.87, 0.88), 2, "Count the evaluations without improvement; at `patience` of them, stop."),
    ((0.9, 0.8, 0.85, 0.7, 0.75, 0.76, 0.77), 2, "An improvement sets the counter back to 0."),
    ((3.0, 2.0, 1.0), 1, "Every loss improves, so nothing stops training: None."),
    ((0.5, 0.6, 0.7), 3, "Patience is not used up at the end of the list: None."),
    ((0.5, 0.9, 0.8, 0.7, 0.6), 3, "Compare with the best so far, not with the loss just before."),
    ((0.5, 0.5, 0.5, 0.5), 2, "An equal loss is no improvement."),
    ((5e6, 4e6, 3e6, 2e6), 2, "A loss may be as large as it likes: best must start at infinity."),
    ((0.5, NAN, 0.6, NAN, 0.4), 3, "NaN is no improvement: it counts as an evaluation, and must not become the best."),
    ((NAN, 0.5), 1, "Training can stop at place 0. It is a place, though `or` and `if` take 0 for nothing."),
    (
        (NAN, 0.5, 0.4, 0.3),
        2,
        "The first loss may be NaN: it counts as an evaluation, and any number after it is an improvement.",
    ),
    ((0.5, 0.6), 1, "With patience 1 the first evaluation without improvement is the last."),
    ((), 1, "Without an evaluation nothing can stop: None."),
)


def judge_stop_at(answer):
    """Twelve lists; the first tells the usual slips in counting apart."""
    for losses, patience, look in STOPS:
        expected = stop_at(losses, patience)
        asked = f"{expected} for losses {list(losses)}, patience {patience}"
        got = call(answer, list(losses), patience, returns=False)
        if got is ...:
            raise NotAttempted
        if got is None and expected is None:
            continue
        if got is None:
            first = "Training does stop here. Does every way through the function return?"
            raise WrongAnswer(asked, "None", first if losses == STOPS[0][0] else look)
        if isinstance(got, bool) or not isinstance(got, int | np.integer):
            raise WrongAnswer(asked, f"the type {type(got).__name__}", "Return the place as a whole number, or None.")
        if expected is not None and losses == STOPS[0][0]:
            look = {
                expected + 1: "One too many: patience 2 is used up at the second evaluation without improvement, counted from 0.",
                1: "That is the place of the best loss, or best did not start at infinity; asked is where training stops.",
                expected - 1: (
                    "One too few: one evaluation without improvement does not use up patience 2. "
                    "Is the first loss an improvement for you? Start with best at infinity."
                ),
            }.get(int(got), look)
        if got != expected:
            raise WrongAnswer(asked, int(got), look)


EXERCISES = (
    Exercise(
        "06.1",
        "One comparison is enough: the value against the best minus min_delta. What does NaN < 0.5 give?",
        improved,
        judge_improved,
    ),
    Exercise(
        "06.2",
        "Go through enumerate(losses) with two variables, the best so far and a counter. Which line sets the counter to 0?",
        stop_at,
        judge_stop_at,
    ),
    Exercise(
        "06.3",
        "Keep the best loss and copy.deepcopy(model.state_dict()) together; model.load_state_dict(...) comes after the loop.",
        fit,
        judge_fit,
    ),
    Exercise(
        "06.4",
        "train_test_split twice, on np.arange(len(labels)) and then on what is left; stratify by the labels of what you split.",
        three_parts,
        judge_three_parts,
    ),
)
