"""The judge of exercise 15.4: it counts how often the test part was asked."""

import math

import numpy as np

from helpers.exercises.exercise import WrongAnswer, as_number, call


class _Part:
    """A part to score on, which counts how often it was asked."""

    def __init__(self, scores):
        self.scores, self.asked = scores, []

    def __call__(self, setting):
        if isinstance(setting, np.ndarray):
            raise TypeError("a setting became an array: np.array takes tuples apart, so index the list itself")
        if setting not in self.scores:
            raise ValueError(f"{setting!r} is not one of the settings")
        self.asked.append(setting)
        return self.scores[setting]


def judge_choice(answer):
    """The best on validation is never the best on test; NaN stands first, or last; scores may be below 0.5."""
    nan = math.nan
    cases = (
        ({"a": (0.7, 0.75), "b": (0.9, 0.6), "c": (0.8, 0.95), "d": (0.2, 0.1)}, "b"),
        ({0.1: (nan, 0.99), 0.01: (0.6, 0.5), 0.001: (0.4, 0.7)}, 0.01),
        ({(1, 2): (0.3, 0.2), (3, 4): (0.35, 0.1), (5, 6): (nan, nan)}, (3, 4)),
        ({7: (0.55, 0.5)}, 7),
    )
    for table, best in cases:
        validation, test = (_Part({name: pair[place] for name, pair in table.items()}) for place in (0, 1))
        settings = list(table)
        got = call(answer, settings, validation, test)
        if settings != list(table):
            raise WrongAnswer("the list of settings as it was", "a changed list", "Work on a copy: sorted(...) makes one.")
        _judge_the_choice(got, table, best, validation, test)


def _judge_the_choice(got, table, best, validation, test):
    if len(test.asked) > 1 or (test.asked and not validation.asked):
        look = "The test part must not choose: ask it once, when everything is chosen."
        if len(test.asked) > 1 and set(test.asked) == {best}:
            look = "Keep the first result in a variable."
        elif len(test.asked) > 1 and isinstance(got, tuple | list) and len(got) == 2 and got[0] == best:
            look = "The setting was chosen by validation, but the test part was asked for the losers too: it is for the winner."
        raise WrongAnswer("one call of test_score", len(test.asked), look)
    if not isinstance(got, tuple | list) or len(got) != 2:
        raise WrongAnswer("a setting and a score", f"a {type(got).__name__}", "Return both: return best, score.")
    missed = [name for name in table if name not in validation.asked]
    if missed:
        raise WrongAnswer(f"a validation score for each of {len(table)} settings", f"none for {missed}", "Try them all.")
    valid = {name: pair[0] for name, pair in table.items() if not math.isnan(pair[0])}
    if got[0] not in list(table):
        raise WrongAnswer("one of the settings", f"{got[0]!r}", "Return the setting itself, not its place or its score.")
    if got[0] != best:
        look = "Take the setting with the highest validation score."
        if math.isnan(table[got[0]][0]):
            look = "A comparison with NaN is False, and sorts and max stumble over it: leave settings that diverged out."
        elif got[0] == min(valid, key=valid.get):
            look = "That is the lowest; an accuracy should be high."
        elif any(math.isnan(pair[0]) for pair in table.values()):
            look = "NaN has misled the comparison: leave settings that diverged out."
        raise WrongAnswer(f"the setting {best!r}", repr(got[0]), look)
    score = as_number(got[1], "a test score")
    if not abs(score - table[best][1]) <= 1e-9:
        look = "The score of the winner must be its test score."
        if abs(score - table[best][0]) <= 1e-9:
            look = "That is the validation score, and the winner's is too good: report the test score."
        raise WrongAnswer(f"the score {table[best][1]}", score, look)
    if not test.asked:
        raise WrongAnswer("one call of test_score", 0, "Ask the test part, once, for the winner.")
