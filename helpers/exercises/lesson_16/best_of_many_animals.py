"""Exercise 16.4: how surprising is the best of many guessers?"""

from scipy.stats import binom

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_number


def surprise(animals, matches, right):
    """The probability that the best of many guessers is right in at least so many matches."""
    one_falls_short = binom.cdf(right - 1, matches, 0.5)
    return 1 - one_falls_short**animals


def cases():
    """The octopus alone and among 300; the hundred of the lesson; a match; no hit needed; more than there can be."""
    for numbers in (
        (1, 8, 8),
        (300, 8, 8),
        (100, 50, 34),
        (20, 50, 32),
        (2, 1, 1),
        (7, 3, 0),
        (5, 3, 1),
        (3, 4, 3),
        (1, 10, 5),
        (40, 6, 5),
        (10, 4, 5),
    ):
        yield Case(*numbers)


EXERCISE = Exercise(
    id="16.4",
    solution=surprise,
    cases=cases,
    view=as_number,
    hint="Turn the question round: the best one falls short if *all* of them fall short. How probable is that?",
    more_hints=(
        "One animal falls short with the probability binom.cdf(right - 1, matches, 0.5). They guess independently, so all of "
        "them do with this number to the power of animals; what is asked for is the rest to 1.",
    ),
    otherwise=(
        "Count in the smallest case: two animals, one match, right = 1. Four outcomes are equally probable, and in three of them "
        "the best animal is right, which makes 0.75. The probability is asked for exactly, so drawing at random does not do."
    ),
    mistakes={
        "At least `right` contains `right` itself: an animal falls short with right - 1 or fewer.": {
            "binom.cdf(right - 1": "binom.cdf(right"
        },
        "That is for one animal. The best of many is asked for.": {"one_falls_short**animals": "one_falls_short"},
        "That adds up the animals' probabilities, and several may succeed at once: with many animals it exceeds 1.": {
            "1 - one_falls_short**animals": "animals * (1 - one_falls_short)"
        },
        "That adds up the animals' probabilities and cuts at 1; several may succeed at once.": {
            "1 - one_falls_short**animals": "min(1.0, animals * (1 - one_falls_short))"
        },
        "That is the probability that *every* animal gets there; one is enough.": {
            "1 - one_falls_short**animals": "(1 - one_falls_short) ** animals"
        },
        "That is the probability that none of them gets there: take it from 1.": {
            "1 - one_falls_short**animals": "one_falls_short**animals"
        },
        "Exactly `right` is not all: more hits count as well.": {
            "binom.cdf(right - 1, matches, 0.5)": "1 - binom.pmf(right, matches, 0.5)"
        },
        "All animals together are not one that guesses in all their matches: it is the best single one that counts.": {
            "matches, 0.5": "matches * animals, 0.5",
            "one_falls_short**animals": "one_falls_short",
        },
        "That is a percentage: a probability lies between 0 and 1.": {
            "1 - one_falls_short**animals": "100 * (1 - one_falls_short**animals)"
        },
        "0.5**matches is the probability that every match is foretold; `right` of them are enough.": (
            {"binom.cdf(right - 1, matches, 0.5)": "1 - 0.5**matches"},
            {"binom.cdf(right - 1, matches, 0.5)": "1 - 0.5**matches", "one_falls_short**animals": "one_falls_short"},
        ),
        "0.5**right is the probability that the first `right` matches are foretold; which ones they are does not matter.": (
            {"binom.cdf(right - 1, matches, 0.5)": "1 - 0.5**right"},
            {"binom.cdf(right - 1, matches, 0.5)": "1 - 0.5**right", "one_falls_short**animals": "one_falls_short"},
        ),
        "That is how many hits the best one has on average, or the like; a probability is asked for.": {
            "1 - one_falls_short**animals": "matches * (1 - one_falls_short**animals)"
        },
    },
)
