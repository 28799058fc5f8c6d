"""Tests of helpers/plots/overfitting.py and helpers/plots/digits.py."""

import numpy as np
import pytest

from helpers.plots import curve_panels, labelled_digits, learning_curve, spread
from tests.plots.figures import drawn_lines, line_looks

FALLS = {"epoch": [0, 10, 20], "train_loss": [2.3, 1.0, 0.5], "held_out_loss": [2.3, 1.2, 0.9]}
TURNS = {"epoch": [0, 10, 20], "train_loss": [2.3, 0.5, 0.1], "held_out_loss": [2.3, 0.9, 1.5]}


def test_panels_share_a_scale_and_mark_the_turning_points(shown, capsys):
    curve_panels({"fine": FALLS, "too large": TURNS}, [20, 10])
    first, second = shown[0].axes
    assert [axes.get_title() for axes in (first, second)] == ["fine", "too large"]
    assert first.get_ylim() == second.get_ylim()
    assert drawn_lines(second)["train"] == [[0, 2.3], [10, 0.5], [20, 0.1]]
    assert drawn_lines(second)["held-out"] == [[0, 2.3], [10, 0.9], [20, 1.5]]
    assert drawn_lines(second)["lowest held-out loss"] == [[10, 0.9]]
    assert drawn_lines(first)["lowest held-out loss"] == [[20, 0.9]]
    assert len(line_looks(second)) == 3  # not by colour alone
    assert (first.get_xlabel(), first.get_ylabel()) == ("epoch", "cross-entropy loss (nats)")
    assert capsys.readouterr().out == (
        "Figure: fine: train 0.500, held-out 0.900 at epoch 20, lowest held-out 0.900 at epoch 20; "
        "too large: train 0.100, held-out 1.500 at epoch 20, lowest held-out 0.900 at epoch 10.\n"
    )


@pytest.mark.parametrize(("histories", "turning"), [({}, []), ({"a": FALLS}, []), ({"a": FALLS}, [15])])
def test_panels_that_do_not_fit_are_refused(shown, histories, turning):
    with pytest.raises(ValueError, match=r"do not fit together|is not among those recorded for 'a'"):
        curve_panels(histories, turning)


def test_a_learning_curve_draws_means_and_every_run(shown, capsys):
    learning_curve([50, 1000], [[0.0, 0.2], [0.5, 0.7]], [[1.0, 2.0], [0.8, 0.6]])
    (axes,) = shown[0].axes
    assert drawn_lines(axes)["train, mean of 2 runs"] == [[50, 0.1], [1000, 0.6]]
    assert drawn_lines(axes)["held-out, mean of 2 runs"] == [[50, 1.5], [1000, pytest.approx(0.7)]]
    points = {(x, y) for line in axes.lines for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)}
    assert points >= {(50, 0.0), (50, 0.2), (1000, 0.5), (1000, 0.7), (50, 1.0), (50, 2.0), (1000, 0.8), (1000, 0.6)}
    assert axes.get_xscale() == "log"
    assert [label.get_text() for label in axes.get_xticklabels()] == ["50", "1,000"]
    expected = "Figure: mean train loss 0.10 (50), 0.60 (1000); mean held-out loss 1.50 (50), 0.70 (1000).\n"
    assert capsys.readouterr().out == expected


@pytest.mark.parametrize("arguments", [([], [], []), ([50], [[1.0]], []), ([50, 100], [[1.0]], [[1.0]])])
def test_a_learning_curve_that_does_not_fit_is_refused(arguments):
    with pytest.raises(ValueError, match="do not fit together"):
        learning_curve(*arguments)


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


def test_losses_that_are_no_numbers_are_drawn_as_gaps(shown):
    broken = {"epoch": [0, 10], "train_loss": [2.3, np.nan], "held_out_loss": [2.3, np.inf]}
    curve_panels({"diverged": broken}, [0])
    learning_curve([50], [[np.nan]], [[np.nan]])
    spread({"diverged": ([np.nan, np.nan], [2.3, 2.3])})
    for figure in shown:
        figure.canvas.draw()


def test_digits_carry_their_labels_and_what_they_are(shown, capsys):
    labelled_digits(np.zeros((3, 8, 8)), [1, 7, 0], [1, 2, 0])
    assert [axes.get_title() for axes in shown[0].axes] == ["1\n", "7\n(is 2)", "0\n"]
    assert shown[0].axes[1].spines["left"].get_linewidth() > shown[0].axes[0].spines["left"].get_linewidth()
    assert capsys.readouterr().out == "Figure: 3 images, 1 with a wrong label.\n"


@pytest.mark.parametrize(("labels", "truth"), [([1], [1, 2]), ([1, 2, 3], [1, 2]), ([], [])])
def test_images_and_labels_of_different_number_are_refused(labels, truth):
    with pytest.raises(ValueError, match="the same number of each"):
        labelled_digits(np.zeros((2, 8, 8)), labels, truth)
