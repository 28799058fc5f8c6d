import math

import pytest

from helpers.plots import differences_and_interval, many_intervals, scores_and_interval
from tests.plots.figures import drawn_lines


def test_equal_scores_are_stacked_and_the_first_is_marked(shown, capsys):
    scores_and_interval([0.9, 0.8, 0.9, 1.0, 0.9, 0.8], (0.85, 0.95), "accuracy (share right)", title="six splits")
    (axes,) = shown[0].axes
    lines = drawn_lines(axes)
    assert lines["first score"] == [[0.9, 1]]
    assert lines["other splits"] == [[0.8, 1], [0.9, 2], [1.0, 1], [0.9, 3], [0.8, 2]]
    markers = {str(line.get_marker()) for line in axes.lines if str(line.get_label()) in lines and line.get_marker() != "None"}
    assert len(markers) == 2  # not by colour alone
    band = axes.patches[0]
    assert (band.get_x(), band.get_width()) == pytest.approx((0.85, 0.1))
    assert band.get_label() == "95 % interval for the true share, from the first score"
    assert axes.get_xlabel() == "accuracy (share right)"
    assert capsys.readouterr().out == (
        "Figure: first score 0.900, its 95% interval for the true share 0.850 to 0.950; 5 other splits from 0.800 to 1.000.\n"
    )


def test_scores_that_differ_by_rounding_are_one(shown):
    scores_and_interval([0.3, 0.1 + 0.2], (0.1, 0.4), "accuracy")
    assert drawn_lines(shown[0].axes[0])["other splits"][0][1] == 2


def test_one_other_split_is_in_the_singular(shown, capsys):
    scores_and_interval([0.5, 0.5], (0.5, 0.5), "accuracy", share=0.9)
    assert "1 other split from" in capsys.readouterr().out
    assert shown[0].axes[0].patches[0].get_label() == "90 % interval for the true share, from the first score"


@pytest.mark.parametrize(
    ("scores", "interval", "message"),
    [
        ([], (0, 1), "at least two are needed"),
        ([0.5], (0, 1), "at least two are needed"),
        ([0.5, math.nan], (0, 1), "all must be finite"),
        ([[0.5, 0.6]], (0, 1), "at least two are needed"),
        ([0.5, 0.6], (1, 0), "from a lower to a higher number"),
        ([0.5, 0.6], (0, math.nan), "from a lower to a higher number"),
    ],
)
def test_what_cannot_be_drawn_is_refused(shown, scores, interval, message):
    with pytest.raises(ValueError, match=message):
        scores_and_interval(scores, interval, "accuracy")


def test_differences_stand_above_their_mean_and_its_bar(shown, capsys):
    differences_and_interval([0.3, -0.1, 0.1], (0.1, -0.4, 0.6), "difference in loss (nats)", "three pairs", share=0.998)
    (axes,) = shown[0].axes
    dots = next(line for line in axes.lines if len(line.get_xdata()) == 3)
    assert sorted(dots.get_xdata()) == [-0.1, 0.1, 0.3]
    (bar,) = axes.containers[0].lines[2]
    assert bar.get_segments()[0].tolist() == [[-0.4, 1.0], [0.6, 1.0]]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["3 differences", "their mean, with\na 99.8 % interval"]
    assert capsys.readouterr().out == (
        "Figure: 3 differences from -0.100 to +0.300; their mean +0.100, its 99.8% interval -0.400 to +0.600.\n"
    )


@pytest.mark.parametrize(("differences", "interval"), [([0.1], (0.1, 0.0, 0.2)), ([0.1, 0.2], (0.3, 0.0, 0.2))])
def test_differences_that_do_not_fit_are_refused(shown, differences, interval):
    with pytest.raises(ValueError, match="do not fit"):
        differences_and_interval(differences, interval, "difference")


def test_of_many_bars_those_that_miss_look_different(shown, capsys):
    many_intervals([(0.0, -1.0, 1.0), (2.0, 0.5, 3.5), (0.5, 0.0, 1.0)], 0, "difference (nats)", "three experiments")
    (axes,) = shown[0].axes
    across, missing = axes.containers
    assert [bar.get_segments()[0].tolist() for bar in missing.lines[2]] == [[[2.0, 0.5], [2.0, 3.5]]]
    assert across.lines[0].get_xdata().tolist() == [1, 3]  # an end on the truth is no miss
    assert across.lines[0].get_marker() != missing.lines[0].get_marker()  # not by colour alone
    assert axes.get_ylabel() == "difference (nats)"
    assert capsys.readouterr().out == "Figure: of 3 bars of 95 %, 1 miss the truth, which is 0.\n"


@pytest.mark.parametrize("intervals", [[], [(2.0, -1.0, 1.0)], [(0.0, math.nan, 1.0)]])
def test_bars_that_are_none_are_refused(shown, intervals):
    with pytest.raises(ValueError, match="must lie around its mean"):
        many_intervals(intervals, 0, "difference")
