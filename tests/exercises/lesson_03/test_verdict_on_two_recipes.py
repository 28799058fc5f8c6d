"""Exercise 03.5, beyond its own mistakes."""

from statistics import fmean, pstdev

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


def complete(old, new):
    return [b - a for a, b in zip(old, new, strict=True) if a is not None and b is not None]


def with_another_spread(old, new):
    differences = complete(old, new)
    if len(differences) < 2:
        return "cannot tell"
    reach = stats.t.ppf(0.975, len(differences) - 1) * pstdev(differences) / len(differences) ** 0.5
    return "new" if fmean(differences) > reach else "old" if fmean(differences) < -reach else "cannot tell"


def counts_the_bakers(spread, factor):
    def answer(old, new):
        differences = complete(old, new)
        n = len(differences)
        if n < 2:
            return "cannot tell"
        reach = np.std(differences, ddof=1) / (len(old) if spread else n) ** 0.5
        reach *= stats.t.ppf(0.975, (len(old) if factor else n) - 1)
        return "new" if fmean(differences) > reach else "old" if fmean(differences) < -reach else "cannot tell"

    return answer


def old_otherwise(old, new):
    return "cannot tell" if len(complete(old, new)) < 2 else "new" if verdict(old, new) == "new" else "old"


def sign_of_the_mean(old, new):
    differences = complete(old, new)
    if len(differences) < 2:
        return "cannot tell"
    return "new" if sum(differences) > 0 else "old"


def all_of_one_sign(old, new):
    differences = complete(old, new)
    if len(differences) < 2:
        return "cannot tell"
    return "new" if min(differences) > 0 else "old" if max(differences) < 0 else "cannot tell"


def each_list_without_its_gaps(old, new):
    old, new = ([each for each in loaves if each is not None] for loaves in (old, new))
    count = min(len(old), len(new))
    return verdict(old[:count], new[:count])


def unpaired(old, new):
    old, new = ([each for each in loaves if each is not None] for loaves in (old, new))
    if min(len(old), len(new)) < 2:
        return "cannot tell"
    with np.errstate(all="ignore"):
        interval = stats.ttest_ind(new, old).confidence_interval(0.95)
    return "new" if interval.low > 0 else "old" if interval.high < 0 else "cannot tell"


test_right = accepts(EXERCISE, {"scipy": with_scipy, "by the formula": by_the_formula})
test_wrong = refuses(
    EXERCISE,
    {
        "divided by n": (divided_by_n, "divides by n"),
        "all bakers counted in the root": (counts_the_bakers(True, False), "the number of differences that are left"),
        "all bakers counted for t": (counts_the_bakers(False, True), "the number of differences that are left"),
        "all bakers counted in both": (counts_the_bakers(True, True), "the number of differences that are left"),
        "old otherwise": (old_otherwise, "An interval with 0 in it"),
        "pstdev": (with_another_spread, "divides by n"),
        "the sign of the mean": (sign_of_the_mean, "The mean alone cannot tell"),
        "all of one sign": (all_of_one_sign, "whether all bakers agree"),
        "each list without its gaps": (each_list_without_its_gaps, "Each list has lost its own gaps"),
        "unpaired": (unpaired, "That compares two heaps"),
        "at least three pairs": (
            lambda old, new: verdict(old, new) if len(old) > 2 else "cannot tell",
            "Differences new - old",
        ),
        "true or false": (lambda old, new: verdict(old, new) == "new", "expected"),
        "never tells": (lambda old, new: "cannot tell", "Differences new - old"),
    },
)
