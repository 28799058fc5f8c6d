"""Exercise 16.2: draw momentum evenly in what matters, the factor in its distance from 1."""

import numpy as np

from helpers.exercises.engine import Case, Exercise


def momenta(uniform, low, high):
    """Evenly drawn numbers as momentum, evenly on the logarithm of 1 minus momentum."""
    return 1 - (1 - low) * ((1 - high) / (1 - low)) ** uniform


def cases():
    """Both ends, the middle, many, one, none; ranges near 1, near 0, from 0, and of a single value."""
    for uniform, low, high in (
        ([0.0, 0.5, 1.0], 0.9, 0.999),
        ([0.25, 0.75], 0.5, 0.99),
        ([0.9, 0.1, 0.3, 0.3], 0.0, 0.9),
        ([0.6], 0.9, 0.99),
        ([0.1, 0.7], 0.1, 0.2),
        ([], 0.9, 0.99),
        ([0.2, 0.8], 0.95, 0.95),
        (np.linspace(0, 1, 11), 0.8, 0.98),
    ):
        yield Case(np.array(uniform, dtype=float), low, high)


EXERCISE = Exercise(
    id="16.2",
    solution=momenta,
    cases=cases,
    hint="Forget momentum for a moment: how would you draw 1 minus momentum evenly on the logarithm, and between which ends?",
    more_hints=(
        "A value between a and b, evenly on the logarithm, is a * (b / a) ** uniform; 0 gives a and 1 gives b. Here "
        "a = 1 - low and b = 1 - high.",
    ),
    otherwise="Distance from 1: (1 - low) * ((1 - high) / (1 - low)) ** uniform. Momentum is 1 minus that distance.",
    tolerance=1e-7,
    mistakes={
        "That is even in momentum itself: between 0.9 and 0.999 hardly anything would land above 0.99.": {
            "1 - (1 - low) * ((1 - high) / (1 - low)) ** uniform": "low + (high - low) * uniform"
        },
        "That is even in the logarithm of momentum; what matters is its distance from 1.": (
            {"1 - (1 - low) * ((1 - high) / (1 - low)) ** uniform": "low * (high / low) ** uniform if low else 0.0 * uniform"},
            {
                "return 1 - (1 - low) * ((1 - high) / (1 - low)) ** uniform": (
                    "return np.exp(np.log(low) + (np.log(high) - np.log(low)) * uniform)"
                )
            },
        ),
        "That is the distance from 1: subtract it from 1, and you have the momentum.": {
            "return 1 - (1 - low)": "return (1 - low)"
        },
        "Even, but the wrong way round: 0 must become low, and 1 high.": {
            "** uniform": "** (1 - uniform)",
        },
        "The array is changed in place there: return a new one.": {
            "return 1 - (1 - low) * ((1 - high) / (1 - low)) ** uniform": (
                "uniform[:] = 1 - (1 - low) * ((1 - high) / (1 - low)) ** uniform\n    return uniform"
            )
        },
        "Return an array.": {
            "return 1 - (1 - low) * ((1 - high) / (1 - low)) ** uniform": (
                "return (1 - (1 - low) * ((1 - high) / (1 - low)) ** uniform).tolist()"
            )
        },
    },
)
