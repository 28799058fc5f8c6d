import numpy as np
import pytest

from helpers.plots import answers_in_time, paired_differences, stopping_curve, stops_on_curve
from tests.plots.figures import drawn_lines, line_looks


def test_the_curve_is_cut_at_the_stop(shown, capsys):
    stopping_curve([5, 10, 15, 20], [0.9, 0.5, 0.7, 0.8], best_epoch=10, stop_epoch=15, title="digits")
    (axes,) = shown[0].axes
    lines = drawn_lines(axes)
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("epoch", "cross-entropy loss (nats)")
    assert lines["validation loss"] == [[5, 0.9], [10, 0.5], [15, 0.7]]
    assert lines["the rest, spared"] == [[15, 0.7], [20, 0.8]]
    assert lines["best weights"] == [[10, 0.5]]
    assert lines["end of the run"] == [[15, 0.7]]
    assert len(line_looks(axes)) == 4  # not by colour alone
    assert capsys.readouterr().out == (
        "Figure: validation loss 0.500 at its best, epoch 10; 0.700 at the end of the run, epoch 15; 0.800 at epoch 20.\n"
    )


def test_one_evaluation_alone_can_be_drawn(shown):
    stopping_curve([1], [0.9], best_epoch=1, stop_epoch=1, title="one")
    assert drawn_lines(shown[0].axes[0])["end of the run"] == [[1, 0.9]]
    assert "the rest, spared" not in drawn_lines(shown[0].axes[0])


@pytest.mark.parametrize("losses", [[0.9, 0.5, 0.7, 0.4, 0.8], [0.5] * 5])
def test_zoomed_in_the_lowest_loss_of_all_is_marked_and_seen(shown, losses):
    stopping_curve([1, 2, 3, 4, 5], losses, best_epoch=2, stop_epoch=3, title="digits", zoom=True)
    (axes,) = shown[0].axes
    lowest = losses.index(min(losses))
    assert drawn_lines(axes)["lowest of all"] == [[lowest + 1, losses[lowest]]]
    low, high = axes.get_ylim()
    assert 0 < low < min(losses) < high
    assert high > losses[1]


@pytest.mark.parametrize(
    ("epochs", "losses", "best", "message"),
    [([5, 10], [0.5], 5, "1 losses for 2 epochs"), ([5], [0.5], 7, "No loss was measured at epoch 7")],
)
def test_a_curve_that_does_not_fit_is_refused(epochs, losses, best, message):
    with pytest.raises(ValueError, match=message):
        stopping_curve(epochs, losses, best_epoch=best, stop_epoch=5, title="none")


def test_differences_stand_at_their_run_beside_their_mean(shown, capsys):
    paired_differences({"a": [2.0, -1.0, 0.5], "b": [3.0, 1.0, 2.0]}, title="gain", ylabel="points")
    (axes,) = shown[0].axes
    lines = drawn_lines(axes)
    assert axes.get_ylabel() == "points"
    assert lines["a"] == [[1, 2], [2, -1], [3, 0.5]]
    assert lines["b"] == [[1, 3], [2, 1], [3, 2]]
    first, second = (line for line in axes.lines if line.get_label() in {"a", "b"})
    assert first.get_marker() != second.get_marker()  # not by colour alone
    assert sorted(line.get_ydata()[0] for line in axes.lines if line.get_label() not in {"a", "b"}) == [0, 0.5, 2]
    assert capsys.readouterr().out == (
        "Figure: a: mean +0.50, 2 of 3 runs above zero, from -1.00 to 2.00; "
        "b: mean +2.00, 3 of 3 runs above zero, from 1.00 to 3.00.\n"
    )


def test_differences_of_other_runs_are_refused():
    with pytest.raises(ValueError, match="lengths differ"):
        paired_differences({"a": [1.0], "b": [1.0, 2.0]}, title="none", ylabel="points")


@pytest.mark.parametrize("groups", [{}, {"a": []}, {"a": [1.0], "b": []}])
def test_no_differences_are_refused(groups):
    with pytest.raises(ValueError, match="nothing to draw"):
        paired_differences(groups, title="none", ylabel="points")


def test_answers_are_told_apart_by_more_than_colour(shown, capsys):
    images = np.arange(12.0).reshape(3, 2, 2)
    answers_in_time(images, [9, 1, 0], [4, 7, 2], {5: [4, 8, 2], 80: [9, 1, 2]}, title="asked")
    (axes,) = shown[0].axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["epoch 5", "epoch 80"]
    texts = [text.get_text() for text in axes.texts]
    assert texts == ["label 9\n(is 4)", "4", "9", "label 1\n(is 7)", "8", "1", "label 0\n(is 2)", "2", "2"]
    assert [patch.get_hatch() for patch in axes.patches] == [None, "///", None, "///", None, None]
    assert len(axes.images) == 3
    assert capsys.readouterr().out == (
        "Figure: answers to 3 images with a wrong label. epoch 5: the true digit 2, the wrong label 0, something else 1; "
        "epoch 80: the true digit 1, the wrong label 2, something else 0.\n"
    )


@pytest.mark.parametrize(
    ("taught", "answers", "message"),
    [([9], {}, "an epoch at least"), ([9], {5: [4, 4]}, "for each image"), ([4], {5: [4]}, "must be wrong")],
)
def test_answers_that_do_not_fit_are_refused(taught, answers, message):
    with pytest.raises(ValueError, match=message):
        answers_in_time(np.zeros((1, 2, 2)), taught, [4], answers)


def test_each_patience_has_its_wait(shown, capsys):
    stops_on_curve([1, 2, 3, 4, 5], [0.9, 0.5, 0.7, 0.4, 0.6], {1: (1, 2), 2: (3, 4)}, title="noisy")
    (axes,) = shown[0].axes
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("epoch", "validation loss (nats)")
    assert [text.get_text() for text in axes.texts] == ["patience 1", "patience 2"]
    assert drawn_lines(axes)["validation loss"] == [[1, 0.9], [2, 0.5], [3, 0.7], [4, 0.4], [5, 0.6]]
    assert min(axes.get_yticks()) > 0.3  # below the curve the height is no loss
    assert capsys.readouterr().out == (
        "Figure: patience 1 keeps epoch 2 (loss 0.500) and ends at 3; patience 2 keeps epoch 4 (loss 0.400) and ends at 5. "
        "The lowest loss is 0.400, at epoch 4.\n"
    )


@pytest.mark.parametrize(
    ("losses", "stops", "message"),
    [([0.5], {1: (0, 0)}, "1 losses for 2 epochs"), ([0.5, 0.6], {}, "0 patiences"), ([0.5, 0.6], {1: (1, 2)}, "from 0 to 1")],
)
def test_stops_that_do_not_fit_are_refused(losses, stops, message):
    with pytest.raises(ValueError, match=message):
        stops_on_curve([1, 2], losses, stops)
