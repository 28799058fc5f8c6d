"""The figures of lesson 05: interrupted runs beside the uninterrupted one, and what lies on the disk during a save."""

import math
from collections.abc import Mapping, Sequence
from statistics import median

import matplotlib.pyplot as plt
import numpy as np

from helpers.plots.style import COLOURS, LINE_STYLES, MARKERS

# What a file is at a moment: words, colour, hatching.
FILE_STATES = {
    "old": ("old, whole", COLOURS[5], ""),
    "broken": ("empty, then half full", COLOURS[4], "//"),
    "new": ("new, whole", COLOURS[2], ""),
    "none": ("no file", "#FFFFFF", ""),
}


def resumed_curves(
    uninterrupted: Sequence[float],
    resumed: Mapping[str, Sequence[float]],
    cut: int,
    axis_labels: tuple[str, str] = ("epoch", "mean training loss"),
    *,
    title: str,
    first: int = 1,
) -> None:
    """Draw an uninterrupted run as a line, and runs that went on after the cut as marks joined by lines. Introduced in lesson 05.

    Args:
        uninterrupted: one number after each epoch (or step).
        resumed: name of a run, and its numbers after the epochs behind the cut.
        cut: number of the last epoch before the cut.
        axis_labels: of the horizontal and the vertical axis.
        title: of the figure.
        first: number of the first epoch.

    Raises:
        ValueError: there is no resumed run, or one that does not go from the cut to the end; a number is not finite.
    """
    before = cut - first + 1
    left = len(uninterrupted) - before
    if before < 1 or left < 1:
        raise ValueError(f"The cut must lie inside the run, but it is {cut} of {first} to {first + len(uninterrupted) - 1}.")
    if not resumed:
        raise ValueError("There is no resumed run to draw.")
    for name, values in resumed.items():
        if len(values) != left:
            raise ValueError(f"{name} has {len(values)} numbers, but there are {left} behind the cut.")
    if not all(math.isfinite(value) for values in (uninterrupted, *resumed.values()) for value in values):
        raise ValueError("Only finite numbers can be drawn.")
    numbers = list(range(first, first + len(uninterrupted)))
    figure, axes = plt.subplots(figsize=(7.4, 4.2))
    axes.axvline(cut, color="#555555", linestyle=":", linewidth=1.2)
    top = axes.get_xaxis_transform()
    axes.text(cut, 1.01, "cut here", transform=top, ha="center", va="bottom", fontsize=9, color="#555555")
    axes.plot(numbers, uninterrupted, color="#999999", linestyle="-", linewidth=5, alpha=0.6, label="uninterrupted")
    for number, (name, values) in enumerate(resumed.items()):
        place = number % len(COLOURS)
        axes.plot(
            numbers[before - 1 :],
            [uninterrupted[before - 1], *values],
            color=COLOURS[place],
            linestyle=LINE_STYLES[place],
            linewidth=1.6,
            marker=MARKERS[place],
            markersize=5,
            markevery=slice(1, None),  # the number at the cut is the uninterrupted run's
            label=name,
        )
    axes.set(xlabel=axis_labels[0], ylabel=axis_labels[1])
    axes.set_title(title, pad=18)
    axes.xaxis.get_major_locator().set_params(integer=True)
    figure.legend(loc="outside lower center", ncols=min(3, 1 + len(resumed)))
    plt.show()
    plt.close(figure)
    told = [f"uninterrupted {uninterrupted[0]:.3f} at {numbers[0]}, {uninterrupted[-1]:.3f} at {numbers[-1]}"]
    for name, values in resumed.items():
        departs = _first_difference(uninterrupted[before:], values)
        where = "equal to it everywhere" if departs is None else f"another number from {cut + 1 + departs} on"
        told.append(f"{name} {values[-1]:.3f} at {numbers[-1]}, {where}")
    print(f"Figure: cut after {axis_labels[0]} {cut}. {'; '.join(told)}.")


def _first_difference(one: Sequence[float], other: Sequence[float]) -> int | None:
    return next((place for place, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]), None)


def resume_ladder(rungs: Mapping[str, Sequence[float]]) -> None:
    """Draw one bar a rung, as long as its median, and one mark a run: its largest weight difference. Introduced in lesson 05.

    Args:
        rungs: what was put back, from little to all, and the differences of the runs; the same runs on every rung.

    Raises:
        ValueError: there is no rung, one without runs or with another number of them, or a difference that is
            negative or not finite.
    """
    counts = {len(values) for values in rungs.values()}
    if len(counts) != 1 or 0 in counts:
        raise ValueError(f"Every rung needs the same number of runs, at least 1, but they have {sorted(counts) or 'no rungs'}.")
    if not all(math.isfinite(value) and value >= 0 for values in rungs.values() for value in values):
        raise ValueError("A largest difference is a finite number that is at least 0.")
    runs = counts.pop()
    spread = np.linspace(-0.22, 0.22, runs) if runs > 1 else np.zeros(1)
    longest = max(max(values) for values in rungs.values()) or 1.0
    figure, axes = plt.subplots(figsize=(7.4, 0.72 * len(rungs) + 1.3))
    for row, (name, values) in enumerate(rungs.items()):
        middle, exact = median(values), not any(values)
        axes.barh(row, middle, height=0.62, color=COLOURS[5], alpha=0.5, hatch="", edgecolor=COLOURS[0])
        axes.plot(
            values,
            row + spread,
            "s" if exact else "o",
            color=COLOURS[1] if exact else COLOURS[0],
            markersize=6,
            markeredgecolor="white",
            clip_on=False,
            label=name,
        )
        words = "exactly 0 in every run" if exact else f"{middle:.3f}" if middle >= 0.001 else f"{middle:.1e}"
        axes.text(max(values) + 0.025 * longest, row, words, va="center", fontweight="bold" if exact else "normal")
    axes.set_xlim(0, 1.15 * longest)
    axes.set_yticks(range(len(rungs)), list(rungs))
    axes.set_ylim(len(rungs) - 0.5, -0.5)
    axes.set(
        title="How far from the uninterrupted run?",
        xlabel=f"largest difference of a weight ({runs} runs; bar and number: median)",
    )
    axes.grid(visible=False, axis="y")
    plt.show()
    plt.close(figure)
    listed = "; ".join(f"{name} {_range(values)}" for name, values in rungs.items())
    print(f"Figure: largest difference over {runs} runs: {listed}.")


def _range(values: Sequence[float]) -> str:
    low, high = min(values), max(values)
    return f"{low:.3g}" if low == high else f"{low:.3g} to {high:.3g}"


def file_timeline(rows: Mapping[str, Sequence[tuple[str, float]]], *, title: str) -> None:
    """Draw what lies under each name on the disk while time goes from left to right. Introduced in lesson 05.

    Args:
        rows: name of a file, and its states in turn with how long each lasts, in any unit: ``"old"``, ``"broken"``, ``"new"``
            or ``"none"``.
        title: of the figure.

    Raises:
        ValueError: there is no row, an unknown state, or one that does not last.
    """
    if not rows or not all(rows.values()):
        raise ValueError("There is no file, or one without a state.")
    for name, states in rows.items():
        for state, length in states:
            if state not in FILE_STATES:
                raise ValueError(f"{name} is {state!r}, but a file is one of {', '.join(FILE_STATES)}.")
            if not length > 0:
                raise ValueError(f"{name} is {state!r} for {length!r}, but a state lasts longer than 0.")
    figure, axes = plt.subplots(figsize=(7.6, 0.75 * len(rows) + 1.0))
    for row, states in enumerate(rows.values()):
        start = 0.0
        for state, length in states:
            words, colour, hatch = FILE_STATES[state]
            dashes = ":" if state == "none" else "-"
            axes.barh(
                row, length, left=start, height=0.6, color=colour, hatch=hatch, edgecolor="#333333", linestyle=dashes, linewidth=1
            )
            box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5, "alpha": 0.85} if hatch else None
            axes.text(start + length / 2, row, words, ha="center", va="center", fontsize=9, color="black", bbox=box)
            start += length
    axes.set_yticks(range(len(rows)), list(rows))
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(0, max(sum(length for _, length in states) for states in rows.values()))
    axes.set_xticks([])
    axes.set(title=title, xlabel="time during a save (not to scale) →")
    axes.grid(visible=False)
    plt.show()
    plt.close(figure)
    told = "; ".join(f"{name}: {' → '.join(FILE_STATES[state][0] for state, _ in states)}" for name, states in rows.items())
    print(f"Figure: {told.replace(chr(10), ' ')}.")
