"""Exercise 06.1: what counts as an improvement."""

import math

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_truth

INFINITY, NAN = math.inf, math.nan


def improved(value, best, min_delta):
    """Whether a loss is lower than the best by more than min_delta. With NaN, ``<`` is False."""
    return value < best - min_delta


def cases():
    """Numbers that are exact in binary: lower, higher, equal, lower by exactly min_delta; 0 and below; infinity and NaN."""
    yield Case(0.5, 0.75, 0.0)
    yield Case(0.75, 0.5, 0.0)
    yield Case(0.5, INFINITY, 0.25)
    yield Case(0.5, 0.5, 0.0)
    yield Case(0.625, 0.5, 0.25)
    yield Case(0.5, 0.625, 0.25)
    yield Case(0.25, 0.75, 0.25)
    yield Case(0.5, 0.75, 0.25)
    yield Case(1.0, 0.5, 0.25)
    yield Case(2.0, 8.0, 4.0)
    yield Case(0.5, 0.5 + 2.0**-24, 0.0)
    yield Case(0.0, 0.25, 0.125)
    yield Case(-3.0, -2.0, 0.5)
    yield Case(-0.5, 0.0, 0.25)
    yield Case(NAN, 0.5, 0.0)
    yield Case(NAN, INFINITY, 0.0)
    yield Case(INFINITY, 0.5, 0.0)
    yield Case(INFINITY, INFINITY, 0.25)


EXERCISE = Exercise(
    id="06.1",
    solution=improved,
    cases=cases,
    view=as_truth,
    hint="One comparison is enough: the value against the best minus min_delta. What does NaN < 0.5 give?",
    otherwise="Subtract min_delta from the best, and ask whether the value lies below that.",
    mistakes={
        "A loss that is lower by exactly min_delta is no improvement, and an equal one never is: it must be lower by more.": (
            {"value < best": "value <= best"},
            {"value < best - min_delta": "best - value >= min_delta"},
        ),
        "A lower loss is the better one: the value must lie below the best.": (
            {"value < best": "value > best"},
            {"value < best - min_delta": "value > best + min_delta"},
        ),
        "min_delta must have a say: to be lower is not enough, the value must be lower by more than min_delta.": {
            " - min_delta": ""
        },
        "min_delta makes an improvement harder: subtract it from the best, do not add it.": {" - min_delta": " + min_delta"},
        "min_delta is a difference between two losses, not a share of the best.": (
            {"best - min_delta": "best * (1 - min_delta)"},
            {"value < best - min_delta": "best - value > min_delta * best"},
        ),
        "A NaN never counts as an improvement: every comparison with NaN is False, and `not` makes True of that.": {
            "value < best": "not value >= best"
        },
        "The first loss is compared with infinity, and that is an improvement like any other.": {
            "value < best": "best != INFINITY and value < best"
        },
        "A NaN is no improvement on infinity either: ask for NaN first, or let the comparison do it.": {
            "value < best": "best == INFINITY or value < best"
        },
        "A loss that has grown is no improvement, however far it moved: keep the sign of the difference.": {
            "value < best - min_delta": "abs(value - best) > min_delta"
        },
    },
)
