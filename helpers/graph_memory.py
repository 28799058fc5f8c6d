"""How much memory a recorded graph holds: the tensors that ``backward()`` will need."""

import weakref
from typing import Any, Self

import torch
from torch import nn


class _Kept:
    """One tensor that a graph keeps. It lives as long as the graph does."""

    def __init__(self, tensor: torch.Tensor) -> None:
        # The tensor itself may lead back to its graph, which would then hold itself.
        self.tensor = tensor.detach()


class GraphMemory:
    """Watch what the graphs that are recorded inside the block keep. Introduced in lesson 07.

        with GraphMemory(model, pictures) as memory:
            logits = model(pictures)
        print(memory.bytes)  # as long as something leads to the graph, here logits

    Args:
        there_anyway: tensors, and models with their parameters and buffers, that exist whether a graph keeps them or not;
            they are not counted.

    Raises:
        TypeError: something else is said to be there anyway.
    """

    def __init__(self, *there_anyway: torch.Tensor | nn.Module) -> None:
        tensors: list[torch.Tensor] = []
        for thing in there_anyway:
            if isinstance(thing, nn.Module):
                tensors += [*thing.parameters(), *thing.buffers()]
            elif isinstance(thing, torch.Tensor):
                tensors.append(thing)
            else:
                raise TypeError(f"Tensors and models can be there anyway, but this is a {type(thing).__name__}.")
        self._anyway = {tensor.untyped_storage().data_ptr() for tensor in tensors}
        self._kept: weakref.WeakSet[_Kept] = weakref.WeakSet()
        self._hooks = torch.autograd.graph.saved_tensors_hooks(self._pack, lambda kept: kept.tensor)

    def __enter__(self) -> Self:
        self._hooks.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._hooks.__exit__(*error)

    def _pack(self, tensor: torch.Tensor) -> _Kept:
        kept = _Kept(tensor)
        self._kept.add(kept)
        return kept

    @property
    def tensors(self) -> list[torch.Tensor]:
        """What is kept now, one tensor for each piece of memory; tensors may share one."""
        pieces = {kept.tensor.untyped_storage().data_ptr(): kept.tensor for kept in self._kept}
        return [tensor for place, tensor in pieces.items() if place not in self._anyway and tensor.numel()]

    @property
    def bytes(self) -> int:
        """How much memory the graphs hold now, in bytes."""
        return sum(tensor.untyped_storage().nbytes() for tensor in self.tensors)


def kept_by_layer(model: nn.Sequential, inputs: torch.Tensor) -> dict[str, int]:
    """How many bytes each layer puts away for ``backward()``. Introduced in lesson 07.

    Args:
        model: its layers are called one after the other, in the modes in which they are.
        inputs: what the first layer gets; neither they nor weights and buffers are counted.

    Returns:
        Bytes by number and class of the layer, as ``"2 BatchNorm1d"``. Memory that two layers keep counts for the first.
    """
    kept, values = {}, inputs
    with GraphMemory(model, inputs) as memory:
        for number, layer in enumerate(model):
            before = memory.bytes
            values = layer(values)
            kept[f"{number} {type(layer).__name__}"] = memory.bytes - before
    return kept


def note_names(model: nn.Sequential, inputs: torch.Tensor) -> list[str | None]:
    """Torch's name for the note that leads back from each layer's result, as ``"Relu"``. Introduced in lesson 07.

    Args:
        model: its layers are called one after the other, in the modes in which they are.
        inputs: what the first layer gets.

    Returns:
        One name a layer; None where nothing was recorded.
    """
    names: list[str | None] = []
    values = inputs
    for layer in model:
        values = layer(values)
        names.append(None if values.grad_fn is None else type(values.grad_fn).__name__.removesuffix("Backward0"))
    return names
