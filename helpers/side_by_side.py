"""Small networks that learn from batches side by side: many rates and seeds in one go, each exactly as if it were alone.

The arithmetic is that of ``helpers.stacked_mlp``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from helpers.data.batches import Batches
from helpers.optimizers import descend
from helpers.stacked_mlp import Stacks, first_weights, gradients, mean_losses

Part = tuple[torch.Tensor, torch.Tensor]


@dataclass(frozen=True)
class SideBySide:
    """What the trainings were like at each look. Introduced in lesson 14.

    Shapes:
        ``steps`` and ``images`` ``(looks,)``: steps done and images seen until then; ``train_losses`` and
        ``validation_losses`` ``(rates, seeds, looks)``, in nats. A training that diverged has infinity.
    """

    steps: list[int]
    images: list[int]
    train_losses: np.ndarray
    validation_losses: np.ndarray

    @property
    def at_the_end(self) -> np.ndarray:
        """The last validation losses, ``(rates, seeds)``."""
        return self.validation_losses[:, :, -1]


def train_side_by_side(
    train: Part,
    validation: Part,
    *,
    rates: Sequence[float],
    seeds: Sequence[int],
    epochs: int,
    batch_size: int | Sequence[int] = 32,
    factors: Sequence[float] | None = None,
    hidden_size: int = 32,
    rule: Callable[..., None] = descend,
    look_every: int | None = None,
) -> SideBySide:
    """Train ``MLP(features, hidden_size, 10)`` with cross-entropy once for each rate and seed. Introduced in lesson 14.

    Each training starts where ``seed_everything(seed)`` and ``MLP`` start, and takes the batches of ``Batches(..., shuffle=True,
    seed=seed)``. No global random number is drawn.

    Args:
        train: inputs ``(examples, features)`` and labels ``(examples,)`` to learn from.
        validation: inputs and labels to look at.
        rates: learning rates; each is tried with every seed.
        seeds: of first weights and batches.
        epochs: how often each network sees the whole training part.
        batch_size: images in a step, or one such number for each epoch.
        factors: what the rate is multiplied with in each epoch, or in each step; None leaves it as it is.
        hidden_size: units of the hidden layer.
        rule: how a step is made of a gradient, one of ``helpers.optimizers``.
        look_every: measure the losses after every so many steps, besides before the first and after the last; None: after
            every epoch.

    Raises:
        ValueError: there is no rate or seed, a number lies outside its range, or there are neither as many factors as epochs
            nor as many as steps.
    """
    inputs, labels = train
    if not len(rates) or not len(seeds):
        raise ValueError("Nothing to train: at least one rate and one seed are needed.")
    if not all(rate > 0 for rate in rates):
        raise ValueError(f"The rates are {list(rates)}, but each must be above 0.")
    sizes = [batch_size] * epochs if isinstance(batch_size, int) else list(batch_size)
    if epochs < 1 or len(sizes) != epochs or min(sizes) < 1 or hidden_size < 1 or (look_every is not None and look_every < 1):
        raise ValueError("epochs, hidden_size, look_every and each batch_size must be at least 1, with one size for each epoch.")
    steps_of_epoch = [-(-len(labels) // size) for size in sizes]
    by_step = _by_step(factors, steps_of_epoch)

    weights = [
        stack.repeat(len(rates), 1, 1).to(inputs.device) for stack in first_weights(seeds, inputs.shape[1], hidden_size, 10)
    ]
    states: list[dict] = [{} for _ in weights]
    column = torch.tensor(rates, dtype=torch.float32, device=inputs.device).repeat_interleave(len(seeds))[:, None, None]
    places = torch.arange(len(labels))
    shuffled = [Batches(places, places, len(labels), shuffle=True, seed=seed) for seed in seeds]
    looks, steps, images = [_look(weights, train, validation)], [0], [0]
    step = 0
    for epoch, size in enumerate(sizes):
        orders = torch.stack([order for each in shuffled for order, _ in each])
        orders = orders.repeat(len(rates), 1).to(inputs.device)
        for number, chosen in enumerate(orders.split(size, dim=1)):
            slopes = gradients(weights, inputs[chosen], labels[chosen])
            for weight, slope, state in zip(weights, slopes, states, strict=True):
                rule(weight, slope, state, by_step[step] * column)
            step += 1
            last = number == steps_of_epoch[epoch] - 1
            if (last and (look_every is None or epoch == epochs - 1)) or (look_every is not None and step % look_every == 0):
                looks.append(_look(weights, train, validation))
                steps.append(step)
                images.append(epoch * len(labels) + min((number + 1) * size, len(labels)))
    shape = (len(rates), len(seeds), len(looks))
    both = (np.stack(losses, axis=-1).reshape(shape) for losses in zip(*looks, strict=True))
    return SideBySide(steps, images, *both)


def _by_step(factors: Sequence[float] | None, steps_of_epoch: Sequence[int]) -> list[float]:
    """A factor for each step."""
    steps = sum(steps_of_epoch)
    if factors is None:
        return [1.0] * steps
    if len(factors) == steps:
        return list(factors)
    if len(factors) != len(steps_of_epoch):
        raise ValueError(f"There are {len(factors)} factors, but {len(steps_of_epoch)} epochs and {steps} steps.")
    return [factor for factor, count in zip(factors, steps_of_epoch, strict=True) for _ in range(count)]


def _look(stacks: Stacks, *parts: Part) -> list[np.ndarray]:
    """Mean losses of every network on each part, ``(networks,)``; infinity where it diverged."""
    return [mean_losses(stacks, *part).nan_to_num(nan=float("inf"), posinf=float("inf")).numpy() for part in parts]
