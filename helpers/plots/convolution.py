"""Figures of a window that slides over pictures: where it stops, what it makes, and what it is as a matrix (lesson 08)."""

from collections.abc import Callable, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from helpers.plots.style import COLOURS

_FRAMES = ((COLOURS[0], "-"), (COLOURS[1], "--"), (COLOURS[2], ":"))


def sliding_window(image: np.ndarray, kernel: np.ndarray, stops: Sequence[tuple[int, int]]) -> None:
    """Draw a window at some of its stops, and below each how far the sums have got. Introduced in lesson 08.

    The window moves by one pixel, along a row and then to the next row. A sum that is not noted yet is pale blue.

    Args:
        image: ``(height, width)``, values in 0..1; 0 is white, 1 is black.
        kernel: the window's weights, ``(rows, columns)``, not larger than the image.
        stops: row and column of the window's upper left corner, in the order in which it comes there.

    Raises:
        ValueError: there is no stop, the window does not fit into the image, or not at a stop.
    """
    image, kernel = _table(image, "image"), _table(kernel, "kernel")
    sums = _sums(image, kernel)
    for row, column in stops:
        if not (0 <= row < sums.shape[0] and 0 <= column < sums.shape[1]):
            raise ValueError(f"The window does not fit at {(row, column)}: it has {sums.shape[0]} x {sums.shape[1]} stops.")
    if not stops:
        raise ValueError("There is nothing to draw: at least one stop is needed.")
    figure, (upper, lower) = plt.subplots(2, len(stops), figsize=(3.1 * len(stops), 6.2), squeeze=False)
    largest = np.abs(sums).max() or 1.0
    words = []
    for above, below, (row, column) in zip(upper, lower, stops, strict=True):
        above.imshow(image, cmap="gray_r", vmin=0, vmax=1)
        _write_numbers(above, np.where(image > 0, image, np.nan), lambda value: value > 0.5, size=8, digits=1)
        _frame(above, row, column, *kernel.shape)
        above.set_title(f"window at row {row}, column {column}", fontsize=10)
        number = row * sums.shape[1] + column
        seen = np.where(np.arange(sums.size).reshape(sums.shape) <= number, sums, np.nan)
        below.set_facecolor("#dbeaf4")  # shows where no sum is noted yet
        below.imshow(seen, cmap="gray_r", vmin=-largest, vmax=largest)
        _write_numbers(below, seen, lambda value: value > 0.25 * largest, size=9, digits=1)
        _frame(below, row, column, 1, 1)
        below.set_title(f"sum number {number + 1} of {sums.size}: {_signed(sums[row, column], 2)}", fontsize=10)
        words.append(f"at row {row}, column {column} the sum is {sums[row, column]:.2f}")
    for axes in (*upper, *lower):
        _bare(axes)
    upper[0].set_ylabel(f"picture, {image.shape[0]} × {image.shape[1]}")
    lower[0].set_ylabel(f"sums so far, {sums.shape[0]} × {sums.shape[1]}")
    plt.show()
    plt.close(figure)
    size = f"{kernel.shape[0]} x {kernel.shape[1]}"
    print(f"Figure: a window of {size} over {image.shape[0]} x {image.shape[1]} pixels; {'; '.join(words)}.")


def kernel_results(image: np.ndarray, results: Mapping[str, tuple[np.ndarray, np.ndarray]], title: str = "") -> None:
    """Draw a picture, and the kernels with the picture that each makes of it. Introduced in lesson 08.

    Where a result has negative numbers, grey is 0, what is darker is positive, what is lighter is negative. Where it has none,
    white is 0, as in the picture. Each has a scale of its own; which it is stands below it.

    Args:
        image: ``(height, width)``, values in 0..1; 0 is white, 1 is black.
        results: by name, the kernel ``(rows, columns)`` and what it makes, ``(height, width)`` of its own.
        title: stands over the figure.

    Raises:
        ValueError: there is no kernel, or one of the arrays is no table of finite numbers.
    """
    image = _table(image, "image")
    if not results:
        raise ValueError("There is nothing to draw: at least one kernel is needed.")
    found = {name: (_table(kernel, "kernel"), _table(made, "result")) for name, (kernel, made) in results.items()}
    columns = len(found) + 1
    figure = plt.figure(figsize=(2.3 * columns, 4.4))
    grid = figure.add_gridspec(2, columns, height_ratios=(1, 1.9))
    upper = [figure.add_subplot(grid[0, column], xticks=[], yticks=[]) for column in range(1, columns)]
    lower = [figure.add_subplot(grid[1, column], xticks=[], yticks=[]) for column in range(columns)]
    lower[0].imshow(image, cmap="gray_r", vmin=0, vmax=1)
    lower[0].set_title("the picture", fontsize=11)
    words = []
    for above, below, (name, (kernel, made)) in zip(upper, lower[1:], found.items(), strict=True):
        above.set(xlim=(-0.5, kernel.shape[1] - 0.5), ylim=(kernel.shape[0] - 0.5, -0.5), aspect="equal")
        short = np.allclose(kernel, kernel.round(1))
        _write_numbers(above, kernel, lambda value: False, size=10 if short else 8, digits=1 if short else 2)
        for line in range(1, kernel.shape[0]):
            above.axhline(line - 0.5, color="0.75", linewidth=0.8)
        for line in range(1, kernel.shape[1]):
            above.axvline(line - 0.5, color="0.75", linewidth=0.8)
        above.set_title(name, fontsize=11)
        largest = float(np.abs(made).max()) or 1.0
        has_negative = made.min() < -1e-6 * largest
        below.imshow(made, cmap="gray_r", vmin=-largest if has_negative else 0, vmax=largest)
        zero = "grey" if has_negative else "white"
        below.set_xlabel(f"from {_signed(made.min(), 2)} to {_signed(made.max(), 2)}\n{zero} is 0", fontsize=10)
        words.append(f"{name} from {made.min():.2f} to {made.max():.2f}")
    for axes in (*upper, *lower):
        _bare(axes)
    if title:
        figure.suptitle(title)
    plt.show()
    plt.close(figure)
    print(f"Figure: a picture of {image.shape[0]} x {image.shape[1]} pixels and what is made of it: {'; '.join(words)}.")


def reach_of_one_number(pictures: Mapping[str, np.ndarray], seen: Mapping[str, np.ndarray], title: str = "") -> None:
    """Draw pictures large, and on each a frame around the pixels that one number sees. Introduced in lesson 08.

    Args:
        pictures: by name, ``(height, width)`` each, values in 0..1; 0 is white, 1 is black.
        seen: by the name of a network, a table of the pictures' shape: True where the number sees a pixel.
        title: stands over the figure.

    Raises:
        ValueError: there is no picture, there are no tables or more than there are colours, the shapes differ, or a number sees
            nothing.
    """
    drawn = {name: _table(picture, name) for name, picture in pictures.items()}
    tables = {name: _array(table).astype(bool) for name, table in seen.items()}
    shapes = {table.shape for table in (*drawn.values(), *tables.values())}
    if not drawn or not 0 < len(tables) <= len(_FRAMES) or len(shapes) > 1 or not all(table.any() for table in tables.values()):
        raise ValueError(f"{len(drawn)} pictures and {len(tables)} tables of what is seen do not fit: shapes {sorted(shapes)}.")
    figure, panels = plt.subplots(1, len(drawn), figsize=(3.9 * len(drawn), 4.6), squeeze=False)
    words, frames = [], []
    for axes, (name, picture) in zip(panels[0], drawn.items(), strict=True):
        axes.imshow(picture, cmap="gray_r", vmin=0, vmax=1)
        axes.set_title(name)
        _bare(axes)
        frames, words = [], []
        for (network, table), (colour, line) in zip(tables.items(), _FRAMES, strict=False):
            rows, columns = table.any(axis=1).nonzero()[0], table.any(axis=0).nonzero()[0]
            height, width = rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
            words.append(f"{network} {height} x {width} pixels")
            corner = (columns[0] - 0.5, rows[0] - 0.5)
            label = f"{network}: {height} × {width} pixels"
            frame = Rectangle(corner, width, height, fill=False, edgecolor=colour, linestyle=line, linewidth=3, label=label)
            frames.append(axes.add_patch(frame))
    figure.legend(handles=frames, loc="outside lower center", ncols=len(frames))
    if title:
        figure.suptitle(title)
    plt.show()
    plt.close(figure)
    print(f"Figure: one number sees: {', '.join(words)}.")


def score_by_place(scores: np.ndarray, title: str = "") -> None:
    """Draw a score for each place of a picture as a grid, lighter where it is higher, each written in. Introduced in lesson 08.

    Args:
        scores: ``(rows, columns)``, shares from 0 to 1; row and column say where the digit's upper left corner lies.
        title: stands over the figure.

    Raises:
        ValueError: it is no table of finite numbers from 0 to 1.
    """
    scores = _table(scores, "table of scores")
    if scores.min() < 0 or scores.max() > 1:
        raise ValueError(f"The scores run from {scores.min():g} to {scores.max():g}: they must be shares from 0 to 1.")
    figure, axes = plt.subplots(figsize=(6.2, 5.4))
    drawn = axes.imshow(scores, cmap="cividis")
    middle = (scores.min() + scores.max()) / 2
    for (row, column), score in np.ndenumerate(scores):
        colour = "black" if score > middle else "white"
        axes.text(column, row, f"{100 * score:.0f}", ha="center", va="center", fontsize=11, color=colour)
    axes.grid(visible=False)
    axes.set(xticks=range(scores.shape[1]), yticks=range(scores.shape[0]), title=title)
    axes.set(xlabel="column of the digit's upper left corner", ylabel="row of the digit's upper left corner")
    figure.colorbar(drawn, ax=axes, label="right, %", shrink=0.85, format=lambda share, _: f"{100 * share:.0f}")
    plt.show()
    plt.close(figure)
    words = []
    for name, part in (("even", scores[::2, ::2]), ("odd", scores[1::2, 1::2])):
        words.append(f"where row and column are {name} {part.mean():.0%}")
    words.append(
        f"where one is even, one odd {np.concatenate([scores[::2, 1::2].ravel(), scores[1::2, ::2].ravel()]).mean():.0%}"
    )
    print(f"Figure: right from {scores.min():.0%} to {scores.max():.0%}; {'; '.join(words)}.")


def feature_maps(rows: Mapping[str, np.ndarray], most: int = 8, title: str = "", numbered: bool = False) -> None:
    """Draw channels as grey pictures, a row for each layer; white is 0. Introduced in lesson 08.

    Black is what only one number in a hundred of the row exceeds, so that one dark map does not bleach the others.

    Args:
        rows: by name, an array or tensor ``(channels, height, width)`` without negative numbers, as ReLU leaves them.
        most: so many channels of each row are drawn, the first ones.
        title: stands over the figure.
        numbered: whether, in rows of several channels, the column's number stands above each and its largest number below it.

    Raises:
        ValueError: there is no row, ``most`` is below 1, or a row holds no channels or a number that is negative or not finite.
    """
    if not rows or most < 1:
        raise ValueError(f"There is nothing to draw: {len(rows)} rows, at most {most} channels of each.")
    found = {name: _array(maps) for name, maps in rows.items()}
    for name, maps in found.items():
        if maps.ndim != 3 or not maps.size or not np.isfinite(maps).all() or maps.min() < 0:
            raise ValueError(f"{name!r} has the shape {maps.shape}: it must be channels of finite numbers from 0 on.")
    columns = min(most, max(len(maps) for maps in found.values()))
    figure, panels = plt.subplots(
        len(found), 1, figsize=(1.05 * columns + 1.6, (1.15 + 0.25 * numbered) * len(found) + 0.4 * bool(title)), squeeze=False
    )
    words = []
    for axes, (name, maps) in zip(panels[:, 0], found.items(), strict=True):
        _bare(axes)
        axes.spines[:].set_visible(False)
        drawn = min(columns, len(maps))
        black = np.quantile(maps[:drawn], 0.99) or maps[:drawn].max() or 1.0
        for number, channel in enumerate(maps[:drawn]):  # each in a unit square; one axes for all of them, which is faster
            left = 1.1 * number
            axes.imshow(channel, cmap="gray_r", vmin=0, vmax=black, extent=(left, left + 1, 0, 1))
            axes.add_patch(Rectangle((left, 0), 1, 1, fill=False, edgecolor="black", linewidth=0.6))
            if numbered and drawn > 1:
                axes.text(left + 0.5, 1.05, f"map {number + 1}", ha="center", va="bottom", fontsize=9)
                axes.text(left + 0.5, -0.05, f"{channel.max():.1f}", ha="center", va="top", fontsize=10)
        axes.set(xlim=(-0.02, 1.1 * columns - 0.08), ylim=(-0.02, 1.02))
        words_beside = f"{name}\n{drawn} of {len(maps)}" if drawn < len(maps) else name
        axes.set_ylabel(words_beside, rotation=0, ha="right", va="center", fontsize=10)
        heights = ", ".join(f"{channel.max():.2g}" for channel in maps[:drawn])
        words.append(
            f"{name}: {drawn} of {len(maps)} channels of {maps.shape[1]} x {maps.shape[2]}, the largest numbers {heights}"
        )
    if title:
        figure.suptitle(title)
    plt.show()
    plt.close(figure)
    print(f"Figure: {'; '.join(words)}.")


def window_over_channels(
    channels: Mapping[str, np.ndarray], kernels: np.ndarray, bias: float, stop: tuple[int, int], title: str = ""
) -> None:
    """Draw how one outgoing number is made of several channels: a kernel for each, their sums, a bias. Introduced in lesson 08.

    Args:
        channels: by name, the incoming channels, ``(height, width)`` each.
        kernels: ``(channels, rows, columns)``, one for each of them.
        bias: is added to the sums.
        stop: row and column of the window's upper left corner; this stop is marked.
        title: stands over the figure.

    Raises:
        ValueError: channels and kernels do not fit together, or the window does not fit at the stop.
    """
    found = {name: _table(channel, name) for name, channel in channels.items()}
    weights = [_table(kernel, "kernel") for kernel in kernels]
    if not found or len(found) != len(weights) or len({channel.shape for channel in found.values()}) > 1:
        raise ValueError(
            f"{len(found)} channels and {len(weights)} kernels do not fit: one kernel for each, channels of one size."
        )
    parts = [_sums(channel, kernel) for channel, kernel in zip(found.values(), weights, strict=True)]
    made = sum(parts) + bias
    row, column = stop
    if not (0 <= row < made.shape[0] and 0 <= column < made.shape[1]):
        raise ValueError(f"The window does not fit at {stop}: it has {made.shape[0]} x {made.shape[1]} stops.")
    figure, panels = plt.subplots(len(found), 4, figsize=(8.6, 2.6 * len(found)), squeeze=False, width_ratios=(2, 1, 1, 1.6))
    words = []
    for line, (name, channel), kernel, part in zip(panels, found.items(), weights, parts, strict=True):
        _draw_numbers(line[0], channel, name)
        _frame(line[0], row, column, *kernel.shape)
        _draw_numbers(line[1], kernel, "its kernel")
        line[2].set_axis_off()
        line[2].text(0.5, 0.5, f"= {_signed(part[row, column], 2).removesuffix('.00')}", ha="center", va="center", fontsize=15)
        words.append(f"{name} {part[row, column]:g}")
    for axes in panels[1:, 3]:
        axes.set_axis_off()
    _draw_numbers(panels[0, 3], made, "all sums, with the bias")
    _frame(panels[0, 3], row, column, 1, 1)
    total = " + ".join(f"{part[row, column]:g}" for part in parts)
    sign = "−" if bias < 0 else "+"
    if len(found) > 1:
        text = f"at the marked stop:\n{total} {sign} {abs(bias):g} = {_signed(made[row, column], 2).removesuffix('.00')}"
        panels[1, 3].text(0.5, 0.6, text, ha="center", va="center", fontsize=12)
    if title:
        figure.suptitle(title)
    plt.show()
    plt.close(figure)
    print(f"Figure: at row {row}, column {column}: {', '.join(words)}, bias {bias:g}, together {made[row, column]:g}.")


def window_stops(pixels: int, kernel_size: int, settings: Sequence[tuple[int, int]]) -> None:
    """Draw a row of pixels and, below it, a bar for each stop of a window, for several strides. Introduced in lesson 08.

    Args:
        pixels: how many there are in the row.
        kernel_size: how many of them the window covers.
        settings: pairs (stride, padding), a panel each.

    Raises:
        ValueError: there is no pair, a stride is below 1, a padding below 0, or the window is larger than row and border.
    """
    if not settings:
        raise ValueError("There is nothing to draw: at least one pair of stride and padding is needed.")
    for stride, padding in settings:
        if stride < 1 or padding < 0 or not 1 <= kernel_size <= pixels + 2 * padding:
            raise ValueError(
                f"A window of {kernel_size} cannot move over {pixels} pixels with stride {stride}, padding {padding}."
            )
    counts = [(pixels + 2 * padding - kernel_size) // stride + 1 for stride, padding in settings]
    figure, panels = plt.subplots(1, len(settings), figsize=(2.6 * len(settings), 2.6), squeeze=False)
    border = max(padding for _, padding in settings)
    for axes, (stride, padding), count in zip(panels[0], settings, counts, strict=True):
        for place in range(-padding, pixels + padding):
            inside = 0 <= place < pixels
            face, style = ("#dbeaf4", "-") if inside else ("white", ":")
            axes.add_patch(Rectangle((place, 0), 1, 1, facecolor=face, edgecolor="black", linestyle=style, linewidth=0.9))
            if not inside:
                axes.text(place + 0.5, 0.5, "0", ha="center", va="center", fontsize=9)
        for stop in range(count):
            left = stop * stride - padding
            axes.plot((left + 0.1, left + kernel_size - 0.1), (1.6 + 0.7 * stop,) * 2, "-", color=COLOURS[1], linewidth=3)
        axes.set(xlim=(-border - 0.2, pixels + border + 0.2), ylim=(1.9 + 0.7 * max(counts), -0.3))
        axes.set_title(f"stride {stride}, padding {padding}:\n{count} stops", fontsize=10)
        axes.set_axis_off()
    plt.show()
    plt.close(figure)
    told = "; ".join(f"stride {s}, padding {p}: {count}" for (s, p), count in zip(settings, counts, strict=True))
    print(f"Figure: stops of a window of {kernel_size} over a row of {pixels} pixels; {told}.")


def layer_matrix(matrix: np.ndarray, axis_labels: tuple[str, str], title: str = "") -> None:
    """Draw the weights of a linear layer as a grid; white is negative, grey is 0, black is positive. Introduced in lesson 08.

    Args:
        matrix: ``(outputs, inputs)``, as ``nn.Linear`` holds it.
        axis_labels: what a column is, and what a row is.
        title: stands over the figure.

    Raises:
        ValueError: it is no table of finite numbers.
    """
    matrix = _table(matrix, "matrix")
    largest = float(np.abs(matrix).max()) or 1.0
    figure, axes = plt.subplots(figsize=(7.4, 1.2 + 6.2 * matrix.shape[0] / matrix.shape[1]))
    drawn = axes.imshow(matrix, cmap="gray_r", vmin=-largest, vmax=largest)
    axes.grid(visible=False)
    axes.set(xlabel=axis_labels[0], ylabel=axis_labels[1], title=title)
    figure.colorbar(drawn, ax=axes, label="weight", shrink=0.9)
    plt.show()
    plt.close(figure)
    zeros, values = int((matrix == 0).sum()), len(np.unique(matrix[matrix != 0]))
    print(f"Figure: {matrix.size:,} weights, {zeros:,} of them 0; the others have {values} different values.")


def _array(values: object) -> np.ndarray:
    return np.asarray(values.detach().cpu() if hasattr(values, "detach") else values, dtype=float)


def _table(values: object, name: str) -> np.ndarray:
    found = _array(values)
    if found.ndim != 2 or not found.size or not np.isfinite(found).all():
        raise ValueError(f"The {name} has the shape {found.shape}: it must be a table of finite numbers.")
    return found


def _sums(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    if kernel.shape[0] > image.shape[0] or kernel.shape[1] > image.shape[1]:
        raise ValueError(f"A window of shape {kernel.shape} does not fit into an image of shape {image.shape}.")
    return (np.lib.stride_tricks.sliding_window_view(image, kernel.shape) * kernel).sum(axis=(2, 3))


def _signed(value: float, digits: int) -> str:
    """The number with a real minus, and never minus zero."""
    return f"{round(float(value), digits) + 0.0:.{digits}f}".replace("-", "−")


def _write_numbers(axes: Axes, table: np.ndarray, is_dark: Callable[[float], bool], size: int, digits: int) -> None:
    """Write the finite numbers of a table into its cells; whole ones without a point if all of them are whole."""
    finite = table[np.isfinite(table)]
    digits = 0 if np.array_equal(finite, finite.round()) else digits
    for (row, column), value in np.ndenumerate(table):
        if np.isfinite(value):
            colour = "white" if is_dark(value) else "black"
            axes.text(column, row, _signed(value, digits), ha="center", va="center", fontsize=size, color=colour)


def _draw_numbers(axes: Axes, table: np.ndarray, name: str) -> None:
    """A grid of numbers on white, those above 0 on blue."""
    axes.set(xlim=(-0.5, table.shape[1] - 0.5), ylim=(table.shape[0] - 0.5, -0.5), aspect="equal", title=name)
    axes.title.set_fontsize(10)
    for (row, column), value in np.ndenumerate(table):
        face = "#dbeaf4" if value > 0 else "white"
        axes.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, facecolor=face, edgecolor="0.6", linewidth=0.7))
    _write_numbers(axes, table, lambda value: False, size=11, digits=1)
    _bare(axes)


def _frame(axes: Axes, row: int, column: int, height: int, width: int) -> None:
    place = (column - 0.5, row - 0.5)
    axes.add_patch(Rectangle(place, width, height, fill=False, edgecolor=COLOURS[1], linewidth=3, zorder=3, clip_on=False))


def _bare(axes: Axes) -> None:
    axes.grid(visible=False)
    axes.set(xticks=[], yticks=[])
    for side in axes.spines.values():
        side.set(visible=True, linewidth=0.6)
