"""Figures of lesson 16: winners scored again, errors over a setting, points that a search tries, and the luck of a split."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator
from scipy.stats import t

from helpers.plots.style import COLOURS, LINE_STYLES, LOWEST, MARKERS


def winner_scored_again(rows: Mapping[str, Sequence[float]], winner: int, xlabel: str, chance: float) -> None:
    """Draw how many competitors reached each score, a panel for each round, and where the winner of one stands.

    Introduced in lesson 16.

    Args:
        rows: by the round's name, one score for each competitor, in the same order.
        winner: the place of the competitor that gets a star.
        xlabel: what the score is, with its unit.
        chance: the score that luck alone gives on average.

    Raises:
        ValueError: there is no round, the rounds differ in length, or the winner is none of the competitors.
    """
    lengths = {len(scores) for scores in rows.values()}
    if len(lengths) != 1 or not 0 <= winner < min(lengths):
        raise ValueError(
            f"Rounds of {sorted(lengths)} competitors and winner {winner}: the winner must take part in all of them."
        )
    figure, panels = plt.subplots(len(rows), 1, figsize=(7, 2.1 * len(rows) + 0.5), sharex=True, sharey=True, squeeze=False)
    texts = []
    for place, (axes, (name, scores)) in enumerate(zip(panels[:, 0], rows.items(), strict=True)):
        values, counts = np.unique(np.asarray(scores, dtype=float), return_counts=True)
        heights = np.concatenate([np.arange(1, count + 1) for count in counts])
        axes.plot(
            np.repeat(values, counts), heights, MARKERS[0], color=COLOURS[0], markersize=4, linestyle="none", label="one each"
        )
        colour, marker = LOWEST
        top = counts[values == scores[winner]][0] + 1.8
        axes.plot(scores[winner], top, marker, color=colour, markersize=13, linestyle="none", label="winner of the first round")
        axes.axvline(chance, color="black", linestyle=":", linewidth=1.2, label="chance")
        axes.set(title=name, ylabel="how many")
        axes.grid(visible=False, axis="y")
        if place == 0:
            figure.legend(loc="outside lower center", ncols=3)
        texts.append(
            f"{name}: from {min(scores):.2f} to {max(scores):.2f}, mean {np.mean(scores):.2f}, winner {scores[winner]:.2f}"
        )
    panels[-1, 0].set(xlabel=xlabel)
    panels[-1, 0].set_ylim(0, None)
    plt.show()
    plt.close(figure)
    print("Figure:", "; ".join(texts) + ".")


def errors_by_strength(
    strengths: Sequence[float], training: np.ndarray, held_out: np.ndarray, xlabel: str, ylabel: str, title: str = ""
) -> None:
    """Draw training and held-out error over a setting, means with a band of one standard deviation over the folds.

    Introduced in lesson 16.

    Args:
        strengths: the setting's values, rising; the first may be 0.
        training: errors ``(strengths, folds)`` on what was learnt from.
        held_out: errors ``(strengths, folds)`` on what was held out.
        xlabel: the setting.
        ylabel: what the error is, with its unit.
        title: what was trained.

    Raises:
        ValueError: the arrays do not hold one row for each strength.
    """
    if not len(strengths) == len(training) == len(held_out) or not len(strengths):
        raise ValueError(f"{len(strengths)} strengths need as many rows of errors, not {len(training)} and {len(held_out)}.")
    figure, axes = plt.subplots(figsize=(7, 4))
    texts = []
    for place, (name, errors) in enumerate({"training folds": training, "held-out fold": held_out}.items()):
        means, reach = _band(axes, place, errors, f"{name}, mean and spread over folds")
        lowest = int(np.where(np.isnan(means), np.inf, means).argmin())
        texts.append(f"{name} lowest at {strengths[lowest]:g} with {means[lowest]:.1f}, there spread ± {reach[lowest]:.1f}")
    _strength_axis(axes, strengths)
    axes.set(xlabel=xlabel, ylabel=ylabel, title=title)
    figure.legend(loc="outside lower center", ncols=2)
    plt.show()
    plt.close(figure)
    print("Figure:", "; ".join(texts) + ".")


def differences_by_strength(strengths: Sequence[float], panels: Mapping[str, np.ndarray], ylabel: str, reach: float) -> None:
    """Draw, for each setting in a panel, how each fold's error differs from the same fold's error without it.

    Introduced in lesson 16. Every fold is a thin line, their mean a thick one; the band is its interval, as ``paired_difference``
    of lesson 03 computes it.

    Args:
        strengths: the settings' values, rising; the first may be 0.
        panels: by the setting's name the differences ``(strengths, folds)``; below 0 is better.
        ylabel: what the difference is, with its unit.
        reach: how far the vertical axis goes to both sides of 0; what lies beyond is cut off.

    Raises:
        ValueError: there is no panel, or one has not one row for each strength.
    """
    if not panels or not all(len(rows) == len(strengths) for rows in panels.values()):
        raise ValueError(f"There must be a panel, and each needs one row for each of the {len(strengths)} strengths.")
    figure, row = plt.subplots(1, len(panels), figsize=(4.4 * len(panels), 4), sharey=True, squeeze=False)
    texts = []
    for axes, (name, differences) in zip(row[0], panels.items(), strict=True):
        places = np.arange(len(strengths))
        finite = np.where(np.isfinite(differences), differences, np.nan)
        for fold in range(finite.shape[1]):
            label = "one fold" if fold == 0 else None
            axes.plot(places, finite[:, fold], color="0.45", linewidth=0.9, linestyle="-", label=label)
        means, half = _band(axes, 1, differences, "mean and its 95 % interval", interval=True)
        axes.axhline(0, color="black", linestyle=":", linewidth=1.2, label="no penalty")
        _strength_axis(axes, strengths)
        axes.set(xlabel=name, ylim=(-reach, reach))
        lowest = int(np.where(np.isnan(means), np.inf, means).argmin())
        low, high = means[lowest] - half[lowest], means[lowest] + half[lowest]
        texts.append(
            f"{name}: lowest mean {means[lowest]:+.1f} at {strengths[lowest]:g}, 95 % interval {low:+.1f} to {high:+.1f}"
        )
    row[0, 0].set(ylabel=ylabel)
    handles, names = row[0, 0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", ncols=3)
    plt.show()
    plt.close(figure)
    print("Figure:", "; ".join(texts) + ".")


def search_points(
    panels: Mapping[str, tuple[Sequence[float], Sequence[float], Sequence[float]]], xlabel: str, ylabel: str, unit: str
) -> None:
    """Draw the candidates of one or several searches as points over two settings, the darker the better.

    Introduced in lesson 16. Ticks along the axes show which values of each setting were tried; a star marks the winner, and
    beside every point stands its error.

    Args:
        panels: by the search's name, the two settings and the error of each candidate; lower is better. An infinite error
            stands for a training that diverged.
        xlabel: the first setting.
        ylabel: the second setting.
        unit: what the error is, with its unit.

    Raises:
        ValueError: there is no search, or one without a candidate whose error is finite.
    """
    errors = [np.asarray(panel[2], dtype=float) for panel in panels.values()]
    if not errors or not all(np.isfinite(each).any() for each in errors):
        raise ValueError("There is nothing to draw: every search needs a candidate with a finite error.")
    finite = np.concatenate([each[np.isfinite(each)] for each in errors])
    low = finite.min()
    figure, row = plt.subplots(
        1, len(panels), figsize=(max(6.4, 4.9 * len(panels)), 4.4), sharex=True, sharey=True, squeeze=False
    )
    texts = []
    for axes, (name, (first, second, _)), found in zip(row[0], panels.items(), errors, strict=True):
        shade = np.clip((np.where(np.isfinite(found), found, np.inf) - low) / 6, 0, 1)  # six points from the best are white
        colours = plt.cm.Blues_r(0.15 + 0.85 * shade)
        axes.scatter(first, second, s=70, c=colours, edgecolors="0.3", linewidths=0.8, zorder=3)
        beside = np.full(len(found), 0.018)  # just inside the axes
        look = {"color": "black", "markersize": 12, "linestyle": "none"}
        axes.plot(first, beside, "|", transform=axes.get_xaxis_transform(), **look)
        axes.plot(beside, second, "_", transform=axes.get_yaxis_transform(), **look)
        best = int(found.argmin())
        axes.plot(first[best], second[best], LOWEST[1], color=COLOURS[1], markersize=20, markeredgecolor="black", zorder=4)
        axes.set(xscale="log", yscale="log", xlabel=xlabel, title=name)
        axes.margins(0.12)
        shifts = _places_for_numbers(first, second, best)
        for place, (error, shift) in enumerate(zip(found, shifts, strict=True)):
            words = f"{error:.1f}" if np.isfinite(error) else "∞"
            look = {"fontsize": 8.5, "weight": "bold" if place == best else "normal", "ha": "center", "va": "center"}
            axes.annotate(words, (first[place], second[place]), shift, textcoords="offset points", **look)
        texts.append(
            f"{name}: {len(found)} candidates, {len(np.unique(np.round(second, 12)))} values of {ylabel}, best {found[best]:.2f} "
            f"at {xlabel} {first[best]:.2g}, {ylabel} {second[best]:.2g}"
        )
    row[0, 0].set(ylabel=ylabel)
    figure.supxlabel(f"beside each point: {unit}; star: the lowest", fontsize=10)
    plt.show()
    plt.close(figure)
    print("Figure:", "; ".join(texts) + ".")


def gain_by_candidates(
    panels: Mapping[str, tuple[Sequence[int], Mapping[str, Sequence[float]]]],
    ylabels: Sequence[str],
    reference: float | None = None,
) -> None:
    """Draw what the best of many scores where it was chosen and elsewhere, over the number of candidates.

    Introduced in lesson 16.

    Args:
        panels: by title the numbers of candidates, rising, and the curves by name, one value for each number.
        ylabels: for each panel what its curves show, with the unit.
        reference: a height in the last panel to draw a line at.

    Raises:
        ValueError: there is no panel, not one label for each, or a curve of another length than its numbers.
    """
    fits = all(len(curve) == len(numbers) for numbers, curves in panels.values() for curve in curves.values())
    if not panels or len(panels) != len(ylabels) or not fits:
        raise ValueError("Every panel needs a label, and its curves one value for each number; there must be a panel.")
    figure, row = plt.subplots(1, len(panels), figsize=(4.4 * len(panels) + 0.4, 3.8), squeeze=False)
    texts = []
    for axes, ylabel, (title, (numbers, curves)) in zip(row[0], ylabels, panels.items(), strict=True):
        for place, (name, curve) in enumerate(curves.items()):
            look = {"color": COLOURS[place], "marker": MARKERS[place], "linestyle": LINE_STYLES[place]}
            axes.plot(numbers, curve, label=name, markersize=5, **look)
        axes.set(xscale="log", xlabel="candidates to choose from", ylabel=ylabel, title=title)
        axes.set_xticks(list(numbers), [str(number) for number in numbers])
        axes.minorticks_off()
        ends = ", ".join(f"{name} {curve[-1]:.2f}" for name, curve in curves.items())
        texts.append(f"{title}, {numbers[-1]} candidates: {ends}")
    handles, names = row[0, 0].get_legend_handles_labels()
    if reference is not None:
        row[0, -1].axhline(reference, color="black", linestyle=":", linewidth=1.2)
    figure.legend(handles, names, loc="outside lower center", ncols=len(names))
    plt.show()
    plt.close(figure)
    print("Figure:", "; ".join(texts) + ".")


def luck_of_the_split(differences: Sequence[float], ours: float, xlabel: str, title: str = "") -> None:
    """Draw a histogram of what other splits gave, and where one's own lies. Introduced in lesson 16.

    Args:
        differences: one for each split.
        ours: that of one's own split, which gets a star.
        xlabel: what the difference is, with its unit.
        title: what was split.

    Raises:
        ValueError: there are fewer than two differences, or one is not finite.
    """
    found = np.asarray(differences, dtype=float)
    if found.ndim != 1 or len(found) < 2 or not np.isfinite(found).all():
        raise ValueError(f"Differences of shape {found.shape}: at least two are needed, and all must be finite.")
    figure, axes = plt.subplots(figsize=(7, 3.4))
    edges = np.linspace(min(found.min(), ours), max(found.max(), ours), 31)
    heights, _, bars = axes.hist(found, bins=edges, color=COLOURS[0], alpha=0.55, edgecolor="white")
    for bar, left in zip(bars, edges, strict=False):
        if left < ours:
            bar.set(hatch="///", edgecolor=COLOURS[0])
    axes.axvline(0, color="black", linestyle=":", linewidth=1.2, label="no difference")
    colour, marker = LOWEST
    axes.plot(ours, heights.max() * 0.08, marker, color=colour, markersize=15, linestyle="none", label="our split")
    axes.set(title=title, xlabel=xlabel, ylabel="splits")
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(visible=False, axis="x")
    look = {"facecolor": (COLOURS[0], 0.55), "edgecolor": "white"}
    swatches = [
        Patch(label="another split", **look),
        Patch(label="another split, as far left as ours or further", **look | {"hatch": "///", "edgecolor": COLOURS[0]}),
    ]
    lines, names = axes.get_legend_handles_labels()
    figure.legend(
        [*swatches, *lines], [*(swatch.get_label() for swatch in swatches), *names], loc="outside lower center", ncols=2
    )
    plt.show()
    plt.close(figure)
    print(
        f"Figure: {len(found)} splits, mean {found.mean():+.1f}, from {found.min():+.1f} to {found.max():+.1f}; ours "
        f"{ours:+.1f}, and {(found <= ours).mean():.0%} lie there or further to the left (hatched)."
    )


def sorted_weights(weights: Mapping[str, Sequence[float]], title: str = "") -> None:
    """Draw the weights of networks from the most negative to the most positive, a curve each. Introduced in lesson 16.

    Args:
        weights: by the network's name its weights.
        title: says what the networks have in common.

    Raises:
        ValueError: there is no network, or one without weights.
    """
    _check_weights(weights)
    figure, axes = plt.subplots(figsize=(7, 4))
    texts = _draw_sorted(axes, weights)
    axes.set(title=title)
    figure.legend(loc="outside lower center", ncols=3)
    plt.show()
    plt.close(figure)
    print("Figure:", "; ".join(texts) + ".")


def weights_and_errors(
    weights: Mapping[str, Sequence[float]],
    strengths: Sequence[float],
    errors: Mapping[str, Sequence[float]],
    place: int,
    xlabel: str,
    ylabel: str,
) -> None:
    """Draw weights as ``sorted_weights`` does, and beside them the errors over the strengths, one strength marked.

    Introduced in lesson 16.

    Args:
        weights: by the network's name its weights.
        strengths: of the penalty, rising; the first may be 0.
        errors: curves by name, one error for each strength.
        place: which strength is marked.
        xlabel: the penalty.
        ylabel: what the error is, with its unit.

    Raises:
        ValueError: there is no network, a curve does not fit the strengths, or there is no such place.
    """
    _check_weights(weights)
    if not errors or not all(len(curve) == len(strengths) for curve in errors.values()) or not 0 <= place < len(strengths):
        raise ValueError(f"Every curve needs {len(strengths)} errors, and place {place} must be one of the strengths.")
    # Fixed margins: looking for the best ones would take most of a redraw, and this figure is one to turn.
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4), layout="none")
    figure.subplots_adjust(left=0.08, right=0.98, bottom=0.14, top=0.97, wspace=0.2)
    texts = _draw_sorted(left, weights)
    left.legend(loc="upper left", fontsize=9)
    left.margins(y=0.2)
    for number, (name, curve) in enumerate(errors.items()):
        look = {"color": COLOURS[number], "marker": MARKERS[number], "linestyle": LINE_STYLES[number]}
        right.plot(range(len(strengths)), curve, label=name, markersize=5, **look)
        right.plot(place, curve[place], MARKERS[number], color="black", markersize=12, markerfacecolor="none")
        texts.append(f"{name} {curve[place]:.1f}")
    right.axvline(place, color="0.35", linestyle=":", linewidth=1.4)
    _strength_axis(right, strengths)
    right.set(xlabel=xlabel, ylabel=ylabel)
    right.legend(loc="upper left", fontsize=9)
    plt.show()
    plt.close(figure)
    print(f"Figure: {xlabel} {strengths[place]:g}: {'; '.join(texts)}.")


def _places_for_numbers(first: Sequence[float], second: Sequence[float], best: int) -> list[tuple[int, int]]:
    """Where each point's number stands, in typographic points from it: where it covers no point and no other number, if it can.

    A number is about 24 wide and 10 high; the winner, whose star is larger, chooses first.
    """
    wide, high = 255, 195  # of the inside of a panel, less its margins
    sides, heights = (np.log(np.asarray(each, dtype=float)) for each in (first, second))
    points = np.column_stack(
        [(sides - sides.min()) / (np.ptp(sides) or 1) * wide, (heights - heights.min()) / (np.ptp(heights) or 1) * high]
    )
    taken: list[np.ndarray] = []
    chosen = [(0, 0)] * len(points)
    for place in sorted(range(len(points)), key=lambda place: place != best):
        far = 1.35 if place == best else 1.0
        ways = [(0, 12), (0, -12), (20, 0), (-20, 0), (16, 10), (-16, 10), (16, -10), (-16, -10), (0, 22), (0, -22)]
        ways = [(round(far * aside), round(far * up)) for aside, up in ways]
        others = np.delete(points, place, axis=0)

        def covered(way: tuple[int, int], place: int = place, others: np.ndarray = others) -> int:
            centre = points[place] + way
            dots = np.abs(others - centre) < (17, 10)
            numbers = np.abs(np.reshape(taken, (-1, 2)) - centre) < (27, 15)
            return int(dots.all(axis=1).sum() + numbers.all(axis=1).sum())

        chosen[place] = min(ways, key=covered)  # the first of those that cover least
        taken.append(points[place] + chosen[place])
    return chosen


def _check_weights(weights: Mapping[str, Sequence[float]]) -> None:
    if not weights or not all(len(values) for values in weights.values()):
        raise ValueError("There is nothing to draw: at least one network is needed, and each needs a weight.")


def _draw_sorted(axes: Axes, weights: Mapping[str, Sequence[float]]) -> list[str]:
    texts = []
    for number, (name, values) in enumerate(weights.items()):
        values = np.sort(np.asarray(values, dtype=float))
        axes.plot(np.arange(1, len(values) + 1), values, LINE_STYLES[number], color=COLOURS[number], label=name)
        small = float((np.abs(values) < 0.01).mean())
        texts.append(f"{name}: weights from {values[0]:.2f} to {values[-1]:.2f}, {small:.0%} within 0.01 of 0")
    axes.axhline(0, color="black", linewidth=0.8)
    axes.set(xlabel="weights, from lowest to highest", ylabel="weight")
    return texts


def _band(axes: Axes, number: int, errors: np.ndarray, label: str, interval: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Mean over the folds at the places 0, 1, ..., with a band; gaps where one is not finite.

    The band reaches as far as one standard deviation of the folds or, with ``interval``, as far as the 95 % interval of the mean.
    """
    errors = np.where(np.isfinite(errors), errors, np.nan)
    means, reach = errors.mean(axis=1), errors.std(axis=1, ddof=1)
    if interval:
        folds = errors.shape[1]
        reach *= t.ppf(0.975, folds - 1) / folds**0.5
    places = np.arange(len(errors))
    look = {"color": COLOURS[number], "marker": MARKERS[number], "linestyle": LINE_STYLES[number]}
    axes.plot(places, means, markersize=6, label=label, **look)
    hatch = ("", "//")[number % 2]
    axes.fill_between(
        places,
        means - reach,
        means + reach,
        facecolor=(COLOURS[number], 0.18),
        edgecolor=(COLOURS[number], 0.3),
        hatch=hatch,
        linewidth=0,
    )
    return means, reach


def _strength_axis(axes: Axes, strengths: Sequence[float]) -> None:
    """Evenly spaced names: a logarithmic axis has no place for the 0 of no penalty."""
    axes.set_xticks(range(len(strengths)), [f"{strength:g}" for strength in strengths], fontsize=9)
