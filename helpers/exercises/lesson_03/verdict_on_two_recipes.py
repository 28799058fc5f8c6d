"""Exercise 03.5: pairs, an interval and a verdict, in a bakery."""

from statistics import mean, stdev

from scipy.stats import t

from helpers.exercises.engine import Case, Exercise


def verdict(old, new):
    """Which recipe gives higher loaves, if the 95 % interval of the paired differences can tell."""
    differences = [b - a for a, b in zip(old, new, strict=True) if a is not None and b is not None]
    if len(differences) < 2:
        return "cannot tell"
    reach = t.ppf(0.975, len(differences) - 1) * stdev(differences) / len(differences) ** 0.5
    if mean(differences) - reach > 0:
        return "new"
    if mean(differences) + reach < 0:
        return "old"
    return "cannot tell"


def cases():
    """Bakers who differ more than the recipes; burnt loaves; few pairs; spreads that one wrong factor or another decides."""
    for old, new in (
        ([8.0, 12.0, 10.0, 15.0, 9.0, 13.0], [8.5, 12.75, 10.5, 15.5, 9.75, 13.5]),  # paired: clear; unpaired: not
        ([8.5, 12.75, 10.5, 15.5, 9.75, 13.5], [8.0, 12.0, 10.0, 15.0, 9.0, 13.0]),
        ([8.0, 12.0, 10.0, 15.0], [9.0, 11.0, 11.5, 14.0]),
        ([None, 9.0, 10.0, 11.0, 12.0, 13.0], [8.5, 9.5, 10.75, 11.5, 12.5, None]),  # each list without its None: shifted
        ([8.0, 12.0, 10.0, None, 9.0], [None, 12.5, 10.5, 15.0, 9.75]),
        ([8.0, None, None], [9.0, 9.0, None]),  # one pair is left
        ([None, 8.0], [9.0, None]),  # none
        ([8.0, 9.0], [8.5, 9.5]),  # two that agree
        ([8.0, 9.0, 10.0], [8.0, 9.0, 10.0]),
        ([0.0, 8.0, 9.0], [0.5, 8.75, 9.5]),  # a loaf that did not rise at all
        ([10.0, 10.0, 10.0, 10.0, 10.0], [12.0, 0.0, 10.5, 10.5, 10.5]),  # a loaf that fell
        ([10.0, 10.0, 10.0], [10.1, 10.6, 10.3]),  # with 1.96, the interval would not reach 0
        ([10.0, 10.0, 10.0], [10.1, 10.6, 10.5]),  # nor with n in the place of its root
        ([10.0, 10.0, 10.0], [10.2, 10.6, 10.3]),  # nor with 0.95
        ([10.0, 10.0, 10.0], [10.2, 10.6, 10.4]),  # nor with n, and not n - 1, for t
        ([10.0, 10.0, 10.0, 10.0], [10.1, 10.9, 10.4, 10.5]),  # with n, not n - 1, it would not
        ([10.0] * 8, [10.9, 9.9, 10.5, 9.8, 10.6, 10.2, 10.8, 9.9]),  # 90 % would tell
        ([10.0] * 8, [9.1, 10.1, 9.5, 10.2, 9.4, 9.8, 9.2, 10.1]),
        ([10.0] * 12, [10.5, 9.9, 10.6, 10.1, 10.4, 9.8, 10.7, 10.2, 10.3, 10.0, 10.5, 10.1]),  # most of them higher, and clear
        ([10.0] * 5, [9.5, 9.75, 9.5, 9.25, 9.5]),
        ([10.0] * 3 + [None] * 5, [10.2, 10.6, 10.25] + [11.0] * 5),  # 3 pairs, though there are 8 bakers
    ):
        yield Case(old, new)


def _two_heaps(old, new):
    old, new = ([each for each in loaves if each is not None] for loaves in (old, new))
    free = len(old) + len(new) - 2
    if min(len(old), len(new)) < 2:
        return "cannot tell"
    squares = sum((each - mean(heap)) ** 2 for heap in (old, new) for each in heap)
    reach = t.ppf(0.975, free) * (squares / free * (1 / len(old) + 1 / len(new))) ** 0.5
    difference = mean(new) - mean(old)
    return "new" if difference > reach else "old" if difference < -reach else "cannot tell"


def _differences(old, new):
    return [b - a for a, b in zip(old, new, strict=True) if a is not None and b is not None]


def _by_the_mean(guard):
    """An answer that asks for the sign of the mean, and nothing else."""

    def answer(old, new):
        differences = _differences(old, new)
        if guard and len(differences) < guard:
            return "cannot tell"
        return "new" if mean(differences) > 0 else "old"

    return answer


def _all_of_one_sign(guard):
    """An answer that asks whether all pairs agree."""

    def answer(old, new):
        differences = _differences(old, new)
        if len(differences) < guard:
            return "cannot tell"
        if all(difference > 0 for difference in differences):
            return "new"
        return "old" if all(difference < 0 for difference in differences) else "cannot tell"

    return answer


EXERCISE = Exercise(
    id="03.5",
    solution=verdict,
    cases=cases,
    hint=(
        "Keep the pairs of which both loaves are there, and subtract. Then the interval: mean ± t · s / √n, with t from "
        "scipy.stats.t.ppf(0.975, n - 1). On which side of 0 does all of it lie, if on one?"
    ),
    more_hints=(
        "differences = [b - a for a, b in zip(old, new) if a is not None and b is not None]. With fewer than two, stop there. "
        "found = paired_difference(...) takes two lists without gaps, and found.low > 0 says that all of it lies above 0.",
    ),
    otherwise=(
        "Differences new - old of the complete pairs; fewer than two cannot tell. The mean, and t.ppf(0.975, n - 1) * s / √n "
        "around it: 'new' if all of it lies above 0, 'old' if all of it lies below."
    ),
    mistakes={
        "Higher is better here, unlike a loss: an interval above 0 speaks for the new recipe.": {"b - a": "a - b"},
        "The mean alone cannot tell: the interval around it must lie on one side of 0.": (
            {"mean(differences) - reach": "mean(differences)", "mean(differences) + reach": "mean(differences)"},
            *(_by_the_mean(guard) for guard in (0, 1, 2)),
        ),
        "That asks whether all bakers agree. One may be outweighed, and two who agree are few: ask the interval.": tuple(
            _all_of_one_sign(guard) for guard in (0, 1, 2)
        ),
        "That standard deviation divides by n; from few pairs it must be by n - 1, as statistics.stdev does, or std(ddof=1).": {
            "stdev(differences)": "stdev(differences) * ((len(differences) - 1) / len(differences)) ** 0.5"
        },
        "t depends on the number of differences minus 1: t.ppf(0.975, n - 1).": {
            "t.ppf(0.975, len(differences) - 1)": "t.ppf(0.975, len(differences))"
        },
        "Pairs that are incomplete were left out, and then counted: n is the number of differences that are left.": (
            {"/ len(differences) ** 0.5": "/ len(old) ** 0.5"},
            {"t.ppf(0.975, len(differences) - 1)": "t.ppf(0.975, len(old) - 1)"},
            {
                "/ len(differences) ** 0.5": "/ len(old) ** 0.5",
                "t.ppf(0.975, len(differences) - 1)": "t.ppf(0.975, len(old) - 1)",
            },
        ),
        "An interval with 0 in it cannot tell: it is 'old' only where all of the interval lies below 0.": {
            '    if mean(differences) + reach < 0:\n        return "old"\n    return "cannot tell"': '    return "old"'
        },
        "That is the longer bar, for many questions. Here one is asked, and nothing is shared out: 0.975.": {"0.975": "0.999"},
        "That compares two heaps of loaves, and in a heap the ovens drown the recipes. What do one baker's two loaves share?": (
            {
                "stdev(differences)": (
                    "2**0.5 * stdev([b for a, b in zip(old, new, strict=True) if a is not None and b is not None])"
                )
            },
            _two_heaps,
        ),
        "That counts heads; how far the pairs differ counts too.": {
            "mean(differences) - reach > 0": "sum(d > 0 for d in differences) > len(differences) / 2",
            "mean(differences) + reach < 0": "sum(d < 0 for d in differences) > len(differences) / 2",
        },
        "1.96 is for many pairs; few pairs need the larger factor of t.ppf(0.975, n - 1).": {
            "t.ppf(0.975, len(differences) - 1)": "1.96"
        },
        "A 95 % interval leaves 2.5 % on either side: 0.975, not 0.95.": {"0.975": "0.95"},
        "The mean of n pairs strays less than one pair does: divide the standard deviation by √n.": {
            " / len(differences) ** 0.5": ""
        },
        "Divide by the root of n, not by n.": {"len(differences) ** 0.5": "len(differences)"},
        "A height of 0 is a height, of a loaf that did not rise; only None is missing.": {
            "a is not None and b is not None": "a and b"
        },
        "Each list has lost its own gaps there, so one baker's loaf stands beside another's: the whole pair must go.": {
            "zip(old, new, strict=True) if a is not None and b is not None": (
                "zip([a for a in old if a is not None], [b for b in new if b is not None])"
            )
        },
        "A loaf that is missing is not a loaf of height 0: leave its pair out.": {
            "b - a": "(b or 0.0) - (a or 0.0)",
            " if a is not None and b is not None": "",
        },
        "From one pair no spread can be computed: fewer than two pairs cannot tell.": {
            '    if len(differences) < 2:\n        return "cannot tell"\n': ""
        },
        "A new recipe may be worse: an interval below 0 speaks for the old one.": {'return "old"': 'return "cannot tell"'},
    },
)
