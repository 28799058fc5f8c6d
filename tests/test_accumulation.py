"""accumulate_gradients against the large batch."""

import copy

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from helpers.data import iris_split
from helpers.models import MLP
from helpers.training import accumulate_gradients

CROSS_ENTROPY = nn.CrossEntropyLoss()


def gradient(model):
    return torch.cat([parameter.grad.flatten() for parameter in model.parameters()])


def pieces(sizes, seed=0):
    generator = torch.Generator().manual_seed(seed)
    inputs = torch.rand(sum(sizes), 4, generator=generator)
    labels = torch.randint(3, (sum(sizes),), generator=generator)
    return inputs, labels, list(zip(inputs.split(sizes), labels.split(sizes), strict=True))


@settings(max_examples=50)
@given(sizes=st.lists(st.integers(1, 20), min_size=1, max_size=6), seed=st.integers(0, 1000))
def test_it_is_the_large_batch_however_it_is_cut(sizes, seed):
    inputs, labels, cut = pieces(sizes, seed)
    torch.manual_seed(seed)
    model, twin = (lambda net: (net, copy.deepcopy(net)))(MLP())
    loss = CROSS_ENTROPY(model(inputs), labels)
    loss.backward()
    accumulated = accumulate_gradients(twin, cut, CROSS_ENTROPY)
    assert torch.allclose(gradient(model), gradient(twin), atol=1e-6)
    assert accumulated.item() == pytest.approx(loss.item(), rel=1e-5)
    assert not accumulated.requires_grad


def test_so_do_twenty_steps_with_an_unequal_last_piece():
    split, nets = iris_split(), []
    for sizes in ([120], [50, 50, 20]):
        torch.manual_seed(0)
        nets.append(MLP())
        optimizer = torch.optim.Adam(nets[-1].parameters(), lr=0.01)
        cut = list(zip(split.train_inputs.split(sizes), split.train_labels.split(sizes), strict=True))
        for _ in range(20):
            optimizer.zero_grad()
            accumulate_gradients(nets[-1], iter(cut), CROSS_ENTROPY)
            optimizer.step()
    for first, second in zip(*(net.parameters() for net in nets), strict=True):
        assert torch.allclose(first, second, atol=1e-5)


def test_it_adds_to_the_gradient_and_takes_no_step():
    _, _, cut = pieces([3, 2])
    model = MLP()
    before = copy.deepcopy(model.state_dict())
    accumulate_gradients(model, cut, CROSS_ENTROPY)
    once = gradient(model)
    accumulate_gradients(model, cut, CROSS_ENTROPY)
    assert torch.allclose(gradient(model), 2 * once)
    assert all(torch.equal(before[name], weights) for name, weights in model.state_dict().items())


def test_it_puts_the_model_into_training_mode():
    _, _, cut = pieces([3])
    model = MLP().eval()
    accumulate_gradients(model, cut, CROSS_ENTROPY)
    assert all(module.training for module in model.modules())


def test_batchnorm_sees_the_pieces():
    inputs, labels, cut = pieces([6, 2])
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 5), nn.BatchNorm1d(5), nn.Linear(5, 3))
    twin = copy.deepcopy(model)
    CROSS_ENTROPY(model(inputs), labels).backward()
    accumulate_gradients(twin, cut, CROSS_ENTROPY)
    assert not torch.allclose(gradient(model), gradient(twin), atol=1e-3)


@pytest.mark.parametrize("sizes", [[], [2, 0]])
def test_pieces_without_examples_are_refused_before_anything_moves(sizes):
    model = MLP()
    cut = [(torch.rand(size, 4), torch.zeros(size, dtype=torch.int64)) for size in sizes]
    with pytest.raises(ValueError, match="at least one example"):
        accumulate_gradients(model, cut, CROSS_ENTROPY)
    assert all(parameter.grad is None for parameter in model.parameters())
