"""Draws from a pool of examples: some to learn from, a share of their labels wrong, and the rest to choose with."""

from typing import NamedTuple

import torch

from helpers.data.parts import Split


class Draw(NamedTuple):
    """What one experiment learns from and chooses with. ``truth`` holds the right labels of ``part``."""

    part: tuple[torch.Tensor, torch.Tensor]
    validation: tuple[torch.Tensor, torch.Tensor]
    truth: torch.Tensor


def noisy_draw(
    pool: Split,
    seed: int,
    examples: int = 200,
    label_noise: float = 0.2,
    most: int = 1000,
    checked: int = 0,
) -> Draw:
    """Draw examples to learn from out of the training part of ``pool``, with wrong labels. Introduced in lesson 03.

    What a seed draws does not depend on ``examples``: the first 200 of 1,000 are those that are drawn when it is 200, with
    the same labels. The validation part holds all examples of the pool after the first ``most``; its labels are right.

    Args:
        pool: its training part has more than ``most`` examples.
        seed: decides which examples those are, which of their labels are wrong, and what they say.
        examples: how many to learn from, up to ``most``.
        label_noise: probability that a label is replaced by a wrong one.
        most: so many examples can be learnt from.
        checked: so many examples of the validation part, with their right labels, are moved to the end of those to learn from.

    Raises:
        ValueError: there are not so many examples, or the probability is none.
    """
    count = len(pool.train_labels)
    if not 1 <= examples <= most < count:
        raise ValueError(f"{examples} examples of {most} cannot be drawn from {count}: some must be left to validate with.")
    if not 0 <= checked <= count - most:
        raise ValueError(f"checked is {checked}, but it must be from 0 to {count - most}.")
    if not 0 <= label_noise <= 1:
        raise ValueError(f"label_noise is {label_noise!r}, but it must be a number from 0 to 1.")
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(count, generator=generator)
    wrong = torch.rand(most, generator=generator) < label_noise
    classes = int(pool.train_labels.max()) + 1
    steps = torch.randint(1, classes, (most,), generator=generator)  # at least 1 further: never right by luck

    learn = torch.cat([order[:examples], order[most : most + checked]])
    truth = pool.train_labels[learn]
    labels = truth.clone()
    labels[:examples] += (wrong * steps)[:examples]
    validate = order[most + checked :]
    watching = pool.train_inputs[validate], pool.train_labels[validate]
    return Draw((pool.train_inputs[learn], labels % classes), watching, truth)
