"""Exercise 13.1: the rate that undoes a scaled loss, for each update rule."""

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_number


def rate_for(rule, rate, factor):
    """Adam divides the slopes by their own size, so the factor cancels; the other rules step by rate times slope."""
    if rule == "adam":
        return rate
    return rate / factor


def cases():
    """All three rules; losses made larger, smaller and left alone."""
    for rule, rate, factor in (
        ("descend", 0.1, 32),
        ("momentum", 0.1, 32),
        ("adam", 0.001, 32),
        ("descend", 0.5, 0.25),
        ("momentum", 0.02, 1000.0),
        ("adam", 0.03, 0.01),
        ("momentum", 0.3, 0.5),
        ("descend", 0.2, 1),
    ):
        yield Case(rule, rate, factor)


EXERCISE = Exercise(
    id="13.1",
    solution=rate_for,
    cases=cases,
    view=as_number,
    hint="Write down one step of each rule with factor * g in the place of g. Where does the factor go?",
    more_hints=(
        "Momentum's velocity is a sum of slopes, so it becomes factor times as large. Adam's average becomes factor times as "
        "large, and so does the typical size that it is divided by.",
    ),
    otherwise="Put factor * g in the place of g in one step of each rule, and choose the rate with which w moves as before.",
    mistakes={
        "Adam too? Its average slope grows by the factor, and so does the typical size by which it is divided.": (
            {'    if rule == "adam":\n        return rate\n': ""},
            {'"adam":\n        return rate': '"adam":\n        return rate / factor'},
        ),
        "The steps would grow with the slopes: a larger loss needs a smaller rate, so divide.": (
            {"rate / factor": "rate * factor"},
            {'    if rule == "adam":\n        return rate\n': "", "rate / factor": "rate * factor"},
        ),
        "Only Adam divides by the size of the slopes; with the others a step is as many times longer as the slopes.": {
            "rate / factor": "rate"
        },
        "A factor below 1 makes the slopes smaller, and then the rate must be larger: divide by it as well.": (
            {"return rate / factor": "return rate / factor if factor > 1 else rate"},
            {"return rate / factor": "return rate / factor if factor > 1 else rate * factor"},
        ),
        "Momentum remembers slopes that are all factor times as large: its velocity grows like the slope, no more and no less.": (
            {'rule == "adam"': 'rule != "descend"'},
            {"return rate / factor": 'return rate / factor if rule == "descend" else rate / factor / 10'},
        ),
        "Adam averages squares, but takes their root: the factor appears once above and once below.": {
            '"adam":\n        return rate': '"adam":\n        return rate / factor**0.5'
        },
        "It is the other way round: for which rule does the factor cancel?": {'rule == "adam"': 'rule != "adam"'},
    },
)
