"""Many trainings at once against one after another, in torch.optim."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from helpers import optimizers
from helpers.data import digits_parts
from helpers.models import MLP
from helpers.rule_trials import Trained, race, train_at_rates, train_steps

PARTS = digits_parts(100, 60, seed=1)
TASK = {"epochs": 2, "batch_size": 30, "hidden_size": 8}  # the last batch of an epoch is smaller
IN_TORCH = {
    "descend": (torch.optim.SGD, {}),
    "momentum": (torch.optim.SGD, {"momentum": 0.9}),
    "adam": (torch.optim.Adam, {}),
}


def one_alone(name, rate, seed, falling):
    torch.manual_seed(seed)
    model = MLP(64, TASK["hidden_size"], 10)
    make, options = IN_TORCH[name]
    optimizer = make(model.parameters(), lr=rate, **options)
    steps = TASK["epochs"] * 4
    scheduler = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.0 if falling else 1.0, total_iters=steps)
    generator = torch.Generator().manual_seed(seed)
    for _ in range(TASK["epochs"]):
        for chosen in torch.randperm(100, generator=generator).split(TASK["batch_size"]):
            loss = nn.functional.cross_entropy(model(PARTS.train_inputs[chosen]), PARTS.train_labels[chosen])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            scheduler.step()
    with torch.no_grad():
        return [
            nn.functional.cross_entropy(model(inputs), labels).item()
            for inputs, labels in (
                (PARTS.validation_inputs, PARTS.validation_labels),
                (PARTS.test_inputs, PARTS.test_labels),
            )
        ]


@pytest.mark.parametrize("falling", [False, True])
@pytest.mark.parametrize("name", IN_TORCH)
def test_all_at_once_is_one_after_another(name, falling):
    rates, seeds = [0.02, 0.005], [3, 4, 11]
    found = train_at_rates(getattr(optimizers, name), rates, seeds, PARTS, falling=falling, **TASK)
    alone = np.array([[one_alone(name, rate, seed, falling) for seed in seeds] for rate in rates])
    assert (found.rates, found.seeds) == (rates, seeds)
    assert found.validation_losses == pytest.approx(alone[:, :, 0], abs=1e-4)
    assert found.test_losses == pytest.approx(alone[:, :, 1], abs=1e-4)
    assert len(np.unique(found.test_losses.round(4))) == 6  # none is another's


def test_settings_reach_the_rule():
    plain = train_at_rates(optimizers.descend, [0.05], [0], PARTS, **TASK)
    without_memory = train_at_rates(optimizers.momentum, [0.05], [0], PARTS, beta=0.0, **TASK)
    assert without_memory.test_losses == pytest.approx(plain.test_losses, abs=1e-6)


def test_the_caller_s_random_numbers_stay():
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    train_at_rates(optimizers.descend, [0.1], [0], PARTS, **TASK)
    assert torch.equal(torch.rand(3), expected)


def test_the_best_rate_has_the_lowest_mean_and_an_exploded_one_is_the_worst():
    losses = np.array([[0.5, 0.5], [0.2, 0.6], [0.1, np.nan], [np.inf, 0.1]])
    assert Trained([0.1, 0.2, 0.4, 0.8], [0, 1], losses, losses).best_rate() == 0.2


@pytest.mark.parametrize(("rates", "seeds"), [([], [0]), ([0.1], []), ([0.1, 0], [0]), ([-1], [0]), ([float("nan")], [0])])
def test_no_rate_no_seed_or_a_bad_rate_is_refused(rates, seeds):
    with pytest.raises(ValueError, match="every rate above 0"):
        train_at_rates(optimizers.descend, rates, seeds, PARTS, **TASK)


@pytest.mark.parametrize("change", [{"epochs": 0}, {"batch_size": 0}])
def test_no_epoch_or_an_empty_batch_is_refused(change):
    with pytest.raises(ValueError, match="both must be 1 or more"):
        train_at_rates(optimizers.descend, [0.1], [0], PARTS, **(TASK | change))


@pytest.mark.parametrize("falling", [False, True])
def test_a_race_is_a_search_and_fresh_seeds_in_every_division(falling):
    divisions, rates = [PARTS, digits_parts(100, 60, seed=2)], [0.0001, 0.03, 3.0]
    raced = race(optimizers.adam, rates, divisions, [3, 4], [4, 7, 9], falling=falling, beta1=0.8, **TASK)
    assert raced.test_losses.shape == (2, 3)
    for parts, chosen, losses in zip(divisions, raced.rates, raced.test_losses, strict=True):
        found = train_at_rates(optimizers.adam, rates, [3, 4], parts, falling=falling, beta1=0.8, **TASK)
        assert chosen == found.best_rate() == 0.03
        alone = train_at_rates(optimizers.adam, [chosen], [4, 7, 9], parts, falling=falling, beta1=0.8, **TASK)
        assert losses == pytest.approx(alone.test_losses[0], abs=1e-4)


def test_each_division_has_a_rate_of_its_own():
    """The first division's validation images have wrong labels, so that there the rate that learns nothing is the best."""
    wrong = replace(PARTS, validation_labels=(PARTS.validation_labels + 1) % 10)
    assert race(optimizers.descend, [0.0001, 0.3], [wrong, PARTS], [0], [1], **TASK).rates == [0.0001, 0.3]


@pytest.mark.parametrize("divisions", [[], [PARTS, digits_parts(90, 60)]])
def test_a_race_over_nothing_or_over_unequal_parts_is_refused(divisions):
    with pytest.raises(ValueError, match="must be"):
        race(optimizers.descend, [0.1], divisions, [0], [1], **TASK)


def test_the_weights_are_noted_after_every_step():
    torch.manual_seed(0)
    model = MLP(64, 8, 10).double()
    before = nn.utils.parameters_to_vector(model.parameters()).detach().clone()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    rows = train_steps(model, optimizer, PARTS, steps=3, batch_size=20, seed=5)
    assert rows.shape == (4, len(before))
    assert rows.dtype == torch.float64
    assert torch.equal(rows[0], before)
    assert torch.equal(rows[3], nn.utils.parameters_to_vector(model.parameters()).detach())
    chosen = torch.randperm(100, generator=torch.Generator().manual_seed(5))[:20]
    torch.manual_seed(0)
    other = MLP(64, 8, 10).double()
    nn.functional.cross_entropy(other(PARTS.train_inputs[chosen].double()), PARTS.train_labels[chosen]).backward()
    slopes = torch.cat([parameter.grad.flatten() for parameter in other.parameters()])
    assert torch.allclose(rows[1], before - 0.1 * slopes)
