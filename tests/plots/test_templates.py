"""Tests of helpers/plots/templates.py."""

import numpy as np
import pytest

from helpers.plots import errors_and_weights, weight_images
from tests.plots.figures import drawn_lines, line_looks

RANDOM = np.random.default_rng(0)
WEIGHTS = RANDOM.normal(size=(6, 8, 7))
NAMES = list("abcdef")
CURVES = {"training part": ([20, 100], [0.0, 0.05]), "validation part": ([20, 100], [0.4, 0.2])}
HERE = {"training part": (50, 0.02), "validation part": (50, 0.3)}


def test_each_class_has_its_weights_on_one_scale_and_lines_tell_the_sign(shown, capsys):
    weight_images(WEIGHTS, NAMES, "letters")
    *axes, bar = shown[0].axes
    filled = [each for each in axes if each.images]
    assert [each.get_title() for each in filled] == NAMES
    assert [each.images[0].get_array().tolist() for each in filled] == WEIGHTS.tolist()
    assert len({each.images[0].get_clim() for each in filled}) == 1
    assert bar.get_ylabel() == "weight"
    assert shown[0].get_suptitle() == "letters"
    contours = filled[0].collections
    assert len({str(contour.get_linestyle()) for contour in contours}) == 2  # solid and dashed
    text = capsys.readouterr().out
    assert text.startswith("Figure: 6 images of 8 x 7 weights, from ")
    assert f"from {WEIGHTS.min():.2f} to {WEIGHTS.max():.2f}" in text


def test_weights_of_one_sign_have_no_line_for_the_other(shown):
    weight_images(np.ones((1, 4, 4)) + np.eye(4), ["a"])
    assert len(shown[0].axes[0].collections) == 1


@pytest.mark.parametrize("weights", [np.ones((0, 4, 4)), np.ones((6, 56)), np.ones((5, 8, 7)), np.zeros((6, 8, 7))])
@pytest.mark.parametrize("draw", [weight_images, lambda weights, names: errors_and_weights(CURVES, HERE, weights, names)])
def test_weights_that_do_not_fit_are_refused(draw, weights):
    with pytest.raises(ValueError, match="do not fit together"):
        draw(weights, NAMES if len(weights) else [])


def test_errors_stand_beside_the_weights_of_one_of_them(shown, capsys):
    errors_and_weights(CURVES, HERE, WEIGHTS, NAMES, "letters")
    left, right = shown[0].axes
    lines = drawn_lines(left)
    assert lines["training part"] == [[20, 0.0], [100, 5.0]]
    assert lines["validation part"] == [[20, 40.0], [100, 20.0]]
    assert lines["the weights at the right"] == [[50, 2.0]]
    assert len(line_looks(left)) == 3  # two curves, and the stars
    assert (left.get_xscale(), left.get_ylabel()) == ("log", "wrong answers (%)")
    sheet = right.images[0].get_array()
    assert sheet.shape == (2 * 10, 5 * 9)
    assert sheet[1:9, 1:8].tolist() == WEIGHTS[0].tolist()
    assert sheet[11:19, 1:8].tolist() == WEIGHTS[5].tolist()
    assert [text.get_text() for text in right.texts] == NAMES
    assert capsys.readouterr().out == (
        "Figure: training part, 50 training pictures: 2.0% wrong; validation part, 50 training pictures: 30.0% wrong.\n"
    )


@pytest.mark.parametrize(
    ("curves", "here"), [({}, {}), (CURVES, {"training part": (1, 0)}), ({"a": ([1], [])}, {"a": (1, 0)}), ({"a": ([], [])},) * 2]
)
def test_curves_that_do_not_fit_are_refused(curves, here):
    with pytest.raises(ValueError, match="do not fit together"):
        errors_and_weights(curves, here, WEIGHTS, NAMES)
