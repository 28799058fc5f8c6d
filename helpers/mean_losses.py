"""What a batch's mean loss is a mean of: needed wherever the losses of several batches become one number."""

import functools
from collections.abc import Callable, Mapping
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

LossFunction = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]

# These divide by the weights of the labels that count; those compare outputs with labels of the same shape.
_OF_CLASSES = (nn.CrossEntropyLoss, nn.NLLLoss, F.cross_entropy, F.nll_loss)
_OF_PAIRS = (nn.MSELoss, nn.L1Loss, nn.SmoothL1Loss, nn.HuberLoss, F.mse_loss, F.l1_loss, F.smooth_l1_loss, F.huber_loss)
_MEANS = ("mean", "batchmean")


def mean_loss(loss_function: LossFunction, outputs: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """The loss of a batch, if it is the batch's mean, and if torch would not stretch one side to fit the other.

    Returns:
        The loss with its graph, shape ``()``.

    Raises:
        ValueError: it is a sum, or more than one number; or a loss that compares outputs and labels number by number was
            given different shapes: (batch, 1) and (batch,) would be compared each with each.
    """
    kind, settings = _torch_loss(loss_function)
    if settings.get("reduction", "mean") not in _MEANS:
        raise ValueError(f'The loss must be the mean of the batch, reduction="mean", but it is {settings["reduction"]!r}.')
    if kind in _OF_PAIRS and outputs.shape != labels.shape:
        shapes = f"{tuple(outputs.shape)} and {tuple(labels.shape)}"
        raise ValueError(f"This loss compares outputs and labels number by number, but their shapes are {shapes}.")
    loss = loss_function(outputs, labels)
    if loss.numel() != 1:
        raise ValueError(f"The loss must be one number, the mean of the batch, but its shape is {tuple(loss.shape)}.")
    return loss.reshape(())


def counting_labels(loss_function: LossFunction, labels: torch.Tensor) -> torch.Tensor | None:
    """Which labels count: True and False in the labels' shape, or None where each one does.

    The loss of classes leaves out ``ignore_index``, -100 where nothing else is said.
    """
    kind, settings = _torch_loss(loss_function)
    if kind not in _OF_CLASSES or labels.is_floating_point():
        return None
    return labels != settings.get("ignore_index", -100)


def mean_weight(loss_function: LossFunction, labels: torch.Tensor) -> float | torch.Tensor:
    """What a batch's mean was divided by: how many labels count, each with the weight of its class if there are weights.

    Seen through torch's own losses and ``functools.partial`` of them. Of any other function it is the number of labels:
    give weights and labels to be ignored in one of those forms.

    Returns:
        A number, or one of shape ``()`` on the labels' device, which was not waited for.
    """
    counting = counting_labels(loss_function, labels)
    if counting is None:
        return labels.numel()
    weights = _torch_loss(loss_function)[1].get("weight")
    return counting.sum() if weights is None else weights[labels.where(counting, 0)].where(counting, 0.0).sum()


class MeanLoss:
    """Makes one mean of the mean losses of batches of any sizes, summed in 32 bits at least."""

    def __init__(self, loss_function: LossFunction) -> None:
        self._loss_function = loss_function
        self._losses: list[torch.Tensor] = []
        self._weights: list[float | torch.Tensor] = []
        self._unweighed: torch.Tensor | None = None  # labels of the first batch: a single batch needs no weight

    def add(self, loss: torch.Tensor, labels: torch.Tensor) -> None:
        """Take a batch's mean loss in.

        Raises:
            ValueError: the batch has no examples.
        """
        if labels.numel() == 0:
            raise ValueError(f"Every batch needs at least one example, but the labels' shape is {tuple(labels.shape)}.")
        self._losses.append(loss.detach())
        if len(self._losses) == 1:
            self._unweighed = labels
            return
        if self._unweighed is not None:
            self._weights.append(mean_weight(self._loss_function, self._unweighed))
            self._unweighed = None
        self._weights.append(mean_weight(self._loss_function, labels))

    def mean(self) -> torch.Tensor:
        """The mean of all examples that count, shape ``()``; NaN if there are none.

        Raises:
            ValueError: there was no batch.
        """
        if not self._losses:
            raise ValueError("There must be at least one example, but there was no batch.")
        if len(self._losses) == 1:
            return self._losses[0]
        losses = torch.stack(self._losses)
        losses = losses.to(torch.promote_types(losses.dtype, torch.float32))
        weights = torch.stack([torch.as_tensor(each, dtype=losses.dtype, device=losses.device) for each in self._weights])
        # A batch in which nothing counts has the mean NaN.
        return (losses.where(weights > 0, 0.0) * weights).sum() / weights.sum()


def _torch_loss(loss_function: LossFunction) -> tuple[Any, Mapping[str, Any]]:
    """Torch's loss in a module, a function, or a ``functools.partial`` of one, and the settings that it was given."""
    if isinstance(loss_function, functools.partial):
        kind, settings = _torch_loss(loss_function.func)
        return kind, {**settings, **loss_function.keywords}
    if isinstance(loss_function, nn.Module):
        names = ("reduction", "ignore_index", "weight")
        settings = {name: getattr(loss_function, name) for name in names if hasattr(loss_function, name)}
        kinds = [kind for kind in (*_OF_CLASSES, *_OF_PAIRS) if isinstance(kind, type) and isinstance(loss_function, kind)]
        return kinds[0] if kinds else None, settings
    return loss_function, {}
