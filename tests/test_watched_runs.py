"""Runs in a stack go the way that each of them goes alone."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from helpers.data import digits_parts
from helpers.data.batches import Batches
from helpers.models import MLP
from helpers.reproducibility import seed_everything
from helpers.training import evaluate, train_one_epoch
from helpers.watched_runs import at_place, watch_runs

SEEDS = [3, 4, 2**32 - 1]
SIZES = {"hidden_size": 6, "learning_rate": 0.01, "epochs": 5}


@pytest.fixture(scope="module")
def parts():
    found = [digits_parts(train_size=50, validation_size=40, wrong_labels=0.2, seed=seed) for seed in SEEDS]
    return [replace(part, test_inputs=part.test_inputs[:60], test_labels=part.test_labels[:60]) for part in found]


@pytest.mark.parametrize("batch_size", [None, 15])  # 50 images: the last batch holds five
def test_every_run_is_the_run_of_its_seed(parts, batch_size):
    watched = watch_runs(parts, SEEDS, **SIZES, evaluate_every=2, batch_size=batch_size)
    assert watched.epochs.tolist() == [2, 4, 5]
    for number, (part, seed) in enumerate(zip(parts, SEEDS, strict=True)):
        batches = [(part.train_inputs, part.train_labels)]
        if batch_size:
            batches = Batches(*batches[0], batch_size, shuffle=True, seed=seed)
        seed_everything(seed)
        model, looks = MLP(64, 6, 10), []
        optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
        for epoch in range(1, 6):
            train_one_epoch(model, batches, nn.CrossEntropyLoss(), optimizer)
            if epoch in (2, 4, 5):
                for inputs, labels in (
                    (part.validation_inputs, part.validation_labels),
                    (part.test_inputs, part.test_labels),
                ):
                    looks.append(evaluate(model, [(inputs, labels)], nn.CrossEntropyLoss()))
        for place in range(3):
            validation, test = looks[2 * place : 2 * place + 2]
            assert watched.validation_loss[number, place] == pytest.approx(validation.loss, abs=1e-4)
            assert watched.validation_accuracy[number, place] == pytest.approx(validation.accuracy, abs=1e-6)
            assert watched.test_loss[number, place] == pytest.approx(test.loss, abs=1e-4)
            assert watched.test_accuracy[number, place] == pytest.approx(test.accuracy, abs=1e-6)


def test_shapes_and_each_images_loss(parts):
    watched = watch_runs(parts, SEEDS, **SIZES)
    assert watched.test_losses.shape == watched.test_right.shape == (3, 5, 60)
    assert watched.test_right.dtype == bool
    assert np.allclose(watched.test_losses.mean(axis=2), watched.test_loss)


def test_dropout_changes_the_training_and_repeats(parts):
    plain, one, two = (watch_runs(parts, SEEDS, **SIZES, dropout_share=share).validation_loss for share in (0.0, 0.5, 0.5))
    assert np.array_equal(one, two)
    assert not np.allclose(plain, one)


def test_no_global_random_number_is_drawn(parts):
    before = torch.get_rng_state()
    watch_runs(parts, SEEDS, **SIZES, batch_size=20, dropout_share=0.5)
    assert torch.equal(before, torch.get_rng_state())


def test_a_run_does_not_feel_the_others(parts):
    alone = watch_runs(parts[:1], SEEDS[:1], **SIZES, batch_size=20)
    together = watch_runs(parts, SEEDS, **SIZES, batch_size=20)
    assert np.allclose(alone.validation_loss[0], together.validation_loss[0], atol=1e-5)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda parts: ([], []), "0 data sets and 0 seeds"),
        (lambda parts: (parts, SEEDS[:2]), "3 data sets and 2 seeds"),
        (lambda parts: ([parts[0], digits_parts(train_size=60)], SEEDS[:2]), "the same sizes"),
    ],
)
def test_runs_that_do_not_fit_together_are_refused(parts, change, message):
    with pytest.raises(ValueError, match=message):
        watch_runs(*change(parts), **SIZES)


def test_each_run_gives_the_value_at_its_own_place():
    assert at_place(np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), [2, 0]).tolist() == [3.0, 4.0]


@pytest.mark.parametrize(("values", "places"), [([[1.0, 2.0]], [0, 1]), ([1.0, 2.0], [0, 1])])
def test_one_place_a_run_is_needed(values, places):
    with pytest.raises(ValueError, match="one row and one place a run"):
        at_place(np.array(values), places)
