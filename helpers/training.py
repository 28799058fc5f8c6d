"""Functions that a training loop calls. The loop itself stays in the notebook.

``batches`` is any iterable of ``(inputs, labels)`` pairs on the model's device: a ``DataLoader``, or a
list with one pair when the whole training part is one batch.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import torch
from torch import nn

Batches = Iterable[tuple[torch.Tensor, torch.Tensor]]
LossFunction = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


class Evaluation(NamedTuple):
    """What ``evaluate`` found: mean loss per example, share of right answers, and both counts."""

    loss: float
    accuracy: float
    correct: int
    examples: int


def train_one_epoch(
    model: nn.Module, batches: Batches, loss_function: LossFunction, optimizer: torch.optim.Optimizer
) -> torch.Tensor:
    """Go once through the batches, one optimiser step each. Introduced in lesson 01.

    Args:
        model: returns logits; put into training mode first if it is not in it.
        batches: pairs ``(inputs, labels)``; ``inputs`` ``(batch, ...)``, ``labels`` ``(batch,)`` of class numbers.
        loss_function: mean loss of a batch from ``(logits, labels)``.
        optimizer: holds the model's parameters.

    Returns:
        The epoch's mean loss per example, shape ``()``, before each step, without a graph and still on the
        device: calling ``.item()`` on it is what makes a GPU wait, so the caller decides how often.

    Raises:
        ValueError: there was no batch, or one without examples.
    """
    if not model.training:
        model.train()
    losses: list[torch.Tensor] = []
    sizes: list[int] = []
    for inputs, labels in batches:
        logits = model(inputs)
        loss = loss_function(logits, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
        sizes.append(labels.shape[0])
    return _weighted_mean(losses, sizes)


def accumulate_gradients(model: nn.Module, micro_batches: Batches, loss_function: LossFunction) -> torch.Tensor:
    """Add up the gradient of one large batch, piece by piece; no step is taken. Introduced in lesson 13.

    Each piece counts by its share of the examples. Layers that look at the whole batch, BatchNorm for one, see only
    the piece: with them the sum is not the large batch's gradient.

    Args:
        model: returns logits; put into training mode first if it is not in it.
        micro_batches: the pieces, pairs ``(inputs, labels)``, of any sizes.
        loss_function: mean loss of a piece from ``(logits, labels)``.

    Returns:
        The large batch's mean loss, shape ``()``, without a graph. The gradient is *added* to what is in ``.grad``.

    Raises:
        ValueError: there was no piece, or one without examples; no gradient is changed then.
    """
    pieces = list(micro_batches)
    sizes = [labels.shape[0] for _, labels in pieces]
    if not sizes or 0 in sizes:
        raise ValueError(f"Every micro-batch needs at least one example, but their sizes were {sizes}.")
    if not model.training:
        model.train()
    shares = []
    for inputs, labels in pieces:
        share = loss_function(model(inputs), labels) * (labels.shape[0] / sum(sizes))
        share.backward()
        shares.append(share.detach())
    return torch.stack(shares).sum()


def finite_loss(loss: torch.Tensor, epoch: int) -> float:
    """A loss of shape ``()`` as a number for the history. Introduced in lesson 01; what to do then, in lesson 17.

    Raises:
        FloatingPointError: it is NaN or infinite; the message names the epoch.
    """
    value = loss.item()
    if not math.isfinite(value):
        raise FloatingPointError(f"The loss is {value} at epoch {epoch}: training has diverged; try a smaller learning rate.")
    return value


def _weighted_mean(losses: list[torch.Tensor], sizes: list[int]) -> torch.Tensor:
    """Mean per example, not per batch: a smaller last batch counts for less."""
    if not sizes or 0 in sizes:
        raise ValueError(f"Every batch needs at least one example, but the batch sizes were {sizes}.")
    if len(losses) == 1:
        return losses[0]
    weights = torch.tensor(sizes, dtype=losses[0].dtype, device=losses[0].device)
    return (torch.stack(losses) * weights).sum() / weights.sum()


@contextmanager
def evaluation_mode(model: nn.Module) -> Iterator[nn.Module]:
    """Switch to ``eval()`` and ``no_grad()``; restore afterwards the mode that every submodule had.

    Introduced in lesson 01, taken apart in lesson 07. The modes come back after an exception too.
    """
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        with torch.no_grad():
            yield model
    finally:
        for module, was_training in modes:
            module.training = was_training


def predict(model: nn.Module, inputs: torch.Tensor) -> torch.Tensor:
    """Logits for ``inputs`` in evaluation mode, without a graph. Introduced in lesson 01.

    Shapes:
        inputs ``(examples, ...)``, returns ``(examples, classes)``.
    """
    with evaluation_mode(model):
        return model(inputs)


def _classes(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Predicted class numbers in the labels' shape. Of one column the largest is always column 0: there the sign decides."""
    return (logits > 0).reshape(labels.shape) if logits.shape[1:] == (1,) else logits.argmax(dim=1)


def evaluate(model: nn.Module, batches: Batches, loss_function: LossFunction) -> Evaluation:
    """Loss and accuracy over all batches, both weighted by example. Introduced in lesson 01.

    Args:
        model: returns logits ``(batch, classes)``, or ``(batch, 1)`` where a logit above 0 means class 1 (lesson 09);
            its mode is the same after the call as before.
        batches: pairs ``(inputs, labels)``; labels are class numbers ``(batch,)``, or 0 and 1 ``(batch, 1)`` for one logit.
        loss_function: mean loss of a batch from ``(logits, labels)``.

    Raises:
        ValueError: there was no batch, or one without examples.
    """
    losses: list[torch.Tensor] = []
    sizes: list[int] = []
    correct = 0
    with evaluation_mode(model):
        for inputs, labels in batches:
            logits = model(inputs)
            losses.append(loss_function(logits, labels))
            sizes.append(labels.shape[0])
            correct += (_classes(logits, labels) == labels).sum()
    loss = _weighted_mean(losses, sizes).item()
    examples = sum(sizes)
    return Evaluation(loss, int(correct) / examples, int(correct), examples)
