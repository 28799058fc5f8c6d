"""Tests of helpers/plots/schedules.py."""

import math

import pytest

from helpers.plots import bouncing_walks, losses_at_the_end, schedule_and_losses, schedule_shapes
from tests.plots.figures import drawn_lines, line_looks


def test_walks_have_a_panel_each_and_the_goal_in_all(shown, capsys):
    bouncing_walks({"long": [0.0, 4.0, 2.0, 4.0], "short": [0.0, 1.0]}, 3.0, "w (cm)", title="Two walks")
    first, second = shown[0].axes
    assert (first.get_title(), second.get_title(), first.get_ylabel()) == ("long", "short", "w (cm)")
    assert first.lines[0].get_ydata().tolist() == [0, 4, 2, 4]
    assert list(second.lines[1].get_ydata()) == [3, 3]
    assert [text.get_text() for text in shown[0].legends[0].get_texts()] == ["lowest loss"]
    out = capsys.readouterr().out
    assert out.startswith("Figure: the loss is lowest at 3.00. long: from 0.00, in its second half between 2.00 and 4.00; short:")


@pytest.mark.parametrize("walks", [{}, {"none": []}, {"no step": [1.0]}])
def test_walks_need_a_step(walks):
    with pytest.raises(ValueError, match="at least one walk"):
        bouncing_walks(walks, 0.0, "w")


def test_every_run_has_a_mark_and_the_middle_one_a_bar(shown, capsys):
    losses_at_the_end({"fixed": [0.2, 0.9, 0.3], "falling": [0.15, 0.16, 0.17]}, "loss (nats)", "Three seeds")
    (axes,) = shown[0].axes
    assert axes.get_xscale() == "log"
    assert [text.get_text() for text in axes.get_yticklabels()] == ["fixed", "falling"]
    assert [line.get_xdata().tolist() for line in axes.lines[::2]] == [[0.2, 0.9, 0.3], [0.15, 0.16, 0.17]]
    assert [float(line.get_xdata()[0]) for line in axes.lines[1::2]] == [0.3, 0.16]
    assert len(line_looks(axes)) == 3  # two kinds of mark, and the bar
    assert capsys.readouterr().out == "Figure: fixed: 0.200 to 0.900, middle 0.300; falling: 0.150 to 0.170, middle 0.160.\n"


def test_runs_that_diverged_stand_at_the_edge_and_are_counted(shown, capsys):
    losses_at_the_end({"wild": [math.inf, 1.0, math.inf]}, "loss (nats)")
    marks, bar = shown[0].axes[0].lines
    assert marks.get_xdata().tolist() == pytest.approx([1.15, 1.0, 1.15])
    assert bar.get_xdata()[0] == pytest.approx(1.15)
    assert "middle inf, 2 diverged" in capsys.readouterr().out


@pytest.mark.parametrize("rows", [{}, {"none": []}, {"zero": [0.0, 1.0]}])
def test_there_must_be_a_loss_above_zero(rows):
    with pytest.raises(ValueError, match="above 0"):
        losses_at_the_end(rows, "loss (nats)")


def test_the_rate_stands_beside_the_losses(shown, capsys):
    validation = [[2.0, 0.5, 0.3], [2.2, 0.7, math.inf], [2.4, 0.6, 0.4]]
    schedule_and_losses([0.5, 0.1], [[2.0, 0.4, 0.2]] * 3, validation, title="falling")
    left, right = shown[0].axes
    assert left.lines[0].get_ydata().tolist() == [0.5, 0.1, 0.1]
    lines = drawn_lines(right)
    assert lines["training, middle"] == [[0, 2.0], [1, 0.4], [2, 0.2]]
    assert lines["validation, middle"] == [[0, 2.2], [1, 0.6], [2, 0.4]]
    assert len(right.lines) == 5  # each run of the validation loss too
    assert right.get_yscale() == "log"
    assert "rate 0.5 to 0.1; loss at the end: training 0.200" in capsys.readouterr().out


@pytest.mark.parametrize("losses", [[], [1.0, 2.0, 3.0], [[1.0, 2.0]]])
def test_losses_have_one_more_than_there_are_rates(losses):
    with pytest.raises(ValueError, match=r"\(runs, epochs \+ 1\)"):
        schedule_and_losses([0.5, 0.1], losses, losses)


def test_losses_above_the_figure_run_along_its_upper_edge(shown):
    schedule_and_losses([0.5, 0.1], [[2.0, 0.4, 0.2]], [[2.0, 400.0, math.inf]])
    right = shown[0].axes[1]
    assert drawn_lines(right)["validation, middle"] == [[0, 2.0], [1, 10.0], [2, 10.0]]
    assert right.get_ylim()[1] > 10


def test_each_schedule_is_drawn_as_stairs(shown, capsys):
    schedule_shapes({"fixed": [1.0, 1.0], "falling": [1.0, 0.5, 0.25]}, "Two schedules")
    fixed, falling = shown[0].axes
    assert (fixed.get_title(), falling.get_title()) == ("fixed", "falling")
    outline = falling.patches[-1].get_data()
    assert (outline.values.tolist(), outline.edges.tolist()) == ([1.0, 0.5, 0.25], [0, 1, 2, 3])
    assert fixed.get_ylabel() == "factor of the rate"
    assert capsys.readouterr().out == "Figure: fixed from 1 to 1, 1.00 on average; falling from 1 to 0.25, 0.58 on average.\n"


@pytest.mark.parametrize("schedules", [{}, {"none": []}])
def test_a_schedule_needs_an_epoch(schedules):
    with pytest.raises(ValueError, match="at least one schedule"):
        schedule_shapes(schedules)
