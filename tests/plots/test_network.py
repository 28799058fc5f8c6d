import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from helpers.plots import network_diagram
from helpers.plots.network import _drawn, _heights


def texts(axes):
    return [text.get_text() for text in axes.texts]


def test_each_unit_is_a_circle_and_each_weight_a_line(shown, capsys):
    network_diagram((4, 10, 3), ["a", "b", "c", "d"], ["setosa", "versicolor", "virginica"], title="Iris")
    (axes,) = shown[0].axes
    circles = [len(line.get_xdata()) for line in axes.lines]
    assert circles == [4, 4, 10, 10, 3, 3]  # each on a white one, so that no line shines through
    assert [len(lines.get_segments()) for lines in axes.collections] == [40, 30]
    assert axes.get_title() == "Iris"
    assert texts(axes) == [
        "inputs", "4 units", "hidden", "10 units", "outputs", "3 units",
        "4 · 10 weights", "+ 10 biases", "10 · 3 weights", "+ 3 biases",
        "a", "b", "c", "d", "setosa", "versicolor", "virginica",
        "4·10 + 10 + 10·3 + 3 = 83 numbers to learn",
    ]  # fmt: skip
    expected = "Figure: units: inputs 4, hidden 10, outputs 3; 4·10 + 10 + 10·3 + 3 = 83 weights and biases.\n"
    assert capsys.readouterr().out == expected


def test_one_of_a_thing_is_in_the_singular(shown):
    network_diagram((1, 1), layer_names=["length", "width"])
    assert texts(shown[0].axes[0])[:6] == ["length", "1 unit", "width", "1 unit", "1 · 1 weight", "+ 1 bias"]


def test_a_large_layer_is_drawn_in_part_with_dots(shown, capsys):
    network_diagram((784, 12, 10), output_names=list("0123456789"))
    (axes,) = shown[0].axes
    assert [len(line.get_xdata()) for line in axes.lines] == [9, 9, 3, 12, 12, 10, 10]
    assert [len(lines.get_segments()) for lines in axes.collections] == [9 * 12, 12 * 10]
    assert "784 units" in texts(axes)
    assert "784·12 + 12 + 12·10 + 10 = 9,550 weights" in capsys.readouterr().out


def test_names_of_units_that_are_left_out_are_left_out(shown):
    names = [f"pixel {number}" for number in range(64)]
    network_diagram((64, 2), input_names=names)
    written = texts(shown[0].axes[0])
    assert [name for name in names if name in written] == [*names[:5], *names[-4:]]


def test_weights_decide_width_and_dashes(shown, capsys):
    network_diagram((2, 2, 1), weights=[np.array([[2.0, -1.0], [0.0, 0.5]]), torch.tensor([[-2.0, 1.0]])])
    first, second = shown[0].axes[0].collections
    # A line for each weight, row by row: from the first input to the first unit, from the second input, ...
    widths = first.get_linewidths()
    assert widths[0] > widths[1] > widths[3] > widths[2]
    assert [dashes is not None for _, dashes in first.get_linestyles()] == [False, True, False, False]
    assert [dashes is not None for _, dashes in second.get_linestyles()] == [True, False]
    assert second.get_linewidths()[0] == widths[0]  # one scale for all layers
    assert [text.get_text() for text in shown[0].legends[0].get_texts()] == ["positive weight", "negative weight"]
    assert capsys.readouterr().out.endswith("3 weights are positive, 2 negative, the largest is 2.00 in size.\n")


def test_a_layer_of_torch_can_be_drawn_as_it_is(shown, capsys):
    layers = nn.Linear(4, 10), nn.Linear(10, 3)
    network_diagram((4, 10, 3), weights=[layer.weight for layer in layers])
    assert "= 83 weights and biases" in capsys.readouterr().out


def test_weights_that_are_all_zero_are_drawn(shown):
    network_diagram((2, 2), weights=[np.zeros((2, 2))])


@settings(max_examples=40)
@given(size=st.integers(1, 200))
def test_units_stand_apart_around_the_middle(size):
    units = _drawn(size)
    heights = _heights(units, size)
    assert len(units) == len(heights) == (size if size <= 12 else 9)
    assert (np.diff(heights) < -0.3).all()
    assert heights[0] == pytest.approx(-heights[-1])
    assert units[0] == 0
    assert units[-1] == size - 1


@pytest.mark.parametrize(
    ("sizes", "others", "message"),
    [
        ((), {}, "at least two layers"),
        ((4,), {}, "at least two layers"),
        ((4, 0, 3), {}, "at least one unit each"),
        ((4, -1), {}, "at least one unit each"),
        ((2, 1), {"input_names": ["a"]}, "There are 1 input names, but 2 are needed"),
        ((2, 1), {"output_names": ["a", "b"]}, "There are 2 output names, but 1 are needed"),
        ((2, 1), {"layer_names": ["a", "b", "c"]}, "There are 3 layer names, but 2 are needed"),
        ((2, 3), {"weights": [np.zeros((2, 3))]}, r"the sizes need \[\(3, 2\)\]"),
        ((2, 3), {"weights": []}, "the sizes need"),
        ((2, 1), {"weights": [np.array([[1.0, np.nan]])]}, "must be a finite number"),
    ],
)
def test_what_does_not_fit_is_refused(shown, sizes, others, message):
    with pytest.raises(ValueError, match=message):
        network_diagram(sizes, **others)
