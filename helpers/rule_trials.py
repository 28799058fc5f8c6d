"""Many trainings of one small network at once: one update rule, several learning rates and seeds. Introduced in lesson 13."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from helpers.data.parts import Parts
from helpers.optimizers import Rule
from helpers.stacked_mlp import first_weights, gradients, mean_losses


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
    networks = [_Network(0, rate, seed) for rate in rates for seed in seeds]
    validation_losses, test_losses = _train(rule, networks, [parts], epochs, batch_size, hidden_size, falling, settings)
    shape = len(rates), len(seeds)
    return Trained(rates, seeds, validation_losses.reshape(shape), test_losses.reshape(shape))


class Race(NamedTuple):
    """How one rule did in several divisions of the data. Introduced in lesson 13."""

    rates: list[float]  # the rate that was chosen in each division
    test_losses: np.ndarray  # (divisions, fresh seeds)


def race(
    rule: Rule,
    rates: Sequence[float],
    divisions: Sequence[Parts],
    search_seeds: Sequence[int],
    fresh_seeds: Sequence[int],
    *,
    epochs: int,
    batch_size: int,
    hidden_size: int,
    falling: bool = False,
    **settings: float,
) -> Race:
    """In each division: search the best rate on the validation part, then train fresh seeds at it and test them.

    The result is that of ``train_at_rates`` in one division after another, but for rounding. Introduced in lesson 13.

    Args:
        rule: as for ``train_at_rates``.
        rates: those that may be chosen.
        divisions: the data, divided in different ways into parts of the same sizes.
        search_seeds: with these the rate is chosen.
        fresh_seeds: with these it is tested.
        epochs: as for ``train_at_rates``, like all that follows.
        batch_size: images in one step.
        hidden_size: units of the hidden layer.
        falling: whether the rate falls evenly towards 0.
        settings: handed to the rule by name.

    Raises:
        ValueError: there is no division, or training parts differ in size, or what ``train_at_rates`` refuses.
    """
    rates, places = [float(rate) for rate in rates], range(len(divisions))
    task = divisions, epochs, batch_size, hidden_size, falling, settings
    searched = [_Network(place, rate, int(seed)) for place in places for rate in rates for seed in search_seeds]
    shape = len(divisions), len(rates), len(search_seeds)
    losses = _train(rule, searched, *task)[0].reshape(shape)
    chosen = [Trained(rates, list(search_seeds), rows, rows).best_rate() for rows in losses]
    fresh = [_Network(place, chosen[place], int(seed)) for place in places for seed in fresh_seeds]
    return Race(chosen, _train(rule, fresh, *task)[1].reshape(len(divisions), len(fresh_seeds)))


def train_steps(model: nn.Module, optimizer: Any, parts: Parts, *, steps: int, batch_size: int, seed: int) -> torch.Tensor:
    """Train on random batches, and return all weights in one row, before the first step and after each: ``(steps + 1, weights)``.

    Introduced in lesson 13.

    Args:
        model: is trained; in 64 bits if its weights are.
        optimizer: anything with ``zero_grad`` and ``step``.
        parts: the training part is learnt from.
        steps: how many.
        batch_size: images in one step.
        seed: decides the batches.
    """
    generator = torch.Generator().manual_seed(seed)
    first = next(model.parameters())
    inputs, labels = parts.train_inputs.to(first), parts.train_labels.to(first.device)
    rows = [nn.utils.parameters_to_vector(model.parameters()).detach()]
    for _ in range(steps):
        chosen = torch.randperm(len(labels), generator=generator)[:batch_size].to(first.device)
        optimizer.zero_grad()
        functional.cross_entropy(model(inputs[chosen]), labels[chosen]).backward()
        optimizer.step()
        rows.append(nn.utils.parameters_to_vector(model.parameters()).detach())
    return torch.stack(rows)


class _Network(NamedTuple):
    """One training of many."""

    division: int  # its place among the divisions of the data
    rate: float
    seed: int


def _train(
    rule: Rule,
    networks: Sequence[_Network],
    divisions: Sequence[Parts],
    epochs: int,
    batch_size: int,
    hidden_size: int,
    falling: bool,
    settings: Mapping[str, float],
) -> tuple[np.ndarray, np.ndarray]:
    """Train all networks at once; their validation losses and their test losses, ``(networks,)`` each."""
    if not networks or not all(network.rate > 0 for network in networks):
        raise ValueError(f"There must be data, a seed, and a rate, and every rate above 0, but the trainings are {networks}.")
    if epochs < 1 or batch_size < 1:
        raise ValueError(f"epochs is {epochs} and batch_size {batch_size}, but both must be 1 or more.")
    sizes = {len(parts.train_labels) for parts in divisions}
    if len(sizes) > 1:
        raise ValueError(f"The training parts must be of one size, but they have {sorted(sizes)} examples.")
    inputs = torch.stack([parts.train_inputs for parts in divisions])
    labels = torch.stack([parts.train_labels for parts in divisions])
    all_labels = [labels for parts in divisions for labels in (parts.train_labels, parts.validation_labels, parts.test_labels)]
    classes = int(torch.cat(all_labels).max()) + 1
    seeds = sorted({network.seed for network in networks})
    own_seed = torch.tensor([seeds.index(network.seed) for network in networks])
    place = torch.tensor([network.division for network in networks], device=inputs.device)[:, None]
    weights = [stack[own_seed].to(inputs.device) for stack in first_weights(seeds, inputs.shape[2], hidden_size, classes)]
    states: list[dict] = [{} for _ in weights]
    rate = torch.tensor([network.rate for network in networks], device=inputs.device).reshape(-1, 1, 1)
    steps = epochs * -(-labels.shape[1] // batch_size)
    for step, chosen in enumerate(_batches(seeds, labels.shape[1], epochs, batch_size)):
        chosen = chosen[own_seed].to(inputs.device)  # (networks, batch)
        slopes = gradients(weights, inputs[place, chosen], labels[place, chosen])
        now = rate * (1 - step / steps) if falling else rate
        for weight, slope, state in zip(weights, slopes, states, strict=True):
            rule(weight, slope, state, now, **settings)
    scores = np.empty((2, len(networks)))
    for number, parts in enumerate(divisions):
        here = (place[:, 0] == number).nonzero()[:, 0]
        own = [stack[here] for stack in weights]
        scores[0, here.cpu().numpy()] = mean_losses(own, parts.validation_inputs, parts.validation_labels).numpy()
        scores[1, here.cpu().numpy()] = mean_losses(own, parts.test_inputs, parts.test_labels).numpy()
    return scores[0], scores[1]


def _batches(seeds: Sequence[int], examples: int, epochs: int, batch_size: int) -> Iterator[torch.Tensor]:
    """Places of the next batch's examples, ``(seeds, batch)``; each seed shuffles for itself, anew in every epoch."""
    generators = [torch.Generator().manual_seed(seed) for seed in seeds]
    for _ in range(epochs):
        orders = torch.stack([torch.randperm(examples, generator=generator) for generator in generators])
        yield from orders.split(batch_size, dim=1)
