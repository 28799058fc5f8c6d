"""Curves in panels side by side, each with axes of its own; one run a curve, or several with their range."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from helpers.plots.style import COLOURS, LINE_STYLES, MARKERS


@dataclass(frozen=True)
class Panel:
    """One panel of ``line_panels``. Introduced in lesson 13.

    Args:
        title: what is shown.
        xlabel: the horizontal axis, with its unit.
        ylabel: the vertical axis, with its unit.
        curves: by name, the places on the horizontal axis and the heights there; or one row of heights for each of
            several runs. A height may be NaN or infinite: it is left out.
        log_x: a logarithmic horizontal axis.
        log_y: a logarithmic vertical axis.
        ylim: the part of the vertical axis that is shown; None for an end that matplotlib chooses.
        xticks: where the horizontal axis has its numbers; None where matplotlib chooses.
        yticks: the same for the vertical axis.
        marks: places on the horizontal axis that a dotted line marks, by what is written beside it.
        dots: places where a dot lies on the lower edge, by their name in the legend: the data that a curve comes from.
    """

    title: str
    xlabel: str
    ylabel: str
    curves: Mapping[str, tuple[Sequence[float], Sequence]]
    log_x: bool = False
    log_y: bool = False
    ylim: tuple[float | None, float | None] = (None, None)
    xticks: Sequence[float] | None = None
    yticks: Sequence[float] | None = None
    marks: Mapping[str, float] = field(default_factory=dict)
    dots: Mapping[str, Sequence[float]] = field(default_factory=dict)


def line_panels(panels: Sequence[Panel], width: float = 3.4, order: Iterable[str] = ()) -> None:
    """Draw the panels side by side, means as lines and the range of several runs as a band. Introduced in lesson 13.

    A name has the same look in every panel. One legend stands below the figure if all panels have the same curves;
    otherwise each panel has its own.

    Args:
        panels: at least one.
        width: of a panel, in inches.
        order: names whose place here decides their look: give every figure the same, and a name looks the same in all of them.

    Raises:
        ValueError: there is no panel, a panel has no curve, or a row of heights does not fit its places.
    """
    rows = [{name: _runs(name, *curve) for name, curve in panel.curves.items()} for panel in panels]
    if not rows or not all(rows):
        raise ValueError("There is nothing to draw: at least one panel is needed, and a curve in each.")
    alike = all(list(found) == list(rows[0]) for found in rows)
    numbers = _looks(rows, order)
    figure, (row,) = plt.subplots(1, len(panels), figsize=(max(7, width * len(panels)), 4), squeeze=False)
    texts = []
    for axes, panel, found in zip(row, panels, rows, strict=True):
        for name, (places, runs) in found.items():
            _draw(axes, numbers[name], name, places, runs)
        listed = ", ".join(f"{name} {_in_words(places, _means(runs))}" for name, (places, runs) in found.items())
        listed += "".join(f", marked: {name} at {place:g}" for name, place in panel.marks.items())
        listed += "".join(f", {name} at {', '.join(f'{x:g}' for x in places)}" for name, places in panel.dots.items())
        texts.append(f"{panel.title}: {listed}")
        axes.set(title=panel.title, xlabel=panel.xlabel, ylabel=panel.ylabel)
        if panel.log_x:
            axes.set_xscale("log")
        if panel.log_y:
            axes.set_yscale("log")
        axes.set_ylim(*panel.ylim)
        if panel.xticks is not None:
            axes.set_xticks(panel.xticks, [f"{tick:g}" for tick in panel.xticks])
            axes.set_xticks([], minor=True)
        if panel.yticks is not None:
            axes.set_yticks(panel.yticks, [f"{tick:g}" for tick in panel.yticks])
            axes.set_yticks([], minor=True)
        _draw_marks(axes, panel.marks)
        for name, places in panel.dots.items():
            edge = axes.get_xaxis_transform()
            axes.plot(places, [0] * len(places), "o", color="black", label=name, transform=edge, clip_on=False, zorder=5)
        if not alike:
            axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), fontsize=9)
    if alike:
        handles, names = row[0].get_legend_handles_labels()
        figure.legend(handles, names, loc="outside lower center", ncols=min(5, len(names)), fontsize=10)
    plt.show()
    plt.close(figure)
    print("Figure:", "; ".join(texts) + ".")


def _draw_marks(axes: Axes, marks: Mapping[str, float]) -> None:
    """A dotted line for each, and its name at the top, one below the other, on the side that has more room."""
    low, high = axes.get_xlim()
    for row, (name, place) in enumerate(marks.items()):
        axes.axvline(place, color="0.35", linestyle=":", linewidth=1.4, zorder=1)
        room_right = axes.transAxes.inverted().transform(axes.transData.transform((place, 0)))[0] < 0.61
        axes.annotate(
            name,
            (place, 0.97 - 0.08 * row),
            xycoords=("data", "axes fraction"),
            xytext=(4 if room_right else -4, 0),
            textcoords="offset points",
            ha="left" if room_right else "right",
            va="top",
            fontsize=9,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1, "alpha": 0.8},
        )
    axes.set_xlim(low, high)


def _runs(name: str, places: Sequence[float], heights: Sequence) -> tuple[np.ndarray, np.ndarray]:
    """Places ``(points,)`` and heights ``(runs, points)``; what is not finite becomes NaN."""
    where, runs = np.asarray(places, dtype=float), np.atleast_2d(np.asarray(heights, dtype=float))
    if not where.size or runs.ndim != 2 or runs.shape[1] != where.size:
        raise ValueError(f"The curve {name!r} has {where.size} places and heights of shape {runs.shape}.")
    return where, np.where(np.isfinite(runs), runs, np.nan)


def _looks(rows: Sequence[Mapping[str, object]], order: Iterable[str]) -> dict[str, int]:
    """A number for each name; names that meet in a panel get different ones."""
    numbers = {name: number for number, name in enumerate(order)}
    for names in rows:
        taken = {numbers[name] for name in names if name in numbers}
        free = (number for number in itertools.count() if number not in taken)
        numbers |= {name: next(free) for name in names if name not in numbers}
    return numbers


def _means(runs: np.ndarray) -> np.ndarray:
    """The mean of the runs at each place, NaN where one of them has none."""
    return runs.mean(axis=0)


def _draw(axes: Axes, number: int, name: str, places: np.ndarray, runs: np.ndarray) -> None:
    colour, style = COLOURS[number % len(COLOURS)], LINE_STYLES[number % len(LINE_STYLES)]
    marker, every = MARKERS[number % len(MARKERS)], max(1, len(places) // 8)
    axes.plot(places, _means(runs), style, color=colour, marker=marker, markevery=every, markersize=5, linewidth=1.6, label=name)
    if len(runs) > 1:
        axes.fill_between(places, runs.min(axis=0), runs.max(axis=0), color=colour, alpha=0.15, linewidth=0)


def _in_words(places: np.ndarray, heights: np.ndarray) -> str:
    """Where a curve starts and ends, and where between them it is lowest."""
    if np.isnan(heights).all():
        return "not a number"
    lowest = int(np.nanargmin(heights))
    between = f" over {heights[lowest]:.3g} at {places[lowest]:.3g}" if 0 < lowest < len(heights) - 1 else ""
    return f"from {heights[0]:.3g}{between} to {heights[-1]:.3g}"
