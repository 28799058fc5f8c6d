"""Tests of helpers/plots/cures.py."""

import numpy as np
import pytest

from helpers.plots import (
    crossed_out_networks,
    cure_effect,
    curves_round_an_exception,
    effect_rows,
    framed_images,
    paired_scores,
    pulled_weights,
    unit_images,
)
from tests.plots.figures import drawn_lines, line_looks

EFFECTS = {"at the end": ([-0.3, -0.1], (-0.2, -0.5, 0.1)), "at the lowest": ([0.1, 0.1], (0.1, 0.1, 0.1))}
ROWS = ([[2.0, 1.0], [2.0, 0.5]], [[2.0, 1.5], [2.0, 1.0]])


def test_pairs_stand_above_their_seed(shown, capsys):
    paired_scores([42, 43], {"old": [0.5, 0.9], "new": [0.4, 1.0]}, "loss (nats)", "pairs")
    (axes,) = shown[0].axes
    assert [label.get_text() for label in axes.get_xticklabels()] == ["42", "43"]
    assert drawn_lines(axes) == {"old": [[0, 0.5], [1, 0.9]], "new": [[0, 0.4], [1, 1.0]]}
    assert len(line_looks(axes)) == 2
    assert "new is lower in 1 of 2 pairs" in capsys.readouterr().out


@pytest.mark.parametrize("scores", [{}, {"a": [1, 2]}, {"a": [1, 2], "b": [1]}, {"a": [1, 2], "b": [1, 2], "c": [1, 2]}])
def test_scores_that_are_no_pairs_are_refused(shown, scores):
    with pytest.raises(ValueError, match="two ways are needed"):
        paired_scores([42, 43], scores, "loss")


def test_an_effect_shows_mean_curves_and_every_difference(shown, capsys):
    cure_effect("dropout", [0, 10], ROWS, ROWS, EFFECTS)
    left, end, lowest = shown[0].axes
    assert drawn_lines(left)["dropout, training"] == [[0, 2.0], [10, 0.75]]
    assert drawn_lines(left)["baseline, validation"] == [[0, 2.0], [10, 1.25]]
    assert len({line.get_linestyle() for line in left.lines}) == 4
    assert [axes.get_yticklabels()[0].get_text() for axes in (end, lowest)] == list(EFFECTS)
    assert end.get_xlim()[0] < lowest.get_xlim()[0]  # the lowest points lie closer together
    told = capsys.readouterr().out
    assert "training 0.750 (baseline 0.750)" in told
    assert "at the end -0.200 (-0.500 to +0.100)" in told


@pytest.mark.parametrize(
    ("losses", "effects", "message"),
    [
        (([[1.0]], [[1.0]]), EFFECTS, "for 2 epochs"),
        (([], []), EFFECTS, "for 2 epochs"),
        (ROWS, {}, "nothing to draw"),
        (ROWS, {"x": ([], (0, 0, 0))}, "0 differences"),
        (ROWS, {"x": ([1.0], (0, 1, 2))}, "interval 1 to 2 around 0"),
    ],
)
def test_an_effect_that_does_not_fit_is_refused(shown, losses, effects, message):
    with pytest.raises(ValueError, match=message):
        cure_effect("dropout", [0, 10], losses, losses, effects)


def test_rows_of_effects_have_a_column_a_comparison(shown, capsys):
    effect_rows({"dropout": EFFECTS, "L1": EFFECTS}, "all")
    columns = shown[0].axes
    assert [label.get_text() for label in columns[0].get_yticklabels()] == ["dropout", "L1"]
    assert [axes.get_title() for axes in columns] == list(EFFECTS)
    assert [len(axes.containers) for axes in columns] == [2, 2]
    assert len({axes.containers[0].lines[0].get_marker() for axes in columns}) == 2
    assert "L1: at the end -0.200 (-0.500 to +0.100), at the lowest +0.100" in capsys.readouterr().out


def test_a_scale_holds_every_difference_and_neighbours_lie_apart(shown):
    far = {"at the end": ([-3.0, -3.0, 1.0], (-1.0, -2.0, 0.0))}
    near = {"at the end": ([0.1], (0.1, 0.1, 0.1))}
    effect_rows({"near": near, "far": far, "near again": near})
    (axes,) = shown[0].axes
    low, high = axes.get_xlim()
    assert low < -3.0
    assert high > 1.0
    pale = next(line for line in axes.lines if len(line.get_xdata()) == 3)
    assert len(set(pale.get_ydata())) == 3


@pytest.mark.parametrize("effects", [{}, {"a": {}}, {"a": EFFECTS, "b": {"at the end": EFFECTS["at the end"]}}])
def test_rows_of_other_comparisons_are_refused(shown, effects):
    with pytest.raises(ValueError, match=r"nothing to draw|the same comparisons"):
        effect_rows(effects)


def test_units_with_the_largest_weights_are_drawn_with_their_signs(shown, capsys):
    weights = np.zeros((3, 4))
    weights[2] = [1.0, -1.0, 0.0, 0.01]
    unit_images({"L1": weights}, units=2, side=2)
    first = shown[0].axes[0]
    assert [(line.get_marker(), line.get_xydata().tolist()) for line in first.lines] == [("+", [[0, 0]]), ("_", [[1, 0]])]
    assert first.get_ylabel() == "L1"
    assert capsys.readouterr().out.startswith("Figure: L1: 75% of the weights are within 0.01 of 0, the largest is 1.00")


@pytest.mark.parametrize("weights", [{}, {"a": np.zeros((3, 5))}, {"a": np.zeros((1, 4))}])
def test_units_that_do_not_fit_are_refused(shown, weights):
    with pytest.raises(ValueError, match="at least 2 units"):
        unit_images(weights, units=2, side=2)


def test_an_exception_is_marked_in_every_panel(shown, capsys):
    curves_round_an_exception([0, 1, 2], [0, 1, 0], 1, [0, 1, 2], {"bends": [0.1, 0.9, 0.1], "does not": [0.2, 0.3, 0.4]})
    bends, straight = shown[0].axes
    assert drawn_lines(bends)["what the network says"] == [[0, 0.1], [1, 0.9], [2, 0.1]]
    assert drawn_lines(straight)["wrong label"] == [[1, 1]]
    assert drawn_lines(straight)["right label"] == [[0, 0], [2, 0]]
    assert capsys.readouterr().out == (
        "Figure: bends: 0.90 at the exception, steepest slope 0.8; does not: 0.30 at the exception, steepest slope 0.1.\n"
    )


@pytest.mark.parametrize(
    ("labels", "exception", "curves", "message"),
    [
        ([0], 0, {"a": [0, 1]}, "no example number 0"),
        ([0, 1], 2, {"a": [0, 1]}, "no example number 2"),
        ([0, 1], 0, {}, "one probability a place"),
        ([0, 1], 0, {"a": [0, 1, 1]}, "one probability a place"),
    ],
)
def test_curves_that_do_not_fit_their_examples_are_refused(shown, labels, exception, curves, message):
    with pytest.raises(ValueError, match=message):
        curves_round_an_exception([0, 1], labels, exception, [0, 1], curves)


def test_a_unit_that_is_left_out_is_crossed_out(shown, capsys):
    crossed_out_networks([[True, False, True], [False, False, False]])
    first, second = shown[0].axes
    assert [sum(line.get_marker() == "x" for line in axes.lines) for axes in (first, second)] == [1, 3]
    assert first.get_title() == "step 1: 2 of 3 units"
    assert "step 2: 0 of 3 hidden units take part" in capsys.readouterr().out


@pytest.mark.parametrize("kept", [[], [[]], [[True], [True, False]]])
def test_drawings_of_different_networks_are_refused(shown, kept):
    with pytest.raises(ValueError, match="same number of units"):
        crossed_out_networks(kept)


def test_every_image_has_a_frame_and_a_title(shown, capsys):
    framed_images(np.zeros((2, 3, 4)), ["as it is", "left"])
    assert [axes.get_title() for axes in shown[0].axes] == ["as it is", "left"]
    assert all(side.get_visible() for axes in shown[0].axes for side in axes.spines.values())
    assert capsys.readouterr().out == "Figure: 2 images of 3 x 4 pixels: as it is; left.\n"


@pytest.mark.parametrize(("shape", "titles"), [((0, 8, 8), []), ((8, 8), ["a"] * 8), ((2, 8, 8), ["a"])])
def test_images_without_a_title_each_are_refused(shown, shape, titles):
    with pytest.raises(ValueError, match="do not fit together"):
        framed_images(np.zeros(shape), titles)


def test_each_pull_has_a_panel_with_the_ways_of_both_weights(shown, capsys):
    pulled_weights({"half": lambda w: w / 2, "nothing": lambda w: w}, starts=(1.0, 0.5), steps=2)
    half, nothing = shown[0].axes
    assert drawn_lines(half)["a large weight"] == [[0, 1.0], [1, 0.5], [2, 0.25]]
    assert drawn_lines(nothing)["a small weight"] == [[0, 0.5], [1, 0.5], [2, 0.5]]
    assert (half.get_title(), half.get_xlabel(), half.get_ylabel()) == ("half", "step", "weight")
    assert "half: a large weight from 1 to 0.25" in capsys.readouterr().out
