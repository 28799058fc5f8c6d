import math
import warnings

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.plots import softmax_bars


def widths(axes):
    return [bar.get_width() for bar in axes.patches]


def texts(axes):
    return [text.get_text() for text in axes.texts]


def test_logits_become_exponentials_become_shares(shown, capsys):
    softmax_bars([2.0, 0.0, -1.0], ["setosa", "versicolor", "virginica"], title="one flower")
    logits, exponentials, shares = shown[0].axes
    assert widths(logits) == [2, 0, -1]
    assert widths(exponentials) == pytest.approx([math.e**2, 1, 1 / math.e])
    assert widths(shares) == pytest.approx(torch.tensor([2.0, 0.0, -1.0]).softmax(dim=0).tolist())
    assert texts(logits) == ["2.00", "0.00", "−1.00"]
    assert texts(exponentials) == ["7.39", "1.00", "0.37"]
    assert texts(shares) == ["84.4%", "11.4%", "4.2%"]
    assert len({bar.get_hatch() for bar in logits.patches}) == 3  # not by colour alone
    assert [axes.get_title() for axes in shown[0].axes] == ["logits", "exponentials", "shares"]
    assert all(axes.get_xlabel() for axes in shown[0].axes)
    assert capsys.readouterr().out == (
        "Figure: setosa: logit 2.00, exponential 7.39, share 84.4%; versicolor: logit 0.00, exponential 1.00, share 11.4%; "
        "virginica: logit -1.00, exponential 0.37, share 4.2%.\n"
    )


def test_a_tensor_of_a_graph_is_taken_as_it_is(shown, capsys):
    softmax_bars(torch.zeros(2, requires_grad=True), ["a", "b"])
    assert capsys.readouterr().out.count("share 50.0%") == 2


def test_from_large_logits_the_largest_is_subtracted(shown, capsys):
    softmax_bars([800.0, 799.0, -900.0], ["a", "b", "c"])
    exponentials = shown[0].axes[1]
    assert widths(exponentials) == pytest.approx([1, 1 / math.e, 0])
    assert exponentials.get_xlabel() == "e to the power of (logit − largest)"
    assert "(exponentials of the logits minus the largest, 800)" in capsys.readouterr().out


def test_what_is_not_quite_nothing_or_all_is_not_written_so(shown):
    softmax_bars([20.0, 0.0], ["a", "b"])
    assert texts(shown[0].axes[2]) == [">99.9%", "<0.1%"]


@pytest.mark.parametrize("logits", [[-3.0, -1.4, -0.2], [-900.0, 800.0, 0.0], [1e-9, 123456.0, -1e7]])
def test_no_number_leaves_its_panel(shown, logits):
    softmax_bars(logits, ["a", "b", "c"])
    shown[0].canvas.draw()
    for axes in shown[0].axes:
        for text in axes.texts:
            box = text.get_window_extent()
            assert axes.bbox.x0 - 1 <= box.x0
            assert box.x1 <= axes.bbox.x1 + 1


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(logits=st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=10))
def test_shares_are_softmax_s(shown, logits):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        softmax_bars(logits, [str(place) for place in range(len(logits))])
    expected = torch.tensor(logits, dtype=torch.float64).softmax(dim=0)
    np.testing.assert_allclose(widths(shown.pop().axes[2]), expected, atol=1e-12)


@pytest.mark.parametrize(
    ("logits", "message"),
    [([], "Logits of shape"), ([1.0], "Logits of shape"), ([[1.0, 2.0]], "Logits of shape"), ([1.0, math.nan], "finite number")],
)
def test_what_cannot_be_drawn_is_refused(shown, logits, message):
    with pytest.raises(ValueError, match=message):
        softmax_bars(logits, ["a", "b"] if logits else [])
