"""A figure that compares ways of training, each with several seeds."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np

from helpers.plots.style import COLOURS


def spread(results: Mapping[str, tuple[Sequence[float], Sequence[float]]]) -> None:
    """Draw one row for each way of training, with the held-out loss of every run. Introduced in lesson 03.

    Args:
        results: by name, the losses after the last epoch and the lowest losses, one number a run each.

    Raises:
        ValueError: there is nothing to draw, or a row has no runs.
    """
    if not results or not all(len(last) and len(last) == len(lowest) for last, lowest in results.values()):
        raise ValueError("There is nothing to draw: every row needs at least one run, and both losses of each.")
    figure, axes = plt.subplots(figsize=(7, 0.9 + 0.45 * len(results)))
    texts = []
    for place, (name, (last, lowest)) in enumerate(results.items()):
        first = place == 0
        axes.plot(
            last, [place - 0.14] * len(last), "o", color=COLOURS[0], alpha=0.7, linestyle="none",
            label="after the last epoch" if first else None,
        )  # fmt: skip
        axes.plot(
            lowest, [place + 0.18] * len(lowest), "s", color=COLOURS[1], markerfacecolor="none", markersize=5, linestyle="none",
            label="lowest on the way" if first else None,
        )  # fmt: skip
        axes.plot(
            np.mean(last), place - 0.14, "|", color="black", markersize=18, markeredgewidth=2, linestyle="none",
            label="mean after the last epoch" if first else None,
        )  # fmt: skip
        texts.append(f"{name} {np.mean(last):.2f} ({np.mean(lowest):.2f})")
    axes.set_yticks(range(len(results)), list(results))
    axes.invert_yaxis()
    axes.set(xlabel="held-out cross-entropy loss (nats)", xlim=(0, None))
    figure.legend(loc="outside upper center", ncols=3, fontsize=9)
    plt.show()
    plt.close(figure)
    print("Figure: mean held-out loss after the last epoch (lowest on the way):", ", ".join(texts) + ".")
