"""Exercise 02.2: a judgement on curves that nobody has explained."""

from helpers.exercises.engine import Case, Exercise


def verdict(picture):
    """What each of the six pictures shows."""
    found = {
        "A": "overfits",
        "B": "underfits",
        "C": "gap only",
        "D": "overfits",  # by its loss; its accuracy rises, from 94 to 96 %: surer mistakes
        "E": "train on",
        "F": "leak",
    }
    return found[picture]


def cases():
    """Each picture once."""
    for picture in "ABCDEF":
        yield Case(picture)


EXERCISE = Exercise(
    id="02.2",
    solution=verdict,
    cases=cases,
    hint=(
        "Ask in the order of the table. Leak: does the validation loss know answers that nobody can? Train on: do both losses "
        "still fall steeply? Underfits: is the training loss high? Then divide the last validation loss by the lowest one."
    ),
    otherwise="Take the line below the picture and go through the table of section 8, row by row, with its numbers.",
    mistakes={
        "A turns: its last validation loss is far more than a quarter above its lowest. A gap it has, too.": {
            '"A": "overfits"': '"A": "gap only"'
        },
        "B does not know even its own examples: its training loss ends at 1.67, near the 2.30 of a network that knows nothing.": (
            {'"B": "underfits"': '"B": "train on"'},
            {'"B": "underfits"': '"B": "gap only"'},
            {'"B": "underfits"': '"B": "overfits"'},
        ),
        "C hardly turns: divide its last validation loss by its lowest one. What remains is the distance of two flat curves.": {
            '"C": "gap only"': '"C": "overfits"'
        },
        "C has stopped falling: training on cannot bring much.": {'"C": "gap only"': '"C": "train on"'},
        "D lies low, and that hides its turn: do not compare it with its neighbours but with its own lowest point.": (
            {'"D": "overfits"': '"D": "gap only"'},
            {'"D": "overfits"': '"D": "train on"'},
            {'"D": "overfits"': '"D": "leak"'},
        ),
        "E is not finished: both losses are still falling steeply when the picture ends. Judge it later.": (
            {'"E": "train on"': '"E": "underfits"'},
            {'"E": "train on"': '"E": "gap only"'},
        ),
        "F is too good: one label in five is wrong, no network can guess which wrong name was written, and F knows them all.": (
            {'"F": "leak"': '"F": "gap only"'},
            {'"F": "leak"': '"F": "train on"'},
            {'"F": "leak"': '"F": "overfits"'},
        ),
        "The words are spelt as in the exercise, without capital letters.": {
            "return found[picture]": "return found[picture].title()"
        },
        "A turn is judged by the last loss and the lowest one, A and D by the same rule.": {
            '"A": "overfits"': '"A": "gap only"',
            '"D": "overfits"': '"D": "gap only"',
        },
    },
)
