"""Exercise 17.6, beyond its own mistakes."""

from helpers.exercises.lesson_17.verdict_on_strangers import EXERCISE, verdict
from tests.exercises.judging import accepts, refuses

test_right = accepts(EXERCISE, {"other capitals and blanks": lambda letter: f" {verdict(letter).upper()} "})
test_wrong = refuses(
    EXERCISE,
    {
        "one word for all": (lambda letter: "no step()", "At least one letter"),
        "a word of one's own": (lambda letter: "step" if letter == "Y" else verdict(letter), "words are those of the exercise"),
        "a list": (lambda letter: [verdict(letter)], "one of the ten words"),
        "all of them at once": (lambda letter: {"X": verdict("X")}, "one of the ten words"),
    },
)
