"""The look that every figure of the course shares: line style and marker carry the meaning as well as colour."""

import matplotlib.pyplot as plt

from helpers.palette import COLOURS, LINE_STYLES, MARKERS

__all__ = ["COLOURS", "END", "LINE_STYLES", "LOWEST", "MARKERS", "use_course_style"]

# Colour and mark of a run's last validation loss, and of its lowest one.
END, LOWEST = (COLOURS[3], "X"), ("black", "*")


def use_course_style() -> None:
    """Set matplotlib's defaults for every figure of the course. Introduced in lesson 01."""
    plt.rcParams.update(
        {
            "figure.dpi": 100,
            "figure.figsize": (7, 4),
            "figure.constrained_layout.use": True,
            "font.size": 11,
            "axes.grid": True,
            "grid.alpha": 0.3,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "legend.frameon": False,
            "lines.linewidth": 2,
            "axes.prop_cycle": plt.cycler(color=COLOURS, linestyle=LINE_STYLES),
        }
    )
