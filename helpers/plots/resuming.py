"""The figure of resumed runs: how far each ends from the run that was never interrupted."""

import math
from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np

from helpers.plots.style import COLOURS

SMALLEST = 1e-9  # below this the axis is linear, so that 0 has a place on it


def resume_ladder(rungs: Mapping[str, Sequence[float]]) -> None:
    """Draw one row a rung, one mark a run: its largest weight difference. Introduced in lesson 04.

    Args:
        rungs: what was put back, from little to all, and the differences of the runs; the same runs on every rung.

    Raises:
        ValueError: there is no rung, one without runs or with another number of them, or a difference that is
            negative or not finite.
    """
    counts = {len(values) for values in rungs.values()}
    if len(counts) != 1 or 0 in counts:
        raise ValueError(f"Every rung needs the same number of runs, at least 1, but they have {sorted(counts) or 'no rungs'}.")
    if not all(math.isfinite(value) and value >= 0 for values in rungs.values() for value in values):
        raise ValueError("A largest difference is a finite number that is at least 0.")
    runs = counts.pop()
    spread = np.linspace(-0.3, 0.3, runs) if runs > 1 else np.zeros(1)
    xs, ys = np.array(list(rungs.values())), np.arange(len(rungs))[:, None] + spread
    zero = xs == 0
    figure, axes = plt.subplots()
    kinds = (("some difference", ~zero, "o", COLOURS[0]), ("none at all", zero, "s", COLOURS[1]))
    for label, chosen, marker, colour in kinds:
        # Marks on the axis' end are drawn whole.
        axes.plot(
            xs[chosen],
            ys[chosen],
            marker,
            color=colour,
            linestyle="none",
            markersize=7,
            markeredgecolor="white",
            label=label,
            clip_on=False,
        )
    axes.set_xscale("symlog", linthresh=SMALLEST)
    axes.set_xlim(0, max(1.0, 2 * xs.max()))
    axes.set_xticks([0, 1e-8, 1e-6, 1e-4, 1e-2, 1])
    axes.set_yticks(range(len(rungs)), list(rungs))
    axes.set_ylim(len(rungs) - 0.5, -0.5)
    axes.set(title="Resumed against uninterrupted", xlabel="largest difference of a weight (0, then logarithmic)")
    axes.grid(visible=False, axis="y")
    figure.legend(loc="outside lower center", ncols=2)
    plt.show()
    plt.close(figure)
    listed = "; ".join(f"{name} {_range(values)}" for name, values in rungs.items())
    print(f"Figure: largest difference over {runs} runs: {listed}.")


def _range(values: Sequence[float]) -> str:
    low, high = min(values), max(values)
    return f"{low:.3g}" if low == high else f"{low:.3g} to {high:.3g}"
