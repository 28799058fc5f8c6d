"""Many runs of one training at once, all of them watched to their last epoch. Introduced in lesson 06.

Every run has data and first weights of its own. Their weights lie in one stack, and one step moves all of them: the
loss that is minimised is the sum of the runs' losses, so no run feels another, and Adam treats every number by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy, relu

from helpers.data.batches import Batches
from helpers.data.parts import Parts
from helpers.models import MLP


@dataclass(frozen=True)
class WatchedRuns:
    """What was measured while several runs trained. Introduced in lesson 06.

    Shapes:
        epochs ``(looks,)``; validation_loss and validation_accuracy ``(runs, looks)``; test_losses and test_right
        ``(runs, looks, images)``, the loss of every test image in nats, and whether its digit was found.
    """

    epochs: np.ndarray
    validation_loss: np.ndarray
    validation_accuracy: np.ndarray
    test_losses: np.ndarray
    test_right: np.ndarray

    @property
    def test_loss(self) -> np.ndarray:
        """Mean loss on the test part, ``(runs, looks)``."""
        return self.test_losses.mean(axis=2)

    @property
    def test_accuracy(self) -> np.ndarray:
        """Share of the test part that was right, ``(runs, looks)``."""
        return self.test_right.mean(axis=2)


def at_place(values: np.ndarray, places: Sequence[int]) -> np.ndarray:
    """Of each run, the value at its own look. Introduced in lesson 06.

    Args:
        values: ``(runs, looks)``.
        places: one place for each run, counted from 0.

    Returns:
        ``(runs,)``.

    Raises:
        ValueError: there is not one place for each run.
    """
    if values.ndim != 2 or len(values) != len(places):
        raise ValueError(f"Values of shape {values.shape} and {len(places)} places: one row and one place a run are needed.")
    return values[np.arange(len(values)), places]


def watch_runs(
    parts: Sequence[Parts],
    seeds: Sequence[int],
    *,
    hidden_size: int,
    learning_rate: float,
    epochs: int,
    evaluate_every: int = 1,
    batch_size: int | None = None,
    dropout_share: float = 0.0,
) -> WatchedRuns:
    """Train an ``MLP`` for each seed with Adam, to the last epoch, and measure it at every look. Introduced in lesson 06.

    A run starts where ``seed_everything(seed)`` and ``MLP`` start and goes the way that ``torch.optim.Adam`` goes, up to
    rounding; its batches are those of ``Batches(..., shuffle=True, seed=seed)``. No global random number is drawn, so
    the units that dropout crosses out are others than in a single run.

    Args:
        parts: the data of each run, all of the same sizes, on one device. An empty validation part is allowed: its
            losses are then NaN.
        seeds: one for each of them.
        hidden_size: units of the hidden layer.
        learning_rate: Adam's.
        epochs: how long every run is trained.
        evaluate_every: epochs from one look to the next; the last epoch is always looked at.
        batch_size: images in a step; None: all at once.
        dropout_share: probability that a hidden unit is crossed out in a step.

    Raises:
        ValueError: there is no run, not one seed for each, or the parts are not all of the same sizes.
    """
    if not len(parts) or len(parts) != len(seeds):
        raise ValueError(f"{len(parts)} data sets and {len(seeds)} seeds: each run needs one of each, and one run at least.")
    sizes = {tuple(tuple(tensor.shape) for tensor in _tensors(part)) for part in parts}
    if len(sizes) > 1:
        raise ValueError("The parts of all runs must have the same sizes.")
    train_x, train_y, validation_x, validation_y, test_x, test_y = map(torch.stack, zip(*map(_tensors, parts), strict=True))
    weights = _first_weights(seeds, train_x.shape[2], hidden_size, 10, train_x.device)
    optimizer = torch.optim.Adam(weights, lr=learning_rate, fused=train_x.device.type in ("cpu", "cuda"))
    # Batches draws one order an epoch, whatever the size of its batches: so each run's epoch comes whole, and is cut below.
    orders = [Batches(x, y, len(y), shuffle=True, seed=int(s)) for x, y, s in zip(train_x, train_y, seeds, strict=True)]
    generator = torch.Generator(train_x.device).manual_seed(int(seeds[0]))

    looks, found = [], []
    for epoch in range(1, epochs + 1):
        epoch_x, epoch_y = train_x, train_y
        if batch_size is not None:
            epoch_x, epoch_y = map(torch.stack, zip(*map(_whole_epoch, orders), strict=True))
        size = batch_size or train_y.shape[1]
        for inputs, labels in zip(epoch_x.split(size, dim=1), epoch_y.split(size, dim=1), strict=True):
            logits = _logits(weights, inputs, dropout_share, generator)
            loss = _losses(logits, labels).mean(dim=1).sum()  # each run's own mean, and then one number for all
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        if epoch % evaluate_every == 0 or epoch == epochs:
            looks.append(epoch)
            with torch.no_grad():
                seen, unseen = _logits(weights, validation_x), _logits(weights, test_x)
                found.append(
                    (
                        _losses(seen, validation_y).mean(dim=1),
                        (seen.argmax(dim=2) == validation_y).float().mean(dim=1),
                        _losses(unseen, test_y),
                        unseen.argmax(dim=2) == test_y,
                    )
                )
    return WatchedRuns(np.array(looks), *(torch.stack(each, dim=1).cpu().numpy() for each in zip(*found, strict=True)))


def _tensors(part: Parts) -> tuple[torch.Tensor, ...]:
    return (
        part.train_inputs,
        part.train_labels,
        part.validation_inputs,
        part.validation_labels,
        part.test_inputs,
        part.test_labels,
    )


def _whole_epoch(order: Batches) -> tuple[torch.Tensor, torch.Tensor]:
    """All examples in the order of the next epoch; the generator is then where it is after an epoch."""
    (pair,) = order
    return pair


def _first_weights(
    seeds: Sequence[int], features: int, hidden_size: int, classes: int, device: torch.device
) -> list[nn.Parameter]:
    """Weight and bias of both layers, each in a stack with a place for every run."""
    models = []
    with torch.random.fork_rng(devices=[]):
        for seed in seeds:
            torch.default_generator.manual_seed(int(seed))
            models.append(MLP(features, hidden_size, classes))
    stacks = []
    for layer in ("hidden", "output"):
        layers = [getattr(model, layer) for model in models]
        stacks.append(torch.stack([each.weight.detach().T for each in layers]))
        stacks.append(torch.stack([each.bias.detach()[None] for each in layers]))
    return [nn.Parameter(stack.contiguous().to(device)) for stack in stacks]


def _logits(
    weights: list[nn.Parameter], inputs: torch.Tensor, share: float = 0.0, generator: torch.Generator | None = None
) -> torch.Tensor:
    """``(runs, images, classes)``."""
    hidden_weight, hidden_bias, output_weight, output_bias = weights
    hidden = relu(torch.baddbmm(hidden_bias, inputs, hidden_weight))
    if share:
        stays = torch.rand(hidden.shape, generator=generator, device=hidden.device) >= share
        hidden = hidden * stays / (1 - share)
    return torch.baddbmm(output_bias, hidden, output_weight)


def _losses(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """The loss of every image, ``(runs, images)``."""
    return cross_entropy(logits.transpose(1, 2), labels, reduction="none")
