import pytest

from helpers.plots import paired_differences, stopping_curve
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


@pytest.mark.parametrize(
    ("epochs", "losses", "best", "message"),
    [([5, 10], [0.5], 5, "1 losses for 2 epochs"), ([5], [0.5], 7, "No loss was measured at epoch 7")],
)
def test_a_curve_that_does_not_fit_is_refused(epochs, losses, best, message):
    with pytest.raises(ValueError, match=message):
        stopping_curve(epochs, losses, best_epoch=best, stop_epoch=5, title="none")


def test_differences_are_sorted_and_counted(shown, capsys):
    paired_differences({"a": [2.0, -1.0, 0.0], "b": [3.0, 1.0]}, title="gain", ylabel="points")
    (axes,) = shown[0].axes
    lines = drawn_lines(axes)
    assert axes.get_ylabel() == "points"
    assert lines["a"] == [[1, -1], [2, 0], [3, 2]]
    assert lines["b"] == [[1, 1], [2, 3]]
    first, second = (line for line in axes.lines if line.get_label() in {"a", "b"})
    assert first.get_marker() != second.get_marker()  # not by colour alone
    assert capsys.readouterr().out == (
        "Figure: a: 1 of 3 runs above zero, from -1.00 to 2.00; b: 2 of 2 runs above zero, from 1.00 to 3.00.\n"
    )


@pytest.mark.parametrize("groups", [{}, {"a": []}, {"a": [1.0], "b": []}])
def test_no_differences_are_refused(groups):
    with pytest.raises(ValueError, match="nothing to draw"):
        paired_differences(groups, title="none", ylabel="points")
