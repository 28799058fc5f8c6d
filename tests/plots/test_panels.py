"""Tests of helpers/plots/panels.py and helpers/plots/minimising.py."""

import numpy as np
import pytest

from helpers.plots import Panel, line_panels, weight_histograms
from tests.plots.figures import drawn_lines, line_looks


def panel(curves, **look):
    return Panel("Title", "step", "loss (nats)", curves, **look)


def test_several_runs_are_a_mean_and_a_band(shown, capsys):
    line_panels([panel({"three": ([1, 2, 3], [[4.0, 1.0, 2.0], [6.0, 3.0, 4.0]]), "one": ([1, 2], [5.0, 6.0])}, log_x=True)])
    (axes,) = shown[0].axes
    assert drawn_lines(axes) == {"three": [[1, 5], [2, 2], [3, 3]], "one": [[1, 5], [2, 6]]}
    assert len(axes.collections) == 1
    band = axes.collections[0].get_paths()[0].vertices
    assert {(x, y) for x, y in band.tolist()} >= {(1, 4), (1, 6), (2, 1), (2, 3), (3, 2), (3, 4)}
    assert len(line_looks(axes)) == 2  # not by colour alone
    assert (axes.get_title(), axes.get_xlabel(), axes.get_ylabel()) == ("Title", "step", "loss (nats)")
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "linear")
    assert capsys.readouterr().out == "Figure: Title: three from 5 over 2 at 2 to 3, one from 5 to 6.\n"


def test_panels_with_the_same_curves_share_a_legend(shown):
    line_panels([panel({"a": ([1], [1.0])}, ylim=(0, 4)), panel({"a": ([1, 2], [1.0, 2.0])}, log_y=True)])
    assert len(shown[0].legends) == 1
    assert all(axes.get_legend() is None for axes in shown[0].axes)
    assert shown[0].axes[0].get_ylim() == (0, 4)
    assert shown[0].axes[1].get_yscale() == "log"


def test_the_numbers_of_an_axis_may_be_given(shown):
    line_panels([panel({"a": ([2, 16, 128], [1.0, 2.0, 3.0])}, log_x=True, xticks=(2, 16, 128)), panel({"a": ([1], [1.0])})])
    shown[0].canvas.draw()
    first, _ = shown[0].axes
    assert [label.get_text() for label in first.get_xticklabels()] == ["2", "16", "128"]
    assert not len(first.get_xticks(minor=True))


def test_panels_with_other_curves_have_legends_of_their_own(shown):
    line_panels([panel({"a": ([1], [1.0])}), panel({"b": ([1], [1.0])})])
    assert [[text.get_text() for text in axes.get_legend().get_texts()] for axes in shown[0].axes] == [["a"], ["b"]]


def test_a_name_looks_the_same_in_every_panel(shown):
    line_panels([panel({"a": ([1], [1.0]), "b": ([1], [1.0])}), panel({"b": ([1], [1.0]), "c": ([1], [1.0])})])
    first, second = ({line.get_label(): (line.get_color(), line.get_marker()) for line in axes.lines} for axes in shown[0].axes)
    assert first["b"] == second["b"]
    assert second["c"] == first["a"] != first["b"]  # looks are few: one that is free in a panel is used again


def test_an_order_gives_a_name_the_same_look_in_every_figure(shown):
    line_panels([panel({"a": ([1], [1.0]), "c": ([1], [1.0])})], order=("c", "b", "a"))
    line_panels([panel({"b": ([1], [1.0]), "d": ([1], [1.0])}), panel({"a": ([1], [1.0])})], order=iter(("c", "b", "a")))
    first, second = (
        {line.get_label(): (line.get_color(), line.get_marker()) for axes in figure.axes for line in axes.lines}
        for figure in shown
    )
    assert first["a"] == second["a"]
    assert len({first["c"], second["b"], first["a"]}) == 3
    assert second["d"] != second["b"]  # a name that is not in the order finds a look of its own


def test_two_names_in_a_panel_never_look_alike(shown):
    line_panels([panel({"a": ([1], [1.0])}), panel({"c": ([1], [1.0]), "a": ([1], [1.0])})])
    assert len(line_looks(shown[0].axes[1])) == 2


def test_heights_that_are_no_numbers_are_left_out(shown, capsys):
    line_panels([panel({"a": ([1, 2, 3], [1.0, np.inf, np.nan]), "b": ([1, 2], [[np.nan, np.nan]] * 2)}, log_y=True)])
    shown[0].canvas.draw()
    assert not np.isinf([y for points in drawn_lines(shown[0].axes[0]).values() for _, y in points]).any()
    assert capsys.readouterr().out == "Figure: Title: a from 1 to nan, b not a number.\n"


@pytest.mark.parametrize("panels", [[], [panel({})]])
def test_nothing_to_draw_is_refused(panels):
    with pytest.raises(ValueError, match="nothing to draw"):
        line_panels(panels)


@pytest.mark.parametrize("curve", [([1, 2], [1.0]), ([], []), ([1], [[[1.0]]])])
def test_heights_that_do_not_fit_their_places_are_refused(curve):
    with pytest.raises(ValueError, match=r"'a' has \d places and heights of shape"):
        line_panels([panel({"a": curve})])


def test_histograms_share_a_scale_and_count_the_small(shown, capsys):
    weight_histograms({"plain": [0.5, -0.5, 0.005, 0.0], "large": [3.0, -4.0]})
    first, second = shown[0].axes
    assert first.get_title() == "plain\n50% within 0.01 of 0"
    assert first.get_xlim() == second.get_xlim()
    assert sum(bar.get_height() for bar in first.patches) == pytest.approx(1)
    assert capsys.readouterr().out == (
        "Figure: plain: 50% within 0.01 of 0, root mean square 0.354; large: 0% within 0.01 of 0, root mean square 3.536.\n"
    )


def test_weights_that_are_no_numbers_are_said_to_be(shown, capsys):
    weight_histograms({"diverged": [np.nan, np.inf], "half": [1.0, np.nan], "zero": [0.0]})
    assert capsys.readouterr().out.startswith("Figure: diverged: no finite weight; half: 0% within 0.01 of 0,")
    shown[0].canvas.draw()


@pytest.mark.parametrize("weights", [{}, {"none": []}])
def test_no_weights_are_refused(weights):
    with pytest.raises(ValueError, match="nothing to draw"):
        weight_histograms(weights)


def test_dots_lie_on_the_lower_edge_and_stand_in_the_legend(shown, capsys):
    line_panels([panel({"a": ([0, 10], [1.0, 2.0])}, dots={"the data": [2, 3.5]})])
    (axes,) = shown[0].axes
    (dots,) = (line for line in axes.lines if line.get_label() == "the data")
    assert dots.get_xydata().tolist() == [[2, 0], [3.5, 0]]
    assert dots.get_transform() == axes.get_xaxis_transform()  # 0 is the edge, wherever the heights lie
    assert dots.get_linestyle() == "None"
    assert axes.get_ylim()[0] > 0
    assert [text.get_text() for text in shown[0].legends[0].get_texts()] == ["a", "the data"]
    assert ", the data at 2, 3.5" in capsys.readouterr().out


def test_marks_are_named_beside_their_line(shown, capsys):
    line_panels([panel({"a": ([0, 10], [1.0, 2.0])}, marks={"first": 1, "last": 9})])
    (axes,) = shown[0].axes
    assert [text.get_text() for text in axes.texts] == ["first", "last"]
    assert [text.get_ha() for text in axes.texts] == ["left", "right"]  # away from the nearer edge
    assert [line.get_xdata()[0] for line in axes.lines if line.get_linestyle() == ":"] == [1, 9]
    assert ", marked: first at 1, marked: last at 9" in capsys.readouterr().out
