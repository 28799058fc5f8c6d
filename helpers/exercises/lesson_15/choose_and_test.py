"""Exercise 15.4: choose on the validation part, ask the test part once."""

import numpy as np

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed
from helpers.exercises.engine.viewing import as_number


def choice(settings, validation_score, test_score):
    """The best setting on the validation part, and its score on the test part, asked for once."""
    scores = [validation_score(setting) for setting in settings]
    best = settings[int(np.nanargmax(scores))]
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
    """The best on validation is never the best on test; NaN first, in the middle, last, and on test; a score of 0."""
    nan = float("nan")
    for scores in (
        {"a": (0.7, 0.75), "b": (0.9, 0.6), "c": (0.8, 0.95), "d": (0.2, 0.1)},
        {0.1: (nan, 0.99), 0.01: (0.6, 0.5), 0.001: (0.4, 0.7)},
        {(1, 2): (0.3, 0.2), (3, 4): (0.35, 0.1), (5, 6): (nan, nan)},
        {"a": (0.5, 0.6), "b": (nan, 0.9), "c": (0.8, 0.7), "d": (nan, 0.8), "e": (0.6, 0.3)},
        {"a": (0.4, 0.5), "b": (0.8, nan)},
        {7: (0.55, 0.5)},
        {"a": (nan, 0.4), "b": (0.0, 0.1), "c": (nan, 0.2)},
    ):
        validation, test = (Part({setting: pair[place] for setting, pair in scores.items()}) for place in (0, 1))
        yield Case(list(scores), validation, test, title=f"validation scores {validation.scores} and test scores {test.scores}")


def use(answer, settings, validation_score, test_score):
    """How often the test part was asked, and both things that were returned."""
    result = answer(settings, validation_score, test_score)
    if not isinstance(result, list | tuple):
        raise TypeError("a setting and a score are asked for")
    things = {"calls of test_score": len(test_score.asked), "how many are returned": len(result)}
    if len(result) == 2:
        things |= {"setting": result[0], "test score": as_number(result[1])}
    return Observed(things)


def _valid(settings, score):
    """The settings that did not diverge, with their scores."""
    scores = {setting: score(setting) for setting in settings}
    return {setting: value for setting, value in scores.items() if value == value}


def _chosen_on_test(settings, validation_score, test_score):
    scores = _valid(settings, test_score)
    best = max(scores, key=scores.get, default=settings[0])
    return best, scores.get(best)


def _tests_everything(settings, validation_score, test_score):
    tested = {setting: test_score(setting) for setting in settings}
    best, score = choice(settings, validation_score, tested.get)
    return best, score


def _tests_twice(settings, validation_score, test_score):
    best, _ = choice(settings, validation_score, test_score)
    return best, test_score(best)


def _tests_until_valid(settings, validation_score, test_score):
    scores = _valid(settings, validation_score)
    for best in sorted(scores, key=scores.get, reverse=True):
        score = test_score(best)
        if score == score:
            break
    return best, score


def _reports_validation(settings, validation_score, test_score):
    best, _ = choice(settings, validation_score, lambda setting: None)
    return best, validation_score(best)


def _reports_validation_after_a_test(settings, validation_score, test_score):
    best, _ = choice(settings, validation_score, test_score)
    return best, validation_score(best)


def _lowest(settings, validation_score, test_score):
    best = settings[int(np.nanargmin([validation_score(setting) for setting in settings]))]
    return best, test_score(best)


def _max_with_nan(settings, validation_score, test_score):
    best = max(settings, key=validation_score)
    return best, test_score(best)


def _sorted_with_nan(settings, validation_score, test_score):
    best = sorted(settings, key=validation_score)[-1]
    return best, test_score(best)


def _argmax_with_nan(settings, validation_score, test_score):
    best = settings[int(np.argmax([validation_score(setting) for setting in settings]))]
    return best, test_score(best)


def _nan_as_zero(settings, validation_score, test_score):
    scores = np.nan_to_num([validation_score(setting) for setting in settings])
    best = settings[int(scores.argmax())]
    return best, test_score(best)


def _starts_at_zero(settings, validation_score, test_score):
    best, highest = None, 0.0
    for setting in settings:
        score = validation_score(setting)
        if score > highest:
            best, highest = setting, score
    return best, test_score(best)


def _the_place(settings, validation_score, test_score):
    place = int(np.nanargmax([validation_score(setting) for setting in settings]))
    return place, test_score(settings[place])


def _the_score(settings, validation_score, test_score):
    best, score = choice(settings, validation_score, test_score)
    return validation_score(best), score


def _first(settings, validation_score, test_score):
    return settings[0], test_score(settings[0])


def _last(settings, validation_score, test_score):
    return settings[-1], test_score(settings[-1])


EXERCISE = Exercise(
    id="15.4",
    solution=choice,
    cases=cases,
    use=use,
    parts=("setting", "test score"),
    hint="One validation score for each setting, np.nanargmax, and a single call of test_score, for the winner.",
    otherwise=(
        "Take the setting with the highest validation score among those that did not diverge, "
        "and ask test_score once, for that setting."
    ),
    mistakes={
        "The test part must not choose: choose by validation_score, and ask test_score once, for the winner.": _chosen_on_test,
        "The setting was chosen by validation, but the test part was asked for the losers too: ask it for the winner only.": (
            _tests_everything
        ),
        "The test part was asked twice: keep the first result in a variable.": _tests_twice,
        "A test score of NaN is a result too: going on to the next setting lets the test part choose.": _tests_until_valid,
        "That is the validation score, and the winner's is too good: report its test score.": (
            _reports_validation,
            _reports_validation_after_a_test,
        ),
        "That is the lowest score; an accuracy should be high.": _lowest,
        "A comparison with NaN is always False, so max and sorted stumble over it: leave settings that diverged out.": (
            _max_with_nan,
            _sorted_with_nan,
        ),
        "np.argmax takes NaN for the largest number: np.nanargmax leaves it out.": _argmax_with_nan,
        "NaN became 0, and an accuracy may be 0 too: leave settings that diverged out, or make NaN less than every score.": (
            _nan_as_zero
        ),
        "A search that starts at 0 never finds a setting whose accuracy is 0: start below every score.": _starts_at_zero,
        "That is the place of the setting in the list: return the setting itself.": _the_place,
        "That is the setting's validation score: return the setting itself.": _the_score,
        "That is a fixed place in the list: ask validation_score for every setting, and take the best.": (_first, _last),
        "The test score is missing: ask test_score once, for the winner.": (
            lambda settings, validation_score, test_score: choice(settings, validation_score, lambda setting: None)
        ),
    },
)
