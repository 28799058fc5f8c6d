"""Exercise 16.3: choose on the validation part, ask the test part once."""

import numpy as np

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed
from helpers.exercises.engine.viewing import as_number


def choice(settings, validation_score, test_score):
    """The best setting on the validation part, and its score on the test part, asked for once."""
    scores = [validation_score(setting) for setting in settings]
    best = settings[np.nanargmax(scores)]
    return best, test_score(best)


class Part:
    """A part of the data to score on, which keeps what it was asked for."""

    def __init__(self, scores):
        self.scores, self.asked = scores, []

    def __call__(self, setting):
        """The score of a setting."""
        if isinstance(setting, np.ndarray):
            raise TypeError("a setting became an array: np.array takes tuples apart, so index the list itself")
        if setting not in self.scores:
            raise ValueError(f"{setting!r} is not one of the settings")
        self.asked.append(setting)
        return self.scores[setting]


def cases():
    """The best on validation is never the best on test; NaN here and there; 0; equal winners, nearly equal ones."""
    nan = float("nan")
    for scores in (
        {"a": (0.7, 0.75), "b": (0.9, 0.6), "c": (0.8, 0.95), "d": (0.2, 0.1)},
        {0.1: (nan, 0.99), 0.01: (0.6, 0.5), 0.001: (0.4, 0.7)},
        {(1, 2): (0.3, 0.2), (3, 4): (0.35, 0.1), (5, 6): (nan, nan)},
        {"a": (0.5, 0.6), "b": (nan, 0.9), "c": (0.8, 0.7), "d": (nan, 0.8), "e": (0.6, 0.3)},
        {"a": (0.4, 0.5), "b": (0.8, nan)},
        {7: (0.55, 0.5)},
        {"a": (nan, 0.4), "b": (0.0, 0.1), "c": (nan, 0.2)},
        {"a": (0.6, 0.9), "b": (0.8, 0.5), "c": (0.8, 0.7), "d": (0.8, 0.3)},  # equal ones
        {"a": (0.8123456, 0.71), "b": (0.8123459, 0.6123457), "c": (0.8123451, 0.9)},  # nearly equal ones
    ):
        validation, test = (Part({setting: pair[place] for setting, pair in scores.items()}) for place in (0, 1))
        yield Case(list(scores), validation, test, title=f"validation scores {validation.scores} and test scores {test.scores}")


def use(answer, settings, validation_score, test_score):
    """What was asked too often, and both things that were returned."""
    setting, score = answer(settings, validation_score, test_score)
    asked = validation_score.asked
    return Observed(
        {
            "calls of test_score": len(test_score.asked),
            "setting": setting,
            "test score": as_number(score),
            "validation_score asked twice for one setting": len(asked) > len(set(asked)),
        }
    )


def _tests_until_valid(settings, validation_score, test_score):
    scores = [validation_score(setting) for setting in settings]
    for place in sorted(range(len(settings)), key=lambda place: -np.nan_to_num(scores[place], nan=-1)):
        score = test_score(settings[place])
        if not np.isnan(score):
            return settings[place], score
    return None


def _asks_again(settings, validation_score, test_score):
    valid = [setting for setting in settings if not np.isnan(validation_score(setting))]
    best = max(valid, key=validation_score)
    return best, test_score(best)


EXERCISE = Exercise(
    id="16.3",
    solution=choice,
    cases=cases,
    use=use,
    parts=("setting", "test score"),
    tolerance=1e-9,
    hint="Who may choose here, and who may be asked once? And what does a comparison with NaN say?",
    more_hints=("One validation score for each setting, np.nanargmax, and a single call of test_score, for the winner.",),
    otherwise=(
        "Take the setting with the highest validation score among those that did not diverge, "
        "and ask test_score once, for that setting."
    ),
    mistakes={
        "The test part must not choose: choose by validation_score, and ask test_score once, for the winner.": (
            {"validation_score(setting)": "test_score(setting)"},
            {"validation_score(setting)": "test_score(setting)", "test_score(best)": "np.nanmax(scores)"},
        ),
        "The setting was chosen by validation, but the test part was asked for the losers too: ask it for the winner only.": {
            "return best, test_score(best)": "return best, {setting: test_score(setting) for setting in settings}[best]"
        },
        "The test part was asked twice: keep the first result in a variable.": {"return": "test_score(best)\n    return"},
        "A test score of NaN is a result too: going on to the next setting lets the test part choose.": _tests_until_valid,
        "That is the validation score, and the winner's is too good: report its test score.": {
            "test_score(best)": "np.nanmax(scores)"
        },
        "Of several equal settings, the first is asked for; that is the last.": {
            "np.nanargmax(scores)": "len(scores) - 1 - np.nanargmax(scores[::-1])"
        },
        "That is the lowest score; an accuracy should be high.": {"nanargmax": "nanargmin"},
        "A comparison with NaN is always False, so max and sorted stumble over it: leave settings that diverged out.": (
            {"settings[np.nanargmax(scores)]": "max(settings, key=validation_score)"},
            {"settings[np.nanargmax(scores)]": "sorted(settings, key=validation_score)[-1]"},
        ),
        "np.argmax takes NaN for the largest number: np.nanargmax leaves it out.": {"nanargmax": "argmax"},
        "NaN became 0, and an accuracy may be 0 too: leave settings that diverged out, or make NaN less than every score.": {
            "np.nanargmax(scores)": "np.argmax(np.nan_to_num(scores))"
        },
        "A search that starts at 0 never finds a setting whose accuracy is 0: start below every score.": {
            "settings[np.nanargmax(scores)]": "settings[np.nanargmax(scores)] if np.nanmax(scores) > 0 else None"
        },
        "Every call trains a network: ask validation_score once for each setting, and keep the result.": _asks_again,
        "Nearly equal is not equal: choose by the scores as they are, unrounded.": tuple(
            {"np.nanargmax(scores)": f"np.nanargmax(np.round(scores, {digits}))"} for digits in range(1, 7)
        ),
        "The test score is reported rounded; return it as it is.": tuple(
            {"return best, test_score(best)": f"return best, round(float(test_score(best)), {digits})"} for digits in range(1, 7)
        ),
        "Nothing was measured where the test score is NaN, and an accuracy of 0 is a result: report the NaN.": (
            {"return best, test_score(best)": "return best, np.nan_to_num(test_score(best))"},
            {"return best, test_score(best)": "return best, max(0.0, test_score(best))"},
        ),
        "The two results are swapped: first the setting, then its test score.": {
            "return best, test_score(best)": "return test_score(best), best"
        },
        "That is the place of the setting in the list: return the setting itself.": {
            "return best": "return settings.index(best)"
        },
        "That is the setting's validation score: return the setting itself.": {"return best": "return np.nanmax(scores)"},
        "That is a fixed place in the list: ask validation_score for every setting, and take the best.": (
            {"np.nanargmax(scores)": "0"},
            {"np.nanargmax(scores)": "-1"},
        ),
        "The test score is missing: ask test_score once, for the winner.": {"test_score(best)": "None"},
    },
)
