"""How data is handed out: as tensors, in two parts or in three."""

from dataclasses import dataclass, field

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
