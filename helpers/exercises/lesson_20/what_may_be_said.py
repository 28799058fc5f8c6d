"""Exercise 20.5: which sentences a table allows."""

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed

LETTERS = "ABCDEF"


def sentences():
    """What was chosen by one part and reported by another; and that the best of 40 equals lies above one of them."""
    return {"B", "E"}


def cases():
    """There is one table; the answer to it is the same a second time."""
    yield Case(title="the table")
    yield Case(title="the table, asked again")


def view(result):
    """For each sentence whether it may be said."""
    if not isinstance(result, set | frozenset) or not all(isinstance(entry, str) for entry in result):
        raise TypeError("a set of letters is asked for")
    chosen = {entry.strip().upper() for entry in result}
    if not chosen <= set(LETTERS):
        raise ValueError(f"the letters go from {LETTERS[0]} to {LETTERS[-1]}")
    return Observed({f"sentence {letter}": letter in chosen for letter in LETTERS})


EXERCISE = Exercise(
    id="20.5",
    solution=sentences,
    cases=cases,
    view=view,
    hint=(
        "Ask of each number: was it chosen because it is large, and if so, does the sentence say out of how many? "
        "And of each cause: could the table look like this without it?"
    ),
    more_hints=(
        "Two of the six may be said. One of the others compares the best of 39 with a single run; "
        "one calls something a cause that the trained network never saw.",
    ),
    otherwise="Ask of each number in a sentence whether it was chosen for its size; a chosen number is too large.",
    mistakes={
        "A: 96.0 % is the best of 40. Trained again, the same network gets 93 %.": lambda: {"A", "B", "E"},
        "C compares the best of 39 runs with a single one. Give each of them six seeds.": lambda: {"B", "C", "E"},
        "D: nothing was learnt from the validation images. The best of 40 falls by itself when it is asked again.": (
            lambda: {"B", "D", "E"}
        ),
        "F: then the test part would do the choosing, and its best score would be as lucky as the 96.0 %.": (
            lambda: {"B", "E", "F"}
        ),
        "B is honest: it says how many were tried, and by which part was chosen and reported. It may be said.": lambda: {"E"},
        "E may be said: it is section 1. The best of many equal runs lies above one of them.": lambda: {"B"},
        "Two of the six may be said.": set,
        "Four of the six may not be said: read each number and ask whether it was chosen.": lambda: set("ABCDEF"),
    },
)
