"""Figures for a training that does not learn: what its loss and its gradients look like."""

import math
from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
from matplotlib.colors import to_rgb
from matplotlib.ticker import MaxNLocator

from helpers.plots.style import COLOURS, LINE_STYLES, MARKERS


def loss_signatures(
    losses: Mapping[str, Sequence[float]], know_nothing: float, healthy: Sequence[float] = (), *, zoom: bool = False
) -> None:
    """Draw a small panel for each training, with its loss over the steps, on a linear scale. Introduced in lesson 17.

    Args:
        losses: one loss a step for each training, by name; NaN and infinity leave a gap.
        know_nothing: the loss of a network that knows nothing, in nats, drawn as a line.
        healthy: the losses of a training that learns, repeated in grey in every panel.
        zoom: give each panel a scale of its own, from the lowest to the highest loss of its training. Otherwise all have the
            same, from 0 to twice ``know_nothing``, and in both what lies above ten times ``know_nothing`` is cut off. A panel
            that is cut off names its highest loss.

    Raises:
        ValueError: there is nothing to draw.
    """
    if not losses or not all(len(values) for values in losses.values()):
        raise ValueError("There is nothing to draw: every training needs at least one loss.")
    columns = min(4, len(losses))
    rows = math.ceil(len(losses) / columns)
    figure, grid = plt.subplots(
        rows, columns, figsize=((2.7 if zoom else 2.5) * columns, 2.1 * rows + 0.5), sharex=True, sharey=not zoom, squeeze=False
    )
    peaks: list[str] = []
    for axes, (name, values) in zip(grid.flat, losses.items(), strict=False):
        axes.axhline(know_nothing, color="black", linestyle=":", linewidth=1.5, label="knows nothing")
        if len(healthy):
            axes.plot(range(len(healthy)), healthy, "--", color="0.6", label="healthy")
        axes.plot(range(len(values)), values, "-", color=COLOURS[0], linewidth=2, label="this training")
        axes.set_ylim(_zoomed(values, 10 * know_nothing) if zoom else (0, 2 * know_nothing))
        peak = max((value for value in values if math.isfinite(value)), default=0.0)
        if peak > (10 if zoom else 2) * know_nothing:
            peaks.append(f"{name} {peak:,.0f}")
            box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1}
            axes.text(0.96, 0.94, f"↑ up to {peak:,.0f}", ha="right", va="top", transform=axes.transAxes, fontsize=9, bbox=box)
        axes.ticklabel_format(axis="y", useOffset=False, style="plain")
        axes.yaxis.set_major_locator(MaxNLocator(4))
        axes.set_title(name, fontsize=11)
    for axes in list(grid.flat)[len(losses) :]:
        axes.set_visible(False)
    figure.supxlabel("step", fontsize=11)
    gap = ",\n" if rows == 1 else ", "  # one row is too low for both in one line
    figure.supylabel("cross-entropy loss (nats)" + (f"{gap}each on its own scale" if zoom else ""), fontsize=11)
    figure.legend(*grid[0, 0].get_legend_handles_labels(), loc="outside upper center", ncols=3)
    plt.show()
    plt.close(figure)
    number = "{:.5f}" if zoom else "{:.2f}"
    ends = "; ".join(f"{name} {number.format(values[0])} to {number.format(values[-1])}" for name, values in losses.items())
    cut = f" Cut off at the top: {', '.join(peaks)} at most." if peaks else ""
    print(f"Figure: loss at the first and the last step: {ends}.{cut}")


def _zoomed(values: Sequence[float], highest: float) -> tuple[float, float]:
    """From the lowest to the highest loss that is drawn, with an edge; a constant one gets a narrow band."""
    finite = [min(value, highest) for value in values if math.isfinite(value)] or [0.0, highest]
    low, high = min(finite), max(finite)
    edge = 0.08 * (high - low) or 0.005
    return low - edge, high + edge


def loss_beside_healthy(losses: Sequence[float], healthy: Sequence[float], know_nothing: float, title: str) -> None:
    """Draw one training's loss over the steps, with that of a healthy training in grey. Introduced in lesson 17.

    The scale ends at twice ``know_nothing``; what lies above it is cut off.

    Args:
        losses: one loss a step; NaN and infinity leave a gap.
        healthy: the same of a training that learns.
        know_nothing: the loss of a network that knows nothing, in nats, drawn as a line.
        title: says what was trained.

    Raises:
        ValueError: there is no loss.
    """
    if not len(losses) or not len(healthy):
        raise ValueError("There is nothing to draw: both trainings need at least one loss.")
    figure, axes = plt.subplots()
    axes.axhline(know_nothing, color="black", linestyle=":", linewidth=1.5, label="knows nothing")
    axes.plot(range(len(healthy)), healthy, "--", color="0.6", label="healthy")
    axes.plot(range(len(losses)), losses, "-", color=COLOURS[0], label="this training")
    axes.set(title=title, xlabel="step", ylabel="cross-entropy loss (nats)", ylim=(0, 2 * know_nothing))
    figure.legend(loc="outside lower center", ncols=3)
    plt.show()
    plt.close(figure)
    highest = max((value for value in losses if math.isfinite(value)), default=math.nan)
    print(f"Figure: {title}: loss {losses[0]:.2f} at the first step, {highest:.2f} at most, {losses[-1]:.2f} at the last.")


def question_ladder(questions: Sequence[tuple[str, Sequence[tuple[str, str]], str]], ending: str, title: str = "") -> None:
    """Draw questions, one below the other, and what to do for each answer that leads off to the right.

    Introduced in lesson 17.

    Args:
        questions: for each, its words, the answers that lead off with what to do then, and the answer that leads on
            downwards. A line break in the words is kept.
        ending: what is left when all questions led downwards.
        title: says what is drawn.

    Raises:
        ValueError: there is no question, or one has no answer that leads off.
    """
    if not questions or not all(answers for _, answers, _ in questions):
        raise ValueError("Every question needs an answer that leads off to the right, and there must be a question.")
    tops, place = [], 0.0
    for _, answers, _ in questions:
        tops.append(place)
        place += 1.0 * len(answers) + 0.35
    figure, axes = plt.subplots(figsize=(10, 0.56 * (place + 1) + 0.4 * bool(title)))
    asked = {
        "boxstyle": "round,pad=0.4",
        "facecolor": tuple(0.85 + 0.15 * part for part in to_rgb(COLOURS[0])),
        "edgecolor": COLOURS[0],
    }
    done = {"boxstyle": "square,pad=0.35", "facecolor": "white", "edgecolor": "0.4", "linestyle": "--"}
    arrow = {"arrowstyle": "-|>", "color": "0.3"}
    middles = [top + 0.5 * (len(answers) - 1) for (_, answers, _), top in zip(questions, tops, strict=True)]
    for number, (words, answers, onwards) in enumerate(questions):
        middle, following = middles[number], [*middles[1:], place][number]
        axes.annotate("", (1.35, following - 0.38), (1.35, middle), arrowprops=arrow, zorder=0)
        axes.text(1.45, 0.5 * (middle + following), onwards, fontsize=10, va="center", style="italic")
        axes.text(1.35, middle, words, ha="center", va="center", bbox=asked, fontsize=10.5)
        for place_, (answer, advice) in enumerate(answers):
            y = tops[number] + place_
            axes.annotate("", (3.3, y), (2.65, middle), arrowprops=arrow, zorder=0)
            axes.text(3.35, y, answer, fontsize=10, va="center", style="italic")
            axes.text(4.45, y, advice, va="center", bbox=done, fontsize=10)
    axes.text(1.35, place, ending, ha="center", va="center", bbox=done, fontsize=10)
    axes.set(xlim=(-0.1, 9.4), ylim=(place + 0.5, -0.6), title=title)
    axes.axis("off")
    plt.show()
    plt.close(figure)
    for words, answers, onwards in questions:
        flat = "; ".join(f"{answer}: {_one_line(advice)}" for answer, advice in answers)
        print(f"{_one_line(words)} {flat}; {_one_line(onwards)}: on.")
    print(f"At the end: {_one_line(ending)}.")


def _one_line(words: str) -> str:
    return " ".join(words.split())


def gradient_history(norms: Mapping[str, Sequence[float]], title: str) -> None:
    """Draw the length of the gradient over the steps, on a logarithmic scale. Introduced in lesson 17.

    Args:
        norms: one length a step for each training, by name; where it is NaN or infinite, the curve ends.
        title: says what was trained.

    Raises:
        ValueError: there is nothing to draw.
    """
    if not norms or not all(len(values) for values in norms.values()):
        raise ValueError("There is nothing to draw: every training needs at least one gradient.")
    figure, axes = plt.subplots()
    texts = []
    for place, (name, values) in enumerate(norms.items()):
        finite = [value for value in values if math.isfinite(value)]
        axes.plot(
            range(len(values)), values, color=COLOURS[place % 6], linestyle=LINE_STYLES[place % 6],
            marker=MARKERS[place % 6], markevery=max(1, len(finite) // 10), label=name,
        )  # fmt: skip
        first_lost = next((step for step, value in enumerate(values) if not math.isfinite(value)), None)
        ending = f"{values[-1]:.3g} at step {len(values) - 1}" if first_lost is None else f"not finite from step {first_lost} on"
        texts.append(f"{name}: {values[0]:.3g} at step 0, {ending}")
    axes.set(title=title, xlabel="step", ylabel="length of the gradient (log scale)", yscale="log")
    figure.legend(loc="outside lower center", ncols=3)
    plt.show()
    plt.close(figure)
    print("Figure:", "; ".join(texts) + ".")


def layer_gradients(norms: Mapping[str, Sequence[float]], title: str) -> None:
    """Draw the length of each layer's gradient, from the first layer to the last, on a logarithmic scale.

    Introduced in lesson 17.

    Args:
        norms: one length a layer for each network, by name; the networks have equally many layers.
        title: says when the gradients were taken.

    Raises:
        ValueError: there is nothing to draw, or the networks differ in depth.
    """
    depths = {len(values) for values in norms.values()}
    if len(depths) != 1 or not depths.copy().pop():
        raise ValueError(f"Every network needs the same number of layers, at least 1, but there are {sorted(depths)}.")
    figure, axes = plt.subplots()
    layers = range(1, depths.pop() + 1)
    for place, (name, values) in enumerate(norms.items()):
        axes.plot(
            layers, values, color=COLOURS[place % 6], linestyle=LINE_STYLES[place % 6], marker=MARKERS[place % 6], label=name
        )
    axes.set(title=title, xlabel="linear layer, from the inputs on", ylabel="length of the gradient (log scale)", yscale="log")
    axes.set_xticks(list(layers))
    figure.legend(loc="outside lower center", ncols=3)
    plt.show()
    plt.close(figure)
    ends = "; ".join(
        f"{name}: {values[0]:.2g} in the first layer, {values[-1]:.2g} in the last" for name, values in norms.items()
    )
    print(f"Figure: length of the gradient: {ends}.")
