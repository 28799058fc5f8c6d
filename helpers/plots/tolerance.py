"""Which differences a comparison lets pass, and which it refuses."""

import math
from collections.abc import Mapping

import matplotlib.pyplot as plt
from matplotlib.ticker import NullLocator

from helpers.plots.style import COLOURS

ACCEPTED, REFUSED = ("o", COLOURS[2]), ("X", COLOURS[1])  # mark and colour


def tolerance_verdicts(
    differences: Mapping[str, float],
    notes: Mapping[str, str],
    tolerance: float,
    heading: str,
    title: str = "",
    scale: tuple[float, float] = (1e-8, 100.0),
) -> None:
    """Draw differences on a scale of powers of ten, and the line up to which they are accepted. Introduced in lesson 04.

    Args:
        differences: what was done, and the largest difference that it made, at least 0. A difference outside the scale is drawn
            at its end.
        notes: by the same words, what stands at the right of each row.
        tolerance: the largest difference that is accepted, above 0.
        heading: what the notes say.
        title: of the figure.
        scale: where the axis begins and ends; it does not depend on the tolerance, so that a knob moves the line alone.

    Raises:
        ValueError: there is no row, the words of both differ, or a number is none of those that are allowed.
    """
    if not differences or list(differences) != list(notes):
        raise ValueError(f"Differences of {list(differences)} and notes on {list(notes)}: one of each is needed for every row.")
    if not all(math.isfinite(value) and value >= 0 for value in differences.values()):
        raise ValueError("A largest difference is a finite number that is at least 0.")
    if not (math.isfinite(tolerance) and tolerance > 0):
        raise ValueError(f"The tolerance is {tolerance!r}, but it must be a finite number above 0.")
    low, high = scale
    figure, axes = plt.subplots(figsize=(7.6, 0.42 * len(differences) + 1.5))
    line = min(max(tolerance, low), high)
    axes.axvspan(low, line, color=ACCEPTED[1], alpha=0.12)
    axes.axvline(line, color="black", linestyle="--", linewidth=1.5)
    for row, (name, value) in enumerate(differences.items()):
        mark, colour = ACCEPTED if value <= tolerance else REFUSED
        axes.plot(min(max(value, low), high), row, mark, color=colour, markersize=10, clip_on=False, linestyle="none")
        axes.text(1.02, row, notes[name], transform=axes.get_yaxis_transform(), ha="left", va="center", fontsize=10)
    axes.text(1.02, -0.85, heading, transform=axes.get_yaxis_transform(), ha="left", va="center", fontsize=10, fontweight="bold")
    axes.set_xscale("log")
    axes.xaxis.set_minor_locator(NullLocator())  # marks between powers of ten would make a knob wait longer
    axes.set_yticks(range(len(differences)), list(differences))
    axes.set(xlim=scale, ylim=(len(differences) - 0.5, -1.2), xlabel="largest difference of an answer (logit)", title=title)
    handles = [
        axes.plot([], [], mark, color=colour, markersize=9, linestyle="none", label=label)[0]
        for (mark, colour), label in ((ACCEPTED, "accepted"), (REFUSED, "refused"))
    ]
    handles.append(axes.plot([], [], "--", color="black", linewidth=1.5, label="tolerance")[0])
    figure.legend(handles=handles, loc="outside lower center", ncols=3)
    plt.show()
    plt.close(figure)
    verdicts = (
        f"{name} ({value:.1e}) {'accepted' if value <= tolerance else 'refused'}, {notes[name]}"
        for name, value in differences.items()
    )
    print(f"Figure: tolerance {tolerance:.1e}; {heading}: {'; '.join(verdicts)}.")
