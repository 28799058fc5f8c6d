"""What using an answer observes."""

import pytest
import torch
from torch import nn

from helpers.exercises.engine.using import (
    watching_model,
    watching_tables,
    watching_torch,
    with_slopes,
    with_slopes_of_one_number,
    with_slopes_of_outputs,
)


class Answer:
    """A function with the names of its arguments."""

    names = ("weights", "labels")

    def __init__(self, function):
        self.function = function

    def __call__(self, *arguments):
        return self.function(*arguments)


def seen(function, use=with_slopes):
    weights = torch.tensor([1.0, -2.0], requires_grad=True)
    return use(Answer(function), weights, torch.tensor([3.0, 4.0])).observed()


def test_a_loss_comes_with_its_slopes():
    things = seen(lambda weights, labels: (weights * labels).sum())
    assert things["backward() by the caller"] == "possible"
    assert things["slope by weights"].tolist() == [3.0, 4.0]


@pytest.mark.parametrize("shape", [(1,), (1, 1)])
def test_a_loss_of_one_number_is_one_number_whatever_its_shape(shape):
    things = seen(lambda weights, labels: (weights * labels).sum().reshape(shape), with_slopes_of_one_number)
    assert things["loss"].shape == ()
    assert things["slope by weights"].tolist() == [3.0, 4.0]
    assert seen(lambda weights, labels: labels.sum().reshape(shape), with_slopes_of_one_number)["loss"].shape == ()
    assert seen(lambda weights, labels: labels.reshape(2, 1), with_slopes_of_one_number)["loss"].shape == (2, 1)


def test_a_table_of_every_number_with_every_other_is_noted():
    row, column = torch.ones(3), torch.ones(3, 1)
    with watching_tables() as tables:
        row - row, column - column, torch.ones(3, 2) - column, torch.ones(1) - torch.ones(1, 1)
        assert tables == []
        column - row, torch.sub(row, column)
    assert tables == [(3, 1), (3, 1)]


def test_a_loss_after_backward_says_so():
    def goes_back(weights, labels):
        loss = (weights * labels).sum()
        loss.backward()
        return loss

    things = seen(goes_back)
    assert things["backward() by the caller"] == "impossible, because it was called already"
    assert "slope by weights" not in things


def test_a_tensor_changed_in_place_is_told_apart_from_backward():
    def changes(weights, labels):
        loss = (weights * labels).sum()
        labels += 1
        return loss

    assert seen(changes)["backward() by the caller"] == "impossible, because a tensor was changed in place"


def test_a_loss_without_a_graph_has_no_slopes():
    assert list(seen(lambda weights, labels: (weights * labels).sum().detach())) == ["loss"]


def test_a_loss_of_frozen_tensors_is_not_said_to_have_gone_back():
    def freezes(weights, labels):
        loss = (weights * labels).sum()
        weights.requires_grad_(False)
        return loss

    things = seen(freezes)
    assert things["backward() by the caller"] == "possible"
    assert "slope by weights" not in things


def calls_of(function):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.BatchNorm1d(4), nn.Linear(4, 2))
    with watching_model(model) as calls:
        function(model, torch.rand(5, 3))
    return calls


def one_after_the_other(model, inputs):
    for size in (5, 3, 2):
        model(inputs[:size]).sum().backward()


def one_backward(model, inputs):
    sum(model(inputs).sum() for _ in range(3)).backward()


def retains_and_keeps(model, inputs):
    losses = [model(inputs).sum() for _ in range(1)]
    for _ in range(2):
        losses.append(model(inputs).sum())
        losses[-1].backward(retain_graph=True)


def keeps_what_is_used_up(model, inputs):
    losses = []
    for _ in range(3):
        losses.append(model(inputs).sum())
        losses[-1].backward()


def looks(model, inputs):
    with torch.no_grad():
        model(input=inputs)


@pytest.mark.parametrize(
    ("function", "sizes", "graphs"),
    [
        (one_after_the_other, [5, 3, 2], 1),
        (one_backward, [5, 5, 5], 3),
        (retains_and_keeps, [5, 5, 5], 3),
        (keeps_what_is_used_up, [5, 5, 5], 1),
        (looks, [5], 0),
    ],
)
def test_the_calls_of_a_model_are_noted(function, sizes, graphs):
    calls = calls_of(function)
    assert calls.sizes == sizes
    assert calls.graphs_at_once == graphs


def test_a_call_that_fails_is_noted_and_harms_no_other():
    def fails(model, inputs):
        with pytest.raises(RuntimeError):
            model(inputs[:, :2])
        one_after_the_other(model, inputs)

    calls = calls_of(fails)
    assert calls.sizes == [5, 5, 3, 2]
    assert calls.graphs_at_once == 1


def test_a_watched_model_is_as_it_was_afterwards():
    model = nn.Linear(2, 1)
    with watching_model(model) as calls:
        pass
    model(torch.rand(1, 2))
    assert calls.sizes == []
    assert not model._forward_hooks
    assert not model._forward_pre_hooks


def seen_of_a_layer(function):
    weights = torch.tensor([1.0, -2.0], requires_grad=True)
    return with_slopes_of_outputs(Answer(function), weights, torch.tensor([3.0, 4.0])).observed()


def test_outputs_come_with_slopes_that_tell_their_order():
    things = seen_of_a_layer(lambda weights, inputs: weights * inputs)
    assert things["outputs"].tolist() == [3.0, -8.0]
    assert things["slope by weights"].tolist() == [3.0, 8.0]


def test_outputs_without_a_graph_have_no_slopes():
    assert list(seen_of_a_layer(lambda weights, inputs: weights.detach() * inputs)) == ["outputs"]


def test_functions_of_torch_are_noted_by_whatever_name_they_are_reached():
    inputs = torch.ones(2, 3, 1, 1)
    with watching_torch() as names:
        nn.Dropout2d()(inputs)
    assert "dropout2d" in names
    assert "feature_dropout" not in names  # torch's own affair
    with watching_torch() as names:
        torch.feature_dropout(inputs, 0.5, True)
    assert "feature_dropout" in names
    with watching_torch() as names:
        assert torch.equal(inputs.reshape(6) * 2, torch.full((6,), 2.0))
    assert not names & {"dropout2d", "feature_dropout"}
    torch.feature_dropout(inputs, 0.5, True)
    assert "feature_dropout" not in names  # the block has ended
