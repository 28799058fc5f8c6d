"""Exercise 16.2: draw momentum evenly in what matters, the factor in its distance from 1."""

import numpy as np
from scipy.stats import loguniform  # noqa: F401  (a mistake calls it)

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
        ([0.0, 0.4, 1.0], 0.5, 0.999999),  # very near 1
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
    otherwise=(
        "Look at three places: 0 must become low, 1 must become high, and between 0.9 and 0.999 one half must become 0.99, "
        "which is ten times as near to 1 as the one end, and ten times as far as the other."
    ),
    tolerance=1e-7,
    mistakes={
        "That is even in momentum itself: between 0.9 and 0.999 hardly anything would land above 0.99.": {
            "1 - (1 - low) * ((1 - high) / (1 - low)) ** uniform": "low + (high - low) * uniform"
        },
        "That is even in the logarithm of momentum; what matters is its distance from 1.": (
            {"1 - (1 - low) * ((1 - high) / (1 - low)) ** uniform": "low * (high / low) ** uniform"},
            {"1 - (1 - low) * ((1 - high) / (1 - low)) ** uniform": "low * (high / low) ** uniform if low else 0.0 * uniform"},
            {"1 - (1 - low) * ((1 - high) / (1 - low)) ** uniform": "loguniform.ppf(uniform, low, high)"},
            {"1 - (1 - low) * ((1 - high) / (1 - low)) ** uniform": "max(low, 1e-9) * (high / max(low, 1e-9)) ** uniform"},
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
        "Something is cut off there: momentum may come as near to 1 as high does, and need not be kept away from it.": tuple(
            {"return 1 - (1 - low) * ((1 - high) / (1 - low)) ** uniform": cut}
            for cut in (
                "return np.clip(1 - (1 - low) * ((1 - high) / (1 - low)) ** uniform, 0, 0.99)",
                "return np.clip(1 - (1 - low) * ((1 - high) / (1 - low)) ** uniform, 0, 0.999)",
                "return np.clip(1 - (1 - low) * ((1 - high) / (1 - low)) ** uniform, 0, 0.9999)",
                "return np.clip(1 - (1 - low) * ((1 - high) / (1 - low)) ** uniform, 0, 0.99999)",
                "return np.clip(1 - (1 - low) * ((1 - high) / (1 - low)) ** uniform, 1e-3, 0.999)",
            )
        ),
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
