"""Exercise 18.2, beyond its own mistakes."""

import random

import numpy as np
import torch

from helpers.exercises.lesson_18.throw_the_dice import EXERCISE
from tests.exercises.judging import accepts, refuses


def by_dictionary(evaluate, patients, classes):
    scores = []
    for _ in range(200):
        die = {patient: random.randrange(classes) for patient in patients}
        scores.append(evaluate(torch.tensor([die[patient] for patient in patients])))
    return "leak" if sum(scores) / len(scores) - 1 / classes > 0.1 else "no leak"


def by_numpy(evaluate, patients, classes):
    _, places = np.unique(np.array(patients), return_inverse=True)
    draws = np.random.default_rng(0).integers(0, classes, (200, places.max() + 1))
    found = np.mean([evaluate(torch.from_numpy(row[places])) for row in draws])
    return "leak" if found > 1 / classes + 0.1 else "no leak"


def with_one_more_die_than_needed(evaluate, patients, classes):
    """A die for every name's first place in the list."""
    first = torch.tensor([patients.index(patient) for patient in patients])
    found = [evaluate(torch.randint(0, classes, (len(patients),))[first]) for _ in range(300)]
    return "leak" if np.mean(found) > 1 / classes + 0.1 else "no leak"


def row_by_row(evaluate, patients, classes):
    scores = [evaluate(torch.randint(0, classes, (len(patients),))) for _ in range(200)]
    return "leak" if sum(scores) / 200 > 1 / classes + 0.1 else "no leak"


def numbers_of_the_patients(evaluate, patients, classes):
    """No dice: the patient's number itself, which may be no class."""
    names = sorted(set(patients))
    score = evaluate(torch.tensor([names.index(patient) for patient in patients]))
    return "leak" if score > 1 / classes + 0.1 else "no leak"


def whenever_somebody_comes_twice(evaluate, patients, classes):
    return "leak" if len(set(patients)) < len(patients) else "no leak"


def above_guessing(evaluate, patients, classes):
    first = torch.tensor([patients.index(patient) for patient in patients])
    found = [evaluate(torch.randint(0, classes, (len(patients),))[first]) for _ in range(200)]
    return "leak" if np.mean(found) > 1 / classes else "no leak"


def a_list(evaluate, patients, classes):
    return "leak" if evaluate([0] * len(patients)) > 1 / classes + 0.1 else "no leak"


def twice_guessing(evaluate, patients, classes):
    names = sorted(set(patients))
    places = torch.tensor([names.index(patient) for patient in patients])
    found = sum(evaluate(torch.randint(classes, (len(names),))[places]) for _ in range(200)) / 200
    return "leak" if found > 2.5 / classes else "no leak"


def fifty_throws(evaluate, patients, classes):
    first = torch.tensor([patients.index(patient) for patient in patients])
    found = [evaluate(torch.randint(0, classes, (len(patients),))[first]) for _ in range(50)]
    return "leak" if np.mean(found) > 1 / classes + 0.1 else "no leak"


test_right_in_unusual_form_is_right = accepts(
    EXERCISE,
    {"a dictionary": by_dictionary, "numpy": by_numpy, "a die for every first place": with_one_more_die_than_needed},
)

test_wrong_is_refused_with_words_that_help = refuses(
    EXERCISE,
    {
        "a die for each picture": (row_by_row, "throw once for each patient"),
        "the numbers of the patients": (numbers_of_the_patients, "whole numbers from 0 to"),
        "whoever comes twice": (whenever_somebody_comes_twice, "throw one label for each patient"),
        "fifty throws": (fifty_throws, "200"),
        "a list": (a_list, "wants a tensor of 240 labels"),
        "far above guessing only": (twice_guessing, "more than 0.1 above"),
        "whatever is above guessing": (above_guessing, "more than 0.1 above"),
        "always a leak": (lambda evaluate, patients, classes: "leak", "throws"),
        "always none": (lambda evaluate, patients, classes: "no leak", "throws"),
    },
)
