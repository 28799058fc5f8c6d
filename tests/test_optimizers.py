"""The update rules by hand against torch.optim, in 64 bits."""

from functools import partial

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from helpers import optimizers
from helpers.data import digits_parts
from helpers.models import MLP
from helpers.optimizers import ByHand

# Two sums in another order differ by rounding, and 300 steps carry it on: far below this.
TOLERANCE = 1e-9
PAIRS = {
    "sgd": (optimizers.descend, {}, torch.optim.SGD, {}),
    "momentum": (optimizers.momentum, {}, torch.optim.SGD, {"momentum": 0.9}),
    "momentum 0.5": (optimizers.momentum, {"beta": 0.5}, torch.optim.SGD, {"momentum": 0.5}),
    "adam": (optimizers.adam, {}, torch.optim.Adam, {}),
    "adam, other settings": (
        optimizers.adam,
        {"beta1": 0.7, "beta2": 0.95, "eps": 1e-3},
        torch.optim.Adam,
        {"betas": (0.7, 0.95), "eps": 1e-3},
    ),
    "adamw": (optimizers.adamw, {}, torch.optim.AdamW, {}),
    "adamw 0.2": (
        optimizers.adamw,
        {"decay": 0.2, "beta1": 0.8},
        torch.optim.AdamW,
        {"weight_decay": 0.2, "betas": (0.8, 0.999)},
    ),
}


def trained(make, steps, seed=0):
    parts = digits_parts(200, 50)
    inputs, labels = parts.train_inputs.double(), parts.train_labels
    torch.manual_seed(seed)
    model = MLP(64, 16, 10).double()
    optimizer = make(model.parameters())
    generator = torch.Generator().manual_seed(seed)
    for _ in range(steps):
        chosen = torch.randint(len(labels), (16,), generator=generator)
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(inputs[chosen]), labels[chosen]).backward()
        optimizer.step()
    return torch.cat([parameter.detach().flatten() for parameter in model.parameters()])


@pytest.mark.parametrize("name", PAIRS)
def test_a_rule_by_hand_is_torch_s_after_300_steps(name):
    rule, ours, make, theirs = PAIRS[name]
    by_hand = trained(partial(ByHand, rule, rate=0.01, **ours), 300)
    in_torch = trained(partial(make, lr=0.01, **theirs), 300)
    start = trained(partial(ByHand, rule, rate=0.01), 0)
    assert (by_hand - in_torch).abs().max() < TOLERANCE
    assert (by_hand - start).abs().max() > 0.01  # it went somewhere


@settings(max_examples=30)
@given(
    name=st.sampled_from(sorted(PAIRS)),
    gradients=st.lists(st.lists(st.floats(-100, 100, width=32), min_size=3, max_size=3), min_size=1, max_size=8),
    rate=st.floats(1e-5, 2),
)
def test_it_holds_for_any_gradients_and_rate(name, gradients, rate):
    rule, ours, make, theirs = PAIRS[name]
    weights = [torch.tensor([1.0, -2.0, 0.5], dtype=torch.float64, requires_grad=True) for _ in range(2)]
    pair = ByHand(rule, weights[:1], rate, **ours), make(weights[1:], lr=rate, **theirs)
    for gradient in gradients:
        for weight, optimizer in zip(weights, pair, strict=True):
            weight.grad = torch.tensor(gradient, dtype=torch.float64)
            optimizer.step()
    assert torch.allclose(weights[0], weights[1], rtol=1e-9, atol=1e-9)


def test_a_rate_for_each_row_is_as_many_runs():
    rates = torch.tensor([[0.1], [0.01]])
    for rule in (optimizers.descend, optimizers.momentum, optimizers.adam, optimizers.adamw):
        both, state = torch.ones(2, 3), {}
        alone, own = torch.ones(1, 3), {}
        for step in range(1, 5):
            rule(both, both * step, state, rates)
            rule(alone, alone * step, own, 0.01)
        assert torch.allclose(both[1:], alone)
        assert not torch.allclose(both[:1], alone)


def test_a_parameter_without_a_gradient_stays():
    moved, still = (torch.ones(2, requires_grad=True) for _ in range(2))
    optimizer = ByHand(optimizers.adamw, [moved, still], 0.1)
    moved.sum().backward()
    optimizer.step()
    assert torch.equal(still, torch.ones(2))
    assert not torch.equal(moved, torch.ones(2))
    optimizer.zero_grad()
    assert moved.grad is None


@pytest.mark.parametrize("rate", [0, -0.1, float("nan")])
def test_a_rate_that_is_not_above_0_is_refused(rate):
    with pytest.raises(ValueError, match="must be a number above 0"):
        ByHand(optimizers.descend, [torch.ones(1)], rate)


def test_no_parameters_are_refused():
    with pytest.raises(ValueError, match="nothing to optimise"):
        ByHand(optimizers.descend, [], 0.1)


def test_a_walk_is_the_rule_in_the_valley():
    path = optimizers.walk(optimizers.descend, 0.01, steps=2, steepness=20.0)
    assert path.tolist() == [[-4.0, 1.0], pytest.approx([-3.96, 0.8]), pytest.approx([-3.9204, 0.64])]
    assert torch.equal(optimizers.walk(optimizers.momentum, 0.01, beta=0.0), optimizers.walk(optimizers.descend, 0.01))


@pytest.mark.parametrize("tilt", [45, -30, 90])
def test_turning_the_valley_turns_the_path_of_rules_that_have_one_rate_for_all_numbers(tilt):
    angle = torch.tensor(tilt, dtype=torch.float64).deg2rad()
    turn = torch.stack([angle.cos(), -angle.sin(), angle.sin(), angle.cos()]).reshape(2, 2)
    for rule, same in ((optimizers.descend, True), (optimizers.momentum, True), (optimizers.adam, tilt == 90)):
        turned = optimizers.walk(rule, 0.02, steepness=20.0, tilt=tilt)
        assert torch.allclose(turned, optimizers.walk(rule, 0.02, steepness=20.0) @ turn.T) is same
