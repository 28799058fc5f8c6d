"""Answers to lesson 06 that the tests hand to its judges: what students typically write, and other right ways."""

import math

import numpy as np
import torch
from sklearn.model_selection import StratifiedShuffleSplit, train_test_split

from helpers.exercises.answers_best_weights import RIGHT_FITS, WRONG_FITS
from helpers.exercises.lesson_06 import stop_at
from helpers.exercises.three_parts import three_parts


def _stop(improves=lambda loss, best, before: loss < best, uses_up=lambda waited, patience: waited >= patience, reset=True):
    """A loop for 06.2 with one of its lines changed."""

    def stop(losses, patience):
        best = before = float("inf")
        waited = 0
        for place, loss in enumerate(losses):
            if improves(loss, best, before):
                best, waited = loss, 0 if reset else waited
            else:
                waited += 1
            before = loss
            if uses_up(waited, patience):
                return place
        return None

    return stop


def _place_of_the_best(losses, patience):
    return losses.index(min(losses)) if losses else None


def _stops_at_the_end_of_the_list(losses, patience):
    place = stop_at(losses, patience)
    return len(losses) - 1 if place is None else place


def _counted_from_one(losses, patience):
    place = stop_at(losses, patience)
    return None if place is None else place + 1


def _stop_by_windows(losses, patience):
    """Without a counter: the last ``patience`` losses hold none below all that came before them."""
    numbers = [math.inf if math.isnan(loss) else loss for loss in losses]
    for place in range(len(numbers)):
        window = numbers[max(0, place - patience + 1) : place + 1]
        earlier = numbers[: max(0, place - patience + 1)]
        if len(window) == patience and min(window) >= min(earlier, default=math.inf):
            return place
    return None


def _parts(first=True, second=True, seeds=(1, 1), order=(0, 1, 2), again=False, of_rest=True):
    """Two splits for 06.4 with something left out."""

    def split(labels, train_size, validation_size, seed):
        everything = np.arange(len(labels))
        states = [seed if given == 1 else given for given in seeds]
        train, rest = train_test_split(
            everything, train_size=train_size, stratify=labels if first else None, random_state=states[0]
        )
        source = everything if again else rest
        validation, test = train_test_split(
            source, train_size=validation_size, stratify=labels[source] if second else None, random_state=states[1]
        )
        parts = (train, validation, test if not again else rest[: len(labels) - train_size - validation_size])
        return tuple(parts[place] for place in order)

    return split


def _unstratified_in_order(labels, train_size, validation_size, seed):
    everything = np.argsort(labels, kind="stable")
    return np.split(everything, [train_size, train_size + validation_size])


def _shuffled(labels, train_size, validation_size, seed):
    everything = np.random.default_rng(seed).permutation(len(labels))
    return np.split(everything, [train_size, train_size + validation_size])


def _by_two_shufflers(labels, train_size, validation_size, seed):
    cut = StratifiedShuffleSplit(1, train_size=train_size, random_state=seed)
    train, rest = next(cut.split(labels, labels))
    cut = StratifiedShuffleSplit(1, train_size=validation_size, random_state=seed)
    validation, test = next(cut.split(rest, labels[rest]))
    return [torch.tensor(train), rest[validation].tolist(), rest[test]]


WRONG = {
    "06.1": {
        "equal counts": lambda value, best, min_delta: value <= best - min_delta,
        "higher is better": lambda value, best, min_delta: value > best + min_delta,
        "forgets min_delta": lambda value, best, min_delta: value < best,
        "adds min_delta": lambda value, best, min_delta: value < best + min_delta,
        "exactly min_delta counts": lambda value, best, min_delta: value < best and best - value >= min_delta,
        "a share of the best": lambda value, best, min_delta: value < best * (1 - min_delta),
        "NaN counts": lambda value, best, min_delta: not value >= best - min_delta,
        "the difference itself": lambda value, best, min_delta: best - value - min_delta,
        "always": lambda value, best, min_delta: True,
        "infinity minus": lambda value, best, min_delta: best != math.inf and value < best - min_delta,
    },
    "06.2": {
        "one too many": _stop(uses_up=lambda waited, patience: waited > patience),
        "starts at 100": lambda losses, patience: stop_at(
            [min(loss, 100.0) if loss == loss else loss for loss in losses], patience
        ),
        "place 0 as None": lambda losses, patience: stop_at(losses, patience) or None,
        "one too few": _stop(uses_up=lambda waited, patience: waited >= max(1, patience - 1)),
        "never set back": _stop(reset=False),
        "compares with the loss before": _stop(improves=lambda loss, best, before: loss < before),
        "equal counts": _stop(improves=lambda loss, best, before: loss <= best),
        "NaN counts": _stop(improves=lambda loss, best, before: not loss >= best),
        "the place of the best": _place_of_the_best,
        "the end of the list": _stops_at_the_end_of_the_list,
        "always None": lambda losses, patience: None,
        "a truth value": lambda losses, patience: stop_at(losses, patience) is not None,
    },
    "06.3": WRONG_FITS,
    "06.4": {
        "not stratified": _shuffled,
        "sorted by class": _unstratified_in_order,
        "only the first split is stratified": _parts(second=False),
        "second split of everything": _parts(again=True),
        "labels instead of indices": lambda labels, *rest: tuple(labels[part] for part in three_parts(labels, *rest)),
        "another order": _parts(order=(0, 2, 1)),
        "no seed": _parts(seeds=(None, None)),
        "a fixed seed": _parts(seeds=(0, 0)),
        "two parts": lambda *given: three_parts(*given)[:2],
        "floats": lambda *given: [part / 1 for part in three_parts(*given)],
        "sizes the other way round": lambda labels, train, validation, seed: three_parts(labels, validation, train, seed),
    },
}

ALSO_RIGHT = {
    "06.1": {
        "through the gain": lambda value, best, min_delta: best - value > min_delta,
        "NaN asked for": lambda value, best, min_delta: not math.isnan(value) and not value >= best - min_delta,
        "in NumPy": lambda value, best, min_delta: np.float64(value) < np.float64(best) - min_delta,
    },
    "06.2": {"without a counter": _stop_by_windows, "with a changed line that is right": _stop()},
    "06.3": RIGHT_FITS,
    "06.4": {"with two shufflers": _by_two_shufflers},
}
