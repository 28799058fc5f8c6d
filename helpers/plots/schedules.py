"""Figures of lesson 14: walks that bounce around a goal, shapes of schedules, and how far apart trainings end."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np

from helpers.plots.style import COLOURS, LINE_STYLES, MARKERS


def bouncing_walks(walks: Mapping[str, Sequence[float]], goal: float, ylabel: str, title: str = "") -> None:
    """Draw what one weight was after each step, for several ways to walk, and where they are to go. Introduced in lesson 14.

    Args:
        walks: by name, the weight before the first step and after each one; every walk has a panel of its own.
        goal: the weight at which the loss is lowest.
        ylabel: what the weight is, with its unit.
        title: over the whole figure.

    Raises:
        ValueError: there is no walk, or one without a step.
    """
    if not walks or any(len(walk) < 2 for walk in walks.values()):
        raise ValueError("There is nothing to draw: at least one walk is needed, and a step in each.")
    figure, (row,) = plt.subplots(1, len(walks), figsize=(max(7, 3.4 * len(walks)), 3.6), sharey=True, squeeze=False)
    texts = []
    for number, (axes, (name, walk)) in enumerate(zip(row, walks.items(), strict=True)):
        axes.plot(range(len(walk)), walk, "-", color=COLOURS[number % len(COLOURS)], linewidth=1.2, label=None)
        axes.axhline(goal, color="black", linestyle="--", linewidth=1.4, label="lowest loss" if not number else None)
        axes.set(title=name, xlabel="step")
        half = np.asarray(walk[len(walk) // 2 :], dtype=float)
        texts.append(f"{name}: from {walk[0]:.2f}, in its second half between {half.min():.2f} and {half.max():.2f}")
    row[0].set_ylabel(ylabel)
    figure.suptitle(title or None)
    figure.legend(loc="outside lower center")
    plt.show()
    plt.close(figure)
    print(f"Figure: the loss is lowest at {goal:.2f}. " + "; ".join(texts) + ".")


def losses_at_the_end(rows: Mapping[str, Sequence[float]], xlabel: str, title: str = "") -> None:
    """Draw one row of marks for each way of training, a mark for each run, on a logarithmic axis. Introduced in lesson 14.

    Args:
        rows: by name, the last loss of each run. One that is not finite stands at the right edge, and is counted.
        xlabel: what the loss is, with its unit.
        title: says what was trained.

    Raises:
        ValueError: there is no row, or one without a loss, or a loss that is not above 0.
    """
    given = {name: np.asarray(losses, dtype=float) for name, losses in rows.items()}
    if not given or not all(losses.size and not (losses <= 0).any() for losses in given.values()):
        raise ValueError("There is nothing to draw: every row needs at least one loss, and each must be above 0.")
    finite = np.concatenate([losses[np.isfinite(losses)] for losses in given.values()])
    edge = 1.15 * finite.max() if finite.size else 1.0
    figure, axes = plt.subplots(figsize=(7, 1.5 + 0.5 * len(rows)))
    texts = []
    for place, (name, losses) in enumerate(given.items()):
        drawn, middle = np.where(np.isfinite(losses), losses, edge), float(np.median(losses))
        shifts = np.linspace(-0.2, 0.2, len(losses)) if len(losses) > 1 else 0.0
        axes.plot(
            drawn, place + shifts, linestyle="none", alpha=0.6, markersize=6,
            marker=MARKERS[place % len(MARKERS)], color=COLOURS[place % len(COLOURS)],
        )  # fmt: skip
        label = None if place else "middle run"
        axes.plot(min(middle, edge), place, "|", color="black", markersize=26, markeredgewidth=2, linestyle="none", label=label)
        lost = int((~np.isfinite(losses)).sum())
        more = f", {lost} diverged" if lost else ""
        texts.append(f"{name}: {losses.min():.3f} to {losses[np.isfinite(losses)].max(initial=0):.3f}, middle {middle:.3f}{more}")
    axes.set_xscale("log")
    low, high = axes.get_xlim()
    wanted = [tick for tick in (0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2, 5, 10) if low <= tick <= high]
    axes.set_xticks(wanted, [f"{tick:g}" for tick in wanted])
    axes.set_xticks([], minor=True)
    axes.set_yticks(range(len(rows)), list(rows))
    axes.set(title=title, xlabel=xlabel, ylim=(len(rows) - 0.5, -0.5))
    axes.grid(visible=False, axis="y")
    figure.legend(loc="outside lower right")
    plt.show()
    plt.close(figure)
    print("Figure:", "; ".join(texts) + ".")


def schedule_shapes(schedules: Mapping[str, Sequence[float]], title: str = "") -> None:
    """Draw each schedule as stairs over the epochs, in a small panel of its own. Introduced in lesson 14.

    Args:
        schedules: by name, what the learning rate is multiplied with in each epoch.
        title: over the whole figure.

    Raises:
        ValueError: there is no schedule, or one without an epoch.
    """
    if not schedules or not all(len(factors) for factors in schedules.values()):
        raise ValueError("There is nothing to draw: at least one schedule is needed, and an epoch in each.")
    figure, (row,) = plt.subplots(1, len(schedules), figsize=(max(7, 2 * len(schedules)), 2.9), sharey=True, squeeze=False)
    texts = []
    for number, (axes, (name, factors)) in enumerate(zip(row, schedules.items(), strict=True)):
        colour = COLOURS[number % len(COLOURS)]
        places = np.arange(len(factors) + 1)
        axes.stairs(factors, places, fill=True, color=colour, alpha=0.25)
        axes.stairs(factors, places, color=colour, linewidth=1.8)
        axes.set(title=name, xlabel="epoch", xticks=np.unique([0, len(factors) // 2, len(factors)]))
        texts.append(f"{name} from {factors[0]:.3g} to {factors[-1]:.3g}, {np.mean(factors):.2f} on average")
    row[0].set(ylabel="factor of the rate", ylim=(0, 1.08 * max(max(factors) for factors in schedules.values())))
    figure.suptitle(title or None)
    plt.show()
    plt.close(figure)
    print("Figure: " + "; ".join(texts) + ".")


def schedule_and_losses(
    rates: Sequence[float], train: Sequence[Sequence[float]], validation: Sequence[Sequence[float]], title: str = ""
) -> None:
    """Draw the rate of each epoch, and beside it the losses of several runs, fast enough for a knob. Introduced in lesson 14.

    Args:
        rates: the learning rate of each epoch.
        train: a row for each run: the training loss before the first epoch and after each one, in nats.
        validation: the same for the validation loss; its runs are drawn one by one, too. What lies above 10 is drawn at 10.
        title: over the whole figure.

    Raises:
        ValueError: the numbers of epochs do not fit together, or there is no run.
    """
    rates, shown = np.asarray(rates, dtype=float), {"training": np.asarray(train), "validation": np.asarray(validation)}
    for name, runs in shown.items():
        if runs.ndim != 2 or not len(runs) or runs.shape[1] != len(rates) + 1:
            raise ValueError(f"{len(rates)} rates and {name} losses of the shape {runs.shape} do not fit: (runs, epochs + 1).")
    # Fixed margins and few ticks: a knob redraws this figure.
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 4), layout="none")
    figure.subplots_adjust(left=0.09, right=0.98, bottom=0.23, top=0.86, wspace=0.24)
    epochs = np.arange(len(rates) + 1)
    lowest, highest = 0.05, 10
    left.step(epochs, [*rates, rates[-1]], where="post", color=COLOURS[2], linestyle="-")
    left.set(xlabel="epoch", ylabel="learning rate", ylim=(0, 1.08 * rates.max()))
    texts = []
    for number, (name, runs) in enumerate(shown.items()):
        inside = np.clip(np.where(np.isfinite(runs), runs, highest), lowest, highest)
        if name == "validation":
            for place, run in enumerate(inside):
                label = None if place else "validation, each run"
                right.plot(epochs, run, "-", color=COLOURS[number], alpha=0.5, linewidth=0.8, label=label)
        look = {"color": COLOURS[number], "linestyle": LINE_STYLES[number], "marker": MARKERS[number], "markersize": 5}
        right.plot(epochs, np.median(inside, axis=0), label=f"{name}, middle", **look)
        texts.append(f"{name} {np.median(runs[:, -1]):.3f} ({runs[:, -1].min():.3f} to {runs[:, -1].max():.3f})")
    right.set_yscale("log")
    right.set(xlabel="epoch", ylabel="loss (nats, log scale)", ylim=(lowest, 1.1 * highest))
    ticks = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)
    right.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    right.set_yticks([], minor=True)
    figure.legend(loc="lower center", ncols=3, fontsize=10)
    figure.suptitle(title or None)
    plt.show()
    plt.close(figure)
    print(f"Figure: rate {rates[0]:.3g} to {rates[-1]:.3g}; loss at the end: " + ", ".join(texts) + ".")
