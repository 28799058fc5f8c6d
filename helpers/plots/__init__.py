"""The course's figures. Each function draws, shows, and prints one line that says what the figure shows.

One module a subject: ``style`` (the shared look), ``curves`` (over epochs), ``classes`` (examples), ``digits``
(small images), ``overfitting`` (curves side by side, over the amount of data, over several seeds),
``early_stopping`` (chapter 04), ``images`` (pictures), ``modes`` (training mode against evaluation mode),
``validation`` (chapter 09).
"""

from helpers.plots.classes import predicted_classes
from helpers.plots.curves import loss_curves
from helpers.plots.digits import labelled_digits
from helpers.plots.early_stopping import paired_differences, stopping_curve
from helpers.plots.images import image_row
from helpers.plots.modes import mode_scores, output_spread
from helpers.plots.overfitting import curve_panels, learning_curve, spread
from helpers.plots.style import use_course_style
from helpers.plots.validation import best_of_many, score_rows, setting_curves

__all__ = [
    "best_of_many",
    "curve_panels",
    "image_row",
    "labelled_digits",
    "learning_curve",
    "loss_curves",
    "mode_scores",
    "output_spread",
    "paired_differences",
    "predicted_classes",
    "score_rows",
    "setting_curves",
    "spread",
    "stopping_curve",
    "use_course_style",
]
