"""Exercise 15.1: shuffled folds, in which each example is held out once."""

from itertools import pairwise

import numpy as np

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.observing import kind_of
from helpers.exercises.engine.using import Observed

PAIRS = "pairs of two lists of whole numbers"


def folds(examples, k, seed):
    """Shuffle the places once, cut them into k parts, and hold out each part in turn."""
    places = np.random.default_rng(seed).permutation(examples)
    parts = np.array_split(places, k)
    return [(np.setdiff1d(places, held), held) for held in parts]


def cases():
    """Sizes that k divides and that it does not; two folds; as many folds as examples."""
    yield Case(12, 3, 0)
    yield Case(23, 4, 0)
    yield Case(10, 4, 1)
    yield Case(10, 10, 2)
    yield Case(50, 2, 3)


def use(answer, examples, k, seed):
    """Folds by the seed, by others, and by the seed again: what holds for all of them, whatever the shuffling."""
    runs = [answer(examples, k, number) for number in (seed, seed + 1, seed + 2, seed + 10, seed + 1000, seed)]
    if not all(isinstance(run, list | tuple) for run in runs):
        raise TypeError("a list is asked for")
    odd = next((words for words in map(_form, runs) if words != PAIRS), None)
    if odd is not None:
        return Observed({"what is returned": odd, "its length": len(runs[0])})
    runs = [[(_places(learn), _places(held)) for learn, held in run] for run in runs]
    things = {"what is returned": PAIRS, "number of pairs": next((len(run) for run in runs if len(run) != k), k)}
    if not all(runs):
        return Observed(things)
    held_out = [[held for _, held in run] for run in runs]
    pairs = [pair for run in runs for pair in run]
    everything, named = set(range(examples)), {place for learn, held in pairs for place in learn + held}
    things |= {
        "smallest place": min(named),
        "largest place": max(named),
        "a place stands twice in one part": any(len(set(part)) < len(part) for pair in pairs for part in pair),
        "a place is in learn and in held": any(set(learn) & set(held) for learn, held in pairs),
        "a place is in neither part of a pair": any(not everything <= set(learn + held) for learn, held in pairs),
        "sizes of the held-out parts, sorted": max((sorted(map(len, parts)) for parts in held_out), key=lambda s: s[-1] - s[0]),
        "every place is held out": all(everything <= {place for held in parts for place in held} for parts in held_out),
        "a place is held out in two pairs": any(
            set(one) & set(other) for parts in held_out for place, one in enumerate(parts) for other in parts[:place]
        ),
        "the same seed gives the same folds": held_out[0] == held_out[-1],
    }
    if examples >= 20:  # with fewer, a right shuffling may meet the same folds again
        kept = sum(_neighbours_together(parts, examples) for parts in held_out) / len(runs)
        things["most neighbours stay in one fold"] = kept > 0.75 * (examples - k)
        different = {frozenset(frozenset(held) for held in parts) for parts in held_out[:-1]}
        things["every other seed gives other folds"] = len(different) == len(runs) - 1
    return Observed(things)


def _form(run):
    """What was returned, in words."""
    for pair in run:
        if not isinstance(pair, list | tuple):
            return f"a list with {kind_of(pair)} in it"
        if len(pair) != 2:
            return f"a list with groups of {len(pair)} in it"
        for part in pair:
            if isinstance(part, set | frozenset):
                return "pairs with a set in them"
            places = np.asarray(part)
            if places.dtype.kind == "b":
                return "pairs with a mask of True and False in them"
            if places.ndim != 1:
                return f"pairs with a part of shape {places.shape} in them"
            if places.size and places.dtype.kind not in "iu":
                return "pairs with something else than whole numbers in them"
    return PAIRS


def _places(part):
    return sorted(int(place) for place in part)


def _neighbours_together(parts, examples):
    """How many places lie in one fold with the next place."""
    fold_of = {place: number for number, held in enumerate(parts) for place in held}
    return sum(fold_of.get(one) == fold_of.get(other) for one, other in pairwise(range(examples)))


def _pairs(examples, parts):
    return [(np.setdiff1d(np.arange(examples), held), held) for held in parts]


def _shuffled(examples, seed):
    return np.random.default_rng(seed).permutation(examples)


def _new_shuffling_for_each(examples, k, seed):
    parts = np.array_split(np.arange(examples), k)
    return _pairs(examples, [_shuffled(examples, [seed, number])[: len(part)] for number, part in enumerate(parts)])


def _new_shuffling_and_rounded_up(examples, k, seed):
    return _pairs(examples, [_shuffled(examples, [seed, number])[: -(-examples // k)] for number in range(k)])


def _drops_the_remainder(examples, k, seed):
    size = examples // k
    return _pairs(examples, [_shuffled(examples, seed)[n * size : (n + 1) * size] for n in range(k)])


def _last_takes_the_remainder(examples, k, seed):
    return _pairs(examples, np.split(_shuffled(examples, seed), [n * (examples // k) for n in range(1, k)]))


def _rounded_up(examples, k, seed):
    size = -(-examples // k)
    return _pairs(examples, [_shuffled(examples, seed)[n * size : (n + 1) * size] for n in range(k)])


def _with_replacement(examples, k, seed):
    return _pairs(examples, np.array_split(np.random.default_rng(seed).integers(0, examples, examples), k))


def _masks(examples, k, seed):
    return [tuple(np.isin(np.arange(examples), part) for part in pair) for pair in folds(examples, k, seed)]


EXERCISE = Exercise(
    id="15.1",
    solution=folds,
    cases=cases,
    use=use,
    hint="np.random.default_rng(seed).permutation(examples), then np.array_split; np.setdiff1d gives what is not held out.",
    otherwise="Shuffle all places once by the seed, cut them into k parts, and pair each part with all the others.",
    mistakes={
        "Shuffle once, before the loop, and cut: then each place falls into exactly one fold.": (
            _new_shuffling_for_each,
            _new_shuffling_and_rounded_up,
        ),
        "The remainder belongs to the folds too: np.array_split deals it out.": _drops_the_remainder,
        "The sizes may differ by 1 at most: deal a remainder out over the folds, as np.array_split does.": (
            _last_takes_the_remainder,
            _rounded_up,
        ),
        "Drawn that way, a place may come twice and another never: a permutation names each place once.": _with_replacement,
        "These folds are blocks of neighbours, and sorted data would put one class into one fold: shuffle first.": (
            lambda examples, k, seed: _pairs(examples, np.array_split(np.arange(examples), k))
        ),
        "The seed must decide the shuffling: hand it to np.random.default_rng.": (
            lambda examples, k, seed: folds(examples, k, None),
            lambda examples, k, seed: _pairs(examples, np.array_split(np.random.permutation(examples), k)),  # noqa: NPY002
        ),
        "Every seed gives the same folds: hand on the seed that is given, not a fixed one.": (
            lambda examples, k, seed: folds(examples, k, 0)
        ),
        "A place that is held out must not be learnt from: take it out of learn.": (
            lambda examples, k, seed: [(np.arange(examples), held) for _, held in folds(examples, k, seed)]
        ),
        "The two parts have changed places: learn comes first, and held is the small one.": (
            lambda *given: [(held, learn) for learn, held in folds(*given)]
        ),
        "For each fold, return two lists: the places to learn from, and those held out.": (
            lambda *given: [held for _, held in folds(*given)],
            lambda *given: [learn for learn, _ in folds(*given)],
        ),
        "That is one fold alone: does the function return inside the loop?": (
            lambda *given: folds(*given)[0],
            lambda *given: folds(*given)[:1],
        ),
        "Places are counted from 0, so the last one is examples - 1.": (
            lambda *given: [(learn + 1, held + 1) for learn, held in folds(*given)]
        ),
        "That is a mask of True and False; np.flatnonzero turns it into places.": _masks,
        "A set has no order and cannot pick rows: return lists or arrays.": (
            lambda *given: [(set(learn), set(held)) for learn, held in folds(*given)]
        ),
    },
)
