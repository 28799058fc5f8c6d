"""A figure of what minimising leaves of the weights."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np

from helpers.plots.style import COLOURS


def weight_histograms(weights: Mapping[str, Sequence[float]], small: float = 0.01) -> None:
    """Draw how often each size of weight occurs, one panel for each network, on one scale. Introduced in lesson 13.

    Args:
        weights: by title, all weights of a network.
        small: weights closer to 0 than this are counted in the title.

    Raises:
        ValueError: there is no network, or one without weights.
    """
    given = {name: np.asarray(row, dtype=float).ravel() for name, row in weights.items()}
    if not given or not all(row.size for row in given.values()):
        raise ValueError("There is nothing to draw: every network needs at least one weight.")
    finite = {name: row[np.isfinite(row)] for name, row in given.items()}  # a diverged network has others
    reach = max((float(np.abs(row).max()) for row in finite.values() if row.size), default=1.0) or 1.0
    bins = np.linspace(-reach, reach, 82)  # an odd number of bins: one of them has 0 in its middle
    figure, (row,) = plt.subplots(
        1, len(finite), figsize=(max(7, 3.2 * len(finite)), 3.2), sharex=True, sharey=True, squeeze=False
    )
    texts = []
    for number, (axes, (name, found)) in enumerate(zip(row, finite.items(), strict=True)):
        axes.set(title=f"{name}\nno finite weight", xlabel="weight")
        if not found.size:
            texts.append(f"{name}: no finite weight")
            continue
        axes.hist(found, bins=bins, color=COLOURS[number % 6], weights=np.full(found.size, 1 / found.size))
        share = float((np.abs(found) < small).mean())
        axes.set_title(f"{name}\n{share:.0%} within {small:g} of 0")
        texts.append(f"{name}: {share:.0%} within {small:g} of 0, root mean square {np.sqrt((found**2).mean()):.3f}")
    row[0].set(ylabel="share of the weights (log scale)", yscale="log")
    plt.show()
    plt.close(figure)
    print("Figure:", "; ".join(texts) + ".")
