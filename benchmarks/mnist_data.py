"""MNIST for the benchmark, each form of it made only when a contestant asks for it."""

from functools import cached_property

import torch
from torch.utils.data import Dataset

from helpers.data import fetch_mnist, load_mnist
from helpers.paths import DATA


class Data:
    """All 60,000 training images one by one and as one tensor, and the 10,000 test images.

    Shapes:
        inputs and test_inputs ``(examples, 784)`` float32 in 0..1, labels ``(examples,)`` int64; ``images[i]`` is
        ``((1, 28, 28), label)``.
    """

    def __init__(self) -> None:
        fetch_mnist(DATA)

    @cached_property
    def images(self) -> Dataset:
        """What the published loop uses: ToTensor turns one image after the other into a tensor."""
        from torchvision.datasets import MNIST
        from torchvision.transforms import ToTensor

        return MNIST(DATA, train=True, transform=ToTensor(), download=True)  # unpacks what was just verified

    # The bytes are let go once they are converted: nobody's memory shall hold what only another one needs.

    @cached_property
    def _train(self) -> tuple[torch.Tensor, torch.Tensor]:
        return _as_numbers(*load_mnist(DATA)[:2])

    @cached_property
    def _test(self) -> tuple[torch.Tensor, torch.Tensor]:
        return _as_numbers(*load_mnist(DATA)[2:])

    @property
    def inputs(self) -> torch.Tensor:
        """The training images as one tensor."""
        return self._train[0]

    @property
    def labels(self) -> torch.Tensor:
        """Their labels."""
        return self._train[1]

    @property
    def test_inputs(self) -> torch.Tensor:
        """The test images as one tensor."""
        return self._test[0]

    @property
    def test_labels(self) -> torch.Tensor:
        """Their labels."""
        return self._test[1]


def _as_numbers(images: torch.Tensor, labels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    return images.flatten(1).float().div_(255), labels.long()
