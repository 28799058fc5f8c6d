"""Figures of scores and differences beside the interval that was computed from them."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np

from helpers.plots.style import COLOURS, LOWEST


def scores_and_interval(
    scores: Sequence[float], interval: tuple[float, float], axis_label: str, title: str = "", share: float = 0.95
) -> None:
    """Draw the scores of several splits, and the interval for the true share that was computed from the first score alone.

    Introduced in lesson 01. Equal scores are stacked. The interval says where the true share may lie, not where other
    scores must: so none of them is marked as inside or outside.

    Args:
        scores: the first score, and those of the other splits.
        interval: its low and its high end.
        axis_label: what the score is, with its unit.
        title: says what was scored.
        share: how often such an interval is meant to hold the truth, for its name in the legend.

    Raises:
        ValueError: there are fewer than two scores, one is not finite, or the interval is reversed.
    """
    scores = np.asarray(scores, dtype=float)
    low, high = (float(end) for end in interval)
    if scores.ndim != 1 or len(scores) < 2 or not np.isfinite(scores).all():
        raise ValueError(f"Scores of shape {scores.shape}: at least two are needed, and all must be finite.")
    if not (np.isfinite([low, high]).all() and low <= high):
        raise ValueError(f"The interval goes from {low:g} to {high:g}, but it must go from a lower to a higher number.")
    first, others = scores[0], scores[1:]
    heights = _stacked(scores)
    figure, axes = plt.subplots(figsize=(7, 2.1 + 0.17 * max(5, heights.max()) + 0.2 * bool(title)))
    name = f"{share:.0%} interval for the true share, from the first score".replace("%", " %")
    axes.axvspan(low, high, facecolor=(COLOURS[5], 0.2), edgecolor=(COLOURS[0], 0.25), hatch="//", linewidth=0, label=name)
    for end in (low, high):
        axes.axvline(end, color=COLOURS[0], linewidth=1.4)
    style = {"color": COLOURS[0], "linestyle": "none", "markersize": 9, "markeredgecolor": "white"}
    axes.plot(others, heights[1:], "o", label="other splits", **style)
    axes.plot(
        first, heights[0], "*", color="black", linestyle="none", markersize=15, markeredgecolor="white", label="first score"
    )
    axes.set(title=title, xlabel=axis_label, ylabel="splits with this score", ylim=(0.2, max(5, heights.max()) + 0.8))
    axes.yaxis.get_major_locator().set_params(integer=True)
    axes.grid(visible=False, axis="y")
    figure.legend(loc="outside lower center", ncols=2)
    plt.show()
    plt.close(figure)
    splits = f"{len(others)} other {'split' if len(others) == 1 else 'splits'}"
    print(
        f"Figure: first score {first:.3f}, its {share:.0%} interval for the true share {low:.3f} to {high:.3f}; {splits} from "
        f"{others.min():.3f} to {others.max():.3f}."
    )


def differences_and_interval(
    differences: Sequence[float], interval: tuple[float, float, float], axis_label: str, title: str = "", share: float = 0.95
) -> None:
    """Draw one difference for each pair, and below them their mean with the interval as a bar. Introduced in lesson 03.

    Args:
        differences: one for each pair.
        interval: their mean, and its interval's low and high end.
        axis_label: what the difference is, with its unit.
        title: what was compared.
        share: how often such an interval is meant to hold the true mean.

    Raises:
        ValueError: there are fewer than two differences, or the interval does not lie around the mean.
    """
    mean, low, high = interval
    if len(differences) < 2 or not low <= mean <= high:
        raise ValueError(f"{len(differences)} differences and the interval {low:g} to {high:g} around {mean:g} do not fit.")
    figure, axes = plt.subplots(figsize=(7, 2.3))
    axes.axvline(0, color="black", linewidth=1)
    colour, marker = LOWEST
    heights = [0.12 * (place % 3 - 1) for place in range(len(differences))]
    axes.plot(sorted(differences), heights, "o", color=COLOURS[0], markersize=7, markeredgecolor="white", linestyle="none")
    reach = [[mean - low], [high - mean]]
    axes.errorbar(mean, 1, xerr=reach, fmt=marker, color=colour, markersize=12, capsize=6, elinewidth=2.5)
    axes.set_yticks([0, 1], [f"{len(differences)} differences", f"their mean, with\na {100 * share:.3g} % interval"])
    axes.set(title=title, xlabel=axis_label, ylim=(1.5, -0.5))
    axes.grid(visible=False, axis="y")
    plt.show()
    plt.close(figure)
    print(
        f"Figure: {len(differences)} differences from {min(differences):+.3f} to {max(differences):+.3f}; their mean "
        f"{mean:+.3f}, its {100 * share:.3g}% interval {low:+.3f} to {high:+.3f}."
    )


def many_intervals(
    intervals: Sequence[tuple[float, float, float]], truth: float, axis_label: str, title: str = "", share: float = 0.95
) -> None:
    """Draw the intervals of many experiments side by side, and which of them miss the truth. Introduced in lesson 03.

    Args:
        intervals: of each experiment its mean, and its interval's low and high end.
        truth: what every experiment measured.
        axis_label: what was measured, with its unit.
        title: what the experiments were.
        share: how often such an interval is meant to hold the truth.

    Raises:
        ValueError: there is no interval, or one does not lie around its mean.
    """
    if not len(intervals) or not all(low <= mean <= high for mean, low, high in intervals):
        raise ValueError(f"{len(intervals)} intervals: at least one is needed, and each must lie around its mean.")
    missed = [not low <= truth <= high for _, low, high in intervals]
    figure, axes = plt.subplots(figsize=(9, 3.4))
    axes.axhline(truth, color="black", linewidth=1, zorder=1)
    looks = (("its bar lies across the truth", False, COLOURS[0], "o", 4, 1.4), ("its bar misses", True, COLOURS[1], "X", 8, 2.6))
    for label, miss, colour, marker, size, width in looks:
        rows = [(place, *row) for place, (row, out) in enumerate(zip(intervals, missed, strict=True), start=1) if out is miss]
        if rows:
            places, means, lows, highs = np.array(rows).T
            reach = [means - lows, highs - means]
            axes.errorbar(places, means, reach, fmt=marker, color=colour, markersize=size, elinewidth=width, label=label)
    axes.set(title=title, xlabel="experiment", ylabel=axis_label, xlim=(0, len(intervals) + 1))
    axes.grid(visible=False, axis="x")
    figure.legend(loc="outside lower center", ncols=2)
    plt.show()
    plt.close(figure)
    print(f"Figure: of {len(intervals)} bars of {100 * share:.3g} %, {sum(missed)} miss the truth, which is {truth:g}.")


def _stacked(scores: np.ndarray) -> np.ndarray:
    """A height for each score: 1 for the first of its size, 2 for the second, ..."""
    counts: dict[float, int] = {}
    heights = []
    for score in scores:
        key = round(float(score), 9)  # 0.9 + 0.1 and 1.0 are one score
        counts[key] = counts.get(key, 0) + 1
        heights.append(counts[key])
    return np.array(heights)
