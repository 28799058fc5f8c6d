"""First aid for a training that does not learn: short looks at inputs, loss, weights and gradients.

Every function returns what it found and judges nothing: what is healthy depends on the task.
"""

import copy
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import nn
from torch.overrides import TorchFunctionMode

from helpers.mean_losses import LossFunction, mean_loss
from helpers.training import evaluation_mode


class InputReport(NamedTuple):
    """What ``look_at_inputs`` found.

    ``constant_columns`` counts the columns that hold one value in every example: a scaler that divides by their
    spread divides by zero.
    """

    shape: tuple[int, ...]
    dtype: torch.dtype
    low: float
    high: float
    mean: float
    deviation: float
    constant_columns: int
    not_finite: int


class FirstLoss(NamedTuple):
    """A loss before training, and that of a network which gives each class the same probability (nats)."""

    loss: float
    know_nothing: float


class FourLooks(NamedTuple):
    """What ``four_looks`` found.

    ``by_heart`` is the last loss on 16 examples; of the parameters, one moves least in a step and one most, both as shares
    of their own length.
    """

    largest_input: float
    first_loss: float
    by_heart: float
    least_step: float
    most_step: float


Question = tuple[str, list[tuple[str, str]], str]


def ladder_of_questions() -> tuple[list[Question], str]:
    """The way from a symptom to an experiment, as ``plots.question_ladder`` takes it. Introduced in lesson 17.

    Returns:
        The questions in their order, each with the answers that lead off and what to look at then, and with the answer that
        leads on; and what is left to look at when all of them led on. The sections named are those of the lesson.
    """
    questions: list[Question] = [
        (
            "Does PyTorch raise an error?",
            [("yes", "read the last line word by word; print shape, dtype, device (section 2)")],
            "no",
        ),
        (
            "Is the loss NaN or infinite?",
            [
                ("at once", "where is a division, a logarithm, a root? (section 9)"),
                ("later", "draw the length of the gradient, step by step (section 9)"),
            ],
            "no",
        ),
        (
            "Is the first loss more than\n0.1 away from log(classes)?",
            [("yes", "print the range of the inputs, then that of the logits (section 7)")],
            "no (healthy: 2.30)",
        ),
        (
            "Is the training loss near 0?",
            [("yes", "and validation is poor: send training\nimages down its path (section 8)")],
            "no: draw it on its own scale",
        ),
        (
            "Does the network learn 16\nexamples by heart (below 0.1)?",
            [
                (
                    "no",
                    "the network: which parameters does it know? how long is\n"
                    "each layer's gradient? does it return logits? (section 6)",
                )
            ],
            "yes (healthy: 0.001)",
        ),
        (
            "How far does a step move the\nweights, at first and ten later?",
            [
                (
                    "0",
                    "is there a gradient after the step? which rate? which network\n"
                    "does the optimiser hold? is step() called? (section 7)",
                ),
                (
                    "below 0.001",
                    "print the rate, and the gradient's length beside\nthat of a healthy network: 0.20 (section 7)",
                ),
                ("far less later", "print the rate at step 0, 1, 2 and 10 (section 7)"),
                ("0.1 or more", "print the rate and the range of the inputs (section 7)"),
            ],
            "in between\n(healthy: 0.026)",
        ),
    ]
    return questions, "look at inputs\nbeside labels (section 8)"


def four_looks(
    model: nn.Module, inputs: torch.Tensor, labels: torch.Tensor, step: Callable[[], object], by_heart_steps: int = 200
) -> FourLooks:
    """The inputs, the first loss, 16 examples by heart, and how far a step moves the weights. Introduced in lesson 17.

    Args:
        model: the network, which ``step`` changes.
        inputs: ``(examples, ...)``.
        labels: ``(examples,)``, class numbers.
        step: one complete training step; it is carried out once, after the other looks.
        by_heart_steps: how long 16 examples are learnt.
    """
    largest = look_at_inputs(inputs).high
    start = first_loss(model, inputs, labels).loss
    by_heart = overfit_one_batch(model, inputs[:16], labels[:16], steps=by_heart_steps)[-1]
    moved = relative_steps(model, step).values()
    return FourLooks(largest, start, by_heart, min(moved), max(moved))


def look_at_inputs(inputs: torch.Tensor) -> InputReport:
    """Shape, type, range, spread, constant columns, and how many numbers are NaN or infinite. Introduced in lesson 17.

    Shapes:
        inputs ``(examples, ...)``, whole numbers or decimals; everything after the first dimension counts as columns.

    Raises:
        ValueError: there is no example, or an example has no numbers.
    """
    if inputs.ndim == 0 or inputs.numel() == 0:
        raise ValueError(f"There must be at least one example with one number, but the shape is {tuple(inputs.shape)}.")
    numbers = inputs.detach().float()
    columns = numbers.reshape(len(numbers), -1)
    return InputReport(
        shape=tuple(inputs.shape),
        dtype=inputs.dtype,
        low=numbers.min().item(),
        high=numbers.max().item(),
        mean=numbers.mean().item(),
        deviation=numbers.std(correction=0).item(),
        constant_columns=int((columns == columns[0]).all(dim=0).sum()),
        not_finite=int((~numbers.isfinite()).sum()),
    )


def first_loss(model: nn.Module, inputs: torch.Tensor, labels: torch.Tensor) -> FirstLoss:
    """Cross-entropy in evaluation mode, beside log(number of classes). Introduced in lesson 17.

    Before training the two should be near each other; much more means logits that are too large.

    Args:
        model: returns logits ``(batch, classes)``; its modes are the same after the call as before.
        inputs: ``(batch, ...)``.
        labels: ``(batch,)``, class numbers.
    """
    with evaluation_mode(model):
        logits = model(inputs)
        return FirstLoss(nn.functional.cross_entropy(logits, labels).item(), math.log(logits.shape[1]))


def overfit_one_batch(
    model: nn.Module,
    inputs: torch.Tensor,
    labels: torch.Tensor,
    loss_function: LossFunction = nn.functional.cross_entropy,
    steps: int = 200,
    learning_rate: float = 0.01,
) -> list[float]:
    """Train a copy of the model with Adam on one batch, and return its losses. Introduced in lesson 17.

    A healthy network of some size learns a few examples by heart: the last loss should be near 0. A narrow one, of eight
    units, may fail with unlucky first weights and be sound all the same. Dropout is switched off in the copy, wherever it
    stands: as a layer, inside an LSTM or attention, or as a function in ``forward()``. The model itself, its gradients and
    the global random numbers stay as they are.

    Args:
        model: returns what ``loss_function`` takes.
        inputs: ``(batch, ...)``, some 10 to 100 examples.
        labels: ``(batch,)``.
        loss_function: the one that the training uses: it is tested too.
        steps: how often the batch is seen.
        learning_rate: Adam's.

    Returns:
        ``steps + 1`` losses: one before each step, and one after the last.

    Raises:
        ValueError: ``steps`` is below 1.
    """
    if steps < 1:
        raise ValueError(f"steps must be at least 1, but it is {steps}.")
    patient = copy.deepcopy(model).train()
    optimizer = torch.optim.Adam(patient.parameters(), lr=learning_rate)
    losses = []
    with _random_numbers_kept(inputs.device), _without_dropout(patient):
        for _ in range(steps):
            loss = mean_loss(loss_function, patient(inputs), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        with torch.no_grad():
            return [*losses, mean_loss(loss_function, patient(inputs), labels).item()]


@contextmanager
def _random_numbers_kept(device: torch.device) -> Iterator[None]:
    """Layers other than dropout may draw random numbers, too: afterwards those of the CPU and of the device go on as before."""
    with torch.random.fork_rng(devices=[device] if device.type == "cuda" else []):
        yield


class _NoDropout(TorchFunctionMode):
    """Makes every dropout function return what it was given, and attention drop nothing."""

    # Named by what they are called: the same function is known under several roofs of torch.
    _NAMES = frozenset(
        name + ending
        for name in (
            "dropout",
            "dropout1d",
            "dropout2d",
            "dropout3d",
            "alpha_dropout",
            "feature_dropout",
            "feature_alpha_dropout",
        )
        for ending in ("", "_")
    )

    def __torch_function__(self, function: Any, types: Any, args: tuple = (), kwargs: dict[str, Any] | None = None) -> Any:
        settings = dict(kwargs or {})
        name = getattr(function, "__name__", "")
        if name in self._NAMES:
            return args[0] if args else settings["input"]
        if name == F.scaled_dot_product_attention.__name__:
            args = (*args[:4], 0.0, *args[5:]) if len(args) > 4 else args
            settings = settings | {"dropout_p": 0.0} if "dropout_p" in settings else settings
        return function(*args, **settings)


@contextmanager
def _without_dropout(model: nn.Module) -> Iterator[None]:
    """Switch dropout off in a model, for good in its layers, and in the functions that it calls inside the block."""
    for module in model.modules():
        if isinstance(module, nn.modules.dropout._DropoutNd):
            module.eval()
        elif isinstance(module, nn.RNNBase | nn.MultiheadAttention):
            module.dropout = 0.0
    with _NoDropout():
        yield


def gradient_norms(model: nn.Module) -> dict[str, float | None]:
    """The length of each parameter's gradient by name; None where none has arrived. Introduced in lesson 17.

    Call it after ``backward()``. A parameter that is frozen or was detached has None; NaN and infinity are shown as
    they are. A model without parameters gives an empty dictionary.
    """
    return {
        name: None if parameter.grad is None else parameter.grad.norm().item() for name, parameter in model.named_parameters()
    }


def gradient_norm(model: nn.Module) -> float:
    """The length of all gradients taken as one long vector; 0 where there are none. Introduced in lesson 17."""
    return math.hypot(*(norm for norm in gradient_norms(model).values() if norm is not None))


def unmoved_parameters(model: nn.Module, step: Callable[[], object]) -> list[str]:
    """Do one training step, and name the parameters that are the same afterwards. Introduced in lesson 17.

    It finds a forgotten ``optimizer.step()``, an optimiser that holds another model, frozen and detached layers, and layers
    that the model does not know of because they stand in a Python list (``unregistered_parameters``).

    Args:
        model: the network that the step should change.
        step: one complete training step; it is carried out, and so changes the model.
    """
    parameters = _all_parameters(model)
    before = {name: parameter.detach().clone() for name, parameter in parameters.items()}
    step()
    return [name for name, parameter in parameters.items() if torch.equal(parameter, before[name])]


def relative_steps(model: nn.Module, step: Callable[[], object]) -> dict[str, float]:
    """Do one training step: how far did each parameter move, as a share of its own length? Introduced in lesson 17.

    A hundredth is an ordinary step, 0 is none, and 1 throws away what was there. A parameter of nothing but zeros that moves
    has moved infinitely far.

    Args:
        model: the network that the step should change; the parameters of layers in Python lists are looked at too.
        step: one complete training step; it is carried out, and so changes the model.
    """
    parameters = _all_parameters(model)
    before = {name: parameter.detach().clone() for name, parameter in parameters.items()}
    step()
    shares = {}
    for name, parameter in parameters.items():
        change, length = (parameter.detach() - before[name]).norm().item(), before[name].norm().item()
        shares[name] = change / length if length else (0.0 if change == 0 else math.inf)
    return shares


def unregistered_parameters(model: nn.Module) -> dict[str, torch.Tensor]:
    """Parameters that the model uses and does not know of, by where they stand. Introduced in lesson 17.

    ``model.parameters()`` names what was assigned to ``self``, or stands in ``nn.ModuleList``, ``nn.ModuleDict`` and their
    like. Layers in a Python list, tuple or dictionary are not among them, nor is a tensor with ``requires_grad`` that is no
    ``nn.Parameter``: no optimiser gets them, ``state_dict()`` lacks them, and ``to(device)`` leaves them where they are.
    """
    known = {id(parameter) for parameter in model.parameters()}
    found: dict[str, torch.Tensor] = {}
    visited: set[int] = set()

    def search(thing: object, name: str) -> None:
        if isinstance(thing, torch.Tensor):
            if thing.requires_grad and thing.is_leaf and id(thing) not in known:
                known.add(id(thing))
                found[name] = thing
            return
        if not isinstance(thing, nn.Module | list | tuple | dict) or id(thing) in visited:
            return
        visited.add(id(thing))
        if isinstance(thing, nn.Module):
            inside = {**thing._parameters, **thing._modules}
            inside |= {key: value for key, value in vars(thing).items() if key not in _MODULE_ATTRIBUTES}
            for key, value in inside.items():
                search(value, f"{name}.{key}" if name else key)
        else:
            for key, value in thing.items() if isinstance(thing, dict) else enumerate(thing):
                search(value, f"{name}[{key!r}]")

    search(model, "")
    return found


_MODULE_ATTRIBUTES = frozenset(vars(nn.Module()))  # what every module has


def _all_parameters(model: nn.Module) -> dict[str, torch.Tensor]:
    return {**dict(model.named_parameters()), **unregistered_parameters(model)}
