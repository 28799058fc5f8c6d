"""What students typically answer in lesson 15: wrong ways that the judges must reject, and other right ways."""

import numpy as np
import torch
from sklearn.metrics import mean_absolute_error, root_mean_squared_error
from sklearn.model_selection import KFold, train_test_split

from helpers.exercises.answers_cross_validation import RIGHT_CROSS_VALIDATION, WRONG_CROSS_VALIDATION
from helpers.exercises.lesson_15 import choice, errors, folds

NAN = float("nan")


def _overlapping(examples, k, seed):
    splits = [train_test_split(np.arange(examples), test_size=1 / k, random_state=seed + run) for run in range(k)]
    return [(learn, held) for learn, held in splits]


def _drops_the_remainder(examples, k, seed):
    places, size = np.random.default_rng(seed).permutation(examples), examples // k
    parts = [places[n * size : (n + 1) * size] for n in range(k)]
    return [(np.setdiff1d(places, held), held) for held in parts]


def _last_fold_takes_the_remainder(examples, k, seed):
    places, size = np.random.default_rng(seed).permutation(examples), examples // k
    parts = np.split(places, [n * size for n in range(1, k)])
    return [(np.setdiff1d(places, held), held) for held in parts]


def _rounded_up(examples, k, seed):
    places, size = np.random.default_rng(seed).permutation(examples), -(-examples // k)
    parts = [places[start * size : (start + 1) * size] for start in range(k)]
    return [(np.setdiff1d(places, part), part) for part in parts]


def _with_replacement(examples, k, seed):
    parts = np.array_split(np.random.default_rng(seed).integers(0, examples, examples), k)
    return [(np.setdiff1d(np.arange(examples), held), held) for held in parts]


def _by_sklearn(examples, k, seed):
    return list(KFold(k, shuffle=True, random_state=seed).split(np.arange(examples)))


def _in_python(examples, k, seed):
    places = torch.randperm(examples, generator=torch.Generator().manual_seed(seed)).tolist()
    return tuple(([p for n, p in enumerate(places) if n % k != fold], places[fold::k]) for fold in range(k))


def _error(change):
    """RMSE and MAE for 15.3 from a changed error."""
    return lambda predictions, truth: change(np.asarray(predictions).reshape(-1) - truth)


def _in_place(predictions, truth):
    right = errors(predictions, truth)
    truth -= predictions.ravel()
    return right


def _by_test(settings, validation_score, test_score):
    scores = {setting: test_score(setting) for setting in settings}
    best = max(settings, key=lambda setting: -1 if scores[setting] != scores[setting] else scores[setting])
    return best, scores[best]


def _test_for_all(settings, validation_score, test_score):
    both = {setting: (validation_score(setting), test_score(setting)) for setting in settings}
    best, _ = choice(settings, lambda setting: both[setting][0], lambda setting: both[setting][1])
    return best, both[best][1]


def _tests_twice(settings, validation_score, test_score):
    best, _ = choice(settings, validation_score, test_score)
    return best, test_score(best)


def _reports_validation(settings, validation_score, test_score):
    best, _ = choice(settings, validation_score, lambda setting: None)
    return best, validation_score(best)


def _lowest(settings, validation_score, test_score):
    best = settings[int(np.nanargmin([validation_score(setting) for setting in settings]))]
    return best, test_score(best)


def _stumbles_over_nan(settings, validation_score, test_score):
    best = max(settings, key=validation_score)
    return best, test_score(best)


def _the_place(settings, validation_score, test_score):
    place = int(np.nanargmax([validation_score(setting) for setting in settings]))
    return f"place {place}", test_score(settings[place])


def _first_only(settings, validation_score, test_score):
    validation_score(settings[0])
    return settings[0], test_score(settings[0])


def _choice_in_a_loop(settings, validation_score, test_score):
    best, highest = None, -1.0
    for setting in settings:
        score = validation_score(setting)
        if score > highest:  # False for NaN
            best, highest = setting, score
    return [best, torch.tensor(test_score(best), dtype=torch.float64)]


WRONG = {
    "15.1": {
        "k holdouts": _overlapping,
        "drops the remainder": _drops_the_remainder,
        "the last fold takes the remainder": _last_fold_takes_the_remainder,
        "rounded up": _rounded_up,
        "sets": lambda *given: [(set(learn), set(held)) for learn, held in folds(*given)],
        "drawn with replacement": _with_replacement,
        "not shuffled": lambda examples, k, seed: list(KFold(k).split(np.arange(examples))),
        "no seed": lambda examples, k, seed: _by_sklearn(examples, k, None),
        "a fixed seed": lambda examples, k, seed: _by_sklearn(examples, k, 0),
        "learns from everything": lambda *given: [(np.arange(given[0]), held) for _, held in folds(*given)],
        "the other way round": lambda *given: [(held, learn) for learn, held in folds(*given)],
        "held-out parts only": lambda *given: [held for _, held in folds(*given)],
        "one fold": lambda *given: folds(*given)[0],
        "five folds": lambda examples, k, seed: folds(examples, 5, seed),
        "counted from one": lambda *given: [(learn + 1, held + 1) for learn, held in folds(*given)],
        "masks": lambda *given: [tuple(np.isin(np.arange(given[0]), part) for part in pair) for pair in folds(*given)],
    },
    "15.2": WRONG_CROSS_VALIDATION,
    "15.3": {
        "no root": _error(lambda e: (np.mean(e**2), np.mean(np.abs(e)))),
        "root of MAE": _error(lambda e: (np.sqrt(np.mean(np.abs(e))), np.mean(np.abs(e)))),
        "divided twice": _error(lambda e: (np.sqrt(np.mean(e**2) / len(e)), np.mean(np.abs(e)))),
        "not averaged": _error(lambda e: (np.sqrt(np.mean(e**2)), np.abs(e))),
        "root of the sum": _error(lambda e: (np.sqrt(np.sum(e**2)), np.mean(np.abs(e)))),
        "mean of the roots": _error(lambda e: (np.mean(np.sqrt(e**2)), np.mean(np.abs(e)))),
        "standard deviation": _error(lambda e: (np.std(e), np.mean(np.abs(e)))),
        "divided by N - 1": _error(lambda e: (np.sqrt(np.sum(e**2) / max(1, len(e) - 1)), np.mean(np.abs(e)))),
        "square of the mean": _error(lambda e: (np.sqrt(np.mean(e) ** 2), np.mean(np.abs(e)))),
        "no absolute value": _error(lambda e: (np.sqrt(np.mean(e**2)), np.mean(e))),
        "absolute value last": _error(lambda e: (np.sqrt(np.mean(e**2)), abs(np.mean(e)))),
        "sum of absolute values": _error(lambda e: (np.sqrt(np.mean(e**2)), np.sum(np.abs(e)))),
        "median": _error(lambda e: (np.sqrt(np.mean(e**2)), np.median(np.abs(e)))),
        "swapped": lambda *given: errors(*given)[::-1],
        "broadcast": lambda p, t: (np.sqrt(np.mean((p - t) ** 2)), np.mean(np.abs(p - t))),
        "RMSE only": lambda *given: errors(*given)[0],
        "in place": _in_place,
    },
    "15.4": {
        "chosen on the test part": _by_test,
        "test part asked for all": _test_for_all,
        "test part asked twice": _tests_twice,
        "reports the validation score": _reports_validation,
        "lowest": _lowest,
        "stumbles over NaN": _stumbles_over_nan,
        "the place": _the_place,
        "the first": _first_only,
        "setting only": lambda *given: choice(*given)[0],
        "never tested": lambda settings, validation, test: choice(settings, validation, lambda setting: 0.5),
    },
}

ALSO_RIGHT = {
    "15.1": {"with scikit-learn": _by_sklearn, "dealt out like cards": _in_python},
    "15.2": RIGHT_CROSS_VALIDATION,
    "15.3": {
        "with scikit-learn": lambda p, t: [root_mean_squared_error(t, p), mean_absolute_error(t, p)],
        "in torch": lambda p, t: (
            (torch.tensor(p).flatten() - torch.tensor(t)).square().mean().sqrt(),
            (torch.tensor(p).flatten() - torch.tensor(t)).abs().mean(),
        ),
    },
    "15.4": {"in a loop": _choice_in_a_loop},
}
