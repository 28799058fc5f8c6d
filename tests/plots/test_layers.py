import numpy as np
import pytest
import torch

from helpers.plots import bends_by_depth, layer_shapes, linear_tables
from helpers.plots.layers import bends

NAMES = {"input_names": ["a", "b"], "output_names": ["u", "v", "w"], "example_names": ["one", "two"]}
X, A, B = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]), np.array([0.0, 10.0, 20.0])


def test_a_linear_layer_is_drawn_with_one_output_marked(shown, capsys):
    linear_tables(torch.tensor(X), torch.tensor(A, requires_grad=True), B, **NAMES, mark=(1, 2))
    texts = [text.get_text() for text in shown[0].axes[0].texts]
    assert {"x, 2 × 2", "Aᵀ, 2 × 3", "b, 1 × 3", "y, 2 × 3", "27"} <= set(texts)
    marked = [patch for patch in shown[0].axes[0].patches if patch.get_linewidth() > 1]
    assert len(marked) == 2 + 2 + 1 + 1
    assert capsys.readouterr().out == "Figure: two, w: 3·1 + 4·1 + 20 = 27.\n"


@pytest.mark.parametrize(
    ("x", "a", "b", "mark"), [(X, A.T, B, (0, 0)), (X, A, B[:2], (0, 0)), (X, A, B, (2, 0)), (X, A, B, (0, -1))]
)
def test_tables_that_do_not_fit_are_refused(x, a, b, mark):
    with pytest.raises(ValueError, match=r"do not fit|no output"):
        linear_tables(x, a, b, **NAMES, mark=mark)


@pytest.mark.parametrize(
    ("heights", "count"),
    [([0, 1, 2, 3], 0), ([0, 1, 0], 1), ([0, 1, 1.5, 0.5], 1), ([2, 2, 2], 0), ([0, 1, 2, 1, 0, 1, 2], 2)],
)
def test_bends_are_counted_also_between_two_places(heights, count):
    assert bends(np.array(heights)) == count


def test_bends_need_three_heights():
    with pytest.raises(ValueError, match="three in a row"):
        bends(np.array([1.0, 2.0]))


def test_networks_of_several_depths_are_told(shown, capsys):
    x = np.linspace(0, 1, 101)
    tent = 1 - np.abs(2 * x - 1)
    bends_by_depth(x, {"one": x, "two": 2 * x}, {"one": tent, "two": 1 - np.abs(2 * tent - 1)}, ("input", "output"))
    assert [axes.get_title() for axes in shown[0].axes] == ["one: 0 bends", "two: 0 bends", "one: 1 bend", "two: 3 bends"]
    one, two = shown[0].axes[:2]
    assert one.get_ylim() == two.get_ylim()  # or the steeper line would look like the other
    assert capsys.readouterr().out == "Figure: one 0 bends without and 1 with ReLU; two 0 bends without and 3 with ReLU.\n"


@pytest.mark.parametrize(
    ("straight", "bent"),
    [({}, {}), ({"one": [0, 1, 2]}, {"two": [0, 1, 2]}), ({"one": [0, 1]}, {"one": [0, 1, 2]})],
)
def test_networks_that_do_not_fit_are_refused(straight, bent):
    with pytest.raises(ValueError, match=r"no pair|must give"):
        bends_by_depth([0, 1, 2], straight, bent, ("x", "y"))


def test_shapes_are_written_below_their_drawings(shown, capsys):
    layer_shapes({"picture": (1, 4, 6), "maps": (16, 2, 3), "row": (96,)}, title="way")
    texts = [text.get_text() for text in shown[0].axes[0].texts]
    assert {"1 × 4 × 6\n1 channel", "16 × 2 × 3\n16 channels", "96\nnumbers"} <= set(texts)
    assert len(shown[0].axes[0].patches) == 1 + 7 + 1
    assert capsys.readouterr().out == "Figure: picture 1 x 4 x 6; maps 16 x 2 x 3; row 96.\n"


@pytest.mark.parametrize("stages", [{}, {"a": (3, 4)}, {"a": (0,)}])
def test_shapes_that_cannot_be_drawn_are_refused(stages):
    with pytest.raises(ValueError, match=r"nothing to draw|it must be"):
        layer_shapes(stages)
