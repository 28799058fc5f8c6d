"""Exercise 02.2, beyond its own mistakes."""

import pytest

from helpers.exercises.lesson_02.verdict_on_two_curves import EXERCISE, WORDS, verdict
from tests.exercises.judging import accepts, refuses


def by_ifs(picture):
    if picture in "AD":
        return "more mistakes" if picture == "A" else "surer mistakes"
    if picture == "B":
        return "underfits"
    return {"C": "gap only", "E": "train on"}.get(picture, "leak")


def with_a_match(picture):
    match picture:
        case "A":
            return "more mistakes"
        case "D":
            return "surer mistakes"
        case "B":
            return "underfits"
        case "C":
            return "gap only"
        case "E":
            return "train on"
    return "leak"


test_right = accepts(
    EXERCISE,
    {
        "by ifs": by_ifs,
        "with a match": with_a_match,
        "in capital letters": lambda p: verdict(p).upper(),
        "by place": lambda p: ["more mistakes", "underfits", "gap only", "surer mistakes", "train on", "leak"]["ABCDEF".index(p)],
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "always the same": (lambda picture: "more mistakes", "row by row"),
        "every low curve is fine": (lambda p: "gap only" if p in "DF" else verdict(p), "row by row"),
        "another word": (lambda p: verdict(p).replace("underfits", "underfitting"), "one of the six words"),
        "overfits": (lambda p: "overfits" if p in "AD" else verdict(p), "say what came of it"),
        "leakage": (lambda p: "leakage" if p == "F" else verdict(p), '"leak"'),
        "all is well": (lambda p: "all is well" if p == "C" else verdict(p), "one of the six words"),
        "all at once": (lambda p: {letter: verdict(letter) for letter in "ABCDEF"}, "one of the six words"),
        "C turned": (lambda p: "more mistakes" if p == "C" else verdict(p), "hardly turns"),
        "D lost answers": (lambda p: "more mistakes" if p == "D" else verdict(p), "did it lose answers"),
        "exchanged": (lambda p: {"A": "surer mistakes", "D": "more mistakes"}.get(p, verdict(p)), "exchange"),
        "E too weak": (lambda p: "underfits" if p in "BE" else verdict(p), "not finished"),
        "nothing": (lambda p: None, "one of the six words"),
    },
)


@pytest.mark.parametrize("letter", "ABCDEF")
def test_the_right_word_is_not_told(letter):
    told = EXERCISE.examine(lambda picture: "nothing" if picture == letter else verdict(picture))
    assert verdict(letter) not in told.message


@pytest.mark.parametrize("letter", "ABCDEF")
@pytest.mark.parametrize("word", WORDS)
def test_one_wrong_word_of_the_six_is_answered_by_its_letter(letter, word):
    if word != verdict(letter):
        told = EXERCISE.examine(lambda picture: word if picture == letter else verdict(picture))
        assert "At least one letter" not in told.message
