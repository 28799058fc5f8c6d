"""train_side_by_side against ordinary loops."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from helpers import optimizers
from helpers.data import Batches, digits_parts
from helpers.models import MLP
from helpers.reproducibility import seed_everything
from helpers.side_by_side import range_tests, train_side_by_side
from helpers.training import evaluate, train_one_epoch


@pytest.fixture(scope="module")
def parts():
    found = digits_parts(train_size=70, validation_size=50)
    return (found.train_inputs, found.train_labels), (found.validation_inputs, found.validation_labels)


def one_by_one(train, validation, make, seed, sizes, factors, hidden_size=8):
    """Training and validation losses of an ordinary loop, before the first epoch and after each one."""
    seed_everything(seed)
    model = MLP(64, hidden_size, 10)
    optimizer = make(model.parameters())
    rate = optimizer.param_groups[0]["lr"]
    generator = torch.Generator().manual_seed(seed)
    losses = [[evaluate(model, [part], functional.cross_entropy).loss for part in (train, validation)]]
    for size, factor in zip(sizes, factors, strict=True):
        optimizer.param_groups[0]["lr"] = rate * factor
        train_one_epoch(model, Batches(*train, size, shuffle=True, generator=generator), functional.cross_entropy, optimizer)
        losses.append([evaluate(model, [part], functional.cross_entropy).loss for part in (train, validation)])
    return np.transpose(losses)


@pytest.mark.parametrize(
    ("rule", "make"),
    [
        (optimizers.descend, lambda rate: lambda weights: torch.optim.SGD(weights, lr=rate)),
        (optimizers.momentum, lambda rate: lambda weights: torch.optim.SGD(weights, lr=rate, momentum=0.9)),
        (optimizers.adam, lambda rate: lambda weights: torch.optim.Adam(weights, lr=rate)),
    ],
    ids=["descend", "momentum", "adam"],
)
def test_each_training_is_as_if_it_were_alone(parts, rule, make):
    sizes, factors, rates, seeds = [16, 16, 35], [1.0, 0.5, 0.1], [0.01, 0.05], [3, 4]
    found = train_side_by_side(
        *parts, rates=rates, seeds=seeds, epochs=3, batch_size=sizes, factors=factors, hidden_size=8, rule=rule
    )
    for i, rate in enumerate(rates):
        for j, seed in enumerate(seeds):
            train, validation = one_by_one(*parts, make(rate), seed, sizes, factors)
            assert found.train_losses[i, j] == pytest.approx(train, abs=2e-4)
            assert found.validation_losses[i, j] == pytest.approx(validation, abs=2e-4)
    assert (found.steps, found.images) == ([0, 5, 10, 12], [0, 70, 140, 210])
    assert found.at_the_end.shape == (2, 2)


def test_factors_may_be_given_for_each_step_and_looks_taken_between(parts):
    usual = {"rates": [0.1], "seeds": [1], "epochs": 2, "batch_size": 32, "hidden_size": 8}
    by_epoch = train_side_by_side(*parts, factors=[1.0, 0.5], **usual)
    by_step = train_side_by_side(*parts, factors=[1.0] * 3 + [0.5] * 3, look_every=2, **usual)
    assert by_step.steps == [0, 2, 4, 6]
    assert by_step.images == [0, 64, 102, 140]
    assert by_step.at_the_end == pytest.approx(by_epoch.at_the_end)
    assert train_side_by_side(*parts, look_every=4, **usual).steps == [0, 4, 6]


def test_no_global_random_number_is_drawn(parts):
    torch.manual_seed(0)
    before = torch.get_rng_state()
    train_side_by_side(*parts, rates=[0.1], seeds=[1], epochs=1)
    assert torch.equal(torch.get_rng_state(), before)


def test_a_training_that_diverges_has_infinity_and_spoils_no_other(parts):
    usual = {"seeds": [1], "epochs": 3, "hidden_size": 8}
    both = train_side_by_side(*parts, rates=[0.1, 1e30], **usual)
    assert np.isposinf(both.at_the_end[1]).all()
    assert both.at_the_end[0] == pytest.approx(train_side_by_side(*parts, rates=[0.1], **usual).at_the_end[0])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"rates": []}, "at least one rate"),
        ({"seeds": []}, "at least one rate and one seed"),
        ({"rates": [0.1, 0.0]}, "above 0"),
        ({"rates": [float("nan")]}, "above 0"),
        ({"epochs": 0}, "at least 1"),
        ({"batch_size": 0}, "at least 1"),
        ({"batch_size": [8, 8, 8]}, "one size for each epoch"),
        ({"hidden_size": 0}, "at least 1"),
        ({"look_every": 0}, "at least 1"),
        ({"factors": [1.0] * 5}, "5 factors, but 2 epochs and 6 steps"),
    ],
)
def test_bad_input_is_named(parts, changes, words):
    with pytest.raises(ValueError, match=words):
        train_side_by_side(*parts, **{"rates": [0.1], "seeds": [1], "epochs": 2} | changes)


def test_a_range_test_finds_the_rate_before_the_lowest_loss(parts):
    """Against a loop that raises the rate by hand, for each seed alone."""
    inputs, labels = parts[0]
    by_hand = []
    for seed in (3, 4):
        seed_everything(seed)
        model, generator = MLP(64, 8, 10), torch.Generator().manual_seed(seed)
        optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
        losses, tried = [], []
        for _epoch in range(4):
            for some_inputs, some_labels in Batches(inputs, labels, 16, shuffle=True, generator=generator):
                tried.append(0.01 * 1000 ** (len(tried) / 20))
                optimizer.param_groups[0]["lr"] = tried[-1]
                optimizer.zero_grad()
                functional.cross_entropy(model(some_inputs), some_labels).backward()
                optimizer.step()
                losses.append(evaluate(model, [parts[0]], functional.cross_entropy).loss)
        by_hand.append(tried[int(np.argmin(losses))])
    found = range_tests(parts[0], seeds=[3, 4], steps=21, batch_size=16, hidden_size=8, lowest=0.01, look_every=1)
    assert found == pytest.approx(sorted(by_hand))


def test_a_range_test_takes_at_least_an_epoch_and_may_fail_from_the_first_step(parts):
    found = range_tests(parts[0], seeds=[1], steps=1, batch_size=70, hidden_size=8, lowest=1e6, highest=1e9)
    assert found == [1e6]


@pytest.mark.parametrize("changes", [{"steps": 0}, {"lowest": 0.0}, {"lowest": 3.0, "highest": 2.0}, {"batch_size": 0}])
def test_a_range_test_needs_steps_and_a_range(parts, changes):
    with pytest.raises(ValueError, match="must lie between 0 and highest"):
        range_tests(parts[0], **({"seeds": [1], "steps": 5} | changes))
