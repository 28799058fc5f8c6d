"""Exercise 14.2: the factor of a schedule that climbs, stays, and falls."""

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_number


def up_along_down(t, steps, up, down):
    """Steps done on the way up, or steps still to do on the way down, of one more than there are."""
    if t < up:
        return (t + 1) / (up + 1)
    if t >= steps - down:
        return (steps - t) / (down + 1)
    return 1.0


def cases():
    """Every step of trainings with both slopes, with one, with none, and with nothing between them."""
    for steps, up, down in ((8, 3, 2), (6, 0, 4), (5, 2, 0), (4, 0, 0), (7, 3, 4), (1, 0, 1), (1, 1, 0), (9, 1, 5)):
        for t in range(steps):
            yield Case(t, steps, up, down, title=f"t = {t} of {steps} steps, up {up}, down {down}")


EXERCISE = Exercise(
    id="14.2",
    solution=up_along_down,
    cases=cases,
    view=as_number,
    hint="Write the factors of 8 steps, 3 of them up and 2 down, on paper: 1/4, 2/4, 3/4, 1, 1, 1, 2/3, 1/3. Which steps fall?",
    more_hints=(
        "Three cases: t < up; t >= steps - down; everything else. On the way down the numerator is how many steps are left, "
        "this one included.",
    ),
    otherwise="With 8 steps, 3 up and 2 down: 1/4, 2/4, 3/4, 1, 1, 1, 2/3, 1/3.",
    mistakes={
        "On the way up step 0 has the factor 1/(up + 1), not 0: in a step with the factor 0 nothing is learnt.": (
            {"(t + 1) / (up + 1)": "t / (up + 1)"},
            {"(t + 1) / (up + 1)": "t / up"},
        ),
        "The last step of the way up is still below 1: divide by up + 1.": {"(up + 1)": "up"},
        "The last step of the way down has the factor 1/(down + 1), not 0.": (
            {"(steps - t) / (down + 1)": "(steps - t - 1) / (down + 1)"},
            {"(steps - t) / (down + 1)": "(steps - 1 - t) / down"},
        ),
        "The first step of the way down is already below 1: divide by down + 1.": {"(down + 1)": "down"},
        "The way down begins one step late: the last `down` steps are those with t >= steps - down.": {"t >= steps": "t > steps"},
        "The way up lasts one step too long: it is the first `up` steps, t < up.": {"t < up": "t <= up"},
        "The way down is missing: its steps get the factor 1.": {"return (steps - t) / (down + 1)": "return 1.0"},
        "The way up is missing: its steps get the factor 1.": {"return (t + 1) / (up + 1)": "return 1.0"},
        "The way down climbs: count the steps that are left.": {"(steps - t) /": "(t - steps + down + 1) /"},
    },
)
