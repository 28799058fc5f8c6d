import math

import pytest

from helpers.plots import gradient_history, layer_gradients, loss_signatures
from tests.plots.figures import drawn_lines, line_looks


def test_every_training_has_a_panel_with_the_healthy_curve(shown, capsys):
    loss_signatures({"healthy": [2.0, 0.5], "flat": [2.0, 2.0], "lost": [2.0, math.nan]}, know_nothing=2.3)
    panels = shown[0].axes
    assert [axes.get_title() for axes in panels] == ["healthy", "flat", "lost"]
    for axes in panels:
        lines = drawn_lines(axes)
        assert lines["healthy"] == [[0, 2.0], [1, 0.5]]
        assert {point[1] for point in lines["knows nothing"]} == {2.3}
        assert axes.get_yscale() == "log"
        assert axes.get_ylim() == pytest.approx((0.05, 23.0))
        assert len(line_looks(axes)) == 3  # not by colour alone
    assert drawn_lines(panels[1])["this training"] == [[0, 2.0], [1, 2.0]]
    assert shown[0].get_supxlabel() == "step"
    assert "nats" in shown[0].get_supylabel()
    assert capsys.readouterr().out == (
        "Figure: loss at the first and the last step: healthy 2.00 to 0.50; flat 2.00 to 2.00; lost 2.00 to nan.\n"
    )


def test_panels_without_a_training_are_hidden(shown):
    loss_signatures({str(number): [1.0] for number in range(5)}, know_nothing=2.3)
    assert [axes.get_visible() for axes in shown[0].axes] == [True] * 5 + [False] * 3


def test_a_healthy_training_may_have_no_loss_that_fits_a_logarithm(shown):
    loss_signatures({"healthy": [math.nan, 0.0]}, know_nothing=2.0)
    assert shown[0].axes[0].get_ylim() == pytest.approx((0.2, 20.0))


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
