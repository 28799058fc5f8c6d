"""Tests of helpers/plots/modes.py."""

import pytest

from helpers.plots import kept_memory, marks_in_company, mode_scores, output_spread, recorded_graph, running_statistic
from tests.plots.figures import drawn_lines, line_looks


def test_the_spread_shows_the_mean_beside_evaluation_mode(shown, capsys):
    output_spread([1.0, 2.0, 6.0], 2.5, "logit", "three passes")
    (axes,) = shown[0].axes
    assert set(drawn_lines(axes)) == {"their mean: 3.000", "evaluation mode: 2.500"}
    assert len(line_looks(axes)) == 2  # not by colour alone
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("logit", "passes")
    assert capsys.readouterr().out == "Figure: 3 passes from 1.000 to 6.000, mean 3.000; evaluation mode 2.500.\n"


@pytest.mark.parametrize("outputs", [[3.0], [0.5] * 100, [1e6, 1e6 + 1e-3]])
def test_a_spread_without_width_is_drawn(shown, capsys, outputs):
    output_spread(outputs, outputs[0], "logit", "all alike")
    assert "Figure:" in capsys.readouterr().out


@pytest.mark.parametrize(("outputs", "fixed"), [([], 1.0), ([1.0, float("nan")], 1.0), ([1.0], float("inf"))])
def test_a_spread_of_nothing_or_of_no_numbers_is_refused(outputs, fixed):
    with pytest.raises(ValueError, match="nothing to draw"):
        output_spread(outputs, fixed, "logit", "none")


def test_scores_of_every_mode_are_told(shown, capsys):
    mode_scores(["mixed", "pairs"], {"evaluation": [0.9, 0.9], "training": [0.8, 0.5], "one layer": [0.85, 0.6]}, "scores")
    (axes,) = shown[0].axes
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("what a batch is made of", "accuracy (share right)")
    assert [text.get_text() for text in axes.texts] == ["90.0%", "90.0%", "80.0%", "50.0%", "85.0%", "60.0%"]
    assert len({patch.get_hatch() for patch in axes.patches}) == 3  # not by colour alone
    assert len({round(patch.get_x(), 6) for patch in axes.patches}) == 6  # and no bar over another
    assert capsys.readouterr().out == (
        "Figure: accuracy, mixed: evaluation 90.0%, training 80.0%, one layer 85.0%; "
        "pairs: evaluation 90.0%, training 50.0%, one layer 60.0%.\n"
    )


def test_mistakes_are_drawn_where_they_say_more_than_shares(shown, capsys):
    mode_scores(["mixed", "pairs"], {"evaluation": [0.98, 1.0], "training": [0.97, 0.8]}, "scores", mistakes_in=50)
    (axes,) = shown[0].axes
    assert axes.get_ylabel() == "mistakes in 50 answers"
    assert [text.get_text() for text in axes.texts] == ["1", "0", "2", "10"]
    assert [patch.get_height() for patch in axes.patches] == [1, 0, 2, 10]
    assert capsys.readouterr().out == (
        "Figure: mistakes in 50 answers, mixed: evaluation 1, training 2; pairs: evaluation 0, training 10.\n"
    )


def test_mistakes_in_nothing_are_refused():
    with pytest.raises(ValueError, match="at least 1"):
        mode_scores(["mixed"], {"a": [0.5]}, "none", mistakes_in=0)


@pytest.mark.parametrize(
    ("names", "scores"),
    [
        ([], {"a": []}),
        (["mixed"], {}),
        (["mixed", "pairs"], {"a": [0.5]}),
        (["mixed"], {"a": [0.5], "b": []}),
        (["mixed"], {name: [0.5] for name in "abcde"}),
    ],
)
def test_scores_that_do_not_fit_are_refused(names, scores):
    with pytest.raises(ValueError, match="do not fit together"):
        mode_scores(names, scores, "none")


def test_a_running_statistic_follows_those_of_the_batches(shown, capsys):
    running_statistic([1.0, 2.0], [0.0, 0.1, 0.29], "mean of a unit", "two batches")
    (axes,) = shown[0].axes
    assert drawn_lines(axes) == {"of this batch alone": [[1, 1.0], [2, 2.0]], "running": [[0, 0.0], [1, 0.1], [2, 0.29]]}
    assert len(line_looks(axes)) == 2  # not by colour alone
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("batch", "mean of a unit")
    assert capsys.readouterr().out == "Figure: 2 batches from 1.000 to 2.000; running from 0.000 to 0.290.\n"


@pytest.mark.parametrize(("batches", "running"), [([], [0.0]), ([1.0], [0.0]), ([1.0, 2.0], [0.0, 0.1])])
def test_running_values_that_do_not_fit_are_refused(batches, running):
    with pytest.raises(ValueError, match="one more than batches"):
        running_statistic(batches, running, "mean", "none")


def test_kept_memory_is_drawn_in_blocks(shown, capsys):
    kept_memory({"grad on": {"BatchNorm": 2048, "Dropout": 1024}, "grad off": {"BatchNorm": 0, "Dropout": 0}}, "64 pictures")
    (axes,) = shown[0].axes
    assert [(patch.get_x(), patch.get_width()) for patch in axes.patches] == [(0, 2), (2, 1)]
    assert len({patch.get_hatch() for patch in axes.patches}) == 2  # not by colour alone
    assert [text.get_text().strip() for text in axes.texts] == ["3 KiB", "0 KiB"]
    assert capsys.readouterr().out == ("Figure: bytes kept, grad on: BatchNorm 2,048, Dropout 1,024; grad off: nothing.\n")


def test_nothing_kept_anywhere_is_drawn(shown, capsys):
    kept_memory({"grad off": {}}, "nothing")
    assert capsys.readouterr().out == "Figure: bytes kept, grad off: nothing.\n"


@pytest.mark.parametrize("rows", [{}, {"grad on": {"BatchNorm": -1}}])
def test_kept_memory_of_nothing_or_below_0_is_refused(rows):
    with pytest.raises(ValueError, match="nothing to draw"):
        kept_memory(rows, "none")


def test_marks_stand_below_each_other_with_their_means(shown, capsys):
    batches = {"mixed": [1.0, 2.0, 9.0], "alike": [8.0, 9.0, 10.0]}
    marks_in_company(batches, {"mixed": [False, False, True], "alike": [False, True, False]}, ("zeros", "others"), "unit 3")
    given, made = shown[0].axes
    assert [tick.get_text() for tick in given.get_yticklabels()] == ["mixed", "alike"]
    assert (given.get_xlabel(), made.get_xlabel()) == ("unit 3", "standard deviations from the mean")
    assert {line.get_marker() for line in given.lines} >= {"o", "D"}  # not by colour alone
    assert [round(line.get_xdata()[0], 6) for line in made.lines[2::3]] == [0, 0]  # the means, after
    assert capsys.readouterr().out == (
        "Figure: mixed: mean 4.00, zeros 9.00 on average before and +1.40 after; "
        "alike: mean 9.00, zeros 9.00 on average before and +0.00 after.\n"
    )


@pytest.mark.parametrize(
    ("batches", "followed"),
    [({}, {}), ({"a": [1.0, 1.0]}, {"a": [True, False]}), ({"a": [1.0, 2.0]}, {"a": [True]}), ({"a": [1.0, 2.0]}, {})],
)
def test_marks_of_nothing_or_without_flags_are_refused(batches, followed):
    with pytest.raises(ValueError, match="two different numbers"):
        marks_in_company(batches, followed, ("zeros", "others"), "unit")


def test_a_graph_has_a_note_below_each_layer(shown, capsys):
    recorded_graph(["Flatten", "Linear", "ReLU"], [None, "Addmm", "Relu"], ["", "", "its outputs"])
    texts = [text.get_text() for text in shown[0].axes[0].texts]
    assert texts.count("no note") == texts.count("keeps nothing") == 1
    assert {"Flatten", "Linear", "ReLU", "Addmm", "Relu", "its outputs", "there", "back", "loss"} <= set(texts)
    assert capsys.readouterr().out == (
        "Figure: notes of the layers, from the first to the last: "
        "Flatten no note, Linear Addmm (keeps nothing), ReLU Relu (its outputs).\n"
    )


@pytest.mark.parametrize(("layers", "notes", "kept"), [([], [], []), (["Linear"], [], [""]), (["Linear"], ["Addmm"], [])])
def test_a_graph_that_does_not_fit_is_refused(layers, notes, kept):
    with pytest.raises(ValueError, match="do not fit together"):
        recorded_graph(layers, notes, kept)
