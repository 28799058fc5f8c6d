"""Exercise 16.1: which settings of the winner stand at the edge of what was tried."""

import numpy as np

from helpers.exercises.engine import Case, Exercise


def edges(candidates, errors):
    """The names of the winner's settings that are the smallest or the largest value tried."""
    winner = candidates[np.nanargmin(errors)]
    found = []
    for name, value in winner.items():
        tried = [candidate[name] for candidate in candidates]
        if min(tried) < max(tried) and value in (min(tried), max(tried)):
            found.append(name)
    return found


def cases():
    """The winner at no edge, a lower, an upper, several, close to one; a fixed setting; NaN; infinity; ties."""
    nan, infinity = float("nan"), float("inf")
    rates = [{"rate": rate} for rate in (0.01, 0.03, 0.1, 0.3)]
    pairs = [{"rate": rate, "l2": l2} for rate in (0.1, 0.01, 1.0) for l2 in (0.01, 0.001, 0.1)]
    units = [{"units": units, "rate": 0.1, "l2": l2} for units, l2 in ((8, 0.0), (4, 0.1), (16, -0.2), (8, 0.3))]
    for candidates, errors in (
        (rates, [57.0, 55.0, 56.0, 60.0]),
        (rates, [57.0, 58.0, 56.0, 55.0]),
        (rates, [50.0, 58.0, 56.0, 55.0]),
        (rates, [nan, 58.0, 54.0, 55.0]),
        (rates, [57.0, 55.5, 54.0, nan]),  # the largest rate diverged, and was tried
        (rates, [nan, 55.0, 56.0, nan]),
        (rates, [0.0, 55.0, nan, 57.0]),  # an error of 0 is lower than none
        (rates, [56.0, 55.0, 57.0, 55.0]),  # equal ones: the first stands inside
        (rates, [55.0, 55.0, 57.0, 58.0]),  # and here at an edge
        (rates[::-1], [infinity, 56.0, 57.0, 55.0]),
        (pairs, [5.0, 6.0, 6.0, 6.0, 6.0, 6.0, 6.0, 6.0, 6.0]),  # in the middle of both, and the first of the list
        (pairs, [6.0, 5.0, 6.0, 6.0, 6.0, 6.0, 6.0, 6.0, 6.0]),
        (pairs, [6.0, 6.0, 6.0, 6.0, 5.0, 6.0, 6.0, 6.0, 6.0]),
        (pairs, [6.0, 6.0, 6.0, 6.0, 6.0, 6.0, 6.0, 6.0, 5.0]),
        (pairs, [nan, 6.0, 6.0, 6.0, 6.0, 6.0, 5.0, 6.0, 6.0]),
        (units, [3.0, 2.0, 4.0, 5.0]),
        (units, [3.0, 2.5, 2.0, 5.0]),
        (units, [3.0, 2.5, 2.0, 0.0]),  # an error of 0 is an error
        ([{"rate": 0.1, "l2": 0.0}], [55.0]),  # nothing was varied
        ([{"rate": 0.1}, {"rate": 0.2}], [4.0, 3.0]),
        (rates, [nan, 6e12, 5e12, 7e12]),  # large errors are errors too
        # close to an edge is not at an edge
        ([{"l2": l2} for l2 in (1e-5, 1e-4, 1e-3, 1e-2)], [57.0, 55.0, 56.0, 58.0]),
        ([{"l2": l2} for l2 in (0.0, 1e-13, 1e-10, 1.0)], [57.0, 55.0, 56.0, 58.0]),
        ([{"momentum": momentum} for momentum in (0.9, 0.999, 0.99999, 0.999999)], [57.0, 56.0, 55.0, 58.0]),
        ([{"examples": 10**10 + more} for more in (0, 1, 2)], [57.0, 55.0, 58.0]),
    ):
        yield Case([dict(candidate) for candidate in candidates], list(errors))


EXERCISE = Exercise(
    id="16.1",
    solution=edges,
    cases=cases,
    hint="First the winner; then go through its settings one by one, and collect for each what all candidates tried.",
    more_hints=(
        "winner = candidates[np.nanargmin(errors)]. For each name: tried = [candidate[name] for candidate in candidates], and "
        "compare the winner's value with min(tried) and max(tried), unless these two are equal.",
    ),
    otherwise=(
        "The names of those settings of the winner (lowest error, NaN left out) that equal the smallest or the largest value "
        "tried for them, if more than one value was tried. Equal, and not nearly equal."
    ),
    mistakes={
        "That takes the candidate with the largest error; an error should be low.": {"nanargmin": "nanargmax"},
        "np.argmin takes NaN for the lowest number, and min stumbles over it: a diverged candidate cannot win.": (
            {"np.nanargmin(errors)": "np.argmin(errors)"},
            {"np.nanargmin(errors)": "errors.index(min(errors))"},
        ),
        "NaN became 0, and an error of 0 is the best of all: leave it out, or make infinity of it.": {
            "np.nanargmin(errors)": "np.argmin(np.nan_to_num(errors))"
        },
        "Of several equal candidates, the first is asked for.": {
            "np.nanargmin(errors)": "len(errors) - 1 - np.nanargmin(errors[::-1])"
        },
        "A large number in place of NaN may be lower than a true error: leave NaN out, or make infinity of it.": tuple(
            {"np.nanargmin(errors)": f"np.argmin(np.nan_to_num(errors, nan={large}))"} for large in ("100", "1e3", "1e6", "1e9")
        ),
        "Close to an edge is not at an edge: with a tolerance 0.0001 is taken for 0.00001. Compare with ==.": tuple(
            {"value in (min(tried), max(tried))": f"any({close} for end in (min(tried), max(tried)))"}
            for close in (
                "abs(value - end) <= 1e-3",
                "abs(value - end) <= 1e-6",
                "abs(value - end) <= 1e-8",
                "abs(value - end) <= 1e-9",
                "abs(value - end) <= 1e-12",
                "np.isclose(value, end)",
                "abs(value - end) <= 1e-9 * max(abs(value), abs(end))",  # math.isclose
                "abs(value - end) <= max(1e-3, 1e-9 * max(abs(value), abs(end)))",
            )
        ),
        "A range has two edges: the smallest value tried is one as well.": {
            "value in (min(tried), max(tried))": "value == max(tried)"
        },
        "A range has two edges: the largest value tried is one as well.": {
            "value in (min(tried), max(tried))": "value == min(tried)"
        },
        "The edges are the smallest and the largest value, not the first and the last in the list.": {
            "value in (min(tried), max(tried))": "value in (tried[0], tried[-1])"
        },
        "A setting for which one value was tried has no range, and so no edge.": {"min(tried) < max(tried) and ": ""},
        "What a diverged candidate tried was tried: it belongs to the range.": {
            "for candidate in candidates]": "for candidate, error in zip(candidates, errors, strict=True) if error == error]"
        },
        "Those are the values; the names of the settings are asked for.": {"found.append(name)": "found.append(value)"},
        "That says only whether there is one; return the list of the names.": {"return found": "return bool(found)"},
        "Those are the settings that stand inside their range.": {"value in (": "value not in ("},
    },
)
