"""Tests of helpers/graph_memory.py."""

import gc

import pytest
import torch
from torch import nn

from helpers.graph_memory import GraphMemory, kept_by_layer, note_names


def test_a_linear_layer_keeps_its_input_until_the_graph_is_gone():
    layer, inputs = nn.Linear(3, 2), torch.randn(5, 3)
    with GraphMemory(layer) as memory:
        outputs = layer(inputs)
    assert memory.bytes == 5 * 3 * 4
    assert [tensor.shape for tensor in memory.tensors] == [(5, 3)]
    del outputs
    assert memory.bytes == 0
    assert memory.tensors == []


def test_backward_lets_go_and_finds_the_same_slopes():
    layer, inputs = nn.Sequential(nn.Linear(3, 2), nn.Tanh()), torch.randn(5, 3)
    layer(inputs).sum().backward()
    expected = layer[0].weight.grad.clone()
    layer.zero_grad()
    with GraphMemory(layer, inputs) as memory:
        total = layer(inputs).sum()
    assert memory.bytes == 5 * 2 * 4  # what tanh returned
    total.backward()
    assert memory.bytes == 0
    assert torch.equal(layer[0].weight.grad, expected)


def test_shared_memory_is_counted_once_and_what_is_there_anyway_never():
    model, inputs = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2)), torch.randn(5, 3)
    with GraphMemory(model, inputs) as memory:
        outputs = model(inputs)
    assert memory.bytes == 5 * 4 * 4  # relu's output is the second layer's input
    with GraphMemory(model) as memory:
        outputs = model(inputs)  # noqa: F841
    assert memory.bytes == 5 * (3 + 4) * 4


def test_nothing_is_kept_without_a_graph_or_outside_the_block():
    layer, inputs = nn.Linear(3, 2), torch.randn(5, 3)
    with torch.no_grad(), GraphMemory(layer) as memory:
        inside = layer(inputs)  # noqa: F841
    outside = layer(inputs)  # noqa: F841
    assert memory.bytes == 0


def test_a_graph_does_not_hold_itself():
    parameter = torch.ones(3, requires_grad=True)
    with GraphMemory() as memory:
        outputs = parameter.exp()  # keeps its own result
    assert memory.bytes == 3 * 4
    gc.disable()
    try:
        del outputs
        assert memory.bytes == 0
    finally:
        gc.enable()


def test_the_hooks_go_after_an_error():
    layer = nn.Linear(3, 2)
    memory = GraphMemory(layer)
    with pytest.raises(KeyError), memory:
        raise KeyError
    outputs = layer(torch.randn(5, 3))  # noqa: F841
    assert memory.bytes == 0


@pytest.mark.parametrize("thing", [3, None, [torch.ones(2)]])
def test_what_is_no_tensor_and_no_model_is_refused(thing):
    with pytest.raises(TypeError, match="this is a"):
        GraphMemory(thing)


def small_network():
    return nn.Sequential(nn.Flatten(), nn.Linear(6, 4), nn.ReLU(), nn.Dropout(0.5), nn.Linear(4, 2)), torch.randn(5, 2, 3)


def test_every_layer_is_told_what_it_keeps():
    model, inputs = small_network()
    assert kept_by_layer(model, inputs) == {"0 Flatten": 0, "1 Linear": 0, "2 ReLU": 80, "3 Dropout": 80, "4 Linear": 80}
    model.eval()  # what leaves ReLU enters the last layer: kept once
    assert kept_by_layer(model, inputs) == {"0 Flatten": 0, "1 Linear": 0, "2 ReLU": 80, "3 Dropout": 0, "4 Linear": 0}
    with torch.no_grad():
        assert set(kept_by_layer(model, inputs).values()) == {0}


def test_every_layer_has_the_name_of_its_note():
    model, inputs = small_network()
    assert note_names(model, inputs) == [None, "Addmm", "Relu", "Mul", "Addmm"]
    assert note_names(model.eval(), inputs) == [None, "Addmm", "Relu", "Relu", "Addmm"]  # dropout hands on what it gets
    with torch.no_grad():
        assert note_names(model, inputs) == [None] * 5
