import math
import warnings

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.plots import steps_in_valley
from helpers.plots.descent import _in_short
from tests.plots.figures import drawn_lines


def valley(weight):
    return (weight - 1) ** 2


def numbers(axes):
    """The texts beside the dots."""
    return [text.get_text() for text in axes.texts if text.get_text()]


def arrows(axes):
    return [text.arrow_patch for text in axes.texts if text.arrow_patch is not None]


def test_the_curve_and_the_numbered_dots_are_drawn(shown, capsys):
    steps_in_valley(valley, [0.0, 0.5, 2.0], (-1.0, 3.0), "weight (cm)", title="down", loss_label="error (cm²)")
    (axes,) = shown[0].axes
    lines = drawn_lines(axes)
    assert lines["steps 0–2"] == [[0, 1], [0.5, 0.25], [2, 1]]
    curve = np.array(lines["error (cm²)"])
    assert (curve[0, 0], curve[-1, 0]) == (-1, 3)
    np.testing.assert_allclose(curve[:, 1], valley(curve[:, 0]))
    assert (axes.get_xlabel(), axes.get_ylabel(), axes.get_title()) == ("weight (cm)", "error (cm²)", "down")
    assert numbers(axes) == ["0", "1", "2"]
    assert len(arrows(axes)) == 2
    assert capsys.readouterr().out == (
        "Figure: step 0: weight 0.000, loss 1.000; step 1: weight 0.500, loss 0.250; step 2: weight 2.000, loss 1.000.\n"
    )


def test_numbers_stand_outside_the_valley_and_never_on_each_other(shown):
    steps_in_valley(valley, [-0.5, 2.4, -0.3, 2.2, -0.1, 2.0], (-1.0, 3.0), "weight")
    (axes,) = shown[0].axes
    figure = shown[0]
    figure.canvas.draw()
    texts = [text for text in axes.texts if text.get_text()]
    boxes = [text.get_window_extent() for text in texts]
    assert not any(one.overlaps(other) for place, one in enumerate(boxes) for other in boxes[:place])
    for box in boxes:
        across, up = axes.transData.inverted().transform(((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2))
        assert up < valley(across)


def test_dots_that_lie_together_share_a_text(shown):
    steps_in_valley(valley, [0.0, 0.7, 0.9, 0.97, 0.99, 1.0, 1.0], (-1.0, 3.0), "weight")
    written = numbers(shown[0].axes[0])
    assert written[0] == "0"
    assert written[-1].endswith("–6")


def test_a_slope_is_a_line_through_the_first_dot(shown):
    steps_in_valley(valley, [0.0], (-1.0, 3.0), "weight", slope=torch.tensor(-2.0))
    line = np.array(drawn_lines(shown[0].axes[0])["slope at step 0: −2"])
    assert (line[1, 1] - line[0, 1]) / (line[1, 0] - line[0, 0]) == pytest.approx(-2)
    np.testing.assert_allclose(line.mean(axis=0), [0, 1], atol=1e-9)


@pytest.mark.parametrize("slope", [0.0, 1e12, -1e-12])
def test_a_slope_of_any_size_stays_in_the_view(shown, slope):
    steps_in_valley(valley, [0.0], (-1.0, 3.0), "weight", slope=slope)
    (axes,) = shown[0].axes
    line = next(line for line in axes.lines if str(line.get_label()).startswith("slope"))
    assert np.ptp(line.get_xdata()) <= np.ptp(axes.get_xlim())
    assert np.ptp(line.get_ydata()) <= np.ptp(axes.get_ylim())


def test_steps_that_explode_leave_the_view_and_are_told(shown, capsys):
    steps = [0.5, 2.0, -1.0, 100.0, -1e30, math.inf, math.nan]
    steps_in_valley(valley, steps, (-0.5, 2.5), "weight")
    (axes,) = shown[0].axes
    assert drawn_lines(axes)["steps 0–1"] == [[0.5, 0.25], [2, 1]]
    assert "outside: steps 2–6" in drawn_lines(axes)
    assert axes.get_xlim()[0] > -1
    assert axes.get_ylim()[1] < 3
    into, out = arrows(axes)
    assert (into.get_linestyle(), out.get_linestyle() == into.get_linestyle()) == ("-", False)
    printed = capsys.readouterr().out
    assert "step 2 lies outside (weight -1); step 3 lies outside (weight 100)" in printed
    assert "step 6 lies outside (weight nan)." in printed


def test_a_step_that_returns_is_drawn_again(shown):
    steps_in_valley(valley, [0.0, 9.0, 0.5], (-1.0, 3.0), "weight")
    assert "steps 0, 2" in drawn_lines(shown[0].axes[0])


def test_steps_that_are_all_outside_leave_the_curve(shown, capsys):
    steps_in_valley(valley, [50.0, 60.0], (-1.0, 3.0), "weight", slope=-2.0)
    assert "loss" in drawn_lines(shown[0].axes[0])
    assert capsys.readouterr().out == "Figure: step 0 lies outside (weight 50); step 1 lies outside (weight 60).\n"


def test_of_many_steps_the_twin_lists_the_first_and_the_last(shown, capsys):
    steps_in_valley(valley, np.linspace(0, 1, 100), (-1.0, 3.0), "weight")
    printed = capsys.readouterr().out
    assert printed.count("step ") == 11
    assert "…; step 99: weight 1.000" in printed


def test_tensors_of_a_graph_are_taken_without_a_word(shown):
    weight = torch.tensor(0.5, requires_grad=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        steps_in_valley(lambda w: (w - 1) ** 2 * weight, [weight, torch.tensor(1.0)], (-1.0, 3.0), "weight")


def test_a_loss_may_have_gaps_and_may_be_flat(shown):
    steps_in_valley(lambda w: w if w > 0 else math.nan, [-0.5, 0.5], (-1.0, 1.0), "weight")
    steps_in_valley(lambda w: 3.0, [0.0, 0.5], (-1.0, 1.0), "weight", slope=0.0)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.floats(), min_size=1, max_size=30))
def test_any_steps_are_drawn(shown, steps):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        steps_in_valley(valley, steps, (-1.0, 3.0), "weight")
        shown.pop().canvas.draw()


@pytest.mark.parametrize(
    ("group", "expected"),
    [([3], "3"), ([3, 4, 5], "3–5"), ([0, 2], "0, 2"), ([0, 2, 4, 6, 8], "0, 2, …, 8"), ([1, 2, 5, 6, 9], "1–2, 5–6, 9")],
)
def test_numbers_are_written_in_short(group, expected):
    assert _in_short(group) == expected


@pytest.mark.parametrize(
    ("loss_of", "steps", "span", "message"),
    [
        (valley, [], (-1, 1), "at least one step"),
        (valley, [0.0], (1, -1), "from a lower to a higher weight"),
        (valley, [0.0], (1, 1), "from a lower to a higher weight"),
        (valley, [0.0], (0, math.inf), "from a lower to a higher weight"),
        (valley, [0.0], (math.nan, 1), "from a lower to a higher weight"),
        (lambda w: math.nan, [0.0], (-1, 1), "finite nowhere from -1 to 1"),
    ],
)
def test_what_cannot_be_drawn_is_refused(shown, loss_of, steps, span, message):
    with pytest.raises(ValueError, match=message):
        steps_in_valley(loss_of, steps, span, "weight")
