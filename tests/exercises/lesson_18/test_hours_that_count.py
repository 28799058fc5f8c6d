"""Exercise 18.4, beyond its own mistakes."""

import numpy as np
import torch

from helpers.exercises.lesson_18.hours_that_count import EXERCISE
from tests.exercises.judging import accepts, refuses


def by_loop(train_hours, test_hours, gap):
    kept = []
    for hour in test_hours:
        nearest = min((abs(hour - known) for known in train_hours), default=gap)
        if nearest >= gap:
            kept.append(int(hour))
    return kept


def by_table(train_hours, test_hours, gap):
    train, test = torch.as_tensor(train_hours, dtype=torch.long), torch.as_tensor(test_hours, dtype=torch.long)
    return test[((test[:, None] - train[None, :]).abs() >= gap).all(dim=1)]


def by_numpy(train_hours, test_hours, gap):
    train, test = np.asarray(train_hours, dtype=int), np.asarray(test_hours, dtype=int)
    return test[(np.abs(test[:, None] - train[None, :]) >= gap).all(axis=1)]


def forbidden_hours(train_hours, test_hours, gap):
    forbidden = {int(known) + step for known in train_hours for step in range(-gap + 1, gap)}
    return [hour for hour in test_hours if int(hour) not in forbidden]


def beyond_the_last(train_hours, test_hours, gap):
    """Only the future: loses the hours between."""
    return [hour for hour in test_hours if len(train_hours) == 0 or hour - max(train_hours) >= gap]


def places(train_hours, test_hours, gap):
    return [number for number, hour in enumerate(test_hours) if all(abs(hour - known) >= gap for known in train_hours)]


def by_mean(train_hours, test_hours, gap):
    return [h for h in test_hours if len(train_hours) == 0 or abs(h - sum(train_hours) / len(train_hours)) >= gap]


def in_place(train_hours, test_hours, gap):
    kept = by_loop(train_hours, test_hours, gap)
    if isinstance(test_hours, list):
        test_hours[:] = kept
    return kept


test_right_in_unusual_form_is_right = accepts(
    EXERCISE, {"a loop": by_loop, "a table": by_table, "numpy": by_numpy, "hours that are forbidden": forbidden_hours}
)

test_wrong_is_refused_with_words_that_help = refuses(
    EXERCISE,
    {
        "beyond the last one": (beyond_the_last, "every training hour is at least gap hours away"),
        "places": (places, "Keep those test hours"),
        "far from the middle": (by_mean, "Keep those test hours"),
        "changes what it was given": (in_place, "test_hours"),
    },
)
