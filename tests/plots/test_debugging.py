import math

import pytest

from helpers.plots import gradient_history, layer_gradients, loss_beside_healthy, loss_signatures, question_ladder
from tests.plots.figures import drawn_lines, line_looks


def test_every_training_has_a_panel_with_the_healthy_curve(shown, capsys):
    loss_signatures({"A": [2.0, 0.5], "B": [2.0, 2.0], "C": [2.0, math.nan]}, 2.3, healthy=[2.2, 0.1])
    panels = shown[0].axes
    assert [axes.get_title() for axes in panels] == ["A", "B", "C"]
    for axes in panels:
        lines = drawn_lines(axes)
        assert lines["healthy"] == [[0, 2.2], [1, 0.1]]
        assert {point[1] for point in lines["knows nothing"]} == {2.3}
        assert axes.get_yscale() == "linear"
        assert axes.get_ylim() == pytest.approx((0, 4.6))
        assert len(line_looks(axes)) == 3  # not by colour alone
    assert drawn_lines(panels[1])["this training"] == [[0, 2.0], [1, 2.0]]
    assert shown[0].get_supxlabel() == "step"
    assert "nats" in shown[0].get_supylabel()
    assert (
        capsys.readouterr().out == "Figure: loss at the first and the last step: A 2.00 to 0.50; B 2.00 to 2.00; C 2.00 to nan.\n"
    )


def test_under_the_magnifying_glass_each_panel_has_its_own_scale(shown, capsys):
    loss_signatures({"flat": [2.29693] * 3, "creeps": [2.3, 2.25, 2.2], "jumps": [2.0, 1e9, 12.0]}, 2.3, zoom=True)
    flat, creeps, jumps = shown[0].axes
    assert flat.get_ylim() == pytest.approx((2.29193, 2.30193))
    assert creeps.get_ylim() == pytest.approx((2.192, 2.308))
    assert jumps.get_ylim() == pytest.approx((2.0 - 0.08 * 21, 23.0 + 0.08 * 21))
    assert "healthy" not in drawn_lines(flat)
    shown[0].canvas.draw()
    assert not flat.yaxis.get_major_formatter().get_offset()  # the numbers on the axis are whole
    assert "own scale" in shown[0].get_supylabel()
    assert [text.get_text() for text in jumps.texts] == ["↑ up to 1,000,000,000"]
    assert not flat.texts
    assert not creeps.texts
    printed = capsys.readouterr().out
    assert "flat 2.29693 to 2.29693; creeps 2.30000 to 2.20000" in printed
    assert printed.endswith(" Cut off at the top: jumps 1,000,000,000 at most.\n")


@pytest.mark.parametrize("zoom", [False, True])
def test_a_training_may_have_no_finite_loss(shown, zoom):
    loss_signatures({"lost": [math.nan, math.inf]}, know_nothing=2.0, zoom=zoom)
    low, high = shown[0].axes[0].get_ylim()
    assert low < high


def test_panels_without_a_training_are_hidden(shown):
    loss_signatures({str(number): [1.0] for number in range(5)}, know_nothing=2.3)
    assert [axes.get_visible() for axes in shown[0].axes] == [True] * 5 + [False] * 3


def test_one_training_is_drawn_beside_the_healthy_one(shown, capsys):
    loss_beside_healthy([2.5, 7.0, 2.3], [2.3, 0.1], know_nothing=2.3, title="rate 5")
    (axes,) = shown[0].axes
    lines = drawn_lines(axes)
    assert lines["this training"] == [[0, 2.5], [1, 7.0], [2, 2.3]]
    assert lines["healthy"] == [[0, 2.3], [1, 0.1]]
    assert (axes.get_title(), axes.get_ylim()) == ("rate 5", pytest.approx((0, 4.6)))
    assert len(line_looks(axes)) == 3
    assert capsys.readouterr().out == "Figure: rate 5: loss 2.50 at the first step, 7.00 at most, 2.30 at the last.\n"
    loss_beside_healthy([math.nan], [2.3], know_nothing=2.3, title="lost")
    assert "nan at most" in capsys.readouterr().out


@pytest.mark.parametrize(("losses", "healthy"), [([], [1.0]), ([1.0], [])])
def test_no_losses_are_refused(losses, healthy):
    with pytest.raises(ValueError, match="nothing to draw"):
        loss_beside_healthy(losses, healthy, 2.3, "none")


QUESTIONS = [
    ("Is it\nNaN?", [("at once", "look at the inputs"), ("later", "draw the\ngradient")], "no"),
    ("Does it move?", [("no", "step()?")], "yes\n(0.03)"),
]


def test_questions_stand_below_each_other_with_their_answers(shown, capsys):
    question_ladder(QUESTIONS, "look at labels", title="What now?")
    (axes,) = shown[0].axes
    places = {text.get_text(): text.get_position() for text in axes.texts if text.get_text()}
    assert axes.get_title() == "What now?"
    assert set(places) == {
        "Is it\nNaN?", "at once", "look at the inputs", "later", "draw the\ngradient", "no",
        "Does it move?", "yes\n(0.03)", "step()?", "look at labels",
    }  # fmt: skip
    assert places["Is it\nNaN?"][1] < places["Does it move?"][1] < places["look at labels"][1]  # the axis points down
    assert axes.get_ylim()[0] > axes.get_ylim()[1]
    assert places["at once"][1] == places["look at the inputs"][1]
    assert capsys.readouterr().out == (
        "Is it NaN? at once: look at the inputs; later: draw the gradient; no: on.\n"
        "Does it move? no: step()?; yes (0.03): on.\n"
        "At the end: look at labels.\n"
    )


@pytest.mark.parametrize("questions", [[], [("Why?", [], "no")]])
def test_a_ladder_without_answers_is_refused(questions):
    with pytest.raises(ValueError, match="answer"):
        question_ladder(questions, "end")


def test_gradients_over_time_end_where_they_are_not_finite(shown, capsys):
    gradient_history({"explodes": [1.0, 1e9, math.inf, math.nan], "clipped": [1.0, 0.5, 0.25, 0.125]}, title="two ways")
    (axes,) = shown[0].axes
    assert axes.get_yscale() == "log"
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("step", "length of the gradient (log scale)")
    assert drawn_lines(axes)["clipped"] == [[0, 1.0], [1, 0.5], [2, 0.25], [3, 0.125]]
    assert len(line_looks(axes)) == 2
    assert capsys.readouterr().out == (
        "Figure: explodes: 1 at step 0, not finite from step 2 on; clipped: 1 at step 0, 0.125 at step 3.\n"
    )


def test_layers_are_counted_from_the_inputs(shown, capsys):
    layer_gradients({"plain": [1e-7, 0.25], "normalised": [0.5, 0.25]}, title="before training")
    (axes,) = shown[0].axes
    assert axes.get_yscale() == "log"
    assert drawn_lines(axes)["plain"] == [[1, 1e-7], [2, 0.25]]
    assert axes.get_xticks().tolist() == [1, 2]
    assert len(line_looks(axes)) == 2
    assert capsys.readouterr().out == (
        "Figure: length of the gradient: plain: 1e-07 in the first layer, 0.25 in the last; "
        "normalised: 0.5 in the first layer, 0.25 in the last.\n"
    )


@pytest.mark.parametrize("losses", [{}, {"a": [1.0], "b": []}])
def test_nothing_to_draw_is_refused(losses):
    with pytest.raises(ValueError, match="nothing to draw"):
        loss_signatures(losses, know_nothing=2.3)
    with pytest.raises(ValueError, match="nothing to draw"):
        gradient_history(losses, title="none")


@pytest.mark.parametrize("norms", [{}, {"a": []}, {"a": [1.0], "b": [1.0, 2.0]}])
def test_networks_of_different_depth_are_refused(norms):
    with pytest.raises(ValueError, match="same number of layers"):
        layer_gradients(norms, title="none")
