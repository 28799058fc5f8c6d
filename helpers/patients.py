"""Eight trainings that do not learn, as one meets them: a network, its data and a step. What is wrong with each is not told."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import nn

from helpers.models import MLP


@dataclass
class Patient:
    """A training that somebody brings. Introduced in lesson 17.

    Attributes:
        model: the network, as it was built.
        inputs: what it is trained with, ``(examples, features)``.
        labels: class numbers ``(examples,)``.
        step: does one training step, and returns the loss before it.
        optimizer: the one that the training made, whether its step uses it or not.
    """

    model: nn.Module
    inputs: torch.Tensor
    labels: torch.Tensor
    step: Callable[[], float]
    optimizer: torch.optim.Optimizer

    def train(self, steps: int) -> list[float]:
        """Do so many steps, and return their losses."""
        return [self.step() for _ in range(steps)]


class _ThreeLayers(nn.Module):
    """Three hidden layers and an output layer. Its name is printed in the lesson, and so tells nothing more."""

    def __init__(self, device: torch.device | str = "cpu") -> None:
        super().__init__()
        # Drawn on the CPU, as all other weights; to() would not reach them.
        self.hidden = [nn.Linear(width, 32).to(device) for width in (64, 32, 32)]
        self.output = nn.Linear(32, 10).to(device)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Return the logits, one row per example."""
        for layer in self.hidden:
            inputs = layer(inputs).relu()
        return self.output(inputs)


def _deep_network() -> nn.Sequential:
    """Eight hidden layers with sigmoids."""
    layers: list[nn.Module] = []
    for number in range(8):
        layers += [nn.Linear(32 if number else 64, 32), nn.Sigmoid()]
    return nn.Sequential(*layers, nn.Linear(32, 10))


def patients(inputs: torch.Tensor, labels: torch.Tensor, seed: int = 42) -> dict[str, Patient]:
    """Eight trainings on digits, each with another fault, by letter. Introduced in lesson 17.

    Each is made anew and has not taken a step. Try to find the faults before you read on.

    Args:
        inputs: ``(examples, 64)``, pixels from 0 to 1.
        labels: digits ``(examples,)``.
        seed: decides the first weights.

    Raises:
        ValueError: the inputs have another shape, there is not one label for each, or a label is no digit.
    """
    _check(inputs, labels)
    device = inputs.device

    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(seed)).to(device)
    return {
        "A": _patient(_network(seed, device), inputs, labels, steps=False),
        "B": _patient(_network(seed, device), 16 * inputs, labels),
        "C": _patient(_network(seed, device), inputs, labels, halve=True),
        "D": _patient(first_weights(lambda: _ThreeLayers(device), seed), inputs, labels),
        "E": _patient(_network(seed, device), inputs, labels, learning_rate=0.0005),
        "F": _patient(_network(seed, device), inputs, labels[order]),
        "G": _patient(first_weights(_deep_network, seed).to(device), inputs, labels),
        "H": _patient(_network(seed, device), inputs, labels, learning_rate=50.0),
    }


def healthy_patient(inputs: torch.Tensor, labels: torch.Tensor, seed: int = 42) -> Patient:
    """A training without a fault, to compare the others with; it has not taken a step. Introduced in lesson 17.

    Args:
        inputs: ``(examples, 64)``, pixels from 0 to 1.
        labels: digits ``(examples,)``.
        seed: decides the first weights.

    Raises:
        ValueError: as for ``patients``.
    """
    _check(inputs, labels)
    return _patient(_network(seed, inputs.device), inputs, labels)


def first_weights(build: Callable[[], nn.Module], seed: int) -> nn.Module:
    """Build a network with the weights that ``seed_everything(seed)`` would give it; the random numbers of others stay."""
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        return build()


def _network(seed: int, device: torch.device) -> nn.Module:
    return first_weights(lambda: MLP(64, 32, 10), seed).to(device)


def _check(inputs: torch.Tensor, labels: torch.Tensor) -> None:
    if inputs.ndim != 2 or inputs.shape[1] != 64 or labels.shape != inputs.shape[:1] or not len(labels):
        raise ValueError(
            f"Inputs of shape {tuple(inputs.shape)} and labels of shape {tuple(labels.shape)}: they must be (examples, 64) and "
            "(examples,), with at least one example."
        )
    if labels.min() < 0 or labels.max() > 9:
        raise ValueError(f"Labels are digits from 0 to 9, but these go from {labels.min()} to {labels.max()}.")


def _patient(
    model: nn.Module,
    inputs: torch.Tensor,
    labels: torch.Tensor,
    learning_rate: float = 0.5,
    steps: bool = True,
    halve: bool = False,
) -> Patient:
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=1, gamma=0.5)

    def step() -> float:
        loss = nn.functional.cross_entropy(model(inputs), labels)
        optimizer.zero_grad()
        loss.backward()
        if steps:
            optimizer.step()
        if halve:
            scheduler.step()
        return loss.item()

    return Patient(model, inputs, labels, step, optimizer)
