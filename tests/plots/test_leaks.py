import pytest

from helpers.plots import score_by_known_share, scores_by_die
from tests.plots.figures import drawn_lines, line_looks


def test_a_test_part_is_a_bar_and_its_scores_are_curves(shown, capsys):
    score_by_known_share((30, 70), [0, 0.5, 1], {"true labels": [0.9, 0.95, 1], "labels by dice": [0.1, 0.5, 1]}, 0.1)
    bar, axes = shown[0].axes
    assert [round(part.get_width(), 2) for part in bar.patches] == [0.3, 0.7]
    assert len({part.get_hatch() for part in bar.patches}) == 2  # not by colour alone
    assert [text.get_text() for text in bar.texts] == ["known: 30", "new: 70"]
    lines = drawn_lines(axes)
    assert lines["labels by dice"] == [[0, 0.1], [0.5, 0.5], [1, 1]]
    assert len(line_looks(axes)) == 4
    assert axes.get_ylim() == (0, 1.05)
    assert "30 known and 70 new test images (30% known)" in (told := capsys.readouterr().out)
    assert "labels by dice: 0.10 with none known, 1.00 with all" in told


@pytest.mark.parametrize("counts", [(0, 50), (50, 0)])
def test_a_part_without_known_or_new_examples_has_one_bar_to_read(shown, counts):
    score_by_known_share(counts, [0, 1], {"true labels": [0.9, 1]}, 0.1)
    assert len(shown[0].axes[0].texts) == 1


@pytest.mark.parametrize(
    ("counts", "shares", "scores", "words"),
    [
        ((0, 0), [0, 1], {"a": [0, 1]}, "at least one"),
        ((-1, 5), [0, 1], {"a": [0, 1]}, "none below 0"),
        ((1, 5), [0, 1], {}, "there must be a curve"),
        ((1, 5), [0, 1], {"a": [0, 1, 1]}, "each of the 2 shares"),
        ((1, 5), [], {"a": []}, "each of the 0 shares"),
    ],
)
def test_what_cannot_be_drawn_is_refused(counts, shares, scores, words):
    with pytest.raises(ValueError, match=words):
        score_by_known_share(counts, shares, scores, 0.1)


def test_dice_are_groups_and_cuts_are_bars(shown, capsys):
    same_answers = {"drawing": {"copy": 0.1, "drawing": 0.12}, "hand": {"copy": 0.2, "drawing": 0.25}}
    scores_by_die({"drawing": {"copy": 0.97, "drawing": 0.11}, "hand": {"copy": 0.9, "drawing": 0.4}}, same_answers)
    axes = shown[0].axes[0]
    assert [round(bar.get_height(), 2) for bar in axes.patches] == [0.97, 0.9, 0.11, 0.4]
    assert len({bar.get_hatch() for bar in axes.patches}) == 2  # not by colour alone
    assert [text.get_text() for text in axes.texts] == ["97%", "90%", "11%", "40%"]
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ["a die for each drawing", "a die for each hand"]
    assert [[line[0][1] for line in marks.get_segments()] for marks in axes.collections] == [[0.1, 0.2], [0.12, 0.25]]
    assert "A die for each drawing: 97% cut by copy (10%), 11% cut by drawing (12%); a die" in capsys.readouterr().out


@pytest.mark.parametrize("scores", [{}, {"hand": {}}, {"hand": {"copy": 0.1}, "drawing": {"hand": 0.1}}])
def test_dice_without_bars_or_with_different_cuts_are_refused(scores):
    with pytest.raises(ValueError, match="same cuts"):
        scores_by_die(scores, scores)


@pytest.mark.parametrize("same_answers", [{}, {"hand": {"copy": 0.1}}, {"drawing": {"copy": 0.1, "drawing": 0.1}}])
def test_every_bar_needs_its_mark(same_answers):
    with pytest.raises(ValueError, match="always the same answer"):
        scores_by_die({"hand": {"copy": 0.9, "drawing": 0.4}}, same_answers)
