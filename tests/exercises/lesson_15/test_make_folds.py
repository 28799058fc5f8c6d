"""Exercise 15.1, beyond its own mistakes."""

import random

import numpy as np
import torch
from sklearn.model_selection import KFold, train_test_split

from helpers.exercises.lesson_15.make_folds import EXERCISE, folds
from tests.exercises.judging import accepts, refuses


def by_scikit_learn(examples, k, seed):
    return list(KFold(k, shuffle=True, random_state=seed).split(np.arange(examples)))


def dealt_out_like_cards(examples, k, seed):
    places = torch.randperm(examples, generator=torch.Generator().manual_seed(seed)).tolist()
    return tuple(([p for n, p in enumerate(places) if n % k != fold], places[fold::k]) for fold in range(k))


def with_python(examples, k, seed):
    places = list(range(examples))
    random.Random(seed).shuffle(places)
    return [[[place for place in places if place not in places[fold::k]], places[fold::k]] for fold in range(k)]


def holdouts(examples, k, seed):
    splits = [train_test_split(np.arange(examples), test_size=1 / k, random_state=seed + run) for run in range(k)]
    return [(learn, held) for learn, held in splits]


def shuffled_for_each(examples, k, seed):
    parts = [np.random.default_rng([seed, fold]).permutation(examples)[: -(-examples // k)] for fold in range(k)]
    return [(np.setdiff1d(np.arange(examples), held), held) for held in parts]


def drawn_with_replacement(examples, k, seed):
    parts = np.array_split(np.random.default_rng(seed).integers(0, examples, examples), k)
    return [(np.setdiff1d(np.arange(examples), held), held) for held in parts]


def rolled(examples, k, seed):
    places = np.roll(np.arange(examples), np.random.default_rng(seed).integers(examples))
    return [(np.setdiff1d(places, held), held) for held in np.array_split(places, k)]


def seeded_for_everybody(examples, k, seed):
    np.random.seed(seed)  # noqa: NPY002
    places = np.random.permutation(examples)  # noqa: NPY002
    return [(np.setdiff1d(places, held), held) for held in np.array_split(places, k)]


def learns_from_too_few(examples, k, seed):
    return [(learn[:-1], held) for learn, held in folds(examples, k, seed)]


def learns_twice(examples, k, seed):
    return [(np.append(learn, learn[-1]), held) for learn, held in folds(examples, k, seed)]


def last_part_repeated(examples, k, seed):
    pairs = folds(examples, k, seed)
    return [*pairs[:-1], pairs[0] if len(pairs[0][1]) == len(pairs[-1][1]) else pairs[1]]


test_right = accepts(
    EXERCISE,
    {
        "with scikit-learn": by_scikit_learn,
        "dealt out like cards": dealt_out_like_cards,
        "with Python's own generator": with_python,
        "in another order": lambda *given: folds(*given)[::-1],
        "one after another": lambda *given: (pair for pair in folds(*given)),
        "tensors": lambda *given: [tuple(map(torch.tensor, pair)) for pair in folds(*given)],
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "holdouts of scikit-learn": (holdouts, "Shuffle all places once"),
        "shuffled for each fold, rounded up": (shuffled_for_each, "Shuffle all places once"),
        "drawn with replacement": (drawn_with_replacement, "a place stands twice in one part"),
        "what is learnt alone": (lambda *given: [learn for learn, _ in folds(*given)], "return two lists"),
        "scikit-learn without a seed": (lambda n, k, seed: by_scikit_learn(n, k, None), "The seed must decide"),
        "scikit-learn with a fixed seed": (lambda n, k, seed: by_scikit_learn(n, k, 0), "Every seed gives the same"),
        "scikit-learn, not shuffled": (lambda n, k, seed: list(KFold(k).split(np.arange(n))), "blocks of neighbours"),
        "two seeds": (lambda n, k, seed: folds(n, k, seed % 2), "every other seed gives other folds"),
        "ten seeds": (lambda n, k, seed: folds(n, k, seed % 10), "every other seed gives other folds"),
        "no seed above 9": (lambda n, k, seed: folds(n, k, min(seed, 9)), "every other seed gives other folds"),
        "rolled": (rolled, "most neighbours stay in one fold"),
        "seeded for everybody": (seeded_for_everybody, "make a generator of your own"),
        "five folds": (lambda n, k, seed: folds(n, 5, seed), "number of pairs: 3, got 5"),
        "a pair too many": (lambda *given: folds(*given) + folds(*given)[:1], "number of pairs: 3, got 4"),
        "the last part repeated": (last_part_repeated, "every place is held out"),
        "learns from too few": (learns_from_too_few, "a place is in neither part"),
        "learns from one twice": (learns_twice, "a place stands twice in one part"),
        "three parts": (lambda *given: [(*pair, pair[1]) for pair in folds(*given)], "groups of 3"),
        "columns": (lambda *given: [(learn[:, None], held[:, None]) for learn, held in folds(*given)], "shape (8, 1)"),
        "fractions": (lambda *given: [(learn / 1, held / 1) for learn, held in folds(*given)], "whole numbers"),
        "texts": (lambda *given: [(learn.astype(str), held) for learn, held in folds(*given)], "whole numbers"),
        "a dictionary": (lambda *given: dict(enumerate(folds(*given))), "expected a list, got a dictionary"),
        "sets": (lambda *given: [{1, 2} for _ in folds(*given)], "a set in it"),
    },
)
