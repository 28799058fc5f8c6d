"""Knobs: a figure that is drawn once where a lesson is stored, tested or printed, and redrawn while someone turns it.

Whether someone sits in front of the notebook the environment says: ``course lab`` sets ``COURSE_LIVE=1`` for its kernels.
ipywidgets is imported only then.
"""

import inspect
import math
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from numbers import Integral, Real
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

LIVE = "COURSE_LIVE"
LOGARITHMIC = 20  # from this ratio of a range's ends on, its slider is logarithmic


def is_live() -> bool:
    """Whether someone sits in front of this notebook and can turn a knob. Introduced in lesson 01."""
    return os.environ.get(LIVE) == "1"


def turn(function: Callable[..., object], **knobs: object) -> None:
    """Draw a figure at its defaults; where someone sits in front of it, with knobs that redraw it. Introduced in lesson 01.

        def draw(learning_rate=0.01, hidden_size=10):
            network = train_small_network(inputs, labels, hidden_size, learning_rate, steps=1000)
            regions_and_curve(network.predict, ...)

        turn(draw, learning_rate=(0.001, 1.0), hidden_size=(1, 50))

    An error inside the function is then shown as one line in the place of the figure, so that one can turn on.

    Args:
        function: draws a figure, shows it and prints its text twin. Each of its parameters has a default.
        knobs: for each parameter to turn, by name, the values that it may take. ``(low, high)``: a slider, in whole numbers
            if both ends and the default are whole, logarithmic if ``high`` is at least 20 times ``low`` and the numbers are
            not whole. It stops at round numbers; the field beside it takes every number of the range. A list of more than two
            values, or of texts: a selection. ``bool``, ``True`` or ``False``: a checkbox.

    Raises:
        ValueError: there is no knob, one that the function has no parameter or no default for, an empty or reversed range, or
            a default outside its range.
    """
    found = _read(function, knobs)
    if is_live():
        _Panel(function, found).show()
    else:
        function()


@dataclass(frozen=True)
class _Knob:
    """A parameter, where it starts, and what it may be: a ``switch``, one of ``values``, or from one to the other of them."""

    name: str
    default: Any
    kind: str  # "switch", "choice", "whole", "linear" or "logarithmic"
    values: tuple


def _read(function: Callable[..., object], knobs: dict[str, object]) -> list[_Knob]:
    """What was asked for, checked."""
    if not knobs:
        raise ValueError("There is nothing to turn: name at least one knob, for example learning_rate=(0.001, 0.1).")
    title = getattr(function, "__name__", "the function")
    usable = {
        name: parameter
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)
    }
    for name in knobs:
        if name not in usable:
            raise ValueError(f"{title} has no parameter {name!r} to turn; it has {', '.join(usable) or 'none'}.")
    for name, parameter in usable.items():
        if parameter.default is parameter.empty:
            raise ValueError(f"{title} has no default for {name!r}, but the figure is drawn at its defaults first.")
    return [_knob(name, usable[name].default, values) for name, values in knobs.items()]


def _knob(name: str, default: Any, values: object) -> _Knob:
    if values is bool or isinstance(values, bool):
        values = (False, True)
    if not isinstance(values, list | tuple) or len(values) < 2:
        raise ValueError(
            f"The knob {name!r} has {values!r}, but it needs a range (low, high), a list of at least two values, or bool."
        )
    if all(isinstance(value, bool) for value in values):
        if not isinstance(default, bool):
            raise ValueError(f"The knob {name!r} starts at {default!r}, but a checkbox is True or False.")
        return _Knob(name, default, "switch", (False, True))
    if len(values) > 2 or not all(map(_is_number, values)):
        if default not in values:
            raise ValueError(f"The knob {name!r} starts at {default!r}, which is not among its values {list(values)!r}.")
        return _Knob(name, default, "choice", tuple(values))
    low, high = values
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise ValueError(f"The knob {name!r} has the range ({low!r}, {high!r}), but it must go from a lower to a higher number.")
    if not _is_number(default) or not low <= default <= high:
        raise ValueError(f"The knob {name!r} starts at {default!r}, outside its range from {low!r} to {high!r}.")
    if all(isinstance(number, Integral) for number in (low, high, default)):
        return _Knob(name, default, "whole", (low, high))
    return _Knob(name, default, "logarithmic" if low > 0 and high / low >= LOGARITHMIC else "linear", (low, high))


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def quick_png(figure: Figure) -> bytes:
    """A figure as PNG, whole. Introduced in lesson 01.

    Jupyter cuts a figure to what is drawn, for which it is drawn twice, and packs the picture tightly. While a knob is turned,
    neither is worth the time, and cut pictures would jump: a longer number beside an axis makes them wider.
    """
    picture = BytesIO()
    figure.savefig(picture, format="png", pil_kwargs={"compress_level": 1})
    return picture.getvalue()


@contextmanager
def _quick_pictures() -> Iterator[None]:
    """Inside the block, the notebook shows figures by ``quick_png``."""
    from IPython import get_ipython

    shell = get_ipython()
    if shell is None:
        yield
        return
    pictures = shell.display_formatter.formatters["image/png"]
    before = pictures.for_type(Figure, quick_png)
    try:
        yield
    finally:
        if before is None:
            pictures.pop(Figure, None)
        else:
            pictures.for_type(Figure, before)


class _Panel:
    """The controls of a figure, a button that puts them back, and the figure below them."""

    def __init__(self, function: Callable[..., object], knobs: list[_Knob]) -> None:
        import ipywidgets

        self.function, self.knobs = function, knobs
        width = f"{0.6 * max(len(knob.name) for knob in knobs) + 1:.0f}em"
        self.controls = [_control(knob, width) for knob in knobs]
        self.reset = ipywidgets.Button(description="reset", tooltip="Put every knob back to its start")
        self.reset.layout = ipywidgets.Layout(width="6em", margin=f"2px 2px 8px calc({width} + 8px)")  # below the sliders
        self.output = ipywidgets.Output()
        self.reset.on_click(self.put_back)
        self.watch(True)

    def show(self) -> None:
        import ipywidgets
        import matplotlib.pyplot as plt
        from IPython.display import display

        # A notebook's backend is loaded with the first figure, and then says how figures are shown: before `_quick_pictures`.
        plt.switch_backend(mpl.get_backend())
        display(ipywidgets.VBox([*map(_shown, self.controls), self.reset, self.output]))
        self.draw()

    def watch(self, on: bool) -> None:
        for control in self.controls:
            (control.observe if on else control.unobserve)(self.draw, names="value")

    def put_back(self, _: object = None) -> None:
        self.watch(False)  # one drawing, not one for each knob
        for knob, control in zip(self.knobs, self.controls, strict=True):
            if hasattr(control, "put_back"):
                control.put_back(knob.default)
            else:
                control.value = knob.default
        self.watch(True)
        self.draw()

    def draw(self, _: object = None) -> None:
        import matplotlib.pyplot as plt
        from IPython.display import clear_output

        with self.output, _quick_pictures():
            clear_output(wait=True)  # the old figure stays until the new one is there
            before = set(plt.get_fignums())
            try:
                self.function(**{knob.name: control.value for knob, control in zip(self.knobs, self.controls, strict=True)})
            except Exception as error:
                first_line = next(iter(str(error).splitlines()), "")
                print(f"{type(error).__name__}: {first_line}")
                for number in set(plt.get_fignums()) - before:  # or it would be shown below the next cell
                    plt.close(number)


def _control(knob: _Knob, width: str) -> Any:
    """The widget of a knob, at its start."""
    import ipywidgets

    look = {
        "description": knob.name.replace("_", " "),
        "style": {"description_width": width},
        "layout": ipywidgets.Layout(width="32em", max_width="100%"),
    }
    if knob.kind == "switch":
        return ipywidgets.Checkbox(value=knob.default, indent=True, **look)
    if knob.kind == "choice":
        options = [(str(value), value) for value in knob.values]
        if all(map(_is_number, knob.values)):
            return ipywidgets.SelectionSlider(options=options, value=knob.default, readout=False, **look)
        return ipywidgets.Dropdown(options=options, value=knob.default, **look)
    if knob.kind == "whole":
        return ipywidgets.IntSlider(value=knob.default, min=knob.values[0], max=knob.values[1], **look)
    from helpers.number_knob import NumberKnob

    # Not a FloatSlider: it would move a default to the nearest of its steps, and stop at 0.0316 where one looks for 0.03.
    return NumberKnob(look["description"], _places(knob), knob.default + 0.0, width)


def _shown(control: Any) -> Any:
    """A control as it is displayed. A slider of choices gets a label: what is typed into its own readout would be ignored."""
    import ipywidgets

    if not isinstance(control, ipywidgets.SelectionSlider):
        return control
    label = ipywidgets.Label(layout=ipywidgets.Layout(flex="0 0 auto", margin="2px 2px 2px 12px", min_width="4em"))
    ipywidgets.dlink((control, "label"), (label, "value"))
    control.layout = ipywidgets.Layout(flex="1 1 auto", width="auto", min_width="0")
    return ipywidgets.HBox([control, label], layout=ipywidgets.Layout(width="32em", max_width="100%"))


def _places(knob: _Knob) -> list[float]:
    """Where a slider of numbers stops: at round numbers, at both ends, and where it starts."""
    low, high = knob.values
    if knob.kind == "logarithmic":
        powers = range(math.floor(math.log10(low)), math.floor(math.log10(high)) + 1)
        round_numbers = [float(f"{leading}e{power}") for power in powers for leading in (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8)]
    else:
        power = math.floor(math.log10((high - low) / 80))
        step = next(factor for factor in (5, 2, 1) if factor * 10.0**power <= (high - low) / 80 * (1 + 1e-9))
        first, last = (round(end / (step * 10.0**power)) for end in knob.values)
        round_numbers = [float(f"{step * place}e{power}") for place in range(first, last + 1)]
    # Of two that read alike, the end or the start is kept. Adding 0.0 makes 0.0 of -0.0, which reads otherwise.
    places = [value + 0.0 for value in (*round_numbers, low, high, knob.default) if low <= value <= high]
    return sorted({f"{value:.10g}": value for value in places}.values())
