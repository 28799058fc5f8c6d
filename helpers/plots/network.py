"""A network as a drawing: a circle for each unit, a line for each weight."""

from collections.abc import Sequence
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from helpers.plots.style import COLOURS

MOST = 12  # units of a layer that are all drawn
ABOVE, BELOW = 5, 4  # units above and below the dots of a larger layer
ROW, GAP, SIDE = 0.34, 2.7, 1.25  # inches: between units, between layers, beside the outer layers


def network_diagram(
    sizes: Sequence[int],
    input_names: Sequence[str] | None = None,
    output_names: Sequence[str] | None = None,
    layer_names: Sequence[str] | None = None,
    weights: Sequence[np.ndarray] | None = None,
    title: str = "",
) -> None:
    """Draw a network of linear layers, and count the numbers that it learns. Introduced in lesson 01.

    Of a layer with more than 12 units the first and the last ones are drawn, with dots between them.

    Args:
        sizes: units of each layer, from the inputs to the outputs, at least two layers.
        input_names: one for each input, written beside it.
        output_names: one for each output, written beside it.
        layer_names: one for each layer; by default inputs, hidden, outputs.
        weights: for each pair of neighbouring layers an array or tensor ``(outputs, inputs)``, as ``nn.Linear`` holds it.
            The wider a line, the larger its weight; a negative one is dashed.
        title: says what network this is.

    Raises:
        ValueError: there are fewer than two layers, a layer without units, names or weights that do not fit the sizes, or a
            weight that is not finite.
    """
    sizes = [int(size) for size in sizes]
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError(f"The sizes are {sizes}, but a network has at least two layers with at least one unit each.")
    layer_names = _layer_names(len(sizes)) if layer_names is None else list(layer_names)
    for what, names, count in (
        ("input names", input_names, sizes[0]),
        ("output names", output_names, sizes[-1]),
        ("layer names", layer_names, len(sizes)),
    ):
        if names is not None and len(names) != count:
            raise ValueError(f"There are {len(names)} {what}, but {count} are needed.")
    matrices = None if weights is None else _matrices(weights, sizes)

    drawn = [_drawn(size) for size in sizes]
    tallest = max(len(units) + (len(units) < size) for units, size in zip(drawn, sizes, strict=True))
    sides = [SIDE if names is None else max(SIDE, 0.5 + 0.085 * max(map(len, names))) for names in (input_names, output_names)]
    width = sum(sides) + GAP * (len(sizes) - 1)
    height = max(3, tallest) * ROW
    figure, axes = plt.subplots(figsize=(width, height + 1.15 + 0.3 * bool(title) + 0.3 * (matrices is not None)))
    places = [_heights(units, size) for units, size in zip(drawn, sizes, strict=True)]
    for gap in range(len(sizes) - 1):
        matrix = None if matrices is None else matrices[gap][np.ix_(drawn[gap + 1], drawn[gap])]
        largest = 1.0 if matrices is None else max(float(np.abs(each).max()) for each in matrices) or 1.0
        _draw_weights(axes, gap, places[gap], places[gap + 1], matrix, largest)
    foot = -height / 2 - 0.12
    for layer, (size, heights) in enumerate(zip(sizes, places, strict=True)):
        colour = COLOURS[0] if layer == 0 else COLOURS[2] if layer == len(sizes) - 1 else COLOURS[4]
        axes.plot([layer * GAP] * len(heights), heights, "o", markersize=15, color="white", zorder=2)
        axes.plot(
            [layer * GAP] * len(heights), heights, "o", markersize=15, markerfacecolor=(colour, 0.3), markeredgecolor=colour,
            markeredgewidth=1.6, zorder=3,
        )  # fmt: skip
        if len(heights) < size:
            middle = (heights[ABOVE - 1] + heights[ABOVE]) / 2
            axes.plot([layer * GAP] * 3, middle + np.array([-0.11, 0, 0.11]), "o", markersize=3, color="0.25", zorder=3)
        _write_rows(axes, layer * GAP, foot, [layer_names[layer], _counted(size, "unit")], fontsize=11)
    for gap, (here, there) in enumerate(pairwise(sizes)):
        counts = [f"{here:,} · {_counted(there, 'weight', here * there)}", f"+ {_counted(there, 'bias')}"]
        _write_rows(axes, (gap + 0.5) * GAP, foot, counts, fontsize=10, color="0.3")
    for names, layer, side in ((input_names, 0, -1), (output_names, len(sizes) - 1, 1)):
        for unit, up in zip(drawn[layer], places[layer], strict=True):
            if names is not None:
                align = "right" if side < 0 else "left"
                axes.text(layer * GAP + 0.2 * side, up, names[unit], ha=align, va="center", fontsize=10)
    _write_rows(axes, (len(sizes) - 1) * GAP / 2, foot - 0.58, [f"{_sum(sizes)} numbers to learn"], fontsize=11)
    axes.set(xlim=(-sides[0], (len(sizes) - 1) * GAP + sides[1]), ylim=(foot - 0.85, height / 2 + 0.02), title=title)
    axes.set_axis_off()
    if matrices is not None:
        looks = {"positive weight": (COLOURS[0], "-"), "negative weight": (COLOURS[1], (0, (3, 1.5)))}
        handles = [Line2D([], [], color=colour, linestyle=style, label=name) for name, (colour, style) in looks.items()]
        figure.legend(handles=handles, loc="outside lower center", ncols=2)
    plt.show()
    plt.close(figure)
    listed = ", ".join(f"{name} {size:,}" for name, size in zip(layer_names, sizes, strict=True))
    told = "" if matrices is None else f" {_told(matrices)}."
    print(f"Figure: units: {listed}; {_sum(sizes)} weights and biases.{told}")


def _layer_names(layers: int) -> list[str]:
    hidden = ["hidden"] if layers == 3 else [f"hidden {number}" for number in range(1, layers - 1)]
    return ["inputs", *hidden, "outputs"]


def _matrices(weights: Sequence[np.ndarray], sizes: Sequence[int]) -> list[np.ndarray]:
    # A parameter of torch belongs to a graph.
    found = [np.asarray(each.detach().cpu() if hasattr(each, "detach") else each, dtype=float) for each in weights]
    shapes = [(there, here) for here, there in pairwise(sizes)]
    if [each.shape for each in found] != shapes:
        raise ValueError(f"The weights have the shapes {[each.shape for each in found]}, but the sizes need {shapes}.")
    if not all(np.isfinite(each).all() for each in found):
        raise ValueError("Every weight must be a finite number: this network's training has diverged.")
    return found


def _drawn(size: int) -> list[int]:
    """Numbers of the units that are drawn."""
    return list(range(size)) if size <= MOST else [*range(ABOVE), *range(size - BELOW, size)]


def _heights(units: Sequence[int], size: int) -> np.ndarray:
    """Where the drawn units stand, from top to bottom, around 0; a layer that is not whole leaves a row for its dots."""
    rows = np.arange(len(units), dtype=float)
    if len(units) < size:
        rows[ABOVE:] += 1
    return (rows[-1] / 2 - rows) * ROW


def _draw_weights(axes: Axes, gap: int, left: np.ndarray, right: np.ndarray, matrix: np.ndarray | None, largest: float) -> None:
    """A line from each unit on the left to each on the right; ``matrix`` is ``(right, left)``."""
    pairs = [(there, here) for there in range(len(right)) for here in range(len(left))]
    lines = [[(gap * GAP, left[here]), ((gap + 1) * GAP, right[there])] for there, here in pairs]
    if matrix is None:
        axes.add_collection(LineCollection(lines, colors="0.62", linewidths=0.8, zorder=1))
        return
    values = [matrix[pair] for pair in pairs]
    axes.add_collection(
        LineCollection(
            lines,
            colors=[COLOURS[0] if value >= 0 else COLOURS[1] for value in values],
            linestyles=["-" if value >= 0 else (0, (3, 1.5)) for value in values],
            linewidths=[0.15 + 4 * abs(value) / largest for value in values],
            alpha=0.75,
            zorder=1,
        )
    )


def _write_rows(axes: Axes, across: float, top: float, rows: Sequence[str], **look: object) -> None:
    for number, row in enumerate(rows):
        axes.text(across, top - 0.15 - 0.22 * number, row, ha="center", va="baseline", **look)


def _counted(count: int, word: str, of_all: int | None = None) -> str:
    """The count and its word, in the plural unless there is one of them; ``of_all`` decides where it is another number."""
    plural = "es" if word == "bias" else "s"
    return f"{count:,} {word}{plural if (of_all or count) != 1 else ''}"


def _sum(sizes: Sequence[int]) -> str:
    """The count, as one would do it on paper: 4·10 + 10 + 10·3 + 3 = 83."""
    pairs = list(pairwise(sizes))
    return " + ".join(f"{here:,}·{there:,} + {there:,}" for here, there in pairs) + f" = {sum((h + 1) * t for h, t in pairs):,}"


def _told(matrices: Sequence[np.ndarray]) -> str:
    each = np.concatenate([matrix.ravel() for matrix in matrices])
    signs = f"{(each > 0).sum():,} weights are positive, {(each < 0).sum():,} negative"
    return f"{signs}, the largest is {np.abs(each).max():.2f} in size"
