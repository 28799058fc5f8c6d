"""Exercise 06.1, beyond its own mistakes."""

import itertools
import math

import numpy as np

from helpers.exercises.lesson_06.when_to_stop import EXERCISE, stop_at
from tests.exercises.judging import accepts, refuses


def by_windows(losses, patience):
    """Without a counter: the last ``patience`` losses hold none below all that came before them."""
    numbers = [math.inf if math.isnan(loss) else loss for loss in losses]
    for place in range(len(numbers)):
        window = numbers[max(0, place - patience + 1) : place + 1]
        earlier = numbers[: max(0, place - patience + 1)]
        if len(window) == patience and min(window) >= min(earlier, default=math.inf):
            return place
    return None


def at_least(losses, patience):
    best, waited = math.inf, 0
    for place, loss in enumerate(losses):
        best, waited = (loss, 0) if loss < best else (best, waited + 1)
        if waited >= patience:
            return place
    return None


def by_the_place_of_the_best(losses, patience):
    best, best_place = math.inf, -1
    for place, loss in enumerate(losses):
        if loss < best:
            best, best_place = loss, place
        elif place - best_place == patience:
            return place
    return None


def counts_down(losses, patience):
    best, left = math.inf, patience
    for place, loss in enumerate(losses):
        best, left = (loss, patience) if loss < best else (best, left - 1)
        if not left:
            return np.int64(place)
    return None


def leaves_the_loop(losses, patience):
    best, waited, stop = math.inf, 0, None
    for place, loss in enumerate(losses):
        best, waited = (loss, 0) if loss < best else (best, waited + 1)
        if waited == patience:
            stop = place
            break
    return stop


def in_numpy_with_nan_in_the_minimum(losses, patience):
    lowest = np.minimum.accumulate([math.inf, *losses])[:-1]
    waited = 0
    for place, (loss, best) in enumerate(zip(losses, lowest, strict=True)):
        waited = 0 if loss < best else waited + 1
        if waited == patience:
            return place
    return None


def empties_the_list(losses, patience):
    place = stop_at(losses, patience)
    losses.clear()
    return place


def replaces_nan(losses, patience):
    for place, loss in enumerate(losses):
        losses[place] = math.inf if math.isnan(loss) else loss
    return stop_at(losses, patience)


def remembers(losses, patience, memory=[math.inf]):  # noqa: B006
    for place, loss in enumerate(losses):
        if loss < memory[0]:
            memory[0], memory[1:] = loss, []
        else:
            memory.append(loss)
        if len(memory) > patience:
            return place
    return None


def sizes_alone(losses, patience):
    return stop_at([abs(loss) for loss in losses], patience)


def last_stop(losses, patience):
    best, waited, stop = math.inf, 0, None
    for place, loss in enumerate(losses):
        best, waited = (loss, 0) if loss < best else (best, waited + 1)
        if waited >= patience:
            stop = place
    return stop


def first_loss_is_best(losses, patience):
    best, waited = losses[0] if losses else None, 0
    for place, loss in enumerate(losses):
        best, waited = (loss, 0) if loss < best else (best, waited + 1)
        if waited == patience:
            return place
    return None


def no_place_is_the_best(losses, patience):
    best, best_place = math.inf, None
    for place, loss in enumerate(losses):
        if loss < best:
            best, best_place = loss, place
        if place - best_place >= patience:
            return place
    return None


def first_is_always_best(losses, patience):
    best, waited = None, 0
    for place, loss in enumerate(losses):
        if not math.isnan(loss) and (best is None or loss < best):
            best, waited = loss, 0
        else:
            waited += 1
        if waited == patience:
            return place
    return None


test_right = accepts(
    EXERCISE,
    {
        "without a counter": by_windows,
        "at least": at_least,
        "by the place of the best": by_the_place_of_the_best,
        "counted down, a NumPy number": counts_down,
        "leaves the loop": leaves_the_loop,
        "changes a copy": lambda losses, patience: replaces_nan(list(losses), patience),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "a number with a fraction": (
            lambda losses, patience: None if (place := stop_at(losses, patience)) is None else float(place),
            "whole",
        ),
        "whether there is one": (lambda losses, patience: stop_at(losses, patience) is not None, "Return a number"),
        "-1 for no place": (
            lambda losses, patience: -1 if (place := stop_at(losses, patience)) is None else place,
            "expected None, got a number (-1)",
        ),
        "the last stop": (last_stop, "expected 3, got 5"),
        "the first loss is the best": (first_loss_is_best, "the best so far starts at infinity"),
        "as a text": (lambda losses, patience: str(stop_at(losses, patience)), "got a text"),
        "the loss": (
            lambda losses, patience: None if (place := stop_at(losses, patience)) is None else losses[place],
            "whole",
        ),
        "the list up to there": (lambda losses, patience: losses[:4], "got a list"),
        "place after place": (lambda losses, patience: itertools.islice(losses, 3), "Return a number"),
        "NaN in the running minimum": (in_numpy_with_nan_in_the_minimum, "Follow one list by hand"),
        "empties the list": (empties_the_list, "must stay as it is"),
        "replaces NaN in the caller's list": (replaces_nan, "must stay as it is"),
        "remembers earlier calls": (remembers, "Follow one list by hand"),
        "an infinite first loss is the best": (first_is_always_best, "An infinite loss is no improvement"),
        "sizes alone": (sizes_alone, "losses = [-1, -2, -3]"),
        "no place is the best yet": (no_place_is_the_best, "Something is None here"),
        "fails on an empty list": (
            lambda losses, patience: stop_at(losses, patience) if losses[0] else 0,
            "IndexError",
        ),
    },
)
