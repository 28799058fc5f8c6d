"""Softmax regression with its gradient written out: no graph is built, and nothing is left to autograd.

For one example with the inputs x, the logits are z = W x + b, and the loss is -log p_y, with p = softmax(z):

    loss        = -z_y + log(sum over k of exp z_k)
    dloss/dz_j  = exp z_j / (sum over k of exp z_k) - [j = y]  =  p_j - [j = y]
    dz_j/dW_ji  = x_i,   dz_j/db_j = 1
    dloss/dW_ji = (p_j - [j = y]) x_i,   dloss/db_j = p_j - [j = y]

Over a batch, take the mean. With one example a row, and y written with a 1 at the right class: (p - y)^T x / examples.
"""

from collections.abc import Iterable

import torch
from torch import nn


def softmax_gradient(
    weight: torch.Tensor, bias: torch.Tensor, inputs: torch.Tensor, labels: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """The gradient of the batch's mean cross-entropy by weight and bias. Introduced in chapter 07.

    Shapes:
        weight ``(classes, features)``, bias ``(classes,)``, inputs ``(batch, features)``, labels ``(batch,)`` int64;
        returns the shapes of weight and bias.
    """
    errors = _errors(weight, bias, inputs, labels)
    return errors.T @ inputs / len(inputs), errors.mean(dim=0)


@torch.no_grad()
def train_softmax_epoch(model: nn.Linear, batches: Iterable[tuple[torch.Tensor, torch.Tensor]], learning_rate: float) -> None:
    """One epoch of plain SGD on a linear layer with cross-entropy, without autograd. Introduced in chapter 07.

    The same steps as ``loss.backward()`` and ``torch.optim.SGD(lr=learning_rate).step()``, up to rounding. The loss
    itself is never needed, and not computed.

    Args:
        model: the layer; its weights are changed in place.
        batches: pairs ``(inputs, labels)``; inputs ``(batch, features)``, labels ``(batch,)`` int64.
        learning_rate: how far each step goes.
    """
    weight, bias = model.weight, model.bias
    for inputs, labels in batches:
        errors = _errors(weight, bias, inputs, labels)
        step = -learning_rate / len(inputs)
        # Gradient and update in one operation: weight + step * errors^T inputs.
        weight.addmm_(errors.T, inputs, alpha=step)
        bias.add_(errors.sum(dim=0), alpha=step)


def _errors(weight: torch.Tensor, bias: torch.Tensor, inputs: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Probabilities minus the truth, p - y, one row per example."""
    probabilities = torch.addmm(bias, inputs, weight.T).softmax(dim=1)
    return probabilities.scatter_add_(1, labels.unsqueeze(1), probabilities.new_full((len(labels), 1), -1.0))
