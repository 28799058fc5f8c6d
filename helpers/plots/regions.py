"""Figures of decision regions: which class a model predicts where."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import offset_copy

from helpers.plots.style import COLOURS, MARKERS

HATCHES = ("///", "...", "\\\\\\", "xx", "---", "++")
GRID = 150  # places on each side at which a model is asked; finer is slower and looks the same

Predict = Callable[..., Sequence[int]]


def decision_regions(
    panels: Mapping[str, Predict],
    points: np.ndarray,
    labels: Sequence[int],
    class_names: Sequence[str],
    axis_labels: tuple[str, str],
    title: str = "",
    *,
    counted: str = "right",
    ringed: str = "predicted wrongly",
    crossed: tuple[str, Sequence[bool]] | None = None,
) -> None:
    """Draw side by side which class each model predicts where, and the examples on top. Introduced in lesson 01.

    Args:
        panels: by the panel's title, a model or function that takes places ``(places, 2)``, a float32 tensor, and returns
            a class number for each, or logits ``(places, classes)``. It is called without a graph.
        points: ``(examples, 2)``, the two measurements of each example.
        labels: true class numbers, ``(examples,)``.
        class_names: by class number, at most 6.
        axis_labels: names of the two measurements, with units.
        title: stands over all panels.
        counted: what it means that an answer equals the label; a panel's title counts it.
        ringed: what it means that it does not; such examples are ringed.
        crossed: a name and, for each example, whether it gets a cross, beside its marker and tied to it.

    Raises:
        ValueError: there is no panel, points, labels, names and crosses do not fit together, or a function does not return
            one class number, or the logits of all classes, for each place.
    """
    if not panels:
        raise ValueError("There is nothing to draw: at least one panel is needed.")
    points, labels = _checked(points, labels, class_names)
    name_of_cross, crosses = crossed or ("", np.zeros(len(points), dtype=bool))
    crosses = np.asarray(crosses, dtype=bool)
    if crosses.shape != (len(points),):
        raise ValueError(f"{len(points)} examples and crosses of shape {crosses.shape}: each example needs a True or False.")
    found = [_ask(predict, points, class_names) for predict in panels.values()]
    figure, (row,) = plt.subplots(
        1, len(panels), figsize=(max(5, 3.3 * len(panels)), 4.2 if title else 4), sharex=True, sharey=True, squeeze=False
    )
    texts = []
    for axes, name, regions in zip(row, panels, found, strict=True):
        right = _paint(axes, regions, points, labels, class_names)
        beside = offset_copy(axes.transData, figure, x=6, y=6, units="points")  # so that the marker stays visible
        axes.plot(points[crosses, 0], points[crosses, 1], **_CROSS, transform=beside)
        tie = {"arrowstyle": "-", "linewidth": 0.8, "shrinkA": 0, "shrinkB": 0}
        for point in points[crosses]:
            axes.annotate("", point, xytext=(6, 6), textcoords="offset points", arrowprops=tie)
        axes.set_title(f"{name}\n{right} of {len(labels)} {counted}", fontsize=11)
        axes.set_xlabel(axis_labels[0])
        ringed_too = f" (ringed: {(crosses & (regions.predictions != labels)).sum()} of {crosses.sum()} crosses)"
        texts.append(f"{name} {right} of {len(labels)}{ringed_too if crossed else ''}")
    row[0].set_ylabel(axis_labels[1])
    if title:
        figure.suptitle(title)
    add_region_legend(figure, class_names, ringed, name_of_cross)
    plt.show()
    plt.close(figure)
    ending = f" A cross: {name_of_cross}." if crossed else ""
    print(f"Figure: {'predicted rightly' if counted == 'right' else counted}: {'; '.join(texts)}.{ending}")


def regions_and_curve(
    predict: Predict,
    points: np.ndarray,
    labels: Sequence[int],
    class_names: Sequence[str],
    axis_labels: tuple[str, str],
    losses: Sequence[float],
    title: str = "",
    steps: Sequence[int] | None = None,
) -> None:
    """Draw a model's decision regions, and beside them the losses of its training. Introduced in lesson 01.

    Args:
        predict: as in ``decision_regions``.
        points: ``(examples, 2)``, the two measurements of each example.
        labels: true class numbers, ``(examples,)``.
        class_names: by class number, at most 6.
        axis_labels: names of the two measurements, with units.
        losses: in nats, in the order of the training; where one is NaN or infinite the curve has a gap.
        title: stands over both panels.
        steps: after which step each loss was measured; None counts them from 0.

    Raises:
        ValueError: there is no loss, or not one for each step; or what ``decision_regions`` refuses.
    """
    losses = np.asarray(losses, dtype=float)
    places = np.arange(len(losses)) if steps is None else np.asarray(steps)
    if losses.ndim != 1 or not losses.size or losses.shape != places.shape:
        raise ValueError(f"{places.size} steps and {losses.size} losses: there must be one loss for each, and at least one.")
    points, labels = _checked(points, labels, class_names)
    regions = _ask(predict, points, class_names)
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 4), layout="none")
    figure.subplots_adjust(left=0.08, right=0.97, bottom=0.25, top=0.84 if title else 0.92, wspace=0.28)
    correct = _paint(left, regions, points, labels, class_names)
    left.set_title(f"{correct} of {len(labels)} right", fontsize=11, y=1.0)
    left.set(xlabel=axis_labels[0], ylabel=axis_labels[1])
    _draw_losses(right, places, losses)
    _fix_places(left, ylabel_at=-0.13)
    _fix_places(right, ylabel_at=-0.17)
    if title:
        figure.suptitle(title)
    add_region_legend(figure, class_names)
    plt.show()
    plt.close(figure)
    ending = f"{losses[0]:.3f} at step {places[0]}, {losses[-1]:.3f} at step {places[-1]}"
    print(f"Figure: {correct} of {len(labels)} predicted rightly; loss {ending}.")


def draw_regions(axes: Axes, predict: Predict, points: np.ndarray, labels: Sequence[int], class_names: Sequence[str]) -> int:
    """Draw one panel of decision regions and examples on the given axes. Introduced in lesson 01.

    For a figure of one's own: it shows nothing, and ``add_region_legend`` adds the legend.

    Args:
        axes: where to draw; they get limits, but neither title nor labels.
        predict: as in ``decision_regions``.
        points: ``(examples, 2)``, the two measurements of each example.
        labels: true class numbers, ``(examples,)``.
        class_names: by class number, at most 6.

    Returns:
        How many examples are predicted rightly.

    Raises:
        ValueError: as ``decision_regions``.
    """
    points, labels = _checked(points, labels, class_names)
    return _paint(axes, _ask(predict, points, class_names), points, labels, class_names)


def add_region_legend(figure: Figure, class_names: Sequence[str], ringed: str = "predicted wrongly", crossed: str = "") -> None:
    """Put the one legend of ``draw_regions`` below a figure: a class's region under its marker. Introduced in lesson 01.

    Args:
        figure: gets the legend.
        class_names: by class number, at most 6.
        ringed: what a ring says.
        crossed: what a cross says; empty where there is none.
    """
    patches = [
        Patch(facecolor=_pale(number), edgecolor=_pale(number, 0.45), linewidth=0, hatch=HATCHES[number])
        for number in range(len(class_names))
    ]
    handles = [(patch, Line2D([], [], **_flower(number))) for number, patch in enumerate(patches)]
    figure.legend(
        [*handles, Line2D([], [], **_RING), *([Line2D([], [], **_CROSS)] if crossed else [])],
        [*class_names, ringed, *([crossed] if crossed else [])],
        loc="outside lower center",
        ncols=3 if crossed else min(4, len(handles) + 1),
        handlelength=2.6,
        handleheight=1.5,
        columnspacing=1.8,
    )


_RING = {
    "linestyle": "none", "marker": "o", "markersize": 11, "markerfacecolor": "none", "markeredgecolor": "black",
    "markeredgewidth": 1.2, "zorder": 4,
}  # fmt: skip
_CROSS = {"linestyle": "none", "marker": "x", "markersize": 6, "color": "black", "markeredgewidth": 1.4, "zorder": 5}


def _flower(number: int) -> dict:
    return {
        "linestyle": "none", "marker": MARKERS[number], "color": COLOURS[number], "markersize": 6,
        "markeredgecolor": "white", "markeredgewidth": 0.6, "zorder": 3,
    }  # fmt: skip


def _pale(number: int, share: float = 0.16) -> tuple[float, float, float]:
    """A class's colour, thinned with white."""
    return tuple(1 - share * (1 - part) for part in to_rgb(COLOURS[number]))


@dataclass(frozen=True)
class _Regions:
    """What a model answers on a grid ``(up, across)``, and for the examples."""

    across: np.ndarray
    up: np.ndarray
    classes: np.ndarray
    predictions: np.ndarray


def _ask(predict: Predict, points: np.ndarray, class_names: Sequence[str]) -> _Regions:
    """Before a figure is opened: what a model does wrong leaves none behind."""
    import torch  # here: figures are loaded without it

    low, high = points.min(axis=0), points.max(axis=0)
    margin = 0.08 * np.where(high > low, high - low, 1)
    across, up = (np.linspace(*ends, GRID) for ends in zip(low - margin, high + margin, strict=True))
    places = np.concatenate([np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2), points])
    with torch.no_grad():
        found = predict(torch.tensor(places, dtype=torch.float32))
        answers = found.cpu().numpy() if isinstance(found, torch.Tensor) else np.asarray(found)
    if answers.shape == (len(places), len(class_names)):
        answers = answers.argmax(axis=1)  # logits
    if answers.shape != (len(places),):
        raise ValueError(
            f"{len(places)} places got answers of shape {answers.shape}: a class number or logits for each are needed."
        )
    if not np.isin(answers, range(len(class_names))).all():
        raise ValueError(f"A model of {len(class_names)} classes must answer with numbers from 0 to {len(class_names) - 1}.")
    answers = answers.astype(int)
    return _Regions(across, up, answers[: GRID**2].reshape(GRID, GRID), answers[GRID**2 :])


def _paint(axes: Axes, regions: _Regions, points: np.ndarray, labels: np.ndarray, class_names: Sequence[str]) -> int:
    across, up, present = regions.across, regions.up, np.unique(regions.classes)
    for number in present:
        # One class at a time: contours of the class numbers themselves would put a strip of class 1 between 0 and 2.
        here = _smooth((regions.classes == number).astype(float))
        if here.max() < 0.5:  # a speck
            continue
        area = axes.contourf(across, up, here, levels=[0.5, 1.5], colors=[_pale(number)], hatches=[HATCHES[number]])
        area.set(edgecolor=_pale(number, 0.45), linewidth=0)
        if number != present[-1] and here.min() < 0.5:  # the last one's border is the others'
            axes.contour(across, up, here, levels=[0.5], colors="0.35", linewidths=1)
    for number in range(len(class_names)):
        chosen = points[labels == number]
        axes.plot(chosen[:, 0], chosen[:, 1], **_flower(number))
    wrong = points[labels != regions.predictions]
    axes.plot(wrong[:, 0], wrong[:, 1], **_RING)
    axes.grid(visible=False)
    axes.set(xlim=(across[0], across[-1]), ylim=(up[0], up[-1]))
    return len(points) - len(wrong)


def _smooth(area: np.ndarray) -> np.ndarray:
    """Mean over each place and its eight neighbours: an oblique border loses its stairs, and moves by no whole place."""
    padded = np.pad(area, 1, mode="edge")
    rows = padded[:-2] + padded[1:-1] + padded[2:]
    return (rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]) / 9


def _fix_places(axes: Axes, ylabel_at: float) -> None:
    """Give labels and ticks their places, once the limits are set: to find them, matplotlib measures every tick it might need.

    With the fixed margins this halves the time of a figure that a knob redraws.
    """
    axes.xaxis.set_label_coords(0.5, -0.13)
    axes.yaxis.set_label_coords(ylabel_at, 0.5)
    for set_ticks, limits in ((axes.set_xticks, axes.get_xlim()), (axes.set_yticks, axes.get_ylim())):
        ticks = MaxNLocator(nbins=4, steps=[1, 2, 5, 10]).tick_values(*limits)
        set_ticks(ticks[(ticks >= limits[0]) & (ticks <= limits[1])])


def _draw_losses(axes: Axes, places: np.ndarray, losses: np.ndarray) -> None:
    finite = np.isfinite(losses)
    axes.plot(places, np.where(finite, losses, np.nan), "-", color=COLOURS[0])
    ending = f"loss at the end: {losses[-1]:.3f}"
    if not finite.all():
        lost = int(np.argmin(finite))
        ending = f"not a number from step {places[lost]} on"
        axes.plot(places[:lost][-1:], losses[:lost][-1:], "X", color="black", markersize=9, clip_on=False)
    axes.set_title(ending, fontsize=11, y=1.0)
    axes.set(xlabel="step", ylabel="cross-entropy loss (nats)", xlim=(places[0], max(places[-1], places[0] + 1)))
    top = max(losses[finite], default=1.0)
    if finite.all() and losses[-1] < 3 * losses[0]:
        top = min(top, 3 * losses[0])  # a leap on the way leaves the view, so that the rest is not pressed flat
    axes.set_ylim(0, 1.08 * top or 1.0)


def _checked(points: np.ndarray, labels: Sequence[int], class_names: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    points, labels = np.asarray(points, dtype=float), np.asarray(labels)
    if points.ndim != 2 or points.shape[1] != 2 or not len(points) or labels.shape != (len(points),):
        raise ValueError(
            f"Points of shape {points.shape} and labels of shape {labels.shape}: they must be (examples, 2) and (examples,), "
            "with at least one example."
        )
    if not np.isfinite(points).all():
        raise ValueError("Every measurement must be a finite number.")
    if not 1 <= len(class_names) <= len(COLOURS):
        raise ValueError(f"{len(class_names)} classes cannot be told apart: there must be 1 to {len(COLOURS)} names.")
    if not np.isin(labels, range(len(class_names))).all():
        raise ValueError(f"Every label must be a class number from 0 to {len(class_names) - 1}.")
    return points, labels
