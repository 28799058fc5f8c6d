import pytest

from helpers.plots import split_bars


def texts(axes):
    return [text.get_text() for text in axes.texts]


def test_parts_follow_each_other_and_carry_their_counts(shown, capsys):
    rows = {"train": [("setosa", 40), ("versicolor", 41)], "test": [("setosa", 10), ("versicolor", 9)]}
    split_bars(rows, title="flowers", unit="flowers")
    (axes,) = shown[0].axes
    bars = [(bar.get_x(), bar.get_width()) for bar in axes.patches]
    assert bars == [(0, 40), (40, 41), (0, 10), (10, 9)]
    assert texts(axes) == ["40", "41", "10", "9"]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["train", "test"]
    assert axes.get_xlabel() == "flowers"
    assert capsys.readouterr().out == "Figure: train: setosa 40, versicolor 41; test: setosa 10, versicolor 9.\n"


def test_a_part_has_one_look_and_the_looks_differ_without_colour(shown):
    split_bars({str(fold): [("training", 5 * fold), ("held out", 5), ("training", 20 - 5 * fold)] for fold in range(5)})
    (axes,) = shown[0].axes
    looks = {(bar.get_hatch(), bar.get_edgecolor()) for bar in axes.patches}
    assert len(looks) == len({hatch for hatch, _ in looks}) == 2
    assert [text.get_text() for text in shown[0].legends[0].get_texts()] == ["training", "held out"]


def test_a_part_that_is_empty_is_told_unless_its_name_has_another(shown, capsys):
    split_bars({"all": [("a", 0), ("b", 2), ("a", 3)], "none": [("a", 0), ("b", 2)]})
    assert capsys.readouterr().out == "Figure: all: b 2, a 3; none: a 0, b 2.\n"


def test_the_counts_of_narrow_parts_stand_over_them_and_apart(shown):
    split_bars({"all": [("a", 58_000), ("b", 3), ("c", 2), ("d", 1)], "few": [("a", 900)]})
    (axes,) = shown[0].axes
    assert texts(axes) == ["58,000", "3", "2", "1", "900"]
    shown[0].canvas.draw()
    boxes = [text.get_window_extent() for text in axes.texts]
    assert not any(one.overlaps(other) for place, one in enumerate(boxes) for other in boxes[:place])


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ({}, "at least one row"),
        ({"all": []}, "'all' holds no examples"),
        ({"all": [("a", 0)]}, "'all' holds no examples"),
        ({"all": [("a", -1), ("b", 5)]}, "'a' of 'all' has -1 examples"),
        ({"all": [("a", 1.5)]}, "'a' of 'all' has 1.5 examples"),
        ({"all": [(str(part), 1) for part in range(7)]}, "7 different parts"),
    ],
)
def test_what_cannot_be_drawn_is_refused(shown, rows, message):
    with pytest.raises(ValueError, match=message):
        split_bars(rows)
