"""Tests of helpers/plots/overfitting.py and helpers/plots/digits.py."""

import numpy as np
import pytest

from helpers.plots import labelled_digits, spread
from tests.plots.figures import drawn_lines


def test_the_spread_shows_every_run_of_every_way(shown, capsys):
    spread({"baseline": ([1.0, 1.4], [0.6, 0.8]), "more data": ([0.5, 0.5], [0.4, 0.5])})
    (axes,) = shown[0].axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["baseline", "more data"]
    assert axes.get_ylim()[0] > axes.get_ylim()[1]  # the first row is on top
    losses = {name: [x for x, _ in points] for name, points in drawn_lines(axes).items()}
    assert losses["after the last epoch"] == [1.0, 1.4]
    assert losses["lowest on the way"] == [0.6, 0.8]
    assert losses["mean after the last epoch"] == [1.2]
    assert [0.5, 0.5] in [list(line.get_xdata()) for line in axes.lines]
    expected = (
        "Figure: mean held-out loss after the last epoch (lowest on the way): baseline 1.20 (0.70), more data 0.50 (0.45).\n"
    )
    assert capsys.readouterr().out == expected


@pytest.mark.parametrize("results", [{}, {"a": ([], [])}, {"a": ([1.0], [1.0, 2.0])}])
def test_a_spread_without_runs_is_refused(results):
    with pytest.raises(ValueError, match="nothing to draw"):
        spread(results)


def test_losses_that_are_no_numbers_are_left_out(shown):
    spread({"diverged": ([np.nan, np.nan], [2.3, 2.3])})
    shown[0].canvas.draw()


def test_digits_carry_their_labels_and_what_they_are(shown, capsys):
    labelled_digits(np.zeros((3, 8, 8)), [1, 7, 0], [1, 2, 0])
    assert [axes.get_title() for axes in shown[0].axes] == ["1\n", "7\n(is 2)", "0\n"]
    assert shown[0].axes[1].spines["left"].get_linewidth() > shown[0].axes[0].spines["left"].get_linewidth()
    assert capsys.readouterr().out == "Figure: 3 images, 1 with a wrong label.\n"


@pytest.mark.parametrize(("labels", "truth"), [([1], [1, 2]), ([1, 2, 3], [1, 2]), ([], [])])
def test_images_and_labels_of_different_number_are_refused(labels, truth):
    with pytest.raises(ValueError, match="the same number of each"):
        labelled_digits(np.zeros((2, 8, 8)), labels, truth)
