"""Figures that compare training mode with evaluation mode."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import to_rgb

from helpers.plots.style import COLOURS

# One look a mode, by colour and by hatching.
HATCHES = ("", "//", "..", "xx")
BARS = tuple(zip((COLOURS[0], COLOURS[4], COLOURS[2], COLOURS[3]), HATCHES, strict=True))


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


def mode_scores(names: Sequence[str], scores: Mapping[str, Sequence[float]], title: str, mistakes_in: int | None = None) -> None:
    """Draw accuracies as bars: a group for each way to cut the batches, a bar for each mode. Introduced in lesson 07.

    Args:
        names: the ways the batches were cut.
        scores: by mode (at most four), an accuracy for each of those ways, 0..1.
        title: says what was scored.
        mistakes_in: from how many examples each accuracy comes; given this, the bars are the numbers of mistakes.

    Raises:
        ValueError: there is nothing to draw, more than four modes, a mode without a score for each way, or no example.
    """
    if not names or not scores or len(scores) > len(BARS) or any(len(row) != len(names) for row in scores.values()):
        counts = {mode: len(row) for mode, row in scores.items()}
        raise ValueError(
            f"{len(names)} names and scores {counts} do not fit together: one for each name, 1 to {len(BARS)} modes."
        )
    if mistakes_in is not None and mistakes_in < 1:
        raise ValueError(f"Mistakes in {mistakes_in} examples: at least 1 is needed.")
    what = f"mistakes in {mistakes_in:,} answers" if mistakes_in else "accuracy"
    heights, labels = scores, {mode: [f"{score:.1%}" for score in row] for mode, row in scores.items()}
    if mistakes_in:
        heights = {mode: [round((1 - score) * mistakes_in) for score in row] for mode, row in scores.items()}
        labels = {mode: [f"{mistakes:,}" for mistakes in row] for mode, row in heights.items()}
    figure, axes = plt.subplots(figsize=(7 if len(scores) < 3 else 8.5, 4))
    places, width = np.arange(len(names)), 0.82 / len(scores)
    for number, (mode, row) in enumerate(heights.items()):
        colour, hatch = BARS[number]
        side = (number - (len(scores) - 1) / 2) * width
        bars = axes.bar(places + side, row, width=0.94 * width, color=colour, hatch=hatch, edgecolor="white", label=mode)
        axes.bar_label(bars, labels=labels[mode], padding=2, fontsize=10 if len(scores) < 3 else 9)
    axes.set(title=title, xlabel="what a batch is made of", ylabel=what)
    if mistakes_in:
        axes.margins(y=0.1)
    else:
        axes.set(ylabel="accuracy (share right)", ylim=(0, 1.1))
    axes.set_xticks(places, names)
    axes.grid(visible=False, axis="x")
    figure.legend(loc="outside lower center", ncols=4)
    plt.show()
    plt.close(figure)
    told = "; ".join(
        f"{name}: " + ", ".join(f"{mode} {row[number]}" for mode, row in labels.items()) for number, name in enumerate(names)
    )
    print(f"Figure: {what}, {told}.")


def running_statistic(batches: Sequence[float], running: Sequence[float], ylabel: str, title: str) -> None:
    """Draw a statistic of one batch after the other, and the running one that follows them. Introduced in lesson 07.

    Args:
        batches: the statistic of each batch.
        running: the running one, before the first batch and after each.
        ylabel: the statistic, and of what.
        title: says what passed.

    Raises:
        ValueError: there is no batch, or the two lengths do not fit.
    """
    if not len(batches) or len(running) != len(batches) + 1:
        raise ValueError(f"{len(batches)} batches and {len(running)} running values: one more than batches is needed.")
    figure, axes = plt.subplots()
    axes.plot(range(1, len(running)), batches, "o", color=COLOURS[4], markersize=5, linestyle="none", label="of this batch alone")
    axes.plot(range(len(running)), running, "-", color=COLOURS[0], label="running")
    axes.set(title=title, xlabel="batch", ylabel=ylabel)
    figure.legend(loc="outside lower center", ncols=2)
    plt.show()
    plt.close(figure)
    print(
        f"Figure: {len(batches)} batches from {min(batches):.3f} to {max(batches):.3f}; "
        f"running from {running[0]:.3f} to {running[-1]:.3f}."
    )


def kept_memory(rows: Mapping[str, Mapping[str, int]], title: str) -> None:
    """Draw what a graph keeps as blocks in a row, a row for each setting of the switches. Introduced in lesson 07.

    Args:
        rows: by setting, and in it by the layer that keeps them, bytes. A row without bytes is drawn empty.
        title: says what was computed.

    Raises:
        ValueError: there is no row, or a number of bytes is negative.
    """
    if not rows or any(size < 0 for row in rows.values() for size in row.values()):
        raise ValueError("There is nothing to draw: at least one row is needed, and bytes are 0 or more.")
    names = list(dict.fromkeys(name for row in rows.values() for name, size in row.items() if size))
    looks = {
        name: {"facecolor": COLOURS[place % len(COLOURS)], "hatch": HATCHES[place % len(HATCHES)]}
        for place, name in enumerate(names)
    }
    figure, axes = plt.subplots(figsize=(8, 1.5 + 0.5 * len(rows)))
    for place, row in enumerate(rows.values()):
        start = 0.0
        for name, size in row.items():
            if size:
                axes.barh(place, size / 1024, left=start, height=0.6, edgecolor="white", **looks[name])
                start += size / 1024
        axes.text(start, place, f"  {start:,.0f} KiB", va="center", fontsize=10)
    longest = max(sum(row.values()) for row in rows.values()) / 1024
    axes.set(title=title, xlabel="kept for backward() (KiB; 1 KiB = 1,024 bytes)", xlim=(0, 1.2 * longest or 1))
    axes.set_yticks(range(len(rows)), list(rows))
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.grid(visible=False, axis="y")
    handles = [plt.Rectangle((0, 0), 1, 1, edgecolor="white", **looks[name]) for name in names]
    if names:
        figure.legend(handles, names, loc="outside lower center", ncols=4)
    plt.show()
    plt.close(figure)
    told = "; ".join(
        f"{setting}: " + (", ".join(f"{name} {size:,}" for name, size in row.items() if size) or "nothing")
        for setting, row in rows.items()
    )
    print(f"Figure: bytes kept, {told}.")


def marks_in_company(
    batches: Mapping[str, Sequence[float]], followed: Mapping[str, Sequence[bool]], names: tuple[str, str], unit: str
) -> None:
    """Draw what BatchNorm is given and what it makes of it, one batch below the other. Introduced in lesson 07.

    Beside each other: the numbers of one unit with the mean of each batch, and the same numbers less this mean, divided by the
    batch's standard deviation.

    Args:
        batches: by name, the number of each picture.
        followed: by the same names, which pictures are drawn filled.
        names: what the filled pictures are, and what the others are.
        unit: says which unit's numbers these are.

    Raises:
        ValueError: there is no batch, a batch has fewer than two different numbers, or no flag for each of its pictures.
    """
    numbers = {name: np.asarray(batch, dtype=float) for name, batch in batches.items()}
    flags = {name: np.asarray(followed.get(name, ()), dtype=bool) for name in batches}
    if not numbers or any(
        not batch.size or batch.std() == 0 or flags[name].shape != batch.shape for name, batch in numbers.items()
    ):
        raise ValueError("Every batch needs at least two different numbers, and a flag for each of them.")
    figure, panels = plt.subplots(1, 2, figsize=(9, 1.5 + 1.1 * len(numbers)), sharey=True)
    told = []
    for row, (name, batch) in enumerate(numbers.items()):
        marks, chosen = (batch - batch.mean()) / batch.std(), flags[name]
        heights = row + 0.5 * (np.arange(batch.size) * 0.618 % 1 - 0.5)  # spread, so that equal numbers stay apart
        for axes, values in zip(panels, (batch, marks), strict=True):
            axes.plot(values[~chosen], heights[~chosen], "o", markersize=5, markerfacecolor="none", color="0.55", label=names[1])
            axes.plot(values[chosen], heights[chosen], "D", markersize=6, color=COLOURS[1], label=names[0])
            axes.plot([values.mean()] * 2, [row - 0.4, row + 0.4], "k--", linewidth=1.8, label="mean of the batch")
        before, after = (values[chosen].mean() if chosen.any() else np.nan for values in (batch, marks))
        told.append(f"{name}: mean {batch.mean():.2f}, {names[0]} {before:.2f} on average before and {after:+.2f} after")
    for axes, title, xlabel in zip(
        panels, ("What BatchNorm is given", "What it makes of it"), (unit, "standard deviations from the mean"), strict=True
    ):
        axes.set(title=title, xlabel=xlabel, ylim=(len(numbers) - 0.4, -0.6))
        axes.grid(visible=False, axis="y")
    panels[0].set_yticks(range(len(numbers)), list(numbers))
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles[:3], labels[:3], loc="outside lower center", ncols=3)
    plt.show()
    plt.close(figure)
    print(f"Figure: {'; '.join(told)}.")


def _pale(colour: str, share: float) -> tuple[float, ...]:
    """A colour mixed with white, so that nothing shines through."""
    return tuple(share * part + 1 - share for part in to_rgb(colour))


def recorded_graph(layers: Sequence[str], notes: Sequence[str | None], kept: Sequence[str]) -> None:
    """Draw a network's way to the loss and, below it, the notes that lead back. Introduced in lesson 07.

    Args:
        layers: the layers in order, as they are computed.
        notes: the note of each layer, by torch's name; None where nothing was recorded.
        kept: what each note keeps, in a word or two; empty if nothing.

    Raises:
        ValueError: there is no layer, or not one note and one text for each.
    """
    if not layers or not len(layers) == len(notes) == len(kept):
        raise ValueError(f"{len(layers)} layers, {len(notes)} notes and {len(kept)} texts do not fit together.")
    figure, axes = plt.subplots(figsize=(1.5 * len(layers) + 2.2, 2.7))
    words = {"ha": "center", "va": "center", "fontsize": 10, "zorder": 3}
    end, above, below = len(layers), [], []
    for place, (layer, note, keeps) in enumerate(zip(layers, notes, kept, strict=True)):
        box = {"boxstyle": "round,pad=0.5", "facecolor": _pale(COLOURS[4], 0.35)}
        above.append(axes.text(place, 1, layer, **words, bbox=box))
        if note is None:
            axes.text(place, 0, "no note", **words, color="0.45")
            continue
        axes.plot([place, place], [0, 1], linestyle=":", marker="", color="0.4", linewidth=1.5, zorder=1)
        box = {"boxstyle": "square,pad=0.5", "facecolor": _pale(COLOURS[1], 0.3)}
        below.append(axes.text(place, 0, note, **words, bbox=box))
        axes.text(place, -0.34, keeps or "keeps nothing", **words | {"fontsize": 9, "va": "top"})
    loss = axes.text(end, 1, "loss", **words, bbox={"boxstyle": "round,pad=0.5", "facecolor": "white"})
    start = axes.text(
        end, 0, "backward()\nstarts here", **words, bbox={"boxstyle": "round", "facecolor": "white", "edgecolor": "none"}
    )
    for chain, look in (
        ([*above, loss], {"color": COLOURS[0]}),
        ([loss, start, *reversed(below)], {"color": COLOURS[1], "linestyle": "--"}),
    ):
        for one, other in pairwise(chain):
            boxes = {"patchA": one.get_bbox_patch(), "patchB": other.get_bbox_patch(), "shrinkA": 2, "shrinkB": 2}
            arrow = {"arrowstyle": "-|>", "linewidth": 1.6} | boxes | look
            axes.annotate("", other.get_position(), one.get_position(), arrowprops=arrow, zorder=4)
    axes.text(-0.62, 1, "there", ha="right", va="center", fontsize=11)
    axes.text(-0.62, 0, "back", ha="right", va="center", fontsize=11)
    axes.set(xlim=(-1.1, end + 0.5), ylim=(-0.8, 1.3))
    axes.set_axis_off()
    plt.show()
    plt.close(figure)
    told = ", ".join(
        f"{layer} no note" if note is None else f"{layer} {note} ({' '.join(words.split()) or 'keeps nothing'})"
        for layer, note, words in zip(layers, notes, kept, strict=True)
    )
    print(f"Figure: notes of the layers, from the first to the last: {told}.")
