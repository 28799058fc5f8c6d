"""Figures with the epoch on the horizontal axis."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt

from helpers.plots.style import MARKERS


def loss_curves(history: dict[str, list[float]], title: str) -> None:
    """Draw every recorded loss against the epoch. Introduced in lesson 01.

    Args:
        history: ``"epoch"`` holds the epochs; each entry whose name ends in ``_loss`` holds one loss per epoch.
        title: says what was trained.

    Raises:
        ValueError: nothing was recorded, or a curve is longer or shorter than ``"epoch"``.
    """
    epochs = history["epoch"]
    curves = {name.removesuffix("_loss").replace("_", "-"): values for name, values in history.items() if name.endswith("_loss")}
    if not epochs or not curves:
        raise ValueError("There is nothing to draw: the history needs epochs and at least one ..._loss.")
    for name, values in curves.items():
        if len(values) != len(epochs):
            raise ValueError(f"The {name} loss has {len(values)} values for {len(epochs)} epochs.")
    figure, axes = plt.subplots()
    for marker, (name, values) in zip(MARKERS, curves.items(), strict=False):
        axes.plot(epochs, values, marker=marker, markevery=max(1, len(epochs) // 10), label=name)
    axes.set(title=title, xlabel="epoch", ylabel="cross-entropy loss (nats)", ylim=(0, None))
    axes.legend()
    plt.show()
    plt.close(figure)
    ends = "; ".join(
        f"{name} loss {values[0]:.3f} at epoch {epochs[0]}, {values[-1]:.3f} at epoch {epochs[-1]}"
        for name, values in curves.items()
    )
    print(f"Figure: {ends}.")


def accuracy_curves(epochs: Sequence[int], accuracies: Mapping[str, Sequence[float]], title: str) -> None:
    """Draw accuracies against the epoch, on a scale from 0 to 1. Introduced in lesson 17.

    Args:
        epochs: when the accuracies were measured.
        accuracies: one number from 0 to 1 for each of them, by the name of the curve.
        title: says what was trained.

    Raises:
        ValueError: there is nothing to draw, or a curve is longer or shorter than ``epochs``.
    """
    if not len(epochs) or not accuracies:
        raise ValueError("There is nothing to draw: at least one epoch and one curve are needed.")
    for name, values in accuracies.items():
        if len(values) != len(epochs):
            raise ValueError(f"The curve {name!r} has {len(values)} values for {len(epochs)} epochs.")
    figure, axes = plt.subplots()
    for marker, (name, values) in zip(MARKERS, accuracies.items(), strict=False):
        axes.plot(epochs, values, marker=marker, markevery=max(1, len(epochs) // 10), label=name)
    axes.set(title=title, xlabel="epoch", ylabel="accuracy (share right)", ylim=(0, 1.03))
    figure.legend(loc="outside lower center", ncols=2)
    plt.show()
    plt.close(figure)
    ends = "; ".join(f"{name} {values[-1]:.1%}" for name, values in accuracies.items())
    print(f"Figure: accuracy at epoch {epochs[-1]}: {ends}.")
