"""How an exercise may use an answer in a case: called once, or several times, or followed by a backward pass."""

import functools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from weakref import WeakSet

import torch
from torch.overrides import TorchFunctionMode


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
    return Observed({"loss": loss} | _slopes(loss.reshape(()), answer.names, arguments))


def with_slopes_of_one_number(answer: Callable[..., Any], *arguments: Any) -> Any:
    """As ``with_slopes``, where one number in a tensor of any shape is one number: ``backward()`` takes it, too."""
    things = with_slopes(answer, *arguments).observed()
    loss = things["loss"]
    return Observed(things | {"loss": loss.reshape(()) if loss.numel() == 1 else loss})


def with_slopes_of_outputs(answer: Callable[..., Any], *arguments: Any) -> Any:
    """For layers: the outputs, and the slope of a sum of them by every tensor and parameter among the arguments that needs one.

    In the sum each output has a weight of its own, so that outputs in another order have other slopes.
    """
    outputs = answer(*arguments)
    if not isinstance(outputs, torch.Tensor):
        raise TypeError("outputs are a tensor")
    if not outputs.requires_grad:
        return Observed({"outputs": outputs})
    weights = torch.arange(1.0, outputs.numel() + 1).reshape(outputs.shape)
    return Observed({"outputs": outputs} | _slopes((outputs * weights).sum(), answer.names, arguments))


_GOING_BACK = "backward() by the caller"


def _slopes(total: torch.Tensor, names: tuple[str, ...], arguments: tuple[Any, ...]) -> dict[str, Any]:
    """The slope of one number by all that learns among the arguments, by words; 0 where its graph does not lead."""
    learning = {
        name: tensor
        for argument_name, argument in zip(names, arguments, strict=False)
        for name, tensor in _learning_tensors(argument, argument_name)
        if tensor.requires_grad
    }
    if not learning:  # the answer has frozen them all
        return {_GOING_BACK: "possible"}
    try:
        slopes = torch.autograd.grad(total, list(learning.values()), allow_unused=True, retain_graph=True)
    except RuntimeError as error:
        changed = "modified by an inplace operation" in str(error)
        return {_GOING_BACK: f"impossible, because {'a tensor was changed in place' if changed else 'it was called already'}"}
    shown = (
        torch.zeros_like(tensor) if slope is None else slope for tensor, slope in zip(learning.values(), slopes, strict=True)
    )
    found = {f"slope by {name}": slope for name, slope in zip(learning, shown, strict=True)}
    return {_GOING_BACK: "possible"} | found


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


class _TorchCalls(TorchFunctionMode):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.names.add(getattr(function, "__name__", ""))
        return function(*args, **(kwargs or {}))


@contextmanager
def watching_torch() -> Iterator[set[str]]:
    """Note which of torch's functions that take tensors are called while the block runs, by whatever name they were reached.

    Returns:
        Their names, without those that torch calls inside another one, in a set that grows.
    """
    with _TorchCalls() as calls:
        yield calls.names


class _Tables(TorchFunctionMode):
    def __init__(self) -> None:
        super().__init__()
        self.shapes: list[tuple[int, ...]] = []

    def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        shapes = {tuple(argument.shape) for argument in args if isinstance(argument, torch.Tensor)}
        if any(len(shape) == 1 and shape[0] > 1 and (*shape, 1) in shapes for shape in shapes):
            self.shapes.append(max(shapes, key=len))
        return function(*args, **(kwargs or {}))


@contextmanager
def watching_tables() -> Iterator[list[tuple[int, ...]]]:
    """Note where ``(N,)`` met ``(N, 1)`` while the block runs, so that every number was combined with every other.

    Returns:
        The shape of the column of each such meeting, in a list that grows.
    """
    with _Tables() as tables:
        yield tables.shapes


class ModelCalls:
    """What was noted of a model's calls.

    Attributes:
        sizes: how many examples came in each call, in order.
        graphs_at_once: the most calls whose graphs were held in memory at one moment.
    """

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.graphs_at_once = 0


class _Graph:
    """Lives as long as anything that the graph of one call saved."""


@contextmanager
def watching_model(model: torch.nn.Module) -> Iterator[ModelCalls]:
    """Note every call of a model while the block runs: how many examples came, and which calls' graphs are held.

    A graph is held until ``backward()`` without ``retain_graph=True`` has used it up, or nothing leads to it any more.
    """
    calls, held, entered = ModelCalls(), WeakSet(), []

    def before(module: torch.nn.Module, inputs: tuple[Any, ...], settings: dict[str, Any]) -> None:
        examples, graph = next(iter((*inputs, *settings.values())), None), _Graph()

        def pack(tensor: torch.Tensor) -> tuple[_Graph, torch.Tensor]:
            held.add(graph)
            return graph, tensor.detach()  # the tensor itself may lead back to the graph, which would then hold itself

        calls.sizes.append(len(examples) if isinstance(examples, torch.Tensor) and examples.ndim else 0)
        entered.append(torch.autograd.graph.saved_tensors_hooks(pack, lambda saved: saved[1]))
        entered[-1].__enter__()

    def after(module: torch.nn.Module, inputs: tuple[Any, ...], outputs: Any) -> None:
        entered.pop().__exit__()
        calls.graphs_at_once = max(calls.graphs_at_once, len(held))

    handles = (
        model.register_forward_pre_hook(before, with_kwargs=True),
        model.register_forward_hook(after, always_call=True),
    )
    try:
        yield calls
    finally:
        for handle in handles:
            handle.remove()
