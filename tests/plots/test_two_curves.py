"""Tests of helpers/plots/two_curves.py."""

import numpy as np
import pytest

from helpers.plots import answers_over_epochs, losses_by_setting, marked_curves, two_curves
from tests.plots.figures import drawn_lines, line_looks

FALLS = {"epoch": [0, 10, 20], "train_loss": [2.3, 1.0, 0.5], "validation_loss": [2.3, 1.2, 0.9]}
TURNS = {"epoch": [0, 10, 20], "train_loss": [2.3, 0.5, 0.1], "validation_loss": [2.3, 0.9, 1.5]}


def test_panels_share_a_scale_and_mark_the_lowest_validation_loss(shown, capsys):
    two_curves({"fine": FALLS, "too large": TURNS})
    first, second = shown[0].axes
    assert [axes.get_title() for axes in (first, second)] == ["fine", "too large"]
    assert first.get_ylim() == second.get_ylim()
    assert drawn_lines(second)["train"] == [[0, 2.3], [10, 0.5], [20, 0.1]]
    assert drawn_lines(second)["validation"] == [[0, 2.3], [10, 0.9], [20, 1.5]]
    assert drawn_lines(second)["lowest validation loss"] == [[10, 0.9]]
    assert drawn_lines(first)["lowest validation loss"] == [[20, 0.9]]
    assert len(line_looks(second)) == 3  # not by colour alone
    assert (first.get_xlabel(), first.get_ylabel()) == ("epoch", "cross-entropy loss (nats)")
    assert capsys.readouterr().out == (
        "Figure: fine: train 0.50, validation 0.90 at epoch 20, lowest validation 0.90 at epoch 20; "
        "too large: train 0.10, validation 1.50 at epoch 20, lowest validation 0.90 at epoch 10.\n"
    )


def test_the_scale_ends_where_it_is_told_to(shown):
    two_curves({"too large": TURNS}, top=2.0)
    (axes,) = shown[0].axes
    assert axes.get_ylim() == (0, 2.0)


def test_the_end_is_marked_with_a_cross(shown):
    two_curves({"too large": TURNS}, end=True)
    (axes,) = shown[0].axes
    assert drawn_lines(axes)["its end"] == [[20, 1.5]]
    assert len(line_looks(axes)) == 4
    assert len(shown[0].legends[0].get_texts()) == 4


def test_losses_that_are_no_numbers_leave_holes(shown):
    broken = {"epoch": [0, 10], "train_loss": [2.3, np.nan], "validation_loss": [2.3, np.inf]}
    lost = {"epoch": [0], "train_loss": [np.nan], "validation_loss": [np.nan]}
    two_curves({"diverged": broken, "from the start": lost})
    assert drawn_lines(shown[0].axes[0])["lowest validation loss"] == [[0, 2.3]]
    losses_by_setting([50], [[np.nan]], [[np.nan]], "units", "diverged")
    for figure in shown:
        figure.canvas.draw()


@pytest.mark.parametrize(
    ("panels", "message"),
    [
        ({}, "at least one panel"),
        ({"a": {"epoch": [], "train_loss": [], "validation_loss": []}}, "'a' has 0 epochs"),
        ({"a": FALLS | {"validation_loss": [1.0]}}, "'a' has 3 epochs and 3 of train_loss, 1 of validation_loss"),
    ],
)
def test_histories_that_do_not_fit_are_refused(panels, message):
    with pytest.raises(ValueError, match=message):
        two_curves(panels)


def test_losses_by_setting_draw_means_and_every_run(shown, capsys):
    losses_by_setting(
        [50, 1000], [[0.0, 0.2], [0.5, 0.7]], [[1.0, 2.0], [0.8, 0.6]], "examples", "more and more", [[0.9, 1.1], [0.5, 0.5]]
    )
    (axes,) = shown[0].axes
    assert drawn_lines(axes)["train, at the end"] == [[50, 0.1], [1000, 0.6]]
    assert drawn_lines(axes)["validation, at the end"] == [[50, 1.5], [1000, pytest.approx(0.7)]]
    assert drawn_lines(axes)["validation, at its lowest loss"] == [[50, 1.0], [1000, 0.5]]
    points = {(x, y) for line in axes.lines for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)}
    assert points >= {(50, 0.0), (50, 0.2), (1000, 0.5), (1000, 0.7), (50, 2.0), (1000, 0.8), (50, 0.9), (50, 1.1)}
    assert axes.get_xscale() == "log"
    assert axes.get_xlabel() == "examples (log scale)"
    assert [label.get_text() for label in axes.get_xticklabels()] == ["50", "1,000"]
    assert capsys.readouterr().out == (
        "Figure: mean losses of 2 seeds: train, at the end 0.10 (50), 0.60 (1000); validation, at the end 1.50 (50), "
        "0.70 (1000); validation, at its lowest loss 1.00 (50), 0.50 (1000).\n"
    )


def test_accuracies_by_setting_stand_beside_the_losses_in_the_same_look(shown, capsys):
    losses = [[0.5], [0.6]], [[2.0], [0.7]]
    losses_by_setting([50, 100], *losses, "images", "more", accuracies={"validation, at the end": [[0.5], [0.75]]})
    left, right = shown[0].axes
    (squares,) = (line for line in left.lines if line.get_label() == "validation, at the end")
    (shares,) = (line for line in right.lines if line.get_label() == "validation, at the end")
    assert shares.get_xydata().tolist() == [[50, 0.5], [100, 0.75]]
    assert (shares.get_marker(), shares.get_color()) == (squares.get_marker(), squares.get_color())
    assert right.get_ylabel() == "validation accuracy (share right)"
    assert len(shown[0].legends[0].get_texts()) == 2
    assert capsys.readouterr().out.endswith("; accuracy, validation, at the end 50.0% (50), 75.0% (100).\n")


@pytest.mark.parametrize(
    ("accuracies", "message"),
    [({"test": [[0.5]]}, r"names \['test'\]"), ({"validation, at the end": []}, "1 values")],
)
def test_accuracies_that_do_not_fit_are_refused(accuracies, message):
    with pytest.raises(ValueError, match=message):
        losses_by_setting([50], [[1.0]], [[1.0]], "images", "none", accuracies=accuracies)


@pytest.mark.parametrize(
    ("values", "train", "validation", "message"),
    [
        ([], [], [], "0 values"),
        ([50], [[1.0]], [], "1 values"),
        ([50], [[1.0]], [[]], "1 values"),
        ([50, 40], [[1.0], [1.0]], [[1.0], [1.0]], "must rise"),
        ([0, 40], [[1.0], [1.0]], [[1.0], [1.0]], "above 0"),
    ],
)
def test_settings_and_losses_that_do_not_fit_are_refused(values, train, validation, message):
    with pytest.raises(ValueError, match=message):
        losses_by_setting(values, train, validation, "units", "none")


def test_marked_curves_name_epochs(shown, capsys):
    marked_curves(TURNS, {"the turn": 10, "they part": 0}, "too large")
    (axes,) = shown[0].axes
    points = [line.get_xydata().tolist() for line in axes.lines[2:]]
    assert points == [[[0, 2.3]], [[10, 0.9]]]
    assert len({line.get_marker() for line in axes.lines[2:]}) == 2
    assert [text.get_text() for text in axes.texts] == ["they part: epoch 0", "the turn: epoch 10"]
    expected = "Figure: too large: the turn at epoch 10, they part at epoch 0.\n"
    assert capsys.readouterr().out == expected


@pytest.mark.parametrize(
    ("history", "marks", "message"),
    [
        (TURNS, {"the turn": 15}, "no recorded epoch"),
        (TURNS, dict.fromkeys("abcdef", 0), "five can be drawn"),
        (TURNS | {"train_loss": [2.3, np.nan, 0.1]}, {}, "finite"),
        (TURNS | {"train_loss": [2.3]}, {}, "1 of train_loss"),
    ],
)
def test_marks_that_do_not_fit_are_refused(history, marks, message):
    with pytest.raises(ValueError, match=message):
        marked_curves(history, marks)


def test_answers_over_epochs_draw_each_kind_and_the_turn(shown, capsys):
    answers_over_epochs([0, 10, 20], {"true": [1, 4, 0], "taught": [3, 0, 4]}, 10, "wrong labels", told=[10, 20])
    (axes,) = shown[0].axes
    drawn = drawn_lines(axes)
    assert drawn["true"] == [[0, 1], [10, 4], [20, 0]]
    assert [x for x, _ in drawn["the turn, epoch 10"]] == [10, 10]
    assert len(line_looks(axes)) == 3
    assert axes.get_ylabel() == "images (of 4)"
    assert capsys.readouterr().out == "Figure: of 4 images, epoch 10: true 4, taught 0; epoch 20: true 0, taught 4.\n"


def test_answers_without_epochs_to_tell_of_tell_of_the_ends(shown, capsys):
    answers_over_epochs([0, 10, 20], {"true": [1, 4, 0]}, 10)
    assert capsys.readouterr().out == "Figure: of 1 images, epoch 0: true 1; epoch 20: true 0.\n"


@pytest.mark.parametrize(
    ("epochs", "counts", "told"), [([], {"a": []}, ()), ([0], {}, ()), ([0, 1], {"a": [1]}, ()), ([0, 1], {"a": [1, 1]}, [5])]
)
def test_answers_that_do_not_fit_are_refused(epochs, counts, told):
    with pytest.raises(ValueError, match=r"as many of each|not at all of them"):
        answers_over_epochs(epochs, counts, 0, told=told)
