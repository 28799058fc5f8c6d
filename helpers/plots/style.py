"""The look that every figure of the course shares.

Line style and marker carry the meaning as well as colour (Okabe and Ito's palette, which colour-blind
readers can tell apart).
"""

import matplotlib.pyplot as plt

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
LINE_STYLES = ("-", "--", "-.", ":", "-", "--")
MARKERS = ("o", "s", "^", "D", "v", "P")


def use_course_style() -> None:
    """Set matplotlib's defaults for every figure of the course. Introduced in chapter 01."""
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
