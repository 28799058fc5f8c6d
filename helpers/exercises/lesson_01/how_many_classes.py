"""Exercise 01.5: what the first loss of a training log gives away."""

import math

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_number


def number_of_classes(first_loss):
    """An untrained network gives each of n classes about 1/n, which costs log(n): n is the exponential of the loss."""
    return round(math.exp(first_loss))


def cases():
    """Exact first losses, and some that lie a little beside, as real ones do; two classes to a thousand."""
    for loss in (2.3026, 1.0726, 0.6931, 4.6, 6.9, 1.42, 2.19, 0.72, 5.3, 3.912):
        yield Case(loss)


EXERCISE = Exercise(
    id="01.5",
    solution=number_of_classes,
    cases=cases,
    view=as_number,
    hint="With n classes, knowing nothing costs -log(1/n), and that is log(n). What undoes a logarithm?",
    otherwise="Three classes cost about 1.0986, the logarithm of 3: go that way backwards, and round to a whole number.",
    mistakes={
        "Round it to the nearest whole number: there are no 2.9 classes.": {
            "round(math.exp(first_loss))": "math.exp(first_loss)"
        },
        "int() cuts off: a loss a little below the logarithm of 3 would give 2. Round to the nearest.": {"round": "int"},
        "That rounds up always; round to the nearest.": {"round": "math.ceil"},
        "That is the logarithm; the loss is one already, so undo it.": (
            {"math.exp": "math.log"},
            {"round(math.exp(first_loss))": "math.log(first_loss)"},
        ),
        "The logarithm of a loss is the natural one: it is undone by math.exp.": (
            {"math.exp": "math.exp2"},
            {"math.exp(": "10 ** ("},
        ),
        "The loss is minus the logarithm of 1/n, so the exponential of minus the loss is 1/n, and n is one divided by it.": (
            {"first_loss))": "-first_loss))"},
            {"round(math.exp(first_loss))": "math.exp(-first_loss)"},
        ),
    },
)
