import numpy as np
import pytest

from helpers.plots import class_curves, loss_of_logit, loss_surface, sigmoid_curve
from tests.plots.figures import drawn_lines, line_looks

NAMES = ["benign", "malignant"]


def test_examples_stand_at_their_class_and_curves_over_them(shown, capsys):
    curves = {"line": np.linspace(-0.5, 1.5, 200), "bent": np.linspace(0, 1, 200)}
    class_curves([0.0, 1.0, 3.0], [0, 0, 1], curves, NAMES, "radius (mm)")
    (axes,) = shown[0].axes
    lines = drawn_lines(axes)
    assert axes.get_xlabel() == "radius (mm)"
    assert axes.get_ylabel() == "1 = malignant, 0 = benign"
    assert [point[0] for point in lines["benign"]] == [0, 1]
    assert lines["malignant"][0] == pytest.approx([3, 1], abs=0.05)
    assert lines["line"][0] == [0, -0.5]
    assert lines["line"][-1] == [3, 1.5]
    looks = {
        (line.get_linestyle(), str(line.get_marker())) for line in axes.lines if line.get_label() in {*lines} & {*NAMES, *curves}
    }
    assert len(looks) == 4  # not by colour alone
    assert capsys.readouterr().out == ("Figure: 2 benign, 1 malignant; line from -0.50 to 1.50; bent from 0.00 to 1.00.\n")


@pytest.mark.parametrize(("values", "labels", "heights"), [([], [], 200), ([1.0], [0, 1], 200), ([1.0], [0], 3)])
def test_examples_that_do_not_fit_are_refused(values, labels, heights):
    with pytest.raises(ValueError, match="200 heights"):
        class_curves(values, labels, {"line": [0.0] * heights}, NAMES, "radius")


def test_the_sigmoid_is_drawn_with_its_points(shown, capsys):
    sigmoid_curve([-1.0, 0.0, 1.0], [0.27, 0.5, 0.73], {0.0: 0.5})
    (axes,) = shown[0].axes
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("logit", "probability")
    assert axes.lines[0].get_xydata().tolist() == [[-1, 0.27], [0, 0.5], [1, 0.73]]
    assert axes.lines[1].get_xydata().tolist() == [[0, 0.5]]
    assert [text.get_text() for text in axes.texts] == ["0.50"]
    assert capsys.readouterr().out == "Figure: logit 0 becomes 0.500.\n"


@pytest.mark.parametrize("probabilities", [[], [0.5]])
def test_a_sigmoid_of_another_length_is_refused(probabilities):
    with pytest.raises(ValueError, match="2 logits"):
        sigmoid_curve([0.0, 1.0], probabilities, {})


def test_each_label_has_a_loss_curve_of_its_own(shown, capsys):
    loss_of_logit([-1.0, 1.0], {"benign": [0.3, 1.3], "malignant": [1.3, 0.3]})
    (axes,) = shown[0].axes
    assert drawn_lines(axes) == {"is benign": [[-1, 0.3], [1, 1.3]], "is malignant": [[-1, 1.3], [1, 0.3]]}
    assert len(line_looks(axes)) == 2
    assert axes.get_ylabel() == "binary cross-entropy (nats)"
    assert "benign: 0.300 at logit -1, 1.300 at logit 1" in capsys.readouterr().out


@pytest.mark.parametrize("losses", [{}, {"benign": [0.3]}])
def test_losses_that_do_not_fit_are_refused(losses):
    with pytest.raises(ValueError, match="nothing to draw"):
        loss_of_logit([-1.0, 1.0], losses)


def test_every_path_is_drawn_from_start_to_end(shown, capsys):
    weights, biases = np.linspace(-1, 1, 5), np.linspace(-2, 2, 4)
    losses = 0.1 + weights[None] ** 2 + biases[:, None] ** 2
    loss_surface(weights, biases, losses, [[(-1, -2), (0, 0)], [(1, 2), (0.5, 0), (0, 0)]])
    (axes,) = shown[0].axes
    lines = drawn_lines(axes)
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("weight", "bias")
    assert lines["path 1"] == [[-1, -2], [0, 0]]
    assert lines["path 2"] == [[1, 2], [0.5, 0], [0, 0]]
    assert lines["end"] == [[0, 0]]
    assert capsys.readouterr().out == (
        "Figure: path 1 from (-1.00, -2.00) to (0.00, 0.00); path 2 from (1.00, 2.00) to (0.00, 0.00).\n"
    )


@pytest.mark.parametrize(("shape", "paths"), [((5, 4), [[(0, 0)]]), ((4, 5), [[]])])
def test_a_surface_that_does_not_fit_is_refused(shape, paths):
    with pytest.raises(ValueError, match="do not fit 4 biases and 5 weights"):
        loss_surface(range(5), range(4), np.ones(shape), paths)
