"""Figures of early stopping: where a run stops, and what that changed over many runs."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt

from helpers.plots.style import COLOURS, MARKERS


def stopping_curve(epochs: Sequence[int], losses: Sequence[float], best_epoch: int, stop_epoch: int, title: str) -> None:
    """Draw a validation loss with its best evaluation, the wait, and the end of the run. Introduced in lesson 06.

    Args:
        epochs: when the loss was measured; all of them, also those after the stop.
        losses: one for each of them, in nats.
        best_epoch: where the best weights were kept.
        stop_epoch: where the run ended: patience was used up, or it was the last epoch.
        title: says what was trained.

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
    axes.plot(best_epoch, losses[best], MARKERS[2], color="black", markersize=10, linestyle="none", label="best weights")
    axes.plot(stop_epoch, losses[stop], MARKERS[1], color="black", markersize=9, linestyle="none", label="end of the run")
    axes.set(title=title, xlabel="epoch", ylabel="cross-entropy loss (nats)", ylim=(0, None))
    figure.legend(loc="outside lower center", ncols=5, columnspacing=1.2)
    plt.show()
    plt.close(figure)
    print(
        f"Figure: validation loss {losses[best]:.3f} at its best, epoch {best_epoch}; {losses[stop]:.3f} at the end of "
        f"the run, epoch {stop_epoch}; {losses[-1]:.3f} at epoch {epochs[-1]}."
    )


def paired_differences(groups: Mapping[str, Sequence[float]], title: str, ylabel: str) -> None:
    """Draw one difference a run, sorted, beside a line at zero. Introduced in lesson 06.

    Args:
        groups: the differences of each group of runs, by the group's name; every group is sorted by itself.
        title: what was compared.
        ylabel: the difference, with its unit.

    Raises:
        ValueError: there is no group, or one without runs.
    """
    if not groups or not all(len(values) for values in groups.values()):
        raise ValueError("There is nothing to draw: every group needs at least one difference.")
    figure, axes = plt.subplots()
    axes.axhline(0, color="black", linewidth=1)
    for colour, marker, (name, values) in zip(COLOURS, MARKERS, groups.items(), strict=False):
        axes.plot(range(1, len(values) + 1), sorted(values), marker, color=colour, markersize=7, linestyle="none", label=name)
    axes.set(title=title, xlabel="run, sorted by difference", ylabel=ylabel)
    axes.xaxis.get_major_locator().set_params(integer=True)
    figure.legend(loc="outside lower center", ncols=3, columnspacing=1.2)
    plt.show()
    plt.close(figure)
    listed = "; ".join(
        f"{name}: {sum(value > 0 for value in values)} of {len(values)} runs above zero, "
        f"from {min(values):.2f} to {max(values):.2f}"
        for name, values in groups.items()
    )
    print(f"Figure: {listed}.")
