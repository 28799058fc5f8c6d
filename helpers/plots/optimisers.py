"""Figures of lesson 13: ways down a long valley, and the losses that update rules end with."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np

from helpers.plots.style import COLOURS, LINE_STYLES, MARKERS

VIEW = (-4.6, 4.6, -1.4, 1.8)  # left, right, bottom, top of the valley
TURNED_VIEW = (-5.6, 3.4, -3.9, 1.1)  # of a valley that was turned
LEVELS = np.array([0.01, 0.04, 0.1, 0.2, 0.4, 0.7])  # the lines of equal height, as shares of the highest point in view


def valley_paths(ways: Mapping[str, tuple[float, np.ndarray | Mapping[str, np.ndarray]]], tilt: float = 0.0) -> None:
    """Draw a long valley from above and a way down it, one panel below the other. Introduced in lesson 13.

    The height at (x, y) is (x² + steepness · y²) / 2; the lowest point is (0, 0).

    Args:
        ways: by title, the steepness of the valley's sides and the points that were visited, ``(steps + 1, 2)``. What lies
            outside the view is cut off, and the title says so. Several paths in one valley, by name, are told apart by the
            legend.
        tilt: by how many degrees the valleys were turned to the left, as in ``walk``; the panels are taller then.

    Raises:
        ValueError: there is no way, a steepness is not above 0, or a path is not ``(steps + 1, 2)`` with a point.
    """
    if not ways:
        raise ValueError("There is nothing to draw: at least one way down is needed.")
    valleys = {
        title: (steepness, paths if isinstance(paths, Mapping) else {title: paths}) for title, (steepness, paths) in ways.items()
    }
    for title, (steepness, paths) in valleys.items():
        if not steepness > 0:
            raise ValueError(f"The steepness of {title!r} is {steepness!r}, but it must be a number above 0.")
        if not paths:
            raise ValueError(f"There is nothing to draw in {title!r}: at least one path is needed.")
        for name, path in paths.items():
            if np.ndim(path) != 2 or np.shape(path)[1] != 2 or not len(path):
                raise ValueError(f"The path {name!r} has the shape {np.shape(path)}, but it must be (steps + 1, 2).")
    # Fixed margins: a knob redraws this figure, and a layout that measures every text takes as long as all the rest.
    view, height = (TURNED_VIEW, 3.6) if tilt else (VIEW, 2.1)
    tall = 0.75 + height * len(ways)
    figure, column = plt.subplots(len(ways), 1, figsize=(7, tall), squeeze=False, sharex=True, layout="none")
    figure.subplots_adjust(left=0.1, right=0.98, bottom=0.55 / tall, top=1 - 0.3 / tall, hspace=0.28)
    across, up = np.meshgrid(np.linspace(*view[:2], 80), np.linspace(*view[2:], 60))
    grid = np.stack([across, up], axis=-1)
    texts = []
    for number, (axes, (title, (steepness, paths))) in enumerate(zip(column[:, 0], valleys.items(), strict=True)):
        top = _height(steepness, np.array([VIEW[1], VIEW[3]]))
        heights = _height(steepness, _turned_back(grid, tilt))
        axes.contour(across, up, heights, levels=top * LEVELS, colors="0.8", linewidths=0.8)
        for place, (name, path) in enumerate(paths.items(), start=number):
            path = np.asarray(path, dtype=float)
            shown = np.isfinite(path).all(axis=1)
            look = {"marker": MARKERS[place % len(MARKERS)] if len(paths) > 1 else "o", "markersize": 3.5, "linewidth": 1.1}
            style = LINE_STYLES[place % len(LINE_STYLES)] if len(paths) > 1 else "-"
            label = {"label": name} if len(paths) > 1 else {}
            axes.plot(*np.clip(path[shown], -100, 100).T, style, **look, **label, color=COLOURS[place % 6])
            texts.append(f"{name}: {_in_words(steepness, path, tilt, view)}")
        start = next(iter(paths.values()))[0]
        axes.plot(*start, "s", color="black", markersize=8, label="start")
        axes.plot(0, 0, "*", color="black", markersize=13, label="lowest point")
        lost = not all(_inside(path[-1], view) for path in paths.values())
        axes.set_title(f"{title}{' (leaves the picture)' if lost else ''}", loc="left", fontsize=11)
        axes.set(xlim=view[:2], ylim=view[2:], ylabel="y")
        axes.grid(visible=False)
    column[0, 0].legend(loc="upper right", ncols=3, fontsize=9, frameon=True, facecolor="white", edgecolor="none")
    column[-1, 0].set_xlabel("x")
    plt.show()
    plt.close(figure)
    print("Figure:", "; ".join(texts) + ".")


def _turned_back(points: np.ndarray, tilt: float) -> np.ndarray:
    """Along and across the floor of a valley that was turned."""
    cosine, sine = np.cos(np.radians(tilt)), np.sin(np.radians(tilt))
    return points @ np.array([[cosine, -sine], [sine, cosine]])


def _height(steepness: float, points: np.ndarray) -> np.ndarray:
    return (points[..., 0] ** 2 + steepness * points[..., 1] ** 2) / 2


def _inside(point: np.ndarray, view: tuple[float, float, float, float]) -> bool:
    left, right, bottom, top = view
    return bool(left <= point[0] <= right and bottom <= point[1] <= top)


def _in_words(steepness: float, path: np.ndarray, tilt: float, view: tuple[float, float, float, float]) -> str:
    """Where a way starts and ends, how high that is, and how often it crossed the valley's floor."""
    (x, y), steps = path[-1], len(path) - 1
    start = f"from ({path[0][0]:.3g}, {path[0][1]:.3g})"
    if not _inside(path[-1], view):
        return f"{start}, out of the picture after {steps} steps"
    in_valley = _turned_back(path, tilt)
    sides = np.sign(in_valley[:, 1])
    sides = sides[sides != 0]  # on the way across, a step may end on the floor itself
    crossed = int((np.diff(sides) != 0).sum())
    height = _height(steepness, in_valley[-1])
    # Adding 0.0 makes 0.00 of -0.00.
    end = f"({round(x, 2) + 0.0:.2f}, {round(y, 2) + 0.0:.2f})"
    return f"{start} to {end} in {steps} steps, height {height:.3f}, across the floor {crossed} times"


def losses_by_rule(panels: Mapping[str, Mapping[str, Sequence[float]]], ylabel: str, top: float) -> None:
    """Draw a dot for every training, a column for every rule, a panel for every kind of comparison. Introduced in lesson 13.

    A long line marks a column's mean, a short thick one its median. What lies above the view, or is not a number, is counted
    at its upper edge.

    Args:
        panels: by title, the losses by the name of the rule.
        ylabel: what the losses are, with their unit.
        top: the upper end of the vertical axis, which all panels share.

    Raises:
        ValueError: there is no panel, a panel has no rule, or a rule no loss.
    """
    given = {title: {name: np.asarray(row, dtype=float) for name, row in rules.items()} for title, rules in panels.items()}
    if not given or not all(given.values()) or not all(row.size for rules in given.values() for row in rules.values()):
        raise ValueError("There is nothing to draw: at least one panel is needed, a rule in each, and a loss for each rule.")
    figure, (row_of_axes,) = plt.subplots(1, len(given), figsize=(max(7, 4.2 * len(given)), 4), sharey=True, squeeze=False)
    texts = []
    for axes, (title, rules) in zip(row_of_axes, given.items(), strict=True):
        told = []
        for place, (name, losses) in enumerate(rules.items()):
            losses = np.where(np.isfinite(losses), losses, np.inf)
            beside = place + np.random.default_rng(0).uniform(-0.22, 0.22, len(losses))
            seen = losses <= top
            look = {"color": COLOURS[place % 6], "marker": MARKERS[place % 6], "linestyle": "none"}
            axes.plot(beside[seen], losses[seen], **look, markersize=4, alpha=0.6)
            mean, median = float(losses.mean()), float(np.median(losses))
            axes.plot([place - 0.4, place + 0.4], [mean, mean], "--", color="black", linewidth=1.5, label="mean")
            axes.plot([place - 0.3, place + 0.3], [median, median], "-", color="black", linewidth=3, label="median")
            above = int((~seen).sum())
            if above:
                axes.annotate(f"{above} above", (place, top), ha="center", va="top", fontsize=9)
            told.append(f"{name} mean {mean:.3f}, median {median:.3f}, {above} above {top:g}")
        axes.set(title=title, xlim=(-0.6, len(rules) - 0.4), ylim=(0, top))
        axes.set_xticks(range(len(rules)), list(rules))
        axes.grid(visible=False, axis="x")
        texts.append(f"{title}: " + ", ".join(told))
    row_of_axes[0].set_ylabel(ylabel)
    handles, names = row_of_axes[0].get_legend_handles_labels()
    figure.legend(handles[:2], names[:2], loc="outside lower center", ncols=2, fontsize=10)
    plt.show()
    plt.close(figure)
    print("Figure:", "; ".join(texts) + ".")
