"""Which names of a file find a place in a network, and which do not."""

from collections.abc import Mapping
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.patches import Patch, Rectangle

from helpers.plots.style import COLOURS

WIDE, HIGH, BETWEEN = 2.5, 0.32, 1.4  # inches: a box, its height, the room between the two columns
LOOKS = {
    "fits": {"facecolor": (COLOURS[0], 0.22), "edgecolor": COLOURS[0], "linestyle": "-"},
    "another shape": {"facecolor": (COLOURS[4], 0.28), "edgecolor": COLOURS[4], "linestyle": ":"},
    "unexpected: the network has no place for it": {"facecolor": "white", "edgecolor": "0.35", "linestyle": "-.", "hatch": ".."},
    "missing: the file has none": {"facecolor": "white", "edgecolor": COLOURS[1], "linestyle": "--", "hatch": "////"},
}
FITS, RESHAPED, UNEXPECTED, MISSING = LOOKS


def matched_names(file: Mapping[str, Any], network: Mapping[str, Any], title: str = "") -> None:
    """Draw the names in a file beside those of a network, with a line from each to its place. Introduced in lesson 04.

    Args:
        file: the ``state_dict`` that a file holds.
        network: the ``state_dict`` of the network that it is to go into.
        title: says whose they are.

    Raises:
        ValueError: neither has an entry.
    """
    if not file and not network:
        raise ValueError("There is nothing to draw: neither the file nor the network has an entry.")
    kinds = {name: kind_of(name, file, network) for name in (*file, *network)}
    rows = max(len(file), len(network))
    wide, high = 2 * WIDE + BETWEEN, rows * 1.4 * HIGH + HIGH
    figure, axes = plt.subplots(figsize=(wide + 0.4, high + 0.8 + 0.35 * bool(title)))
    middles: dict[tuple[str, int], float] = {}
    for side, (heading, entries) in enumerate((("in the file", file), ("in the network", network))):
        left = side * (WIDE + BETWEEN)
        axes.text(left + WIDE / 2, HIGH / 2, heading, ha="center", va="center", weight="bold")
        for row, (name, value) in enumerate(entries.items()):
            top, look = HIGH + row * 1.4 * HIGH, LOOKS[kinds[name]]
            middles[name, side] = top + HIGH / 2
            axes.add_patch(Rectangle((left, top), WIDE, HIGH, linewidth=1.3, clip_on=False, **look))
            words = f"{name}  {' × '.join(str(size) for size in value.shape)}".strip()
            behind = {"facecolor": "white", "edgecolor": "none", "pad": 1.5} if "hatch" in look else None
            axes.text(left + WIDE / 2, top + HIGH / 2, words, ha="center", va="center", fontsize=9.5, bbox=behind)
    for name in file:
        if name in network:
            look = LOOKS[kinds[name]]
            ends = [middles[name, 0], middles[name, 1]]
            axes.plot(
                [WIDE, WIDE + BETWEEN], ends, color=look["edgecolor"], linestyle=look["linestyle"], marker="o", markersize=4
            )
    axes.set(xlim=(-0.05, wide + 0.05), ylim=(high, 0), title=title)
    axes.set_axis_off()
    handles = [Patch(label=kind, **look) for kind, look in LOOKS.items() if kind in kinds.values()]
    figure.legend(handles=handles, loc="outside lower center", ncols=2, handlelength=2.4, handleheight=1.2)
    plt.show()
    plt.close(figure)
    told = (
        f"{kind}: {', '.join(name for name, its in kinds.items() if its == kind)}" for kind in LOOKS if kind in kinds.values()
    )
    print(f"Figure, names: {'; '.join(told)}.")


def kind_of(name: str, file: Mapping[str, Any], network: Mapping[str, Any]) -> str:
    """What becomes of a name when the file is loaded into the network."""
    if name not in network:
        return UNEXPECTED
    if name not in file:
        return MISSING
    return FITS if file[name].shape == network[name].shape else RESHAPED
