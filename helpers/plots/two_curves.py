"""Figures of the two losses of a training: on the examples that it learns from, and on the validation part."""

import itertools
from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from helpers.plots.style import COLOURS, END, LINE_STYLES, LOWEST, MARKERS

History = Mapping[str, Sequence[float]]
CURVES = {"train_loss": "train", "validation_loss": "validation"}
STAR = "lowest validation loss"


def two_curves(panels: Mapping[str, History], top: float | None = None, end: bool = False) -> None:
    """Draw training and validation loss over the epochs, several trainings side by side on one scale. Introduced in lesson 02.

    A star marks the lowest validation loss. A loss that is NaN or infinite leaves a hole.

    Args:
        panels: by the panel's title, a history: ``"epoch"``, ``"train_loss"`` and ``"validation_loss"``, of one length.
        top: upper end of the scale; None takes what the curves need.
        end: mark the last validation loss, with a cross.

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
            axes.plot(
                epochs[turn], validation[turn], LOWEST[1], color=LOWEST[0], markersize=14, linestyle="none", zorder=3, label=STAR
            )
            text += f", lowest validation {validation[turn]:.2f} at epoch {epochs[turn]:g}"
        if end:
            axes.plot(
                epochs[-1], validation[-1], END[1], color=END[0], markersize=10, linestyle="none", zorder=3, label="its end"
            )
        axes.set_title(title, y=1.0)
        axes.set(xlabel="epoch", xlim=(-0.04 * epochs[-1] - 0.5, 1.04 * epochs[-1] + 0.5))
        texts.append(text)
    # After every curve is drawn: a limit that is set earlier keeps the scale of the first panel.
    row[0].set(ylabel="cross-entropy loss (nats)", ylim=(0, top))
    for axes, (epochs, _) in zip(row, read.values(), strict=True):
        _fix_places(axes, epochs[-1], row[0].get_ylim()[1], most=7 if len(panels) == 1 else 4)
    row[0].yaxis.set_label_coords(-0.48 / (row[0].get_position().width * width), 0.5)
    handles, names = row[0].get_legend_handles_labels()
    figure.legend(handles, names, loc="lower center", ncols=4 if end else 3)
    plt.show()
    plt.close(figure)
    print("Figure:", "; ".join(texts) + ".")


def marked_curves(history: History, marks: Mapping[str, float], title: str = "") -> None:
    """Draw both losses of one training, with names on some of its epochs. Introduced in lesson 02.

    Args:
        history: as for ``two_curves``, of finite losses.
        marks: by name, the epoch; each must have been recorded. The validation curve is marked there.
        title: says what was trained.

    Raises:
        ValueError: the lengths differ, a loss is not finite, there are more than five marks or one on no recorded epoch.
    """
    epochs, losses = _checked(title, history)
    missing = [name for name, epoch in marks.items() if epoch not in epochs]
    if missing or len(marks) > len(MARKERS) - 1:
        raise ValueError(f"{len(marks)} marks, of which {missing} stand on no recorded epoch; five can be drawn.")
    if not all(np.isfinite(row).all() for row in losses.values()):
        raise ValueError("Every loss must be a finite number.")
    figure, axes = plt.subplots(figsize=(7, 4.4))
    for place, (name, label) in enumerate(CURVES.items()):
        axes.plot(epochs, losses[name], color=COLOURS[place], linestyle=LINE_STYLES[place], label=label)
    validation = losses["validation_loss"]
    top = 1.06 * max(row.max() for row in losses.values())
    for place, (name, epoch) in enumerate(sorted(marks.items(), key=lambda mark: mark[1])):
        height = validation[list(epochs).index(epoch)]
        axes.plot(epoch, height, marker=MARKERS[place], color="black", markersize=8, linestyle="none", zorder=3)
        axes.annotate(
            f"{name}: epoch {epoch:g}",
            (epoch, height),
            ((0.25 + 0.12 * place) * epochs[-1], (0.95 - 0.13 * place) * top),  # a stair, above where curves fall
            va="center",
            arrowprops={"arrowstyle": "-", "color": "0.4", "linewidth": 1, "shrinkB": 5, "relpos": (0, 0.5)},
        )
    axes.set(title=title, xlabel="epoch", ylabel="cross-entropy loss (nats)", xlim=(-0.02 * epochs[-1], 1.04 * epochs[-1]))
    axes.set_ylim(0, top)
    ticks = axes.get_xticks()
    axes.set_xticks(ticks[(ticks >= 0) & (ticks <= epochs[-1])])
    figure.legend(loc="outside lower center", ncols=2)
    plt.show()
    plt.close(figure)
    named = ", ".join(f"{name} at epoch {epoch:g}" for name, epoch in marks.items())
    print(f"Figure: {title}: {named}.")


def answers_over_epochs(
    epochs: Sequence[float], counts: Mapping[str, Sequence[int]], turn: float, title: str = "", told: Sequence[float] = ()
) -> None:
    """Draw what a network answers while it learns: how often each kind of answer, which sum to all. Introduced in lesson 02.

    Args:
        epochs: when the network was asked.
        counts: by kind of answer, how many examples got it, one number for each epoch.
        turn: the epoch of the lowest validation loss; a vertical line marks it.
        title: says what was asked.
        told: the epochs of which the printed line tells; without any, the first and the last.

    Raises:
        ValueError: there is nothing to draw, the lengths differ, or an epoch to tell of was not asked at.
    """
    if not len(epochs) or not counts or any(len(row) != len(epochs) for row in counts.values()):
        raise ValueError(
            f"{len(epochs)} epochs and {[len(row) for row in counts.values()]} counts: there must be as many of each."
        )
    told = list(told) or [epochs[0], epochs[-1]]
    if not set(told) <= set(epochs):
        raise ValueError(f"The epochs {told} are to be told of, but not at all of them was the network asked.")
    places = [list(epochs).index(epoch) for epoch in told]
    figure, axes = plt.subplots(figsize=(7, 4.2))
    every = max(1, len(epochs) // 8)
    for place, (name, row) in enumerate(counts.items()):
        look = {"color": COLOURS[place], "linestyle": LINE_STYLES[place], "marker": MARKERS[place]}
        axes.plot(epochs, row, **look, markevery=every, markersize=5, label=name)
    axes.axvline(turn, color="0.3", linestyle=":", linewidth=1.5, label=f"the turn, epoch {turn:g}")
    whole = sum(row[0] for row in counts.values())
    axes.set(title=title, xlabel="epoch", ylabel=f"images (of {whole})", ylim=(-0.02 * whole - 0.1, 1.05 * whole + 0.1))
    figure.legend(loc="outside lower center", ncols=2)
    plt.show()
    plt.close(figure)
    texts = [f"epoch {epochs[place]:g}: " + ", ".join(f"{name} {row[place]}" for name, row in counts.items()) for place in places]
    print(f"Figure: of {whole} images, {'; '.join(texts)}.")


def losses_by_setting(
    values: Sequence[int],
    train_losses: Sequence[Sequence[float]],
    validation_losses: Sequence[Sequence[float]],
    xlabel: str,
    title: str,
    lowest: Sequence[Sequence[float]] | None = None,
    accuracies: Mapping[str, Sequence[Sequence[float]]] | None = None,
) -> None:
    """Draw the losses after training against a setting: every run as a dot, the means as lines. Introduced in lesson 02.

    Args:
        values: the setting's values, rising, above 0; they stand on a logarithmic axis.
        train_losses: for each value the training losses of several runs.
        validation_losses: for each value the validation losses of the same runs.
        xlabel: what the setting is.
        title: says what was trained.
        lowest: for each value the lowest validation losses on the way; None leaves them out.
        accuracies: validation accuracies from 0 to 1, for each value those of the same runs, by one of the names
            ``"validation, at the end"`` and ``"validation, at its lowest loss"``; they get a panel of their own.

    Raises:
        ValueError: there is nothing to draw, the values do not rise from above 0, or the lengths differ.
    """
    series = {"train, at the end": train_losses, "validation, at the end": validation_losses}
    if lowest is not None:
        series["validation, at its lowest loss"] = lowest
    unknown = sorted(set(accuracies or {}) - set(series))
    if unknown:
        raise ValueError(f"Accuracies by the names {unknown}, but the losses have the names {list(series)}.")
    given = [*series.values(), *(accuracies or {}).values()]
    if not len(values) or any(len(rows) != len(values) or not all(len(row) for row in rows) for rows in given):
        raise ValueError(f"{len(values)} values: each needs a row of losses in every series, and there must be one at least.")
    if values[0] <= 0 or any(later <= earlier for earlier, later in itertools.pairwise(values)):
        raise ValueError(f"The values are {list(values)}, but they must rise, from above 0.")
    looks = dict(zip(series, zip(COLOURS, LINE_STYLES, MARKERS, strict=False), strict=False))
    figure, panels = plt.subplots(1, 2 if accuracies else 1, figsize=(9.6 if accuracies else 7, 4.4), squeeze=False)
    text = _draw_by_setting(panels[0, 0], values, series, looks, ".2f")
    panels[0, 0].set(ylabel="cross-entropy loss (nats)", ylim=(0, None))
    if accuracies:
        text += "; accuracy, " + _draw_by_setting(panels[0, 1], values, accuracies, looks, ".1%")
        panels[0, 1].set(ylabel="validation accuracy (share right)", ylim=(None, 1.0))
        figure.suptitle(title)
    else:
        panels[0, 0].set_title(title)
    for axes in panels[0]:
        axes.set_xscale("log")
        axes.set_xticks(list(values), [f"{value:,}" for value in values])
        axes.minorticks_off()
        axes.set_xlabel(f"{xlabel} (log scale)")
    runs = len(train_losses[0])
    handles, names = panels[0, 0].get_legend_handles_labels()
    figure.legend(
        handles, names,
        loc="outside lower center", ncols=len(series), title=f"line: mean of {runs} seeds; pale: each seed", fontsize=10
    )  # fmt: skip
    plt.show()
    plt.close(figure)
    print(f"Figure: mean losses of {runs} seeds: {text}.")


def _draw_by_setting(
    axes: Axes, values: Sequence[int], series: Mapping[str, Sequence[Sequence[float]]], looks: Mapping[str, tuple], digits: str
) -> str:
    """Every run as a pale dot, the means as lines; returns the means in words."""
    texts = []
    for name, rows in series.items():
        colour, style, marker = looks[name]
        means = [float(np.mean(row)) for row in rows]
        axes.plot(values, means, linestyle=style, marker=marker, color=colour, label=name)
        for value, row in zip(values, rows, strict=True):
            axes.plot([value] * len(row), row, marker, color=colour, alpha=0.35, markersize=4, linestyle="none")
        texts.append(f"{name} " + ", ".join(f"{mean:{digits}} ({value})" for value, mean in zip(values, means, strict=True)))
    return "; ".join(texts)


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
