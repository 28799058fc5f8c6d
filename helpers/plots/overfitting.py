"""Figures that compare the loss on the training part with the loss on a held-out part."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np

from helpers.plots.style import COLOURS, MARKERS

History = Mapping[str, Sequence[float]]


def curve_panels(histories: Mapping[str, History], turning_epochs: Sequence[int]) -> None:
    """Draw training and held-out loss of several networks side by side, on one scale. Introduced in lesson 02.

    Args:
        histories: by title; each holds ``"epoch"``, ``"train_loss"`` and ``"held_out_loss"``, of one length.
        turning_epochs: for each network the recorded epoch to mark on the held-out curve.

    Raises:
        ValueError: there is nothing to draw, or an epoch to mark was not recorded.
    """
    if not histories or len(histories) != len(turning_epochs):
        raise ValueError(f"{len(histories)} histories and {len(turning_epochs)} epochs to mark do not fit together.")
    for (title, history), turning in zip(histories.items(), turning_epochs, strict=True):
        if turning not in history["epoch"]:
            raise ValueError(f"Epoch {turning} is not among those recorded for {title!r}.")
    figure, row = plt.subplots(1, len(histories), figsize=(max(7, 3 * len(histories)), 3.6), sharey=True, squeeze=False)
    texts = []
    for axes, (title, history), turning in zip(row[0], histories.items(), turning_epochs, strict=True):
        epochs = list(history["epoch"])
        for marker, name in zip(MARKERS, ("train", "held_out"), strict=False):
            losses = history[f"{name}_loss"]
            axes.plot(epochs, losses, marker=marker, markevery=max(1, len(epochs) // 6), label=name.replace("_", "-"))
        lowest = history["held_out_loss"][epochs.index(turning)]
        axes.plot(turning, lowest, "*", color="black", markersize=13, linestyle="none", zorder=3, label="lowest held-out loss")
        axes.set(title=title, xlabel="epoch")
        texts.append(
            f"{title}: train {history['train_loss'][-1]:.3f}, held-out {history['held_out_loss'][-1]:.3f} at epoch "
            f"{epochs[-1]}, lowest held-out {lowest:.3f} at epoch {turning}"
        )
    # After every curve is drawn: a limit that is set earlier keeps the scale of the first panel.
    row[0, 0].set(ylabel="cross-entropy loss (nats)", ylim=(0, None))
    handles, names = row[0, 0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", ncols=3)
    plt.show()
    plt.close(figure)
    print("Figure:", "; ".join(texts) + ".")


def learning_curve(
    sizes: Sequence[int], train_losses: Sequence[Sequence[float]], held_out_losses: Sequence[Sequence[float]]
) -> None:
    """Draw both losses against the number of training examples: every run, and the means. Introduced in lesson 02.

    Args:
        sizes: numbers of training examples, in rising order.
        train_losses: for each size the training losses of several runs.
        held_out_losses: for each size the held-out losses of the same runs.

    Raises:
        ValueError: there is nothing to draw, or the lengths differ.
    """
    if not len(sizes) == len(train_losses) == len(held_out_losses) or not len(sizes):
        raise ValueError(
            f"{len(sizes)} sizes, {len(train_losses)} and {len(held_out_losses)} rows of losses do not fit together."
        )
    figure, axes = plt.subplots()
    texts = []
    for marker, colour, (name, rows) in zip(
        MARKERS, COLOURS, {"train": train_losses, "held-out": held_out_losses}.items(), strict=False
    ):
        means = [float(np.mean(row)) for row in rows]
        axes.plot(sizes, means, marker=marker, color=colour, label=f"{name}, mean of {len(rows[0])} runs")
        for size, row in zip(sizes, rows, strict=True):
            axes.plot([size] * len(row), row, marker, color=colour, alpha=0.35, markersize=5, linestyle="none")
        texts.append(f"{name} loss " + ", ".join(f"{mean:.2f} ({size})" for size, mean in zip(sizes, means, strict=True)))
    axes.set_xscale("log")
    axes.set_xticks(list(sizes), [f"{size:,}" for size in sizes])
    axes.minorticks_off()
    axes.set(
        title="The same network with more and more data",
        xlabel="training examples (log scale)",
        ylabel="cross-entropy loss (nats)",
        ylim=(0, None),
    )
    axes.legend()
    plt.show()
    plt.close(figure)
    print("Figure: mean", "; mean ".join(texts) + ".")


def spread(results: Mapping[str, tuple[Sequence[float], Sequence[float]]]) -> None:
    """Draw one row for each way of training, with the held-out loss of every run. Introduced in lesson 02.

    Args:
        results: by name, the losses after the last epoch and the lowest losses, one number a run each.

    Raises:
        ValueError: there is nothing to draw, or a row has no runs.
    """
    if not results or not all(len(last) and len(last) == len(lowest) for last, lowest in results.values()):
        raise ValueError("There is nothing to draw: every row needs at least one run, and both losses of each.")
    figure, axes = plt.subplots(figsize=(7, 0.9 + 0.45 * len(results)))
    texts = []
    for place, (name, (last, lowest)) in enumerate(results.items()):
        first = place == 0
        axes.plot(
            last, [place - 0.14] * len(last), "o", color=COLOURS[0], alpha=0.7, linestyle="none",
            label="after the last epoch" if first else None,
        )  # fmt: skip
        axes.plot(
            lowest, [place + 0.18] * len(lowest), "s", color=COLOURS[1], markerfacecolor="none", markersize=5, linestyle="none",
            label="lowest on the way" if first else None,
        )  # fmt: skip
        axes.plot(
            np.mean(last), place - 0.14, "|", color="black", markersize=18, markeredgewidth=2, linestyle="none",
            label="mean after the last epoch" if first else None,
        )  # fmt: skip
        texts.append(f"{name} {np.mean(last):.2f} ({np.mean(lowest):.2f})")
    axes.set_yticks(range(len(results)), list(results))
    axes.invert_yaxis()
    axes.set(xlabel="held-out cross-entropy loss (nats)", xlim=(0, None))
    figure.legend(loc="outside upper center", ncols=3, fontsize=9)
    plt.show()
    plt.close(figure)
    print("Figure: mean held-out loss after the last epoch (lowest on the way):", ", ".join(texts) + ".")
