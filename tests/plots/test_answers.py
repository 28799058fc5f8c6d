"""Tests of helpers/plots/answers.py."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers.plots.answers import curves_apart, images_apart
from tests.plots.figures import drawn_lines, line_looks


def test_two_rows_are_drawn_with_a_cross_where_they_differ(shown, capsys):
    curves_apart([1, 2, 3], [1, 5, 3], [False, True, False], "loss")
    (axes,) = shown[0].axes
    assert drawn_lines(axes)["expected"] == [[0, 1], [1, 2], [2, 3]]
    assert drawn_lines(axes)["differs"] == [[1, 5]]
    assert len(line_looks(axes)) == 3  # not by colour alone
    assert capsys.readouterr().out == "Figure: loss, expected and got at 3 places; they differ at 1 of 3, first at 1.\n"


def test_two_images_share_a_scale_and_a_third_one_shows_where_they_differ(shown, capsys):
    got = np.zeros((2, 3))
    got[1, 2] = 7
    images_apart(np.zeros((2, 3)), got, got > 0, "weights")
    first, second, where = shown[0].axes[:3]
    assert first.images[0].get_clim() == second.images[0].get_clim() == (0, 7)
    assert where.images[0].get_array().tolist() == [[0, 0, 0], [0, 0, 1]]
    assert "they differ at 1 of 6, first at [1, 2]." in capsys.readouterr().out


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_what_is_not_finite_leaves_a_hole(shown, value):
    curves_apart([value, 1], [value, value], [False, True], "x")
    images_apart(np.full((2, 2), value), np.full((2, 2), value), np.zeros((2, 2)), "x")


def test_the_style_around_a_figure_is_left_as_it_was(shown):
    plt.rcParams["font.size"] = 33
    curves_apart([1], [2], [True], "x")
    assert plt.rcParams["font.size"] == 33


@pytest.mark.parametrize("given", [([], [], []), ([1], [1, 2], [True]), ([[1]], [[1]], [[True]]), ([1, 2], [1, 2], [True])])
def test_rows_that_do_not_fit_are_refused(given):
    with pytest.raises(ValueError, match="places: there must be as many of each"):
        curves_apart(*given, "x")


@pytest.mark.parametrize("shapes", [((2,), (2,), (2,)), ((2, 3), (3, 2), (2, 3)), ((0, 3), (0, 3), (0, 3))])
def test_images_that_do_not_fit_are_refused(shapes):
    with pytest.raises(ValueError, match="but there must be rows and columns"):
        images_apart(*map(np.zeros, shapes), "x")
