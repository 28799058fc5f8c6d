"""Weights alone: out of a file into a network that fits, and into no other."""

import math
import warnings

import numpy as np
import pytest
import torch
from torch import nn

from helpers.checkpoints import load_weights, read_weights, save_weights
from helpers.models import MLP, ImageClassifier
from tests.checkpoints.checkpoint_runs import frozen, refusal


@pytest.fixture
def path(tmp_path):
    return tmp_path / "net.pt"


def test_a_network_is_rebuilt_from_the_file_alone(path):
    model = MLP(5, 7, 2)
    assert save_weights(str(path), model, in_features=5, hidden_size=7, out_features=2) == path
    hyperparameters, weights = read_weights(path)
    other = MLP(**hyperparameters)
    other.load_state_dict(weights)
    inputs = torch.rand(4, 5)
    assert torch.equal(other(inputs), model(inputs))
    assert torch.load(path, weights_only=True)["class"] == "helpers.models.MLP"


def test_buffers_come_along(path):
    model, other = ImageClassifier(), ImageClassifier()
    model.stem[1].running_mean.fill_(3)
    save_weights(path, model)
    load_weights(path, other)
    assert frozen(other.state_dict()) == frozen(model.state_dict())


def test_loading_keeps_the_tensors_that_an_optimizer_holds_and_shares_nothing(path):
    model = nn.Linear(2, 2)
    save_weights(path, model)
    weight, before = model.weight, model.weight.tolist()
    with torch.no_grad():
        weight.fill_(0)
    load_weights(path, model)
    assert model.weight is weight
    assert weight.tolist() == before


MISFITS = {
    "missing": (MLP(4, 10, 3), nn.Sequential(MLP(4, 10, 3)), "net.pt holds no 0.hidden.weight, which this Sequential has; "),
    "unexpected": (nn.Linear(2, 2), nn.Linear(2, 2, bias=False), "net.pt holds bias, which this Linear has not; "),
    "shape": (MLP(4, 10, 3), MLP(4, 10, 2), "net.pt holds output.weight of shape (3, 10), but here it has shape (2, 10); "),
    "type": (nn.Linear(2, 2), nn.Linear(2, 2).half(), "net.pt holds weight as torch.float32, but here it is torch.float16; "),
    "wrapped": (
        nn.DataParallel(nn.Linear(2, 2)).cpu(),
        nn.Linear(2, 2),
        "net.pt was saved from a network inside a data-",
    ),
}


@pytest.mark.parametrize("misfit", MISFITS)
def test_the_first_entry_that_does_not_fit_is_named_and_nothing_is_changed(path, misfit):
    saved, model, message = MISFITS[misfit]
    save_weights(path, saved)
    before = frozen(model.state_dict())
    assert refusal(load_weights, path, model).startswith(message)
    assert frozen(model.state_dict()) == before


def test_a_network_that_refuses_late_keeps_its_weights(path, monkeypatch):
    save_weights(path, nn.Linear(2, 2))
    model = nn.Linear(2, 2)
    before = frozen(model.state_dict())
    load, calls = nn.Module.load_state_dict, []

    def refuse_once(self, state):
        load(self, state)
        calls.append(1)
        if len(calls) == 1:
            raise RuntimeError("a hook")

    monkeypatch.setattr(nn.Module, "load_state_dict", refuse_once)
    refusal(load_weights, path, model)
    assert frozen(model.state_dict()) == before


@pytest.mark.parametrize("values", [{}, {"a": 1, "b": 0.5, "c": "x", "d": None, "e": True, "f": (1, [2]), "g": math.inf}])
def test_hyperparameters_come_back_as_they_were(path, values):
    save_weights(path, nn.Linear(1, 1), **values)
    assert frozen(read_weights(path)[0]) == frozen(values)


def test_path_and_model_may_be_names_of_hyperparameters(path):
    save_weights(path, nn.Linear(1, 1), path="a", model="b")
    assert read_weights(path)[0] == {"path": "a", "model": "b"}


@pytest.mark.parametrize("value", [np.int64(3), np.float64(0.5), torch.tensor(1), {"a": 1}, nn.ReLU, [1, {2}], 1j, b"x", len])
def test_other_hyperparameters_are_refused_and_nothing_is_written(path, value):
    with pytest.raises(TypeError, match=r"^width must be an int, float, str, bool or None, or a list or tuple of them, but"):
        save_weights(path, nn.Linear(1, 1), width=value)
    assert not path.exists()


@pytest.mark.parametrize("call", [save_weights, load_weights])
def test_something_else_is_no_model(path, call):
    with pytest.raises(TypeError, match=r"^model must be a torch.nn.Module, but it is a OrderedDict\.$"):
        call(path, nn.Linear(1, 1).state_dict())


def test_the_folder_must_exist(tmp_path):
    assert refusal(save_weights, tmp_path / "no" / "net.pt", nn.Linear(1, 1)).endswith("no folder no; create it first.")


def test_nothing_warns(path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        save_weights(path, nn.Linear(1, 1))
        load_weights(path, nn.Linear(1, 1))
