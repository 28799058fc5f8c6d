"""Which examples are held out in which round, drawn as bars: one row a round, one place an example."""

from collections.abc import Mapping, Sequence
from itertools import groupby

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from helpers.plots.style import COLOURS

LEARNT = {"facecolor": (COLOURS[5], 0.45), "edgecolor": (COLOURS[0], 0.35), "label": "learnt from"}
HELD = {"facecolor": COLOURS[1], "edgecolor": COLOURS[1], "label": "held out"}
Pairs = Sequence[tuple[Sequence[int], Sequence[int]]]


def fold_map(
    panels: Mapping[str, Pairs], examples: int, xlabel: str, boundaries: Sequence[float] = (), boundary_name: str = ""
) -> None:
    """Draw which examples each round learns from and which it holds out, a panel for each way. Introduced in lesson 15.

    What is held out is darker and taller than what is learnt from; an example that has no part in a round stays white. With
    at most 40 examples each has a box of its own.

    Args:
        panels: by title, the rounds of one way: pairs of the places to learn from and of those that are held out.
        examples: how many examples there are; places count from 0.
        xlabel: in which order the examples stand.
        boundaries: places at which a group ends and the next one begins, drawn as lines.
        boundary_name: what the lines mean, for the legend.

    Raises:
        ValueError: there is no panel or a panel without a round, a place does not exist, or one is on both sides of a round.
    """
    if not panels or not all(len(pairs) for pairs in panels.values()):
        raise ValueError("There is nothing to draw: every panel needs at least one round.")
    rows = {title: [_row(pair, examples, title) for pair in pairs] for title, pairs in panels.items()}
    heights = [len(pairs) for pairs in panels.values()]
    row_height = 0.3 if max(heights) <= 8 else 0.16
    figure, axes_list = plt.subplots(
        len(panels),
        1,
        figsize=(7.4, 1.1 + sum(0.75 + row_height * height for height in heights)),
        sharex=True,
        squeeze=False,
        height_ratios=heights,
    )
    for axes, (title, parts) in zip(axes_list[:, 0], rows.items(), strict=True):
        _draw(axes, parts, examples)
        for place in boundaries:
            axes.axvline(place, color="black", linewidth=0.8)
        axes.set(title=title, ylabel="round", xlim=(0, examples), ylim=(len(parts) + 0.55, 0.45))
        axes.set_yticks(range(1, len(parts) + 1) if len(parts) <= 8 else [1, len(parts)])
        axes.grid(visible=False)
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
    if examples <= 40:
        step = 1 if examples <= 20 else 5
        axes_list[-1, 0].set_xticks(np.arange(0, examples, step) + 0.5, [str(place) for place in range(0, examples, step)])
    axes_list[-1, 0].set_xlabel(xlabel)
    handles = [Patch(**LEARNT), Patch(**HELD)]
    if len(boundaries):
        handles.append(plt.Line2D([], [], color="black", linewidth=0.8, label=boundary_name))
    figure.legend(handles=handles, loc="outside lower center", ncols=3)
    plt.show()
    plt.close(figure)
    print("Figure:", "; ".join(f"{title}: {_told(parts)}" for title, parts in rows.items()) + ".")


def _row(pair: tuple[Sequence[int], Sequence[int]], examples: int, title: str) -> np.ndarray:
    """What each example is in a round: 1 learnt from, 2 held out, 0 neither."""
    learn, held = (np.asarray(part, dtype=int) for part in pair)
    for part in (learn, held):
        if part.size and (part.min() < 0 or part.max() >= examples):
            raise ValueError(f"{title!r} names a place outside 0 to {examples - 1}.")
    if np.intersect1d(learn, held).size:
        raise ValueError(f"{title!r} learns from an example that it holds out in the same round.")
    row = np.zeros(examples, dtype=int)
    row[learn], row[held] = 1, 2
    return row


def _stretches(row: np.ndarray, kind: int) -> list[tuple[int, int]]:
    """Start and length of each unbroken stretch of one kind."""
    found, start = [], 0
    for value, run in groupby(row.tolist()):
        length = len(list(run))
        if value == kind:
            found.append((start, length))
        start += length
    return found


def _draw(axes: Axes, rows: Sequence[np.ndarray], examples: int) -> None:
    for number, row in enumerate(rows, start=1):
        for kind, look, height in ((1, LEARNT, 0.6), (2, HELD, 0.84)):
            stretches = _stretches(row, kind)
            if examples <= 40:  # a box for each example
                stretches = [(place + 0.06, 0.88) for start, length in stretches for place in range(start, start + length)]
            colours = {"facecolor": look["facecolor"], "edgecolor": look["edgecolor"]}
            axes.broken_barh(stretches, (number - height / 2, height), linewidth=0.5, **colours)


def _told(rows: Sequence[np.ndarray]) -> str:
    held = [int((row == 2).sum()) for row in rows]
    unbroken = [len(_stretches(row, 2)) for row in rows]
    return f"{len(rows)} rounds, each holds out {_range(held)} of {len(rows[0]):,}, in {_range(unbroken)} unbroken stretches"


def _range(numbers: Sequence[int]) -> str:
    low, high = min(numbers), max(numbers)
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"
