"""Exercise 05.4: which parts of two states differ."""

import copy
import math

import torch

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.lesson_05.runs import run_with_a_frozen_layer, run_with_averages, small_run, train


def differing_entries(before, after):
    """The names of all entries that differ, those inside dictionaries with dots between the names."""
    found = []
    for name, value in before.items():
        if isinstance(value, dict):
            found += [f"{name}.{inner}" for inner in differing_entries(value, after[name])]
        elif isinstance(value, torch.Tensor):
            if not torch.equal(value, after[name]):
                found.append(str(name))
        elif value != after[name]:
            found.append(str(name))
    return found


def _state(run, epoch):
    """A run's whole state; what is in a list is none of this exercise."""
    model, optimizer, scheduler = run
    settings = {"lr": optimizer.param_groups[0]["lr"]}
    return {
        "epoch": epoch,
        "model": dict(model.state_dict()),
        "optimizer": {"state": optimizer.state_dict()["state"], "settings": settings},
        "scheduler": {"last_epoch": scheduler.last_epoch, "best": None},
        "random": torch.arange(epoch + 3, dtype=torch.uint8),
    }


def _trained(make, seed, epochs):
    torch.manual_seed(seed)
    run = make()
    for _ in range(epochs):
        train(*run)
    return copy.deepcopy(_state(run, epochs))


def cases():
    """Equal states; one entry of each kind changed, early and late, by much and in the last digit; many entries changed."""
    state = _trained(small_run, 0, 2)
    other = copy.deepcopy(state)
    other["scheduler"]["last_epoch"] = 0
    yield Case(state, other, title="the scheduler's count was forgotten")
    yield Case(copy.deepcopy(state), copy.deepcopy(state), title="nothing was forgotten")
    other = copy.deepcopy(state)
    notes = other["optimizer"]["state"][3]["exp_avg"]
    notes[-1] = torch.nextafter(notes[-1], torch.tensor(torch.inf))
    other["random"] = torch.arange(4, dtype=torch.uint8)
    yield Case(
        copy.deepcopy(state),
        other,
        title="one of Adam's notes is off by next to nothing, and the random state has another length",
    )
    state = _trained(run_with_averages, 1, 3)
    other = copy.deepcopy(state)
    other["model"]["0.1.running_mean"] = other["model"]["0.1.running_mean"].flip(0)
    other["random"] = other["random"].flip(0)
    other["epoch"] = 4
    other["scheduler"]["best"] = 0.5
    yield Case(state, other, title="means and a random state in another order, the next epoch, a best loss where there was none")
    state = _trained(run_with_a_frozen_layer, 5, 2)  # its tensors have 64 bits
    other = copy.deepcopy(state)
    weights = other["model"]["1.weight"]
    weights[0] = torch.nextafter(weights[0], torch.tensor(torch.inf, dtype=weights.dtype))
    other["optimizer"]["settings"]["lr"] = math.nextafter(other["optimizer"]["settings"]["lr"], 1)
    yield Case(state, other, title="a 64-bit weight and the learning rate are off in the last digit")
    state = {"epoch": 40, "steps": torch.tensor(2**60), "best": 0.125, "text": "Adam", "patience": None}
    other = {"epoch": 41, "steps": torch.tensor(2**60 + 1), "best": 0.125, "text": "adam", "patience": 0}
    yield Case(state, other, title="counts that are off by one, a text in small letters, a number where there was none")
    yield Case(_trained(run_with_a_frozen_layer, 2, 1), _trained(run_with_a_frozen_layer, 3, 2), title="two different runs")
    one, other = _trained(small_run, 0, 2), _trained(small_run, 4, 3)
    other = {name: dict(reversed(value.items())) if isinstance(value, dict) else value for name, value in other.items()}
    yield Case(one, dict(reversed(other.items())), title="two different runs, with the names in another order")
    best = {"best": torch.tensor([0.5, torch.inf]), "counters": {"waits": torch.tensor([-torch.inf])}, "empty": torch.zeros(0)}
    other = copy.deepcopy(best)
    other["counters"]["waits"] = -other["counters"]["waits"]
    yield Case(best, other, title="losses that are infinite, because nothing was measured yet, and a tensor without numbers")
    yield Case(
        {"a": {"b": {"c": {"d": torch.zeros(())}}}, "e": {}},
        {"a": {"b": {"c": {"d": torch.ones(())}}}, "e": {}},
        title="four levels",
    )


def _by_sums(before, after):
    found = []
    for name, value in before.items():
        if isinstance(value, dict):
            found += [f"{name}.{inner}" for inner in _by_sums(value, after[name])]
        elif isinstance(value, torch.Tensor):
            found += [str(name)] if value.sum() != after[name].sum() else []
        elif value != after[name]:
            found.append(str(name))
    return found


def _no_distance(one, other):
    return one.numel() == 0 or bool((one - other).abs().max() == 0)


def _with_an_operator(before, after):
    return [name for name in before if before[name] != after[name]]


def _outermost(before, after):
    return [name for name in before if differing_entries({name: before[name]}, {name: after[name]})]


_NUMBERS = "isinstance(value, int | float) and isinstance(after[name], int | float)"
_NEARLY = f"value != after[name] and not ({_NUMBERS} and math.isclose(value, after[name]))"
_ROUNDED = f"(round(value, 6) != round(after[name], 6) if {_NUMBERS} else value != after[name])"

EXERCISE = Exercise(
    id="05.4",
    solution=differing_entries,
    cases=cases,
    hint="A dictionary inside a dictionary is the same question once more, and a function may call itself.",
    more_hints=(
        "Three kinds of values: for a dictionary the function calls itself, and puts the name before each answer; a tensor is "
        "compared with torch.equal, and anything else with !=.",
    ),
    otherwise="Compare every entry, tensors with torch.equal, and go into the dictionaries; keep the order of `before`.",
    mistakes={
        "`!=` compares two tensors number by number, and `if` needs one answer: torch.equal(one, other) gives it.": (
            {"not torch.equal(value, after[name])": "value != after[name]"},
            _with_an_operator,
        ),
        "Nearly equal is not equal: a difference in the last digit counts. Compare tensors with torch.equal.": {
            "not torch.equal(value, after[name])": (
                "value.shape != after[name].shape or not torch.allclose(value.double(), after[name].double())"
            )
        },
        "Numbers that are nearly equal differ too: a learning rate off in the last digit is another one. Compare with !=.": (
            {"value != after[name]": _NEARLY},
            {"value != after[name]": _NEARLY.replace("after[name])", "after[name], rel_tol=0.1)")},
            {"value != after[name]": _ROUNDED},
        ),
        "Printing shows four digits, and of a long tensor only the ends: compare the tensors themselves, with torch.equal.": {
            "not torch.equal(value, after[name])": "str(value) != str(after[name])"
        },
        "float() rounds 64-bit numbers to 32 bits, and long counts too: compare the tensors as they are.": {
            "torch.equal(value, after[name])": "torch.equal(value.float(), after[name].float())"
        },
        "Infinity minus infinity is no number (NaN), and that is equal to nothing: compare the tensors with torch.equal.": (
            {"not torch.equal(value, after[name])": "value.shape != after[name].shape or not _no_distance(value, after[name])"}
        ),
        "Equal sums do not make equal tensors: compare each number, with torch.equal.": _by_sums,
        "Name the entries inside: that something in `optimizer` differs does not say what was forgotten.": _outermost,
        "Put the outer name before the inner one, with a dot between them.": {'f"{name}.{inner}"': "inner"},
        "The answer lists the entries that are equal, not those that differ.": {
            "not torch": "torch",
            "value != after": "value == after",
        },
        "The answer must hold all entries that differ, not the first alone.": (
            lambda before, after: differing_entries(before, after)[:1]
        ),
        "Tensors count too, and most of a state is in them.": {"not torch.equal(value, after[name])": "False"},
        "Numbers and None count too: the epoch, the learning rate, the scheduler's count.": {"value != after[name]": "False"},
        "Go into dictionaries inside dictionaries as well, however deep they lie.": {"if isinstance(value, dict)": "if False"},
    },
)
