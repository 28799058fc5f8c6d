import numpy as np
import pytest

from helpers.plots import best_of_many, score_rows, setting_curves
from tests.plots.figures import drawn_lines, line_looks


def test_every_score_stands_in_its_row_and_the_mean_beside_it(shown, capsys):
    score_rows({"one": [0.9, 0.8, 1.0], "two": [0.5, 0.5]}, xlabel="accuracy", reference=("chance", 0.5))
    (axes,) = shown[0].axes
    assert axes.get_xlabel() == "accuracy"
    assert [label.get_text() for label in axes.get_yticklabels()] == ["one", "two"]
    marks = [line.get_xydata() for line in axes.lines]
    assert marks[1][:, 0].tolist() == [0.9, 0.8, 1.0]
    assert marks[3][:, 0].tolist() == [0.5, 0.5]
    assert len({tuple(point) for point in marks[3].tolist()}) == 2  # equal scores do not hide each other
    assert np.abs(marks[3][:, 1] - 1).max() < 0.5
    assert drawn_lines(axes)["mean"] == [[pytest.approx(0.9), 0]]
    assert drawn_lines(axes)["chance"] == [[0.5, 0], [0.5, 1]]
    assert len(line_looks(axes)) == 4  # not by colour alone
    assert capsys.readouterr().out == (
        "Figure: one: mean 0.900, standard deviation 0.100, from 0.800 to 1.000; "
        "two: mean 0.500, standard deviation 0.000, from 0.500 to 0.500.\n"
    )


def test_the_axis_may_be_fixed(shown):
    score_rows({"one": [0.9, 0.8]}, xlabel="accuracy", limits=(0.2, 1.0))
    assert shown[0].axes[0].get_xlim() == (0.2, 1.0)


@pytest.mark.parametrize("rows", [{}, {"a": []}, {"a": [1.0, 2.0], "b": [1.0]}])
def test_a_row_without_a_spread_is_refused(rows):
    with pytest.raises(ValueError, match="nothing to draw"):
        score_rows(rows, xlabel="none")


TRAIN = np.array([[1.0, 3.0], [2.0, 2.0], [4.0, 6.0]])
HELD = np.array([[5.0, 7.0], [4.0, 4.0], [np.inf, 6.0]])


def test_means_and_bands_over_the_folds_are_drawn(shown, capsys):
    setting_curves({"L2": ([0.1, 1, 10], TRAIN, HELD), "L1": ([1, 2, 3], TRAIN, TRAIN)}, "RMSE", ("line", 3.0))
    left, right = shown[0].axes
    assert (left.get_xlabel(), right.get_xlabel(), left.get_ylabel(), left.get_xscale()) == ("L2", "L1", "RMSE", "log")
    lines = drawn_lines(left)
    assert lines["training folds, mean ± standard deviation"] == [[0.1, 2], [1, 2], [10, 5]]
    held = lines["held-out fold, mean ± standard deviation"]
    assert held[:2] == [[0.1, 6], [1, 4]]
    assert np.isnan(held[2][1])  # a network that diverged leaves a gap
    band = left.collections[0].get_paths()[0].vertices
    assert band[:, 1].min() == pytest.approx(2 - 2**0.5)
    assert lines["line"] == [[0, 3], [1, 3]]
    assert len(line_looks(left)) == 3
    assert [label.get_text() for label in right.get_xticklabels()] == ["1", "3"]
    assert capsys.readouterr().out == "Figure: lowest mean held-out error: L2 4.0 at 1; L1 2.0 at 1; line 3.0.\n"


def test_a_setting_at_which_everything_diverges_can_be_drawn(shown, capsys):
    setting_curves({"L2": ([1, 2], np.full((2, 2), np.inf), np.full((2, 2), np.inf))}, "RMSE", ("line", 3.0))
    assert len(shown) == 1
    assert "L2 nowhere finite" in capsys.readouterr().out


@pytest.mark.parametrize("panels", [{}, {"L2": ([1, 2], TRAIN, HELD)}, {"L2": ([1, 2, 3], TRAIN, HELD[:2])}])
def test_panels_that_do_not_fit_are_refused(panels):
    with pytest.raises(ValueError, match="Every panel"):
        setting_curves(panels, "RMSE", ("line", 3.0))


def test_the_best_of_many_is_drawn_against_their_number(shown, capsys):
    panels = {"coins": ([1, 2, 4], {"chosen": [0.5, 0.6, 0.7], "elsewhere": [0.5] * 3}), "nets": ([1, 2], {"chosen": [0, 3]})}
    best_of_many(panels, xlabel="candidates", ylabels=("accuracy", "RMSE"))
    left, right = shown[0].axes
    assert (left.get_ylabel(), right.get_ylabel(), left.get_xlabel(), left.get_title()) == (
        "accuracy",
        "RMSE",
        "candidates",
        "coins",
    )
    assert drawn_lines(left) == {"chosen": [[1, 0.5], [2, 0.6], [4, 0.7]], "elsewhere": [[1, 0.5], [2, 0.5], [4, 0.5]]}
    assert [label.get_text() for label in left.get_xticklabels()] == ["1", "2", "4"]
    assert len(line_looks(left)) == 2
    assert capsys.readouterr().out == (
        "Figure: coins, 4 candidates: chosen 0.70, elsewhere 0.50; nets, 2 candidates: chosen 3.00.\n"
    )


@pytest.mark.parametrize(
    ("panels", "ylabels"),
    [({}, ()), ({"a": ([1, 2], {"b": [1, 2]})}, ()), ({"a": ([1, 2], {"b": [1]})}, ("accuracy",))],
)
def test_curves_that_do_not_fit_are_refused(panels, ylabels):
    with pytest.raises(ValueError, match="Every panel needs a label"):
        best_of_many(panels, "candidates", ylabels)
