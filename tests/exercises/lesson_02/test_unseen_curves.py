"""The pictures of exercise 02.2 show what its solution says, by the rules that the lesson states."""

import pytest

from helpers.exercises.lesson_02.unseen_curves import unseen_curves
from helpers.exercises.lesson_02.verdict_on_two_curves import verdict


@pytest.mark.parametrize("letter", "ABCDEF")
def test_each_picture_keeps_away_from_the_thresholds(letter):
    history = unseen_curves()[letter]
    train, validation, accuracy = (history[name] for name in ("train_loss", "validation_loss", "validation_accuracy"))
    three_quarters = -1 - len(train) // 4
    rise = validation[-1] / min(validation)
    lost = accuracy[validation.index(min(validation))] - accuracy[-1]
    found = verdict(letter)
    falls = all(curve[-1] < 0.8 * curve[three_quarters] for curve in (train, validation))
    assert falls == (found in {"train on", "leak"})  # the leak's row is the first
    assert falls or any(curve[-1] > 0.95 * curve[three_quarters] for curve in (train, validation))
    share_of_right_labels = {"A": 0.85, "F": 0.8}.get(letter, 1.0)
    assert (history["train_accuracy_at_end"] < share_of_right_labels - 0.2) == (found == "underfits")
    assert (rise > 1.4) == (found in {"more mistakes", "surer mistakes"})
    assert rise < 1.15 or rise > 1.4
    assert (lost > 0.05) == (found == "more mistakes")
    assert (lost < -0.01) == (found == "surer mistakes")
    assert (validation[-1] < 0.1 and abs(validation[-1] - train[-1]) < 0.01) == (found == "leak")


def test_they_are_the_same_ones_on_every_call():
    first = {letter: dict(history) for letter, history in unseen_curves().items()}
    unseen_curves.cache_clear()
    assert unseen_curves() == first
