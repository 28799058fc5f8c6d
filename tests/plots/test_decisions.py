import numpy as np
import pytest
from matplotlib.patches import Rectangle

from helpers.plots import (
    answers_at_threshold,
    calibration,
    cost_curves,
    hundred_alarms,
    matrix_words,
    precision_recall_walk,
    roc_and_precision_recall,
    roc_staircase,
    threshold_path,
    threshold_scores,
)
from tests.plots.figures import drawn_lines

CLASSES = ["benign", "malignant"]
TEN = [0.95, 0.80, 0.70, 0.60, 0.55, 0.40, 0.30, 0.20, 0.10, 0.05]
TRUTH = [1, 1, 0, 1, 0, 0, 1, 0, 0, 0]


def texts(axes):
    return {text.get_text() for text in axes.texts}


def test_the_heaps_and_the_matrix_say_the_same(shown, capsys):
    answers_at_threshold(TEN, TRUTH, 0.5, CLASSES, title="Ten lumps")
    left, right = shown[0].axes
    assert texts(left) == {"left in peace: 4", "false alarm: 2", "miss: 1", "found: 3"}
    assert texts(right) == {"4", "2", "1", "3", "left in peace", "false alarm", "miss", "found"}
    benign, malignant, line = left.lines
    assert sorted(malignant.get_xdata()) == [0.30, 0.60, 0.80, 0.95]
    assert benign.get_marker() != malignant.get_marker()
    assert line.get_xdata() == [0.5, 0.5]
    assert capsys.readouterr().out == "Figure: threshold 0.5; left in peace 4, false alarm 2, miss 1, found 3.\n"


def test_a_probability_that_meets_the_threshold_is_an_alarm(shown, capsys):
    answers_at_threshold([0.5, 0.5], [0, 1], 0.5, CLASSES)
    assert "left in peace 0, false alarm 1, miss 0, found 1" in capsys.readouterr().out


def test_marks_at_one_place_do_not_hide_each_other(shown):
    answers_at_threshold([0.2] * 5 + [0.9], [0] * 5 + [1], 0.5, CLASSES)
    heights = shown[0].axes[0].lines[0].get_ydata()
    assert len(set(heights)) == 5
    assert max(abs(heights)) < 0.4  # and they stay in their row


def test_no_mark_of_a_crowd_hides_another_or_leaves_its_place_far(shown):
    crowd = [0.001] * 60 + [0.999] * 40
    answers_at_threshold(crowd, [0] * 60 + [1] * 40, 0.5, CLASSES)
    for marks, place in zip(shown[0].axes[0].lines[:2], (0.001, 0.999), strict=True):
        spots = set(zip(np.round(marks.get_xdata(), 4), np.round(marks.get_ydata(), 4), strict=True))
        assert len(spots) == len(marks.get_xdata())
        assert max(abs(marks.get_xdata() - place)) < 0.06


def test_the_knob_draws_the_corner_only_while_the_point_is_in_it(shown):
    sure, labels = [0.9] * 10 + [0.1] * 10, [1] * 10 + [0] * 10
    for threshold in (0.5, 0.05):
        threshold_path(sure, labels, threshold, 10.0, CLASSES)
    near, far = (figure.axes[1] for figure in shown)
    assert near.get_ylim()[0] > 0.6
    assert far.get_ylim()[0] < 0


@pytest.mark.parametrize(("probabilities", "labels"), [([], []), ([0.5], [0, 1]), ([[0.5]], [[1]])])
def test_examples_that_do_not_fit_are_refused(probabilities, labels):
    for draw in (
        lambda: answers_at_threshold(probabilities, labels, 0.5, CLASSES),
        lambda: threshold_path(probabilities, labels, 0.5, 10.0, CLASSES),
        lambda: roc_staircase(probabilities, labels, CLASSES),
        lambda: precision_recall_walk(probabilities, labels, CLASSES),
    ):
        with pytest.raises(ValueError, match="do not fit together"):
            draw()


def test_each_word_frames_what_it_counts(shown, capsys):
    matrix_words(np.array([[4, 2], [1, 3]]), CLASSES)
    recall, false_alarms, precision, accuracy = shown[0].axes
    assert recall.get_title() == "recall\n3 of 4 = 0.75"
    assert [text.get_text() for text in precision.texts if text.get_weight() == "bold"] == ["3"]
    assert [text.get_text() for text in false_alarms.texts if text.get_weight() == "bold"] == ["2"]
    assert sum(isinstance(patch, Rectangle) for patch in accuracy.patches) == 6  # four shaded, two of them framed
    assert capsys.readouterr().out == (
        "Figure: recall 3 of 4 = 0.75; false alarm rate 2 of 6 = 0.33; precision 3 of 5 = 0.60; accuracy 7 of 10 = 0.70.\n"
    )


def test_a_precision_without_alarms_is_undefined(shown, capsys):
    matrix_words(np.array([[4, 0], [1, 0]]), CLASSES)
    assert "precision 0 of 0 = undefined" in capsys.readouterr().out


@pytest.mark.parametrize("matrix", [[[1, 2, 3]], [1, 2], [[1, 0, 0], [0, 1, 0], [0, 0, 1]]])
def test_words_are_for_two_classes(matrix):
    with pytest.raises(ValueError, match="must be"):
        matrix_words(np.array(matrix), CLASSES)


def test_squares_under_the_stairs_are_pairs_in_order(shown, capsys):
    roc_staircase(TEN, TRUTH, CLASSES)
    (axes,) = shown[0].axes
    assert len(axes.patches) == 20
    assert axes.lines[0].get_xydata().tolist()[:5] == [[0, 0], [0, 1], [0, 2], [1, 2], [1, 3]]
    assert {"0.95", "0.05"} < texts(axes)
    assert axes.get_xlabel() == "false alarms (of 6 benign)"
    assert "20 of 24 squares lie under the stairs: 0.833" in capsys.readouterr().out


@pytest.mark.parametrize(("probabilities", "labels"), [([0.2, 0.4], [1, 1]), ([0.4, 0.4], [0, 1])])
def test_stairs_need_both_classes_and_no_ties(probabilities, labels):
    for draw in (roc_staircase, precision_recall_walk):
        with pytest.raises(ValueError, match="all different"):
            draw(probabilities, labels, CLASSES)


def test_precision_falls_with_every_false_alarm(shown, capsys):
    precision_recall_walk(TEN, TRUTH, CLASSES)
    (axes,) = shown[0].axes
    walk = axes.lines[0].get_xydata().round(3).tolist()
    assert walk[:5] == [[0.25, 1.0], [0.5, 1.0], [0.5, 0.667], [0.75, 0.75], [0.75, 0.6]]
    assert walk[-1] == [1.0, 0.4]
    malignant, benign = axes.lines[1:]
    assert (len(malignant.get_xdata()), len(benign.get_xdata())) == (4, 6)
    assert malignant.get_marker() != benign.get_marker()
    assert "0.70: recall 0.50, precision 0.67; 0.60: recall 0.75, precision 0.75" in capsys.readouterr().out


def test_a_threshold_is_a_point_on_both_curves(shown, capsys):
    threshold_path(TEN, TRUTH, 0.5, 10.0, CLASSES)
    matrix, roc, precision_recall = shown[0].axes
    assert "miss" in texts(matrix)
    assert roc.lines[2].get_xydata().tolist() == [[pytest.approx(2 / 6), 0.75]]
    assert precision_recall.lines[2].get_xydata().tolist() == [[0.75, pytest.approx(0.6)]]
    walked = roc.lines[1].get_xydata()
    assert walked[0].tolist() == [0, 0]  # from nobody found, to where the threshold stands
    assert walked[-1].tolist() == roc.lines[2].get_xydata()[0].tolist()
    assert roc.lines[0].get_xydata()[-1].tolist() == [1, 1]
    assert "cost per patient 1.200; false alarm rate 0.333, recall 0.750, precision 0.600" in capsys.readouterr().out


@pytest.mark.parametrize("threshold", [0.0, 1.0])
def test_both_ends_of_the_path_can_be_drawn(shown, threshold):
    threshold_path(TEN, TRUTH, threshold, 10.0, CLASSES)
    end = shown[0].axes[1].lines[2].get_xydata().tolist()
    assert end == ([[1, 1]] if threshold == 0 else [[0, 0]])


def test_a_path_needs_both_classes():
    with pytest.raises(ValueError, match="an example of each class"):
        threshold_path([0.1, 0.9], [1, 1], 0.5, 10.0, CLASSES)


def test_every_cut_has_its_lowest_point(shown, capsys):
    cost_curves([0.0, 0.5, 1.0], [[1.0, 0.2, 3.0], [0.5, 0.7, 2.0]], {"by price": 0.25})
    (axes,) = shown[0].axes
    lines = drawn_lines(axes)
    assert lines["lowest of a cut"] == [[0.5, 0.2], [0.0, 0.5]]
    assert lines["mean of all cuts"] == [[0.0, 0.75], [0.5, pytest.approx(0.45)], [1.0, 2.5]]
    assert lines["by price: 0.25"][0][0] == 0.25
    assert capsys.readouterr().out == "Figure: 2 cost curves; their lowest points lie at thresholds from 0.00 to 0.50.\n"


def test_costs_of_nothing_can_be_drawn_too(shown):
    cost_curves([0.0, 1.0], [[0.0, 0.0]], {})
    assert shown[0].axes[0].get_ylim()[1] > 0


@pytest.mark.parametrize("curves", [[], [0.1, 0.2], [[0.1, 0.2, 0.3]]])
def test_curves_that_do_not_fit_are_refused(curves):
    with pytest.raises(ValueError, match="2 thresholds, but curves"):
        cost_curves([0.0, 1.0], curves, {})


def test_true_alarms_are_filled(shown, capsys):
    hundred_alarms({"clinic": 0.837, "town": 0.08})
    for axes, true in zip(shown[0].axes, (84, 8), strict=True):
        filled, empty = axes.lines
        assert (len(filled.get_xdata()), len(empty.get_xdata())) == (true, 100 - true)
        assert filled.get_marker() != empty.get_marker()
    assert capsys.readouterr().out == "Figure: of 100 alarms clinic: 84 true; town: 8 true.\n"


@pytest.mark.parametrize("shares", [{}, {"town": 1.2}, {"town": float("nan")}])
def test_what_is_no_share_is_refused(shares):
    with pytest.raises(ValueError, match="between 0 and 1"):
        hundred_alarms(shares)


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
    assert drawn_lines(left)["guessing"] == [[0, 0], [1, 1]]
    assert [[0, 0.4], [1, 0.4]] in [line.get_xydata().tolist() for line in right.lines]
    assert {axes.get_xlim() for axes in (left, right)} == {(-0.03, 1.03)}  # whole
    assert left.get_xlabel() == "false alarm rate (share of benign)"
    assert right.get_ylabel() == "precision (share of alarms)"
    assert "threshold 0.1: false alarm rate 0.300, recall 1.000, precision 0.700" in capsys.readouterr().out


@pytest.mark.parametrize("roc", [([], []), ([0, 1], [0])])
def test_a_curve_that_does_not_fit_is_refused(roc):
    with pytest.raises(ValueError, match="cannot be drawn"):
        roc_and_precision_recall(roc, ([0, 1], [1, 0]), {}, 0.4)


def test_every_group_has_its_interval(shown, capsys):
    labels = [1] + 9 * [0] + 5 * [1] + [0]
    ours = 9 * [0.1] + [0.2] + 5 * [0.9] + [1.0]  # the last edge belongs to the last group
    calibration({"ours": ours, "other": 16 * [0.5]}, labels, (0, 0.25, 0.75, 1))
    left, right = shown[0].axes
    points = left.containers[0].lines[0].get_xydata()
    assert points.tolist() == [[pytest.approx(0.11), 0.1], [pytest.approx(5.5 / 6), pytest.approx(5 / 6)]]
    ends = left.containers[0].lines[2][0].get_segments()[0]
    assert ends[:, 1].tolist() == [pytest.approx(0.0179, abs=1e-4), pytest.approx(0.4042, abs=1e-4)]
    assert left.containers[0].lines[0].get_marker() != right.containers[0].lines[0].get_marker()
    assert left.get_xlabel() == "mean predicted probability"
    assert "other: 0.50 -> 0.38, 0.18 to 0.61 (16)" in capsys.readouterr().out


def test_small_groups_are_left_out(shown, capsys):
    calibration({"ours": 4 * [0.1] + 5 * [0.9]}, 9 * [1], (0, 0.5, 1))
    assert "ours: 0.90 -> 1.00, 0.57 to 1.00 (5)." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("probabilities", "labels", "edges", "message"),
    [
        ({}, [1], (0, 1), "nothing to draw"),
        ({"ours": [0.5]}, [1], (0, 1), "no group of 5"),
        ({"ours": 9 * [0.5]}, 9 * [1], (0, 1, 0.5), "nothing to draw"),
        ({"ours": 9 * [0.5]}, 9 * [1], (0,), "nothing to draw"),
        ({"ours": 9 * [0.5]}, 8 * [1], (0, 1), "do not fit together"),
    ],
)
def test_no_groups_are_refused(probabilities, labels, edges, message):
    with pytest.raises(ValueError, match=message):
        calibration(probabilities, labels, edges)
