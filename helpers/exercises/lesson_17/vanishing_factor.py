"""Exercise 17.2: by what a gradient is multiplied in each layer on its way back."""

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_number


def vanishing_factor(lengths):
    """The same factor for each step from the last layer to the first: the root of the whole factor."""
    return (lengths[0] / lengths[-1]) ** (1 / (len(lengths) - 1))


def cases():
    """Two layers and many; vanishing evenly and unevenly, growing, level, vanishing very far; other units."""
    for lengths, title in (
        ([0.02, 0.2], "two layers, a tenth"),
        ([0.25, 0.5, 1.0, 2.0], "half of it in each of three steps back"),
        ([0.1, 0.8, 0.9], "nearly all is lost in the first layer"),
        ([0.01, 0.02, 0.9, 0.4], "up and down"),
        ([9.0, 3.0, 1.0], "a gradient that grows on its way back"),
        ([0.3, 0.3, 0.3, 0.3, 0.3], "a gradient that stays"),
        ([1e-7, 5e-7, 3e-6, 2e-5, 1e-4, 7e-4, 4e-3, 0.02, 0.25], "nine layers"),
        ([1e-30, 1e-20, 1e-3], "very far"),
        ([0.5, 0.1, 0.5], "down and up again"),
    ):
        yield Case(lengths, title=title)


EXERCISE = Exercise(
    id="17.2",
    solution=vanishing_factor,
    cases=cases,
    view=as_number,
    hint=(
        "Two layers first: what takes you from the last length to the first? And with three layers, if the same factor is "
        "applied twice? How often is it applied with N layers?"
    ),
    more_hints=(
        "There are len(lengths) - 1 steps back, and factor ** steps must be lengths[0] / lengths[-1]. So take the root: "
        "the power 1 / steps.",
    ),
    otherwise="Divide the first length by the last, and take the root whose number is the number of steps between them.",
    mistakes={
        "With N layers there are N - 1 steps from the last to the first: count the steps, not the layers.": {
            "(len(lengths) - 1)": "len(lengths)"
        },
        "That goes forward: on its way back the gradient comes from the last layer to the first.": {
            "lengths[0] / lengths[-1]": "lengths[-1] / lengths[0]"
        },
        "That is what is left after all steps together: take the root whose number is the number of steps.": {
            " ** (1 / (len(lengths) - 1))": ""
        },
        "Factors are multiplied, not added: take a root of the whole factor instead of dividing it by the steps.": {
            " ** (1 / (len(lengths) - 1))": " / (len(lengths) - 1)"
        },
        "The mean of the single factors does not lead to the first length: factors are multiplied, so take a root.": {
            "(lengths[0] / lengths[-1]) ** (1 / (len(lengths) - 1))": (
                "sum(lengths[k] / lengths[k + 1] for k in range(len(lengths) - 1)) / (len(lengths) - 1)"
            )
        },
        "That is always the square root: its number must be the number of steps.": {"(1 / (len(lengths) - 1))": "0.5"},
        "That is what a single step multiplies, and the steps differ: take all of them together.": (
            {"(lengths[0] / lengths[-1]) ** (1 / (len(lengths) - 1))": "lengths[0] / lengths[1]"},
            {"(lengths[0] / lengths[-1]) ** (1 / (len(lengths) - 1))": "lengths[-2] / lengths[-1]"},
        ),
        "Lengths are compared by division here: a difference does not tell how many times shorter.": {
            "(lengths[0] / lengths[-1]) ** (1 / (len(lengths) - 1))": "(lengths[-1] - lengths[0]) / (len(lengths) - 1)"
        },
    },
)
