"""How data is handed out: as tensors, in two parts or in three."""

from dataclasses import dataclass, field, replace

import torch


@dataclass(frozen=True)
class Split:
    """A training part and a test part.

    Shapes:
        inputs ``(examples, features)`` or ``(examples, channels, height, width)`` float32, labels ``(examples,)``
        int64, class numbers from 0. Pictures have no ``feature_names``.
    """

    train_inputs: torch.Tensor
    train_labels: torch.Tensor
    test_inputs: torch.Tensor
    test_labels: torch.Tensor
    feature_names: list[str]
    class_names: list[str]


@dataclass(frozen=True)
class Parts:
    """A part to learn from, one to choose with, and one to test with.

    Shapes:
        inputs ``(examples, features)`` float32, labels ``(examples,)`` int64, class numbers from 0. Pictures have no
        ``feature_names``.
    """

    train_inputs: torch.Tensor
    train_labels: torch.Tensor
    validation_inputs: torch.Tensor
    validation_labels: torch.Tensor
    test_inputs: torch.Tensor
    test_labels: torch.Tensor
    feature_names: list[str] = field(default_factory=list)
    class_names: list[str] = field(default_factory=list)


def split_again(parts: Parts, validation_size: int) -> Parts:
    """The images to learn from and to choose with, divided anew; the test part stays. Introduced in lesson 06.

    Args:
        parts: is not changed.
        validation_size: the last so many of the images become the validation part; 0 leaves it empty.

    Raises:
        ValueError: no image would be left to learn from, or the size is below 0.
    """
    inputs = torch.cat([parts.train_inputs, parts.validation_inputs])
    labels = torch.cat([parts.train_labels, parts.validation_labels])
    cut = len(labels) - validation_size
    if not 0 < cut <= len(labels):
        raise ValueError(f"validation_size is {validation_size}, but it must be from 0 to {len(labels) - 1}.")
    return replace(
        parts,
        train_inputs=inputs[:cut],
        train_labels=labels[:cut],
        validation_inputs=inputs[cut:],
        validation_labels=labels[cut:],
    )
