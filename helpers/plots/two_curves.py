"""Figures of the two losses of a training: on the examples that it learns from, and on the validation part."""

import itertools
from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from helpers.plots.style import COLOURS, LINE_STYLES, MARKERS

History = Mapping[str, Sequence[float]]
CURVES = {"train_loss": "train", "validation_loss": "validation"}
STAR = "lowest validation loss"


def two_curves(panels: Mapping[str, History], gap: bool = False, top: float | None = None) -> None:
    """Draw training and validation loss over the epochs, several trainings side by side on one scale. Introduced in lesson 02.

    A star marks the lowest validation loss. A loss that is NaN or infinite leaves a hole.

    Args:
        panels: by the panel's title, a history: ``"epoch"``, ``"train_loss"`` and ``"validation_loss"``, of one length.
        gap: measure the distance of the two curves at the end, with an arrow.
        top: upper end of the scale; None takes what the curves need.

    Raises:
        ValueError: there is nothing to draw, or the three lengths of a history differ.
    """
    if not panels:
        raise ValueError("There is nothing to draw: at least one panel is needed.")
    read = {title: _checked(title, history) for title, history in panels.items()}
    width = max(7, 3.2 * len(panels))
    # Fixed margins: to work them out takes longer than to draw, and a knob redraws this figure.
    figure, (row,) = plt.subplots(1, len(panels), figsize=(width, 4), sharey=True, squeeze=False, layout="none")
    figure.subplots_adjust(left=0.65 / width, right=1 - 0.15 / width, bottom=0.24, top=0.91, wspace=0.08)
    texts = []
    for axes, (title, (epochs, losses)) in zip(row, read.items(), strict=True):
        for place, (name, label) in enumerate(CURVES.items()):
            look = {"color": COLOURS[place], "linestyle": LINE_STYLES[place], "marker": MARKERS[place]}
            axes.plot(epochs, losses[name], **look, markevery=max(1, len(epochs) // 7), markersize=5, label=label)
        train, validation = losses.values()
        text = f"{title}: train {train[-1]:.2f}, validation {validation[-1]:.2f} at epoch {epochs[-1]:g}"
        if np.isfinite(validation).any():
            turn = int(np.nanargmin(validation))
            axes.plot(epochs[turn], validation[turn], "*", color="black", markersize=14, linestyle="none", zorder=3, label=STAR)
            text += f", lowest validation {validation[turn]:.2f} at epoch {epochs[turn]:g}"
        if gap:
            text += _draw_gap(axes, epochs[-1], train[-1], validation[-1])
        axes.set_title(title, y=1.0)
        axes.set(
            xlabel="epoch", xlim=(-0.04 * epochs[-1] - 0.5, (1.22 if gap else 1.04) * epochs[-1] + 0.5)
        )  # room for the arrow
        texts.append(text)
    # After every curve is drawn: a limit that is set earlier keeps the scale of the first panel.
    row[0].set(ylabel="cross-entropy loss (nats)", ylim=(0, top))
    for axes, (epochs, _) in zip(row, read.values(), strict=True):
        _fix_places(axes, epochs[-1], row[0].get_ylim()[1], most=7 if len(panels) == 1 else 4)
    row[0].yaxis.set_label_coords(-0.48 / (row[0].get_position().width * width), 0.5)
    handles, names = row[0].get_legend_handles_labels()
    figure.legend(handles, names, loc="lower center", ncols=3)
    plt.show()
    plt.close(figure)
    print("Figure:", "; ".join(texts) + ".")


def losses_by_setting(
    values: Sequence[int],
    train_losses: Sequence[Sequence[float]],
    validation_losses: Sequence[Sequence[float]],
    xlabel: str,
    title: str,
    lowest: Sequence[Sequence[float]] | None = None,
) -> None:
    """Draw the losses after training against a setting: every run as a dot, the means as lines. Introduced in lesson 02.

    Args:
        values: the setting's values, rising, above 0; they stand on a logarithmic axis.
        train_losses: for each value the training losses of several runs.
        validation_losses: for each value the validation losses of the same runs.
        xlabel: what the setting is.
        title: says what was trained.
        lowest: for each value the lowest validation losses on the way; None leaves them out.

    Raises:
        ValueError: there is nothing to draw, the values do not rise from above 0, or the lengths differ.
    """
    series = {"train, at the end": train_losses, "validation, at the end": validation_losses}
    if lowest is not None:
        series["validation, lowest on the way"] = lowest
    if not len(values) or any(len(rows) != len(values) or not all(len(row) for row in rows) for rows in series.values()):
        raise ValueError(f"{len(values)} values: each needs a row of losses in every series, and there must be one at least.")
    if values[0] <= 0 or any(later <= earlier for earlier, later in itertools.pairwise(values)):
        raise ValueError(f"The values are {list(values)}, but they must rise, from above 0.")
    figure, axes = plt.subplots(figsize=(7, 4.4))
    texts = []
    for colour, style, marker, (name, rows) in zip(COLOURS, LINE_STYLES, MARKERS, series.items(), strict=False):
        means = [float(np.mean(row)) for row in rows]
        axes.plot(values, means, linestyle=style, marker=marker, color=colour, label=name)
        for value, row in zip(values, rows, strict=True):
            axes.plot([value] * len(row), row, marker, color=colour, alpha=0.35, markersize=4, linestyle="none")
        texts.append(f"{name} " + ", ".join(f"{mean:.2f} ({value})" for value, mean in zip(values, means, strict=True)))
    axes.set_xscale("log")
    axes.set_xticks(list(values), [f"{value:,}" for value in values])
    axes.minorticks_off()
    runs = len(train_losses[0])
    axes.set(title=title, xlabel=f"{xlabel} (log scale)", ylabel="cross-entropy loss (nats)", ylim=(0, None))
    figure.legend(
        loc="outside lower center", ncols=len(series), title=f"line: mean of {runs} seeds; pale: each seed", fontsize=10
    )
    plt.show()
    plt.close(figure)
    print(f"Figure: mean losses of {runs} seeds: {'; '.join(texts)}.")


def _checked(title: str, history: History) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Epochs, and both losses with NaN in the place of what is not finite."""
    epochs = np.asarray(history["epoch"])
    losses = {name: np.asarray(history[name], dtype=float) for name in CURVES}
    if not len(epochs) or any(values.shape != epochs.shape for values in losses.values()):
        lengths = ", ".join(f"{len(values)} of {name}" for name, values in losses.items())
        raise ValueError(f"{title!r} has {len(epochs)} epochs and {lengths}: there must be as many of each, and at least one.")
    return epochs, {name: np.where(np.isfinite(values), values, np.nan) for name, values in losses.items()}


def _fix_places(axes: Axes, last_epoch: float, top: float, most: int) -> None:
    """Give label and ticks their places, none where nothing was measured: to find them takes longer than to draw."""
    axes.xaxis.set_label_coords(0.5, -0.12)
    for set_ticks, end, bins in ((axes.set_xticks, last_epoch, most), (axes.set_yticks, top, 7)):
        ticks = MaxNLocator(nbins=bins, steps=[1, 2, 2.5, 5, 10]).tick_values(0, end)
        set_ticks(ticks[(ticks >= 0) & (ticks <= end)])


def _draw_gap(axes: Axes, epoch: float, train: float, validation: float) -> str:
    """An arrow from curve to curve, right of their ends; returns the words for it."""
    distance = validation - train
    if not np.isfinite(distance):
        return ""
    axes.annotate(
        "", (1.03 * epoch, validation), (1.03 * epoch, train), arrowprops={"arrowstyle": "<->", "shrinkA": 0, "shrinkB": 0}
    )
    axes.annotate(f"gap {distance:.2f}", (1.05 * epoch, (train + validation) / 2), va="center")
    return f", gap {distance:.2f}"
