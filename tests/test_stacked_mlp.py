"""Stacks of networks against the networks one by one."""

import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional

from helpers.models import MLP
from helpers.reproducibility import seed_everything
from helpers.stacked_mlp import first_weights, gradients, mean_losses

SIZES = {"features": st.integers(1, 5), "hidden_size": st.integers(1, 6), "classes": st.integers(1, 4)}


def model_of(seed, features, hidden_size, classes):
    seed_everything(seed)
    return MLP(features, hidden_size, classes)


def stacks_of(models, what=lambda parameter: parameter):
    """Anything of the models' parameters in the shapes of the stacks."""
    rows = [[what(parameter).detach() for parameter in model.parameters()] for model in models]
    return [torch.stack([row.T if row.dim() == 2 else row[None] for row in column]) for column in zip(*rows, strict=True)]


@given(**SIZES)
def test_they_start_as_the_network_alone_does(features, hidden_size, classes):
    state = torch.get_rng_state()
    stacks = first_weights([3, 8], features, hidden_size, classes)
    assert torch.equal(torch.get_rng_state(), state)
    alone = stacks_of([model_of(seed, features, hidden_size, classes) for seed in (3, 8)])
    assert all(torch.equal(mine, theirs) for mine, theirs in zip(stacks, alone, strict=True))


@given(batch=st.integers(1, 7), **SIZES)
def test_slopes_are_those_of_autograd(batch, features, hidden_size, classes):
    seeds = [1, 2, 5]
    inputs = torch.randn(3, batch, features, generator=torch.Generator().manual_seed(4))
    labels = torch.arange(3 * batch).reshape(3, batch) % classes
    models = [model_of(seed, features, hidden_size, classes) for seed in seeds]
    for model, own, wanted in zip(models, inputs, labels, strict=True):
        functional.cross_entropy(model(own), wanted).backward()
    slopes = gradients(first_weights(seeds, features, hidden_size, classes), inputs, labels)
    expected = stacks_of(models, lambda parameter: parameter.grad)
    for mine, theirs in zip(slopes, expected, strict=True):
        assert mine.shape == theirs.shape
        torch.testing.assert_close(mine, theirs, atol=1e-6, rtol=1e-4)


@given(examples=st.integers(1, 7), **SIZES)
def test_losses_are_those_of_each_network(examples, features, hidden_size, classes):
    inputs = torch.randn(examples, features, generator=torch.Generator().manual_seed(4))
    labels = torch.arange(examples) % classes
    found = mean_losses(first_weights([1, 2], features, hidden_size, classes), inputs, labels)
    expected = [functional.cross_entropy(model_of(seed, features, hidden_size, classes)(inputs), labels) for seed in (1, 2)]
    torch.testing.assert_close(found, torch.stack(expected).detach().double(), atol=1e-6, rtol=1e-5)
    assert not found.requires_grad
