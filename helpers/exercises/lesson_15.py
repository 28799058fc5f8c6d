"""Exercises of lesson 15: folds, cross-validation without a leak, RMSE and MAE, choosing and testing.

The judges stand in ``judges_15``, ``judges_cross_validation`` and ``judges_choice``; what students
typically write instead stands in ``answers_15``.
"""

import numpy as np

from helpers.exercises.exercise import Exercise
from helpers.exercises.judges_15 import judge_errors, judge_folds
from helpers.exercises.judges_choice import judge_choice
from helpers.exercises.judges_cross_validation import judge_cross_validation


def folds(examples, k, seed):
    """Shuffle the places once, cut them into k parts, and hold out each part in turn."""
    places = np.random.default_rng(seed).permutation(examples)
    parts = np.array_split(places, k)
    return [(np.setdiff1d(places, held), held) for held in parts]


def cross_validation(inputs, labels, pairs, fit):
    """Mean accuracy over the folds; mean and standard deviation come from the training rows of each fold."""
    scores = []
    for learn, held in pairs:
        mean, deviation = inputs[learn].mean(axis=0), inputs[learn].std(axis=0)
        scaled = (inputs - mean) / deviation
        predict = fit(scaled[learn], labels[learn])
        scores.append(np.mean(predict(scaled[held]) == labels[held]))
    return np.mean(scores)


def errors(predictions, truth):
    """RMSE and MAE, with both arguments in one shape first."""
    error = np.asarray(predictions).reshape(-1) - truth
    return np.sqrt(np.mean(error**2)), np.mean(np.abs(error))


def choice(settings, validation_score, test_score):
    """The best setting on the validation part, and its score on the test part, asked for once."""
    scores = [validation_score(setting) for setting in settings]
    best = settings[int(np.nanargmax(scores))]
    return best, test_score(best)


EXERCISES = (
    Exercise(
        "15.1",
        "np.random.default_rng(seed).permutation(examples), then np.array_split; np.setdiff1d gives what is not held out.",
        folds,
        judge_folds,
    ),
    Exercise(
        "15.2",
        "In the loop over pairs: mean and standard deviation of inputs[learn] only, used for both parts. fit once a fold.",
        cross_validation,
        judge_cross_validation,
    ),
    Exercise(
        "15.3",
        "Make both shapes equal before you subtract. Square, mean, root for one; absolute value, mean for the other.",
        errors,
        judge_errors,
    ),
    Exercise(
        "15.4",
        "One validation score for each setting, np.nanargmax, and a single call of test_score, for the winner.",
        choice,
        judge_choice,
    ),
)
