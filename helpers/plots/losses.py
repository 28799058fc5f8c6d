"""Figures of losses: what an answer costs, and where and how hard it pulls."""

import math
from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np

from helpers.plots.style import COLOURS, LINE_STYLES, MARKERS


def prices_and_slopes(
    logits: Sequence[float], prices: Mapping[str, Sequence[float]], slopes: Mapping[str, Sequence[float]], logit: float
) -> None:
    """Draw what one answer costs at every logit, beside it the slope of that, and mark one logit. Introduced in lesson 12.

    Args:
        logits: in rising order; the logit of the right class, minus that of the other one.
        prices: by the loss's name, one price for each logit.
        slopes: by the same names, the slope of the price at each logit.
        logit: where to look; it lies between the first and the last of ``logits``.

    Raises:
        ValueError: there is nothing to draw, the names or lengths differ, or ``logit`` lies outside.
    """
    places = np.asarray(logits, dtype=float)
    if not prices or list(prices) != list(slopes):
        raise ValueError(f"Prices of {list(prices)} and slopes of {list(slopes)}: the same losses are needed, at least one.")
    if not len(places) or any(len(row) != len(places) for row in (*prices.values(), *slopes.values())):
        raise ValueError("There is nothing to draw: every loss needs one price and one slope for each logit.")
    if not places[0] <= logit <= places[-1]:
        raise ValueError(f"The logit {logit:g} lies outside {places[0]:g} to {places[-1]:g}.")
    # Fixed margins: a knob redraws this figure.
    figure = plt.figure(figsize=(9.2, 4.2), layout="none")
    panels = figure.add_axes((0.07, 0.24, 0.39, 0.66)), figure.add_axes((0.59, 0.24, 0.39, 0.66))
    found: dict[str, list[float]] = {name: [] for name in prices}
    for axes, title, rows in zip(panels, ("price", "slope of the price"), (prices, slopes), strict=True):
        axes.axvline(logit, color="0.35", linestyle=":", linewidth=1.4)
        for number, (name, row) in enumerate(rows.items()):
            heights = np.asarray(row, dtype=float)
            look = {"color": COLOURS[number % 6], "linestyle": LINE_STYLES[number % 6]}
            axes.plot(places, heights, **look, linewidth=1.8, label=name)
            here = float(np.interp(logit, places, heights))
            axes.plot(logit, here, MARKERS[number % 6], color=COLOURS[number % 6], markersize=8, linestyle="none", zorder=4)
            found[name].append(here)
        axes.set(title=f"{title} at logit {logit:.3g}", xlabel="logit: right minus wrong", ylabel=title)
        axes.xaxis.set_label_coords(0.5, -0.13)
        axes.yaxis.set_label_coords(-0.16, 0.5)
    handles, names = panels[0].get_legend_handles_labels()
    figure.legend(handles, names, loc="lower center", ncols=4)
    plt.show()
    plt.close(figure)
    told = "; ".join(f"{name} price {price:.3f}, slope {slope + 0.0:.4f}" for name, (price, slope) in found.items())
    print(f"Figure: at logit {logit:.3g}: {told}.")


def pushed_logits(names: Sequence[str], logits: Sequence[float], slopes: Sequence[float]) -> None:
    """Draw logits as short bars, and at each an arrow: where a step against its slope pushes it. Introduced in lesson 12.

    Args:
        names: what stands below each point.
        logits: one for each name.
        slopes: of the loss by each logit; the arrow is as long and points the other way; a very short one is lengthened.

    Raises:
        ValueError: there is nothing to draw, or the lengths differ.
    """
    if not names or not len(names) == len(logits) == len(slopes):
        raise ValueError(f"{len(names)} names, {len(logits)} logits and {len(slopes)} slopes: the same number, at least one.")
    figure, axes = plt.subplots(figsize=(7, 3.4))
    ends = [logit - slope for logit, slope in zip(logits, slopes, strict=True)]
    bottom, top = min(*logits, *ends) - 0.4, max(*logits, *ends) + 0.4
    for place, (logit, end, slope) in enumerate(zip(logits, ends, slopes, strict=True)):
        colour, style = (COLOURS[1], "dashed") if slope > 0 else (COLOURS[0], "solid")
        if abs(slope) > 0:
            end = logit - math.copysign(max(abs(slope), 7 * (top - bottom) / 190), slope)  # 190 points high
        look = {"linewidth": 2.2, "mutation_scale": 12, "linestyle": style}
        arrow = {"arrowstyle": "-|>", "color": colour, "shrinkA": 0, "shrinkB": 0} | look
        axes.annotate("", (place, end), (place, logit), arrowprops=arrow)
        axes.plot(place, logit, "_", color="black", markersize=20, markeredgewidth=2)
        axes.annotate(f"{-slope:+.3f}", (place, (logit + end) / 2), (16, 0), textcoords="offset points", va="center")
    axes.set_xticks(range(len(names)), names)
    axes.set(xlim=(-0.5, len(names) - 0.3), ylabel="logit", title="Where each logit is pushed")
    axes.set_ylim(bottom, top)
    plt.show()
    plt.close(figure)
    pushed = (f"{name} at {logit:g} by {-slope:+.3f}" for name, logit, slope in zip(names, logits, slopes, strict=True))
    print(f"Figure: pushed are {', '.join(pushed)}.")
