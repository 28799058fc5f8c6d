import pytest

from helpers.plots import fold_map

TWO = [([3, 4, 5], [0, 1, 2]), ([0, 1, 2], [3, 4])]


def boxes(collection):
    """Left end, right end and height of each box."""
    return [
        (path.vertices[:, 0].min(), path.vertices[:, 0].max(), path.vertices[:, 1].max() - path.vertices[:, 1].min())
        for path in collection.get_paths()
    ]


def test_few_examples_have_a_box_each_and_the_held_out_ones_are_taller(shown, capsys):
    fold_map({"cut": TWO}, 6, "lump")
    (axes,) = shown[0].axes
    assert (axes.get_title(), axes.get_xlabel(), axes.get_ylabel()) == ("cut", "lump", "round")
    assert [label.get_text() for label in axes.get_xticklabels()] == list("012345")
    learnt, held, _, last = axes.collections
    assert [box[0] for box in boxes(learnt)] == pytest.approx([3.06, 4.06, 5.06])
    assert [box[0] for box in boxes(held)] == pytest.approx([0.06, 1.06, 2.06])
    assert [box[0] for box in boxes(last)] == pytest.approx([3.06, 4.06])  # place 5 has no part in round 2
    assert boxes(held)[0][2] > boxes(learnt)[0][2]
    assert capsys.readouterr().out == "Figure: cut: 2 rounds, each holds out 2 to 3 of 6, in 1 unbroken stretches.\n"


def test_many_examples_become_stretches_with_lines_between_the_groups(shown, capsys):
    shuffled = [(range(1, 50, 2), range(0, 50, 2))]
    blocks = [(range(25, 50), range(25)), (range(25), range(25, 50))]
    fold_map({"shuffled": shuffled, "blocks": blocks}, 50, "place", boundaries=[25], boundary_name="a new hand")
    upper, lower = shown[0].axes
    assert len(boxes(upper.collections[1])) == 25
    assert boxes(lower.collections[1])[0][:2] == (0, 25)
    assert [line.get_xdata()[0] for line in lower.lines] == [25]
    assert [text.get_text() for text in shown[0].legends[0].get_texts()] == ["learnt from", "held out", "a new hand"]
    assert "shuffled: 1 rounds, each holds out 25 of 50, in 25 unbroken stretches; blocks: 2 rounds" in capsys.readouterr().out


def test_many_rounds_are_named_by_the_first_and_the_last(shown):
    fold_map({"one by one": [([place + 1], [place]) for place in range(9)]}, 10, "place")
    assert [label.get_text() for label in shown[0].axes[0].get_yticklabels()] == ["1", "9"]


@pytest.mark.parametrize(
    ("panels", "message"),
    [
        ({}, "nothing to draw"),
        ({"a": []}, "nothing to draw"),
        ({"a": [([0], [6])]}, "'a' names a place outside 0 to 5"),
        ({"a": [([-1], [0])]}, "'a' names a place outside"),
        ({"a": [([0, 1], [1])]}, "learns from an example that it holds out"),
    ],
)
def test_rounds_that_cannot_be_drawn_are_refused(panels, message):
    with pytest.raises(ValueError, match=message):
        fold_map(panels, 6, "place")
