"""Exercise 17.6, beyond its own mistakes."""

from helpers.exercises.lesson_17.strangers import strangers_of_exercise
from helpers.exercises.lesson_17.verdict_on_strangers import EXERCISE, verdict
from helpers.first_aid import gradient_norm, overfit_one_batch
from tests.exercises.judging import accepts, refuses


def by_looks(letter):
    """Finds the faults by itself, with strangers of its own."""
    stranger = strangers_of_exercise()[letter]
    if overfit_one_batch(stranger.model, stranger.inputs[:16], stranger.labels[:16])[-1] > 0.1:
        return "softmax before the loss"
    stranger.step()
    return "loss made small" if gradient_norm(stranger.model) > 0 else "cleared late"


test_right = accepts(EXERCISE, {"by looks": by_looks, "other capitals and blanks": lambda letter: f" {verdict(letter).upper()} "})
test_wrong = refuses(
    EXERCISE,
    {
        "one word for all": (lambda letter: "no step()", "At least one letter"),
        "a word of one's own": (lambda letter: "step" if letter == "Y" else verdict(letter), "words are those of the exercise"),
        "a list": (lambda letter: [verdict(letter)], "one of the ten words"),
        "all of them at once": (lambda letter: {"X": verdict("X")}, "one of the ten words"),
    },
)
