import pytest

from helpers.plots import difference_rows, range_and_quartiles, scores_by_setting, tagged_notebook, winner_scores
from tests.plots.figures import drawn_lines


def texts(axes):
    return [text.get_text() for text in axes.texts]


def test_the_notebook_shows_every_line_and_the_tags_of_the_selected_cell(shown, capsys):
    cells = {"tools": "import math", "settings": "a = 1  # $5 and $6\nb = 2"}
    tagged_notebook(cells, "settings", ["parameters"], title="own.ipynb")
    (axes,) = shown[0].axes
    assert {"import math", "a = 1  # $5 and $6", "b = 2", "parameters  ✓", "Add Tag  +"} <= set(texts(axes))
    assert {"← 1", "2 →", "← 3"} <= set(texts(axes))
    assert capsys.readouterr().out == (
        "Figure: a notebook of 2 cells; the cell settings is selected, and its tags are: parameters.\n"
    )
    shown[0].canvas.draw()
    inside = shown[0].bbox
    assert all(text.get_window_extent().x1 <= inside.x1 for text in axes.texts)


def test_an_untagged_cell_has_none_yet(shown, capsys):
    tagged_notebook({"settings": "a = 1"}, "settings", [])
    assert not any("✓" in text for text in texts(shown[0].axes[0]))
    assert "its tags are: none yet." in capsys.readouterr().out


@pytest.mark.parametrize("cells", [{}, {"tools": "import math"}])
def test_a_cell_that_there_is_not_is_refused(shown, cells):
    with pytest.raises(ValueError, match="no cell 'settings'"):
        tagged_notebook(cells, "settings", [])


def test_bars_of_the_winner_are_shares_of_the_reports(shown, capsys):
    winner_scores([0.8, 0.9, 0.9, 1.0], [1.0, 1.0, 0.9, 1.0], 3, "accuracy (share right)")
    (axes,) = shown[0].axes
    assert [round(bar.get_height(), 2) for bar in axes.patches] == [0.25, 0.5, 0.25, 0.0, 0.25, 0.75]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["0.800", "0.900", "1.000"]
    assert capsys.readouterr().out == (
        "Figure: mean score: one run 0.900, best of 3 0.975; 75% of the winners are the maximum.\n"
    )


@pytest.mark.parametrize(("scores", "winners"), [([], [1.0]), ([1.0], []), ([float("nan")], [1.0])])
def test_winners_without_a_score_are_refused(shown, scores, winners):
    with pytest.raises(ValueError, match="nothing to draw"):
        winner_scores(scores, winners, 2, "accuracy")


def test_ranges_and_quartiles_of_the_first_runs(shown, capsys):
    range_and_quartiles([2.0, 4.0, 1.0, 5.0, 3.0], [2, 5], "points")
    (axes,) = shown[0].axes
    assert drawn_lines(axes)["from smallest to largest"] == [[2.0, 0.0], [4.0, 0.0]]
    assert [(bar.get_x(), bar.get_width()) for bar in axes.patches] == [(2.5, 1.0), (2.0, 2.0)]
    assert "5 runs: 1.000 to 5.000, middle half 2.000 to 4.000, median 3.000." in capsys.readouterr().out


def test_the_interval_of_the_median_lies_below_its_box(shown, capsys):
    range_and_quartiles([2.0, 4.0, 1.0, 5.0, 3.0], [2, 5], "points", [(3.0, 2.0, 4.0), (3.0, 2.5, 3.5)])
    (axes,) = shown[0].axes
    assert drawn_lines(axes)["interval of the median"] == [[2.0, 0.36], [4.0, 0.36]]
    assert capsys.readouterr().out.endswith("median 3.000, its interval 2.500 to 3.500.\n")
    with pytest.raises(ValueError, match="1 intervals do not fit 2 counts"):
        range_and_quartiles([2.0, 4.0, 1.0, 5.0, 3.0], [2, 5], "points", [(3.0, 2.0, 4.0)])


def test_differences_are_sorted_by_whether_their_interval_holds_0(shown, capsys):
    difference_rows({"first": (1.0, 0.5, 1.5), "second": (0.5, -0.5, 1.5), "third": (2.0, 1.0, 3.0)}, "points")
    (axes,) = shown[0].axes
    drawn = drawn_lines(axes)
    assert drawn["can tell: 0 is outside"] == [[1.0, 0.0]]
    assert drawn["cannot tell: 0 is inside"] == [[0.5, 1.0]]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["first", "second", "third"]
    assert "second +0.5 (-0.5 to +1.5)" in capsys.readouterr().out


@pytest.mark.parametrize("rows", [{}, {"first": (1.0, 2.0, 3.0)}])
def test_differences_without_an_interval_are_refused(shown, rows):
    with pytest.raises(ValueError, match="an interval around it"):
        difference_rows(rows, "points")


@pytest.mark.parametrize("counts", [[], [1], [6], [2, 6]])
def test_counts_that_do_not_fit_are_refused(shown, counts):
    with pytest.raises(ValueError, match="between 2 and the number of scores, 5"):
        range_and_quartiles([1.0, 2.0, 3.0, 4.0, 5.0], counts, "points")


def test_every_run_stands_above_its_setting(shown, capsys):
    scores_by_setting({"0.1": [0.5, 0.7, 0.9], "1": [0.2]}, "rate", "accuracy (share right)", title="four runs")
    (axes,) = shown[0].axes
    assert [height for _, height in drawn_lines(axes)["one run"]] == [0.5, 0.7, 0.9]
    assert drawn_lines(axes)["median"] == [[-0.3, 0.7], [0.3, 0.7]]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["0.1", "1"]
    assert capsys.readouterr().out == "Figure: 0.1: median 0.700, 0.500 to 0.900; 1: median 0.200, 0.200 to 0.200.\n"


@pytest.mark.parametrize("groups", [{}, {"0.1": []}, {"0.1": [0.5], "1": [float("inf")]}])
def test_settings_without_scores_are_refused(shown, groups):
    with pytest.raises(ValueError, match="every setting needs at least one score"):
        scores_by_setting(groups, "rate", "accuracy")
