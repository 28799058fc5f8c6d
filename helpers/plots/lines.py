"""Figures with straight lines: lines through points, and what a sum of them can and cannot do."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np

from helpers.plots.style import COLOURS, LINE_STYLES


def lines_through_points(
    across: Sequence[float], up: Sequence[float], slopes: Mapping[str, float], axis_labels: tuple[str, str], title: str = ""
) -> None:
    """Draw points, and lines through the origin. Introduced in lesson 01.

    Args:
        across: where the points lie, ``(points,)``.
        up: and how high, ``(points,)``.
        slopes: the slope of each line, by its name.
        axis_labels: names of the two measurements, with units.
        title: what the figure asks or shows.

    Raises:
        ValueError: the two lengths differ, or there is no point.
    """
    across, up = np.asarray(across, dtype=float), np.asarray(up, dtype=float)
    if across.shape != up.shape or across.ndim != 1 or not len(across):
        raise ValueError(f"{across.shape} and {up.shape} are no two rows of numbers of one length.")
    figure, axes = plt.subplots()
    axes.scatter(across, up, s=30, color="black", alpha=0.35, label=f"{len(across)} points")
    ends = np.array([0.0, across.max() * 1.03])
    for number, (name, slope) in enumerate(slopes.items()):
        axes.plot(ends, slope * ends, color=COLOURS[number], linestyle=LINE_STYLES[number], label=name)
    axes.set(title=title, xlabel=axis_labels[0], ylabel=axis_labels[1], xlim=(0, ends[1]))
    axes.set_ylim(min(0, up.min()) - 0.1 * np.ptp(up), up.max() + 0.25 * np.ptp(up))
    figure.legend(loc="outside right center")
    plt.show()
    plt.close(figure)
    told = "; ".join(f"{name}: {int((up > slope * across).sum())} points lie above it" for name, slope in slopes.items())
    print(f"Figure: {len(across)} points and {len(slopes)} lines. {told}.")


def sums_of_units(
    units: Sequence[tuple[float, float, float]], span: tuple[float, float], axis_label: str, titles: tuple[str, str]
) -> None:
    """Draw some units over one input and their weighted sum, without and with ReLU. Introduced in lesson 01.

    Args:
        units: weight, bias and output weight of each: it gives ``output_weight * (weight * x + bias)``, on the right
            ``output_weight * max(0, weight * x + bias)``.
        span: the smallest and the largest input.
        axis_label: the input's name, with its unit.
        titles: over the left and over the right panel.

    Raises:
        ValueError: there is no unit.
    """
    if not units:
        raise ValueError("There is nothing to draw: at least one unit is needed.")
    inputs = np.linspace(*span, 241)
    figure, panels = plt.subplots(1, 2, figsize=(9, 3.6), sharey=True)
    words = []
    for axes, title, cut in zip(panels, titles, (False, True), strict=True):
        values = [out * (np.maximum(0, w * inputs + b) if cut else w * inputs + b) for w, b, out in units]
        for number, value in enumerate(values):
            style = {"color": COLOURS[number + 1], "linestyle": LINE_STYLES[number + 1], "linewidth": 1.5}
            axes.plot(inputs, value, label=f"unit {number + 1}, times {units[number][2]:g}" if cut else None, **style)
        total = np.sum(values, axis=0)
        axes.plot(inputs, total, color=COLOURS[0], linewidth=3.5, alpha=0.8, label="their sum" if cut else None)
        axes.set(title=title, xlabel=axis_label)
        words.append("a straight line" if np.allclose(np.diff(total, 2), 0, atol=1e-9) else "a line that bends")
    panels[0].set_ylabel("output")
    figure.legend(loc="outside right center")
    plt.show()
    plt.close(figure)
    print(f"Figure: the sum of {len(units)} units is {words[0]} without ReLU, and {words[1]} with it.")
