"""Exercise 14.4: how many people a poll must ask to be off by less."""

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_number


def people_to_ask(asked, error, wanted):
    """The error falls as one over the root of their number."""
    return asked * (error / wanted) ** 2


def cases():
    """Smaller errors, the same one, and one that may be larger."""
    for asked, error, wanted in ((1000, 3.0, 1.0), (400, 5.0, 2.5), (1200, 2.0, 2.0), (900, 1.5, 6.0), (50, 14, 0.7)):
        words = f"{asked} people were asked, off by {error:g} points as a rule, wanted are {wanted:g}"
        yield Case(asked, error, wanted, title=words)


EXERCISE = Exercise(
    id="14.4",
    solution=people_to_ask,
    cases=cases,
    view=as_number,
    hint="Four times as many people halve the error. What makes a third of it?",
    more_hints=("The error is to become error / wanted times smaller; the number of people must grow by the square of that.",),
    otherwise="The error falls as 1/√n, so n grows with the square of error / wanted.",
    mistakes={
        "A third of the error takes nine times as many people, not three times: square the quotient.": {" ** 2": ""},
        "That is the root of error / wanted: the error falls with the root of n, so n grows with the square.": {
            " ** 2": " ** 0.5"
        },
        "The other way round: a smaller error needs more people.": (
            {"error / wanted": "wanted / error"},
            {"error / wanted": "wanted / error", " ** 2": ""},
        ),
        "The answer counts all people, those of the first poll included.": {"** 2": "** 2 - asked"},
        "Squared and multiplied, that is right; but no rounding: return the number as it comes.": (
            {"asked * (error / wanted) ** 2": "float(int(asked * (error / wanted) ** 2))"},
            {"asked * (error / wanted) ** 2": "float(-int(-asked * (error / wanted) ** 2 // 1))"},
            {"asked * (error / wanted) ** 2": "float(round(asked * (error / wanted) ** 2))"},
        ),
        "That is how many times as many; multiply it by the people who were asked.": {"asked * ": ""},
    },
)
