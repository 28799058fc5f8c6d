import math

import pytest
import torch

from helpers.data import digits_parts
from helpers.first_aid import overfit_one_batch, relative_steps, unregistered_parameters
from helpers.models import MLP
from helpers.patients import healthy_patient, patients
from helpers.reproducibility import seed_everything

PARTS = digits_parts(400, 100, seed=0)
INPUTS, LABELS = PARTS.train_inputs, PARTS.train_labels


def fresh(letter, seed=0):
    return patients(INPUTS, LABELS, seed)[letter]


def test_there_are_eight_and_none_of_them_learns():
    know_nothing = math.log(10)
    losses = {letter: patient.train(60) for letter, patient in patients(INPUTS, LABELS, seed=0).items()}
    assert list(losses) == list("ABCDEFGH")
    assert all(values[-1] > 0.85 * know_nothing for values in losses.values())
    assert len(set(losses["A"])) == 1
    assert len({values[-1] for values in losses.values()}) == 8


def test_the_healthy_one_learns_and_is_e_but_for_the_rate():
    healthy, crept = healthy_patient(INPUTS, LABELS, seed=0), fresh("E")
    assert all(map(torch.equal, healthy.model.parameters(), crept.model.parameters()))
    steps, crept_steps = (relative_steps(patient.model, patient.step) for patient in (healthy, crept))
    assert steps["hidden.weight"] == pytest.approx(1000 * crept_steps["hidden.weight"], rel=0.01)
    assert healthy.train(150)[-1] < 0.2
    with pytest.raises(ValueError, match="shape"):
        healthy_patient(INPUTS[:, :63], LABELS)


def test_nobody_elses_random_numbers_are_touched():
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    patients(INPUTS, LABELS), healthy_patient(INPUTS, LABELS)
    assert torch.equal(torch.rand(3), expected)


def test_the_first_weights_are_those_of_the_lesson():
    seed_everything(3)
    ours = MLP(64, 32, 10)
    assert all(map(torch.equal, ours.parameters(), healthy_patient(INPUTS, LABELS, 3).model.parameters()))


def test_the_printed_network_does_not_tell():
    assert "ist" not in str(fresh("D").model)


def test_the_same_seed_gives_the_same_losses_and_another_one_others():
    assert fresh("D").train(3) == fresh("D").train(3) != fresh("D", seed=1).train(3)


def test_each_fault_is_seen_where_the_lesson_looks():
    steps = {letter: relative_steps(patient.model, patient.step) for letter, patient in patients(INPUTS, LABELS, 0).items()}
    assert set(steps["A"].values()) == {0.0}
    assert max(steps["E"].values()) < 1e-3
    assert min(steps["H"].values()) > 1
    assert steps["G"]["0.weight"] < 1e-6
    assert steps["D"]["hidden[0].weight"] == 0.0 < steps["D"]["output.weight"]
    assert fresh("B").inputs.max() == 16
    assert len(unregistered_parameters(fresh("D").model)) == 6
    assert not torch.equal(fresh("F").labels, LABELS)
    assert torch.equal(fresh("F").labels.sort().values, LABELS.sort().values)
    halved = fresh("C")
    halved.train(30)
    assert max(relative_steps(halved.model, halved.step).values()) < 1e-6


def test_two_networks_are_at_fault_and_six_trainings():
    by_heart = {
        letter: overfit_one_batch(patient.model, patient.inputs[:16], patient.labels[:16])[-1]
        for letter, patient in patients(INPUTS, LABELS, seed=0).items()
    }
    assert {letter for letter, loss in by_heart.items() if loss > 0.5} == {"D", "G"}


@pytest.mark.parametrize(
    ("inputs", "labels", "message"),
    [
        (INPUTS.reshape(-1, 8, 8), LABELS, "shape"),
        (INPUTS[:, :63], LABELS, "shape"),
        (INPUTS, LABELS[:-1], "shape"),
        (INPUTS, LABELS.unsqueeze(1), "shape"),
        (INPUTS[:0], LABELS[:0], "at least one"),
        (INPUTS, LABELS + 1, "from 0 to 9"),
        (INPUTS, LABELS - 1, "from 0 to 9"),
    ],
)
def test_what_is_not_digits_is_refused(inputs, labels, message):
    with pytest.raises(ValueError, match=message):
        patients(inputs, labels)
