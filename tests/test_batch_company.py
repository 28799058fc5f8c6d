"""Tests of helpers/batch_company.py."""

import copy

import pytest
import torch
from torch import nn

from helpers.batch_company import scores_in_company


@pytest.fixture
def network():
    torch.manual_seed(0)
    model = nn.Sequential(nn.Flatten(), nn.Linear(6, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Dropout(0.5), nn.Linear(32, 3))
    nn.init.normal_(model[2].weight, 1.0, 0.3)
    nn.init.normal_(model[2].bias, 0.0, 0.3)
    return model.eval()


@pytest.fixture
def pictures():
    generator = torch.Generator().manual_seed(1)
    labels = torch.arange(30) % 3
    return torch.randn(30, 1, 2, 3, generator=generator) + labels[:, None, None, None], labels


def by_layers(network, inputs, labels, size):
    """Sorted batches, one after the other, with BatchNorm alone in training mode."""
    model = copy.deepcopy(network).eval()
    model[2].train()
    order = labels.argsort(stable=True)
    order = order[: len(order) // size * size]
    answers = torch.cat([model(inputs[batch]).argmax(dim=1) for batch in order.split(size)])
    return (answers == labels[order]).float().mean().item()


def test_sorted_batches_are_scored_as_the_layers_do(network, pictures):
    scores = scores_in_company(network, *pictures, [2, 4, 30], alike=1.0)
    assert scores == pytest.approx([by_layers(network, *pictures, size) for size in (2, 4, 30)])


def test_one_batch_of_all_pictures_does_not_ask_for_their_order(network, pictures):
    assert scores_in_company(network, *pictures, [30], alike=0.0) == scores_in_company(network, *pictures, [30], alike=1.0)


def test_shuffled_pictures_are_other_company_and_every_seed_shuffles_anew(network, pictures):
    found = {tuple(scores_in_company(network, *pictures, [2, 3, 5], seed=seed)) for seed in range(4)}
    assert len(found) > 1
    assert tuple(scores_in_company(network, *pictures, [2, 3, 5], alike=1.0)) not in found


def test_a_unit_that_is_always_crossed_out_says_nothing(network, pictures):
    inputs, labels = pictures
    always = network[5].bias.argmax().item()
    [score] = scores_in_company(network, inputs, labels, [30], dropout=1.0)
    assert score == pytest.approx((labels == always).float().mean().item())


def test_the_model_and_the_random_numbers_stay_as_they_are(network, pictures):
    before, state = copy.deepcopy(network.state_dict()), torch.get_rng_state()
    first = scores_in_company(network, *pictures, [2, 5], dropout=0.5, alike=0.5, seed=3)
    assert torch.equal(torch.get_rng_state(), state)
    assert scores_in_company(network, *pictures, [2, 5], dropout=0.5, alike=0.5, seed=3) == first
    assert all(torch.equal(before[name], value) for name, value in network.state_dict().items())
    assert not any(layer.training for layer in network.modules())


@pytest.mark.parametrize("size", [1, 31])
def test_a_size_that_no_batch_can_have_is_refused(network, pictures, size):
    with pytest.raises(ValueError, match="cannot be made of 30"):
        scores_in_company(network, *pictures, [2, size])


@pytest.mark.parametrize("shares", [{"dropout": -0.1}, {"dropout": 1.5}, {"alike": 2.0}, {"alike": float("nan")}])
def test_a_share_outside_0_to_1_is_refused(network, pictures, shares):
    with pytest.raises(ValueError, match="from 0 to 1"):
        scores_in_company(network, *pictures, [2], **shares)
