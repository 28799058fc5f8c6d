"""The judges of exercises 15.1, folds, and 15.3, RMSE and MAE."""

import contextlib
import random
from collections.abc import Iterator

import numpy as np
import torch

from helpers.exercises.exercise import WrongAnswer, as_number, call


@contextlib.contextmanager
def same_random_numbers() -> Iterator[None]:
    """Leave the global random numbers as they were, whatever an answer draws or seeds."""
    numpy_state, python_state = np.random.get_state(), random.getstate()  # noqa: NPY002
    try:
        with torch.random.fork_rng(devices=[]):
            yield
    finally:
        np.random.set_state(numpy_state)  # noqa: NPY002
        random.setstate(python_state)


def judge_folds(answer):
    """Sizes that k divides and that it does not; every call twice, and with another seed."""
    with same_random_numbers():
        for examples, k in ((12, 3), (23, 4), (10, 4), (10, 10), (50, 2)):
            first, again, other = (_held_parts(answer, examples, k, seed) for seed in (0, 0, 1))
            if first != again:
                look = "Shuffle with np.random.default_rng(seed)."
                raise WrongAnswer("the same folds for the same seed", "other folds the second time", look)
            if k < examples and all(list(part) == list(range(part[0], part[0] + len(part))) for part in map(sorted, first)):
                raise WrongAnswer("shuffled folds", "folds of neighbours", "Sorted data would put one class into one fold.")
            if k < examples and {frozenset(part) for part in first} == {frozenset(part) for part in other}:
                raise WrongAnswer("other folds for another seed", "the same folds", "The seed decides the shuffling: hand it on.")


def _held_parts(answer, examples, k, seed):
    """The held-out parts as tuples, after everything that one call alone can show was checked."""
    asked = f"for {examples} examples and k={k}"
    pairs = call(answer, examples, k, seed)
    if not isinstance(pairs, tuple | list) or len(pairs) != k:
        size = f" of {len(pairs)}" if isinstance(pairs, tuple | list) else ""
        raise WrongAnswer(f"a list of {k} pairs {asked}", f"a {type(pairs).__name__}{size}", "One pair for each fold.")
    held_parts = []
    for pair in pairs:
        learn, held = _pair(pair, examples, asked)
        if learn & held:
            look = "A place that is held out must not be learnt from."
            raise WrongAnswer(f"two parts without a common place {asked}", f"{len(learn & held)} in both", look)
        if len(learn) + len(held) != examples:
            look = "What is not held out is for learning: together they are all examples."
            raise WrongAnswer(f"{examples} places in each pair", len(learn) + len(held), look)
        held_parts.append(tuple(sorted(held)))
    sizes = sorted(len(part) for part in held_parts)
    if sizes[-1] - sizes[0] > 1:
        look = "np.array_split deals a remainder out."
        if sizes[0] > sizes[-1] / 2 and sizes[0] * (k - 1) > examples - sizes[0]:
            look = "Learn and held-out part are the other way round."
        raise WrongAnswer(f"held-out sizes that differ by at most 1 {asked}", sizes, look)
    times = np.bincount(np.concatenate(held_parts).astype(int), minlength=examples)
    if not (times == 1).all():
        never, often = int((times == 0).sum()), int((times > 1).sum())
        look = "Shuffle once, before the loop, and cut: each place falls into one fold."
        if k > 2 and sizes[0] > examples / 2:
            look = "Learn and held-out part are the other way round."
        elif not often:
            look = "A remainder belongs to the folds too."
        raise WrongAnswer(f"every place held out once {asked}", f"{never} never and {often} more than once", look)
    return held_parts


def _pair(pair, examples, asked):
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        raise WrongAnswer("pairs (learn, held)", f"a {type(pair).__name__} among them", "Two lists of places for each fold.")
    parts = []
    for part in pair:
        if isinstance(part, set | frozenset):
            raise WrongAnswer("a list of places", "a set", "A set has no order, and cannot pick rows: return a list.")
        places = np.asarray(part)
        if places.ndim != 1 or places.dtype.kind not in "iu":
            look = (
                "A mask of True and False becomes places with np.flatnonzero."
                if places.dtype.kind == "b"
                else "Places are whole numbers."
            )
            raise WrongAnswer("a list of places", f"shape {places.shape} of type {places.dtype}", look)
        if len(set(places.tolist())) < len(places):
            raise WrongAnswer(f"no place twice in a part {asked}", "some twice", "Draw without replacement: use a permutation.")
        if places.size and (places.min() < 0 or places.max() >= examples):
            raise WrongAnswer(
                f"places from 0 to {examples - 1}",
                f"{places.min()} to {places.max()}",
                "Each place is one of the examples, counted from 0.",
            )
        parts.append(set(places.tolist()))
    return parts


def judge_errors(answer):
    """Errors of both signs, a column of predictions first; then shapes alike, and everything right."""
    cases = (
        ([1.0, 1.0, 2.0, 3.0], [3.0, -1.0, 2.0, 8.0], True),
        ([10.0, 0.0, 5.0], [4.0, 3.0, 5.0], False),
        ([2.0, 4.0], [2.0, 4.0], True),
        ([0.5], [-1.5], False),
    )
    for predictions, truth, column in cases:
        given, wanted = np.array(predictions), np.array(truth)
        error = given - wanted
        right = (np.sqrt(np.mean(error**2)), np.mean(np.abs(error)))
        handed = given[:, None].copy() if column else given.copy()
        kept = wanted.copy()
        got = call(answer, handed, kept)
        if (
            handed.shape != (given[:, None] if column else given).shape
            or not np.array_equal(handed.ravel(), given)
            or not np.array_equal(kept, wanted)
        ):
            raise WrongAnswer("both arrays as they were", "a changed one", "Compute new arrays: -= changes what was handed over.")
        if (
            not isinstance(got, tuple | list | np.ndarray)
            or np.ndim(got if isinstance(got, np.ndarray) else [0]) == 0
            or len(got) != 2
        ):
            raise WrongAnswer("two numbers", f"a {type(got).__name__}", "Return both: return rmse, mae.")
        found = [as_number(value, "a number") for value in got]
        if all(abs(a - b) <= 1e-6 for a, b in zip(found, right, strict=True)):
            continue
        shown = [round(float(value), 4) for value in right], [round(value, 4) for value in found]
        raise WrongAnswer(f"RMSE and MAE of {shown[0]}", shown[1], _look_at_errors(found, right, given, wanted))


def _look_at_errors(found, right, given, wanted):
    error, table = given - wanted, given[:, None] - wanted

    def same(value, number):
        return abs(value - number) < 1e-6

    if same(found[0], right[1]) and same(found[1], right[0]):
        return "They are swapped: RMSE comes first."
    if same(found[0], np.sqrt(np.mean(table**2))) or same(found[1], np.mean(np.abs(table))):
        return "(N, 1) minus (N,) gives an N x N table: reshape the predictions to (N,) first."
    for text, value in {
        "The root is missing.": np.mean(error**2),
        "That is the root of MAE: take the root of the mean of the squares.": np.sqrt(np.mean(np.abs(error))),
        "Divided by N twice: the mean has done it already.": np.sqrt(np.mean(error**2) / len(error)),
        "That is the root of the sum: take the mean of the squares.": np.sqrt(np.sum(error**2)),
        "That is the mean of the roots: take the root last.": np.mean(np.sqrt(error**2)),
        "The mean comes after the squares, not before.": abs(np.mean(error)),
        "That is the standard deviation: the mean error is not taken off.": np.std(error),
        "RMSE divides by N, not by N - 1.": np.sqrt(np.sum(error**2) / max(1, len(error) - 1)),
    }.items():
        if same(found[0], value) and not same(found[0], right[0]):
            return text
    for text, value in {
        "Errors of both signs cancel: take the absolute value of each, before the mean.": np.mean(error),
        "The absolute value belongs inside the mean.": abs(np.mean(error)),
        "That is the sum: divide by N.": np.sum(np.abs(error)),
        "That is the median of the errors; asked is their mean.": np.median(np.abs(error)),
        "That is the largest error; asked is their mean.": np.max(np.abs(error)),
    }.items():
        if same(found[1], value) and not same(found[1], right[1]):
            return text
    if all(abs(a - b) < 0.06 for a, b in zip(found, right, strict=True)):
        return "Close: return both without rounding."
    return "RMSE: square, mean, root. MAE: absolute value, mean."
