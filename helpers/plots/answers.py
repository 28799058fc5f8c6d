"""Figures of two answers to one question, the expected one and the one that came, and where they part."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np

from helpers.plots.style import COLOURS, LINE_STYLES, MARKERS, use_course_style

_MOST_NAMED = 3
_WHERE = {"color": COLOURS[3], "marker": "X"}


def curves_apart(expected: Sequence[float], got: Sequence[float], apart: Sequence[bool], name: str) -> None:
    """Draw two rows of numbers over their places, and a cross wherever they differ. Introduced in lesson 01.

    Args:
        expected: what was to come.
        got: what came, as many numbers.
        apart: for each place, whether the two differ.
        name: what the numbers are.

    Raises:
        ValueError: there is nothing to draw, or the three lengths differ.
    """
    expected, got = np.asarray(expected, dtype=float), np.asarray(got, dtype=float)
    apart = np.asarray(apart, dtype=bool)
    if not expected.ndim == got.ndim == apart.ndim == 1 or not len(expected) == len(got) == len(apart) > 0:
        raise ValueError(f"{len(expected)}, {len(got)} and {len(apart)} places: there must be as many of each, and at least one.")
    with plt.rc_context():
        use_course_style()
        figure, axes = plt.subplots(figsize=(7, 3.2))
        every = max(1, len(expected) // 12)
        for place, (label, row) in enumerate((("expected", expected), ("got", got))):
            look = {"color": COLOURS[place], "linestyle": LINE_STYLES[place], "marker": MARKERS[place]}
            axes.plot(row, **look, markevery=every, markersize=5, label=label)
        where = np.flatnonzero(apart)
        finite = np.where(np.isfinite(got), got, np.nan)
        axes.plot(where, finite[where], **_WHERE, linestyle="none", markersize=7, label="differs")
        axes.set(xlabel="place", ylabel=name)
        figure.legend(loc="outside lower center", ncols=3)
        plt.show()
        plt.close(figure)
    print(f"Figure: {name}, expected and got at {len(expected)} places; {_told(where, len(expected))}.")


def images_apart(expected: np.ndarray, got: np.ndarray, apart: np.ndarray, name: str) -> None:
    """Draw two tables of numbers as images on one scale, and a third image of where they differ. Introduced in lesson 01.

    Args:
        expected: what was to come, rows and columns.
        got: what came, of the same shape.
        apart: for each place, whether the two differ.
        name: what the numbers are.

    Raises:
        ValueError: there is nothing to draw, or the three shapes differ.
    """
    expected, got = np.asarray(expected, dtype=float), np.asarray(got, dtype=float)
    apart = np.asarray(apart, dtype=bool)
    if expected.ndim != 2 or not expected.shape == got.shape == apart.shape or not expected.size:
        shapes = f"{expected.shape}, {got.shape}, {apart.shape}"
        raise ValueError(f"The shapes are {shapes}, but there must be rows and columns, as many in each.")
    both = np.stack([expected, got])
    finite = both[np.isfinite(both)] if np.isfinite(both).any() else np.zeros(1)
    with plt.rc_context():
        use_course_style()
        figure, panels = plt.subplots(1, 3, figsize=(9, 3.2))
        for axes, title, values in zip(panels, ("expected", "got"), (expected, got), strict=False):
            shown = axes.imshow(values, cmap="viridis", vmin=finite.min(), vmax=finite.max(), aspect="auto")
            axes.set_title(title)
        figure.colorbar(shown, ax=list(panels[:2]), label=name)
        panels[2].imshow(apart, cmap="gray_r", vmin=0, vmax=1, aspect="auto")
        panels[2].set_title("differs (black)")
        for axes in panels:
            axes.set(xlabel="column", ylabel="row")
            axes.grid(False)
        plt.show()
        plt.close(figure)
    where = [f"[{row}, {column}]" for row, column in np.argwhere(apart)]
    print(f"Figure: {name}, expected and got in {len(expected)} rows of {expected.shape[1]}; {_told(where, expected.size)}.")


def _told(where: Sequence[object], whole: int) -> str:
    """How many places differ, and the first of them."""
    first = ", ".join(map(str, where[:_MOST_NAMED]))
    return f"they differ at {len(where)} of {whole}" + (f", first at {first}" if len(where) else "")
