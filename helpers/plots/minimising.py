"""Figures of minimising: paths over a surface, and what is left of the weights."""

from collections.abc import Callable, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np

from helpers.plots.style import COLOURS, LINE_STYLES, MARKERS

Height = Callable[[np.ndarray, np.ndarray], np.ndarray]
Window = tuple[float, float, float, float]


def descent_paths(surfaces: Mapping[str, tuple[Height, Window, Mapping[str, np.ndarray]]]) -> None:
    """Draw surfaces as contour lines, and on each the paths of several ways down. Introduced in lesson 13.

    Args:
        surfaces: by title, the height as a function of both coordinates, the window (left, right, bottom, top), and
            the paths by name, ``(steps, 2)`` each. What leaves the window is cut off.

    Raises:
        ValueError: there is no surface, or a path that is not ``(steps, 2)`` with at least one step.
    """
    if not surfaces or not all(paths for _, _, paths in surfaces.values()):
        raise ValueError("There is nothing to draw: at least one surface is needed, and a path on each.")
    for _, _, paths in surfaces.values():
        for name, path in paths.items():
            if np.ndim(path) != 2 or np.shape(path)[1] != 2 or not len(path):
                raise ValueError(f"The path {name!r} has the shape {np.shape(path)}, but it must be (steps, 2).")
    figure, (row,) = plt.subplots(1, len(surfaces), figsize=(max(7, 4.4 * len(surfaces)), 4), squeeze=False)
    texts = []
    for axes, (title, (height, window, paths)) in zip(row, surfaces.items(), strict=True):
        across, up = np.meshgrid(np.linspace(*window[:2], 120), np.linspace(*window[2:], 120))
        heights = height(across, up)
        levels = np.unique(np.quantile(heights, np.linspace(0.02, 0.98, 8)))
        axes.contour(across, up, heights, levels=levels, colors="0.8", linewidths=0.8)
        for number, (name, path) in enumerate(paths.items()):
            look = {"color": COLOURS[number % 6], "linestyle": LINE_STYLES[number % 6], "marker": MARKERS[number % 6]}
            every = (4 * number, max(1, len(path) // 6))
            axes.plot(*np.transpose(path), **look, markersize=5, markevery=every, linewidth=max(1.2, 3 - number), label=name)
        start = next(iter(paths.values()))[0]
        axes.plot(*start, "*", color="black", markersize=13, linestyle="none", zorder=3, label="start")
        axes.set(title=title, xlabel="first number", ylabel="second number", xlim=window[:2], ylim=window[2:])
        axes.grid(visible=False)
        ends = (f"{name} ({path[-1][0]:.2f}, {path[-1][1]:.2f})" for name, path in paths.items())
        texts.append(f"{title}, from ({start[0]:.2f}, {start[1]:.2f}) to: " + ", ".join(ends))
    handles, names = row[0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", ncols=3)
    plt.show()
    plt.close(figure)
    print("Figure:", "; ".join(texts) + ".")


def weight_histograms(weights: Mapping[str, Sequence[float]], small: float = 0.01) -> None:
    """Draw how often each size of weight occurs, one panel for each network, on one scale. Introduced in lesson 13.

    Args:
        weights: by title, all weights of a network.
        small: weights closer to 0 than this are counted in the title.

    Raises:
        ValueError: there is no network, or one without weights.
    """
    given = {name: np.asarray(row, dtype=float).ravel() for name, row in weights.items()}
    if not given or not all(row.size for row in given.values()):
        raise ValueError("There is nothing to draw: every network needs at least one weight.")
    finite = {name: row[np.isfinite(row)] for name, row in given.items()}  # a diverged network has others
    reach = max((float(np.abs(row).max()) for row in finite.values() if row.size), default=1.0) or 1.0
    bins = np.linspace(-reach, reach, 82)  # an odd number of bins: one of them has 0 in its middle
    figure, (row,) = plt.subplots(
        1, len(finite), figsize=(max(7, 3.2 * len(finite)), 3.2), sharex=True, sharey=True, squeeze=False
    )
    texts = []
    for number, (axes, (name, found)) in enumerate(zip(row, finite.items(), strict=True)):
        axes.set(title=f"{name}\nno finite weight", xlabel="weight")
        if not found.size:
            texts.append(f"{name}: no finite weight")
            continue
        axes.hist(found, bins=bins, color=COLOURS[number % 6], weights=np.full(found.size, 1 / found.size))
        share = float((np.abs(found) < small).mean())
        axes.set_title(f"{name}\n{share:.0%} within {small:g} of 0")
        texts.append(f"{name}: {share:.0%} within {small:g} of 0, root mean square {np.sqrt((found**2).mean()):.3f}")
    row[0].set(ylabel="share of the weights (log scale)", yscale="log")
    plt.show()
    plt.close(figure)
    print("Figure:", "; ".join(texts) + ".")
