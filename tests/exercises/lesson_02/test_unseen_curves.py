"""The pictures of exercise 02.2 and the lesson's own trainings fit the rows of the verdict, and those that come before it."""

import numpy as np
import pytest

from helpers.data import digits_parts, iris_split, with_wrong_labels
from helpers.exercises.lesson_02.unseen_curves import in_numbers, unseen_curves
from helpers.exercises.lesson_02.verdict_on_two_curves import verdict
from helpers.small_network import train_small_network


def first_row(train, validation, accuracy, own_right, right_labels=1.0, right_validation_labels=1.0):
    """The first row of the table that fits."""
    at_lowest = validation.index(min(validation))
    three_quarters = -1 - len(train) // 4
    if accuracy[-1] > right_validation_labels + 0.1:
        return "leak"
    if all(curve[-1] < 0.8 * curve[three_quarters] for curve in (train, validation)):
        return "train on"
    if min(validation) > 0.9 * validation[0]:
        return "nothing found"
    if validation[-1] < 0.8 * train[-1]:
        return "unlike parts"
    if own_right < right_labels - 0.1:
        return "underfits"
    if accuracy[at_lowest] - accuracy[-1] > 0.03:
        return "more mistakes"
    if validation[-1] > 1.25 * min(validation):
        return "surer mistakes"
    return "gap only" if validation[-1] > train[-1] else "all is well"


def trained_on_digits(labels="some wrong", units=64, epochs=700, images=200):
    """What ``first_row`` takes of one of the lesson's trainings."""
    digits = digits_parts(train_size=1000, validation_size=400, seed=42)
    taught = digits.train_labels[:images].numpy()
    if labels == "shuffled":
        taught = np.random.default_rng(42).permutation(taught)
    if labels == "some wrong":
        taught = with_wrong_labels(taught, 0.2, classes=10, seed=42)
    inputs, part = digits.train_inputs[:images], (digits.validation_inputs, digits.validation_labels)
    network = train_small_network(inputs, taught, units, 0.5, epochs, seed=42, validation=part)
    own_right = float((network.predict(inputs) == taught).mean())
    right = 0.8 if labels == "some wrong" else 1.0
    return network.losses, network.validation_losses, network.validation_accuracies, own_right, right


@pytest.mark.parametrize(
    ("training", "row"),
    [
        ({"labels": "shuffled"}, "nothing found"),
        ({}, "more mistakes"),
        ({"labels": "right"}, "gap only"),
        ({"labels": "right", "epochs": 10_000}, "surer mistakes"),
        ({"units": 3}, "underfits"),
        ({"images": 1000}, "unlike parts"),
    ],
)
def test_the_trainings_of_the_lesson_fit_the_rows_that_name_them(training, row):
    assert first_row(*trained_on_digits(**training)) == row


@pytest.mark.parametrize(("epochs", "row"), [(4000, "train on"), (20_000, "all is well")])
def test_iris_is_not_finished_and_then_well(epochs, row):
    flowers = iris_split(seed=42)
    network = train_small_network(
        flowers.train_inputs, flowers.train_labels, 10, 0.01, epochs, seed=42, record_every=200,
        validation=(flowers.test_inputs, flowers.test_labels),
    )  # fmt: skip
    assert first_row(network.losses, network.validation_losses, network.validation_accuracies, 0.97) == row


@pytest.mark.parametrize("letter", "ABCDEF")
def test_the_table_gives_each_picture_its_word(letter):
    history = unseen_curves()[letter]
    curves = (history[name] for name in ("train_loss", "validation_loss", "validation_accuracy"))
    right, right_validation = {"A": (0.85, 1.0), "F": (0.8, 0.8)}.get(letter, (1.0, 1.0))
    assert first_row(*curves, history["train_accuracy_at_end"], right, right_validation) == verdict(letter)


@pytest.mark.parametrize("letter", "ABCDEF")
def test_each_picture_keeps_away_from_the_thresholds(letter):
    history = unseen_curves()[letter]
    train, validation, accuracy = (history[name] for name in ("train_loss", "validation_loss", "validation_accuracy"))
    three_quarters = -1 - len(train) // 4
    rise = validation[-1] / min(validation)
    lost = accuracy[validation.index(min(validation))] - accuracy[-1]
    found = verdict(letter)
    falls = all(curve[-1] < 0.72 * curve[three_quarters] for curve in (train, validation))
    assert falls == (found in {"train on", "leak"})  # the leak's row is the first
    assert falls or any(curve[-1] > 0.95 * curve[three_quarters] for curve in (train, validation))
    assert min(validation) < 0.75 * validation[0]  # something was found
    assert validation[-1] > 0.95 * train[-1]  # like parts
    share_of_right_labels = {"A": 0.85, "F": 0.8}.get(letter, 1.0)
    assert (history["train_accuracy_at_end"] < share_of_right_labels - 0.2) == (found == "underfits")
    assert (rise > 1.4) == (found in {"more mistakes", "surer mistakes"})
    assert rise < 1.15 or rise > 1.4
    assert (lost > 0.05) == (found == "more mistakes")
    assert (lost < -0.01) == (found == "surer mistakes")
    assert (accuracy[-1] > {"F": 0.8}.get(letter, 1.0) + 0.15) == (found == "leak")


def test_they_are_the_same_ones_on_every_call():
    first = {letter: dict(history) for letter, history in unseen_curves().items()}
    unseen_curves.cache_clear()
    assert unseen_curves() == first


def test_the_numbers_below_the_figures_are_those_of_the_histories():
    history = {
        "train_loss": [2.0, 1.0, 0.5, 0.4],
        "validation_loss": [2.0, 1.0, 0.8, 1.2],
        "validation_accuracy": [0.1, 0.5, 0.625, 0.6],
        "train_accuracy_at_end": 0.97,
    }
    *heading, row = in_numbers({"A": history}).splitlines()
    assert len(heading) == 2
    assert row.split() == ["A", "20%", "-50%", "50%", "97%", "62.5%", "60.0%"]


def test_each_picture_has_a_row_and_the_columns_stand_below_their_names():
    _, names, *rows = in_numbers(unseen_curves()).splitlines()
    assert [row[0] for row in rows] == list("ABCDEF")
    starts = [names.index(name) for name in ("train loss", "validation loss", "the lowest", "right", "at lowest", "at the end")]
    for row in rows:
        assert all(row[start - 1] == " " and row[start] != " " for start in starts)
