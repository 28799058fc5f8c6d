import pytest

from helpers.plots import prices_and_slopes, pushed_logits
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


def test_logits_are_pushed_against_their_slopes(shown, capsys):
    pushed_logits(["cat", "dog"], [2.0, -1.0], [0.75, -0.75])
    (axes,) = shown[0].axes
    arrows = [(text.xyann, text.xy) for text in axes.texts if text.arrow_patch is not None]
    assert arrows == [((0, 2.0), (0, 1.25)), ((1, -1.0), (1, -0.25))]  # from where the logit is to where it goes
    looks = {text.arrow_patch.get_linestyle() for text in axes.texts if text.arrow_patch is not None}
    assert len(looks) == 2  # down and up: not by colour alone
    assert [text.get_text() for text in axes.texts if text.get_text()] == ["-0.750", "+0.750"]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["cat", "dog"]
    assert capsys.readouterr().out == "Figure: pushed are cat at 2 by -0.750, dog at -1 by +0.750.\n"


def test_a_short_push_is_still_seen_and_none_is_drawn_as_none(shown, capsys):
    pushed_logits(["cat", "dog", "hen"], [2.0, -1.0, 0.0], [1.0, 0.001, 0.0])
    (axes,) = shown[0].axes
    ends = [text.xyann[1] - text.xy[1] for text in axes.texts if text.arrow_patch is not None]
    assert ends[0] == 1
    assert 0.05 < ends[1] < 0.25
    assert ends[2] == 0
    assert "dog at -1 by -0.001" in capsys.readouterr().out


@pytest.mark.parametrize(("names", "logits", "slopes"), [([], [], []), (["cat"], [1.0, 2.0], [1.0]), (["cat"], [1.0], [])])
def test_logits_without_names_or_slopes_are_refused(names, logits, slopes):
    with pytest.raises(ValueError, match="the same number, at least one"):
        pushed_logits(names, logits, slopes)
