"""Copies of a state dict that share nothing with it, whatever kinds of tensors it holds."""

import copy
from collections.abc import Iterator, Mapping
from typing import Any

import torch


def copy_of_state(state: Any) -> Any:
    """A deep copy. Unlike ``copy.deepcopy`` alone, it also copies sparse tensors, none of which it can. Introduced in lesson 06.

    Args:
        state: what ``state_dict()`` returned, or anything else made of dictionaries, lists, tuples, tensors and plain values.
    """
    return copy.deepcopy(state, {id(tensor): tensor.clone() for tensor in _tensors(state) if tensor.layout is not torch.strided})


def _tensors(value: Any) -> Iterator[torch.Tensor]:
    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, Mapping):
        for entry in value.values():
            yield from _tensors(entry)
    elif isinstance(value, list | tuple):
        for entry in value:
            yield from _tensors(entry)
