import pytest

from helpers.plots import prices_and_slopes
from tests.plots.figures import drawn_lines

PRICES = {"counting": [1.0, 0.0], "cross-entropy": [2.0, 0.5]}
SLOPES = {"counting": [0.0, 0.0], "cross-entropy": [-1.0, -0.25]}


def test_prices_stand_left_and_slopes_right_and_one_logit_is_marked_in_both(shown, capsys):
    prices_and_slopes([-2.0, 2.0], PRICES, SLOPES, 0.0)
    left, right = shown[0].axes
    assert drawn_lines(left)["cross-entropy"] == [[-2, 2], [2, 0.5]]
    assert drawn_lines(right)["cross-entropy"] == [[-2, -1], [2, -0.25]]
    assert [0, 1.25] in [point for line in left.lines for point in line.get_xydata().tolist()]
    assert (left.get_ylabel(), right.get_ylabel()) == ("price", "slope of the price")
    looks = {line.get_linestyle() for line in left.lines if line.get_label() in PRICES}
    assert len(looks) == 2  # not by colour alone
    told = "counting price 0.500, slope 0.0000; cross-entropy price 1.250, slope -0.6250."
    assert capsys.readouterr().out == f"Figure: at logit 0: {told}\n"


@pytest.mark.parametrize(
    ("logits", "prices", "slopes", "logit", "words"),
    [
        ([-2.0, 2.0], {}, {}, 0.0, "at least one"),
        ([-2.0, 2.0], PRICES, {"counting": [0.0, 0.0]}, 0.0, "the same losses"),
        ([-2.0, 2.0], PRICES, SLOPES | {"counting": [0.0]}, 0.0, "for each logit"),
        ([], {"counting": []}, {"counting": []}, 0.0, "for each logit"),
        ([-2.0, 2.0], PRICES, SLOPES, 3.0, "lies outside -2 to 2"),
    ],
)
def test_what_does_not_fit_is_refused(logits, prices, slopes, logit, words):
    with pytest.raises(ValueError, match=words):
        prices_and_slopes(logits, prices, slopes, logit)
