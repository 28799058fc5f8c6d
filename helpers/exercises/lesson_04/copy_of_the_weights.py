"""Exercise 04.1: a copy of all weights, in memory."""

import copy

import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed
from helpers.exercises.lesson_04.changing import change_every_entry


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


def use(answer, model):
    """Two copies, from two moments, with training after each; and what in the first one is no copy."""
    first = answer(model)
    shared = _shared_names(first, model)
    change_every_entry(model)
    second = answer(model)
    change_every_entry(model)
    return Observed(
        {
            "entries that are still the model's own tensors": shared,
            "the copy after more training": first,
            "a second copy after more training": second,
        }
    )


def _shared_names(copied, model):
    """The names under which a dictionary holds the model's own memory."""
    own = {value.untyped_storage().data_ptr() for value in model.state_dict().values()}
    entries = copied.items() if isinstance(copied, dict) else ()
    return [str(name) for name, value in entries if isinstance(value, torch.Tensor) and value.untyped_storage().data_ptr() in own]


EXERCISE = Exercise(
    id="04.1",
    solution=snapshot,
    cases=cases,
    use=use,
    hint="state_dict() hands out the model's own tensors. Which function copies a dictionary with all that is in it?",
    more_hints=(
        "Section 6 took a copy of a whole network before it changed something. The module copy has that function, and it takes a "
        "dictionary as well.",
    ),
    otherwise=(
        "Every entry of model.state_dict() needs numbers of its own, the weights, the biases and the averages: copy each of them "
        "under its name, unchanged, and leave the model alone."
    ),
    mistakes={
        "state_dict(), dict(...) and .copy() hold the very tensors that training changes: what is in the dictionary has to be "
        "copied too.": {"deepcopy": "copy"},
        "These are the model's own tensors still, which training changes; detach() cuts the graph but copies nothing.": (
            {"copy.deepcopy(model.state_dict())": "dict(model.named_parameters())"},
            lambda model: {name: parameter.detach() for name, parameter in model.named_parameters()},
        ),
        "Some layers keep averages beside their weights (lesson 07): state_dict() holds them, parameters() does not.": {
            "model.state_dict()": "dict(model.named_parameters())"
        },
        "A layer that is used twice has two names, and the lists of parameters and buffers tell it once: start from "
        "model.state_dict(), which has both.": (
            lambda model: {name: value.detach().clone() for name, value in [*model.named_parameters(), *model.named_buffers()]}
        ),
        "A copy needs no graph, and these lead back through one to the model: start from model.state_dict().": (
            lambda model: {name: parameter.clone() for name, parameter in model.named_parameters()}
        ),
        "Without names the weights cannot be put back: start from model.state_dict().": (
            {"model.state_dict()": "list(model.parameters())"},
            {"model.state_dict()": "list(model.state_dict().values())"},
        ),
        "A whole model is no dictionary: copy its state_dict() instead.": {".state_dict()": ""},
        "Keep the values as tensors: load_state_dict takes nothing else.": (
            lambda model: {name: value.numpy().copy() for name, value in model.state_dict().items()}
        ),
        "Keep every number in its own type: fewer bits are other numbers.": (
            lambda model: {name: value.clone().float() for name, value in model.state_dict().items()}
        ),
        "Keep every name as it is, dots and all: load_state_dict looks for it.": (
            lambda model: {name.replace(".", "_"): value.clone() for name, value in model.state_dict().items()}
        ),
        "Return the copied state_dict() itself; load_state_dict does not look inside another dictionary.": (
            {"model.state_dict()": "{'model': model.state_dict()}"},
            {"model.state_dict()": "{'state_dict': model.state_dict()}"},
        ),
        "Leave the mode alone: in evaluation mode the model would go on training without dropout.": {
            "model.state_dict()": "model.eval().state_dict()"
        },
        "The slopes are the model's too: leave them alone.": {"return": "model.zero_grad(); return"},
    },
    free=("result*: requires_grad",),
    tolerance=0.0,
    exact=True,
)
