"""Exercise 14.3: the schedule under which a weight is the mean of all that it has seen."""

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed


def rates_of_a_mean(steps):
    """The newest of t + 1 numbers has the share 1 / (t + 1) in their mean."""
    return [1 / (t + 1) for t in range(steps)]


def cases():
    """Measurements that rise, jump and repeat; one alone; a start far away."""
    for start, stream in (
        (0.0, (4.0, 8.0, 6.0, 2.0)),
        (100.0, (3.0, 3.0, 12.0)),
        (-7.0, (5.0,)),
        (1.0, (-2.0, 0.5, 40.0, -40.0, 1.0, 7.0, 7.5)),
    ):
        title = f"w starts at {start:g}, measured are {', '.join(f'{x:g}' for x in stream)}"
        yield Case(start, stream, title=title)


def use(answer, start, stream):
    """What w is after each step with these rates."""
    rates = list(answer(len(stream)))
    found, w = {"number of rates": len(rates)}, start
    for number, (rate, x) in enumerate(zip(rates, stream, strict=False), 1):
        w = w - float(rate) * (w - x)
        found[f"w after measurement {number}"] = w
    return Observed(found)


EXERCISE = Exercise(
    id="14.3",
    solution=rates_of_a_mean,
    cases=cases,
    use=use,
    hint="After the first measurement w must be that measurement, wherever it started. Which rate does that? And the second?",
    more_hints=(
        "The mean of two numbers holds half of the newest one, the mean of three a third of it. The rate is the share of x in w.",
    ),
    otherwise="The rate is the share that the newest number has in the mean: 1 at first, then a half, then a third.",
    mistakes={
        "One rate too few: as many are asked for as there are steps, and range(1, n) ends at n - 1.": {
            "range(steps)": "range(steps - 1)"
        },
        "One rate too many: as many are asked for as there are steps.": {"range(steps)": "range(steps + 1)"},
        "The count starts too late: after the first measurement w must have forgotten its start, so the first rate is 1.": {
            "1 / (t + 1)": "1 / (t + 2)"
        },
        "That rate is the same in every step: w then remembers the last few numbers best, and bounces.": (
            {"1 / (t + 1)": "1 / steps"},
            {"1 / (t + 1)": "0.5"},
            {"1 / (t + 1)": "1.0"},
        ),
        "The rate must fall as 1/n: with halving, old numbers keep more than their share.": {"1 / (t + 1)": "0.5 ** t"},
        "That falls with the square root of n: the newest numbers get more than their share.": {
            "1 / (t + 1)": "1 / (t + 1) ** 0.5"
        },
        "These are rising: the first rate is the largest, 1.": {"range(steps)": "reversed(range(steps))"},
        "These are the numbers of the measurements; the rates are one over them.": {"1 / (t + 1)": "t + 1"},
    },
)
