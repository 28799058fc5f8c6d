"""A figure of gradient descent on one weight: steps that roll into a valley."""

import itertools
import math
from collections.abc import Callable, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from helpers.plots.style import COLOURS

NEAR = 17  # between dots closer than this, in points, an arrow has no room
AWAY = (0, (3, 2))  # the dashes of an arrow that leaves the view
MANY = 12  # arrows that are drawn in full; later ones are pale
TOLD = 12  # steps that the text twin lists at most


def steps_in_valley(
    loss_of: Callable[[float], float],
    steps: Sequence[float],
    span: tuple[float, float],
    axis_label: str,
    title: str = "",
    slope: float | None = None,
    loss_label: str = "loss",
) -> None:
    """Draw the loss over one weight, and the weights that a training visited as numbered dots on it. Introduced in lesson 01.

    Dots that lie close together share a text, "3–5". Steps outside the span are not drawn; an arrow shows
    where they left.

    Args:
        loss_of: from a weight, a float, to its loss.
        steps: the weights in the order of the training, the first one before the first step.
        span: lowest and highest weight to draw.
        axis_label: what the weight is, with its unit if it has one.
        title: says what is learnt.
        slope: of the loss at the first weight; draws a straight line with this slope through the first dot.
        loss_label: what the loss is, with its unit.

    Raises:
        ValueError: there is no step, the span is empty or reversed, or the loss is finite nowhere in it.
    """
    low, high = (float(end) for end in span)
    if not math.isfinite(low) or not math.isfinite(high) or low >= high:
        raise ValueError(f"The span is ({low:g}, {high:g}), but it must go from a lower to a higher weight.")
    weights = [_number(step) for step in steps]
    if not weights:
        raise ValueError("There is nothing to draw: at least one step is needed.")
    across = np.linspace(low, high, 201)
    heights = _finite([_loss(loss_of, float(weight)) for weight in across])
    if np.isnan(heights).all():
        raise ValueError(f"The loss is finite nowhere from {low:g} to {high:g}.")
    losses = [_loss(loss_of, weight) for weight in weights]
    inside = [low <= weight <= high and math.isfinite(loss) for weight, loss in zip(weights, losses, strict=True)]

    # Fixed margins: a knob redraws this figure, and a layout that measures every text takes as long as all the rest.
    figure, axes = plt.subplots(figsize=(7, 4.4), layout="none")
    figure.subplots_adjust(left=0.1, right=0.98, bottom=0.24, top=0.93 if title else 0.98)
    axes.plot(across, heights, "-", color=COLOURS[0], label=loss_label, zorder=1)
    floor, top = float(np.nanmin(heights)), float(np.nanmax(heights))
    room, width = (top - floor) or 1.0, high - low
    axes.set(xlim=(low - 0.05 * width, high + 0.05 * width), ylim=(floor - 0.14 * room, top + 0.06 * room))
    axes.set(title=title, xlabel=axis_label, ylabel=loss_label)
    if slope is not None and inside[0]:
        _draw_slope(axes, weights[0], losses[0], _number(slope))
    drawn, outside = ([number for number, there in enumerate(inside) if there is kind] for kind in (True, False))
    if drawn:
        axes.plot(
            [weights[number] for number in drawn], [losses[number] for number in drawn], "o", color=COLOURS[1], markersize=8,
            markeredgecolor="white", label=_steps(drawn), zorder=4,
        )  # fmt: skip
    if outside:
        axes.plot([], [], color=COLOURS[1], linestyle=AWAY, linewidth=1.4, label=f"outside: {_steps(outside)}")
    figure.legend(loc="upper center", bbox_to_anchor=(0.54, 0.125), borderaxespad=0, ncols=2 if outside else 3, labelspacing=0.3)
    places = {number: _on_paper(axes, weights[number], losses[number]) for number in drawn}
    ends = {-1: (axes.get_xlim()[0], heights[0]), 1: (axes.get_xlim()[1], heights[-1])}
    for number in drawn:
        if number + 1 < len(weights):
            _draw_arrow(axes, number, weights, losses, places, ends)
    _write_numbers(axes, weights, losses, places, _on_paper(axes, across, heights))
    plt.show()
    plt.close(figure)
    print(f"Figure: {_told(weights, losses, inside)}.")


def _draw_slope(axes: Axes, weight: float, loss: float, slope: float) -> None:
    """A straight line through the first dot; it reaches a sixth of the width and a third of the height at most."""
    width, height = np.ptp(axes.get_xlim()), np.ptp(axes.get_ylim())
    reach = min(0.16 * width, 0.3 * height / abs(slope)) if slope else 0.16 * width
    ends = np.array([weight - reach, weight + reach])
    label = f"slope at step 0: {slope:.4g}".replace("-", "−")
    axes.plot(ends, loss + slope * (ends - weight), "--", color="black", linewidth=1.6, zorder=3, label=label)


def _draw_arrow(
    axes: Axes,
    number: int,
    weights: Sequence[float],
    losses: Sequence[float],
    places: dict[int, np.ndarray],
    ends: dict[int, tuple[float, float]],
) -> None:
    """From a dot to the next one, if there is room; if the next one lies outside, along the curve out of the view."""
    stays = number + 1 in places
    right = not weights[number + 1] < weights[number]  # NaN leaves to the right
    end = (weights[number + 1], losses[number + 1]) if stays else ends[1 if right else -1]
    length = float(np.hypot(*(_on_paper(axes, *end) - places[number])))
    if stays and length < NEAR:
        return
    bend = min(0.25, 25 / max(length, NEAR))  # upwards, on the way to either side
    look = {
        "arrowstyle": "-|>",
        "connectionstyle": f"arc3,rad={-bend if right else bend}",
        "color": COLOURS[1],
        "linewidth": 1.4,
        "linestyle": "-" if stays else AWAY,
        "alpha": 1 if number < MANY or not stays else 0.3,
        "shrinkA": 5,
        "shrinkB": 5 if stays else 0,
        "mutation_scale": 13 if number < MANY or not stays else 7,
    }
    axes.annotate("", end, (weights[number], losses[number]), arrowprops=look, zorder=3)


def _write_numbers(
    axes: Axes, weights: Sequence[float], losses: Sequence[float], places: dict[int, np.ndarray], curve: np.ndarray
) -> None:
    """Number the dots on the lower side of the curve; the arrows have the upper side.

    Dots get one text together where theirs would overlap.
    """
    groups = [[number] for number in sorted(places, key=lambda number: places[number][0])]
    while True:
        boxes = [_text_place(axes, group, places[_middle(group)], curve) for group in groups]
        pairs = [(i, j) for j in range(len(groups)) for i in range(j) if _overlap(boxes[i], boxes[j])]
        if not pairs:
            break
        i, j = min(pairs, key=lambda pair: float(np.hypot(*(boxes[pair[0]][0] - boxes[pair[1]][0]))))
        groups[i : j + 1] = [sorted(itertools.chain(*groups[i : j + 1]))]  # and what lies between them
    for group, (middle, _) in zip(groups, boxes, strict=True):
        dot = _middle(group)
        axes.annotate(
            _in_short(group), (weights[dot], losses[dot]), xytext=middle - places[dot], textcoords="offset points",
            ha="center", va="center", fontsize=10, zorder=5,
        )  # fmt: skip


def _text_place(axes: Axes, group: Sequence[int], place: np.ndarray, curve: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The middle of a group's text and half its width and height, in points."""
    half = np.array([3.2 * len(_in_short(group)), 5.5])
    after = int(np.clip(np.searchsorted(curve[:, 0], place[0]), 1, len(curve) - 1))
    along = curve[after] - curve[after - 1]
    down = np.array([along[1], -along[0]]) / (np.hypot(*along) or 1.0)
    if not np.isfinite(down).all():
        down = np.array([0.0, -1.0])
    middle = place + down * (8 + np.abs(down) @ half)
    if middle[0] - half[0] < axes.bbox.x0 * 72 / axes.figure.dpi or middle[0] + half[0] > axes.bbox.x1 * 72 / axes.figure.dpi:
        middle = place - down * (8 + np.abs(down) @ half)  # not over the axis
    return middle, half


def _middle(group: Sequence[int]) -> int:
    """The dot of a group that its text stands beside."""
    return group[len(group) // 2]


def _overlap(one: tuple[np.ndarray, np.ndarray], other: tuple[np.ndarray, np.ndarray]) -> bool:
    return bool((np.abs(one[0] - other[0]) < one[1] + other[1] + [5, 1]).all())


def _on_paper(axes: Axes, across: float | np.ndarray, up: float | np.ndarray) -> np.ndarray:
    """Where places of the axes lie in the figure, in points, the unit of texts."""
    return axes.transData.transform(np.stack([across, up], axis=-1)) * 72 / axes.figure.dpi


def _in_short(numbers: Sequence[int]) -> str:
    """``[3, 4, 5]`` as "3–5", ``[0, 2]`` as "0, 2"; of many, the first and the last."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    texts = [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]
    return ", ".join(texts if len(texts) <= 4 else [*texts[:2], "…", texts[-1]])


def _steps(numbers: Sequence[int]) -> str:
    return f"step {_in_short(numbers)}" if len(numbers) == 1 else f"steps {_in_short(numbers)}"


def _told(weights: Sequence[float], losses: Sequence[float], inside: Sequence[bool]) -> str:
    texts = [
        f"step {number}: weight {weight:.3f}, loss {loss:.3f}" if there else f"step {number} lies outside (weight {weight:.3g})"
        for number, (weight, loss, there) in enumerate(zip(weights, losses, inside, strict=True))
    ]
    return "; ".join(texts if len(texts) <= TOLD else [*texts[: TOLD - 2], "…", texts[-1]])


def _loss(loss_of: Callable[[float], float], weight: float) -> float:
    """The loss of a weight; of one that exploded it may be too large for a number."""
    if not math.isfinite(weight):
        return math.nan
    try:
        return _number(loss_of(weight))
    except OverflowError:
        return math.inf


def _number(value: float) -> float:
    """As a float; a tensor may belong to a graph."""
    return float(value.detach() if hasattr(value, "detach") else value)


def _finite(values: Sequence[float]) -> np.ndarray:
    return np.where(np.isfinite(values), values, np.nan)
