import math
import warnings

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from helpers.plots import decision_regions, regions_and_curve
from helpers.plots.regions import GRID, _draw_losses, draw_regions
from tests.plots.figures import drawn_lines

POINTS = np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 0.0], [2.0, 2.0]])
LABELS = [0, 0, 1, 1]
NAMES = ["left", "right"]
AXES = ("length (cm)", "width (cm)")


def halves(places):
    """Class 1 from a length of 0.5 on: wrong for the second point."""
    return (places[:, 0] > 0.5).long()


def test_each_panel_counts_what_it_gets_right(shown, capsys):
    panels = {"before": lambda places: torch.zeros(len(places), dtype=torch.int64), "after": halves}
    decision_regions(panels, POINTS, LABELS, NAMES, AXES, title="two models")
    left, right = shown[0].axes
    assert left.get_title() == "before\n2 of 4 right"
    assert right.get_title() == "after\n3 of 4 right"
    assert (left.get_xlabel(), left.get_ylabel()) == AXES
    assert shown[0].get_suptitle() == "two models"
    assert capsys.readouterr().out == "Figure: predicted rightly: before 2 of 4; after 3 of 4.\n"


def test_a_model_that_returns_logits_is_asked_for_its_largest(shown, capsys):
    model = torch.nn.Linear(2, 2)
    with torch.no_grad():
        model.weight.copy_(torch.tensor([[0.0, 0.0], [1.0, 0.0]]))
        model.bias.copy_(torch.tensor([0.5, 0.0]))
    decision_regions({"logits": model, "classes": halves}, POINTS, LABELS, NAMES, AXES)
    assert capsys.readouterr().out == "Figure: predicted rightly: logits 3 of 4; classes 3 of 4.\n"


def test_the_wrong_ones_are_ringed_and_classes_differ_without_colour(shown):
    decision_regions({"after": halves}, POINTS, LABELS, NAMES, AXES)
    (axes,) = shown[0].axes
    zero, one, ringed = (line for line in axes.lines if len(line.get_xdata()))
    assert (zero.get_xydata().tolist(), one.get_xydata().tolist()) == (POINTS[:2].tolist(), POINTS[2:].tolist())
    assert ringed.get_xydata().tolist() == [[1.0, 1.0]]
    assert len({line.get_marker() for line in (zero, one)}) == 2
    assert ringed.get_markerfacecolor() == "none"
    areas = [area for area in axes.collections if area.filled]
    assert len({area.hatches[0] for area in areas}) == 2
    assert [text.get_text() for text in shown[0].legends[0].get_texts()] == [*NAMES, "predicted wrongly"]


def test_labels_that_may_be_wrong_are_counted_in_other_words_and_crossed(shown, capsys):
    crosses = [False, True, True, False]
    decision_regions(
        {"a": halves}, POINTS, LABELS, NAMES, AXES, counted="agree", ringed="contradicts", crossed=("wrong name", crosses)
    )
    (axes,) = shown[0].axes
    assert axes.get_title() == "a\n3 of 4 agree"
    (crossed,) = (line for line in axes.lines if line.get_marker() == "x")
    assert crossed.get_xydata().tolist() == POINTS[1:3].tolist()
    shown[0].canvas.draw()
    moved = crossed.get_transform().transform(POINTS[1:3]) - axes.transData.transform(POINTS[1:3])
    assert (moved > 5).all()  # beside the marker, not on it
    assert [text.get_text() for text in shown[0].legends[0].get_texts()] == [*NAMES, "contradicts", "wrong name"]
    assert capsys.readouterr().out == "Figure: agree: a 3 of 4 (ringed: 1 of 2 crosses). A cross: wrong name.\n"


def test_crosses_that_do_not_fit_are_refused(shown):
    with pytest.raises(ValueError, match="each example needs a True or False"):
        decision_regions({"a": halves}, POINTS, LABELS, NAMES, AXES, crossed=("wrong", [True]))


def test_between_the_first_and_the_last_class_there_is_no_strip_of_the_middle_one(shown):
    decision_regions({"a": lambda places: 2 * halves(places)}, POINTS, [0, 0, 2, 2], ["a", "b", "c"], AXES)
    areas = [area for area in shown[0].axes[0].collections if area.filled]
    assert [area.hatches for area in areas] == [["///"], ["\\\\\\"]]


def test_the_model_gets_places_as_a_float32_tensor_without_a_graph(shown):
    seen = []

    def predict(places):
        seen.append((places.dtype, tuple(places.shape), torch.is_grad_enabled()))
        return np.zeros(len(places), dtype=int)

    decision_regions({"a": predict}, POINTS, LABELS, NAMES, AXES)
    assert seen == [(torch.float32, (GRID**2 + 4, 2), False)]
    assert torch.is_grad_enabled()


def test_a_model_of_torch_can_be_drawn(shown):
    model = torch.nn.Linear(2, 2)
    decision_regions({"a": lambda places: model(places).argmax(dim=1)}, torch.tensor(POINTS), torch.tensor(LABELS), NAMES, AXES)


def test_a_single_point_and_a_single_class_are_drawn(shown, capsys):
    decision_regions({"a": lambda places: [0] * len(places)}, [[3.0, 3.0]], [0], ["only"], AXES)
    assert "a 1 of 1" in capsys.readouterr().out


@pytest.mark.parametrize("number", [0, 1])
def test_a_class_that_has_one_place_only_warns_nobody(shown, number):
    def speck(places):
        answers = torch.full((len(places),), 1 - number)
        answers[GRID * 50 + 50] = number
        return answers

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        decision_regions({"a": speck}, POINTS, LABELS, NAMES, AXES)


def test_one_panel_on_axes_of_one_s_own(shown):
    figure, axes = plt.subplots()
    assert draw_regions(axes, halves, POINTS, LABELS, NAMES) == 3
    assert not shown
    plt.close(figure)


def test_regions_stand_beside_the_losses(shown, capsys):
    regions_and_curve(halves, POINTS, LABELS, NAMES, AXES, [1.5, 0.5, 0.25], title="knob", steps=[0, 10, 20])
    left, right = shown[0].axes
    assert left.get_title() == "3 of 4 right"
    assert (right.get_xlabel(), right.get_ylabel()) == ("step", "cross-entropy loss (nats)")
    assert right.lines[0].get_xydata().tolist() == [[0, 1.5], [10, 0.5], [20, 0.25]]
    assert right.get_title() == "loss at the end: 0.250"
    expected = "Figure: 3 of 4 predicted rightly; loss 1.500 at step 0, 0.250 at step 20.\n"
    assert capsys.readouterr().out == expected


def test_without_steps_losses_are_counted(shown, capsys):
    regions_and_curve(halves, POINTS, LABELS, NAMES, AXES, [1.5, 0.5])
    assert "1.500 at step 0, 0.500 at step 1." in capsys.readouterr().out


def test_a_training_that_diverged_says_where(shown, capsys):
    regions_and_curve(halves, POINTS, LABELS, NAMES, AXES, [1.5, 40.0, math.nan, math.nan], steps=[0, 10, 20, 30])
    _, right = shown[0].axes
    assert right.get_title() == "not a number from step 20 on"
    assert right.lines[1].get_xydata().tolist() == [[10, 40.0]]  # its last loss
    assert capsys.readouterr().out.endswith("nan at step 30.\n")


@pytest.mark.parametrize("losses", [[math.nan], [math.nan, math.nan], [math.inf, 1.0], [0.0, 0.0], [1.0], [1e38, 1.0]])
def test_losses_of_every_kind_are_drawn(shown, losses):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        regions_and_curve(halves, POINTS, LABELS, NAMES, AXES, losses)
        shown[0].canvas.draw()


@pytest.mark.parametrize(
    ("losses", "top"),
    [([1.0, 0.5], 1.0), ([1.0, 50.0, 0.5], 3.0), ([1.0, 50.0, 40.0], 50.0), ([1.0, 50.0, math.nan], 50.0)],
)
def test_a_leap_on_the_way_leaves_the_view_but_not_an_explosion(losses, top):
    figure, axes = plt.subplots()
    _draw_losses(axes, np.arange(len(losses)), np.array(losses))
    assert axes.get_ylim() == (0, pytest.approx(1.08 * top))
    assert "loss" in axes.get_ylabel()
    assert drawn_lines(axes)
    plt.close(figure)


@pytest.mark.parametrize(
    ("points", "labels", "names", "message"),
    [
        (POINTS, [0, 1], NAMES, "must be"),
        (POINTS[:, :1], LABELS, NAMES, "must be"),
        (np.zeros((0, 2)), [], NAMES, "at least one example"),
        (POINTS * math.nan, LABELS, NAMES, "must be a finite number"),
        (POINTS, LABELS, [], "there must be 1 to 6 names"),
        (POINTS, LABELS, list("abcdefg"), "there must be 1 to 6 names"),
        (POINTS, [0, 0, 1, 2], NAMES, "from 0 to 1"),
        (POINTS, [0, 0, 1, -1], NAMES, "from 0 to 1"),
    ],
)
def test_data_that_do_not_fit_are_refused(shown, points, labels, names, message):
    with pytest.raises(ValueError, match=message):
        decision_regions({"a": halves}, points, labels, names, AXES)
    with pytest.raises(ValueError, match=message):
        regions_and_curve(halves, points, labels, names, AXES, [1.0])


@pytest.mark.parametrize(
    ("predict", "message"),
    [
        (lambda places: torch.zeros(3), "got answers of shape"),
        (lambda places: torch.zeros(len(places), 3), "got answers of shape"),
        (lambda places: torch.full((len(places),), 2), "with numbers from 0 to 1"),
        (lambda places: torch.full((len(places),), 0.5), "with numbers from 0 to 1"),
        (lambda places: torch.full((len(places),), math.nan), "with numbers from 0 to 1"),
    ],
)
def test_answers_that_are_no_class_numbers_are_refused_and_no_figure_is_left(shown, predict, message):
    with pytest.raises(ValueError, match=message):
        decision_regions({"a": predict}, POINTS, LABELS, NAMES, AXES)
    with pytest.raises(ValueError, match=message):
        regions_and_curve(predict, POINTS, LABELS, NAMES, AXES, [1.0])


def test_nothing_to_draw_is_refused(shown):
    with pytest.raises(ValueError, match="at least one panel"):
        decision_regions({}, POINTS, LABELS, NAMES, AXES)
    for losses, steps in (([], None), ([1.0, 2.0], [0]), ([[1.0]], [0])):
        with pytest.raises(ValueError, match="one loss for each"):
            regions_and_curve(halves, POINTS, LABELS, NAMES, AXES, losses, steps=steps)
