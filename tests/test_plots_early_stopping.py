import matplotlib as mpl
import pytest

mpl.use("agg")

import matplotlib.pyplot as plt

from helpers.plots import paired_differences, stopping_curve


@pytest.fixture
def shown(monkeypatch):
    """Each curve's points, style and marker as they were at plt.show()."""
    figures = []

    def keep():
        axes = plt.gcf().axes[0]
        lines = {line.get_label(): (line.get_xydata().tolist(), line.get_linestyle(), line.get_marker()) for line in axes.lines}
        figures.append((axes.get_xlabel(), axes.get_ylabel(), lines))

    monkeypatch.setattr(plt, "show", keep)
    yield figures
    assert not plt.get_fignums()  # every figure was closed


def test_the_curve_is_cut_at_the_stop(shown, capsys):
    stopping_curve([5, 10, 15, 20], [0.9, 0.5, 0.7, 0.8], best_epoch=10, stop_epoch=15, title="digits")
    xlabel, ylabel, lines = shown[0]
    assert (xlabel, ylabel) == ("epoch", "cross-entropy loss (nats)")
    assert lines["validation loss"][0] == [[5, 0.9], [10, 0.5], [15, 0.7]]
    assert lines["the rest, spared"][0] == [[15, 0.7], [20, 0.8]]
    assert lines["best weights"][0] == [[10, 0.5]]
    assert lines["stop"][0] == [[15, 0.7]]
    assert len({(style, marker) for _, style, marker in lines.values()}) == 4  # not by colour alone
    assert capsys.readouterr().out == (
        "Figure: validation loss 0.500 at its best, epoch 10; 0.700 at the stop, epoch 15; 0.800 at epoch 20.\n"
    )


def test_one_evaluation_alone_can_be_drawn(shown):
    stopping_curve([1], [0.9], best_epoch=1, stop_epoch=1, title="one")
    assert shown[0][2]["stop"][0] == [[1, 0.9]]


@pytest.mark.parametrize(
    ("epochs", "losses", "best", "message"),
    [([5, 10], [0.5], 5, "1 losses for 2 epochs"), ([5], [0.5], 7, "No loss was measured at epoch 7")],
)
def test_a_curve_that_does_not_fit_is_refused(epochs, losses, best, message):
    with pytest.raises(ValueError, match=message):
        stopping_curve(epochs, losses, best_epoch=best, stop_epoch=5, title="none")


def test_differences_are_sorted_and_counted(shown, capsys):
    paired_differences({"a": [2.0, -1.0, 0.0], "b": [3.0, 1.0]}, title="gain", ylabel="points")
    _, ylabel, lines = shown[0]
    assert ylabel == "points"
    assert lines["a"][0] == [[1, -1], [2, 0], [3, 2]]
    assert lines["b"][0] == [[1, 1], [2, 3]]
    assert lines["a"][2] != lines["b"][2]
    assert capsys.readouterr().out == (
        "Figure: a: 1 of 3 runs above zero, from -1.00 to 2.00; b: 2 of 2 runs above zero, from 1.00 to 3.00.\n"
    )


@pytest.mark.parametrize("groups", [{}, {"a": []}, {"a": [1.0], "b": []}])
def test_no_differences_are_refused(groups):
    with pytest.raises(ValueError, match="nothing to draw"):
        paired_differences(groups, title="none", ylabel="points")
