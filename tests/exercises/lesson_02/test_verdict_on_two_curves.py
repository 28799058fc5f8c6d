"""Exercise 02.2, beyond its own mistakes."""

import pytest

from helpers.exercises.lesson_02.unseen_curves import unseen_curves
from helpers.exercises.lesson_02.verdict_on_two_curves import EXERCISE, WORDS, verdict
from tests.exercises.judging import accepts, refuses


def by_ifs(picture):
    if picture in "AD":
        return "more mistakes" if picture == "A" else "surer mistakes"
    if picture == "B":
        return "underfits"
    return {"C": "too few examples", "E": "train on"}.get(picture, "leak")


def with_a_match(picture):
    match picture:
        case "A":
            return "more mistakes"
        case "D":
            return "surer mistakes"
        case "B":
            return "underfits"
        case "C":
            return "too few examples"
        case "E":
            return "train on"
    return "leak"


def by_the_rule(picture):
    history = unseen_curves()[picture]
    losses, accuracies = history["validation_loss"], history["validation_accuracy"]
    own, best = history["train_accuracy_at_end"], accuracies[losses.index(min(losses))]
    if picture in "EF":
        return {"E": "train on", "F": "leak"}[picture]
    if own < 0.9 and history["larger_accuracy_at_lowest"] > best + 0.05:
        return "underfits"
    if losses[-1] > 1.25 * min(losses):
        return "more mistakes" if accuracies[-1] < best - 0.02 else "surer mistakes"
    return "too few examples" if own > accuracies[-1] + 0.05 else "fits"


test_right = accepts(
    EXERCISE,
    {
        "by ifs": by_ifs,
        "by the rule": by_the_rule,
        "with a match": with_a_match,
        "in capital letters": lambda p: verdict(p).upper(),
        "as the table names it": lambda p: f"overfits: {verdict(p)}" if p in "AD" else verdict(p),
        "by place": lambda p: ["more mistakes", "underfits", "too few examples", "surer mistakes", "train on", "leak"][
            "ABCDEF".index(p)
        ],
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "always the same": (lambda picture: "more mistakes", "row by row"),
        "every low curve is fine": (lambda p: "too few examples" if p in "DF" else verdict(p), "row by row"),
        "another word": (lambda p: verdict(p).replace("underfits", "underfitting"), "one of the seven texts"),
        "overfits": (lambda p: "overfits" if p in "AD" else verdict(p), "say what came of it"),
        "leakage": (lambda p: "leakage" if p == "F" else verdict(p), '"leak"'),
        "all is well": (lambda p: "all is well" if p == "C" else verdict(p), "one of the seven texts"),
        "F fits": (lambda p: "fits" if p == "F" else verdict(p), "too good"),
        "C fits": (lambda p: "fits" if p == "C" else verdict(p), "how many points"),
        "all at once": (lambda p: {letter: verdict(letter) for letter in "ABCDEF"}, "one of the seven texts"),
        "C turned": (lambda p: "more mistakes" if p == "C" else verdict(p), "hardly turns"),
        "D lost answers": (lambda p: "more mistakes" if p == "D" else verdict(p), "did it lose answers"),
        "exchanged": (lambda p: {"A": "surer mistakes", "D": "more mistakes"}.get(p, verdict(p)), "exchange"),
        "E too weak": (lambda p: "underfits" if p in "BE" else verdict(p), "not finished"),
        "nothing": (lambda p: None, "one of the seven texts"),
    },
)


def test_what_came_is_told():
    told = EXERCISE.examine(lambda picture: "leak" if picture == "A" else verdict(picture))
    assert "expected verdict: 'the first row that fits', got 'leak'" in told.message


@pytest.mark.parametrize("letter", "ABCDEF")
def test_the_right_word_is_not_told(letter):
    told = EXERCISE.examine(lambda picture: "nothing" if picture == letter else verdict(picture))
    assert verdict(letter) not in told.message


@pytest.mark.parametrize("letter", "ABCDEF")
@pytest.mark.parametrize("word", WORDS)
def test_one_wrong_word_of_the_seven_is_answered_by_its_letter(letter, word):
    if word != verdict(letter):
        told = EXERCISE.examine(lambda picture: word if picture == letter else verdict(picture))
        assert "At least one letter" not in told.message
