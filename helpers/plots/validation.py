"""Figures of lesson 15: how scores spread, curves over a setting, searches, and the best of many."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np

from helpers.plots.style import COLOURS, LINE_STYLES, MARKERS


def score_rows(
    rows: Mapping[str, Sequence[float]],
    xlabel: str,
    reference: tuple[str, float] | None = None,
    limits: tuple[float, float] | None = None,
) -> None:
    """Draw one row of marks for each way of scoring, with its mean. Introduced in lesson 15.

    Args:
        rows: by name, one score for each repetition.
        xlabel: what the score is, with its unit.
        reference: name and place of a line to compare with, chance for example.
        limits: where the axis begins and ends, so that a knob does not move it.

    Raises:
        ValueError: there is nothing to draw, or a row has fewer than two scores.
    """
    if not rows or not all(len(scores) >= 2 for scores in rows.values()):
        raise ValueError("There is nothing to draw: every row needs at least two scores.")
    figure, axes = plt.subplots(figsize=(7, 1.4 + 0.5 * len(rows)))
    if reference is not None:
        axes.axvline(reference[1], color="black", linestyle=":", label=reference[0])
    texts = []
    for place, (name, scores) in enumerate(rows.items()):
        scores = np.asarray(scores, dtype=float)
        shifts = np.linspace(-0.18, 0.18, len(scores))  # equal scores side by side, not on top of each other
        look = {"marker": MARKERS[place % len(MARKERS)], "color": COLOURS[place % len(COLOURS)], "linestyle": "none"}
        axes.plot(scores, place + shifts, alpha=0.6, markersize=6, **look)
        label = "mean" if place == 0 else None
        axes.plot(scores.mean(), place, "|", color="black", markersize=26, markeredgewidth=2, linestyle="none", label=label)
        texts.append(
            f"{name}: mean {scores.mean():.3f}, standard deviation {scores.std(ddof=1):.3f}, "
            f"from {scores.min():.3f} to {scores.max():.3f}"
        )
    axes.set_yticks(range(len(rows)), list(rows))
    axes.set(xlabel=xlabel, ylim=(len(rows) - 0.5, -0.5), xlim=limits)
    figure.legend(loc="outside upper center", ncols=2)
    plt.show()
    plt.close(figure)
    print("Figure:", "; ".join(texts) + ".")


def setting_curves(
    panels: Mapping[str, tuple[Sequence[float], np.ndarray, np.ndarray]], ylabel: str, reference: tuple[str, float]
) -> None:
    """Draw training and held-out error against a setting, a panel for each setting. Introduced in lesson 15.

    Args:
        panels: by the setting's name its values, all positive, and two arrays ``(values, folds)``: the errors on
            the training and on the held-out folds. What is not finite leaves a gap.
        ylabel: what the error is, with its unit.
        reference: name and height of a line to compare with.

    Raises:
        ValueError: there is no panel, or its arrays do not hold one row for each value.
    """
    if not panels or not all(len(values) == len(train) == len(held) for values, train, held in panels.values()):
        raise ValueError("Every panel needs one row of errors for each value of its setting, and there must be a panel.")
    figure, row = plt.subplots(1, len(panels), figsize=(2.8 * len(panels) + 1, 3.8), sharey=True, squeeze=False)
    texts = []
    for axes, (name, (values, train, held)) in zip(row[0], panels.items(), strict=True):
        for place, (part, errors) in enumerate({"training folds": train, "held-out fold": held}.items()):
            errors = np.where(np.isfinite(errors), errors, np.nan)
            means, spreads = errors.mean(axis=1), errors.std(axis=1, ddof=1)
            look = {"color": COLOURS[place], "marker": MARKERS[place], "linestyle": LINE_STYLES[place]}
            axes.plot(values, means, markersize=5, label=f"{part}, mean ± standard deviation", **look)
            axes.fill_between(values, means - spreads, means + spreads, color=COLOURS[place], alpha=0.15, linewidth=0)
        axes.axhline(reference[1], color="black", linestyle=":", label=reference[0])
        axes.set(xscale="log", xlabel=name)
        axes.set_xticks(list(values)[::2], [f"{value:g}" for value in list(values)[::2]])
        axes.minorticks_off()
        texts.append(f"{name} {_lowest(values, held)}")
    row[0, 0].set(ylabel=ylabel)
    handles, names = row[0, 0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", ncols=2)
    plt.show()
    plt.close(figure)
    print(f"Figure: lowest mean held-out error: {'; '.join(texts)}; {reference[0]} {reference[1]:.1f}.")


def _lowest(values: Sequence[float], errors: np.ndarray) -> str:
    means = np.asarray(errors).mean(axis=1)
    if not np.isfinite(means).any():
        return "nowhere finite"
    best = int(np.nanargmin(np.where(np.isfinite(means), means, np.nan)))
    return f"{means[best]:.1f} at {values[best]:g}"


def best_of_many(
    panels: Mapping[str, tuple[Sequence[int], Mapping[str, Sequence[float]]]], xlabel: str, ylabels: Sequence[str]
) -> None:
    """Draw curves against the number of candidates, a panel for each experiment. Introduced in lesson 15.

    Args:
        panels: by title the numbers of candidates, rising, and the curves by name, one value for each number.
        xlabel: what is counted.
        ylabels: for each panel what its curves show, with the unit.

    Raises:
        ValueError: there is no panel, not one label for each, or a curve of another length than its numbers.
    """
    fits = all(len(curve) == len(numbers) for numbers, curves in panels.values() for curve in curves.values())
    if not panels or len(panels) != len(ylabels) or not fits:
        raise ValueError("Every panel needs a label, and its curves one value for each number; there must be a panel.")
    figure, row = plt.subplots(1, len(panels), figsize=(3.8 * len(panels) + 0.4, 3.8), squeeze=False)
    texts = []
    for axes, ylabel, (title, (numbers, curves)) in zip(row[0], ylabels, panels.items(), strict=True):
        for place, (name, curve) in enumerate(curves.items()):
            look = {"color": COLOURS[place], "marker": MARKERS[place], "linestyle": LINE_STYLES[place]}
            axes.plot(numbers, curve, label=name, markersize=5, **look)
        axes.set(xscale="log", xlabel=xlabel, ylabel=ylabel, title=title)
        axes.set_xticks(list(numbers), [str(number) for number in numbers])
        axes.minorticks_off()
        ends = ", ".join(f"{name} {curve[-1]:.2f}" for name, curve in curves.items())
        texts.append(f"{title}, {numbers[-1]} candidates: {ends}")
    handles, names = row[0, 0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", ncols=len(names))
    plt.show()
    plt.close(figure)
    print("Figure:", "; ".join(texts) + ".")
