"""A figure of how examples are divided into parts."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from helpers.plots.style import COLOURS

HATCHES = ("", "///", "...", "\\\\\\", "xx", "--")
LETTER = 0.092  # inches that a digit takes


def split_bars(rows: Mapping[str, Sequence[tuple[str, int]]], title: str = "", unit: str = "examples") -> None:
    """Draw each row as a bar of parts, with the number of examples written in each part. Introduced in lesson 01.

    The same name is drawn in the same look everywhere; it may stand several times in a row, as the training folds do on
    both sides of the one that is held out.

    Args:
        rows: by name, the parts in the order in which they are drawn: (name, count). At most 6 different parts.
        title: says what is divided.
        unit: what is counted.

    Raises:
        ValueError: there is no row, a row without examples, a count that is not a whole number from 0, or too many parts
            to tell apart.
    """
    names = list(dict.fromkeys(part for parts in rows.values() for part, _ in parts))
    if not rows:
        raise ValueError("There is nothing to draw: at least one row is needed.")
    if len(names) > len(COLOURS):
        raise ValueError(f"{len(names)} different parts cannot be told apart: at most {len(COLOURS)} are drawn.")
    for row, parts in rows.items():
        for part, count in parts:
            if count != int(count) or count < 0:
                raise ValueError(f"The part {part!r} of {row!r} has {count!r} {unit}, but it must be a whole number from 0.")
        if not sum(count for _, count in parts):
            raise ValueError(f"The row {row!r} holds no {unit}.")
    longest = max(sum(int(count) for _, count in parts) for parts in rows.values())
    figure, axes = plt.subplots(figsize=(7.4, 1.5 + 0.56 * len(rows) + 0.3 * bool(title)))
    looks = {
        part: {"facecolor": (colour, 0.35), "hatch": hatch, "edgecolor": colour, "linewidth": 1.2}
        for part, colour, hatch in zip(names, COLOURS, HATCHES, strict=False)
    }
    texts = []
    for place, (row, parts) in enumerate(rows.items()):
        left, outside = 0, []
        for part, count in parts:
            if count:
                axes.barh(place, count, left=left, height=0.62, **looks[part])
                if count / longest * 5.4 > LETTER * len(f"{count:,}") + 0.12:
                    box = {"facecolor": "white", "edgecolor": "none", "boxstyle": "round,pad=0.15", "alpha": 0.9}
                    axes.text(left + count / 2, place, f"{count:,}", ha="center", va="center", bbox=box)
                else:
                    outside.append((left + count / 2, f"{count:,}"))
            left += count
        _write_above(axes, place, outside, longest)
        present = {part for part, count in parts if count}
        listed = ", ".join(f"{part} {count:,}" for part, count in parts if count or part not in present)
        texts.append(f"{row}: {listed}")
    axes.set_yticks(range(len(rows)), list(rows))
    axes.set(title=title, xlabel=unit, xlim=(0, 1.01 * longest), ylim=(len(rows) - 0.5, -0.6))
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(visible=False)
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.xaxis.set_major_formatter("{x:,.0f}")
    handles = [Patch(label=part, **look) for part, look in looks.items()]
    figure.legend(handles=handles, loc="outside lower center", ncols=min(4, len(names)), handlelength=2.4, handleheight=1.2)
    plt.show()
    plt.close(figure)
    print("Figure:", "; ".join(texts) + ".")


def _write_above(axes: Axes, place: int, counts: Sequence[tuple[float, str]], longest: int) -> None:
    """Write the counts of narrow parts over the bar, moved to the right as far as they would overlap."""
    free = -np.inf
    for middle, text in counts:
        half = LETTER * 0.85 * len(text) / 5.4 * longest / 2
        across = max(middle, free + half)
        free = across + 1.4 * half + 0.01 * longest
        axes.text(across, place - 0.32, text, ha="center", va="bottom", fontsize=9)
