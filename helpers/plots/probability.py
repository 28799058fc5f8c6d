"""Figures on the way from a line to a probability to a loss."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from helpers.plots.style import COLOURS, LINE_STYLES, MARKERS


def class_curves(
    values: Sequence[float],
    labels: Sequence[int],
    curves: Mapping[str, Sequence[float]],
    class_names: Sequence[str],
    xlabel: str,
    groups: Sequence[tuple[float, float]] = (),
) -> None:
    """Draw examples of two classes at heights 0 and 1, and curves over them. Introduced in lesson 09.

    Args:
        values: one measurement of each example.
        labels: 0 or 1 for each.
        curves: by name, the curve's height at 200 evenly spaced places from the smallest to the largest value.
        class_names: of class 0 and class 1.
        xlabel: what was measured, with its unit.
        groups: for groups of the examples, the mean measurement and the share of class 1.

    Raises:
        ValueError: there is nothing to draw, a length does not fit, or there are groups and no curve.
    """
    values, labels = np.asarray(values, dtype=float), np.asarray(labels)
    if groups and not curves:
        raise ValueError("Groups are held against the first curve, but there is none.")
    if not len(values) or len(values) != len(labels) or any(len(heights) != 200 for heights in curves.values()):
        raise ValueError(
            f"{len(values)} values and {len(labels)} labels: there must be the same number of each, at least one, "
            "and 200 heights a curve."
        )
    figure, axes = plt.subplots()
    for number, name in enumerate(class_names):
        chosen = values[labels == number]
        spread = 0.012 * (np.arange(len(chosen)) % 5 - 2)  # so that examples at one place can be told apart
        axes.plot(
            chosen, number + spread, MARKERS[number], color=COLOURS[number], alpha=0.5, markersize=5,
            linestyle="none", label=name,
        )  # fmt: skip
    places = np.linspace(values.min(), values.max(), 200)
    texts = []
    for look, (name, heights) in enumerate(curves.items(), start=2):
        axes.plot(places, heights, LINE_STYLES[look - 2], color="black" if look == 2 else COLOURS[look], label=name)
        texts.append(f"{name} from {np.min(heights):.2f} to {np.max(heights):.2f}")
    if groups:
        middles, shares = np.array(groups, dtype=float).T
        look = {"color": "black", "markerfacecolor": "white", "linestyle": "none", "zorder": 4}
        axes.plot(middles, shares, "D", **look, label="share in a group")
        name, heights = next(iter(curves.items()))
        far = np.abs(np.interp(middles, places, heights) - shares).max()
        texts.append(f"the shares in {len(groups)} groups are {far:.2f} from {name} at most")
    for height in (0, 1):
        axes.axhline(height, color="0.6", linewidth=1, zorder=0)
    axes.set(xlabel=xlabel, ylabel=f"1 = {class_names[1]}, 0 = {class_names[0]}")
    figure.legend(loc="outside lower center", ncols=4, columnspacing=1.2)
    plt.show()
    plt.close(figure)
    print(f"Figure: {(labels == 0).sum()} {class_names[0]}, {(labels == 1).sum()} {class_names[1]}; {'; '.join(texts)}.")


def sigmoid_curve(logits: Sequence[float], probabilities: Sequence[float], marked: Mapping[float, float]) -> None:
    """Draw probabilities against logits, with some points marked. Introduced in lesson 09.

    Args:
        logits: in rising order.
        probabilities: one for each logit.
        marked: probability by logit, for the points to mark.

    Raises:
        ValueError: there is nothing to draw, or the lengths differ.
    """
    if not len(logits) or len(logits) != len(probabilities):
        raise ValueError(f"{len(logits)} logits and {len(probabilities)} probabilities do not fit together.")
    figure, axes = plt.subplots()
    axes.plot(logits, probabilities, "-", color=COLOURS[0])
    axes.plot(list(marked), list(marked.values()), "o", color="black", linestyle="none")
    for logit, probability in marked.items():
        axes.annotate(f"{probability:.2f}", (logit, probability), xytext=(-7, 5), textcoords="offset points", ha="right")
    for height in (0, 1):
        axes.axhline(height, color="0.6", linewidth=1, zorder=0)
    axes.set(title="The sigmoid", xlabel="logit", ylabel="probability", ylim=(-0.08, 1.08))
    plt.show()
    plt.close(figure)
    print("Figure:", ", ".join(f"logit {logit:g} becomes {probability:.3f}" for logit, probability in marked.items()) + ".")


def loss_of_logit(logits: Sequence[float], losses: Mapping[str, Sequence[float]]) -> None:
    """Draw the loss of one example against its logit, a curve for each label. Introduced in lesson 09.

    Args:
        logits: in rising order.
        losses: by the label's name, one loss in nats for each logit.

    Raises:
        ValueError: there is nothing to draw, or the lengths differ.
    """
    if not losses or any(len(row) != len(logits) for row in losses.values()) or not len(logits):
        raise ValueError("There is nothing to draw: every label needs one loss for each logit.")
    figure, axes = plt.subplots()
    for colour, style, marker, (name, row) in zip(COLOURS, LINE_STYLES, MARKERS, losses.items(), strict=False):
        axes.plot(logits, row, style, color=colour, marker=marker, markevery=max(1, len(logits) // 8), label=f"is {name}")
    axes.set(title="The loss of one example", xlabel="logit", ylabel="binary cross-entropy (nats)")
    figure.legend(loc="outside lower center", ncols=2)
    plt.show()
    plt.close(figure)
    ends = "; ".join(
        f"{name}: {row[0]:.3f} at logit {logits[0]:g}, {row[-1]:.3f} at logit {logits[-1]:g}" for name, row in losses.items()
    )
    print(f"Figure: {ends}.")


def loss_surface(
    weights: Sequence[float], biases: Sequence[float], losses: np.ndarray, paths: Sequence[Sequence[tuple[float, float]]]
) -> None:
    """Draw a loss over weight and bias as contour lines, with the paths of trainings. Introduced in lesson 09.

    Args:
        weights: the horizontal grid.
        biases: the vertical grid.
        losses: ``(biases, weights)``, in nats.
        paths: one list of (weight, bias) for each training, from its start to its end.

    Raises:
        ValueError: the grid does not fit the losses, or a path is empty.
    """
    losses = np.asarray(losses)
    if losses.shape != (len(biases), len(weights)) or not all(len(path) for path in paths):
        raise ValueError(
            f"Losses of shape {losses.shape} do not fit {len(biases)} biases and {len(weights)} weights, or a path is empty."
        )
    figure, axes = plt.subplots(figsize=(7, 4.6))
    levels = np.geomspace(losses.min() * 1.02, losses.max(), 14)
    contours = axes.contour(weights, biases, losses, levels=levels, colors="0.55", linewidths=1)
    axes.clabel(contours, levels[3::3], fmt="%.2f", fontsize=9)
    for number, path in enumerate(paths):
        across, up = zip(*path, strict=True)
        look = {"linestyle": LINE_STYLES[number % 4], "color": COLOURS[number % 6], "marker": MARKERS[number % 6]}
        axes.plot(across, up, **look, markersize=9, markevery=[0], label=f"path {number + 1}")  # marked where it starts
        last = number == len(paths) - 1
        axes.plot(across[-1], up[-1], "*", color="black", markersize=14, label="end" if last else None, zorder=4)
    axes.set(title="Loss (nats) over the two numbers to learn", xlabel="weight", ylabel="bias")
    figure.legend(loc="outside lower center", ncols=4)
    axes.grid(visible=False)
    plt.show()
    plt.close(figure)
    listed = "; ".join(
        f"path {number} from ({path[0][0]:.2f}, {path[0][1]:.2f}) to ({path[-1][0]:.2f}, {path[-1][1]:.2f})"
        for number, path in enumerate(paths, start=1)
    )
    print(f"Figure: {listed}.")


def odds_of_groups(groups: Sequence[tuple[float, int, int]], xlabel: str, name: str) -> None:
    """Draw for groups of examples the share of one class, its odds and its log-odds, side by side. Introduced in lesson 09.

    A group of one class alone has odds of 0 or without end: its log-odds are drawn as a triangle at the edge. A straight
    line is laid through the other log-odds.

    Args:
        groups: mean measurement, examples of the class, and examples in all, for each group, in rising order.
        xlabel: what was measured, with its unit.
        name: of the class.

    Raises:
        ValueError: there is no group, an empty one, or one with more examples of the class than in all.
    """
    if not groups or not all(0 <= inside <= of_all and of_all for _, inside, of_all in groups):
        raise ValueError(f"Each group needs an example, and no more of the class than in all, but they are {list(groups)}.")
    places, inside, of_all = (np.asarray(column, dtype=float) for column in zip(*groups, strict=True))
    share = inside / of_all
    mixed = (inside > 0) & (inside < of_all)
    odds = np.divide(inside, of_all - inside, out=np.full(len(share), np.nan), where=inside < of_all)
    log_odds = np.log(odds, out=np.full(len(share), np.nan), where=mixed)
    figure, (left, middle, right) = plt.subplots(1, 3, figsize=(9.6, 3.5), sharex=True)
    for axes, heights, title in ((left, share, "share"), (middle, odds, "odds"), (right, log_odds, "log-odds")):
        axes.plot(places, heights, "o", color=COLOURS[1], linestyle="none", markersize=7, zorder=3)
        axes.set(title=f"{title} of {name}", xlabel=xlabel)
    left.set_ylim(-0.05, 1.05)
    told = ""
    if mixed.sum() >= 2:
        slope, height = np.polyfit(places[mixed], log_odds[mixed], 1)
        ends = np.array([places.min(), places.max()])
        right.plot(ends, slope * ends + height, "--", color="black", linewidth=1.5, label="a straight line")
        far = float(np.abs(log_odds[mixed] - slope * places[mixed] - height).max())
        told = f"; the straight line misses the log-odds by {far:.1f} at most"
    low, high = right.get_ylim()
    for edge, chosen, marker in ((low, inside == 0, "v"), (high, inside == of_all, "^")):
        if chosen.any():
            places_there = places[chosen]
            right.plot(
                places_there, np.full(len(places_there), edge), marker, color="0.5", linestyle="none", markersize=9,
                clip_on=False, label=f"no end: {'none' if marker == 'v' else 'all'} {name}", zorder=4,
            )  # fmt: skip
    right.set_ylim(low, high)
    figure.legend(loc="outside lower center", ncols=3)
    plt.show()
    plt.close(figure)
    listed = ", ".join("no end" if np.isnan(value) else f"{value:.1f}" for value in log_odds)
    print(f"Figure: log-odds of {name} by group: {listed}{told}.")


def line_and_slopes(
    values: Sequence[float],
    labels: Sequence[int],
    weight: float,
    bias: float,
    class_names: Sequence[str],
    xlabel: str,
) -> None:
    """Draw the probability that one weight and one bias give, and the loss over each of the two. Introduced in lesson 09.

    On the left a line goes from every example to its probability: its length is what pulls. On the right are two valleys,
    one over the weight and one over the bias, each with the slope where we stand.

    Args:
        values: one measurement of each example.
        labels: 0 or 1 for each.
        weight: of the measurement.
        bias: added to it; the sum is the logit.
        class_names: of class 0 and class 1.
        xlabel: what was measured, with its unit.

    Raises:
        ValueError: there is nothing to draw, a length does not fit, or weight or bias is not finite.
    """
    values, labels = np.asarray(values, dtype=float), np.asarray(labels)
    if not len(values) or len(values) != len(labels):
        raise ValueError(f"{len(values)} values and {len(labels)} labels: there must be the same number, at least one.")
    if not np.isfinite([weight, bias]).all():
        raise ValueError(f"Weight {weight} and bias {bias} must be finite numbers.")

    def losses(weights: np.ndarray, biases: np.ndarray) -> np.ndarray:
        logits = weights[:, None] * values + biases[:, None]
        return (np.logaddexp(0, logits) - logits * labels).mean(axis=1)

    probabilities = _sigmoid(weight * values + bias)
    pulls = probabilities - labels
    slopes = {"weight w": (pulls * values).mean(), "bias b": pulls.mean()}
    loss = losses(np.array([weight]), np.array([bias]))[0]
    # Fixed margins: a knob redraws this figure.
    figure = plt.figure(figsize=(9.4, 4.6), layout="none")
    left = figure.add_axes((0.07, 0.25, 0.5, 0.65))
    valleys = figure.add_axes((0.68, 0.62, 0.3, 0.28)), figure.add_axes((0.68, 0.14, 0.3, 0.28))
    left.set_xlim(values.min() - 0.2, values.max() + 0.2)
    for number, name in enumerate(class_names):
        chosen = labels == number
        left.vlines(values[chosen], number, probabilities[chosen], color=COLOURS[number], linewidth=0.7, alpha=0.45)
        left.plot(
            values[chosen], labels[chosen], MARKERS[number], color=COLOURS[number], alpha=0.5, markersize=5,
            linestyle="none", label=name,
        )  # fmt: skip
    places = np.linspace(values.min(), values.max(), 120)
    left.plot(places, _sigmoid(weight * places + bias), "-", color="black", label="probability")
    left.set(title=f"w = {weight:.2f}, b = {bias:.2f}: loss {loss:.3f}", xlabel=xlabel, ylabel="probability", ylim=(-0.06, 1.06))
    handles = left.get_legend_handles_labels()
    figure.legend(*handles, loc="lower center", bbox_to_anchor=(0.32, 0.0), ncols=3, columnspacing=1.2)
    for number, (axes, (name, slope)) in enumerate(zip(valleys, slopes.items(), strict=True)):
        stands = (weight, bias)[number]
        over = np.linspace(min(-5.0, stands - 1), max(8.0, stands + 1), 66)
        heights = losses(np.full(66, weight), over) if number else losses(over, np.full(66, bias))
        axes.plot(over, heights, "-", color=COLOURS[0])
        near = np.array([-2.0, 2.0])
        axes.plot(stands + near, loss + slope * near, "--", color=COLOURS[1], linewidth=1.6)
        axes.plot(stands, loss, "o", color="black", zorder=4)
        axes.set(title=f"slope {slope:+.3f}", xlabel=name, ylabel="loss (nats)", xlim=(over[0], over[-1]))
        axes.set_ylim(-0.06 * heights.max(), 1.06 * heights.max())
        _fix_places(axes, ylabel_at=-0.14, xlabel_at=-0.3, most=4)
    _fix_places(left, ylabel_at=-0.1, xlabel_at=-0.12, most=6)
    plt.show()
    plt.close(figure)
    right = int(((probabilities >= 0.5) == (labels == 1)).sum())
    print(
        f"Figure: w {weight:.2f}, b {bias:.2f}: loss {loss:.3f}, slope by w {slopes['weight w']:+.3f}, "
        f"slope by b {slopes['bias b']:+.3f}; {right} of {len(labels)} on their side of one half."
    )


def _fix_places(axes: Axes, ylabel_at: float, xlabel_at: float, most: int) -> None:
    """Places for labels, title and ticks, once the limits are set: to find them, matplotlib measures every text it might need."""
    axes.title.set_y(1.0)
    axes.xaxis.set_label_coords(0.5, xlabel_at)
    axes.yaxis.set_label_coords(ylabel_at, 0.5)
    for set_ticks, limits in ((axes.set_xticks, axes.get_xlim()), (axes.set_yticks, axes.get_ylim())):
        ticks = MaxNLocator(nbins=most, steps=[1, 2, 5, 10]).tick_values(*limits)
        set_ticks(ticks[(ticks >= limits[0]) & (ticks <= limits[1])])


def _sigmoid(logits: np.ndarray) -> np.ndarray:
    return np.exp(-np.logaddexp(0, -logits))  # no exponential of a large number


def probability_lines(
    points: np.ndarray,
    labels: Sequence[int],
    weights: Sequence[float],
    bias: float,
    class_names: Sequence[str],
    axis_labels: tuple[str, str],
    probabilities: Sequence[float] = (0.1, 0.5, 0.9),
) -> None:
    """Draw where logistic regression on two measurements gives a probability: parallel lines. Introduced in lesson 09.

    Both axes have one scale, so that the arrow, along which the logit grows, stands at right angles to the lines.

    Args:
        points: ``(examples, 2)``, the two measurements of each example.
        labels: 0 or 1 for each.
        weights: of the two measurements.
        bias: of the model.
        class_names: of class 0 and class 1.
        axis_labels: names of the two measurements, with units.
        probabilities: of class 1; a line is drawn for each, at most four.

    Raises:
        ValueError: shapes do not fit, both weights are 0, or a probability is not between 0 and 1.
    """
    points, labels, weights = np.asarray(points, dtype=float), np.asarray(labels), np.asarray(weights, dtype=float)
    if points.ndim != 2 or points.shape[1] != 2 or not len(points) or labels.shape != (len(points),):
        raise ValueError(
            f"Points of shape {points.shape} and labels of shape {labels.shape} do not fit: (examples, 2) is needed."
        )
    if weights.shape != (2,) or not weights.any():
        raise ValueError(f"Two weights are needed, and one of them other than 0, but they are {weights.tolist()}.")
    if not 1 <= len(probabilities) <= 4 or not all(0 < value < 1 for value in probabilities):
        raise ValueError(f"At most 4 probabilities between 0 and 1 can be drawn, not {list(probabilities)}.")
    figure, axes = plt.subplots(figsize=(7, 6))
    for number, name in enumerate(class_names):
        axes.plot(*points[labels == number].T, MARKERS[number], color=COLOURS[number], alpha=0.6, markersize=6, label=name)
    axes.set(xlabel=axis_labels[0], ylabel=axis_labels[1], aspect="equal")
    axes.margins(0.04)
    limits = axes.get_xlim(), axes.get_ylim()
    length = weights @ weights
    along = np.array([-weights[1], weights[0]]) * 100 / length**0.5
    for look, probability in zip(("-", "--", ":", "-."), sorted(probabilities, key=lambda value: abs(value - 0.5)), strict=False):
        middle = weights * (np.log(probability / (1 - probability)) - bias) / length
        line = np.stack([middle - along, middle + along])
        axes.plot(*line.T, look, color="black", linewidth=2 if look == "-" else 1.5, label=f"{probability:.0%} {class_names[1]}")
    start = weights * -bias / length
    arrow = {"arrowstyle": "-|>", "linewidth": 2, "color": COLOURS[2]}
    axes.annotate("", xy=start + 1.2 * weights / length**0.5, xytext=start, arrowprops=arrow, zorder=5)
    axes.set(xlim=limits[0], ylim=limits[1])
    axes.grid(visible=False)
    figure.legend(loc="outside lower center", ncols=3)
    plt.show()
    plt.close(figure)
    right = int(((points @ weights + bias > 0) == (labels == 1)).sum())
    print(
        f"Figure: {len(points)} examples, {right} of them on their side of the line of one half; weights {weights[0]:.2f} "
        f"across and {weights[1]:.2f} up, bias {bias:.2f}."
    )


def coefficients(names: Sequence[str], values: Sequence[float], xlabel: str, marked: Sequence[str] = ()) -> None:
    """Draw the weights of a linear model as bars, the largest at the top. Introduced in lesson 09.

    Args:
        names: of the measurements.
        values: the weight of each.
        xlabel: what a weight means, with its unit.
        marked: names whose bars stand out.

    Raises:
        ValueError: there is nothing to draw, the lengths differ, or a marked name is unknown.
    """
    values = np.asarray(values, dtype=float)
    if not len(values) or values.shape != (len(names),) or not set(marked) <= set(names):
        raise ValueError(f"{len(names)} names and {values.size} values, marked {list(marked)}: they do not fit together.")
    order = np.argsort(values)
    figure, axes = plt.subplots(figsize=(7.4, 1.4 + 0.21 * len(values)))
    for height, place in enumerate(order):
        stands_out = names[place] in marked
        look = {"color": COLOURS[2], "hatch": "...", "edgecolor": "white"} if stands_out else {"color": COLOURS[0], "alpha": 0.55}
        axes.barh(height, values[place], height=0.75, **look)
        if stands_out:
            side = 1 if values[place] >= 0 else -1
            axes.annotate(
                f"{values[place]:+.2f}", (values[place], height), xytext=(5 * side, 0), textcoords="offset points",
                ha="left" if side > 0 else "right", va="center", fontsize=10,
            )  # fmt: skip
    axes.axvline(0, color="black", linewidth=1)
    axes.set_yticks(range(len(values)), [names[place] for place in order], fontsize=9)
    axes.set(xlabel=xlabel, ylim=(-0.7, len(values) - 0.3))
    axes.margins(x=0.12)
    axes.grid(visible=False, axis="y")
    plt.show()
    plt.close(figure)
    told = ", ".join(f"{name} {values[list(names).index(name)]:+.2f}" for name in marked)
    extremes = f"from {names[order[0]]} {values[order[0]]:+.2f} to {names[order[-1]]} {values[order[-1]]:+.2f}"
    print(f"Figure: {len(values)} coefficients {extremes}{f'; {told}' if told else ''}.")


def contributions(names: Sequence[str], parts: Sequence[float], bias: float, class_name: str, largest: int = 6) -> None:
    """Draw how the logit of one example adds up, step by step from the bias. Introduced in lesson 09.

    The largest contributions have a bar each, the largest first; the others share one. A second scale gives the probability.

    Args:
        names: of the measurements.
        parts: what each adds to the logit: weight times measurement.
        bias: of the model, where the sum starts.
        class_name: of class 1.
        largest: how many measurements get a bar of their own.

    Raises:
        ValueError: the lengths differ, or there are not more measurements than bars.
    """
    parts = np.asarray(parts, dtype=float)
    if parts.shape != (len(names),) or not 1 <= largest < len(parts):
        raise ValueError(f"{len(names)} names, {parts.size} contributions, {largest} bars: they do not fit together.")
    order = np.argsort(-np.abs(parts))
    steps = [(names[place], parts[place]) for place in order[:largest]]
    steps.append((f"the other {len(parts) - largest} together", parts[order[largest:]].sum()))
    figure, axes = plt.subplots(figsize=(7.4, 1.9 + 0.36 * len(steps)))
    axes.use_sticky_edges = False
    stands = bias
    axes.plot(stands, 0, "o", color="black")
    for row, (_, step) in enumerate(steps, start=1):
        axes.plot([stands, stands], [row - 1, row + 0.38], ":", color="0.5", linewidth=1, zorder=0)
        look = {"color": COLOURS[1], "hatch": "///", "edgecolor": "white"} if step >= 0 else {"color": COLOURS[0]}
        axes.barh(row, step, left=stands, height=0.7, **look)
        axes.annotate(
            f"{step:+.2f}", (max(stands, stands + step), row), xytext=(5, 0), textcoords="offset points", va="center", fontsize=10
        )
        stands += step
    axes.plot([stands, stands], [len(steps), len(steps) + 1], ":", color="0.5", linewidth=1, zorder=0)
    axes.plot(stands, len(steps) + 1, "D", color="black")
    for place, row, side in ((bias, 0, 1), (stands, len(steps) + 1, -1 if stands > bias else 1)):
        told, towards = f"{place:+.2f}: {_sigmoid(place):.0%}", "left" if side > 0 else "right"
        axes.annotate(told, (place, row), xytext=(8 * side, 0), textcoords="offset points", ha=towards, va="center", fontsize=10)
    texts = ["average in everything", *(name for name, _ in steps), "all together"]
    axes.set_yticks(range(len(texts)), texts, fontsize=10)
    axes.set(xlabel=f"log-odds of {class_name}", ylim=(len(texts) - 0.4, -0.6))
    axes.margins(x=0.15)
    axes.grid(visible=False, axis="y")
    probability = axes.secondary_xaxis("top")
    low, high = axes.get_xlim()
    ticks = [p for p in (0.01, 0.05, 0.1, 0.2, 0.5, 0.8, 0.9, 0.95, 0.99) if low <= np.log(p / (1 - p)) <= high]
    probability.set_xticks([np.log(p / (1 - p)) for p in ticks], [f"{p:.0%}" for p in ticks])
    probability.set_xlabel(f"probability of {class_name}")
    plt.show()
    plt.close(figure)
    listed = ", ".join(f"{name} {step:+.2f}" for name, step in steps)
    print(f"Figure: from {bias:+.2f}, {listed}: all together {stands:+.2f}, a probability of {_sigmoid(stands):.1%}.")
