"""The pictures of exercise 02.2 show what its solution says, by the rules that the lesson states."""

import math

import pytest

from helpers.exercises.lesson_02.unseen_curves import unseen_curves
from helpers.exercises.lesson_02.verdict_on_two_curves import verdict


@pytest.mark.parametrize("letter", "ABCDEF")
def test_each_picture_keeps_away_from_the_thresholds(letter):
    history = unseen_curves()[letter]
    train, validation = history["train_loss"], history["validation_loss"]
    know_nothing = math.log(2 if letter == "D" else 10)
    rise = validation[-1] / min(validation)
    found = verdict(letter)
    assert (train[-1] > 0.6 * know_nothing) == (found == "underfits")
    assert (rise > 1.4) == (found == "overfits")
    assert rise < 1.15 or found == "overfits"
    assert (validation[-1] < 0.85 * validation[-6]) == (found == "train on")
    assert (validation[-1] < 0.1 and abs(validation[-1] - train[-1]) < 0.01) == (found == "leak")


def test_they_are_the_same_ones_on_every_call():
    first = {letter: dict(history) for letter, history in unseen_curves().items()}
    unseen_curves.cache_clear()
    assert unseen_curves() == first
