import numpy as np
import pytest

from helpers.plots.classes import examples_by_class
from helpers.plots.lines import lines_through_points, sums_of_units
from tests.plots.figures import drawn_lines, drawn_points, line_looks

UNITS = [(1.0, -1.0, 1.0), (1.0, -2.0, -2.0), (1.0, -3.0, 1.0)]


def test_lines_through_points_say_how_many_points_lie_above(shown, capsys):
    lines_through_points([1, 2, 4], [1, 2, 4], {"one": 1.0, "half": 0.5}, ("length (cm)", "width (cm)"))
    (axes,) = shown[0].axes
    assert drawn_points(axes)["3 points"] == [[1, 1], [2, 2], [4, 4]]
    assert drawn_lines(axes)["half"][1][1] == pytest.approx(0.5 * drawn_lines(axes)["one"][1][1])
    assert len(line_looks(axes)) == 2  # not by colour alone
    told = "Figure: 3 points and 2 lines. one: 0 points lie above it; half: 3 points lie above it.\n"
    assert capsys.readouterr().out == told


@pytest.mark.parametrize(("across", "up"), [([1.0], [1.0, 2.0]), ([], []), ([[1.0]], [[1.0]])])
def test_points_that_do_not_fit_are_refused(across, up):
    with pytest.raises(ValueError, match="no two rows"):
        lines_through_points(across, up, {}, ("x", "y"))


def test_a_sum_of_lines_is_a_line_and_a_sum_of_relus_bends(shown, capsys):
    sums_of_units(UNITS, (0, 4), "length (cm)", ("without", "with"))
    without, with_relu = (drawn_lines(axes) for axes in shown[0].axes)
    total = np.array(with_relu["their sum"])
    assert total[:, 1].max() == pytest.approx(1.0)  # a bump with its top at 2
    assert total[total[:, 1].argmax(), 0] == pytest.approx(2.0)
    assert len(without) == 4
    out = capsys.readouterr().out
    assert out == "Figure: the sum of 3 units is a straight line without ReLU, and a line that bends with it.\n"


def test_no_unit_is_refused():
    with pytest.raises(ValueError, match="nothing to draw"):
        sums_of_units([], (0, 1), "x", ("a", "b"))


def test_examples_are_drawn_by_class(shown, capsys):
    points = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    examples_by_class(points, [0, 1, 1], ["round", "long"], ("length (cm)", "width (cm)"))
    (axes,) = shown[0].axes
    assert drawn_points(axes) == {"round": [[1, 2]], "long": [[3, 4], [5, 6]]}
    told = "Figure: length (cm) and width (cm) by class: round 1.0 to 1.0 and 2.0 to 2.0; long 3.0 to 5.0 and 4.0 to 6.0.\n"
    assert capsys.readouterr().out == told


def test_labels_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="do not fit together"):
        examples_by_class(np.zeros((2, 2)), [0], ["a"], ("x", "y"))
