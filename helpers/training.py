"""Functions that a training loop calls. The loop itself stays in the notebook.

``batches`` is any iterable of ``(inputs, labels)`` pairs on the model's device: a ``DataLoader``, or a
list with one pair when the whole training part is one batch.
"""

import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import torch
from torch import nn

from helpers.mean_losses import LossFunction, MeanLoss, counting_labels, mean_loss, mean_weight

Batches = Iterable[tuple[torch.Tensor, torch.Tensor]]


class Evaluation(NamedTuple):
    """What ``evaluate`` found: mean loss, share of right answers, and how many answers were right and were counted."""

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
        loss_function: mean loss of a batch from ``(logits, labels)``; weights of classes and labels to be ignored count
            as ``helpers.mean_losses`` says.
        optimizer: holds the model's parameters.

    Returns:
        The epoch's mean loss per example, shape ``()``, before each step, without a graph and still on the
        device: calling ``.item()`` on it is what makes a GPU wait, so the caller decides how often.

    Raises:
        ValueError: there was no batch, or one without examples; or the loss is no mean, or of shapes that do not fit.
    """
    if not model.training:
        model.train()
    mean = MeanLoss(loss_function)
    for inputs, labels in batches:
        logits = model(inputs)
        loss = mean_loss(loss_function, logits, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        mean.add(loss, labels)
    return mean.mean()


def accumulate_gradients(model: nn.Module, micro_batches: Batches, loss_function: LossFunction) -> torch.Tensor:
    """Add up the gradient of one large batch, piece by piece; no step is taken. Introduced in lesson 14.

    Each piece counts by its share of the examples, or of their weights where the loss weighs classes or ignores labels
    (``helpers.mean_losses``). Layers that look at the whole batch, BatchNorm for one, see only the piece: with them the
    sum is not the large batch's gradient.

    Args:
        model: returns logits; put into training mode first if it is not in it.
        micro_batches: the pieces, pairs ``(inputs, labels)``, of any sizes.
        loss_function: mean loss of a piece from ``(logits, labels)``.

    Returns:
        The large batch's mean loss, shape ``()``, without a graph. The gradient is *added* to what is in ``.grad``.

    Raises:
        ValueError: there was no piece, or one without examples, or no label that counts; no gradient is changed then.
            Or the loss is no mean, or of shapes that do not fit.
    """
    pieces = list(micro_batches)
    sizes = [labels.numel() for _, labels in pieces]
    if not sizes or 0 in sizes:
        raise ValueError(f"Every micro-batch needs at least one example, but their sizes were {sizes}.")
    weights = [float(mean_weight(loss_function, labels)) for _, labels in pieces]
    if not sum(weights):
        raise ValueError("At least one label must count, but the loss ignores all of them.")
    if not model.training:
        model.train()
    mean = MeanLoss(loss_function)
    for (inputs, labels), weight in zip(pieces, weights, strict=True):
        loss = mean_loss(loss_function, model(inputs), labels)
        mean.add(loss, labels)
        if weight:
            (loss * (weight / sum(weights))).backward()
    return mean.mean()


def finite_loss(loss: torch.Tensor, epoch: int) -> float:
    """A loss of shape ``()`` as a number for the history. Introduced in lesson 01; what to do then, in lesson 17.

    Raises:
        FloatingPointError: it is NaN or infinite; the message names the epoch.
    """
    value = loss.item()
    if not math.isfinite(value):
        raise FloatingPointError(f"The loss is {value} at epoch {epoch}: training has diverged; try a smaller learning rate.")
    return value


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
    one = logits.ndim == 1 or logits.shape[1:] == (1,)
    classes = logits > 0 if one else logits.argmax(dim=1)
    if one and labels.ndim == 1:
        classes = classes.reshape(-1)
    if classes.shape != labels.shape:
        raise ValueError(
            f"Outputs of the shape {tuple(logits.shape)} are predictions for labels of the shape {tuple(classes.shape)}, "
            f"but the labels have the shape {tuple(labels.shape)}."
        )
    return classes


def evaluate(model: nn.Module, batches: Batches, loss_function: LossFunction) -> Evaluation:
    """Loss and accuracy over all batches, both weighted by example. Introduced in lesson 01.

    Args:
        model: returns logits ``(batch, classes)``, or ``(batch, 1)`` where a logit above 0 means class 1 (lesson 09;
            with labels other than 0 and 1, of a regression for example, only the loss means something); its mode is the same
            after the call as before.
        batches: pairs ``(inputs, labels)``; labels are class numbers ``(batch,)``, or 0 and 1 ``(batch, 1)`` for one logit;
            with logits ``(batch, classes, ...)`` class numbers ``(batch, ...)``, of which each one is counted.
        loss_function: mean loss of a batch from ``(logits, labels)``. Labels that it ignores do not count; weights of
            classes count in the loss, as ``helpers.mean_losses`` says.

    Raises:
        ValueError: there was no batch, or one without examples, or no label that counts; or predictions and labels differ
            in shape; or the loss is no mean, or of shapes that do not fit.
    """
    mean = MeanLoss(loss_function)
    correct, examples = 0, 0
    with evaluation_mode(model):
        for inputs, labels in batches:
            logits = model(inputs)
            classes = _classes(logits, labels)
            mean.add(mean_loss(loss_function, logits, labels), labels)
            right, counting = classes == labels, counting_labels(loss_function, labels)
            correct += (right if counting is None else right & counting).sum()
            examples += labels.numel() if counting is None else counting.sum()
    loss = mean.mean().item()
    if not examples:
        raise ValueError("At least one label must count, but the loss ignores all of them.")
    return Evaluation(loss, int(correct) / int(examples), int(correct), int(examples))
