"""Figures of layers: a linear layer as tables of numbers, how often a network bends, and the shapes on the way (lesson 08)."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Polygon, Rectangle

from helpers.plots.style import COLOURS

CELL = 0.62  # inches, the side of a cell


def linear_tables(
    inputs: np.ndarray,
    weight: np.ndarray,
    bias: np.ndarray,
    input_names: Sequence[str],
    output_names: Sequence[str],
    example_names: Sequence[str],
    mark: tuple[int, int] = (0, 0),
) -> None:
    """Draw y = x Aᵀ + b as four tables, one output marked with all that it is made of. Introduced in lesson 08.

    Args:
        inputs: x, ``(examples, inputs)``.
        weight: A, ``(outputs, inputs)``, as ``nn.Linear`` holds it; drawn turned on its side.
        bias: b, ``(outputs,)``.
        input_names: one for each input.
        output_names: one for each output.
        example_names: one for each example.
        mark: example and output that are marked.

    Raises:
        ValueError: tables and names do not fit together, or there is no such output.
    """
    x, a, b = (np.asarray(_plain(each), dtype=float) for each in (inputs, weight, bias))
    shapes = (len(example_names), len(input_names)), (len(output_names), len(input_names)), (len(output_names),)
    if (x.shape, a.shape, b.shape) != shapes or not x.size or not a.size:
        raise ValueError(f"Tables of shape {x.shape}, {a.shape} and {b.shape} do not fit names of {shapes}.")
    row, column = mark
    if not (0 <= row < len(x) and 0 <= column < len(a)):
        raise ValueError(f"There is no output {mark}: there are {len(x)} examples and {len(a)} outputs.")
    y = x @ a.T + b
    tables = [("x", x, (row, None)), ("Aᵀ", a.T, (None, column)), ("b", b[None], (0, column)), ("y", y, (row, column))]
    left = 0.1 + 0.09 * max(map(len, example_names)) / CELL
    between = 0.9 + 0.09 * max(map(len, input_names)) / CELL
    starts = [left]
    for number, (_, table, _) in enumerate(tables[:-1]):
        starts.append(starts[-1] + table.shape[1] + (between if number == 0 else 1.0))
    tallest = max(len(x), a.shape[1], 1)
    width, height = starts[-1] + y.shape[1] + 0.3, tallest + 1.9
    figure, axes = plt.subplots(figsize=(max(5.0, CELL * width * 1.15), CELL * height))
    for start, (name, table, marked) in zip(starts, tables, strict=True):
        _draw_table(axes, start, (tallest - len(table)) / 2, table, marked)
        shape = f"{table.shape[0]} × {table.shape[1]}"
        middle = start + table.shape[1] / 2
        axes.text(middle, tallest + 0.45, f"{name}, {shape}", ha="center", va="center", fontsize=11)
    for start, sign in zip(starts[1:], ("·", "+", "="), strict=True):
        gap = between if sign == "·" else 1.0
        axes.text(start - gap + 0.4 if sign == "·" else start - gap / 2, tallest / 2, sign, ha="center", va="center", fontsize=16)
    for number, name in enumerate(example_names):
        axes.text(left - 0.12, (tallest - len(x)) / 2 + number + 0.5, name, ha="right", va="center", fontsize=10)
    for number, name in enumerate(input_names):
        at = (tallest - a.shape[1]) / 2 + number + 0.5
        axes.text(starts[1] - 0.12, at, name, ha="right", va="center", fontsize=10)
    for start in (starts[1], starts[3]):
        top = (tallest - (a.shape[1] if start == starts[1] else len(y))) / 2
        for number, name in enumerate(output_names):
            axes.text(start + number + 0.5, top - 0.18, name, ha="center", va="bottom", fontsize=9)
    axes.set(xlim=(-0.2, width), ylim=(tallest + 0.9, -0.8), aspect="equal")
    axes.set_axis_off()
    plt.show()
    plt.close(figure)
    products = " + ".join(f"{one:g}·{other:g}" for one, other in zip(x[row], a[column], strict=True))
    print(f"Figure: {example_names[row]}, {output_names[column]}: {products} + {b[column]:g} = {y[row, column]:.4g}.")


def bends_by_depth(
    inputs: np.ndarray, straight: Mapping[str, np.ndarray], bent: Mapping[str, np.ndarray], axis_labels: tuple[str, str]
) -> None:
    """Draw what networks of several depths make of one number, above without bends, below with them. Introduced in lesson 08.

    Args:
        inputs: where the networks were asked, ``(places,)``, rising and evenly spaced.
        straight: by name, the outputs without an activation, ``(places,)``.
        bent: by the same names, the outputs with it.
        axis_labels: names of input and output.

    Raises:
        ValueError: there is no network, the names differ, or a row of outputs does not fit the inputs.
    """
    across = np.asarray(_plain(inputs), dtype=float)
    if not bent or list(straight) != list(bent) or across.ndim != 1 or len(across) < 3:
        raise ValueError(f"{list(straight)} and {list(bent)} at {across.shape} places: there is no pair of networks to draw.")
    rows = [{name: np.asarray(_plain(up), dtype=float) for name, up in each.items()} for each in (straight, bent)]
    if any(up.shape != across.shape for each in rows for up in each.values()):
        raise ValueError(f"Each network must give {across.shape} outputs.")
    figure, panels = plt.subplots(2, len(bent), figsize=(3.1 * len(bent), 5.2), sharex=True, sharey="row", squeeze=False)
    for line, each, colour, style in zip(panels, rows, (COLOURS[1], COLOURS[0]), ("--", "-"), strict=True):
        for axes, (name, up) in zip(line, each.items(), strict=True):
            axes.plot(across, up, style, color=colour)
            count = bends(up)
            axes.set_title(f"{name}: {count} bend{'' if count == 1 else 's'}", fontsize=11)
    words = [f"{name} {bends(rows[0][name])} bends without and {bends(rows[1][name])} with ReLU" for name in bent]
    panels[0, 0].set_ylabel(f"{axis_labels[1]}, without ReLU")
    panels[1, 0].set_ylabel(f"{axis_labels[1]}, with ReLU")
    for axes in panels[1]:
        axes.set_xlabel(axis_labels[0])
    plt.show()
    plt.close(figure)
    print(f"Figure: {'; '.join(words)}.")


def bends(heights: np.ndarray) -> int:
    """How often a line of straight pieces, given at evenly spaced places, changes its slope. Introduced in lesson 08.

    Raises:
        ValueError: there are no three heights.
    """
    heights = np.asarray(_plain(heights), dtype=float)
    if heights.ndim != 1 or len(heights) < 3:
        raise ValueError(f"Heights of shape {heights.shape}: a bend needs three in a row.")
    slopes = np.diff(heights)
    turns = np.abs(np.diff(slopes)) > 1e-3 * max(np.abs(slopes).max(), 1e-12)
    return int((turns & ~np.concatenate([[False], turns[:-1]])).sum())  # a bend between two places shows at both


def layer_shapes(stages: Mapping[str, tuple[int, ...]], title: str = "") -> None:
    """Draw what flows through a network: channels as stacks of squares, rows of numbers as bars. Introduced in lesson 08.

    Args:
        stages: by name and in order, the shape of one example: ``(channels, height, width)`` or ``(numbers,)``.
        title: stands over the figure.

    Raises:
        ValueError: there is no stage, or a shape has other axes or an empty one.
    """
    if not stages:
        raise ValueError("There is nothing to draw: at least one stage is needed.")
    for name, shape in stages.items():
        if len(shape) not in (1, 3) or min(shape) < 1:
            raise ValueError(f"{name!r} has the shape {tuple(shape)}: it must be (channels, height, width) or (numbers,).")
    pictures = [shape for shape in stages.values() if len(shape) == 3]
    unit = 1.5 / max((max(shape[1:]) for shape in pictures), default=1)
    figure, axes = plt.subplots(figsize=(max(6.0, 1.55 * len(stages)), 3.1 + 0.3 * bool(title)))
    for number, (name, shape) in enumerate(stages.items()):
        middle, words = 1.75 * number, " × ".join(f"{size:,}" for size in shape)
        if len(shape) == 3:
            _draw_stack(axes, middle, shape[0], unit * shape[2], unit * shape[1])
            word = "channels" if shape[0] > 1 else "channel"
            words = f"{words}\n{shape[0]:,} {word}"
        else:
            height = 0.25 + 0.5 * np.log10(shape[0])
            place = (middle - 0.07, -height / 2)
            axes.add_patch(Rectangle(place, 0.14, height, facecolor=(COLOURS[2], 0.35), edgecolor=COLOURS[2]))
            words = f"{words}\nnumbers"
        axes.text(middle, -1.3, words, ha="center", va="top", fontsize=10)
        axes.text(middle, 1.28, name, ha="center", va="bottom", fontsize=10)
        if number:
            ends = (middle - 0.64, -1.4), (middle - 1.75 + 0.64, -1.4)
            axes.annotate("", *ends, arrowprops={"arrowstyle": "->", "color": "0.35"})
    axes.set(xlim=(-1.0, 1.75 * (len(stages) - 1) + 1.0), ylim=(-1.95, 1.75), title=title)
    axes.set_axis_off()
    plt.show()
    plt.close(figure)
    print(f"Figure: {'; '.join(f'{name} ' + ' x '.join(f'{size:,}' for size in shape) for name, shape in stages.items())}.")


def _plain(values: object) -> object:
    return values.detach().cpu() if hasattr(values, "detach") else values


def _draw_table(axes: Axes, left: float, top: float, table: np.ndarray, marked: tuple[int | None, int | None]) -> None:
    """A grid of numbers; the marked row, column or cell is filled and has a thicker edge."""
    for (row, column), value in np.ndenumerate(table):
        chosen = marked[0] in (None, row) and marked[1] in (None, column)
        axes.add_patch(
            Rectangle(
                (left + column, top + row), 1, 1, facecolor=(COLOURS[4], 0.35) if chosen else "white",
                edgecolor="black" if chosen else "0.7", linewidth=1.8 if chosen else 0.8, zorder=2 if chosen else 1,
            )
        )  # fmt: skip
        axes.text(left + column + 0.5, top + row + 0.5, f"{value:.3g}", ha="center", va="center", fontsize=11, zorder=3)


def _draw_stack(axes: Axes, middle: float, channels: int, width: float, height: float) -> None:
    """Squares behind each other, more of them for more channels."""
    count = 1 + round(1.5 * np.log2(channels))
    step = 0.045
    corner = middle - width / 2 - step * (count - 1) / 2, -height / 2 - step * (count - 1) / 2
    for number in reversed(range(count)):
        x, y = corner[0] + step * number, corner[1] + step * number
        corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
        axes.add_patch(Polygon(corners, facecolor="#dbeaf4", edgecolor=COLOURS[0], linewidth=0.9, zorder=2))
