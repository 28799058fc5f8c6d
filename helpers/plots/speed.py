"""Figures of lesson 19: what a step does when, how much faster each way is, what a batch size costs, and the machine's limit."""

import statistics
from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import NullFormatter

from helpers.plots.splits import HATCHES
from helpers.plots.style import COLOURS, LINE_STYLES, MARKERS


def speed_ladder(seconds: Mapping[str, Sequence[float]], title: str = "", unit: str = "the first") -> None:
    """Draw a bar for each way of doing the same work: how many times as fast as the first it is. Introduced in lesson 19.

    A bar ends at the ratio of the medians; the thin line over it shows the ratios of the fastest and of the slowest round.

    Args:
        seconds: by name, the seconds of each round, the slowest way first. At most 6 ways.
        title: says what was done.
        unit: what the first way is called on the axis.

    Raises:
        ValueError: there is no way or too many of them, or one has no rounds, or a round that did not take any time.
    """
    if not 1 <= len(seconds) <= len(COLOURS):
        raise ValueError(f"{len(seconds)} ways: from 1 to {len(COLOURS)} can be drawn.")
    for name, rounds in seconds.items():
        if not len(rounds) or not min(rounds) > 0:
            raise ValueError(f"{name!r} needs at least one round, and each must take time, but they are {list(rounds)}.")
    first = statistics.median(next(iter(seconds.values())))
    figure, axes = plt.subplots(figsize=(7.6, 1.3 + 0.5 * len(seconds) + 0.3 * bool(title)))
    widest = max(first / min(rounds) for rounds in seconds.values())
    told = []
    for place, (name, rounds) in enumerate(seconds.items()):
        ratio, low, high = first / statistics.median(rounds), first / max(rounds), first / min(rounds)
        look = {"facecolor": (COLOURS[place], 0.35), "edgecolor": COLOURS[place], "hatch": HATCHES[place]}
        axes.barh(place, ratio, height=0.6, linewidth=1.2, **look)
        axes.plot([low, high], [place, place], color="black", linewidth=1.2, marker="|", markersize=7, linestyle="-")
        axes.text(max(ratio, high) + 0.02 * widest, place, f"{ratio:.1f}", ha="left", va="center", fontsize=11)
        told.append(f"{name} {ratio:.1f}")
    axes.set_yticks(range(len(seconds)), list(seconds))
    axes.set(title=title, xlabel=f"times as fast as {unit}", xlim=(0, 1.13 * widest), ylim=(len(seconds) - 0.5, -0.5))
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    plt.show()
    plt.close(figure)
    print(f"Figure: times as fast as {unit}: {', '.join(told)}.")


def epoch_by_batch_size(
    examples: int, call_seconds: float, example_seconds: float, chosen: int, measured: float, title: str = ""
) -> None:
    """Draw how long an epoch takes for every batch size: what each step costs anyway, and the work. Introduced in lesson 19.

    The lines are a reckoning: every step costs ``call_seconds`` whatever is in it, every example ``example_seconds``. They cross
    where both cost the same. The point is what was measured at one batch size, and the bar below shows the shares there.

    Args:
        examples: in an epoch.
        call_seconds: what a step costs without any work.
        example_seconds: the work for one example.
        chosen: the batch size that was measured.
        measured: the seconds of its epoch.
        title: says what was measured.

    Raises:
        ValueError: a number is not positive.
    """
    if min(examples, call_seconds, example_seconds, chosen, measured) <= 0:
        raise ValueError("Counts and seconds must all be above 0.")
    sizes = np.geomspace(1, max(examples, chosen), 200)
    calls, work = np.ceil(examples / sizes) * call_seconds, np.full(200, examples * example_seconds)
    steps = int(np.ceil(examples / chosen))
    share = steps * call_seconds / (steps * call_seconds + examples * example_seconds)
    figure, (axes, below) = plt.subplots(2, figsize=(7, 4.6), height_ratios=(6, 1))
    lines = (("cost of the steps", calls), ("the work itself", work), ("together", calls + work))
    for place, (name, seconds) in enumerate(lines):
        axes.plot(sizes, seconds, label=name, color=COLOURS[place], linestyle=LINE_STYLES[(place + 1) % 3])
    axes.plot(chosen, measured, marker="o", color="black", markersize=9, linestyle="none", label="measured")
    axes.set(title=title, xlabel="batch size (examples in a step)", ylabel="seconds an epoch", xscale="log", yscale="log")
    axes.set_ylim(0.5 * min(work[0], measured), 2 * max(measured, (work + calls).max()))
    axes.xaxis.set_major_formatter("{x:,.0f}")  # plain numbers, and no small ticks: they would take most of a knob's time
    axes.yaxis.set_major_formatter("{x:g}")
    axes.minorticks_off()
    axes.legend(loc="upper right")
    left = 0.0
    for place, part in enumerate((share, 1 - share)):
        look = {"facecolor": (COLOURS[place], 0.3), "edgecolor": COLOURS[place], "hatch": HATCHES[place + 1], "linewidth": 0.8}
        below.barh(0, part, left=left, height=0.6, **look)
        if part > 0.08:
            box = {"facecolor": "white", "edgecolor": "none", "boxstyle": "round,pad=0.15", "alpha": 0.9}
            words = ("steps", "work")[place] if part > 0.2 else ""
            below.text(left + part / 2, 0, f"{words} {part:.0%}".strip(), ha="center", va="center", bbox=box)
        left += part
    below.set(xlim=(0, 1), xticks=[], yticks=[0], yticklabels=[f"batch size\n{chosen:,}"])
    below.grid(visible=False)
    below.tick_params(axis="y", length=0)
    below.spines[:].set_visible(False)
    plt.show()
    plt.close(figure)
    print(
        f"Figure: batch size {chosen:,}, {steps:,} steps: {measured:.3g} s an epoch measured; "
        f"by the reckoning {share:.0%} of it is the cost of the steps."
    )


def step_timeline(
    parts: Sequence[tuple[str, float, float]],
    calls: Sequence[tuple[str, float, float]],
    title: str = "",
    closer: float | None = None,
) -> None:
    """Draw one step of a training along the time: its parts, and below them when torch was at work. Introduced in lesson 19.

    In a step with hundreds of calls their strokes run into each other, and another program may have paused it. With ``closer``
    the lower half shows so many millionths of a second alone: those in which the most calls began.

    Args:
        parts: name, beginning and end of each part, in millionths of a second, in their order. At most 6.
        calls: the same of each call of torch.
        title: says which training it is.
        closer: the length of the closer look, in millionths of a second; None shows the whole step.

    Raises:
        ValueError: there is no part, there are too many, something ends before it begins, or ``closer`` is not above 0.
    """
    if not 1 <= len(parts) <= len(COLOURS):
        raise ValueError(f"{len(parts)} parts: from 1 to {len(COLOURS)} can be drawn.")
    for name, begin, end in (*parts, *calls):
        if not begin <= end:
            raise ValueError(f"{name!r} ends at {end}, before it begins at {begin}.")
    if closer is not None and not closer > 0:
        raise ValueError(f"closer is {closer}, but it must be above 0.")
    whole = max(end for _, _, end in parts)
    left, right = (0.0, whole) if closer is None else _densest([begin for _, begin, _ in calls], closer)
    figure, (axes, below) = plt.subplots(2, figsize=(8.6, 2.6 if closer is None else 3.4), sharex=closer is None)
    for place, (name, begin, end) in enumerate(parts):
        look = {"facecolor": (COLOURS[place], 0.35), "edgecolor": COLOURS[place], "hatch": HATCHES[place], "linewidth": 1}
        axes.barh(0, end - begin, left=begin, height=0.7, label=name, **look)
    below.broken_barh([(begin, end - begin) for _, begin, end in calls], (-0.35, 0.7), facecolor="black", linewidth=0)
    axes.set(title=title, xlim=(0, whole))
    below.set(xlabel="millionths of a second", xlim=(left, right))
    if closer is not None:
        below.set_title(f"a closer look at {closer:,.0f} of them", fontsize=11)
        axes.axvspan(left, right, facecolor="black", alpha=0.35, linewidth=0)
    for panel, name in ((axes, "part of the step"), (below, "torch at work")):
        panel.set(ylim=(0.5, -0.5), yticks=[0], yticklabels=[name])
        panel.xaxis.set_major_formatter("{x:,.0f}")
        panel.grid(visible=False, axis="y")
        panel.tick_params(axis="y", length=0)
    figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=len(parts))
    plt.show()
    plt.close(figure)
    told = ", ".join(f"{name} {(end - begin) / whole:.0%}" for name, begin, end in parts)
    shown = [(max(begin, left), min(end, right)) for _, begin, end in calls if begin < right and end > left]
    working = sum(end - begin for begin, end in shown) / (right - left)
    look = "it" if closer is None else f"the {closer:,.0f} that are looked at closer"
    print(f"Figure: a step of {whole:,.0f} millionths of a second: {told};", end=" ")
    print(f"{len(shown)} calls of torch take {working:.0%} of {look}.")


def _densest(beginnings: Sequence[float], length: float) -> tuple[float, float]:
    """Where the most of them lie in a stretch of this length; it begins at one of them."""
    ordered = np.sort(np.asarray(beginnings, dtype=float))
    if not len(ordered):
        return 0.0, length
    inside = np.searchsorted(ordered, ordered + length) - np.arange(len(ordered))
    left = float(ordered[int(inside.argmax())])
    return left, left + length


def roofline(
    points: Mapping[str, tuple[float, float]],
    bytes_a_second: float,
    operations_a_second: float,
    ceiling: tuple[str, float] | None = None,
    title: str = "",
) -> None:
    """Draw what was reached under the roof of what the machine can do. Introduced in lesson 19.

    Left of its corner the roof is what the memory delivers, right of it what the processor computes. The markers are hollow, so
    that two points with nearly the same speed can both be seen.

    Args:
        points: by name, operations for each byte that is read, and operations a second that were reached. At most 6.
        bytes_a_second: what the memory delivers.
        operations_a_second: what the processor computes at most.
        ceiling: name and operations a second of another limit, drawn as a level line.
        title: says what was done.

    Raises:
        ValueError: there is no point, there are too many, or a number is not positive.
    """
    if not 1 <= len(points) <= len(MARKERS):
        raise ValueError(f"{len(points)} points: from 1 to {len(MARKERS)} can be drawn.")
    numbers = [bytes_a_second, operations_a_second, *(number for point in points.values() for number in point)]
    if min(numbers) <= 0 or (ceiling is not None and ceiling[1] <= 0):
        raise ValueError("Everything on logarithmic axes must be above 0.")
    corner = operations_a_second / bytes_a_second
    intensities, reached = zip(*points.values(), strict=True)
    across = np.geomspace(min(0.3 * corner, 0.2 * min(intensities)), max(10 * corner, 5 * max(intensities)), 200)
    roof = np.minimum(bytes_a_second * across, operations_a_second)
    bottom = 0.4 * min(*reached, roof.min())
    figure, axes = plt.subplots(figsize=(8.6, 4.4))
    axes.plot(across, roof, color="black", linestyle="-", label="the roof: memory, then arithmetic")
    axes.fill_between(
        across, roof, 10 * roof.max(), facecolor=(0, 0, 0, 0.05), edgecolor=(0, 0, 0, 0.25), hatch="//", linewidth=0
    )
    if ceiling is not None:
        axes.axhline(ceiling[1], color="black", linestyle=":", label=ceiling[0])
    for place, (name, (intensity, speed)) in enumerate(points.items()):
        look = {
            "color": COLOURS[place],
            "marker": MARKERS[place],
            "linestyle": "none",
            "markersize": 11,
            "markerfacecolor": "none",
            "markeredgewidth": 2,
        }
        axes.plot(intensity, speed, label=name, **look)
    axes.set(title=title, xscale="log", yscale="log", xlabel="operations for each byte read", ylabel="operations a second")
    axes.set_xticks([tick for tick in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500) if across[0] <= tick <= across[-1]])
    axes.xaxis.set_major_formatter("{x:g}")
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set(xlim=(across[0], across[-1]), ylim=(bottom, 4 * roof.max()))
    figure.legend(loc="outside right center")
    plt.show()
    plt.close(figure)
    told = []
    for name, (intensity, speed) in points.items():
        limit = min(bytes_a_second * intensity, operations_a_second)
        told.append(f"{name} {speed / limit:.2%} of the roof")
    print(f"Figure: roof's corner at {corner:.1f} operations for each byte; {'; '.join(told)}.")
