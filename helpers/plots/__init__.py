"""The course's figures. Each function draws, shows, and prints one line that says what the figure shows.

One module a subject: ``style`` (the shared look), ``curves`` (over epochs), ``classes`` (examples),
``digits`` (small images), ``overfitting`` (curves side by side, over the amount of data, over several seeds).
"""

from helpers.plots.classes import predicted_classes
from helpers.plots.curves import loss_curves
from helpers.plots.digits import labelled_digits
from helpers.plots.overfitting import curve_panels, learning_curve, spread
from helpers.plots.style import use_course_style

__all__ = [
    "curve_panels",
    "labelled_digits",
    "learning_curve",
    "loss_curves",
    "predicted_classes",
    "spread",
    "use_course_style",
]
