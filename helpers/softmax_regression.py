"""Softmax regression with its gradient written out: no graph is built, and nothing is left to autograd.

For one example with the inputs x, the logits are z = W x + b, and the loss is -log p_y, with p = softmax(z):

    loss        = -z_y + log(sum over k of exp z_k)
    dloss/dz_j  = exp z_j / (sum over k of exp z_k) - [j = y]  =  p_j - [j = y]
    dz_j/dW_ji  = x_i,   dz_j/db_j = 1
    dloss/dW_ji = (p_j - [j = y]) x_i,   dloss/db_j = p_j - [j = y]

Over a batch, take the mean. With one example a row, and y written with a 1 at the right class: (p - y)^T x / examples.

In the code, p and y have one example a column: then nothing is transposed that the processor reads in long rows, and the
softmax runs over 10 rows of 64 numbers instead of 64 rows of 10, which is faster (lesson 19 measures it).
"""

from collections.abc import Iterable

import torch
from torch import nn


def softmax_gradient(
    weight: torch.Tensor, bias: torch.Tensor, inputs: torch.Tensor, labels: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """The gradient of the batch's mean cross-entropy by weight and bias. Introduced in lesson 19.

    Shapes:
        weight ``(classes, features)``, bias ``(classes,)``, inputs ``(batch, features)``, labels ``(batch,)`` int64;
        returns the shapes of weight and bias.
    """
    errors = _errors(weight, bias, inputs, labels)
    return errors @ inputs / len(inputs), errors.mean(dim=1)


@torch.no_grad()
def train_softmax_epoch(model: nn.Linear, batches: Iterable[tuple[torch.Tensor, torch.Tensor]], learning_rate: float) -> None:
    """One epoch of plain SGD on a linear layer with cross-entropy, without autograd. Introduced in lesson 11.

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
        # Gradient and update in one operation: weight + step * errors @ inputs.
        weight.addmm_(errors, inputs, alpha=step)
        bias.add_(errors.sum(dim=1), alpha=step)


def _errors(weight: torch.Tensor, bias: torch.Tensor, inputs: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Probabilities minus the truth, (p - y)^T: ``(classes, batch)``."""
    probabilities = torch.addmm(bias.unsqueeze(1), weight, inputs.T).softmax(dim=0)
    return probabilities.scatter_add_(0, labels.unsqueeze(0), probabilities.new_full((1, len(labels)), -1.0))
