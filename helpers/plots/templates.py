"""Figures of a linear classifier's weights: what it looks for in a picture, one image for each class."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from helpers.plots.style import COLOURS, LINE_STYLES, MARKERS


def weight_images(weights: np.ndarray, class_names: Sequence[str], title: str = "") -> None:
    """Draw the weights of a linear layer as images, one for each class, all on one scale. Introduced in lesson 11.

    A solid line runs round the strongest positive weights, where ink speaks for the class, and a dashed line round the
    strongest negative ones.

    Args:
        weights: ``(classes, height, width)``.
        class_names: by class number.
        title: whose weights these are.

    Raises:
        ValueError: there are no weights, or not one name for each class, or all of them are 0.
    """
    weights = _checked(weights, class_names)
    columns = min(5, len(weights))
    rows = -(-len(weights) // columns)
    limit = np.abs(weights).max()
    figure, grid = plt.subplots(rows, columns, figsize=(1.55 * columns + 1.1, 1.75 * rows + 0.3), squeeze=False)
    for axes in grid.flat:
        axes.set_axis_off()
    for axes, weight, name in zip(grid.flat, weights, class_names, strict=False):
        picture = axes.imshow(weight, cmap="PuOr_r", vmin=-limit, vmax=limit)
        level = 0.3 * limit
        for sign, style in ((1, "solid"), (-1, "dashed")):
            if (sign * weight).max() > level:
                axes.contour(weight, levels=[sign * level], colors="black", linewidths=0.9, linestyles=style)
        axes.set_title(name, fontsize=11)
    figure.colorbar(picture, ax=grid, label="weight", shrink=0.85)
    figure.suptitle(title, fontsize=12)
    plt.show()
    plt.close(figure)
    height, width = weights.shape[1:]
    print(
        f"Figure: {len(weights)} images of {height} x {width} weights, from {weights.min():.2f} to {weights.max():.2f}. "
        "Solid line: ink speaks for the class; dashed: against it."
    )


def errors_and_weights(
    curves: Mapping[str, tuple[Sequence[float], Sequence[float]]],
    here: Mapping[str, tuple[float, float]],
    weights: np.ndarray,
    class_names: Sequence[str],
    title: str = "",
) -> None:
    """Draw errors over the number of training pictures, and beside them the weights learnt from one such number.

    Introduced in lesson 11.

    Args:
        curves: by part, numbers of training pictures and the share of wrong answers with each, 0..1.
        here: for the same parts, the one number of pictures and the share that ``weights`` belong to.
        weights: ``(classes, height, width)``, drawn side by side in rows of five.
        class_names: by class number.
        title: what was trained.

    Raises:
        ValueError: there is no curve, ``here`` has other parts, or the weights do not fit the names.
    """
    weights = _checked(weights, class_names)
    if not curves or set(curves) != set(here) or any(len(across) != len(up) or not len(up) for across, up in curves.values()):
        raise ValueError(f"Curves of {list(curves)} and points of {list(here)} do not fit together: the same parts, and points.")
    # A knob waits for this figure, so its places are given: to work them out, matplotlib would draw everything twice.
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6), width_ratios=(1.0, 1.3), layout="none")
    figure.subplots_adjust(left=0.075, right=0.995, bottom=0.15, top=0.91, wspace=0.06)
    for number, (part, (sizes, shares)) in enumerate(curves.items()):
        left.plot(
            sizes, 100 * np.asarray(shares), linestyle=LINE_STYLES[number], marker=MARKERS[number], color=COLOURS[number],
            label=part,
        )  # fmt: skip
        size, share = here[part]
        left.plot(
            size, 100 * share, "*", color="black", markersize=15, markeredgecolor="white", zorder=3,
            label="the weights at the right" if number == 0 else None,
        )  # fmt: skip
    left.set(xscale="log", xlabel="training pictures", ylabel="wrong answers (%)", ylim=(-1, None), title=title)
    # For the same reason few ticks, named by hand, and no small ones between them.
    ends = [size for sizes, _ in curves.values() for size in (min(sizes), max(sizes))]
    ticks = [10**power for power in range(8) if min(ends) <= 10**power <= max(ends)] or [min(ends)]
    left.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
    left.minorticks_off()
    left.legend(fontsize=9.5)
    _montage(right, weights, class_names)
    plt.show()
    plt.close(figure)
    print(
        "Figure: "
        + "; ".join(f"{part}, {size:,.0f} training pictures: {share:.1%} wrong" for part, (size, share) in here.items())
        + "."
    )


def _montage(axes: Axes, weights: np.ndarray, class_names: Sequence[str]) -> None:
    """All weights in one image, which is drawn sooner than one for each class; a knob waits for it."""
    columns = min(5, len(weights))
    rows = -(-len(weights) // columns)
    height, width = weights.shape[1:]
    sheet = np.full((rows * (height + 2), columns * (width + 2)), np.nan)
    for number, (weight, name) in enumerate(zip(weights, class_names, strict=True)):
        top, left = (number // columns) * (height + 2) + 1, (number % columns) * (width + 2) + 1
        sheet[top : top + height, left : left + width] = weight
        axes.text(left + 0.5, top + 0.5, name, fontsize=10, ha="left", va="top")
    limit = np.abs(weights).max()
    axes.imshow(sheet, cmap="PuOr_r", vmin=-limit, vmax=limit)
    for sign, style in ((1, "solid"), (-1, "dashed")):
        filled = np.nan_to_num(sign * sheet)
        if filled.max() > 0.4 * limit:
            axes.contour(filled, levels=[0.4 * limit], colors="black", linewidths=0.7, linestyles=style)
    axes.set_title("solid: ink speaks for it, dashed: against", fontsize=10.5)
    axes.set(xticks=[], yticks=[])
    axes.set_axis_off()


def _checked(weights: np.ndarray, class_names: Sequence[str]) -> np.ndarray:
    weights = np.asarray(weights, dtype=float)
    if weights.ndim != 3 or not len(weights) or len(weights) != len(class_names) or not np.abs(weights).max() > 0:
        raise ValueError(
            f"Weights of shape {weights.shape} and {len(class_names)} names do not fit together: (classes, height, width), "
            "a name for each class, and not all weights 0."
        )
    return weights
