"""Exercise 16.3, beyond its own mistakes."""

import math

import numpy as np
import torch

from helpers.exercises.lesson_16.choose_and_test import EXERCISE, choice
from tests.exercises.judging import accepts, refuses


def in_a_loop(settings, validation_score, test_score):
    best, highest = None, -1.0
    for setting in settings:
        score = validation_score(setting)
        if score > highest:  # False for NaN
            best, highest = setting, score
    return [best, torch.tensor(test_score(best), dtype=torch.float64)]


def sorted_pairs(settings, validation_score, test_score):
    scored = [(validation_score(setting), -place) for place, setting in enumerate(settings)]
    best = settings[-max(pair for pair in scored if not math.isnan(pair[0]))[1]]
    return best, test_score(best)


def asks_validation_twice(settings, validation_score, test_score):
    best = max((s for s in settings if validation_score(s) == validation_score(s)), key=validation_score)
    return best, test_score(best)


def nothing_to_choose(settings, validation_score, test_score):
    return (settings[0], test_score(settings[0])) if len(settings) == 1 else choice(settings, validation_score, test_score)


def nan_as_less_than_zero(settings, validation_score, test_score):
    scores = np.nan_to_num([validation_score(setting) for setting in settings], nan=-1)
    best = settings[scores.argmax()]
    return best, test_score(best)


def an_array_of_settings(settings, validation_score, test_score):
    table = np.array(settings)
    best = table[int(np.nanargmax([validation_score(setting) for setting in settings]))]
    return best, test_score(best)


def sorts_the_list(settings, validation_score, test_score):
    settings.sort(key=lambda setting: np.nan_to_num(validation_score(setting), nan=-1))
    return settings[-1], test_score(settings[-1])


def removes_the_diverged(settings, validation_score, test_score):
    scores = {setting: validation_score(setting) for setting in settings}
    for setting, score in scores.items():
        if math.isnan(score):
            settings.remove(setting)
    return choice(settings, scores.get, test_score)


def shifted(settings, validation_score, test_score):
    scores = [validation_score(setting) for setting in settings]
    best = settings[int(np.nanargmax([score for score in scores if not math.isnan(score)]))]
    return best, test_score(best)


def validation_after_a_test(settings, validation_score, test_score):
    best, _ = choice(settings, validation_score, test_score)
    return best, validation_score(best)


def of_another(settings, validation_score, test_score):
    best, _ = choice(settings, validation_score, lambda setting: None)
    return best, test_score(settings[0])


def asks_once_more(settings, validation_score, test_score):
    best, score = choice(settings, validation_score, test_score)
    validation_score(best)
    return best, score


def two_digits(setting, score):
    return setting, round(score, 2)


def rounds_validation(settings, validation_score, test_score):
    return choice(settings, lambda setting: round(validation_score(setting), 3), test_score)


def zero_for_nan(settings, validation_score, test_score):
    best, score = choice(settings, validation_score, test_score)
    return best, 0.0 if math.isnan(score) else score


test_right = accepts(
    EXERCISE,
    {
        "in a loop": in_a_loop,
        "sorted pairs": sorted_pairs,
        "nothing to choose from one": nothing_to_choose,
        "NaN as less than 0": nan_as_less_than_zero,
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "setting only": (lambda *given: choice(*given)[0], "return setting, test score"),
        "score only": (lambda *given: choice(*given)[1], "return setting, test score"),
        "the settings in an array": (an_array_of_settings, "np.array takes tuples apart"),
        "the place, in words": (lambda s, v, t: (f"place {s.index(choice(s, v, t)[0])}", 0.6), "setting: 'b'"),
        "never tested": (lambda s, v, t: choice(s, v, lambda setting: 0.5), "calls of test_score: 1, got 0"),
        "sorts the list": (sorts_the_list, "must stay as it is"),
        "removes the diverged": (removes_the_diverged, "must stay as it is"),
        "places shifted by NaN": (shifted, "did not diverge"),
        "another one's test score": (of_another, "test score: 0.6, got 0.75"),
        "validation score after a test": (validation_after_a_test, "test score: 0.6, got 0.9"),
        "per cent": (lambda *given: (choice(*given)[0], 100 * choice(*given)[1]), "calls of test_score: 1, got 2"),
        "asks validation twice": (asks_validation_twice, "Every call trains a network"),
        "asks validation once more": (asks_once_more, "Every call trains a network"),
        "rounds the test score": (lambda *given: two_digits(*choice(*given)), "reported rounded"),
        "rounds validation": (rounds_validation, "Nearly equal is not equal"),
        "0 for NaN": (zero_for_nan, "Nothing was measured"),
        "swapped": (lambda *given: choice(*given)[::-1], "The two results are swapped"),
        "three things": (lambda *given: (*choice(*given), 0), "return setting, test score"),
    },
)
