"""Tests of helpers/plots/optimisers.py."""

import numpy as np
import pytest
import torch

from helpers.plots import losses_by_rule, valley_paths

PATH = np.array([[-4.0, 1.0], [-2.0, -0.5], [-1.0, 0.25]])


def test_ways_stand_below_each_other_and_are_told(shown, capsys):
    valley_paths({"walker": (50, PATH), "ball": (2, torch.tensor(PATH))})
    first, second = shown[0].axes
    assert first.get_title(loc="left") == "walker"
    assert first.lines[0].get_xydata().tolist() == PATH.tolist()
    assert first.lines[1].get_xydata().tolist() == [[-4, 1]]
    assert (first.get_ylabel(), second.get_xlabel()) == ("y", "x")
    assert first.get_xlim() == second.get_xlim()
    assert capsys.readouterr().out == (
        "Figure: walker: from (-4, 1) to (-1.00, 0.25) in 2 steps, height 2.062, across the floor 2 times; "
        "ball: from (-4, 1) to (-1.00, 0.25) in 2 steps, height 0.562, across the floor 2 times.\n"
    )
    shown[0].canvas.draw()


@pytest.mark.parametrize("last", [[1e30, 5.0], [np.nan, np.nan], [np.inf, 0.0]])
def test_a_way_that_leaves_the_picture_is_said_to(shown, capsys, last):
    valley_paths({"wild": (50, np.array([[-4.0, 1.0], last]))})
    assert shown[0].axes[0].get_title(loc="left") == "wild (leaves the picture)"
    assert capsys.readouterr().out == "Figure: wild: from (-4, 1), out of the picture after 1 steps.\n"
    shown[0].canvas.draw()


def test_no_way_is_refused():
    with pytest.raises(ValueError, match="nothing to draw"):
        valley_paths({})


@pytest.mark.parametrize("path", [np.zeros(2), np.zeros((3, 3)), np.zeros((0, 2))])
def test_a_path_of_another_shape_is_refused(path):
    with pytest.raises(ValueError, match="'one' has the shape"):
        valley_paths({"one": (50, path)})


def test_several_paths_share_a_valley(shown, capsys):
    valley_paths({"both": (50, {"walker": PATH, "ball": PATH / 2})})
    (axes,) = shown[0].axes
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["walker", "ball", "start", "lowest point"]
    walker, ball = axes.lines[:2]
    assert len({(line.get_color(), line.get_linestyle(), line.get_marker()) for line in (walker, ball)}) == 2
    assert ball.get_xydata().tolist() == (PATH / 2).tolist()
    assert "walker: from (-4, 1) to (-1.00, 0.25)" in capsys.readouterr().out
    with pytest.raises(ValueError, match="'none': at least one path"):
        valley_paths({"none": (50, {})})


def test_a_step_that_ends_on_the_floor_crosses_it_once(shown, capsys):
    valley_paths({"ball": (50, np.array([[-4.0, 1.0], [-3.0, 0.0], [-2.0, -0.8]]))})
    assert "across the floor 1 times" in capsys.readouterr().out


def test_a_turned_valley_has_the_same_heights(shown, capsys):
    angle = np.radians(45)
    turned = PATH @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    valley_paths({"walker": (50, turned)}, tilt=45)
    (axes,) = shown[0].axes
    assert axes.lines[0].get_xydata().tolist() == turned.tolist()
    for line in axes.collections[0].get_paths():  # every line of equal height, seen along and across the floor
        points = line.vertices @ np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        heights = points[:, 0] ** 2 + 50 * points[:, 1] ** 2
        assert np.ptp(heights) < 1
    assert capsys.readouterr().out == (
        "Figure: walker: from (-3.54, -2.12) to (-0.88, -0.53) in 2 steps, height 2.062, across the floor 2 times.\n"
    )


@pytest.mark.parametrize("steepness", [0, -1, float("nan")])
def test_a_valley_without_sides_is_refused(steepness):
    with pytest.raises(ValueError, match="must be a number above 0"):
        valley_paths({"one": (steepness, PATH)})


def test_every_training_is_a_dot_and_what_is_above_is_counted(shown, capsys):
    losses_by_rule({"constant": {"SGD": [0.1, 0.3, 0.8, np.nan], "Adam": [0.2]}, "falling": {"SGD": [0.1]}}, "loss (nats)", 0.5)
    first, second = shown[0].axes
    assert sorted(first.lines[0].get_ydata()) == [0.1, 0.3]
    assert first.texts[0].get_text() == "2 above"
    assert [label.get_text() for label in first.get_xticklabels()] == ["SGD", "Adam"]
    assert (first.get_ylabel(), second.get_title()) == ("loss (nats)", "falling")
    assert first.get_ylim() == second.get_ylim() == (0, 0.5)
    assert capsys.readouterr().out == (
        "Figure: constant: SGD mean inf, median 0.550, 2 above 0.5, Adam mean 0.200, median 0.200, 0 above 0.5; "
        "falling: SGD mean 0.100, median 0.100, 0 above 0.5.\n"
    )
    shown[0].canvas.draw()


@pytest.mark.parametrize("panels", [{}, {"constant": {}}, {"constant": {"SGD": []}}])
def test_no_losses_are_refused(panels):
    with pytest.raises(ValueError, match="nothing to draw"):
        losses_by_rule(panels, "loss", 1.0)
