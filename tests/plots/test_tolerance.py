import math

import pytest

from helpers.plots import tolerance_verdicts

DIFFERENCES = {"rounding": 2e-6, "fewer bits": 3e-3, "another class": 11.0}
NOTES = {"rounding": "382", "fewer bits": "382", "another class": "381"}


def test_each_row_is_on_its_side_of_the_line(shown, capsys):
    tolerance_verdicts(DIFFERENCES, NOTES, 1e-4, "right of 400", title="Accepted?")
    (axes,) = shown[0].axes
    line, *marks = axes.lines[:4]
    assert set(line.get_xdata()) == {1e-4}
    assert [mark.get_xdata()[0] for mark in marks] == list(DIFFERENCES.values())
    assert [mark.get_marker() for mark in marks] == ["o", "X", "X"]  # told apart without colour
    assert [text.get_text() for text in axes.texts] == ["382", "382", "381", "right of 400"]
    assert [text.get_text() for text in shown[0].legends[0].get_texts()] == ["accepted", "refused", "tolerance"]
    assert capsys.readouterr().out == (
        "Figure: tolerance 1.0e-04; right of 400: rounding (2.0e-06) accepted, 382; fewer bits (3.0e-03) refused, 382; "
        "another class (1.1e+01) refused, 381.\n"
    )


def test_the_axis_stays_where_it_is_and_a_difference_of_0_stands_at_its_end(shown):
    for tolerance in (1e-9, 1e3):
        tolerance_verdicts({"equal": 0.0, "far": 1e6}, {"equal": "", "far": ""}, tolerance, "")
    for figure in shown:
        (axes,) = figure.axes
        assert axes.get_xlim() == (1e-8, 100.0)
        assert [mark.get_xdata()[0] for mark in axes.lines[1:3]] == [1e-8, 100.0]
    assert [figure.axes[0].lines[2].get_marker() for figure in shown] == ["X", "X"]


def test_a_difference_as_large_as_the_tolerance_is_accepted(shown):
    tolerance_verdicts({"one": 0.5}, {"one": ""}, 0.5, "")
    assert shown[0].axes[0].lines[1].get_marker() == "o"


@pytest.mark.parametrize(
    ("differences", "notes", "tolerance", "words"),
    [
        ({}, {}, 1.0, "one of each"),
        ({"a": 1.0}, {"b": ""}, 1.0, "one of each"),
        ({"a": -1.0}, {"a": ""}, 1.0, "at least 0"),
        ({"a": math.nan}, {"a": ""}, 1.0, "at least 0"),
        ({"a": math.inf}, {"a": ""}, 1.0, "at least 0"),
        ({"a": 1.0}, {"a": ""}, 0.0, "above 0"),
        ({"a": 1.0}, {"a": ""}, math.nan, "above 0"),
    ],
)
def test_what_cannot_be_drawn_is_refused(differences, notes, tolerance, words):
    with pytest.raises(ValueError, match=words):
        tolerance_verdicts(differences, notes, tolerance, "")
