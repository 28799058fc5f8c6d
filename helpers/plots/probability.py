"""Figures on the way from a line to a probability to a loss."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np

from helpers.plots.style import COLOURS, LINE_STYLES, MARKERS


def class_curves(
    values: Sequence[float],
    labels: Sequence[int],
    curves: Mapping[str, Sequence[float]],
    class_names: Sequence[str],
    xlabel: str,
) -> None:
    """Draw examples of two classes at heights 0 and 1, and curves over them. Introduced in lesson 09.

    Args:
        values: one measurement of each example.
        labels: 0 or 1 for each.
        curves: by name, the curve's height at 200 evenly spaced places from the smallest to the largest value.
        class_names: of class 0 and class 1.
        xlabel: what was measured, with its unit.

    Raises:
        ValueError: there is nothing to draw, or a length does not fit.
    """
    values, labels = np.asarray(values, dtype=float), np.asarray(labels)
    if not len(values) or len(values) != len(labels) or any(len(heights) != 200 for heights in curves.values()):
        raise ValueError(
            f"{len(values)} values and {len(labels)} labels: there must be the same number of each, at least one, "
            "and 200 heights a curve."
        )
    figure, axes = plt.subplots()
    for number, name in enumerate(class_names):
        chosen = values[labels == number]
        spread = 0.012 * (np.arange(len(chosen)) % 5 - 2)  # so that examples at one place can be told apart
        axes.plot(
            chosen, number + spread, MARKERS[number], color=COLOURS[number], alpha=0.5, markersize=5,
            linestyle="none", label=name,
        )  # fmt: skip
    places = np.linspace(values.min(), values.max(), 200)
    texts = []
    for look, (name, heights) in enumerate(curves.items(), start=2):
        axes.plot(places, heights, LINE_STYLES[look - 2], color="black" if look == 2 else COLOURS[look], label=name)
        texts.append(f"{name} from {np.min(heights):.2f} to {np.max(heights):.2f}")
    for height in (0, 1):
        axes.axhline(height, color="0.6", linewidth=1, zorder=0)
    axes.set(xlabel=xlabel, ylabel=f"1 = {class_names[1]}, 0 = {class_names[0]}")
    figure.legend(loc="outside lower center", ncols=4, columnspacing=1.2)
    plt.show()
    plt.close(figure)
    print(f"Figure: {(labels == 0).sum()} {class_names[0]}, {(labels == 1).sum()} {class_names[1]}; {'; '.join(texts)}.")


def sigmoid_curve(logits: Sequence[float], probabilities: Sequence[float], marked: Mapping[float, float]) -> None:
    """Draw probabilities against logits, with some points marked. Introduced in lesson 09.

    Args:
        logits: in rising order.
        probabilities: one for each logit.
        marked: probability by logit, for the points to mark.

    Raises:
        ValueError: there is nothing to draw, or the lengths differ.
    """
    if not len(logits) or len(logits) != len(probabilities):
        raise ValueError(f"{len(logits)} logits and {len(probabilities)} probabilities do not fit together.")
    figure, axes = plt.subplots()
    axes.plot(logits, probabilities, "-", color=COLOURS[0])
    axes.plot(list(marked), list(marked.values()), "o", color="black", linestyle="none")
    for logit, probability in marked.items():
        axes.annotate(f"{probability:.2f}", (logit, probability), xytext=(-7, 5), textcoords="offset points", ha="right")
    for height in (0, 1):
        axes.axhline(height, color="0.6", linewidth=1, zorder=0)
    axes.set(title="The sigmoid", xlabel="logit", ylabel="probability", ylim=(-0.08, 1.08))
    plt.show()
    plt.close(figure)
    print("Figure:", ", ".join(f"logit {logit:g} becomes {probability:.3f}" for logit, probability in marked.items()) + ".")


def loss_of_logit(logits: Sequence[float], losses: Mapping[str, Sequence[float]]) -> None:
    """Draw the loss of one example against its logit, a curve for each label. Introduced in lesson 09.

    Args:
        logits: in rising order.
        losses: by the label's name, one loss in nats for each logit.

    Raises:
        ValueError: there is nothing to draw, or the lengths differ.
    """
    if not losses or any(len(row) != len(logits) for row in losses.values()) or not len(logits):
        raise ValueError("There is nothing to draw: every label needs one loss for each logit.")
    figure, axes = plt.subplots()
    for colour, style, marker, (name, row) in zip(COLOURS, LINE_STYLES, MARKERS, losses.items(), strict=False):
        axes.plot(logits, row, style, color=colour, marker=marker, markevery=max(1, len(logits) // 8), label=f"is {name}")
    axes.set(title="The loss of one example", xlabel="logit", ylabel="binary cross-entropy (nats)")
    figure.legend(loc="outside lower center", ncols=2)
    plt.show()
    plt.close(figure)
    ends = "; ".join(
        f"{name}: {row[0]:.3f} at logit {logits[0]:g}, {row[-1]:.3f} at logit {logits[-1]:g}" for name, row in losses.items()
    )
    print(f"Figure: {ends}.")


def loss_surface(
    weights: Sequence[float], biases: Sequence[float], losses: np.ndarray, paths: Sequence[Sequence[tuple[float, float]]]
) -> None:
    """Draw a loss over weight and bias as contour lines, with the paths of trainings. Introduced in lesson 09.

    Args:
        weights: the horizontal grid.
        biases: the vertical grid.
        losses: ``(biases, weights)``, in nats.
        paths: one list of (weight, bias) for each training, from its start to its end.

    Raises:
        ValueError: the grid does not fit the losses, or a path is empty.
    """
    losses = np.asarray(losses)
    if losses.shape != (len(biases), len(weights)) or not all(len(path) for path in paths):
        raise ValueError(
            f"Losses of shape {losses.shape} do not fit {len(biases)} biases and {len(weights)} weights, or a path is empty."
        )
    figure, axes = plt.subplots(figsize=(7, 4.6))
    levels = np.geomspace(losses.min() * 1.02, losses.max(), 14)
    contours = axes.contour(weights, biases, losses, levels=levels, colors="0.55", linewidths=1)
    axes.clabel(contours, levels[3::3], fmt="%.2f", fontsize=9)
    for number, path in enumerate(paths):
        across, up = zip(*path, strict=True)
        look = {"linestyle": LINE_STYLES[number % 4], "color": COLOURS[number % 6], "marker": MARKERS[number % 6]}
        axes.plot(across, up, **look, markersize=9, markevery=[0], label=f"path {number + 1}")  # marked where it starts
        last = number == len(paths) - 1
        axes.plot(across[-1], up[-1], "*", color="black", markersize=14, label="end" if last else None, zorder=4)
    axes.set(title="Loss (nats) over the two numbers to learn", xlabel="weight", ylabel="bias")
    figure.legend(loc="outside lower center", ncols=4)
    axes.grid(visible=False)
    plt.show()
    plt.close(figure)
    listed = "; ".join(
        f"path {number} from ({path[0][0]:.2f}, {path[0][1]:.2f}) to ({path[-1][0]:.2f}, {path[-1][1]:.2f})"
        for number, path in enumerate(paths, start=1)
    )
    print(f"Figure: {listed}.")
