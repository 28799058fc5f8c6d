"""The course's figures. Each function draws, shows, and prints one line that says what the figure shows.

Line style and marker carry the meaning as well as colour (Okabe and Ito's palette, which colour-blind
readers can tell apart).
"""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
LINE_STYLES = ("-", "--", "-.", ":", "-", "--")
MARKERS = ("o", "s", "^", "D", "v", "P")


def use_course_style() -> None:
    """Set matplotlib's defaults for every figure of the course. Introduced in chapter 01."""
    plt.rcParams.update(
        {
            "figure.dpi": 100,
            "figure.figsize": (7, 4),
            "figure.constrained_layout.use": True,
            "font.size": 11,
            "axes.grid": True,
            "grid.alpha": 0.3,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "legend.frameon": False,
            "lines.linewidth": 2,
            "axes.prop_cycle": plt.cycler(color=COLOURS, linestyle=LINE_STYLES),
        }
    )


def loss_curves(history: dict[str, list[float]], title: str) -> None:
    """Draw every recorded loss against the epoch. Introduced in chapter 01.

    Args:
        history: ``"epoch"`` holds the epochs; each entry whose name ends in ``_loss`` holds one loss per epoch.
        title: says what was trained.

    Raises:
        ValueError: nothing was recorded, or a curve is longer or shorter than ``"epoch"``.
    """
    epochs = history["epoch"]
    curves = {name.removesuffix("_loss"): values for name, values in history.items() if name.endswith("_loss")}
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


def predicted_classes(
    points: np.ndarray,
    labels: Sequence[int],
    predictions: Sequence[int],
    class_names: Sequence[str],
    axis_labels: tuple[str, str],
) -> None:
    """Draw examples by true class and mark the ones that were predicted wrongly. Introduced in chapter 01.

    Args:
        points: ``(examples, 2)``, the two measurements to draw.
        labels: true class numbers, ``(examples,)``.
        predictions: predicted class numbers, ``(examples,)``.
        class_names: by class number.
        axis_labels: names of the two measurements, with units.

    Raises:
        ValueError: the three lengths differ.
    """
    labels, predictions = np.asarray(labels), np.asarray(predictions)
    if not len(points) == len(labels) == len(predictions):
        raise ValueError(f"{len(points)} points, {len(labels)} labels and {len(predictions)} predictions do not fit together.")
    figure, axes = plt.subplots()
    for number, name in enumerate(class_names):
        chosen = points[labels == number]
        axes.scatter(
            chosen[:, 0], chosen[:, 1], s=45, marker=MARKERS[number], color=COLOURS[number], alpha=0.75, label=f"{name} (true)"
        )
    wrong = np.flatnonzero(labels != predictions)
    if len(wrong):
        axes.scatter(
            points[wrong, 0],
            points[wrong, 1],
            s=220,
            facecolors="none",
            edgecolors="black",
            linewidths=1.8,
            label="predicted wrongly",
        )
    axes.set(title=f"{len(wrong)} of {len(labels)} test examples predicted wrongly", xlabel=axis_labels[0], ylabel=axis_labels[1])
    axes.legend(loc="upper left")
    plt.show()
    plt.close(figure)
    listed = "; ".join(
        f"example {index}: {class_names[labels[index]]} taken for {class_names[predictions[index]]}" for index in wrong
    )
    print(f"Figure: {len(wrong)} of {len(labels)} wrong. {listed or 'No mistake'}.")
