"""Exercise 04.1: a copy of all weights, in memory."""

import copy

import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed


def snapshot(model):
    """A copy of all weights and running means, which later training does not change."""
    return copy.deepcopy(model.state_dict())


def cases():
    """Layers in layers, running means, no bias, 64 bits, a layer used twice, frozen ones; slopes left over, every mode."""
    torch.manual_seed(0)
    small = nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 5))
    small(torch.randn(6, 4)).sum().backward()
    yield Case(small, title="a model with two linear layers")
    normalised = nn.Sequential(nn.Sequential(nn.Linear(4, 6, bias=False), nn.BatchNorm1d(6)), nn.Linear(6, 2))
    normalised(torch.rand(5, 4))
    normalised[0][0].requires_grad_(False)
    yield Case(normalised, title="a model with BatchNorm inside, and one layer frozen")
    yield Case(nn.Linear(1, 1, bias=False).eval(), title="a single weight, in evaluation mode")
    with_halves = nn.Sequential(nn.Linear(3, 2).double(), nn.BatchNorm1d(2))
    with_halves[1].eval()
    yield Case(with_halves, title="a model with a layer of 64-bit numbers")
    twice = nn.Linear(2, 2)
    yield Case(nn.Sequential(twice, nn.ReLU(), twice), title="a model that uses one layer twice")


def _train(model):
    """Change every weight and every running mean in place, as training does."""
    with torch.no_grad():
        for value in model.state_dict().values():
            value += 1


def use(answer, model):
    """Two copies, from two moments, with training after each."""
    first = answer(model)
    _train(model)
    second = answer(model)
    _train(model)
    return Observed({"the copy after more training": first, "a second copy after more training": second})


def _entries(model, keep=lambda name, value: value.clone(), name_of=lambda name: name):
    return {name_of(name): keep(name, value) for name, value in model.state_dict().items()}


def _parameters_alone(model):
    return {name: parameter.detach().clone() for name, parameter in model.named_parameters()}


def _in_32_bits(model):
    return _entries(model, lambda name, value: value.clone().float())


def _as_arrays(model):
    return _entries(model, lambda name, value: value.numpy().copy())


def _zeroes_the_model(model):
    weights = snapshot(model)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.zero_()
    return weights


def _hands_out_its_own(model):
    weights = model.state_dict()
    model.load_state_dict(copy.deepcopy(weights), assign=True)
    return weights


EXERCISE = Exercise(
    id="04.1",
    solution=snapshot,
    cases=cases,
    use=use,
    hint="state_dict() hands out the model's own tensors. Which function copies a dictionary with all that is in it?",
    otherwise="Copy every entry of model.state_dict() under its own name, unchanged, and leave the model alone.",
    mistakes={
        "state_dict(), dict(...) and .copy() hold the very tensors that training changes; copy.deepcopy does not.": (
            lambda model: model.state_dict(),
            lambda model: copy.copy(model.state_dict()),
        ),
        "These are the model's own tensors still, which training changes; detach() cuts the graph but copies nothing.": (
            lambda model: {name: parameter.detach() for name, parameter in model.named_parameters()},
            lambda model: {name: parameter.data for name, parameter in model.named_parameters()},
            lambda model: dict(model.named_parameters()),
        ),
        "Some layers keep averages beside their weights (lesson 07): state_dict() holds them, parameters() does not.": (
            _parameters_alone,
            lambda model: copy.deepcopy(dict(model.named_parameters())),
        ),
        "A copy needs no graph: start from model.state_dict(), or put detach() before clone().": (
            lambda model: {name: parameter.clone() for name, parameter in model.named_parameters()},
            lambda model: {name: value.clone() for name, value in model.state_dict(keep_vars=True).items()},
        ),
        "Some entries are the model's own tensors still: copy all of them.": (
            lambda model: _entries(model, lambda name, value: value.clone() if name.endswith("weight") else value),
            lambda model: _entries(model, lambda name, value: value.clone() if "running" not in name else value),
        ),
        "Without names the weights cannot be put back: start from model.state_dict().": (
            lambda model: [parameter.detach().clone() for parameter in model.parameters()],
            lambda model: [value.clone() for value in model.state_dict().values()],
        ),
        "A whole model is no dictionary: copy its state_dict() instead.": lambda model: copy.deepcopy(model),
        "Keep the values as tensors: load_state_dict takes nothing else, and clone() copies one.": _as_arrays,
        "Keep every number in its own type: fewer bits are other numbers.": (
            lambda model: _entries(model, lambda name, value: value.clone().half()),
            _in_32_bits,
        ),
        "Keep every name as it is, dots and all: load_state_dict looks for it.": (
            lambda model: _entries(model, name_of=lambda name: name.split(".")[-1]),
            lambda model: _entries(model, name_of=lambda name: name.replace(".", "_")),
        ),
        "Return the copied state_dict() itself; load_state_dict does not look inside another dictionary.": (
            lambda model: {"model": snapshot(model)},
            lambda model: {"state_dict": snapshot(model)},
            lambda model: {"weights": snapshot(model)},
        ),
        "Copy the weights and leave the model alone: it must go on training where it was.": _zeroes_the_model,
        "The optimiser still holds the old tensors: the copy goes out, and the model keeps its own.": _hands_out_its_own,
        "Leave requires_grad alone: a frozen model cannot go on training.": lambda model: snapshot(model.requires_grad_(False)),
        "Leave the mode alone: in evaluation mode the model would go on training without dropout.": (
            lambda model: snapshot(model.eval())
        ),
        "The slopes are the model's too: leave them alone.": lambda model: (model.zero_grad(), snapshot(model))[1],
    },
    free=("result*: requires_grad",),
    tolerance=0.0,
    exact=True,
)
