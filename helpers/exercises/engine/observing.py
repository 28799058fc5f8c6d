"""Everything about a value that an answer could have made or changed, as flat leaves that can be compared."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import nn


class Leaf(NamedTuple):
    """One thing that was observed: of what (``result[0]``, ``model.hidden.weight``), and which side of it."""

    place: str
    aspect: str

    def __str__(self) -> str:
        """``place: aspect``, the form that an exercise's ``free`` patterns match."""
        return f"{self.place}: {self.aspect}"


Leaves = dict[Leaf, Any]


def kind_of(value: Any) -> str:
    """What a value is, in a student's words; a list and a tuple are one kind, and so are whole and other numbers."""
    for types, words in (
        (type(None), "None"),
        (type(...), "the three dots"),
        (bool | np.bool_, "True or False"),
        (int | float | np.integer | np.floating, "a number"),
        (str, "a text"),
        (torch.Tensor, "a tensor"),
        (np.ndarray, "a NumPy array"),
        (Mapping, "a dictionary"),
        (list | tuple, "a list"),
        (set | frozenset, "a set"),
        (nn.Module, "a model"),
        (type, "a class"),
    ):
        if isinstance(value, types):
            return words
    return "a function" if callable(value) and not hasattr(value, "__dict__") else f"a value of type {type(value).__name__}"


def observe(value: Any, place: str, exact: bool = False) -> Leaves:
    """The leaves of a value.

    An object with a method ``observed()`` says itself what counts: it returns a dictionary from words to values.

    Args:
        value: a number, text, tensor, array, list, dictionary, model, optimiser, scheduler, generator, path, or others.
        place: what it is called in messages.
        exact: whether a tensor's type counts to the bit (float32 is not float64), or only its family; and a number's
            (3 is not 3.0), or not at all.
    """
    if hasattr(value, "observed"):
        return _observe_items({f"{place}, {name}": item for name, item in value.observed().items()}, exact) | (
            _observe_module(value, place) if isinstance(value, nn.Module) else {}
        )
    if isinstance(value, nn.Module):
        return _observe_module(value, place)
    if isinstance(value, torch.Tensor):
        return _observe_tensor(value, place, exact)
    if isinstance(value, torch.Generator):
        return {Leaf(place, "random state"): value.get_state()}
    if isinstance(value, np.random.Generator):
        return {Leaf(place, "random state"): repr(value.bit_generator.state)}
    if hasattr(value, "state_dict"):  # optimisers and schedulers
        return observe(value.state_dict(), place)
    if isinstance(value, Path):
        return {Leaf(place, "files"): _files(value)}
    return _observe_plain(value, place, exact)


def _observe_plain(value: Any, place: str, exact: bool) -> Leaves:
    kind = {Leaf(place, "kind"): kind_of(value)}
    if isinstance(value, np.ndarray):
        if value.dtype.kind not in "biufc":
            return kind | {Leaf(place, "value"): value.tolist()}
        numbers = torch.from_numpy(np.array(value))
        return kind | {Leaf(place, "shape"): tuple(numbers.shape), Leaf(place, "value"): numbers}
    if isinstance(value, Mapping):
        names = {Leaf(place, "names"): sorted(map(repr, value))}
        return kind | names | _observe_items({f"{place}[{key!r}]": item for key, item in value.items()}, exact)
    if isinstance(value, list | tuple):
        if all(isinstance(item, bool | int | float | str | np.generic | type(None)) for item in value):
            empty = {} if value else {Leaf(place, "length"): 0}  # comparable with a list of anything
            return kind | {Leaf(place, "value"): [_python(item) for item in value]} | empty
        length = {Leaf(place, "length"): len(value)}
        return kind | length | _observe_items({f"{place}[{number}]": item for number, item in enumerate(value)}, exact)
    if isinstance(value, set | frozenset):
        return kind | {Leaf(place, "value"): sorted(map(repr, value))}
    if isinstance(value, bool | int | float | str | bytes | np.generic):
        plain = _python(value)
        number = exact and isinstance(plain, int | float) and not isinstance(plain, bool)
        return kind | ({Leaf(place, "type"): type(plain).__name__} if number else {}) | {Leaf(place, "value"): plain}
    return kind


def _observe_items(items: Mapping[str, Any], exact: bool) -> Leaves:
    leaves: Leaves = {}
    for place, item in items.items():
        leaves |= observe(item, place, exact)
    return leaves


def _observe_tensor(tensor: torch.Tensor, place: str, exact: bool) -> Leaves:
    family = "float" if tensor.is_floating_point() else "bool" if tensor.dtype == torch.bool else "whole"
    gradient = tensor.grad if tensor.is_leaf else None
    return {
        Leaf(place, "kind"): "a tensor",
        Leaf(place, "shape"): tuple(tensor.shape),
        Leaf(place, "type"): str(tensor.dtype) if exact else family,
        Leaf(place, "value"): _copy(tensor),
        Leaf(place, "graph"): tensor.requires_grad and not tensor.is_leaf,
        Leaf(place, "requires_grad"): tensor.requires_grad,
        Leaf(place, "gradient"): None if gradient is None else _copy(gradient),
    }


def _observe_module(model: nn.Module, place: str) -> Leaves:
    leaves = {Leaf(place, "kind"): "a model"} | {
        Leaf(f"{place}.{name}" if name else place, "mode"): "training mode" if part.training else "evaluation mode"
        for name, part in model.named_modules()
    }
    for name, parameter in model.named_parameters():
        leaves[Leaf(f"{place}.{name}", "type")] = str(parameter.dtype)
        leaves[Leaf(f"{place}.{name}", "value")] = _copy(parameter)
        leaves[Leaf(f"{place}.{name}", "requires_grad")] = parameter.requires_grad
        leaves[Leaf(f"{place}.{name}", "gradient")] = None if parameter.grad is None else _copy(parameter.grad)
    for name, buffer in model.named_buffers():
        leaves[Leaf(f"{place}.{name}", "type")] = str(buffer.dtype)
        leaves[Leaf(f"{place}.{name}", "value")] = _copy(buffer)
    return leaves


def _copy(tensor: torch.Tensor) -> torch.Tensor:
    tensor = tensor.detach()
    return tensor.to_dense() if tensor.layout is not torch.strided else tensor.clone()


def _python(item: Any) -> Any:
    return item.item() if isinstance(item, np.generic) else item


def _files(path: Path) -> dict[str, bytes] | bytes | None:
    """A file's bytes, or those of every file in a folder; None where there is nothing."""
    if path.is_dir():
        return {found.relative_to(path).as_posix(): found.read_bytes() for found in sorted(path.rglob("*")) if found.is_file()}
    return path.read_bytes() if path.is_file() else None


def owned_tensors(value: Any) -> list[int]:
    """The identities of the tensors that a model, an optimiser, or a list holds: are they the same ones afterwards?"""
    if isinstance(value, nn.Module):
        return [id(part) for part in value.parameters()]
    if isinstance(value, torch.optim.Optimizer):
        return [id(part) for group in value.param_groups for part in group["params"]]
    if isinstance(value, Mapping):
        return [number for item in value.values() for number in owned_tensors(item)]
    if isinstance(value, list | tuple):
        return [number for item in value for number in owned_tensors(item)]
    return [id(value)] if isinstance(value, torch.Tensor) else []
