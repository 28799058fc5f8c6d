"""Exercise 02.2, beyond its own mistakes."""

import math

from helpers.exercises.lesson_02.verdict_on_two_curves import EXERCISE, verdict
from tests.exercises.judging import accepts, refuses


def by_a_ratio(train, validation, know_nothing):
    if train[-1] / know_nothing > 0.5:
        return "too small"
    return "too large" if validation[-1] / min(validation) > 1.25 else "about right"


def turned_round(train, validation, know_nothing):
    if train[-1] <= know_nothing / 2 and validation[-1] <= min(validation) * 5 / 4:
        return "about right"
    return "too large" if train[-1] <= know_nothing / 2 else "too small"


def sorts(train, validation, know_nothing):
    answer = verdict(train, validation, know_nothing)
    validation.sort()
    return answer


test_right = accepts(
    EXERCISE,
    {
        "by a ratio": by_a_ratio,
        "turned round": turned_round,
        "what is added": lambda t, h, k: (
            "too small" if 2 * t[-1] > k else "too large" if h[-1] - min(h) > min(h) / 4 else "about right"
        ),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "always the same": (lambda *given: "about right", "word by word"),
        "the record before, if there is one": (
            lambda t, h, k: "too small" if t[-1] > k / 2 else "too large" if h[-1] > 1.25 * h[-2:][0] else "about right",
            "word by word",
        ),
        "the lowest after the first, if there is one": (
            lambda t, h, k: "too small" if t[-1] > k / 2 else "too large" if h[-1] > 1.25 * min(h[1:] or h) else "about right",
            "word by word",
        ),
        "half of the logarithm of 10": (lambda t, h, k: verdict(t, h, math.log(10)), "right for ten classes only"),
        "a quarter of the last": (
            lambda t, h, k: "too small" if t[-1] > k / 2 else "too large" if h[-1] - min(h) > h[-1] / 4 else "about right",
            "not of the last",
        ),
        "in capital letters": (lambda *given: verdict(*given).upper(), "how the three texts are spelt"),
        "another word": (lambda *given: "overfitting", "how the three texts are spelt"),
        "True or False": (lambda t, h, k: h[-1] > 1.25 * min(h), "expected a text, got True or False"),
        "a hump, without the start": (
            lambda t, h, k: "too small" if t[-1] > k / 2 else "too large" if max(h[1:]) > 1.25 * min(h[1:]) else "about right",
            "word by word",
        ),
        "sorts what it was given": (sorts, "must stay as it is"),
        "with a full stop": (lambda *given: verdict(*given) + ".", "how the three texts are spelt"),
        "too small or nothing": (
            lambda t, h, k: "too small" if t[-1] > k / 2 else None,
            "expected a text ('too large'), got None",
        ),
    },
)
