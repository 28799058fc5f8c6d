"""Three trainings that exercise 17.6 asks to be diagnosed. What is wrong with them stands here and not in the lesson."""

import torch
from torch import nn

from helpers.data import digits_parts
from helpers.models import MLP
from helpers.patients import Patient, first_weights


class _Digits(MLP):
    """The lesson's network, which returns probabilities."""

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Return what the loss takes for logits."""
        return super().forward(inputs).softmax(dim=1)


def strangers_of_exercise() -> dict[str, Patient]:
    """Three trainings that have not taken a step, by letter, the same ones on every call. Introduced in lesson 17.

    No global random number is drawn, so that an answer may call it too.
    """
    parts = digits_parts(400, 400, seed=42)
    return {
        "X": _stranger(MLP, parts.train_inputs, parts.train_labels, factor=0.001),
        "Y": _stranger(MLP, parts.train_inputs, parts.train_labels, clears_late=True),
        "Z": _stranger(_Digits, parts.train_inputs, parts.train_labels),
    }


def _stranger(
    network: type[MLP], inputs: torch.Tensor, labels: torch.Tensor, factor: float = 1.0, clears_late: bool = False
) -> Patient:
    model = first_weights(lambda: network(64, 32, 10), 42)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)

    def step() -> float:
        loss = nn.functional.cross_entropy(model(inputs), labels)
        optimizer.zero_grad()
        (factor * loss).backward()
        if clears_late:
            optimizer.zero_grad()
        optimizer.step()
        return loss.item()

    return Patient(model, inputs, labels, step, optimizer)
