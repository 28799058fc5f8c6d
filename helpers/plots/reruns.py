"""Figures of lesson 20: a notebook and its tag, the winner of k runs, spreads, and the scores of a sweep."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import FancyBboxPatch, Rectangle

from helpers.plots.style import COLOURS, LINE_STYLES, MARKERS

LINE, GAP, LETTER = 0.17, 0.16, 0.079  # inches: a line of code, between two cells, a letter of it
SIDE = 2.75  # inches: the sidebar
STEP = {"fontsize": 11, "color": COLOURS[1], "weight": "bold"}
MOST_PLACES = 10  # so many scores can be written under an axis


def tagged_notebook(cells: Mapping[str, str], selected: str, tags: Sequence[str], title: str = "") -> None:
    """Draw a notebook as JupyterLab shows it, with the property inspector open on its right. Introduced in lesson 20.

    Args:
        cells: the code of each cell, by its id.
        selected: the id of the cell that was clicked.
        tags: the tags that this cell has.
        title: says what one sees.

    Raises:
        ValueError: there is no cell, or none of the selected name.
    """
    if selected not in cells:
        raise ValueError(f"There is no cell {selected!r}; there are {', '.join(cells) or 'none'}.")
    lines = {name: source.splitlines() for name, source in cells.items()}
    page = LETTER * max(len(line) for code in lines.values() for line in code) + 0.75
    height = sum(LINE * len(code) + 2 * GAP for code in lines.values()) + 0.1
    width = page + SIDE
    figure, axes = plt.subplots(figsize=(width, height + 0.35 * bool(title)))
    axes.set(xlim=(0, width), ylim=(height, 0), title=title)
    axes.axis("off")
    top = 0.1
    for name, code in lines.items():
        tall = LINE * len(code) + GAP
        chosen = name == selected
        look = {"facecolor": "0.96", "edgecolor": COLOURS[0] if chosen else "0.8", "linewidth": 2 if chosen else 0.8}
        axes.add_patch(Rectangle((0.45, top), page - 0.55, tall, **look))
        if chosen:
            axes.add_patch(Rectangle((0.02, top), 0.1, tall, facecolor=COLOURS[0], edgecolor="none"))
            axes.text(page - 0.2, top + GAP, "← 1", ha="right", va="center", **STEP)
        axes.text(0.28, top + GAP, "[ ]:", fontsize=7, color="0.4", ha="center", va="center")
        for number, line in enumerate(code):
            place = top + GAP / 2 + LINE * (number + 0.5)
            axes.text(0.53, place, line, family="monospace", fontsize=8.5, ha="left", va="center", parse_math=False)
        top += tall + GAP
    _sidebar(axes, page + 0.1, height, tags)
    plt.show()
    plt.close(figure)
    has = " and ".join(tags) if tags else "none yet"
    print(f"Figure: a notebook of {len(cells)} cells; the cell {selected} is selected, and its tags are: {has}.")


def _sidebar(axes: plt.Axes, left: float, height: float, tags: Sequence[str]) -> None:
    """The property inspector, as one finds it behind the gears at the right edge of the window."""
    axes.add_patch(Rectangle((left, 0.1), SIDE - 0.55, height - 0.2, facecolor="white", edgecolor="0.7"))
    axes.add_patch(Rectangle((left + SIDE - 0.55, 0.1), 0.38, height - 0.2, facecolor="0.93", edgecolor="0.7"))
    axes.text(left + SIDE - 0.36, 0.4, "⚙", fontsize=15, ha="center", va="center", family="DejaVu Sans")
    axes.text(left + SIDE - 0.62, 0.4, "2 →", ha="right", va="center", **STEP)
    axes.text(left + 0.12, 0.4, "Property Inspector", fontsize=8, ha="left", va="center", color="0.25")
    axes.text(left + 0.12, 0.85, "▾ COMMON TOOLS", fontsize=9, ha="left", va="center", family="DejaVu Sans")
    axes.text(left + 0.3, 1.15, "Cell Tags", fontsize=9, ha="left", va="center")
    place = 1.5
    for tag in tags:
        _pill(axes, left + 0.3, place, f"{tag}  ✓", COLOURS[0])
        place += 0.34
    _pill(axes, left + 0.3, place, "Add Tag  +", "0.6")
    axes.text(left + 1.5, place, "← 3", ha="left", va="center", **STEP)


def _pill(axes: plt.Axes, left: float, middle: float, words: str, colour: str) -> None:
    box = FancyBboxPatch((left + 0.06, middle - 0.07), 0.98, 0.14, boxstyle="round,pad=0.06", facecolor="white", edgecolor=colour)
    axes.add_patch(box)
    axes.text(left + 0.55, middle, words, fontsize=8.5, ha="center", va="center", family="DejaVu Sans")


def winner_scores(scores: Sequence[float], winners: Sequence[float], runs: int, axis_label: str) -> None:
    """Draw how the score of one run is distributed, and that of the best of several. Introduced in lesson 20.

    Args:
        scores: one for each run.
        winners: the best score of so many runs, drawn again and again.
        runs: how many runs the best was taken from.
        axis_label: what the score is, with its unit.

    Raises:
        ValueError: there are no scores or no winners, or one is not finite.
    """
    scores, winners = np.asarray(scores, dtype=float), np.asarray(winners, dtype=float)
    if not (scores.size and winners.size and np.isfinite(scores).all() and np.isfinite(winners).all()):
        raise ValueError("There is nothing to draw: both need at least one score, and all must be finite.")
    places = np.union1d(scores, winners)
    wide = 0.4 * (np.diff(places).min() if len(places) > 1 else 0.01)
    figure, axes = plt.subplots(figsize=(7, 3.8))
    means = []
    for place, (name, found) in enumerate({"one run": scores, f"best of {runs}": winners}.items()):
        shares = [(np.isclose(found, value)).mean() for value in places]
        look = {"facecolor": (COLOURS[place], 0.45), "edgecolor": COLOURS[place], "hatch": ("", "//")[place]}
        axes.bar(places + (place - 0.5) * wide, shares, width=wide, label=name, **look)
        axes.axvline(found.mean(), color=COLOURS[place], linestyle=LINE_STYLES[place], label=f"its mean, {found.mean():.3f}")
        means.append(f"{name} {found.mean():.3f}")
    axes.set(xlabel=axis_label, ylabel="share of the reports", ylim=(0, 1.05))
    if len(places) <= MOST_PLACES:
        axes.set_xticks(places, [f"{value:.3f}" for value in places])
    figure.legend(loc="outside upper center", ncols=2)
    plt.show()
    plt.close(figure)
    print(
        f"Figure: mean score: {', '.join(means)}; {np.isclose(winners, scores.max()).mean():.0%} of the winners are the maximum."
    )


def range_and_quartiles(
    scores: Sequence[float],
    counts: Sequence[int],
    axis_label: str,
    intervals: Sequence[tuple[float, float, float]] | None = None,
) -> None:
    """Draw range, quartiles and median of the first few runs, of more, and of all. Introduced in lesson 20.

    Args:
        scores: one for each run.
        counts: of how many of the first runs, rising.
        axis_label: what the score is, with its unit.
        intervals: for each count the median and its interval's low and high end, to be drawn below the box.

    Raises:
        ValueError: a count is below 2 or above the number of scores, or there is not one interval for each count.
    """
    scores = np.asarray(scores, dtype=float)
    if not len(counts) or min(counts) < 2 or max(counts) > len(scores):
        raise ValueError(f"The counts {list(counts)} must lie between 2 and the number of scores, {len(scores)}.")
    if intervals is not None and len(intervals) != len(counts):
        raise ValueError(f"{len(intervals)} intervals do not fit {len(counts)} counts.")
    figure, axes = plt.subplots(figsize=(7, 1.2 + 0.55 * len(counts)))
    told = []
    for place, count in enumerate(counts):
        low, first, middle, third, high = np.quantile(scores[:count], [0, 0.25, 0.5, 0.75, 1])
        names = ["from smallest to largest", "the middle half", "median"] if place == 0 else [None] * 3
        axes.plot(
            [low, high], [place, place], color="black", linewidth=1.2, marker="|", markersize=11, linestyle="-", label=names[0]
        )
        look = {"facecolor": (COLOURS[0], 0.4), "edgecolor": COLOURS[0], "hatch": "//"}
        axes.barh(place, third - first, left=first, height=0.5, label=names[1], **look)
        axes.plot(middle, place, "D", color="black", markersize=8, markeredgecolor="white", linestyle="none", label=names[2])
        told.append(f"{count} runs: {low:.3f} to {high:.3f}, middle half {first:.3f} to {third:.3f}, median {middle:.3f}")
        if intervals is not None:
            _, left, right = intervals[place]
            label = "interval of the median" if place == 0 else None
            axes.plot([left, right], [place + 0.36] * 2, color=COLOURS[1], linewidth=5, linestyle="-", marker="", label=label)
            told[-1] += f", its interval {left:.3f} to {right:.3f}"
    axes.set_yticks(range(len(counts)), [f"{count} runs" for count in counts])
    axes.set(xlabel=axis_label, ylim=(len(counts) - 0.5, -0.5))
    axes.grid(visible=False, axis="y")
    figure.legend(loc="outside upper center", ncols=3 if intervals is None else 2)
    plt.show()
    plt.close(figure)
    print("Figure:", "; ".join(told) + ".")


def difference_rows(rows: Mapping[str, tuple[float, float, float]], axis_label: str, title: str = "") -> None:
    """Draw a mean difference with its interval for each row, and whether the interval holds 0. Introduced in lesson 20.

    Args:
        rows: by its name, a row's mean difference and its interval's low and high end.
        axis_label: what the difference is, with its unit.
        title: says what was compared.

    Raises:
        ValueError: there is no row, or an interval does not lie around its mean.
    """
    if not rows or not all(low <= mean <= high for mean, low, high in rows.values()):
        raise ValueError("There is nothing to draw: every row needs a mean, and an interval around it.")
    figure, axes = plt.subplots(figsize=(7, 1.3 + 0.3 * len(rows)))
    axes.axvline(0, color="black", linewidth=1, linestyle="-")
    named, told = set(), []
    for place, (name, (mean, low, high)) in enumerate(rows.items()):
        holds = low <= 0 <= high
        look = {"color": "0.45", "marker": "o", "fillstyle": "none"} if holds else {"color": COLOURS[0], "marker": "D"}
        label = "cannot tell: 0 is inside" if holds else "can tell: 0 is outside"
        axes.plot([low, high], [place, place], color=look["color"], linewidth=1.5 if holds else 3, linestyle="-", marker="")
        axes.plot(mean, place, linestyle="none", markersize=7, label=None if label in named else label, **look)
        named.add(label)
        told.append(f"{name} {mean:+.1f} ({low:+.1f} to {high:+.1f})")
    axes.set_yticks(range(len(rows)), list(rows))
    axes.set(xlabel=axis_label, title=title, ylim=(len(rows) - 0.5, -0.5))
    axes.grid(visible=False, axis="y")
    figure.legend(loc="outside lower center", ncols=2)
    plt.show()
    plt.close(figure)
    print("Figure:", "; ".join(told) + ".")


def scores_by_setting(groups: Mapping[str, Sequence[float]], xlabel: str, ylabel: str, title: str = "") -> None:
    """Draw every run's score above its setting, with the median and the middle half. Introduced in lesson 20.

    Args:
        groups: the scores of the runs by the setting that they share.
        xlabel: what the setting is.
        ylabel: what the score is, with its unit.
        title: says what was run.

    Raises:
        ValueError: there is no setting, or one without a finite score.
    """
    found = {name: np.asarray(scores, dtype=float) for name, scores in groups.items()}
    if not found or not all(scores.size and np.isfinite(scores).all() for scores in found.values()):
        raise ValueError("There is nothing to draw: every setting needs at least one score, and all must be finite.")
    figure, axes = plt.subplots(figsize=(7, 4))
    told = []
    for place, (name, scores) in enumerate(found.items()):
        first, middle, third = np.quantile(scores, [0.25, 0.5, 0.75])
        names = ["the middle half", "one run", "median"] if place == 0 else [None] * 3
        look = {"facecolor": (COLOURS[0], 0.25), "edgecolor": COLOURS[0], "hatch": "//"}
        axes.bar(place, third - first, bottom=first, width=0.5, label=names[0], **look)
        shifts = np.linspace(-0.18, 0.18, len(scores)) if len(scores) > 1 else [0.0]
        style = {"color": COLOURS[1], "markersize": 7, "markeredgecolor": "white", "linestyle": "none"}
        axes.plot(place + np.asarray(shifts), scores, MARKERS[0], label=names[1], **style)
        axes.plot([place - 0.3, place + 0.3], [middle, middle], color="black", linewidth=2.5, linestyle="-", label=names[2])
        told.append(f"{name}: median {middle:.3f}, {scores.min():.3f} to {scores.max():.3f}")
    axes.set_xticks(range(len(found)), list(found))
    axes.set(xlabel=xlabel, ylabel=ylabel, title=title, xlim=(-0.6, len(found) - 0.4))
    axes.margins(y=0.08)
    axes.grid(visible=False, axis="x")
    figure.legend(loc="outside lower center", ncols=3)
    plt.show()
    plt.close(figure)
    print("Figure:", "; ".join(told) + ".")
