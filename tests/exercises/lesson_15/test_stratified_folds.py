"""Exercise 15.1, beyond its own mistakes."""

import random

import numpy as np
import torch
from sklearn.model_selection import KFold, StratifiedKFold

from helpers.exercises.lesson_15.stratified_folds import EXERCISE, folds
from tests.exercises.judging import accepts, refuses


def dealt_out_like_cards(labels, k, seed):
    generator, parts, card = torch.Generator().manual_seed(seed), [[] for _ in range(k)], 0
    for label in set(labels.tolist()):
        members = np.flatnonzero(labels == label)
        for number in torch.randperm(len(members), generator=generator).tolist():
            parts[card % k].append(int(members[number]))
            card += 1
    return tuple(([p for p in range(len(labels)) if p not in held], held) for held in parts)


def blocks_of_each_class(labels, k, seed):
    """The first folds get a class's remainder each time, so the folds are not equally large, which nobody asked for."""
    rng, parts = np.random.default_rng(seed), [[] for _ in range(k)]
    for label in np.unique(labels):
        for part, block in zip(parts, np.array_split(rng.permutation(np.flatnonzero(labels == label)), k), strict=True):
            part.extend(block)
    return [(np.setdiff1d(np.arange(len(labels)), held), np.array(held, dtype=int)) for held in parts]


def with_python(labels, k, seed):
    places = list(range(len(labels)))
    random.Random(seed).shuffle(places)
    places.sort(key=lambda place: labels[place])
    return [[[place for place in places if place not in places[fold::k]], places[fold::k]] for fold in range(k)]


def not_stratified(labels, k, seed):
    return list(KFold(k, shuffle=True, random_state=seed).split(labels))


def rolled(labels, k, seed):
    """No shuffling: the deal only begins elsewhere."""
    places = np.roll(np.arange(len(labels)), np.random.default_rng(seed).integers(len(labels)))
    places = places[np.argsort(labels[places], kind="stable")]
    return [(np.setdiff1d(places, places[fold::k]), places[fold::k]) for fold in range(k)]


def blocks_in_their_own_order(labels, k, seed):
    parts = [[] for _ in range(k)]
    for label in np.unique(labels):
        for part, block in zip(parts, np.array_split(np.flatnonzero(labels == label), k), strict=True):
            part.extend(block)
    return [(np.setdiff1d(np.arange(len(labels)), held), np.array(held, dtype=int)) for held in parts]


def remainder_lost(labels, k, seed):
    pairs = folds(labels, k, seed)
    smallest = min(len(held) for _, held in pairs)
    return [(learn, held[:smallest]) for learn, held in pairs]


def seeded_for_everybody(labels, k, seed):
    np.random.seed(seed)  # noqa: NPY002
    places = np.random.permutation(len(labels))  # noqa: NPY002
    places = places[np.argsort(labels[places], kind="stable")]
    return [(np.setdiff1d(places, places[fold::k]), places[fold::k]) for fold in range(k)]


def first_class_alone(labels, k, seed):
    places = np.random.default_rng(seed).permutation(len(labels))
    places = places[np.argsort(labels[places] != labels.min(), kind="stable")]
    return [(np.setdiff1d(places, places[fold::k]), places[fold::k]) for fold in range(k)]


def largest_class_shuffled(labels, k, seed):
    """The others are dealt out in their own order, like cards."""
    generator, parts, card = np.random.default_rng(seed), [[] for _ in range(k)], 0
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        if len(members) == np.unique(labels, return_counts=True)[1].max():
            members = generator.permutation(members)
        for place in members:
            parts[card % k].append(place)
            card += 1
    return [(np.setdiff1d(np.arange(len(labels)), held), held) for held in parts]


def largest_class_shuffled_in_blocks(labels, k, seed):
    generator, parts = np.random.default_rng(seed), [[] for _ in range(k)]
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        if len(members) == np.unique(labels, return_counts=True)[1].max():
            members = generator.permutation(members)
        for part, block in zip(parts, np.array_split(members, k), strict=True):
            part.extend(block.tolist())
    return [(np.setdiff1d(np.arange(len(labels)), held), held) for held in parts]


def counts_to_the_largest_label(labels, k, seed):
    generator, parts = np.random.default_rng(seed), [[] for _ in range(k)]
    for label in range(labels.max() + 1):
        for part, block in zip(parts, np.array_split(generator.permutation(np.flatnonzero(labels == label)), k), strict=True):
            part.extend(block.tolist())
    return [(np.concatenate(parts[:n] + parts[n + 1 :]), held) for n, held in enumerate(parts)]


def in_blocks(labels, members_by_class, k):
    """Each class in blocks, one for each fold."""
    parts = [[] for _ in range(k)]
    for members in members_by_class:
        for part, block in zip(parts, np.array_split(members, k), strict=True):
            part.extend(block.tolist())
    return [(np.setdiff1d(np.arange(len(labels)), held), held) for held in parts]


def starts_again_with_every_class(labels, k, seed):
    classes = [np.flatnonzero(labels == label) for label in np.unique(labels)]
    return in_blocks(labels, [np.random.default_rng(seed).permutation(members) for members in classes], k)


def places_of_shuffled_labels(labels, k, seed):
    shuffled = np.random.default_rng(seed).permutation(labels)
    return in_blocks(labels, [np.flatnonzero(shuffled == label) for label in np.unique(labels)], k)


def shuffles_the_labels(labels, k, seed):
    np.random.default_rng(seed).shuffle(labels)
    return in_blocks(labels, [np.flatnonzero(labels == label) for label in np.unique(labels)], k)


def with_scikit_learn(labels, k, seed):
    rule = StratifiedKFold(n_splits=k, shuffle=True, random_state=seed)
    return [(learn, held) for learn, held in rule.split(np.zeros((len(labels), 1)), labels)]


test_right = accepts(
    EXERCISE,
    {
        "dealt out like cards": dealt_out_like_cards,
        "blocks of each class": blocks_of_each_class,
        "with Python's own generator": with_python,
        "in another order": lambda *given: folds(*given)[::-1],
        "one after another": lambda *given: (pair for pair in folds(*given)),
        "tensors": lambda *given: [tuple(map(torch.tensor, pair)) for pair in folds(*given)],
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "not stratified": (not_stratified, "deal each class out by itself"),
        "the generator starts again": (starts_again_with_every_class, "classes of one size are dealt out alike"),
        "places of shuffled labels": (places_of_shuffled_labels, "not those of labels"),
        "shuffles the labels": (shuffles_the_labels, "shuffle the places, not the labels"),
        "with scikit-learn": (with_scikit_learn, "do it yourself"),
        "held first": (lambda *given: [pair[::-1] for pair in blocks_of_each_class(*given)], "have changed places"),
        "the first class alone": (first_class_alone, "differ by at most 1"),
        "what is learnt alone": (lambda *given: [learn for learn, _ in folds(*given)], "return two lists"),
        "a fixed seed": (lambda labels, k, seed: folds(labels, k, 0), "Every seed gives the same"),
        "two seeds": (lambda labels, k, seed: folds(labels, k, seed % 2), "every other seed gives other folds"),
        "ten seeds": (lambda labels, k, seed: folds(labels, k, seed % 10), "every other seed gives other folds"),
        "no seed above 9": (lambda labels, k, seed: folds(labels, k, min(seed, 9)), "every other seed gives other folds"),
        "rolled": (rolled, "in every class other seeds put other places together"),
        "blocks in their own order": (blocks_in_their_own_order, "in every class other seeds put other places together"),
        "one class shuffled": (largest_class_shuffled, "the places of every class"),
        "one class shuffled, in blocks": (largest_class_shuffled_in_blocks, "Shuffle the places of every class"),
        "counts to the largest label": (counts_to_the_largest_label, "need not be numbered 0, 1, 2"),
        "seeded for everybody": (seeded_for_everybody, "make a generator of your own"),
        "the remainder lost": (remainder_lost, "a place is in neither part"),
        "five folds": (lambda labels, k, seed: folds(labels, 5, seed), "number of pairs: 3, got 5"),
        "a pair too many": (lambda *given: folds(*given) + folds(*given)[:1], "number of pairs: 3, got 4"),
        "learns from too few": (lambda *given: [(a[:-1], b) for a, b in folds(*given)], "a place is in neither part"),
        "learns twice": (lambda *given: [(np.append(a, a[-1]), b) for a, b in folds(*given)], "a place stands twice in one part"),
        "three parts": (lambda *given: [(*pair, pair[1]) for pair in folds(*given)], "groups of 3"),
        "columns": (lambda *given: [(a[:, None], b[:, None]) for a, b in folds(*given)], "shape (8, 1)"),
        "fractions": (lambda *given: [(a / 1, b / 1) for a, b in folds(*given)], "whole numbers"),
        "a dictionary": (lambda *given: dict(enumerate(folds(*given))), "expected a list, got a dictionary"),
        "nothing held out": (lambda *given: [(a, []) for a, b in folds(*given)], "a place is in neither part"),
        "empty pairs": (lambda *given: [([], []) for a, b in folds(*given)], "smallest place"),
    },
)
