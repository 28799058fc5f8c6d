"""Figures with the epoch on the horizontal axis."""

import matplotlib.pyplot as plt

from helpers.plots.style import MARKERS


def loss_curves(history: dict[str, list[float]], title: str) -> None:
    """Draw every recorded loss against the epoch. Introduced in chapter 01.

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
