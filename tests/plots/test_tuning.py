import numpy as np
import pytest

from helpers.comparisons import paired_difference
from helpers.plots import (
    differences_by_strength,
    errors_by_strength,
    gain_by_candidates,
    luck_of_the_split,
    search_points,
    sorted_weights,
    weights_and_errors,
    winner_scored_again,
)
from tests.plots.figures import drawn_lines, line_looks


def test_the_winner_of_the_first_round_has_its_star_in_both(shown, capsys):
    winner_scored_again({"first": [0.5, 0.7, 0.5], "second": [0.6, 0.4, 0.4]}, 1, "share right", 0.5)
    first, second = shown[0].axes
    assert drawn_lines(first)["winner of the first round"][0][0] == 0.7
    assert drawn_lines(second)["winner of the first round"][0][0] == 0.4
    assert sorted(drawn_lines(first)["one each"]) == [[0.5, 1], [0.5, 2], [0.7, 1]]
    assert "second: from 0.40 to 0.60, mean 0.47, winner 0.40" in capsys.readouterr().out


@pytest.mark.parametrize(("rows", "winner"), [({}, 0), ({"a": [1], "b": [1, 2]}, 0), ({"a": [1, 2]}, 2), ({"a": [1, 2]}, -1)])
def test_rounds_without_their_winner_are_refused(rows, winner):
    with pytest.raises(ValueError, match="must take part"):
        winner_scored_again(rows, winner, "share", 0.5)


STRENGTHS = [0, 0.1, 1]
TRAIN = np.array([[1.0, 3.0], [2.0, 2.0], [4.0, 6.0]])
HELD = np.array([[5.0, 7.0], [4.0, 4.0], [np.inf, 6.0]])


def test_both_errors_are_drawn_with_gaps_where_one_diverged(shown, capsys):
    errors_by_strength(STRENGTHS, TRAIN, HELD, "L2", "RMSE", "two folds")
    (axes,) = shown[0].axes
    lines = drawn_lines(axes)
    assert lines["training folds, mean and spread over folds"] == [[0, 2], [1, 2], [2, 5]]
    assert np.isnan(lines["held-out fold, mean and spread over folds"][2][1])
    assert [label.get_text() for label in axes.get_xticklabels()] == ["0", "0.1", "1"]
    assert len(line_looks(axes)) == 2
    assert "held-out fold lowest at 0.1 with 4.0" in capsys.readouterr().out


def test_every_fold_is_a_line_of_its_own_beside_the_mean(shown, capsys):
    differences_by_strength(STRENGTHS, {"L2": TRAIN - TRAIN[0], "L1": HELD - HELD[0]}, "difference", 9)
    left, right = shown[0].axes
    assert drawn_lines(left)["one fold"] == [[0, 0], [1, 1], [2, 3]]
    assert drawn_lines(left)["mean and its 95 % interval"] == [[0, 0], [1, 0], [2, 3]]
    assert right.get_ylim() == (-9, 9)
    assert "L1: lowest mean -2.0 at 0.1" in capsys.readouterr().out


def test_the_band_of_differences_is_the_interval_of_lesson_03(shown, capsys):
    differences = np.array([[0.0, 0.0, 0.0], [-1.0, -3.0, -2.5]])
    differences_by_strength([0, 0.1], {"L2": differences}, "difference", 9)
    found = paired_difference(differences[1], differences[0])
    assert f"lowest mean -2.2 at 0.1, 95 % interval {found.low:+.1f} to {found.high:+.1f}" in capsys.readouterr().out
    (axes,) = shown[0].axes
    band = axes.collections[0].get_paths()[0].vertices
    assert [band[:, 1].min(), band[:, 1].max()] == pytest.approx([found.low, found.high])


@pytest.mark.parametrize("draw", [
    lambda: errors_by_strength(STRENGTHS, TRAIN, HELD[:2], "L2", "RMSE"),
    lambda: errors_by_strength([], TRAIN[:0], HELD[:0], "L2", "RMSE"),
    lambda: differences_by_strength(STRENGTHS, {}, "difference", 9),
    lambda: differences_by_strength(STRENGTHS, {"L2": TRAIN[:1]}, "difference", 9),
    lambda: weights_and_errors({"a": [1.0]}, STRENGTHS, {"b": [1, 2]}, 0, "L2", "RMSE"),
    lambda: weights_and_errors({"a": [1.0]}, STRENGTHS, {"b": [1, 2, 3]}, 3, "L2", "RMSE"),
])  # fmt: skip
def test_errors_that_do_not_fit_are_refused(draw):
    with pytest.raises(ValueError, match="strength"):
        draw()


def test_numbers_of_close_points_keep_apart(shown):
    rates, strengths = [0.01, 0.1, 0.11, 0.3], [0.001, 0.01, 0.006, 1]
    search_points({"random": (rates, strengths, [60.0, 57.9, 58.8, 55.0])}, "rate", "L2", "RMSE (points)")
    figure = shown[0]
    figure.canvas.draw()
    boxes = [text.get_window_extent() for text in figure.axes[0].texts]
    assert not any(box.overlaps(other) for place, box in enumerate(boxes) for other in boxes[:place])


def test_a_search_is_drawn_as_points_with_its_winner(shown, capsys):
    search_points({"grid": ([0.1, 0.1, 0.2], [1, 2, 2], [57.0, 55.0, np.inf])}, "rate", "L2", "RMSE (points)")
    (axes,) = shown[0].axes
    assert axes.collections[0].get_offsets().tolist() == [[0.1, 1], [0.1, 2], [0.2, 2]]
    assert [text.get_text() for text in axes.texts] == ["57.0", "55.0", "∞"]
    assert [[0.1, 2]] in [line.get_xydata().tolist() for line in axes.lines]
    assert "3 candidates, 2 values of L2, best 55.00 at rate 0.1, L2 2." in capsys.readouterr().out


@pytest.mark.parametrize("panels", [{}, {"grid": ([0.1], [1], [np.inf])}])
def test_a_search_without_a_finite_error_is_refused(panels):
    with pytest.raises(ValueError, match="nothing to draw"):
        search_points(panels, "rate", "L2", "RMSE")


def test_the_best_of_many_is_drawn_where_chosen_and_elsewhere(shown, capsys):
    panels = {"coins": ([1, 2], {"there": [0.5, 0.6], "elsewhere": [0.5, 0.5]}), "nets": ([1], {"there": [0], "elsewhere": [1]})}
    gain_by_candidates(panels, ("share", "points"), reference=0.0)
    left, right = shown[0].axes
    assert drawn_lines(left) == {"there": [[1, 0.5], [2, 0.6]], "elsewhere": [[1, 0.5], [2, 0.5]]}
    assert right.get_ylabel() == "points"
    assert len(right.lines) == 3
    assert "coins, 2 candidates: there 0.60, elsewhere 0.50" in capsys.readouterr().out


@pytest.mark.parametrize(("panels", "ylabels"), [({}, ()), ({"a": ([1], {"b": [1]})}, ()), ({"a": ([1], {"b": []})}, ("c",))])
def test_curves_that_do_not_fit_are_refused(panels, ylabels):
    with pytest.raises(ValueError, match="Every panel needs a label"):
        gain_by_candidates(panels, ylabels)


def test_our_split_stands_among_the_others(shown, capsys):
    luck_of_the_split([-2.0, 0.0, 1.0, 3.0], -1.0, "difference", "splits")
    (axes,) = shown[0].axes
    assert drawn_lines(axes)["our split"][0][0] == -1.0
    assert sum(bar.get_height() for bar in axes.patches) == 4
    swatches = {
        text.get_text(): patch for text, patch in zip(shown[0].legends[0].texts, shown[0].legends[0].legend_handles, strict=True)
    }
    assert not swatches["another split"].get_hatch()
    assert swatches["another split, as far left as ours or further"].get_hatch() == "///"
    assert "ours -1.0, and 25% lie there" in capsys.readouterr().out


@pytest.mark.parametrize("differences", [[], [1.0], [1.0, np.nan], [[1.0, 2.0]]])
def test_splits_without_a_spread_are_refused(differences):
    with pytest.raises(ValueError, match="at least two"):
        luck_of_the_split(differences, 0.0, "difference")


def test_weights_are_sorted_and_the_strength_is_marked(shown, capsys):
    weights_and_errors({"plain": [0.3, -0.2, 0.001]}, STRENGTHS, {"train": [1, 2, 3], "held": [4, 3, 5]}, 1, "L1", "RMSE")
    left, right = shown[0].axes
    assert drawn_lines(left)["plain"] == [[1, -0.2], [2, 0.001], [3, 0.3]]
    assert drawn_lines(right)["held"] == [[0, 4], [1, 3], [2, 5]]
    assert "L1 0.1: plain: weights from -0.20 to 0.30, 33% within 0.01 of 0; train 2.0; held 3.0." in capsys.readouterr().out


@pytest.mark.parametrize("weights", [{}, {"a": []}])
def test_networks_without_weights_are_refused(weights):
    with pytest.raises(ValueError, match="nothing to draw"):
        sorted_weights(weights)
