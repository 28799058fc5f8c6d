"""Exercise 03.5, beyond its own mistakes."""

import numpy as np
from scipy import stats

from helpers.exercises.lesson_03.verdict_on_two_recipes import EXERCISE, verdict
from tests.exercises.judging import accepts, refuses


def with_scipy(old, new):
    pairs = np.array([(a, b) for a, b in zip(old, new, strict=True) if None not in (a, b)], dtype=float)
    if len(pairs) < 2:
        return "cannot tell"
    if np.ptp(pairs[:, 1] - pairs[:, 0]) == 0:
        mean = (pairs[:, 1] - pairs[:, 0]).mean()
        return "new" if mean > 0 else "old" if mean < 0 else "cannot tell"
    interval = stats.ttest_rel(pairs[:, 1], pairs[:, 0]).confidence_interval(0.95)
    return "new" if interval.low > 0 else "old" if interval.high < 0 else "cannot tell"


def by_the_formula(old, new):
    differences = np.array([b - a for a, b in zip(old, new, strict=True) if a is not None and b is not None])
    n = len(differences)
    if n < 2:
        return "cannot tell"
    reach = stats.t.ppf(0.975, n - 1) * differences.std(ddof=1) / np.sqrt(n)
    if abs(differences.mean()) <= reach:
        return "cannot tell"
    return "new" if differences.mean() > 0 else "old"


def divided_by_n(old, new):
    differences = np.array([b - a for a, b in zip(old, new, strict=True) if a is not None and b is not None])
    n = len(differences)
    if n < 2:
        return "cannot tell"
    reach = stats.t.ppf(0.975, n - 1) * differences.std() / np.sqrt(n)
    return "new" if differences.mean() > reach else "old" if differences.mean() < -reach else "cannot tell"


test_right = accepts(EXERCISE, {"scipy": with_scipy, "by the formula": by_the_formula})
test_wrong = refuses(
    EXERCISE,
    {
        "divided by n": (divided_by_n, "Differences new - old"),
        "at least three pairs": (
            lambda old, new: verdict(old, new) if len(old) > 2 else "cannot tell",
            "Differences new - old",
        ),
        "true or false": (lambda old, new: verdict(old, new) == "new", "expected"),
        "never tells": (lambda old, new: "cannot tell", "Differences new - old"),
    },
)
