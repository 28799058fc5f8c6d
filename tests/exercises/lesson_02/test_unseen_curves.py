"""The pictures of exercise 02.2 and the lesson's own trainings fit the rows of the verdict, and those that come before it."""

import numpy as np
import pytest

from helpers.data import digits_parts, iris_split, with_wrong_labels
from helpers.exercises.lesson_02.unseen_curves import in_numbers, unseen_curves
from helpers.exercises.lesson_02.verdict_on_two_curves import verdict
from helpers.small_network import train_small_network


def first_row(train, validation, accuracy, own_right, larger=0.0, right_validation_labels=1.0):
    """The first row of the table that fits; ``larger`` is what a larger network gets right where its loss is lowest."""
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
    if own_right < 0.9 and larger > accuracy[at_lowest] + 0.05:
        return "underfits"
    if validation[-1] > 1.25 * min(validation):
        return "more mistakes" if accuracy[-1] < accuracy[at_lowest] - 0.02 else "surer mistakes"
    return "too few examples" if own_right > accuracy[-1] + 0.05 else "fits"


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
    return network.losses, network.validation_losses, network.validation_accuracies, own_right


@pytest.mark.parametrize(
    ("training", "row"),
    [
        ({"labels": "shuffled"}, "nothing found"),
        ({}, "more mistakes"),
        ({"labels": "right"}, "too few examples"),
        ({"labels": "right", "epochs": 10_000}, "surer mistakes"),
        ({"labels": "right", "images": 30}, "too few examples"),
        ({"labels": "right", "images": 1000}, "fits"),
        ({"images": 1000}, "unlike parts"),
    ],
)
def test_the_trainings_of_the_lesson_fit_the_rows_that_name_them(training, row):
    assert first_row(*trained_on_digits(**training)) == row


def test_three_units_underfit_beside_the_usual_ones():
    _, losses, accuracies, _ = trained_on_digits("right", images=1000)
    larger = accuracies[losses.index(min(losses))]
    assert first_row(*trained_on_digits("right", units=3, images=1000), larger) == "underfits"


@pytest.mark.parametrize(("epochs", "row"), [(4000, "train on"), (20_000, "fits")])
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
    shares = history["train_accuracy_at_end"], history["larger_accuracy_at_lowest"]
    assert first_row(*curves, *shares, {"F": 0.8}.get(letter, 1.0)) == verdict(letter)


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
    gained = history["larger_accuracy_at_lowest"] - accuracy[validation.index(min(validation))]
    assert (gained > 0.2) == (found == "underfits")
    assert gained < 0.045 or gained > 0.2
    assert (history["train_accuracy_at_end"] < 0.5) == (found == "underfits")
    assert (rise > 1.4) == (found in {"more mistakes", "surer mistakes"})
    assert rise < 1.15 or rise > 1.4
    assert (lost > 0.05) == (found == "more mistakes")
    assert (lost < -0.01) == (found == "surer mistakes")
    if found == "too few examples":
        assert history["train_accuracy_at_end"] - accuracy[-1] > 0.08
    assert (accuracy[-1] > {"F": 0.8}.get(letter, 1.0) + 0.15) == (found == "leak")


def test_they_are_the_same_ones_on_every_call():
    first = {letter: dict(history) for letter, history in unseen_curves().items()}
    unseen_curves.cache_clear()
    assert unseen_curves() == first


def test_the_numbers_below_the_figures_are_those_of_the_histories():
    history = {
        "validation_loss": [2.0, 1.0, 0.8, 1.2],
        "validation_accuracy": [0.1, 0.5, 0.625, 0.6],
        "train_accuracy_at_end": 0.97,
        "larger_accuracy_at_lowest": 0.75,
    }
    *heading, row = in_numbers({"A": history}).splitlines()
    assert len(heading) == 2
    assert row.split() == ["A", "97%", "62.5%", "60.0%", "75.0%"]


def test_each_picture_has_a_row_and_the_columns_stand_below_their_names():
    _, names, *rows = in_numbers(unseen_curves()).splitlines()
    assert [row[0] for row in rows] == list("ABCDEF")
    starts = [names.index("own labels"), names.index("new, at"), names.index("at the end"), names.rindex("new, at")]
    for row in rows:
        assert all(row[start - 1] == " " and row[start] != " " for start in starts)
