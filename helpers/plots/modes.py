"""Figures that compare training mode with evaluation mode."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np

from helpers.plots.style import COLOURS


def output_spread(outputs: Sequence[float], in_evaluation: float, xlabel: str, title: str) -> None:
    """Draw how one output spreads over many passes in training mode. Introduced in lesson 07.

    Args:
        outputs: one number per pass in training mode.
        in_evaluation: the same output in evaluation mode.
        xlabel: what the number is, with its unit if it has one.
        title: says what was passed how often.

    Raises:
        ValueError: there are no outputs, or one of the numbers is not finite.
    """
    outputs = np.asarray(outputs, dtype=float)
    if not outputs.size or not np.isfinite([*outputs, in_evaluation]).all():
        raise ValueError(f"There is nothing to draw: {outputs.size} outputs, and all numbers must be finite.")
    low, high, mean = outputs.min(), outputs.max(), outputs.mean()
    if high - low < 1e-4 * max(1.0, abs(high)):  # all the same, but for rounding: one bar
        low, high = low - 0.5, high + 0.5
    figure, axes = plt.subplots()
    axes.hist(outputs, bins=41, range=(low, high), color=COLOURS[5], edgecolor="white", label="training mode")
    axes.axvline(mean, color=COLOURS[1], linestyle="-", linewidth=5, alpha=0.6, label=f"their mean: {mean:.3f}")
    axes.axvline(in_evaluation, color="black", linestyle="--", label=f"evaluation mode: {in_evaluation:.3f}")
    axes.set(title=title, xlabel=xlabel, ylabel="passes")
    figure.legend(loc="outside lower center", ncols=3)
    plt.show()
    plt.close(figure)
    print(
        f"Figure: {outputs.size} passes from {outputs.min():.3f} to {outputs.max():.3f}, mean {mean:.3f}; "
        f"evaluation mode {in_evaluation:.3f}."
    )


def mode_scores(names: Sequence[str], evaluation: Sequence[float], training: Sequence[float], title: str) -> None:
    """Draw the accuracy in both modes, a pair of bars for each way to cut the batches. Introduced in lesson 07.

    Args:
        names: the ways the batches were cut.
        evaluation: accuracies in evaluation mode, 0..1.
        training: accuracies in training mode, 0..1.
        title: says what was scored.

    Raises:
        ValueError: the three lengths differ, or are 0.
    """
    if not len(names) == len(evaluation) == len(training) or not names:
        raise ValueError(f"{len(names)} names, {len(evaluation)} and {len(training)} scores do not fit together.")
    figure, axes = plt.subplots()
    places = np.arange(len(names))
    for side, label, scores, colour, hatch in (
        (-0.2, "evaluation mode", evaluation, COLOURS[0], ""),
        (0.2, "training mode", training, COLOURS[4], "//"),
    ):
        bars = axes.bar(places + side, scores, width=0.38, color=colour, hatch=hatch, edgecolor="white", label=label)
        axes.bar_label(bars, labels=[f"{score:.1%}" for score in scores], padding=2, fontsize=10)
    axes.set(title=title, ylabel="accuracy (share right)", xlabel="what a batch is made of", ylim=(0, 1.1))
    axes.set_xticks(places, names)
    axes.grid(visible=False, axis="x")
    figure.legend(loc="outside lower center", ncols=2)
    plt.show()
    plt.close(figure)
    rows = "; ".join(f"{name} {e:.1%} against {t:.1%}" for name, e, t in zip(names, evaluation, training, strict=True))
    print(f"Figure: evaluation against training mode: {rows}.")
