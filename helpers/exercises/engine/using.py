"""How an exercise may use an answer in a case: called once, or several times, or followed by a backward pass."""

import functools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import torch


class Observed:
    """Several things about one use of an answer, each under the words that a message names it by."""

    def __init__(self, things: Mapping[str, Any]) -> None:
        self._things = dict(things)

    def observed(self) -> dict[str, Any]:
        """What counts, by its words."""
        return self._things


def call_once(answer: Callable[..., Any], *arguments: Any) -> Any:
    """What most exercises ask: one call, whose result counts."""
    return answer(*arguments)


def with_slopes(answer: Callable[..., Any], *arguments: Any) -> Any:
    """For losses: the result, and its slope by every tensor and parameter among the arguments that needs one.

    An answer that already ran ``backward()``, or that cut the graph, is told by the slopes that are missing.
    """
    loss = answer(*arguments)
    if not isinstance(loss, torch.Tensor):
        raise TypeError("a loss is a tensor")
    if loss.numel() != 1 or not loss.requires_grad:
        return Observed({"loss": loss})
    learning = {
        name: tensor
        for argument_name, argument in zip(answer.names, arguments, strict=False)
        for name, tensor in _learning_tensors(argument, argument_name)
        if tensor.requires_grad
    }
    try:
        slopes = torch.autograd.grad(loss.reshape(()), list(learning.values()), allow_unused=True, retain_graph=True)
    except RuntimeError:
        return Observed({"loss": loss, "slopes": "none, because its graph is used up already"})
    shown = (
        torch.zeros_like(tensor) if slope is None else slope for tensor, slope in zip(learning.values(), slopes, strict=True)
    )
    return Observed({"loss": loss} | {f"slope by {name}": slope for name, slope in zip(learning, shown, strict=True)})


def _learning_tensors(argument: Any, name: str) -> list[tuple[str, torch.Tensor]]:
    if isinstance(argument, torch.nn.Module):
        return [(f"{name}.{part}", parameter) for part, parameter in argument.named_parameters()]
    if isinstance(argument, list | tuple):
        return [pair for place, item in enumerate(argument) for pair in _learning_tensors(item, f"{name}.{place}")]
    return [(name, argument)] if isinstance(argument, torch.Tensor) else []


@contextmanager
def watching(owner: Any, name: str) -> Iterator[list[tuple[Any, ...]]]:
    """Note every call of ``owner.name`` while the block runs: whether something that is asked for by hand was called.

    Returns:
        The positional arguments of each call, in a list that grows.
    """
    original, calls = getattr(owner, name), []

    @functools.wraps(original)
    def noting(*arguments: Any, **settings: Any) -> Any:
        calls.append(arguments)
        return original(*arguments, **settings)

    setattr(owner, name, noting)
    try:
        yield calls
    finally:
        setattr(owner, name, original)
