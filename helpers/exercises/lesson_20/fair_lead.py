"""Exercise 20.4: two bests of different numbers of runs, compared fairly."""

import itertools

from helpers.exercises.engine import Case, Exercise


def fair_lead(ours, theirs):
    """How far the best of so few runs of ours lies, on average, ahead of the best of theirs."""
    bests = [max(chosen) for chosen in itertools.combinations(ours, len(theirs))]
    return sum(bests) / len(bests) - max(theirs)


def cases():
    """More of ours; as many; one of theirs; equal scores; unsorted; ours behind; the best of ours far ahead; negative ones."""
    yield Case([0.981, 0.96, 0.965, 0.97, 0.955], [0.968, 0.974, 0.961])
    yield Case([0.91, 0.95, 0.93], [0.94])
    yield Case([0.7, 0.9, 0.8], [0.85, 0.6, 0.75])
    yield Case([0.9, 0.9, 0.9, 0.8], [0.9, 0.9])
    yield Case([0.5, 0.99, 0.5, 0.52, 0.51, 0.5], [0.6, 0.58])
    yield Case([0.3, 0.1, 0.2, 0.25], [0.2, 0.9])
    yield Case([-1.5, -0.5, -1.0, -2.0], [-0.75, -3.0, -1.0])
    yield Case([0.8], [0.7])


EXERCISE = Exercise(
    id="20.4",
    solution=fair_lead,
    cases=cases,
    hint="itertools.combinations(ours, len(theirs)) gives every choice of so many different runs; each choice has a best.",
    more_hints=("With one run of theirs, each choice is one run of ours, and the average of the bests is the mean of ours.",),
    otherwise=(
        "Every choice of len(theirs) different runs of ours has a best; the average of these bests, minus the best of theirs. "
        "Choices drawn at random come close; go through all of them."
    ),
    mistakes={
        "That is the best of all of ours: with more runs than theirs, it is ahead by luck alone.": (
            lambda ours, theirs: max(ours) - max(theirs)
        ),
        "That compares one run with a best of several: take the best of each choice before you average.": (
            lambda ours, theirs: sum(ours) / len(ours) - max(theirs)
        ),
        "Those are the first runs only; their order says nothing. Consider every choice.": (
            lambda ours, theirs: max(ours[: len(theirs)]) - max(theirs)
        ),
        "Those are the best runs of ours, chosen because they are the best. Consider every choice.": (
            lambda ours, theirs: sum(sorted(ours)[-len(theirs) :]) / len(theirs) - max(theirs)
        ),
        "Theirs is the best of its runs in the article: subtract its best, not its mean.": {
            "max(theirs)": "sum(theirs) / len(theirs)"
        },
        "That is the difference of the means: fair, but not what the article reports. Compare best with best.": (
            lambda ours, theirs: sum(ours) / len(ours) - sum(theirs) / len(theirs)
        ),
        "The sign is the wrong way round: ours minus theirs.": {
            "sum(bests) / len(bests) - max(theirs)": "max(theirs) - sum(bests) / len(bests)"
        },
        "A run may not be chosen twice: itertools.combinations takes different runs.": {
            "itertools.combinations(ours, len(theirs))": "itertools.product(ours, repeat=len(theirs))"
        },
        "Equal scores of different runs are different choices: a set keeps one of them.": {
            "itertools.combinations(ours, len(theirs))": "set(itertools.combinations(ours, len(theirs)))"
        },
        "That is the best of ours on average; the best of theirs is still to be subtracted.": {" - max(theirs)": ""},
    },
    tolerance=1e-9,
)
