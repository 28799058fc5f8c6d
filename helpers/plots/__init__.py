"""The course's figures. Each function draws, shows, and prints one line that says what the figure shows.

One module a subject: ``style`` (the shared look), ``curves`` (over epochs), ``classes`` (examples).
"""

from helpers.plots.classes import predicted_classes
from helpers.plots.curves import loss_curves
from helpers.plots.style import use_course_style

__all__ = ["loss_curves", "predicted_classes", "use_course_style"]
