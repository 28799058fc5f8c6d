"""The networks of the course. Every one returns logits: no softmax inside, the loss does that."""

import copy

import torch
from torch import nn


class MLP(nn.Module):
    """Two linear layers with a ReLU between them. Introduced in lesson 01.

    Args:
        in_features: numbers that describe one example (Iris: 4).
        hidden_size: units in the hidden layer.
        out_features: classes (Iris: 3).
        dropout: probability that a hidden unit is set to 0 in training, from 0 to below 1. Introduced in lesson 03.

    Shapes:
        inputs ``(batch, in_features)`` float, logits ``(batch, out_features)`` float.

    Raises:
        ValueError: ``dropout`` lies outside its range.
    """

    def __init__(self, in_features: int = 4, hidden_size: int = 10, out_features: int = 3, dropout: float = 0.0) -> None:
        super().__init__()
        if not 0 <= dropout < 1:
            raise ValueError(f"dropout is {dropout!r}, but it must be a number from 0 to below 1.")
        self.hidden = nn.Linear(in_features, hidden_size)
        self.activation = nn.ReLU()
        # Without dropout no random number may be drawn: the network must stay lesson 01's, bit for bit.
        self.dropout = nn.Dropout(dropout) if dropout else nn.Identity()
        self.output = nn.Linear(hidden_size, out_features)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Return the logits, one row per example."""
        return self.output(self.dropout(self.activation(self.hidden(inputs))))


class ImageClassifier(nn.Module):
    """Three convolutions that make feature maps, and two linear layers that classify them. Introduced in lesson 08.

    ``stem`` halves height and width three times, 28 to 14 to 7 to 4, with 16, 64 and 256 channels; each
    convolution is followed by BatchNorm and ReLU. ``head`` flattens the 256 x 4 x 4 feature maps to 4,096
    numbers, then ``Linear(4096, 128)``, ReLU, ``Linear(128, out_features)``.

    Args:
        out_features: classes (digits: 10).

    Shapes:
        inputs ``(batch, 1, 28, 28)`` float, logits ``(batch, out_features)`` float.
    """

    def __init__(self, out_features: int = 10) -> None:
        super().__init__()
        self.stem = nn.Sequential(*_halving(1, 16), *_halving(16, 64), *_halving(64, 256))
        self.head = nn.Sequential(nn.Flatten(), nn.Linear(256 * 4 * 4, 128), nn.ReLU(), nn.Linear(128, out_features))

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Return the logits, one row per picture."""
        return self.head(self.stem(inputs))


def _halving(in_channels: int, out_channels: int) -> tuple[nn.Module, ...]:
    """A convolution that moves two pixels at a time, BatchNorm and ReLU."""
    convolution = nn.Conv2d(in_channels, out_channels, kernel_size=3, stride=2, padding=1)
    return convolution, nn.BatchNorm2d(out_channels), nn.ReLU()


def count_parameters(model: nn.Module) -> int:
    """How many numbers training may change. Introduced in lesson 01."""
    return sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad)


def seen_pixels(windows: nn.Module, pictures: torch.Tensor) -> torch.Tensor:
    """Which pixels can change the number in the middle of the last maps. Introduced in lesson 08.

    The slope by a pixel is not 0 where it counts. ReLU cuts some off by chance, so many pictures and all maps are asked.

    Args:
        windows: makes maps ``(pictures, channels, height, width)``; its mode, parameters and gradients stay as they are.
        pictures: ``(pictures, channels, height, width)``.

    Returns:
        ``(height, width)``: True where a pixel can change the number.

    Raises:
        ValueError: the pictures have another shape.
    """
    if pictures.ndim != 4 or not len(pictures):
        raise ValueError(
            f"The pictures have the shape {tuple(pictures.shape)}, but it must be (pictures, channels, height, width)."
        )
    watched = pictures.detach().clone().requires_grad_()
    maps = copy.deepcopy(windows).eval()(watched)  # in training BatchNorm would let every picture see every other one
    middle = maps[:, :, maps.shape[2] // 2, maps.shape[3] // 2].sum()
    (slopes,) = torch.autograd.grad(middle, watched)
    return (slopes != 0).any(dim=0).any(dim=0).cpu()
