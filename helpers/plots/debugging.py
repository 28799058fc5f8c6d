"""Figures for a training that does not learn: what its loss and its gradients look like."""

import math
from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt

from helpers.plots.style import COLOURS, LINE_STYLES, MARKERS


def loss_signatures(losses: Mapping[str, Sequence[float]], know_nothing: float) -> None:
    """Draw a small panel for each training, with its loss over the steps, all on one logarithmic scale.

    Introduced in lesson 17. The first training is the healthy one; it is repeated in grey in every panel. The scale
    goes from a tenth of its smallest loss to ten times ``know_nothing``; what lies outside is cut off.

    Args:
        losses: one loss a step for each training, by name; NaN and infinity leave a gap.
        know_nothing: the loss of a network that knows nothing, in nats, drawn as a line.

    Raises:
        ValueError: there is nothing to draw.
    """
    if not losses or not all(len(values) for values in losses.values()):
        raise ValueError("There is nothing to draw: every training needs at least one loss.")
    healthy = next(iter(losses.values()))
    limits = (0.1 * min((value for value in healthy if 0 < value < know_nothing), default=know_nothing), 10 * know_nothing)
    columns = min(4, len(losses))
    rows = math.ceil(len(losses) / columns)
    figure, grid = plt.subplots(rows, columns, figsize=(2.5 * columns, 2.1 * rows + 0.5), sharex=True, sharey=True, squeeze=False)
    for axes, (name, values) in zip(grid.flat, losses.items(), strict=False):
        axes.axhline(know_nothing, color="black", linestyle=":", linewidth=1.5, label="knows nothing")
        axes.plot(range(len(healthy)), healthy, "--", color="0.6", label="healthy")
        axes.plot(range(len(values)), values, "-", color=COLOURS[0], linewidth=2, label="this training")
        axes.set(yscale="log", ylim=limits)
        axes.set_title(name, fontsize=10)
    for axes in list(grid.flat)[len(losses) :]:
        axes.set_visible(False)
    figure.supxlabel("step", fontsize=11)
    figure.supylabel("cross-entropy loss (nats, log scale)", fontsize=11)
    figure.legend(*grid[0, 0].get_legend_handles_labels(), loc="outside upper center", ncols=3)
    plt.show()
    plt.close(figure)
    ends = "; ".join(f"{name} {values[0]:.2f} to {values[-1]:.2f}" for name, values in losses.items())
    print(f"Figure: loss at the first and the last step: {ends}.")


def gradient_history(norms: Mapping[str, Sequence[float]], title: str) -> None:
    """Draw the length of the gradient over the steps, on a logarithmic scale. Introduced in lesson 17.

    Args:
        norms: one length a step for each training, by name; where it is NaN or infinite, the curve ends.
        title: says what was trained.

    Raises:
        ValueError: there is nothing to draw.
    """
    if not norms or not all(len(values) for values in norms.values()):
        raise ValueError("There is nothing to draw: every training needs at least one gradient.")
    figure, axes = plt.subplots()
    texts = []
    for place, (name, values) in enumerate(norms.items()):
        finite = [value for value in values if math.isfinite(value)]
        axes.plot(
            range(len(values)), values, color=COLOURS[place % 6], linestyle=LINE_STYLES[place % 6],
            marker=MARKERS[place % 6], markevery=max(1, len(finite) // 10), label=name,
        )  # fmt: skip
        first_lost = next((step for step, value in enumerate(values) if not math.isfinite(value)), None)
        ending = f"{values[-1]:.3g} at step {len(values) - 1}" if first_lost is None else f"not finite from step {first_lost} on"
        texts.append(f"{name}: {values[0]:.3g} at step 0, {ending}")
    axes.set(title=title, xlabel="step", ylabel="length of the gradient (log scale)", yscale="log")
    figure.legend(loc="outside lower center", ncols=3)
    plt.show()
    plt.close(figure)
    print("Figure:", "; ".join(texts) + ".")


def layer_gradients(norms: Mapping[str, Sequence[float]], title: str) -> None:
    """Draw the length of each layer's gradient, from the first layer to the last, on a logarithmic scale.

    Introduced in lesson 17.

    Args:
        norms: one length a layer for each network, by name; the networks have equally many layers.
        title: says when the gradients were taken.

    Raises:
        ValueError: there is nothing to draw, or the networks differ in depth.
    """
    depths = {len(values) for values in norms.values()}
    if len(depths) != 1 or not depths.copy().pop():
        raise ValueError(f"Every network needs the same number of layers, at least 1, but there are {sorted(depths)}.")
    figure, axes = plt.subplots()
    layers = range(1, depths.pop() + 1)
    for place, (name, values) in enumerate(norms.items()):
        axes.plot(
            layers, values, color=COLOURS[place % 6], linestyle=LINE_STYLES[place % 6], marker=MARKERS[place % 6], label=name
        )
    axes.set(title=title, xlabel="linear layer, from the inputs on", ylabel="length of the gradient (log scale)", yscale="log")
    axes.set_xticks(list(layers))
    figure.legend(loc="outside lower center", ncols=3)
    plt.show()
    plt.close(figure)
    ends = "; ".join(
        f"{name}: {values[0]:.2g} in the first layer, {values[-1]:.2g} in the last" for name, values in norms.items()
    )
    print(f"Figure: length of the gradient: {ends}.")
