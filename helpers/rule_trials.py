"""Many trainings of one small network at once: one update rule, several learning rates and seeds. Introduced in lesson 13."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch.nn import functional

from helpers.data.parts import Parts
from helpers.models import MLP
from helpers.optimizers import Rule


class Trained(NamedTuple):
    """What many trainings ended with: mean cross-entropy in nats, one row a rate, one column a seed.

    A training that exploded has NaN or infinity. Introduced in lesson 13.
    """

    rates: list[float]
    seeds: list[int]
    validation_losses: np.ndarray  # (rates, seeds)
    test_losses: np.ndarray  # (rates, seeds)

    def best_rate(self) -> float:
        """The rate with the lowest mean validation loss; one at which a training exploded is the worst."""
        losses = np.where(np.isfinite(self.validation_losses), self.validation_losses, np.inf)
        return self.rates[int(losses.mean(axis=1).argmin())]


def train_at_rates(
    rule: Rule,
    rates: Sequence[float],
    seeds: Sequence[int],
    parts: Parts,
    *,
    epochs: int,
    batch_size: int,
    hidden_size: int,
    falling: bool = False,
    **settings: float,
) -> Trained:
    """Train a network with one hidden layer for every rate and every seed, all at once. Introduced in lesson 13.

    The result is that of one training after another, each from ``torch.manual_seed(seed)``, but for rounding: the seed
    decides the first weights and the order of the images, and each network sees the whole training part ``epochs`` times.

    Args:
        rule: as in ``helpers.optimizers``; it must work number by number, for it gets the weights of all networks in one tensor.
        rates: the learning rates, each above 0.
        seeds: one training for each of them, at every rate.
        parts: what is learnt from, and what the networks are scored on.
        epochs: how often the training part is seen.
        batch_size: images in one step; the last batch of an epoch may be smaller.
        hidden_size: units of the hidden layer.
        falling: the rate falls evenly, from its full height at the first step towards 0 after the last one.
        settings: handed to the rule by name, for example ``beta=0.8``.

    Raises:
        ValueError: there is no rate or no seed, a rate is not above 0, or epochs or batch size are below 1.
    """
    rates, seeds = [float(rate) for rate in rates], [int(seed) for seed in seeds]
    if not rates or not seeds or not all(rate > 0 for rate in rates):
        raise ValueError(f"There must be a seed, and a rate, and every rate above 0, but they are {seeds} and {rates}.")
    if epochs < 1 or batch_size < 1:
        raise ValueError(f"epochs is {epochs} and batch_size {batch_size}, but both must be 1 or more.")
    inputs, labels = parts.train_inputs, parts.train_labels
    classes = int(torch.cat([labels, parts.validation_labels, parts.test_labels]).max()) + 1
    weights = _first_weights(seeds, len(rates), inputs.shape[1], hidden_size, classes, inputs.device)
    states: list[dict] = [{} for _ in weights]
    rate = torch.tensor(rates, device=inputs.device).repeat_interleave(len(seeds)).reshape(-1, 1, 1)
    steps = epochs * -(-len(labels) // batch_size)
    for step, chosen in enumerate(_batches(seeds, len(labels), epochs, batch_size)):
        chosen = chosen.to(inputs.device).repeat(len(rates), 1)  # (networks, batch)
        logits = _logits(weights, inputs[chosen])
        loss = functional.cross_entropy(logits.flatten(0, 1), labels[chosen].flatten(), reduction="sum") / chosen.shape[1]
        slopes = torch.autograd.grad(loss, weights)
        now = rate * (1 - step / steps) if falling else rate
        with torch.no_grad():
            for weight, slope, state in zip(weights, slopes, states, strict=True):
                rule(weight, slope, state, now, **settings)
    shape = len(rates), len(seeds)
    scores = [
        _losses(weights, *part).reshape(shape)
        for part in ((parts.validation_inputs, parts.validation_labels), (parts.test_inputs, parts.test_labels))
    ]
    return Trained(rates, seeds, *scores)


def _first_weights(
    seeds: Sequence[int], rates: int, features: int, hidden_size: int, classes: int, device: torch.device
) -> list[torch.Tensor]:
    """What ``MLP`` starts with after each seed, in stacks: first all seeds at the first rate, then at the second, and so on."""
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
    return [stack.repeat(rates, 1, 1).contiguous().to(device).requires_grad_() for stack in stacks]


def _batches(seeds: Sequence[int], examples: int, epochs: int, batch_size: int) -> Iterator[torch.Tensor]:
    """Places of the next batch's examples, ``(seeds, batch)``; each seed shuffles for itself, anew in every epoch."""
    generators = [torch.Generator().manual_seed(seed) for seed in seeds]
    for _ in range(epochs):
        orders = torch.stack([torch.randperm(examples, generator=generator) for generator in generators])
        yield from orders.split(batch_size, dim=1)


def _logits(weights: Sequence[torch.Tensor], inputs: torch.Tensor) -> torch.Tensor:
    """Of every network for its own inputs ``(networks, examples, features)``, or for the same ones ``(examples, features)``."""
    hidden_weight, hidden_bias, output_weight, output_bias = weights
    return (inputs @ hidden_weight + hidden_bias).relu() @ output_weight + output_bias


@torch.no_grad()
def _losses(weights: Sequence[torch.Tensor], inputs: torch.Tensor, labels: torch.Tensor) -> np.ndarray:
    """Mean cross-entropy of every network, ``(networks,)``."""
    logits = _logits(weights, inputs)
    each = functional.cross_entropy(logits.flatten(0, 1), labels.repeat(len(logits)), reduction="none")
    return each.reshape(len(logits), -1).double().mean(dim=1).cpu().numpy()
