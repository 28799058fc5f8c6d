"""Exercise 09.5: the bias of the same model where another share is ill."""

import math

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_number


def new_bias(bias, share_here, share_there):
    """The odds of every lump are multiplied by odds there / odds here, so the logit moves by the logarithm of that."""
    odds_here = share_here / (1 - share_here)
    odds_there = share_there / (1 - share_there)
    return bias + math.log(odds_there / odds_here)


def cases():
    """From even shares to a rare illness, and to a frequent one; from unequal shares; no change at all."""
    yield Case(0.0, 0.5, 0.1)
    yield Case(-0.15, 0.37, 0.01)
    yield Case(1.5, 0.2, 0.8)
    yield Case(-2.0, 0.05, 0.6)
    yield Case(0.7, 0.3, 0.3)
    yield Case(3.25, 0.9, 0.002)


EXERCISE = Exercise(
    id="09.5",
    solution=new_bias,
    cases=cases,
    view=as_number,
    hint=(
        "What are the odds of a lump here, before anything was measured? And there? By what must the odds be multiplied? And "
        "what does a multiplication of the odds do to the log-odds, where the bias stands?"
    ),
    more_hints=(
        "Where half of the lumps are malignant, the odds are 1; where one in ten is, they are 1 to 9. So all odds are divided by "
        "9. What is taken away from the bias?",
    ),
    otherwise=(
        "Go from both shares to their odds. The odds of every lump are multiplied by odds there / odds here, so the logarithm "
        "of that is added to the bias."
    ),
    mistakes={
        "A share is not odds: 0.5 is even odds, 1. Divide each share by what is left of it.": {
            "odds_there / odds_here": "share_there / share_here"
        },
        "The direction is wrong: where the illness is rarer, the bias must be lower.": {
            "odds_there / odds_here": "odds_here / odds_there"
        },
        "The bias is added to log-odds: what multiplies the odds is added as its logarithm.": (
            {"bias + math.log(odds_there / odds_here)": "bias * odds_there / odds_here"},
            {"bias + math.log(odds_there / odds_here)": "bias + odds_there / odds_here"},
            {"bias + math.log(odds_there / odds_here)": "bias * math.log(odds_there / odds_here)"},
        ),
        "Differences of probabilities mean nothing on the scale of the log-odds.": (
            {"math.log(odds_there / odds_here)": "share_there - share_here"},
            {"math.log(odds_there / odds_here)": "odds_there - odds_here"},
        ),
        "The old bias is missing: it holds what the model has learnt, and only the mixture changes.": {"bias + ": ""},
        "That is the bias of somebody who measures nothing. The old one holds more: move it by the difference of the two.": {
            "bias + math.log(odds_there / odds_here)": "math.log(odds_there)"
        },
        "The log-odds of the mixture here are in the old bias already: take them away before you add those there.": {
            " / odds_here)": ")"
        },
        "Log-odds have the logarithm to the base e.": ({"math.log(": "math.log10("}, {"math.log(": "math.log2("}),
    },
)
