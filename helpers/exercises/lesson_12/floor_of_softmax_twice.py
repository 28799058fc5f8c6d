"""Exercise 12.2: how low a loss can fall when softmax is applied twice, for any number of classes."""

import math

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_number


def lowest_loss(classes):
    """The best "logits" are 1 for the right class and 0 for the others: softmax gives the right one e / (e + classes - 1)."""
    return -math.log(math.e / (math.e + classes - 1))


def cases():
    """Ten as in the text, then two, three, a hundred and a thousand."""
    for classes in (10, 2, 3, 100, 1000):
        yield Case(classes)


EXERCISE = Exercise(
    id="12.2",
    solution=lowest_loss,
    cases=cases,
    view=as_number,
    hint=(
        "Probabilities arrive where logits are expected. Which are the best ones that the network can hand over, "
        "and what does softmax make of them?"
    ),
    more_hints=("The right class gets e to the power of 1, each of the others e to the power of 0. How many others are there?",),
    otherwise=(
        "Put 1 for the right class and 0 for each of the others through softmax, and take minus the logarithm of the right "
        "one's share."
    ),
    mistakes={
        "That is the loss of somebody who knows nothing; the question is for the lowest one.": (
            {"-math.log(math.e / (math.e + classes - 1))": "math.log(classes)"}
        ),
        "The exponential of 0 is 1, not 0: each of the other classes counts, too.": {" + classes - 1": ""},
        "That is the right class's share; its price is minus the logarithm of that.": {
            "-math.log(math.e / (math.e + classes - 1))": "math.e / (math.e + classes - 1)"
        },
        "The sign is turned: the loss is minus the logarithm.": {"-math.log": "math.log"},
        "One of the classes is the right one: there is one less of the others.": {"classes - 1": "classes"},
        "The logarithm of a loss is the natural one.": ({"math.log": "math.log10"}, {"math.log": "math.log2"}),
        "There need not be ten classes.": {"classes - 1": "9"},
    },
    tolerance=5e-4,
)
