import numpy as np
import pytest

from helpers.plots import (
    class_curves,
    coefficients,
    contributions,
    line_and_slopes,
    loss_of_logit,
    loss_surface,
    odds_of_groups,
    probability_lines,
    sigmoid_curve,
)
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


def test_shares_of_groups_are_held_against_the_first_curve(shown, capsys):
    curves = {"rising": np.linspace(0, 1, 200), "flat": np.zeros(200)}
    class_curves([0.0, 4.0], [0, 1], curves, NAMES, "radius (mm)", groups=[(1.0, 0.2), (3.0, 0.85)])
    assert drawn_lines(shown[0].axes[0])["share in a group"] == [[1, 0.2], [3, 0.85]]
    assert capsys.readouterr().out.endswith("; the shares in 2 groups are 0.10 from rising at most.\n")


def test_groups_without_a_curve_are_refused():
    with pytest.raises(ValueError, match="first curve"):
        class_curves([0.0], [0], {}, NAMES, "radius", groups=[(0.0, 0.0)])


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


GROUPS = [(1.0, 0, 4), (2.0, 1, 5), (3.0, 1, 2), (4.0, 4, 5), (5.0, 3, 3)]


def test_log_odds_without_an_end_stand_at_the_edge(shown, capsys):
    odds_of_groups(GROUPS, "radius", "ill")
    left, middle, right = shown[0].axes
    assert left.lines[0].get_ydata().tolist() == [0, 0.2, 0.5, 0.8, 1]
    assert middle.lines[0].get_ydata()[:4].tolist() == pytest.approx([0, 0.25, 1, 4])
    assert np.isnan(middle.lines[0].get_ydata()[4])
    marked = drawn_lines(right)
    low, high = right.get_ylim()
    assert marked["no end: none ill"] == [[1, low]]
    assert marked["no end: all ill"] == [[5, high]]
    log4 = np.log(4)
    assert marked["a straight line"] == [[1, pytest.approx(-2 * log4)], [5, pytest.approx(2 * log4)]]
    assert {line.get_marker() for line in right.lines} == {"o", "None", "v", "^"}
    assert capsys.readouterr().out == (
        "Figure: log-odds of ill by group: no end, -1.4, 0.0, 1.4, no end; "
        "the straight line misses the log-odds by 0.0 at most.\n"
    )


def test_one_group_of_both_classes_gets_no_line(shown, capsys):
    odds_of_groups([(1.0, 1, 2), (2.0, 2, 2)], "radius", "ill")
    assert "a straight line" not in drawn_lines(shown[0].axes[2])
    assert capsys.readouterr().out == "Figure: log-odds of ill by group: 0.0, no end.\n"


@pytest.mark.parametrize("groups", [[], [(1.0, 0, 0)], [(1.0, 3, 2)], [(1.0, -1, 2)]])
def test_impossible_groups_are_refused(groups):
    with pytest.raises(ValueError, match="no more of the class than in all"):
        odds_of_groups(groups, "radius", "ill")


def test_pulls_and_slopes_are_those_of_the_loss(shown, capsys):
    values, labels = [-1.0, 0.5, 2.0], [0, 1, 1]
    line_and_slopes(values, labels, 0.75, -0.25, NAMES, "radius")
    left, over_w, over_b = shown[0].axes
    probabilities = 1 / (1 + np.exp(-(0.75 * np.array(values) - 0.25)))
    pulls = [segment.tolist() for group in left.collections for segment in group.get_segments()]
    assert pulls == [[[x, y], [x, pytest.approx(p)]] for x, y, p in zip(values, labels, probabilities, strict=True)]

    def loss(w, b):
        p = 1 / (1 + np.exp(-(w * np.array(values) + b)))
        return -np.log(np.where(np.array(labels) == 1, p, 1 - p)).mean()

    by_w = (loss(0.7501, -0.25) - loss(0.7499, -0.25)) / 0.0002
    by_b = (loss(0.75, -0.2499) - loss(0.75, -0.2501)) / 0.0002
    assert (over_w.get_title(), over_b.get_title()) == (f"slope {by_w:+.3f}", f"slope {by_b:+.3f}")
    for axes, stands, slope, way in (
        (over_w, 0.75, by_w, lambda w: loss(w, -0.25)),
        (over_b, -0.25, by_b, lambda b: loss(0.75, b)),
    ):
        valley, tangent, here = axes.lines
        assert here.get_xydata().tolist() == [[stands, pytest.approx(loss(0.75, -0.25))]]
        assert valley.get_xydata()[[0, -1]].tolist() == [[-5, pytest.approx(way(-5))], [8, pytest.approx(way(8))]]
        (x0, y0), (x1, y1) = tangent.get_xydata()
        assert (y1 - y0) / (x1 - x0) == pytest.approx(slope, rel=1e-4)
    assert f"loss {loss(0.75, -0.25):.3f}" in left.get_title()
    assert "2 of 3 on their side of one half" not in capsys.readouterr().out  # all three are


def test_a_place_far_outside_is_still_drawn(shown):
    line_and_slopes([1.0, 2.0], [0, 1], 900.0, -40.0, NAMES, "radius")
    _, over_w, over_b = shown[0].axes
    assert over_w.get_xlim()[1] == 901
    assert over_b.get_xlim()[0] == -41


@pytest.mark.parametrize(
    ("values", "labels", "weight", "words"),
    [([], [], 1.0, "at least one"), ([1.0], [0, 1], 1.0, "the same number"), ([1.0], [0], float("nan"), "finite")],
)
def test_a_line_that_cannot_be_drawn_is_refused(values, labels, weight, words):
    with pytest.raises(ValueError, match=words):
        line_and_slopes(values, labels, weight, 0.0, NAMES, "radius")


POINTS = np.array([[-2.0, 0.0], [3.0, 1.0], [0.0, -3.0]])


def test_on_each_line_the_probability_is_the_same(shown, capsys):
    probability_lines(POINTS, [0, 1, 1], [2.0, -1.0], 0.5, NAMES, ("radius", "texture"))
    (axes,) = shown[0].axes
    lines = drawn_lines(axes)
    for probability in (0.1, 0.5, 0.9):
        line = np.array(lines[f"{probability:.0%} malignant"])
        logits = line @ [2.0, -1.0] + 0.5
        assert (1 / (1 + np.exp(-logits))).tolist() == pytest.approx([probability] * 2)
    looks = {line.get_linestyle() for line in axes.lines if "%" in line.get_label()}
    assert len(looks) == 3
    assert axes.get_aspect() == 1  # so that a right angle looks like one
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("radius", "texture")
    assert capsys.readouterr().out == (
        "Figure: 3 examples, 3 of them on their side of the line of one half; weights 2.00 across and -1.00 up, bias 0.50.\n"
    )


@pytest.mark.parametrize(
    ("points", "labels", "weights", "probabilities", "words"),
    [
        (np.zeros((0, 2)), [], [1, 1], (0.5,), "do not fit"),
        (POINTS, [0, 1], [1, 1], (0.5,), "do not fit"),
        (POINTS[:, :1], [0, 1, 1], [1, 1], (0.5,), "do not fit"),
        (POINTS, [0, 1, 1], [0, 0], (0.5,), "other than 0"),
        (POINTS, [0, 1, 1], [1, 1, 1], (0.5,), "Two weights"),
        (POINTS, [0, 1, 1], [1, 1], (), "between 0 and 1"),
        (POINTS, [0, 1, 1], [1, 1], (0.5, 1.0), "between 0 and 1"),
        (POINTS, [0, 1, 1], [1, 1], (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7), "At most"),
    ],
)
def test_lines_that_do_not_exist_are_refused(points, labels, weights, probabilities, words):
    with pytest.raises(ValueError, match=words):
        probability_lines(points, labels, weights, 0.0, NAMES, ("radius", "texture"), probabilities)


def test_coefficients_are_sorted_and_some_stand_out(shown, capsys):
    coefficients(["a", "b", "c"], [0.5, -1.0, 2.0], "log-odds", ["b", "c"])
    (axes,) = shown[0].axes
    assert [bar.get_width() for bar in axes.patches] == [-1, 0.5, 2]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["b", "a", "c"]
    assert [bool(bar.get_hatch()) for bar in axes.patches] == [True, False, True]  # not by colour alone
    assert [text.get_text() for text in axes.texts] == ["-1.00", "+2.00"]
    assert axes.get_xlabel() == "log-odds"
    assert capsys.readouterr().out == "Figure: 3 coefficients from b -1.00 to c +2.00; b -1.00, c +2.00.\n"


@pytest.mark.parametrize(("names", "values", "marked"), [([], [], []), (["a"], [1.0, 2.0], []), (["a"], [1.0], ["b"])])
def test_coefficients_that_do_not_fit_are_refused(names, values, marked):
    with pytest.raises(ValueError, match="do not fit together"):
        coefficients(names, values, "log-odds", marked)


def test_contributions_go_step_by_step_from_the_bias_to_the_logit(shown, capsys):
    contributions(["a", "b", "c", "d"], [0.25, -1.0, 2.0, 0.5], -0.75, "ill", largest=2)
    axes = shown[0].axes[0]
    bars = [(bar.get_x(), bar.get_width()) for bar in axes.patches]
    assert bars == [(-0.75, 2), (1.25, -1), (0.25, 0.75)]  # each starts where the one before it ended
    assert [bool(bar.get_hatch()) for bar in axes.patches] == [True, False, True]  # not by colour alone
    rows = [label.get_text() for label in axes.get_yticklabels()]
    assert rows == ["average in everything", "c", "b", "the other 2 together", "all together"]
    assert [text.get_text() for text in axes.texts] == ["+2.00", "-1.00", "+0.75", "-0.75: 32%", "+1.00: 73%"]
    assert axes.get_xlabel() == "log-odds of ill"
    (probability,) = axes.child_axes
    assert probability.get_xlabel() == "probability of ill"
    ticks = dict(zip((label.get_text() for label in probability.get_xticklabels()), probability.get_xticks(), strict=True))
    assert ticks["50%"] == 0
    assert capsys.readouterr().out == (
        "Figure: from -0.75, c +2.00, b -1.00, the other 2 together +0.75: all together +1.00, a probability of 73.1%.\n"
    )


@pytest.mark.parametrize(("names", "parts", "largest"), [(["a"], [1.0, 2.0], 1), (["a"], [1.0], 1), (["a", "b"], [1.0, 2.0], 0)])
def test_contributions_that_do_not_fit_are_refused(names, parts, largest):
    with pytest.raises(ValueError, match="do not fit together"):
        contributions(names, parts, 0.0, "ill", largest)
