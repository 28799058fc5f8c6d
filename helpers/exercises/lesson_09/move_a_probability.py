"""Exercise 09.1: what a probability becomes when one measurement changes."""

import math

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_number


def new_probability(probability, weight, deviation, step):
    """The logit moves by weight * step / deviation, so the odds are multiplied by the exponential of that."""
    odds = probability / (1 - probability) * math.exp(weight * step / deviation)
    return odds / (1 + odds)


def cases():
    """From one half, then from elsewhere, in both directions; a step of 0, and a coefficient of 0; close to 1, and close to 0."""
    yield Case(0.5, 1.0, 2.0, 2.0)
    yield Case(0.2, 2.0, 4.0, 3.0)
    yield Case(0.99, 1.36, 0.5, -1.25)
    yield Case(0.03, -0.76, 3.4, 5.0)
    yield Case(0.7, -0.4, 0.02, -0.05)
    yield Case(0.31, 0.8, 1.0, 0.0)
    yield Case(0.62, 0.0, 4.3, 2.0)
    yield Case(0.0004, 3.58, 3.4, 9.0)
    yield Case(0.98, 3.58, 3.4, 9.0)
    yield Case(0.02, 3.58, 3.4, -9.0)


def view(result):
    """A number, also in a tensor of no axis; a number inside brackets stays in them."""
    return result if getattr(result, "ndim", 0) else as_number(result)


EXERCISE = Exercise(
    id="09.1",
    solution=new_probability,
    cases=cases,
    view=view,
    hint=(
        "Section 2 goes from a probability to odds. How many standard deviations is the step, and by what is one of them "
        "multiplied? Then back again: odds against 1 are the share odds / (odds + 1)."
    ),
    more_hints=(
        "On the log-odds everything is a sum: log-odds of the old probability, plus weight times the number of standard "
        "deviations. The sigmoid brings the sum back.",
    ),
    otherwise=(
        "Three steps: from the probability to its odds (or log-odds), there the change that the coefficient makes for so many "
        "standard deviations, and back to a probability."
    ),
    mistakes={
        "The coefficient is added to the log-odds, not to the probability.": (
            lambda probability, weight, deviation, step: probability + weight * step / deviation
        ),
        "The exponential of the change multiplies the odds, not the probability.": (
            lambda probability, weight, deviation, step: probability * math.exp(weight * step / deviation)
        ),
        "A coefficient holds for one standard deviation more, and the step is in the unit of the measurement: how many "
        "standard deviations is it?": (
            {"weight * step / deviation": "weight * step"},
            {"weight * step / deviation": "weight"},
        ),
        "Divide the step by the deviation: 5 more, where the deviation is 2, are 2.5 standard deviations.": {
            "step / deviation": "step * deviation"
        },
        "Those are percent: return a probability between 0 and 1, as the one that you were given.": (
            lambda *given: 100 * new_probability(*given)
        ),
        "Those are odds. Odds against 1 are the share odds / (odds + 1).": {"return odds / (1 + odds)": "return odds"},
        "Those are log-odds: the way back to a probability is missing.": {"return odds / (1 + odds)": "return math.log(odds)"},
        "The direction is wrong: with a positive coefficient more of the measurement means higher odds.": {
            "math.exp(": "math.exp(-"
        },
        "The odds are multiplied by the exponential of the change: a change of 0 leaves them as they are.": {
            "math.exp(weight * step / deviation)": "(weight * step / deviation)"
        },
        "The change is added to the log-odds. Added to the odds it could even make them negative.": {
            "* math.exp(weight * step / deviation)": "+ weight * step / deviation"
        },
        "Where the model stood before is missing: start from the odds of the old probability.": {
            "probability / (1 - probability) * ": ""
        },
        "Odds are what is for it divided by what is against it: p / (1 - p).": {"probability / (1 - probability)": "probability"},
        "The slope of the sigmoid holds for a tiny step only: go to the odds and back.": (
            lambda probability, weight, deviation, step: probability + probability * (1 - probability) * weight * step / deviation
        ),
        "Log-odds have the logarithm to the base e, and so has the way back: 2.718, and neither 2 nor 10.": (
            {"math.exp(": "math.pow(2, "},
            {"math.exp(": "math.pow(10, "},
        ),
    },
)
