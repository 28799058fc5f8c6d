"""Figures of early stopping: what is learnt first, where a run stops, and what that changed over many runs."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from helpers.plots.style import COLOURS, LINE_STYLES, MARKERS

TRUE, TAUGHT, OTHER = "the true digit", "the wrong label", "something else"
# Fill, hatch and weight of the writing: the kinds of answer differ by more than colour.
LOOKS = {
    TRUE: (COLOURS[5], None, "bold"),
    TAUGHT: (COLOURS[4], "///", "bold"),
    OTHER: ("white", None, "normal"),
}


def answers_in_time(
    images: np.ndarray, taught: Sequence[int], truth: Sequence[int], answers: Mapping[int, Sequence[int]], title: str = ""
) -> None:
    """Draw images with a wrong label, and below each what a network answers while it learns. Introduced in lesson 06.

    Args:
        images: ``(examples, height, width)``, drawn from white (smallest) to black (largest).
        taught: the label that the network learns from, of each image.
        truth: what each image shows; never the label.
        answers: by epoch, the answer to each image.
        title: says what was asked.

    Raises:
        ValueError: there is nothing to draw, the lengths differ, or a label is right.
    """
    if not len(images) or not answers or any(len(row) != len(images) for row in (taught, truth, *answers.values())):
        raise ValueError("There must be an image at least, an epoch at least, and for each image a label, a truth and answers.")
    if any(label == right for label, right in zip(taught, truth, strict=True)):
        raise ValueError("Every label must be wrong, but one of them is what the image shows.")
    figure, axes = plt.subplots(figsize=(0.82 * len(images) + 1.9, 0.46 * (len(answers) + 2.7) + 0.8))
    for column, (image, label, right) in enumerate(zip(images, taught, truth, strict=True)):
        axes.imshow(image, cmap="gray_r", extent=(column - 0.42, column + 0.42, -2.05, -0.55), zorder=1)
        axes.text(column, -2.2, f"label {label}\n(is {right})", ha="center", va="bottom", fontsize=10)
        for row, (_, given) in enumerate(answers.items()):
            fill, hatch, weight = LOOKS[_kind(given[column], label, right)]
            box = (column - 0.42, row - 0.36), 0.84, 0.72
            axes.add_patch(plt.Rectangle(*box, facecolor=fill, edgecolor="0.35", hatch=hatch, linewidth=0.8, alpha=0.55))
            axes.text(column, row, f"{given[column]}", ha="center", va="center", fontsize=12, fontweight=weight)
    axes.set(xlim=(-0.6, len(images) - 0.4), ylim=(len(answers) - 0.5, -3.2), xticks=[], title=title)
    axes.set_aspect("auto")
    axes.set_yticks(range(len(answers)), [f"epoch {epoch}" for epoch in answers])
    axes.tick_params(length=0)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    boxes = [
        Patch(facecolor=fill, hatch=hatch, edgecolor="0.35", alpha=0.55, label=kind) for kind, (fill, hatch, _) in LOOKS.items()
    ]
    figure.legend(handles=boxes, loc="outside lower center", ncols=3)
    plt.show()
    plt.close(figure)
    told = []
    for epoch, given in answers.items():
        kinds = [_kind(*each) for each in zip(given, taught, truth, strict=True)]
        told.append(f"epoch {epoch}: " + ", ".join(f"{kind} {kinds.count(kind)}" for kind in LOOKS))
    print(f"Figure: answers to {len(images)} images with a wrong label. {'; '.join(told)}.")


def _kind(answer: int, label: int, right: int) -> str:
    return TRUE if answer == right else TAUGHT if answer == label else OTHER


def stops_on_curve(epochs: Sequence[int], losses: Sequence[float], stops: Mapping[int, tuple[int, int]], title: str = "") -> None:
    """Draw a validation loss and, for each patience, what is kept and where the run ends. Introduced in lesson 06.

    Args:
        epochs: when the loss was measured.
        losses: one for each of them, in nats.
        stops: by patience, the place of the evaluation that is kept and of the one after which the run ends, from 0.
        title: says what was trained.

    Raises:
        ValueError: the lengths differ, there is no patience, or a place was never measured.
    """
    if len(epochs) != len(losses) or not stops:
        raise ValueError(f"{len(losses)} losses for {len(epochs)} epochs, and {len(stops)} patiences: one at least is needed.")
    if not all(0 <= kept <= ended < len(losses) for kept, ended in stops.values()):
        raise ValueError(f"The places must be from 0 to {len(losses) - 1}, and what is kept must not come after the end.")
    figure, axes = plt.subplots(figsize=(7, 4.4))
    axes.plot(epochs, losses, "-", color="0.55", linewidth=1.5, label="validation loss")
    bottom, top = min(losses), max(losses)
    step = 0.09 * (top - bottom)
    told = []
    for row, (patience, (kept, ended)) in enumerate(stops.items()):
        height = bottom - (row + 1.2) * step
        look = {"color": COLOURS[row % len(COLOURS)], "linewidth": 2}
        axes.plot([epochs[kept], epochs[kept]], [height, losses[kept]], linestyle=":", linewidth=1, color=look["color"])
        axes.plot([epochs[kept], epochs[ended]], [height, height], linestyle="-", **look)
        axes.plot(epochs[kept], height, MARKERS[2], markersize=8, color=look["color"])
        axes.plot(epochs[kept], losses[kept], MARKERS[2], markersize=8, color=look["color"])
        axes.plot(epochs[ended], height, MARKERS[1], markersize=7, color=look["color"])
        axes.annotate(
            f"patience {patience}",
            (epochs[ended], height),
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
            fontsize=10,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
        )
        told.append(f"patience {patience} keeps epoch {epochs[kept]} (loss {losses[kept]:.3f}) and ends at {epochs[ended]}")
    axes.set(title=title, xlabel="epoch", ylabel="validation loss (nats)")
    axes.set_xlim(0, 1.1 * epochs[-1])
    axes.set_yticks([tick for tick in axes.get_yticks() if tick >= bottom - step])
    handles = [
        Line2D([], [], color="0.55", linewidth=1.5, label="validation loss"),
        Line2D([], [], color="0.3", marker=MARKERS[2], linestyle="none", markersize=8, label="kept"),
        Line2D([], [], color="0.3", marker=MARKERS[1], linestyle="-", markersize=7, label="the wait, and the end"),
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=3)
    plt.show()
    plt.close(figure)
    print(f"Figure: {'; '.join(told)}. The lowest loss is {bottom:.3f}, at epoch {epochs[int(np.argmin(losses))]}.")


def stopping_curve(
    epochs: Sequence[int], losses: Sequence[float], best_epoch: int, stop_epoch: int, title: str, zoom: bool = False
) -> None:
    """Draw a validation loss with its best evaluation, the wait, and the end of the run. Introduced in lesson 06.

    Args:
        epochs: when the loss was measured; all of them, also those after the stop.
        losses: one for each of them, in nats.
        best_epoch: where the best weights were kept.
        stop_epoch: where the run ended: patience was used up, or it was the last epoch.
        title: says what was trained.
        zoom: whether the vertical axis shows the lower half of the losses alone, and the lowest of all is marked;
            otherwise it begins at 0.

    Raises:
        ValueError: the lengths differ, or one of the two epochs was never measured.
    """
    if len(epochs) != len(losses):
        raise ValueError(f"{len(losses)} losses for {len(epochs)} epochs.")
    for epoch in (best_epoch, stop_epoch):
        if epoch not in epochs:
            raise ValueError(f"No loss was measured at epoch {epoch}.")
    best, stop = list(epochs).index(best_epoch), list(epochs).index(stop_epoch)
    figure, axes = plt.subplots()
    axes.axvspan(best_epoch, stop_epoch, color="0.9", label="the wait")
    axes.plot(epochs[: stop + 1], losses[: stop + 1], "-", color=COLOURS[0], label="validation loss")
    if stop < len(epochs) - 1:
        axes.plot(epochs[stop:], losses[stop:], ":", color=COLOURS[1], label="the rest, spared")
    size = 7 if zoom else 10
    axes.plot(best_epoch, losses[best], MARKERS[2], color="black", markersize=size, linestyle="none", label="best weights")
    axes.plot(stop_epoch, losses[stop], MARKERS[1], color="black", markersize=size - 1, linestyle="none", label="end of the run")
    axes.set(title=title, xlabel="epoch", ylabel="cross-entropy loss (nats)", ylim=(0, None))
    if zoom:
        bottom, middle, top = np.quantile(losses, (0, 0.5, 1))
        ring = {"marker": "o", "markersize": 14, "markerfacecolor": "none", "color": COLOURS[3], "linestyle": "none"}
        axes.plot(epochs[int(np.argmin(losses))], bottom, label="lowest of all", **ring)
        room = (middle - bottom) or (top - bottom) or 1.0
        axes.set_ylim(bottom - 0.3 * room, middle + 0.3 * room)
    figure.legend(loc="outside lower center", ncols=3 if zoom else 5, columnspacing=1.2)
    plt.show()
    plt.close(figure)
    print(
        f"Figure: validation loss {losses[best]:.3f} at its best, epoch {best_epoch}; {losses[stop]:.3f} at the end of "
        f"the run, epoch {stop_epoch}; {losses[-1]:.3f} at epoch {epochs[-1]}."
    )


def paired_differences(groups: Mapping[str, Sequence[float]], title: str, ylabel: str) -> None:
    """Draw one difference a run beside a line at zero, and the mean of each group. Introduced in lesson 06.

    Args:
        groups: the differences of each group, by its name; the same place is the same run in every group.
        title: what was compared.
        ylabel: the difference, with its unit.

    Raises:
        ValueError: there is no group, one without runs, or groups of different length.
    """
    if not groups or not all(len(values) for values in groups.values()):
        raise ValueError("There is nothing to draw: every group needs at least one difference.")
    if len({len(values) for values in groups.values()}) > 1:
        raise ValueError("Every group must hold a difference for every run, but their lengths differ.")
    figure, axes = plt.subplots()
    axes.axhline(0, color="black", linewidth=1)
    for colour, style, marker, (name, values) in zip(COLOURS, LINE_STYLES, MARKERS, groups.items(), strict=False):
        runs = range(1, len(values) + 1)
        axes.axhline(np.mean(values), color=colour, linestyle=style, linewidth=1.5, alpha=0.7)
        axes.plot(runs, values, marker, color=colour, markersize=7, linestyle="none", label=name)
    axes.set(title=title, xlabel="run (a line: the mean of all runs)", ylabel=ylabel)
    axes.xaxis.get_major_locator().set_params(integer=True)
    figure.legend(loc="outside lower center", ncols=3, columnspacing=1.2)
    plt.show()
    plt.close(figure)
    listed = "; ".join(
        f"{name}: mean {np.mean(values):+.2f}, {sum(value > 0 for value in values)} of {len(values)} runs above zero, "
        f"from {min(values):.2f} to {max(values):.2f}"
        for name, values in groups.items()
    )
    print(f"Figure: {listed}.")
