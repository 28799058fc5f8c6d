"""Knobs: one figure where nobody turns them, and a figure that follows them where somebody does."""

import base64
import contextlib
import math
import os
import subprocess
import sys
import time
from io import BytesIO
from queue import Empty

import ipywidgets
import matplotlib.pyplot as plt
import nbformat
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook
from PIL import Image

from helpers import play
from helpers.number_knob import NumberKnob
from helpers.play import is_live, turn


@pytest.fixture
def live(monkeypatch):
    """Somebody sits in front; what is displayed is kept instead."""
    monkeypatch.setenv("COURSE_LIVE", "1")
    panels = []
    monkeypatch.setattr("IPython.display.display", panels.append)
    return panels


class Drawing:
    """A figure that only notes with what it was called."""

    def __init__(self):
        self.calls = []

    def __call__(self, rate=0.01, hidden_size=10, noise=False, optimizer="SGD", batch_size=32):
        self.calls.append({"rate": rate, "hidden_size": hidden_size, "noise": noise, "optimizer": optimizer, "batch": batch_size})


KNOBS = {
    "rate": (0.001, 0.1),
    "hidden_size": (1, 50),
    "noise": bool,
    "optimizer": ["SGD", "Adam"],
    "batch_size": [8, 32, 128],
}


def controls(panel):
    """The sliders and boxes of a panel by their name, its button and its output."""
    *named, reset, output = panel.children
    named = [box.children[0] if type(box) is ipywidgets.HBox else box for box in named]
    return {control.description: control for control in named}, reset, output


@pytest.mark.parametrize(("value", "expected"), [(None, False), ("", False), ("0", False), ("1", True)])
def test_the_environment_says_whether_somebody_sits_in_front(monkeypatch, value, expected):
    if value is None:
        monkeypatch.delenv("COURSE_LIVE", raising=False)
    else:
        monkeypatch.setenv("COURSE_LIVE", value)
    assert is_live() is expected


def test_where_nobody_turns_the_figure_is_drawn_once_at_its_defaults(monkeypatch, capsys):
    monkeypatch.delenv("COURSE_LIVE", raising=False)
    draw = Drawing()
    assert turn(draw, **KNOBS) is None
    assert draw.calls == [{"rate": 0.01, "hidden_size": 10, "noise": False, "optimizer": "SGD", "batch": 32}]
    assert capsys.readouterr().out == ""


def test_where_nobody_turns_an_error_is_an_error(monkeypatch):
    monkeypatch.delenv("COURSE_LIVE", raising=False)

    def draw(size=1):
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        turn(draw, size=(1, 5))


def test_ipywidgets_is_loaded_only_for_somebody():
    program = "import sys, helpers.play; helpers.play.turn(lambda a=1: None, a=(1, 5)); print('ipywidgets' in sys.modules)"
    environment = {name: value for name, value in os.environ.items() if name != "COURSE_LIVE"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.split() == ["False"]


def test_each_kind_of_knob_has_its_control(live):
    turn(Drawing(), **KNOBS)
    found, reset, output = controls(live[0])
    kinds = {
        "rate": NumberKnob,
        "hidden size": ipywidgets.IntSlider,
        "noise": ipywidgets.Checkbox,
        "optimizer": ipywidgets.Dropdown,
        "batch size": ipywidgets.SelectionSlider,
    }
    assert {name: type(control) for name, control in found.items()} == kinds
    assert (found["hidden size"].min, found["hidden size"].max, found["hidden size"].value) == (1, 50, 10)
    assert [label for label, _ in found["rate"].slider.options][:4] == ["0.001", "0.0012", "0.0015", "0.002"]
    assert found["rate"].slider.options[-1] == ("0.1", 0.1)
    assert isinstance(reset, ipywidgets.Button)
    assert isinstance(output, ipywidgets.Output)


@pytest.mark.parametrize(
    ("values", "default", "kind"),
    [
        ((0, 0.9), 0.5, "linear"),
        ((0, 1), 0.5, "linear"),
        ((0.0, 100.0), 1.0, "linear"),
        ((-5.0, 100.0), 1.0, "linear"),
        ((1.0, 19.0), 2.0, "linear"),
        ((0.001, 0.1), 0.01, "logarithmic"),
        ((1, 1000.0), 10, "logarithmic"),
        ((1, 1000), 10, "whole"),
        ([1, 5], 1, "whole"),
        ((1, 2, 4), 2, "choice"),
        (("a", "b"), "b", "choice"),
        ((None, 5), None, "choice"),
        (True, False, "switch"),
        ((False, True), True, "switch"),
    ],
)
def test_the_values_decide_the_kind(values, default, kind):
    def draw(x=default):
        pass

    (knob,) = play._read(draw, {"x": values})
    assert knob.kind == kind


def test_every_turn_draws_once_with_what_is_set(live):
    draw = Drawing()
    turn(draw, **KNOBS)
    found, _, _ = controls(live[0])
    found["hidden size"].value = 20
    found["noise"].value = True
    found["optimizer"].value = "Adam"
    found["rate"].value = 0.05
    assert len(draw.calls) == 5
    assert draw.calls[0] == {"rate": 0.01, "hidden_size": 10, "noise": False, "optimizer": "SGD", "batch": 32}
    assert draw.calls[-1] == {"rate": 0.05, "hidden_size": 20, "noise": True, "optimizer": "Adam", "batch": 32}
    found["noise"].value = True  # as it is
    assert len(draw.calls) == 5


def test_a_slider_of_choices_says_what_is_chosen_where_nothing_can_be_typed(live):
    turn(Drawing(), **KNOBS)
    slider, label = next(box for box in live[0].children if type(box) is ipywidgets.HBox).children
    assert slider.description == "batch size"
    assert not slider.readout
    assert label.value == "32"
    slider.value = 128
    assert label.value == "128"


def test_reset_puts_all_back_and_draws_once(live):
    draw = Drawing()
    turn(draw, **KNOBS)
    found, reset, _ = controls(live[0])
    found["hidden size"].value, found["rate"].value = 20, 0.05
    reset.click()
    assert len(draw.calls) == 4
    assert draw.calls[-1] == draw.calls[0]
    found["hidden size"].value = 21  # and the knobs still turn
    assert draw.calls[-1]["hidden_size"] == 21


def test_an_error_is_one_line_and_the_knob_turns_on(live, capsys):
    calls = []

    def draw(size=1):
        figure = plt.figure()
        if size == 2:
            raise ValueError("size is 2, which is too even.\nA second line.")
        plt.close(figure)
        calls.append(size)

    turn(draw, size=(1, 5))
    found, _, _ = controls(live[0])
    found["size"].value = 2
    assert "ValueError: size is 2, which is too even.\n" in capsys.readouterr().out
    assert not plt.get_fignums()
    found["size"].value = 3
    assert calls == [1, 3]


def test_an_error_without_a_message_is_a_line_too(live, capsys):
    def draw(size=1):
        raise KeyError

    turn(draw, size=(1, 5))
    assert "KeyError:" in capsys.readouterr().out


def places(values, default):
    def draw(x=default):
        pass

    (knob,) = play._read(draw, {"x": values})
    control = play._control(knob, "5em")
    assert control.value == default
    assert control.slider.value == control.field.value == default
    options = control.slider.options
    return [value for _, value in options], [label for label, _ in options]


@given(low=st.floats(-1e4, 1e4), width=st.floats(1e-2, 1e6), start=st.floats(0, 1))
@example(low=-0.0, width=1.0, start=0.0)
def test_a_slider_of_numbers_has_its_ends_its_start_and_no_text_twice(low, width, start):
    high = low + width
    assume(low < high)
    default = min(max(low + start * width, low), high)
    values, labels = places((low, high), default)
    assert values == sorted(set(values))
    assert len(labels) == len(set(labels))
    assert low <= values[0]
    assert values[-1] <= high
    for number in (low, high, default):
        assert f"{number + 0.0:.10g}" in labels  # -0.0 is 0
    if low <= 0 or high / low < 20:
        assert 40 <= len(values) <= 210


@pytest.mark.parametrize(
    ("values", "default", "expected"),
    [
        ((0.0, 0.9), 0.5, [number / 100 for number in range(91)]),
        ((0.0, 1.0), 0.123, sorted([0.123, *(number / 100 for number in range(101))])),
        ((-1.0, 1.0), 0.0, [number / 50 for number in range(-50, 51)]),
        ((0.01, 0.2), 0.09, [0.01, 0.012, 0.015, 0.02, 0.025, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.09, 0.1, 0.12, 0.15, 0.2]),
        ((1, 30.0), 9.5, [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9.5, 10, 12, 15, 20, 25, 30]),
    ],
)
def test_a_slider_of_numbers_stops_at_round_ones(values, default, expected):
    assert places(values, default)[0] == pytest.approx(expected)


@pytest.fixture
def knob(live):
    """The knob of a rate from 0.001 to 0.1 that starts at 0.01, what its figure was drawn for, and the button."""
    drawn = []

    def draw(rate=0.01):
        drawn.append(rate)

    turn(draw, rate=(0.001, 0.1))
    found, reset, _ = controls(live[0])
    return found["rate"], drawn, reset


@pytest.mark.parametrize("typed", [0.0737, 0.07, 0.001, 0.1, 0.0010001])
def test_a_typed_number_is_taken_as_it_is(knob, typed):
    control, drawn, _ = knob
    control.field.value = typed
    assert drawn == [0.01, typed]
    assert control.field.value == control.value == typed
    assert control.slider.value == min(control.stops, key=lambda stop: abs(stop - typed))
    assert control.note.layout.display == "none"


def test_slider_and_field_are_kept_in_step_and_each_turn_draws_once(knob):
    control, drawn, _ = knob
    control.slider.value = 0.05
    assert control.field.value == 0.05
    control.field.value = 0.0201
    assert control.slider.value == 0.02
    control.slider.value = 0.025
    assert control.field.value == 0.025
    control.value = 0.033  # by a program
    assert (control.field.value, control.slider.value) == (0.033, 0.03)
    assert drawn == [0.01, 0.05, 0.0201, 0.025, 0.033]


@pytest.mark.parametrize(
    ("typed", "taken", "word"),
    [
        (0.2, 0.1, "0.2 is above the range: 0.001 to 0.1"),
        (math.inf, 0.1, "inf is above the range: 0.001 to 0.1"),
        (0, 0.001, "0 is below the range: 0.001 to 0.1"),
        (-math.inf, 0.001, "-inf is below the range: 0.001 to 0.1"),
        (math.nan, 0.01, "a number from 0.001 to 0.1"),
    ],
)
def test_a_number_outside_the_range_moves_to_the_nearest_end_with_a_word(knob, typed, taken, word):
    control, drawn, _ = knob
    control.field.value = typed
    assert control.field.value == control.slider.value == control.value == taken
    assert drawn[1:] == ([taken] if taken != 0.01 else [])
    assert control.note.value == word
    assert control.note.layout.display == ""
    control.field.value = 0.05  # the next turn takes the word away
    assert (control.note.value, control.note.layout.display) == ("", "none")


def test_reset_clears_what_was_typed(knob):
    control, drawn, reset = knob
    control.field.value = 0.0737
    reset.click()
    assert control.field.value == control.slider.value == control.value == 0.01
    control.field.value = math.nan  # the value was the start's, and there is a word
    assert control.note.value
    reset.click()
    assert control.note.value == ""
    assert drawn == [0.01, 0.0737, 0.01, 0.01]


def test_the_first_figure_of_the_course_goes_where_its_text_says():
    assert {0.001, 0.05, 0.06, 0.07} <= set(places((0.001, 0.08), 0.05)[0])


def three(a, b=2, *more, c=3.0, **others):
    """A function with every kind of parameter."""


@pytest.mark.parametrize(
    ("knobs", "message"),
    [
        ({}, "There is nothing to turn"),
        ({"d": (1, 5)}, "three has no parameter 'd' to turn; it has a, b, c."),
        ({"more": (1, 5)}, "no parameter 'more'"),
        ({"others": (1, 5)}, "no parameter 'others'"),
        ({"a": (1, 5)}, "three has no default for 'a'"),
        ({"b": (1, 5)}, "three has no default for 'a'"),
    ],
)
@pytest.mark.parametrize("someone", ["0", "1"])
def test_a_knob_that_the_function_cannot_take_is_refused(monkeypatch, someone, knobs, message):
    monkeypatch.setenv("COURSE_LIVE", someone)
    with pytest.raises(ValueError, match=message):
        turn(three, **knobs)


@pytest.mark.parametrize(
    ("values", "default", "message"),
    [
        ((5, 1), 3, r"range \(5, 1\), but it must go from a lower to a higher"),
        ((5, 5), 5, "from a lower to a higher"),
        ((0.0, math.inf), 1.0, "from a lower to a higher"),
        ((math.nan, 1.0), 0.5, "from a lower to a higher"),
        ((5, 10), 3, "starts at 3, outside its range from 5 to 10"),
        ((5, 10), "six", "starts at 'six', outside its range"),
        ((0, 1), True, "starts at True, outside its range"),
        ((0.0, 1.0), math.nan, "starts at nan, outside its range"),
        ((1, 2, 3), 4, "starts at 4, which is not among its values"),
        (["a", "b"], "c", "starts at 'c', which is not among its values"),
        (bool, 1, "starts at 1, but a checkbox is True or False"),
        ((), 1, "needs a range"),
        ((1,), 1, "needs a range"),
        (5, 5, "needs a range"),
        ("ab", "a", "needs a range"),
        (range(5), 1, "needs a range"),
        (None, 1, "needs a range"),
    ],
)
def test_values_that_do_not_fit_are_refused_in_one_sentence(values, default, message):
    def draw(x=default):
        raise AssertionError("nothing may be drawn")

    with pytest.raises(ValueError, match=message) as refused:
        turn(draw, x=values)
    assert "\n" not in str(refused.value)
    assert "'x'" in str(refused.value)


LESSON = """
import matplotlib.pyplot as plt
from helpers.play import turn

def draw(size=1):
    if size == 4:
        raise RuntimeError("four")
    figure, axes = plt.subplots(figsize=(size, 1))
    plt.show()
    plt.close(figure)
    print("Figure: size", size)

turn(draw, size=(1, 5))
"""

TURNED = """
from ipywidgets import IntSlider
from ipywidgets.widgets.widget import _instances
slider = next(each for each in _instances.values() if isinstance(each, IntSlider))
slider.value = {}
"""


class WakefulClient(NotebookClient):
    """Executes a notebook, and looks every second whether the kernel has answered.

    What nbclient tells a kernel about its Output widgets goes out on the socket on which the answer comes in. Where both
    cross, the news of the answer is lost, and nbclient waits for its whole time limit although the answer is there.
    """

    async def async_start_new_kernel_client(self):
        client = await super().async_start_new_kernel_client()
        channel = client.shell_channel
        get_msg = channel.get_msg

        async def look_again(timeout):
            end = time.monotonic() + timeout
            while True:
                with contextlib.suppress(Empty):
                    return await get_msg(timeout=1)
                if time.monotonic() > end:
                    raise Empty

        channel.get_msg = look_again
        return client


def executed(tmp_path, someone, *cells):
    notebook = new_notebook(cells=[new_code_cell(cell) for cell in cells])
    environment = {**os.environ, "COURSE_LIVE": someone}
    environment.pop("MPLBACKEND", None)
    resources = {"metadata": {"path": str(tmp_path)}}
    quiet = ["--log-level=ERROR"]
    client = WakefulClient(notebook, timeout=120, kernel_name="python3", resources=resources, extra_arguments=quiet)
    client.execute(env=environment)
    nbformat.validate(notebook)
    return notebook


def test_a_stored_lesson_holds_one_figure_and_no_widget(tmp_path):
    notebook = executed(tmp_path, "0", LESSON)
    picture, text = notebook.cells[0].outputs
    assert "image/png" in picture.data
    assert text.text == "Figure: size 1\n"
    assert "widgets" not in notebook.metadata


AFTERWARDS = """
figure, axes = plt.subplots(figsize=(2, 1))
axes.set_axis_off()
plt.show()
"""


def size(output):
    """Width and height of a stored picture, in pixels."""
    return Image.open(BytesIO(base64.b64decode(output["data"]["image/png"]))).size


@pytest.mark.parametrize(("turned", "expected"), [(3, "Figure: size 3\n"), (4, "RuntimeError: four\n")])
def test_in_a_kernel_the_figure_is_replaced_in_its_place(tmp_path, turned, expected):
    notebook = executed(tmp_path, "1", LESSON, TURNED.format(turned), AFTERWARDS)
    (shown,) = notebook.cells[0].outputs
    assert "application/vnd.jupyter.widget-view+json" in shown.data
    assert notebook.cells[1].outputs == []
    states = notebook.metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"].values()
    (output,) = [each["state"]["outputs"] for each in states if each["model_name"] == "OutputModel"]
    assert [each.get("text") for each in output if each["output_type"] == "stream"] == [expected]
    pictures = [each for each in output if "image/png" in each.get("data", {})]
    assert [size(picture) for picture in pictures] == ([(300, 100)] if turned == 3 else [])  # whole: it does not jump
    (later,) = notebook.cells[2].outputs
    assert size(later) < (200, 100)  # a figure without knobs is cut, as ever
