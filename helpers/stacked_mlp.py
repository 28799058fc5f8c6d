"""Many networks with one hidden layer as four stacks of weights: one multiplication of stacks is a step of all of them.

Under ``helpers.rule_trials`` (lesson 13) and ``helpers.side_by_side`` (lesson 14). ``helpers.ensembles`` stacks models of any
shape and lets autograd find the slopes; here they are written out as in ``helpers.small_network``, which is faster.
"""

from collections.abc import Sequence

import torch
from torch.nn import functional

from helpers.models import MLP

# Weights and biases of the hidden layer, then of the output: (networks, in, out) and (networks, 1, out).
Stacks = list[torch.Tensor]


def first_weights(seeds: Sequence[int], features: int, hidden_size: int, classes: int) -> Stacks:
    """What ``MLP(features, hidden_size, classes)`` starts with after ``seed_everything(seed)``, one network a seed.

    No global random number is drawn.
    """
    models = []
    with torch.random.fork_rng(devices=[]):
        for seed in seeds:
            torch.manual_seed(seed)
            models.append(MLP(features, hidden_size, classes))
    stacks = []
    for name in ("hidden", "output"):
        layers = [getattr(model, name) for model in models]
        stacks.append(torch.stack([layer.weight.detach().T for layer in layers]))
        stacks.append(torch.stack([layer.bias.detach()[None] for layer in layers]))
    return stacks


def gradients(stacks: Stacks, inputs: torch.Tensor, labels: torch.Tensor) -> Stacks:
    """The slopes of every network's mean cross-entropy, in the shapes of the stacks.

    Args:
        stacks: the weights.
        inputs: ``(networks, batch, features)``.
        labels: ``(networks, batch)``.
    """
    hidden_weight, hidden_bias, output_weight, output_bias = stacks
    hidden = torch.baddbmm(hidden_bias, inputs, hidden_weight).relu_()
    errors = torch.baddbmm(output_bias, hidden, output_weight).softmax(dim=2)
    errors.scatter_add_(2, labels[:, :, None], torch.full_like(labels[:, :, None], -1, dtype=errors.dtype))
    errors /= labels.shape[1]
    back = torch.bmm(errors, output_weight.mT) * (hidden > 0)
    return [inputs.mT @ back, back.sum(1, keepdim=True), hidden.mT @ errors, errors.sum(1, keepdim=True)]


def mean_losses(stacks: Stacks, inputs: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Every network's mean cross-entropy in nats on the same examples, ``(networks,)`` in 64 bits on the CPU.

    Args:
        stacks: the weights.
        inputs: ``(examples, features)``.
        labels: ``(examples,)``.
    """
    hidden_weight, hidden_bias, output_weight, output_bias = stacks
    hidden = torch.baddbmm(hidden_bias, inputs.expand(len(hidden_weight), -1, -1), hidden_weight).relu_()
    logits = torch.baddbmm(output_bias, hidden, output_weight)
    losses = functional.cross_entropy(logits.mT, labels.expand(len(logits), -1), reduction="none")
    return losses.double().mean(dim=1).cpu()
