"""The three strangers of exercise 17.6 show what its solution says, where the exercise tells to look."""

import pytest

from helpers.data import digits_parts
from helpers.exercises.lesson_17.strangers import strangers_of_exercise
from helpers.first_aid import gradient_norm, overfit_one_batch, relative_steps, unregistered_parameters
from helpers.patients import patients


def stranger(letter):
    return strangers_of_exercise()[letter]


@pytest.mark.parametrize(("letter", "twin"), [("X", "E"), ("Y", "A")])
def test_two_have_the_curve_of_a_patient(letter, twin):
    parts = digits_parts(400, 400, seed=42)
    expected = patients(parts.train_inputs, parts.train_labels, 42)[twin].train(40)
    assert stranger(letter).train(40) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("letter", "XYZ")
def test_rate_and_network_are_right_in_all(letter):
    found = stranger(letter)
    assert found.optimizer.param_groups[0]["lr"] == 0.5
    assert found.optimizer.param_groups[0]["params"][0] is found.model.hidden.weight
    assert not unregistered_parameters(found.model)


def test_x_moves_a_little_in_every_layer_by_a_small_gradient():
    found = stranger("X")
    steps = relative_steps(found.model, found.step).values()
    assert min(steps) > 0
    assert max(steps) < 1e-3
    assert 0 < gradient_norm(found.model) < 1e-3


def test_y_never_moves_and_has_no_gradient_after_a_step():
    found = stranger("Y")
    assert set(relative_steps(found.model, found.step).values()) == {0.0}
    assert gradient_norm(found.model) == 0.0


def test_only_z_cannot_learn_by_heart_and_returns_probabilities():
    last = {
        letter: overfit_one_batch(found.model, found.inputs[:16], found.labels[:16])[-1]
        for letter, found in strangers_of_exercise().items()
    }
    assert max(last["X"], last["Y"]) < 0.1
    assert last["Z"] > 1.4
    found = stranger("Z")
    assert found.model(found.inputs).sum(dim=1).tolist() == pytest.approx([1.0] * 400, abs=1e-5)
    assert min(relative_steps(found.model, found.step).values()) > 1e-3
