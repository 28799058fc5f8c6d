"""The parts of a run: collected for a file, compared with one, and put back all or not at all."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from helpers.checkpoints.files import Refused
from helpers.checkpoints.fit import check_weights
from helpers.checkpoints.random_states import (
    check_generators,
    check_random_states,
    generator_states,
    random_states,
    set_random_states,
)
from helpers.state_copies import copy_of_state

PARTS = ("model", "optimizer", "scheduler", "early_stopping")


@dataclass(frozen=True)
class Run:
    """What the caller handed over. Nothing here is a copy."""

    model: nn.Module
    optimizer: torch.optim.Optimizer
    scheduler: Any = None
    early_stopping: Any = None
    history: dict[Any, Any] | None = None
    generators: dict[str, torch.Generator] | None = None

    def __post_init__(self) -> None:
        for name, kind in (("model", nn.Module), ("optimizer", torch.optim.Optimizer)):
            _must_be(kind, getattr(self, name), name)
        for name in ("scheduler", "early_stopping"):
            part = getattr(self, name)
            if part is not None and not (hasattr(part, "state_dict") and hasattr(part, "load_state_dict")):
                raise TypeError(f"{name} must have state_dict and load_state_dict, but it is a {type(part).__name__}.")
        for name in ("history", "generators"):
            if getattr(self, name) is not None:
                _must_be(dict, getattr(self, name), name)
        for name, generator in (self.generators or {}).items():
            _must_be(torch.Generator, generator, f"generators[{name!r}]")
        held = {id(parameter): parameter for group in self.optimizer.param_groups for parameter in group["params"]}
        outside = [held[number] for number in held.keys() - {id(parameter) for parameter in self.model.parameters()}]
        if len(outside) == len(held):
            raise ValueError("optimizer holds none of the model's parameters: make it again from this model.")
        if outside:  # its state would be saved, but not the tensor itself
            raise ValueError(
                f"optimizer holds a parameter of shape {_shape(outside[0])} that the model has not, so that it would be lost: "
                "make it an attribute of the model."
            )
        if getattr(self.scheduler, "optimizer", self.optimizer) is not self.optimizer:
            raise ValueError("scheduler steps another optimizer than the one handed over: make it again from this one.")
        if getattr(self.early_stopping, "model", self.model) is not self.model:
            raise ValueError("early_stopping keeps the weights of another model: make it again from this one.")


def _must_be(kind: type, value: Any, name: str) -> None:
    if not isinstance(value, kind):
        raise TypeError(f"{name} must be a {kind.__name__}, but it is a {type(value).__name__}.")


def class_name(part: Any) -> str:
    """Module and name of an object's class."""
    return f"{type(part).__module__}.{type(part).__qualname__}"


def collect(run: Run) -> dict[str, Any]:
    """Everything that decides how the run goes on, except its history. References, not copies."""
    parts = {name: getattr(run, name) for name in PARTS}
    return {
        **{name: None if part is None else _described(part) for name, part in parts.items()},
        "parameters": parameter_groups(run),
        "random": random_states(),
        "generators": None if run.generators is None else generator_states(run.generators),
    }


def _described(part: Any) -> dict[str, Any]:
    return {"class": class_name(part), "state": part.state_dict()}


def parameter_groups(run: Run) -> list[list[str]]:
    """For each of the optimiser's groups, name and shape of its parameters, in order."""
    names = {id(parameter): name for name, parameter in run.model.named_parameters()}
    return [
        [f"{names.get(id(parameter), 'a tensor')} {_shape(parameter)}" for parameter in group["params"]]
        for group in run.optimizer.param_groups
    ]


def _shape(parameter: torch.Tensor) -> tuple[int, ...] | str:
    return "without a shape" if nn.parameter.is_lazy(parameter) else tuple(parameter.shape)


def check(run: Run, saved: dict[str, Any]) -> None:
    """Compare a file's contents with what was handed over; change nothing.

    Raises:
        Refused: they do not fit.
    """
    for name in (*PARTS, "history", "generators"):
        _check_presence(name, getattr(run, name), saved[name])
    check_weights(run.model, saved["model"]["state"])
    for name in PARTS:
        if saved[name] is not None:
            _check_class(name, getattr(run, name), saved[name]["class"])
    _check_groups(saved["parameters"], parameter_groups(run))
    check_random_states(saved["random"])
    if run.generators is not None:
        check_generators(run.generators, saved["generators"])


def _check_presence(name: str, handed_over: Any, saved: Any) -> None:
    if saved is not None and handed_over is None:
        raise Refused(f"was saved with {name}=..., but none was handed over", f"hand over {name} too")
    if saved is None and handed_over is not None:
        raise Refused(f"was saved without {name}, but one was handed over", f"leave {name} out, or start anew")


def _check_class(name: str, part: Any, saved: str) -> None:
    """Equal names. A class of the program itself or a notebook is in ``__main__``, elsewhere after it was moved."""
    here = class_name(part)
    if saved == here:
        return
    modules, names = zip(saved.rpartition(".")[::2], here.rpartition(".")[::2], strict=True)
    if names[0] == names[1] and {"__main__", "__mp_main__"} & set(modules):
        return
    raise Refused(f"was saved with a {saved}, but the {name} here is a {here}", "hand over one of the same class, or start anew")


def _check_groups(saved: list[list[str]], here: list[list[str]]) -> None:
    advice = "make the optimizer from the same parameters in the same order"
    if len(saved) != len(here):
        raise Refused(f"was saved with {len(saved)} parameter groups, but the optimizer here has {len(here)}", advice)
    for number, (theirs, ours) in enumerate(zip(saved, here, strict=True)):
        if len(theirs) != len(ours):
            raise Refused(f"has {len(theirs)} parameters in group {number}, but the optimizer here has {len(ours)}", advice)
        for one, other in zip(theirs, ours, strict=True):
            if one != other:
                raise Refused(f"has {one} in parameter group {number}, where the optimizer here has {other}", advice)


def put_back(run: Run, saved: dict[str, Any]) -> None:
    """Put everything back. If one part refuses, the others get back what they had.

    Raises:
        Refused: a part would not take its state.
    """
    before = copy_of_state(collect(run))
    try:
        _load_all(run, saved)
    except BaseException as error:
        for name in reversed(PARTS):
            with suppress(Exception):
                _load(getattr(run, name), before[name])
        if isinstance(error, Exception):
            raise Refused(f"does not fit: {_one_sentence(error)}", "hand over what it was saved with, or start anew") from error
        raise
    # These were checked already, and cannot refuse.
    set_random_states(saved["random"])
    for name, generator in (run.generators or {}).items():
        generator.set_state(saved["generators"][name]["state"])


def _load_all(run: Run, saved: dict[str, Any]) -> None:
    for name in reversed(PARTS):  # the one that is most likely to refuse first
        _load(getattr(run, name), saved[name])


def _load(part: Any, saved: dict[str, Any] | None) -> None:
    if part is not None and saved is not None:
        part.load_state_dict(saved["state"])


def _one_sentence(error: Exception) -> str:
    return f"{type(error).__name__}, {' '.join(str(error).split()).rstrip('.').replace('. ', ', ')}"
