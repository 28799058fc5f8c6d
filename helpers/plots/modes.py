"""Figures that compare training mode with evaluation mode."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np

from helpers.plots.style import COLOURS

# One look a mode, by colour and by hatching.
BARS = ((COLOURS[0], ""), (COLOURS[4], "//"), (COLOURS[2], ".."), (COLOURS[3], "xx"))
HATCHES = ("", "//", "..", "xx")


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


def mode_scores(names: Sequence[str], scores: Mapping[str, Sequence[float]], title: str) -> None:
    """Draw accuracies as bars: a group for each way to cut the batches, a bar for each mode. Introduced in lesson 07.

    Args:
        names: the ways the batches were cut.
        scores: by mode (at most four), an accuracy for each of those ways, 0..1.
        title: says what was scored.

    Raises:
        ValueError: there is nothing to draw, more than four modes, or a mode without a score for each way.
    """
    if not names or not scores or len(scores) > len(BARS) or any(len(row) != len(names) for row in scores.values()):
        counts = {mode: len(row) for mode, row in scores.items()}
        raise ValueError(
            f"{len(names)} names and scores {counts} do not fit together: one for each name, 1 to {len(BARS)} modes."
        )
    figure, axes = plt.subplots(figsize=(7 if len(scores) < 3 else 8.5, 4))
    places, width = np.arange(len(names)), 0.82 / len(scores)
    for number, (mode, row) in enumerate(scores.items()):
        colour, hatch = BARS[number]
        side = (number - (len(scores) - 1) / 2) * width
        bars = axes.bar(places + side, row, width=0.94 * width, color=colour, hatch=hatch, edgecolor="white", label=mode)
        axes.bar_label(bars, labels=[f"{score:.1%}" for score in row], padding=2, fontsize=10 if len(scores) < 3 else 9)
    axes.set(title=title, ylabel="accuracy (share right)", xlabel="what a batch is made of", ylim=(0, 1.1))
    axes.set_xticks(places, names)
    axes.grid(visible=False, axis="x")
    figure.legend(loc="outside lower center", ncols=4)
    plt.show()
    plt.close(figure)
    told = "; ".join(
        f"{name}: " + ", ".join(f"{mode} {row[number]:.1%}" for mode, row in scores.items()) for number, name in enumerate(names)
    )
    print(f"Figure: accuracy, {told}.")


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
