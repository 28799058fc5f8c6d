"""What a network with BatchNorm scores in training mode: it depends on which pictures come together."""

from collections.abc import Sequence

import torch
from torch import nn


@torch.no_grad()
def scores_in_company(
    model: nn.Sequential,
    inputs: torch.Tensor,
    labels: torch.Tensor,
    sizes: Sequence[int],
    dropout: float = 0.0,
    alike: float = 0.0,
    seed: int = 0,
) -> list[float]:
    """Score a network as in training mode, in batches of several sizes. Introduced in lesson 07.

    All batches of a size go through BatchNorm at once, by its rule: so a slider can move the figure. The model and the global
    random numbers stay as they are.

    Args:
        model: lesson 07's layers: ``Flatten``, ``Linear``, ``BatchNorm1d``, ``ReLU``, ``Dropout``, ``Linear``.
        inputs: ``(pictures, ...)``.
        labels: ``(pictures,)``.
        sizes: pictures in a batch; what is left over at the end of the pictures is not scored.
        dropout: probability with which a hidden unit is crossed out, in the place of the model's own.
        alike: share of the pictures that stand in the order of their labels; the places of the others are shuffled.
        seed: decides what is shuffled and what is crossed out.

    Returns:
        The share of right answers for each size.

    Raises:
        ValueError: a size is below 2 or above the number of pictures, or a share is not between 0 and 1.
    """
    if any(not 2 <= size <= len(labels) for size in sizes):
        raise ValueError(
            f"Batches of {list(sizes)} pictures cannot be made of {len(labels)}: each needs 2, and no more than all."
        )
    if not (0 <= dropout <= 1 and 0 <= alike <= 1):
        raise ValueError(f"dropout is {dropout} and alike is {alike}, but both are shares from 0 to 1.")
    entering = model[:2](inputs)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        order = _partly_sorted(labels, alike)
        scores = []
        for size in sizes:
            batches = order[: len(order) // size * size].reshape(-1, size)  # a row is a batch
            answers = _answers(model, entering[batches], dropout)
            scores.append((answers == labels[batches]).float().mean().item())
    return scores


def _partly_sorted(labels: torch.Tensor, alike: float) -> torch.Tensor:
    """Places of the labels in their order; all but a share of them shuffled among each other."""
    order = labels.argsort(stable=True).cpu()
    moved = torch.rand(len(order)) >= alike
    order[moved] = order[moved][torch.randperm(int(moved.sum()))]
    return order.to(labels.device)


def _answers(model: nn.Sequential, values: torch.Tensor, dropout: float) -> torch.Tensor:
    """Answers in training mode to many batches: ``values`` ``(batches, pictures, units)``, returns ``(batches, pictures)``."""
    batchnorm, last = model[2], model[5]
    mean = values.mean(dim=1, keepdim=True)
    variance = values.var(dim=1, keepdim=True, correction=0)
    marks = (values - mean) / (variance + batchnorm.eps).sqrt() * batchnorm.weight + batchnorm.bias
    return last(nn.functional.dropout(marks.relu(), dropout)).argmax(dim=-1)
