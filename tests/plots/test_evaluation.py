import numpy as np
import pytest

from helpers.plots import accuracy_intervals, answers_grid, confusion_counts, one_vs_rest_roc


def cell_texts(axes):
    return {(round(text.get_position()[1]), round(text.get_position()[0])): text.get_text() for text in axes.texts}


def test_the_matrix_has_true_classes_in_rows_and_names_the_mistakes(shown, capsys):
    confusion_counts(np.array([[5, 2, 0], [0, 7, 0], [1, 4, 3]]), ["a", "b", "c"], "letters")
    axes, bar = shown[0].axes
    assert cell_texts(axes) == {(0, 0): "5", (0, 1): "2", (1, 1): "7", (2, 0): "1", (2, 1): "4", (2, 2): "3"}
    assert (axes.get_xlabel(), axes.get_ylabel(), axes.get_title()) == ("predicted class", "true class", "letters (empty: 0)")
    assert [label.get_text() for label in axes.get_yticklabels()] == ["a", "b", "c"]
    assert bar.get_ylabel() == "mistakes: share of the row"
    shades = axes.images[0].get_array()
    assert shades.diagonal().tolist() == [0, 0, 0]  # only mistakes are shaded
    assert shades[2].tolist() == [1 / 8, 1 / 2, 0]
    assert capsys.readouterr().out == (
        "Figure: 15 of 22 on the diagonal. Most frequent mistakes: c taken for b (4), a taken for b (2), c taken for a (1).\n"
    )


def test_a_matrix_without_mistakes_or_with_an_absent_class_is_drawn(shown, capsys):
    confusion_counts(np.array([[3, 0], [0, 0]]), ["a", "b"], "letters")
    assert capsys.readouterr().out == "Figure: 3 of 3 on the diagonal. Most frequent mistakes: none.\n"


@pytest.mark.parametrize("matrix", [np.ones((2, 2)), np.ones((3, 2)), np.zeros((3, 3)), np.ones(3)])
def test_a_matrix_that_does_not_fit_is_refused(matrix):
    with pytest.raises(ValueError, match="does not fit 3 names"):
        confusion_counts(matrix, ["a", "b", "c"], "none")


CURVES = {
    "0": ([0, 0.1, 1], [0, 0.9, 1], 0.9),
    "1": ([0, 0.5, 1], [0, 0.6, 1], 0.55),
    "2": ([0, 0, 1], [0, 1, 1], 1.0),
}


def test_the_smallest_and_the_largest_area_are_named(shown, capsys):
    one_vs_rest_roc(CURVES, "letters")
    whole, corner = shown[0].axes
    named = {line.get_label(): line for line in whole.lines if not line.get_label().startswith("_")}
    assert set(named) == {"1, smallest area: 0.5500", "2, largest area: 1.0000", "the other classes", "guessing"}
    assert len({line.get_linestyle() for line in named.values()}) == 3  # not by colour alone
    assert named["1, smallest area: 0.5500"].get_xydata().tolist() == [[0, 0], [0.5, 0.6], [1, 1]]
    assert len(corner.lines) == 3
    assert corner.get_xlabel() == whole.get_xlabel() == "false alarm rate (share of the other classes)"
    assert capsys.readouterr().out == "Figure: areas 0: 0.9000, 1: 0.5500, 2: 1.0000.\n"


@pytest.mark.parametrize("curves", [{}, {"0": ([], [], 0.5)}, {"0": ([0, 1], [0], 0.5)}])
def test_curves_that_do_not_fit_are_refused(curves):
    with pytest.raises(ValueError, match="nothing to draw"):
        one_vs_rest_roc(curves, "none")


def test_each_picture_has_its_answer_and_its_label(shown, capsys):
    answers_grid(np.zeros((3, 4, 4)), [7, 1, 2], [7, 1, 8], [0.9995, 0.5, 0.9949], columns=2)
    filled = [axes for axes in shown[0].axes if axes.images]
    assert len(shown[0].axes) == 4
    assert [axes.get_title() for axes in filled] == ["7 (>99.9%)\nlabel 7", "1 (50%)\nlabel 1", "2 (99.5%)\nlabel 8"]
    assert [axes.title.get_fontweight() for axes in filled] == ["normal", "normal", "bold"]
    assert filled[2].spines["left"].get_linewidth() > filled[0].spines["left"].get_linewidth()
    assert capsys.readouterr().out == "Figure: 3 pictures, 1 answered wrongly; answers given with 50% to >99.9%.\n"


def test_pictures_and_answers_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="the same number of each"):
        answers_grid(np.zeros((2, 4, 4)), [1], [1, 2], [0.5, 0.5])
    with pytest.raises(ValueError, match="at least one"):
        answers_grid(np.zeros((0, 4, 4)), [], [], [])


def test_each_accuracy_has_its_interval(shown, capsys):
    accuracy_intervals({"line": (0.9, 0.88, 0.91), "net": (0.95, 0.95, 0.97)}, "accuracy (%)", "letters")
    (axes,) = shown[0].axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["line", "net"]
    ends = [[end[0] for end in bars.get_segments()[0]] for bars in axes.collections]
    assert np.allclose(ends, [[88, 91], [95, 97]])
    markers = [container.lines[0].get_marker() for container in axes.containers]
    assert len(set(markers)) == 2  # not by colour alone
    assert [text.get_text() for text in axes.texts] == ["90.00%", "95.00%"]
    assert capsys.readouterr().out == "Figure: line 90.00% (88.00% to 91.00%); net 95.00% (95.00% to 97.00%).\n"


@pytest.mark.parametrize("rows", [{}, {"line": (0.9, 0.91, 0.95)}, {"line": (0.9, 0.8, 0.89)}, {"line": (float("nan"), 0, 1)}])
def test_intervals_that_do_not_fit_are_refused(rows):
    with pytest.raises(ValueError, match="inside its interval"):
        accuracy_intervals(rows, "accuracy (%)")
