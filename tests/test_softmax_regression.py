"""The gradient that is written out is autograd's, and its epoch is SGD's."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn
from torch.nn.functional import cross_entropy

from helpers.data import Batches, image_split
from helpers.softmax_regression import softmax_gradient, train_softmax_epoch


@given(examples=st.integers(1, 40), features=st.integers(1, 20), classes=st.integers(1, 12), seed=st.integers(0, 2**31))
def test_the_gradient_is_autograd_s(examples, features, classes, seed):
    draw = torch.Generator().manual_seed(seed)
    inputs = torch.randn(examples, features, generator=draw, dtype=torch.float64)
    labels = torch.randint(classes, (examples,), generator=draw)
    weight = torch.randn(classes, features, generator=draw, dtype=torch.float64, requires_grad=True)
    bias = torch.randn(classes, generator=draw, dtype=torch.float64, requires_grad=True)
    expected = torch.autograd.grad(cross_entropy(inputs @ weight.T + bias, labels), (weight, bias))
    found = softmax_gradient(weight.detach(), bias.detach(), inputs, labels)
    for mine, theirs in zip(found, expected, strict=True):
        assert mine.shape == theirs.shape
        torch.testing.assert_close(mine, theirs, rtol=1e-10, atol=1e-12)


def test_the_gradient_stands_huge_logits():
    weight, bias = torch.tensor([[1e4], [-1e4]]), torch.zeros(2)
    for gradient in softmax_gradient(weight, bias, torch.tensor([[1.0]]), torch.tensor([1])):
        assert gradient.flatten().tolist() == [1, -1]


@pytest.mark.parametrize(("dtype", "tolerance"), [(torch.float64, 1e-12), (torch.float32, 1e-6)])
def test_three_epochs_are_those_of_sgd(dtype, tolerance):
    images = image_split("digits")
    inputs, labels = images.train_inputs.flatten(1).to(dtype), images.train_labels
    torch.manual_seed(3)
    model, other = nn.Linear(784, 10).to(dtype), nn.Linear(784, 10).to(dtype)
    other.load_state_dict(model.state_dict())
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    ours, theirs = (Batches(inputs, labels, 50, shuffle=True, seed=1) for _ in range(2))  # 1,077: the last batch has 27
    for _ in range(3):
        for batch, truth in theirs:
            loss = cross_entropy(model(batch), truth)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        train_softmax_epoch(other, ours, learning_rate=0.1)
    for mine, expected in zip(other.parameters(), model.parameters(), strict=True):
        assert mine.requires_grad
        assert mine.grad is None
        torch.testing.assert_close(mine, expected, rtol=tolerance, atol=tolerance)
