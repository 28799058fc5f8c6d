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
    form = next((words for run in runs for words in map(_form, run) if words != PAIRS), PAIRS)
    if form != PAIRS:
        return Observed({"what is returned": form, "its length": len(runs[0])})
    things = {"what is returned": PAIRS, "number of pairs": next((len(run) for run in runs if len(run) != k), k)}
    if not all(runs):
        return Observed(things)
    pairs = [(_places(learn), _places(held)) for run in runs for learn, held in run]
    held_out = [[_places(held) for _, held in run] for run in runs]
    all_held_out = [[place for held in parts for place in set(held)] for parts in held_out]
    everything, named = set(range(examples)), {place for learn, held in pairs for place in learn + held}
    things |= {
        "smallest place": min(named),
        "largest place": max(named),
        "a place stands twice in one part": any(len(set(part)) < len(part) for pair in pairs for part in pair),
        "a place is in learn and in held": any(set(learn) & set(held) for learn, held in pairs),
        "a place is in neither part of a pair": any(not everything <= set(learn + held) for learn, held in pairs),
        "sizes of the held-out parts, sorted": max((sorted(map(len, parts)) for parts in held_out), key=lambda s: s[-1] - s[0]),
        "every place is held out": all(everything <= set(places) for places in all_held_out),
        "a place is held out in two pairs": any(len(set(places)) < len(places) for places in all_held_out),
        "the same seed gives the same folds": held_out[0] == held_out[-1],
    }
    if examples >= 20:  # with fewer, a right shuffling may meet the same folds again
        kept = sum(_neighbours_together(parts, examples) for parts in held_out) / len(runs)
        things["most neighbours stay in one fold"] = kept > 0.75 * (examples - k)
        different = {frozenset(frozenset(held) for held in parts) for parts in held_out[:-1]}
        things["every other seed gives other folds"] = len(different) == len(runs) - 1
    return Observed(things)


def _form(pair):
    """What stands in the list, in words."""
    if not isinstance(pair, list | tuple):
        return f"a list with {kind_of(pair)} in it"
    if len(pair) != 2:
        return f"a list with groups of {len(pair)} in it"
    for part in pair:
        places = np.asarray(part)
        if isinstance(part, set | frozenset):
            return "pairs with a set in them"
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


EXERCISE = Exercise(
    id="15.1",
    solution=folds,
    cases=cases,
    use=use,
    hint="np.random.default_rng(seed).permutation(examples), then np.array_split; np.setdiff1d gives what is not held out.",
    otherwise="Shuffle all places once by the seed, cut them into k parts, and pair each part with all the others.",
    mistakes={
        "Shuffle once, before the loop, and cut: then each place falls into exactly one fold.": {
            "parts = np.array_split(places, k)": (
                "random = np.random.default_rng(seed)\n"
                "    parts = [np.array_split(random.permutation(examples), k)[fold] for fold in range(k)]"
            )
        },
        "The remainder belongs to the folds too: np.array_split deals it out.": {
            "np.array_split(places, k)": "np.split(places[: examples // k * k], k)"
        },
        "The sizes may differ by 1 at most: deal a remainder out over the folds, as np.array_split does.": (
            {"np.array_split(places, k)": "np.split(places, [fold * (examples // k) for fold in range(1, k)])"},
            {"np.array_split(places, k)": "np.split(places, range(-(-examples // k), examples, -(-examples // k)))"},
        ),
        "Drawn that way, a place may come twice and another never: a permutation names each place once.": {
            "permutation(examples)": "integers(examples, size=examples)"
        },
        "These folds are blocks of neighbours, and sorted data would put one class into one fold: shuffle first.": {
            "np.random.default_rng(seed).permutation(examples)": "np.arange(examples)"
        },
        "The seed must decide the shuffling: hand it to np.random.default_rng.": (
            {"default_rng(seed)": "default_rng()"},
            {"np.random.default_rng(seed)": "np.random"},
        ),
        "Every seed gives the same folds: hand on the seed that is given, not a fixed one.": {"(seed)": "(0)"},
        "A place that is held out must not be learnt from: take it out of learn.": {"np.setdiff1d(places, held)": "places"},
        "The two parts have changed places: learn comes first, and held is the small one.": {
            "(np.setdiff1d(places, held), held)": "(held, np.setdiff1d(places, held))"
        },
        "For each fold, return two lists: the places to learn from, and those held out.": {
            "(np.setdiff1d(places, held), held)": "held"
        },
        "That is one fold alone: does the function return inside the loop?": (
            {"for held in parts]": "for held in parts][0]"},
            {"in parts": "in parts[:1]"},
        ),
        "Places are counted from 0, so the last one is examples - 1.": {"permutation(examples)": "permutation(examples) + 1"},
        "That is a mask of True and False; np.flatnonzero turns it into places.": {
            "(np.setdiff1d(places, held), held)": "(~np.isin(range(examples), held), np.isin(range(examples), held))"
        },
        "A set has no order and cannot pick rows: return lists or arrays.": {
            "(np.setdiff1d(places, held), held)": "(set(places) - set(held), set(held))"
        },
    },
)
