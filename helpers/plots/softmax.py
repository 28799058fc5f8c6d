"""A figure of softmax: from logits to shares."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from helpers.plots.style import COLOURS

HATCHES = ("", "///", "...", "\\\\\\", "xx", "--")
LARGEST = 50  # exponentials of logits beyond are too long to write, or no numbers at all
PANEL = 170  # width of a panel in points, at least


def softmax_bars(logits: Sequence[float], class_names: Sequence[str], title: str = "") -> None:
    """Draw how softmax makes shares of one example's logits: exponentials, divided by their sum. Introduced in lesson 01.

    Where the largest logit is further than 50 from 0, it is subtracted from all of them first: the shares stay the same.

    Args:
        logits: one for each class, an array, a tensor or a list.
        class_names: by class number.
        title: says whose logits these are.

    Raises:
        ValueError: there is no logit, not one name for each, or a logit that is not finite.
    """
    logits = np.asarray(logits.detach().cpu() if hasattr(logits, "detach") else logits, dtype=float)
    if logits.ndim != 1 or not len(logits) or len(logits) != len(class_names):
        raise ValueError(
            f"Logits of shape {logits.shape} and {len(class_names)} names: one example's logits are needed, with a name for each."
        )
    if not np.isfinite(logits).all():
        raise ValueError("Every logit must be a finite number.")
    shift = float(logits.max()) if abs(logits.max()) > LARGEST else 0.0
    exponentials = np.exp(logits - shift)
    shares = exponentials / exponentials.sum()
    of = "(logit − largest)" if shift else "the logit"
    panels = (
        ("logits", logits, _short, "logit (no unit)"),
        ("exponentials", exponentials, _short, f"e to the power of {of}"),
        ("shares", shares, _percent, "share of the sum of exponentials"),
    )
    figure, row = plt.subplots(
        1, 3, figsize=(9, 1.5 + 0.42 * len(logits) + 0.35 * bool(title)), sharey=True, gridspec_kw={"wspace": 0.08}
    )
    for axes, (name, values, written, label) in zip(row, panels, strict=True):
        _draw_bars(axes, values, [written(value).replace("-", "−") for value in values])
        axes.set_title(name, fontsize=11)
        axes.set_xlabel(label, fontsize=10)
        axes.tick_params(axis="y", length=0)
    row[0].set_yticks(range(len(logits)), list(class_names))
    row[0].set_ylim(len(logits) - 0.5, -0.5)
    if title:
        figure.suptitle(title)
    plt.show()
    plt.close(figure)
    listed = "; ".join(
        f"{name}: logit {_short(logit)}, exponential {_short(exponential)}, share {_percent(share)}"
        for name, logit, exponential, share in zip(class_names, logits, exponentials, shares, strict=True)
    )
    told = f" (exponentials of the logits minus the largest, {_short(shift)})" if shift else ""
    print(f"Figure: {listed}{told}.")


def _draw_bars(axes: Axes, values: np.ndarray, texts: Sequence[str]) -> None:
    for number, (value, text) in enumerate(zip(values, texts, strict=True)):
        colour, hatch = COLOURS[number % len(COLOURS)], HATCHES[number % len(HATCHES)]
        axes.barh(number, value, height=0.65, facecolor=(colour, 0.4), edgecolor=colour, hatch=hatch, linewidth=1.2)
        side, align = (-1, "right") if value < 0 else (1, "left")
        axes.annotate(text, (value, number), xytext=(4 * side, 0), textcoords="offset points", va="center", ha=align, fontsize=10)
    # Room for the longest number on either side, as a share of the panel's width.
    left, right = (
        max((6.6 * len(text) + 12 for value, text in zip(values, texts, strict=True) if (value < 0) == negative), default=0)
        / PANEL
        for negative in (True, False)
    )
    low, high = min(0.0, values.min()), max(0.0, values.max())
    width = ((high - low) or 1.0) / (1 - left - right)
    axes.set_xlim(low - left * width, high + right * width)
    axes.axvline(0, color="black", linewidth=0.8)
    axes.locator_params(axis="x", nbins=4)
    axes.grid(visible=False, axis="y")
    axes.set_axisbelow(True)


def _short(value: float) -> str:
    """Three or four digits that count."""
    size = abs(value)
    if size >= 1e6 or 0 < size < 1e-3:
        return f"{value:.1e}"
    return f"{value:,.0f}" if size >= 100 else f"{value:.2f}" if size >= 0.1 or not size else f"{value:.3f}"


def _percent(share: float) -> str:
    """What is not quite 0 or 1 is not written as 0 or 1."""
    return "<0.1%" if 0 < share < 0.0005 else ">99.9%" if 0.9995 < share < 1 else f"{share:.1%}"
