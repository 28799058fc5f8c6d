import numpy as np
import pytest

from helpers.plots import calibration, confusion_rates, roc_and_precision_recall, threshold_scores
from tests.plots.figures import drawn_lines


def test_scores_and_cost_share_their_thresholds(shown, capsys):
    scores = {"precision": [0.4, 0.8, np.nan], "recall": [1.0, 0.5, 0.0]}
    threshold_scores([0.0, 0.5, 1.0], scores, [0.6, 0.2, 5.0], {"cheapest": 0.5, "other": 0.0})
    above, below = shown[0].axes
    assert drawn_lines(above)["recall"] == [[0, 1], [0.5, 0.5], [1, 0]]
    assert drawn_lines(below)["cost"] == [[0, 0.6], [0.5, 0.2], [1, 5]]
    assert drawn_lines(below)["cheapest: 0.50"] == [[0.5, 0], [0.5, 1]]
    assert below.get_ylim()[1] < 5  # one end may tower above the rest
    assert (above.get_ylabel(), below.get_ylabel()) == ("score (share)", "cost per patient")
    assert capsys.readouterr().out == (
        "Figure: cheapest, 0.50: precision 0.80, recall 0.50, cost 0.200; other, 0.00: precision 0.40, recall 1.00, cost 0.600.\n"
    )


@pytest.mark.parametrize("costs", [[0.0, 0.0], [0.0, 1.0], [0.0, 1e6]])
def test_a_cost_of_nothing_can_be_drawn(shown, costs):
    threshold_scores([0.0, 1.0], {"recall": [1.0, 0.0]}, costs, {"half": 0.5})
    assert shown[0].axes[1].get_ylim()[1] > 0


@pytest.mark.parametrize(("thresholds", "costs"), [([], []), ([0.5], [1.0, 2.0])])
def test_rows_that_do_not_fit_are_refused(thresholds, costs):
    with pytest.raises(ValueError, match="thresholds, but rows of"):
        threshold_scores(thresholds, {"recall": [1.0]}, costs, {})


def test_a_chosen_point_lies_on_both_curves(shown, capsys):
    points = {"threshold 0.5": (0.1, 0.8, 0.9), "threshold 0.1": (0.3, 1.0, 0.7)}
    roc_and_precision_recall(([0, 0.1, 1], [0, 0.8, 1]), ([1, 0.8, 0], [0.4, 0.9, 1]), points, 0.4)
    left, right = shown[0].axes
    assert drawn_lines(left)["threshold 0.5"] == [[0.1, 0.8]]
    assert [[0.8, 0.9]] in [line.get_xydata().tolist() for line in right.lines]
    markers = {str(line.get_marker()) for line in left.lines}
    assert len(markers) == 3  # two points and no marker
    assert left.get_xlabel() == "false alarm rate (share of benign)"
    assert right.get_ylabel() == "precision (share of alarms)"
    assert "threshold 0.1: false alarm rate 0.300, recall 1.000, precision 0.700" in capsys.readouterr().out


@pytest.mark.parametrize("roc", [([], []), ([0, 1], [0])])
def test_a_curve_that_does_not_fit_is_refused(roc):
    with pytest.raises(ValueError, match="cannot be drawn"):
        roc_and_precision_recall(roc, ([0, 1], [1, 0]), {}, 0.4)


def test_every_bin_has_its_interval(shown, capsys):
    calibration({"ours": [(0.1, 0.2, 0.05, 0.4, 20), (0.9, 0.8, 0.6, 0.95, 15)], "other": [(0.5, 0.5, 0.3, 0.7, 9)]})
    left, right = shown[0].axes
    assert [0.1, 0.2] in left.containers[0].lines[0].get_xydata().tolist()
    ends = left.containers[0].lines[2][0].get_segments()[0]
    assert ends.tolist() == [[0.1, pytest.approx(0.05)], [0.1, pytest.approx(0.4)]]
    assert left.containers[0].lines[0].get_marker() != right.containers[0].lines[0].get_marker()
    assert left.get_xlabel() == "mean predicted probability"
    assert capsys.readouterr().out == (
        "Figure: predicted -> observed (patients); ours: 0.10 -> 0.20 (20), 0.90 -> 0.80 (15); other: 0.50 -> 0.50 (9).\n"
    )


@pytest.mark.parametrize("groups", [{}, {"ours": []}])
def test_no_bins_are_refused(groups):
    with pytest.raises(ValueError, match="nothing to draw"):
        calibration(groups)


def test_a_cell_shows_its_count_and_the_rate_in_its_row(shown, capsys):
    confusion_rates(np.array([[6, 2], [1, 4]]), ["benign", "malignant"], "Test part")
    (axes,) = shown[0].axes
    texts = {text.get_position(): text.get_text() for text in axes.texts}
    assert texts[(1, 0)] == "2\n25.0%\nof benign"  # across is the predicted class, down the true one
    assert texts[(0, 1)] == "1\n20.0%\nof malignant"
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("predicted class", "true class")
    assert "benign predicted malignant: 2; malignant predicted benign: 1" in capsys.readouterr().out


@pytest.mark.parametrize("matrix", [[[1, 2, 3]], [[1, 2], [0, 0]]])
def test_a_matrix_that_does_not_fit_is_refused(matrix):
    with pytest.raises(ValueError, match="every row needs an example"):
        confusion_rates(np.array(matrix), ["benign", "malignant"], "none")
