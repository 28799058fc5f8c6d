import pytest

from helpers.plots import resume_ladder
from tests.plots.figures import drawn_lines


def test_zero_is_told_from_a_small_difference_without_colour(shown, capsys):
    resume_ladder({"model": [0.5, 0.25], "+ all": [0.0, 1e-8]})
    (axes,) = shown[0].axes
    lines = drawn_lines(axes)
    assert [label.get_text() for label in axes.get_yticklabels()] == ["model", "+ all"]
    assert sorted(x for x, _ in lines["some difference"]) == [1e-8, 0.25, 0.5]
    assert [x for x, _ in lines["none at all"]] == [0]
    assert [round(y) for _, y in lines["none at all"]] == [1]
    assert len({line.get_marker() for line in axes.lines}) == 2
    assert axes.transData.transform((0, 0))[0] < axes.transData.transform((1e-8, 0))[0]
    assert capsys.readouterr().out == "Figure: largest difference over 2 runs: model 0.25 to 0.5; + all 0 to 1e-08.\n"


def test_the_first_rung_is_on_top_and_every_mark_inside(shown):
    resume_ladder({"first": [3.0], "second": [0.0]})
    (axes,) = shown[0].axes
    low, high = axes.get_xlim()
    assert low == 0
    assert high > 3
    assert axes.get_ylim()[0] > axes.get_ylim()[1]


@pytest.mark.parametrize("rungs", [{}, {"a": []}, {"a": [1.0], "b": [1.0, 2.0]}])
def test_rungs_without_the_same_runs_are_refused(rungs):
    with pytest.raises(ValueError, match="same number of runs"):
        resume_ladder(rungs)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1.0])
def test_what_is_no_largest_difference_is_refused(value):
    with pytest.raises(ValueError, match="finite number"):
        resume_ladder({"a": [1.0, value]})
