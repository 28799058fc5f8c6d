"""Exercise 02.2, beyond its own mistakes."""

from helpers.exercises.lesson_02.verdict_on_two_curves import EXERCISE, verdict
from tests.exercises.judging import accepts, refuses


def by_ifs(picture):
    if picture in "AD":
        return "overfits"
    if picture == "B":
        return "underfits"
    return {"C": "gap only", "E": "train on"}.get(picture, "leak")


def with_a_match(picture):
    match picture:
        case "A" | "D":
            return "overfits"
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
        "by place": lambda p: ["overfits", "underfits", "gap only", "overfits", "train on", "leak"]["ABCDEF".index(p)],
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "always the same": (lambda picture: "overfits", "row by row"),
        "every low curve is fine": (lambda p: "gap only" if p in "DF" else verdict(p), "row by row"),
        "in capital letters": (lambda p: verdict(p).upper(), "expected"),
        "another word": (lambda p: verdict(p).replace("overfits", "overfitting"), "got 'overfitting'"),
        "all at once": (lambda p: {letter: verdict(letter) for letter in "ABCDEF"}, "expected a text"),
        "C turned": (lambda p: "overfits" if p in "ACD" else verdict(p), "hardly turns"),
        "E too weak": (lambda p: "underfits" if p in "BE" else verdict(p), "not finished"),
        "nothing": (lambda p: None, "None"),
    },
)
