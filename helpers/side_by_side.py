"""Small networks that learn from batches side by side: many rates and seeds in one go, each exactly as if it were alone.

``range_tests`` lets the rate rise in all of them. The arithmetic is that of ``helpers.stacked_mlp``.
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


def range_tests(
    train: Part,
    *,
    seeds: Sequence[int],
    steps: int,
    batch_size: int = 32,
    hidden_size: int = 32,
    lowest: float = 0.001,
    highest: float = 10.0,
    look_every: int = 4,
) -> list[float]:
    """Let the rate rise with every step, once for each seed, and say where the training loss was lowest. Introduced in lesson 14.

    Args:
        train: inputs ``(examples, features)`` and labels ``(examples,)`` to learn from.
        seeds: of first weights and batches.
        steps: how many each training takes; rounded to whole epochs, at least one.
        batch_size: images in a step.
        hidden_size: units of the hidden layer.
        lowest: the rate of the first step; each later one is larger by the same factor.
        highest: the rate that would follow the last step's.
        look_every: the loss of the whole training part is measured after every so many steps.

    Returns:
        For each seed the *edge*: the rate of the last step before the lowest loss. In rising order.

    Raises:
        ValueError: ``steps`` is below 1, ``lowest`` is not between 0 and ``highest``, or what ``train_side_by_side`` refuses.
    """
    if steps < 1 or batch_size < 1 or not 0 < lowest < highest:
        raise ValueError("steps and batch_size must be at least 1, and lowest must lie between 0 and highest.")
    steps_an_epoch = -(-len(train[1]) // batch_size)
    epochs = max(1, round(steps / steps_an_epoch))
    steps = epochs * steps_an_epoch
    rising = [lowest * (highest / lowest) ** (step / steps) for step in range(steps)]
    tested = train_side_by_side(
        train, (train[0][:1], train[1][:1]), rates=[1.0], seeds=seeds, factors=rising, epochs=epochs,
        batch_size=batch_size, hidden_size=hidden_size, look_every=look_every,
    )  # fmt: skip
    best_looks = tested.train_losses[0].argmin(axis=1)
    return sorted(rising[max(0, tested.steps[look] - 1)] for look in best_looks)


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
