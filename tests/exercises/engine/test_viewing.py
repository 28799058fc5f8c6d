"""What of a result counts."""

import numpy as np
import pytest
import torch

from helpers.exercises.engine.viewing import as_truth, parts_as_tensors, without_a_graph


@pytest.mark.parametrize("result", [True, torch.tensor(True), torch.tensor([True]), np.array(True), np.array([[True]])])
def test_one_truth_value_is_true_in_every_form(result):
    assert as_truth(result) is True


@pytest.mark.parametrize("result", [1, None, "True", torch.tensor(1), torch.tensor([True, True]), np.array([1.0])])
def test_what_is_no_single_truth_value_stays_as_it_is(result):
    assert as_truth(result) is result


def test_tensors_lose_their_graph_in_any_list_and_what_is_none_stays_as_it_is():
    weight = torch.nn.Parameter(torch.ones(2))
    view = without_a_graph((weight, [2 * weight], "text"))
    assert not view[0].requires_grad
    assert not view[1][0].requires_grad
    assert view[2] == "text"
    assert without_a_graph(weight).tolist() == [1.0, 1.0]


def test_several_parts_may_come_as_tensors_arrays_or_lists():
    weight = torch.nn.Parameter(torch.ones(1, 2))
    for parts in ((weight, torch.ones(2)), [[[1.0, 1.0]], [1.0, 1.0]], (np.ones((1, 2)), np.ones(2))):
        first, second = parts_as_tensors(parts)
        assert (first.tolist(), second.tolist()) == ([[1.0, 1.0]], [1.0, 1.0])
        assert not first.requires_grad


@pytest.mark.parametrize("result", ["text", None, 1.0])
def test_what_is_no_part_stays_as_it_is(result):
    assert parts_as_tensors(result) is result
    assert parts_as_tensors((result, [])) == [result, []]
