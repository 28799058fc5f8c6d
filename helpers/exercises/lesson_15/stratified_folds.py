"""Exercise 15.1: shuffled folds into which each class is dealt out evenly."""

import numpy as np
from sklearn.model_selection import StratifiedKFold

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.observing import kind_of
from helpers.exercises.engine.using import Observed, watching

PAIRS = "pairs of two lists of whole numbers"


def folds(labels, k, seed):
    """Shuffle, put the classes one behind the other, deal the places out like cards, and hold out each part in turn."""
    places = np.random.default_rng(seed).permutation(len(labels))
    places = places[np.argsort(labels[places], kind="stable")]
    parts = [places[fold::k] for fold in range(k)]
    return [(np.setdiff1d(places, held), held) for held in parts]


def cases():
    """Two classes and three; sorted or not; numbers that do not count from 0; a class smaller than k; k = examples."""
    generator = np.random.default_rng(0)
    yield Case(np.repeat([0, 1], [6, 6]), 3, 0, title="six labels 0 and six labels 1, k = 3")
    for counts, k, seed in (((14, 9), 4, 0), ((3, 31, 6), 5, 1), ((10,), 10, 2), ((40, 20), 2, 3)):
        labels = generator.permutation(np.repeat(np.arange(len(counts)), counts))
        yield Case(labels, k, seed, title=f"classes with {' and '.join(map(str, counts))} examples, not sorted, k = {k}")
    labels = np.repeat([7, 3, -1], [12, 10, 2])
    yield Case(labels, 3, 1, title="the classes 7, 3 and -1 with 12, 10 and 2 examples, k = 3")


def use(answer, labels, k, seed):
    """Folds by the seed, by others, and by the seed again: what holds for all of them, whatever the shuffling."""
    seeds = (seed, seed + 1, seed + 2, seed + 10, seed + 1000, seed)
    given = [labels.copy() for _ in seeds]
    with watching(StratifiedKFold, "split") as splits:
        runs = [answer(own, k, number) for own, number in zip(given, seeds, strict=True)]
    if not all(isinstance(run, list | tuple) for run in runs):
        raise TypeError("a list is asked for")
    form = next((words for run in runs for words in map(_form, run) if words != PAIRS), PAIRS)
    if form != PAIRS:
        return Observed({"what is returned": form, "its length": len(runs[0])})
    things = {
        "what is returned": PAIRS,
        "number of pairs": next((len(run) for run in runs if len(run) != k), k),
        "labels is changed": any((own != labels).any() for own in given),
        "StratifiedKFold deals out": bool(splits),
        "in every pair held is larger than learn": k > 2 and all(len(held) > len(learn) for run in runs for learn, held in run),
    }
    if not all(runs) or any(list(things.values())[2:]):
        return Observed(things)
    pairs = [(_places(learn), _places(held)) for run in runs for learn, held in run]
    held_out = [[_places(held) for _, held in run] for run in runs]
    all_held_out = [[place for held in parts for place in set(held)] for parts in held_out]
    everything, named = set(range(len(labels))), {place for learn, held in pairs for place in learn + held}
    things |= {
        "smallest place": min(named, default=None),
        "largest place": max(named, default=None),
        "a place stands twice in one part": any(len(set(part)) < len(part) for pair in pairs for part in pair),
        "a place is in learn and in held": any(set(learn) & set(held) for learn, held in pairs),
        "a place is in neither part of a pair": any(not everything <= set(learn + held) for learn, held in pairs),
        "every place is held out": all(everything <= set(places) for places in all_held_out),
        "a place is held out in two pairs": any(len(set(places)) < len(places) for places in all_held_out),
    }
    if named <= everything:
        things["in every class the folds' numbers differ by at most 1"] = all(_even(parts, labels) for parts in held_out)
        things["the folds are even in shuffled labels, but not in labels"] = elsewhere = _even_elsewhere(held_out, labels, seeds)
        if elsewhere:
            return Observed(things)
        things["in every class other seeds put other places together"] = shuffled = all(_shuffled(held_out[:-1], labels))
        things["two classes of the same size are dealt out alike"] = shuffled and _alike(held_out, labels)
    things["the same seed gives the same folds"] = held_out[0] == held_out[-1]
    if len(labels) >= 20:  # with fewer, a right shuffling may meet the same folds again
        for lag, words in ((1, "most neighbours of a class lie in one fold"), (k, "the places are dealt out in their own order")):
            together, possible = _together(held_out, labels, lag)
            things[words] = together > 0.75 * possible
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


def _even(parts, labels):
    """Whether every class is dealt out evenly."""
    for label in np.unique(labels):
        counts = [sum(labels[place] == label for place in held) for held in parts]
        if max(counts) - min(counts) > 1:
            return False
    return True


def _even_elsewhere(held_out, labels, seeds):
    """Whether the places are even in the labels that each seed shuffles, and not in those that were given."""
    if all(_even(parts, labels) for parts in held_out):
        return False
    shuffled = [labels[np.random.default_rng(seed).permutation(len(labels))] for seed in seeds]
    return all(_even(parts, others) for parts, others in zip(held_out, shuffled, strict=True))


def _alike(held_out, labels):
    """Whether, by every seed, the members of two classes go to the same folds in the same order."""
    for one in np.unique(labels):
        for other in np.unique(labels[labels > one]):
            members, others = np.flatnonzero(labels == one), np.flatnonzero(labels == other)
            if len(members) == len(others) and all(
                np.array_equal(np.isin(members, held), np.isin(others, held)) for parts in held_out for held in parts
            ):
                return True
    return False


def _shuffled(held_out, labels):
    """For each class that is larger than the number of folds: whether any seed puts other places of it together."""
    for label in np.unique(labels):
        members = set(np.flatnonzero(labels == label).tolist())
        if len(members) > len(held_out[0]):
            yield len({frozenset(frozenset(members & set(held)) for held in parts) for parts in held_out}) > 1


def _together(held_out, labels, lag):
    """How many places lie in one fold with the place of their class that comes so many later, and how many might."""
    together = possible = 0
    for parts in held_out:
        fold_of = {place: number for number, held in enumerate(parts) for place in held}
        for label in np.unique(labels):
            members = np.flatnonzero(labels == label).tolist()
            for one, other in zip(members, members[lag:], strict=False):
                together += fold_of.get(one) == fold_of.get(other)
                possible += 1
    return together, possible


def _cut(parts):
    """Each part held out in turn."""
    return [(np.setdiff1d(np.concatenate(parts), held), held) for held in parts]


def _in_their_own_order(labels, k, seed):
    blocks = [np.array_split(np.flatnonzero(labels == label), k) for label in np.unique(labels)]
    return _cut([np.concatenate(parts) for parts in zip(*blocks, strict=True)])


def _rest_to_the_last_fold(labels, k, seed):
    generator, parts = np.random.default_rng(seed), [[] for _ in range(k)]
    for label in np.unique(labels):
        members = generator.permutation(np.flatnonzero(labels == label)).tolist()
        size = len(members) // k
        for fold, part in enumerate(parts):
            part += members[fold * size : (fold + 1) * size if fold + 1 < k else None]
    return _cut([np.array(part, dtype=int) for part in parts])


def _classes_from_0(labels, k, seed):
    places = np.random.default_rng(seed).permutation(len(labels))
    known = np.concatenate([places[labels[places] == label] for label in range(len(np.unique(labels)))])
    return [(np.setdiff1d(places, known[fold::k]), known[fold::k]) for fold in range(k)]


def _counts_to_the_largest_label(labels, k, seed):
    places = np.random.default_rng(seed).permutation(len(labels))
    known = np.concatenate([places[labels[places] == label] for label in range(labels.max() + 1)])
    return [(np.setdiff1d(places, known[fold::k]), known[fold::k]) for fold in range(k)]


def _learns_from_the_classes_from_0(labels, k, seed):
    return [(np.setdiff1d(np.flatnonzero(labels >= 0), held), held) for _, held in _counts_to_the_largest_label(labels, k, seed)]


def _starts_again_with_every_class(labels, k, seed):
    dealt = [np.random.default_rng(seed).permutation(np.flatnonzero(labels == label)) for label in np.unique(labels)]
    dealt = np.concatenate(dealt)
    return _cut([dealt[fold::k] for fold in range(k)])


def _lets_scikit_learn_deal(labels, k, seed):
    return list(StratifiedKFold(k, shuffle=True, random_state=seed).split(labels, labels))


def _one_class_shuffled(keep):
    """Shuffles the class that ``keep`` picks of all, and deals out the others in their own order."""

    def answer(labels, k, seed):
        generator, dealt = np.random.default_rng(seed), []
        for label in np.unique(labels):
            members = np.flatnonzero(labels == label)
            dealt.append(generator.permutation(members) if label == keep(labels) else members)
        dealt = np.concatenate(dealt)
        return [(np.setdiff1d(dealt, dealt[fold::k]), dealt[fold::k]) for fold in range(k)]

    return answer


EXERCISE = Exercise(
    id="15.1",
    solution=folds,
    cases=cases,
    use=use,
    hint="Shuffle all places once. Then deal them out class by class, like cards: to the folds 0, 1, 2, 0, 1 ...",
    more_hints=(
        "places[np.argsort(labels[places], kind='stable')] puts shuffled places class by class; places[fold::k] takes "
        "every k-th. np.setdiff1d gives what is not held out.",
    ),
    otherwise="Shuffle the places of every class by the seed, deal each class over the k parts, pair each part with all others.",
    mistakes={
        "The classes are left to chance, so one fold may get most of one: deal each class out by itself.": (
            {'places[np.argsort(labels[places], kind="stable")]': "places"},
            {
                'places[np.argsort(labels[places], kind="stable")]': "places",
                "[places[fold::k] for fold in range(k)]": "np.array_split(places, k)",
            },
        ),
        "The places of the shuffled labels are not those of labels: go back through the shuffled places, places[...].": {
            'places[np.argsort(labels[places], kind="stable")]': 'np.argsort(labels[places], kind="stable")'
        },
        "The generator starts again with every class, so classes of one size are dealt out alike: make it once.": (
            _starts_again_with_every_class
        ),
        "StratifiedKFold deals them out there: do it yourself, class by class.": _lets_scikit_learn_deal,
        "Cut into blocks, each fold gets one class or two: take every k-th place, places[fold::k].": {
            "[places[fold::k] for fold in range(k)]": "np.array_split(places, k)"
        },
        "No shuffling reaches the folds, or sorting has undone it: shuffle first, then deal out the shuffled places.": {
            'places[np.argsort(labels[places], kind="stable")]': 'np.argsort(labels, kind="stable")'
        },
        "The seed does not change which places lie together: permute each class before you cut it.": _in_their_own_order,
        "The last fold gets what is left over of every class: deal that out too, a place a fold.": _rest_to_the_last_fold,
        "Classes need not be numbered 0, 1, 2: take the numbers that stand in labels, np.unique(labels).": (
            _classes_from_0,
            _counts_to_the_largest_label,
            _learns_from_the_classes_from_0,
        ),
        "A class lies in its own order: shuffle every class, not only one.": (
            _one_class_shuffled(lambda labels: labels.min()),
            _one_class_shuffled(lambda labels: labels.max()),
            _one_class_shuffled(lambda labels: max(labels, key=labels.tolist().count)),
        ),
        "Shuffle once, before the loop: then each place falls into exactly one fold.": {
            "parts = [places[fold::k] for fold in range(k)]": (
                "random = np.random.default_rng(seed)\n"
                "    dealt = [random.permutation(len(labels)) for fold in range(k)]\n"
                '    parts = [each[np.argsort(labels[each], kind="stable")][fold::k] for fold, each in enumerate(dealt)]'
            )
        },
        "Drawn that way, a place may come twice and another never: a permutation names each place once.": {
            "permutation(len(labels))": "integers(len(labels), size=len(labels))"
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
        "Places are counted from 0, so the last one is len(labels) - 1.": {
            "np.setdiff1d(places, held), held": "np.setdiff1d(places, held) + 1, held + 1"
        },
        "Those are labels; asked are places, the numbers of the rows.": {
            "(np.setdiff1d(places, held), held)": "(labels[np.setdiff1d(places, held)], labels[held])"
        },
        "That is a mask of True and False; np.flatnonzero turns it into places.": {
            "(np.setdiff1d(places, held), held)": "(~np.isin(range(len(labels)), held), np.isin(range(len(labels)), held))"
        },
        "A set has no order and cannot pick rows: return lists or arrays.": {
            "(np.setdiff1d(places, held), held)": "(set(places) - set(held), set(held))"
        },
        "The caller's labels were changed: shuffle the places, not the labels, or sort a copy.": (
            {"parts = [": "labels.sort()\n    parts = ["},
            {
                "places = np.random.default_rng(seed).permutation(len(labels))": (
                    "np.random.default_rng(seed).shuffle(labels)\n    places = np.arange(len(labels))"
                )
            },
        ),
    },
)
