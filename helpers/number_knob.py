"""A knob for numbers: a slider that stops at round ones, and a field that takes every other. Needs ipywidgets.

``helpers.play`` loads it only where somebody turns knobs.
"""

import math
from collections.abc import Sequence

import ipywidgets
import traitlets


class NumberKnob(ipywidgets.HBox):
    """A slider and a number field, kept in step. A number typed into the field is taken as it is.

    One outside the range is moved to the nearest end, and a note says so until the next turn.

    Args:
        description: stands before the slider.
        stops: where the slider stops, in order; the first and the last are the ends of the range.
        value: the start.
        width: of the description, in CSS.

    Attributes:
        value: the number in force.
    """

    value = traitlets.Float()

    def __init__(self, description: str, stops: Sequence[float], value: float, width: str) -> None:
        self.stops = tuple(stops)
        self.slider = ipywidgets.SelectionSlider(
            options=[(f"{stop:.10g}", stop) for stop in self.stops],
            index=self._nearest(value),
            readout=False,
            description=description,
            style={"description_width": width},
            layout=ipywidgets.Layout(flex="1 1 auto", width="auto", min_width="0"),
        )
        self.field = ipywidgets.FloatText(
            value=value,
            description=f"{description}, as a number",  # for who does not see it stand beside the slider
            style={"description_width": "0px"},
            layout=ipywidgets.Layout(flex="0 0 auto", width="6em"),
        )
        self.note = ipywidgets.Label(layout=ipywidgets.Layout(display="none", width="auto", margin=f"0 0 0 calc({width} + 8px)"))
        row = ipywidgets.HBox([self.slider, self.field], layout=ipywidgets.Layout(width="32em", max_width="100%"))
        super().__init__([row, self.note], layout=ipywidgets.Layout(flex_flow="row wrap", max_width="100%"))
        self.description = description
        self.value = value
        self._following = False
        self.slider.observe(self._on_slider, names="index")
        self.field.observe(self._on_field, names="value")
        self.observe(self._on_value, names="value")

    def put_back(self, value: float) -> None:
        """Set the value, and leave nothing of what was typed."""
        self.value = value
        self._show()

    def _nearest(self, value: float) -> int:
        return min(range(len(self.stops)), key=lambda place: abs(self.stops[place] - value))

    def _on_slider(self, change: dict) -> None:
        if not self._following:
            self._take(self.stops[change["new"]])

    def _on_field(self, change: dict) -> None:
        if not self._following:
            self._take(change["new"])

    def _take(self, number: float) -> None:
        """A number from the reader: the value, if the range has it; else the nearest end, and a note."""
        low, high = self.stops[0], self.stops[-1]
        note = ""
        if math.isnan(number):
            number, note = self.value, f"a number from {low:.10g} to {high:.10g}"
        elif not low <= number <= high:
            note = f"{number:.10g} is {'below' if number < low else 'above'} the range: {low:.10g} to {high:.10g}"
            number = min(max(number, low), high)
        self._show(number, note)
        self.value = number

    def _on_value(self, change: dict) -> None:
        if self.field.value != change["new"]:  # set by a program
            self._show()

    def _show(self, number: float | None = None, note: str = "") -> None:
        """Slider and field follow, and ask for no drawing."""
        number = self.value if number is None else number
        self._following = True
        try:
            self.slider.index = self._nearest(number)
            self.field.value = number
            self.note.value = note
            self.note.layout.display = "" if note else "none"
        finally:
            self._following = False
