"""The figures of lesson 05: a run's state, interrupted runs beside the uninterrupted one, and the disk during a save."""

import math
from collections.abc import Mapping, Sequence

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
    stairs: bool = False,
) -> None:
    """Draw an uninterrupted run as a line, and runs that went on after the cut as marks joined by lines. Introduced in lesson 05.

    Args:
        uninterrupted: one number after each epoch (or step).
        resumed: name of a run, and its numbers after the epochs behind the cut.
        cut: number of the last epoch before the cut.
        axis_labels: of the horizontal and the vertical axis.
        title: of the figure.
        first: number of the first epoch.
        stairs: whether a number holds for its whole epoch, as a learning rate does.

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
    style = "steps-mid" if stairs else "default"
    broad = {"color": "#999999", "linestyle": "-", "linewidth": 5, "alpha": 0.6, "drawstyle": style}
    axes.plot(numbers, uninterrupted, label="uninterrupted", **broad)
    for number, (name, values) in enumerate(resumed.items()):
        place = number % len(COLOURS)
        axes.plot(
            numbers[before - 1 :],
            [uninterrupted[before - 1], *values],
            color=COLOURS[place],
            linestyle=LINE_STYLES[place],
            linewidth=1.6,
            drawstyle=style,
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
    form = ".4g" if stairs else ".3f"
    told = [f"uninterrupted {uninterrupted[0]:{form}} at {numbers[0]}, {uninterrupted[-1]:{form}} at {numbers[-1]}"]
    for name, values in resumed.items():
        departs = _first_difference(uninterrupted[before:], values)
        where = "equal to it everywhere" if departs is None else f"another number from {cut + 1 + departs} on"
        told.append(f"{name} {values[-1]:{form}} at {numbers[-1]}, {where}")
    print(f"Figure: cut after {axis_labels[0]} {cut}. {'; '.join(told)}.")


def _first_difference(one: Sequence[float], other: Sequence[float]) -> int | None:
    return next((place for place, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]), None)


def resume_ladder(rungs: Mapping[str, float], *, title: str) -> None:
    """Draw one bar a rung, the first on top: the run's largest weight difference, with its number. Introduced in lesson 05.

    Args:
        rungs: what was put back, from little to all, and the largest difference of a weight.
        title: of the figure.

    Raises:
        ValueError: there is no rung, or a difference that is negative or not finite.
    """
    if not rungs:
        raise ValueError("There is no rung to draw.")
    if not all(math.isfinite(value) and value >= 0 for value in rungs.values()):
        raise ValueError("A largest difference is a finite number that is at least 0.")
    longest = max(rungs.values()) or 1.0
    words = ["exactly 0" if not value else f"{value:.3f}" if value >= 0.001 else f"{value:.1e}" for value in rungs.values()]
    figure, axes = plt.subplots(figsize=(7.4, 0.62 * len(rungs) + 1.3))
    axes.barh(range(len(rungs)), list(rungs.values()), height=0.6, color=COLOURS[0], alpha=0.8)
    for row, (value, word) in enumerate(zip(rungs.values(), words, strict=True)):
        axes.text(value + 0.02 * longest, row, word, va="center", fontweight="normal" if value else "bold")
    axes.set_xlim(0, 1.15 * longest)
    axes.set_yticks(range(len(rungs)), list(rungs))
    axes.set_ylim(len(rungs) - 0.5, -0.5)
    axes.set(title=title, xlabel="largest difference of a weight at the end")
    axes.grid(visible=False, axis="y")
    plt.show()
    plt.close(figure)
    listed = "; ".join(f"{name} {word}" for name, word in zip(rungs, words, strict=True))
    print(f"Figure: largest difference: {listed}.")


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


def run_state(parts: Mapping[str, tuple[str, str]], inside: Sequence[str], *, frame: str, title: str) -> None:
    """Draw each part of a run's state as a box, those that a smaller file holds in a frame of their own. Introduced in lesson 05.

    Args:
        parts: name of a part, what it remembers, and what in the next step hangs on it.
        inside: the names of the parts that the smaller file holds.
        frame: the name of that file.
        title: of the figure.

    Raises:
        ValueError: there is no part, or a name in ``inside`` is none of them; or all are inside, or none is.
    """
    if not parts or not set(inside) <= set(parts):
        raise ValueError(f"The parts are {', '.join(parts) or 'none'}, but the frame holds {', '.join(inside)}.")
    groups = [[name for name in parts if name in inside], [name for name in parts if name not in inside]]
    if not all(groups):
        raise ValueError("Some parts must lie inside the frame and some outside of it.")
    rows = max(map(len, groups))
    figure, axes = plt.subplots(figsize=(8.2, 0.92 * rows + 1.0))
    for column, (names, words) in enumerate(zip(groups, (frame, "missing in it"), strict=True)):
        left, held = column * 1.04, column == 0
        colour = COLOURS[0] if held else COLOURS[1]
        outer = {"facecolor": "none", "edgecolor": colour, "linestyle": "-" if held else "--", "linewidth": 1.8}
        axes.add_patch(plt.Rectangle((left, -0.08), 1.0, rows + 0.46, **outer))
        axes.text(left + 0.5, rows + 0.18, words, ha="center", va="center", color=colour, fontweight="bold")
        for row, name in enumerate(names):
            bottom = rows - 1 - row
            hatch = {} if held else {"hatch": "////"}
            axes.add_patch(plt.Rectangle((left + 0.03, bottom), 0.94, 0.86, facecolor="white", edgecolor=(colour, 0.35), **hatch))
            axes.add_patch(plt.Rectangle((left + 0.05, bottom + 0.04), 0.90, 0.78, facecolor="white", edgecolor="none"))
            memory, decides = parts[name]
            axes.text(left + 0.5, bottom + 0.66, name, ha="center", va="center", fontweight="bold")
            axes.text(left + 0.5, bottom + 0.41, memory, ha="center", va="center", fontsize=9.5)
            axes.text(left + 0.5, bottom + 0.18, f"→ {decides}", ha="center", va="center", fontsize=9.5, style="italic")
    axes.set_xlim(-0.02, 2.06)
    axes.set_ylim(-0.12, rows + 0.42)
    axes.set_title(title)
    axes.axis("off")
    plt.show()
    plt.close(figure)
    print(f"Figure: {frame} holds {', '.join(groups[0])}; missing in it: {', '.join(groups[1])}.")


def cut_epoch(before: Sequence[Sequence[int]], after: Sequence[Sequence[int]], *, title: str) -> None:
    """Draw the images, first those of an interrupted epoch: which batch used them, before the cut and after it, and how often.

    Introduced in lesson 05.

    Args:
        before: the batches of the whole epoch as it was planned, but only those that were done.
        after: the batches after the cut; their images include those of ``before``.
        title: of the figure.

    Raises:
        ValueError: there is no batch before or after, or an image comes twice in one of the two.
    """
    done, again = ([image for batch in batches for image in batch] for batches in (before, after))
    if not done or not again:
        raise ValueError("There must be a batch before the cut and one after it.")
    if len(set(done)) < len(done) or len(set(again)) < len(again):
        raise ValueError("An image comes twice on one side of the cut.")
    images = done + sorted(set(again) - set(done))
    batch_of = [{image: number for number, batch in enumerate(batches) for image in batch} for batches in (before, after)]
    figure, axes = plt.subplots(figsize=(7.6, 2.9))
    start = 0
    for number, batch in enumerate(before):
        axes.barh(0, len(batch), left=start, height=0.7, color=COLOURS[5], alpha=0.8, edgecolor="#333333")
        axes.text(start + len(batch) / 2, 0, f"batch {number + 1}", ha="center", va="center", fontsize=9)
        start += len(batch)
    rest = len(images) - start
    if rest:
        axes.barh(0, rest, left=start, height=0.7, color="white", edgecolor="#333333", linestyle=":")
        axes.text(start + rest / 2, 0, "the power is off", ha="center", va="center", fontsize=9)
    for place, image in enumerate(images):
        if image in batch_of[1]:
            axes.barh(1, 1, left=place, height=0.7, color="#222222" if batch_of[1][image] == 0 else "#d8d8d8")
    counts = [(image in batch_of[0]) + (image in batch_of[1]) for image in images]
    for times, colour, hatch in ((2, COLOURS[4], "//"), (1, COLOURS[2], ""), (0, "white", "xx")):
        places = [place for place, count in enumerate(counts) if count == times]
        if places:  # they lie side by side: first those that were done
            axes.barh(2, len(places), left=places[0], height=0.7, color=colour, hatch=hatch, edgecolor="#333333")
            words = f"seen {times} times" if times != 1 else "seen once"
            box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5, "alpha": 0.85}
            axes.text(places[0] + len(places) / 2, 2, words, ha="center", va="center", fontsize=9, bbox=box)
    axes.set_yticks(range(3), ["before the cut", f"after it: {len(after)} batches,\nthe first one black", "in all"])
    axes.set_ylim(2.5, -0.5)
    axes.set_xlim(0, len(images))
    axes.set(title=title, xlabel="images; those that were seen before the cut come first")
    axes.grid(visible=False)
    plt.show()
    plt.close(figure)
    told = ", ".join(f"{counts.count(times)} images seen {times} time(s)" for times in (0, 1, 2) if times in counts)
    known = len(set(after[0]) & set(done))
    print(f"Figure: {len(before)} batches before the cut, {len(after)} after it; {told}.")
    print(f"Of the {len(after[0])} images in the first batch after the cut {known} had been seen before it.")


def differences_by_cut(rows: Mapping[str, Mapping[int, Sequence[float]]], *, title: str) -> None:
    """Draw differences on a scale of powers of ten: a row a kind of fault, in it a line a cut, on it one mark a run.

    Exact zeros stand apart, at the left. Introduced in lesson 05.

    Args:
        rows: words for a kind of fault; after which epoch the run was cut, the same cuts in every row; the largest differences.
        title: of the figure.

    Raises:
        ValueError: there is no row, no cut, other cuts in another row, no run, or a difference that is negative or not finite.
    """
    cuts = list(next(iter(rows.values()), {}))
    if not cuts or any(list(by_cut) != cuts or not all(by_cut.values()) for by_cut in rows.values()):
        raise ValueError("Every row needs the same cuts, at least one, and a run for each.")
    everything = [value for by_cut in rows.values() for values in by_cut.values() for value in values]
    if not all(math.isfinite(value) and value >= 0 for value in everything):
        raise ValueError("A largest difference is a finite number that is at least 0.")
    positive = [value for value in everything if value > 0] or [1.0]
    lowest, highest = math.floor(math.log10(min(positive))), math.ceil(math.log10(max(positive)))
    zero = lowest - 1.3
    figure, axes = plt.subplots(figsize=(7.8, 0.27 * len(rows) * len(cuts) + 1.7))
    axes.axvspan(zero - 0.7, zero + 0.7, color=COLOURS[5], alpha=0.2)
    axes.text(zero, -0.62, "exactly 0", ha="center", va="center", fontsize=9, fontweight="bold")
    heights = np.linspace(-0.27, 0.27, len(cuts)) if len(cuts) > 1 else np.zeros(1)
    for row, (name, by_cut) in enumerate(rows.items()):
        if row:
            axes.axhline(row - 0.5, color="#bbbbbb", linewidth=0.8, linestyle="-")
        for place, (cut, values) in enumerate(by_cut.items()):
            across = [math.log10(value) if value else zero for value in values]
            level = row + heights[place]
            looks = {"color": COLOURS[place % 6], "marker": MARKERS[place % 6], "markersize": 7, "markeredgecolor": "white"}
            axes.plot([min(across), max(across)], [level, level], color=COLOURS[place % 6], linewidth=1.5, linestyle="-")
            words = f"cut after epoch {cut}" if not row else f"_{name}, {cut}"
            axes.plot(across, [level] * len(across), linestyle="none", label=words, **looks)
    axes.set_yticks(range(len(rows)), list(rows))
    axes.set_ylim(len(rows) - 0.5, -0.9)
    axes.set_xlim(zero - 0.7, highest + 0.3)
    powers = list(range(lowest, highest + 1))
    axes.set_xticks([zero, *powers], ["0", *(f"$10^{{{power}}}$" for power in powers)])
    axes.set(title=title, xlabel="largest difference of a weight (one mark a run; close ones cover each other)")
    axes.grid(visible=False, axis="y")
    figure.legend(loc="outside lower center", ncols=min(3, len(cuts)))
    plt.show()
    plt.close(figure)
    print("Figure: largest differences.")
    for name, by_cut in rows.items():
        print(f"{name}: " + ", ".join(f"{_short_range(values)} after epoch {cut}" for cut, values in by_cut.items()))


def _short_range(values: Sequence[float]) -> str:
    low, high = (f"{value:.2g}" for value in (min(values), max(values)))
    return low if low == high else f"{low} to {high}"


def difference_growth(curves: Mapping[str, Sequence[float]], *, title: str) -> None:
    """Draw how far two runs are apart after each epoch, on a scale of powers of ten. Introduced in lesson 05.

    Args:
        curves: name of a pair of runs, and their largest difference after each epoch.
        title: of the figure.

    Raises:
        ValueError: there is no curve, one without epochs, or a difference that is not positive and finite.
    """
    if not curves or not all(curves.values()):
        raise ValueError("There is no pair of runs, or one without an epoch.")
    if not all(math.isfinite(value) and value > 0 for values in curves.values() for value in values):
        raise ValueError("On a scale of powers of ten a difference is a finite number above 0.")
    figure, axes = plt.subplots(figsize=(7.4, 3.8))
    for place, (name, values) in enumerate(curves.items()):
        looks = {"linestyle": LINE_STYLES[place % 6], "marker": MARKERS[place % 6], "markersize": 4}
        axes.plot(range(1, len(values) + 1), values, color=COLOURS[place % 6], label=name, **looks)
    axes.set_yscale("log")
    axes.set(title=title, xlabel="epoch", ylabel="largest difference of a weight")
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.legend(loc="best")
    plt.show()
    plt.close(figure)
    told = "; ".join(
        f"{name} {values[0]:.1g} after epoch 1, {values[-1]:.1g} after epoch {len(values)}" for name, values in curves.items()
    )
    print(f"Figure: largest difference: {told}.")
