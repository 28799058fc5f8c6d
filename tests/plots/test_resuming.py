import pytest

from helpers.plots import (
    cut_epoch,
    difference_growth,
    differences_by_cut,
    file_timeline,
    resume_ladder,
    resumed_curves,
    run_state,
)
from tests.plots.figures import drawn_lines


def test_resumed_runs_start_where_the_uninterrupted_one_was_cut(shown, capsys):
    resumed_curves([3.0, 2.0, 1.0, 0.5], {"alone": [0.8, 0.25], "all": [1.0, 0.5]}, 2, title="A cut run")
    (axes,) = shown[0].axes
    lines = drawn_lines(axes)
    assert lines["uninterrupted"] == [[1, 3], [2, 2], [3, 1], [4, 0.5]]
    assert lines["alone"] == [[2, 2], [3, 0.8], [4, 0.25]]
    assert lines["all"] == [[2, 2], [3, 1], [4, 0.5]]
    drawn = [line for line in axes.lines if line.get_label() in ("alone", "all")]
    assert len({(line.get_marker(), line.get_linestyle()) for line in drawn}) == 2
    assert (axes.get_xlabel(), axes.get_ylabel(), axes.get_title()) == ("epoch", "mean training loss", "A cut run")
    assert capsys.readouterr().out == (
        "Figure: cut after epoch 2. uninterrupted 3.000 at 1, 0.500 at 4; alone 0.250 at 4, another number from 3 on; "
        "all 0.500 at 4, equal to it everywhere.\n"
    )


def test_steps_may_be_counted_from_zero(shown, capsys):
    resumed_curves([4.0, 2.0, 1.0], {"ball": [1.5]}, 1, ("step", "position"), title="A ball", first=0)
    assert drawn_lines(shown[0].axes[0])["ball"] == [[1, 2], [2, 1.5]]
    assert "cut after step 1. uninterrupted 4.000 at 0" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("uninterrupted", "resumed", "cut", "words"),
    [
        ([2.0, 1.0], {"a": [1.0]}, 2, "inside the run"),
        ([2.0, 1.0], {"a": [1.0]}, 0, "inside the run"),
        ([2.0, 1.0], {}, 1, "no resumed run"),
        ([2.0, 1.0], {"a": [1.0, 1.0]}, 1, "a has 2 numbers, but there are 1"),
        ([2.0, 1.0], {"a": [float("nan")]}, 1, "finite"),
    ],
)
def test_curves_that_do_not_fit_are_refused(uninterrupted, resumed, cut, words):
    with pytest.raises(ValueError, match=words):
        resumed_curves(uninterrupted, resumed, cut, title="")


def test_a_broken_file_is_told_from_a_whole_one_without_colour(shown, capsys):
    file_timeline({"run.pt": [("old", 1), ("broken", 2), ("new", 1)], "beside": [("none", 1), ("new", 3)]}, title="A save")
    (axes,) = shown[0].axes
    assert [(bar.get_x(), bar.get_width(), bar.get_hatch()) for bar in axes.patches] == [
        (0, 1, ""),
        (1, 2, "//"),
        (3, 1, ""),
        (0, 1, ""),
        (1, 3, ""),
    ]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["run.pt", "beside"]
    assert capsys.readouterr().out == (
        "Figure: run.pt: old, whole → empty, then half full → new, whole; beside: no file → new, whole.\n"
    )


@pytest.mark.parametrize("rows", [{}, {"a": []}, {"a": [("lost", 1)]}, {"a": [("old", 0)]}])
def test_what_is_no_timeline_is_refused(rows):
    with pytest.raises(ValueError, match=r"no file|one of old, broken|longer than 0"):
        file_timeline(rows, title="")


def test_a_rate_holds_for_a_whole_epoch(shown, capsys):
    resumed_curves([0.1, 0.05, 0.025], {"resumed": [0.05]}, 2, ("epoch", "rate"), title="Two plans", stairs=True)
    assert {line.get_drawstyle() for line in shown[0].axes[0].lines if not line.get_label().startswith("_")} == {"steps-mid"}
    assert "uninterrupted 0.1 at 1, 0.025 at 3; resumed 0.05 at 3" in capsys.readouterr().out


PARTS = {"model": ("weights", "the answer"), "scheduler": ("a count", "the rate"), "order": ("draws", "the batches")}


def test_what_a_file_lacks_stands_outside_its_frame(shown, capsys):
    run_state(PARTS, ["model"], frame="a file", title="A run")
    (axes,) = shown[0].axes
    left = {text.get_text(): text.get_position()[0] for text in axes.texts}
    assert left["model"] == left["a file"] < left["scheduler"] == left["order"] == left["missing in it"]
    assert [patch.get_linestyle() for patch in axes.patches if patch.get_width() == 1.0] == ["-", "--"]
    assert capsys.readouterr().out == "Figure: a file holds model; missing in it: scheduler, order.\n"


@pytest.mark.parametrize("inside", [[], ["model", "scheduler", "order"], ["loss"]])
def test_a_frame_around_nothing_all_or_something_else_is_refused(inside):
    with pytest.raises(ValueError, match=r"inside the frame|The parts are"):
        run_state(PARTS, inside, frame="a file", title="")


def test_images_that_are_seen_twice_after_a_cut(shown, capsys):
    cut_epoch([[4, 0]], [[0, 1], [2, 3], [4]], title="A cut epoch")
    (axes,) = shown[0].axes
    assert [text.get_text() for text in axes.texts] == ["batch 1", "the power is off", "seen 2 times", "seen once"]
    assert [(bar.get_x(), bar.get_width(), bar.get_hatch()) for bar in axes.patches[-2:]] == [(0, 2, "//"), (2, 3, "")]
    told = capsys.readouterr().out
    assert "1 batches before the cut, 3 after it; 3 images seen 1 time(s), 2 images seen 2 time(s)" in told
    assert "Of the 2 images in the first batch after the cut 1 had been seen before it." in told
    after = [bar for bar in axes.patches if bar.get_y() == pytest.approx(0.65)]
    assert len({bar.get_facecolor() for bar in after}) == 2  # the first batch, and the others


@pytest.mark.parametrize(("before", "after"), [([], [[1]]), ([[1]], []), ([[1, 1]], [[1]]), ([[1]], [[2], [2]])])
def test_what_is_no_cut_epoch_is_refused(before, after):
    with pytest.raises(ValueError, match=r"a batch before|comes twice"):
        cut_epoch(before, after, title="")


def test_on_a_scale_zero_stands_apart_and_each_cut_has_a_line(shown, capsys):
    differences_by_cut({"a digit": {2: [1e-7, 2e-7], 9: [1e-7]}, "a part": {2: [0.05], 9: [0.0, 0.0]}}, title="How far?")
    (axes,) = shown[0].axes
    lines = drawn_lines(axes)
    assert lines["cut after epoch 2"] == [[-7, -0.27], [pytest.approx(-6.699, abs=0.001), -0.27]]
    assert all(x < -8 and y == pytest.approx(1.27) for x, y in lines["_a part, 9"])
    assert [label.get_text() for label in axes.get_xticklabels()][:2] == ["0", "$10^{-7}$"]
    marks = [line for line in axes.lines if line.get_marker() not in ("None", "")]
    assert len({line.get_marker() for line in marks}) == 2
    assert capsys.readouterr().out == (
        "Figure: largest differences.\n"
        "a digit: 1e-07 to 2e-07 after epoch 2, 1e-07 after epoch 9\na part: 0.05 after epoch 2, 0 after epoch 9\n"
    )


def test_a_scale_of_one_cut_without_any_difference(shown):
    differences_by_cut({"all": {6: [0.0]}}, title="")
    low, high = shown[0].axes[0].get_xlim()
    assert low < high


@pytest.mark.parametrize(
    "rows", [{}, {"a": {}}, {"a": {2: []}}, {"a": {2: [-1.0]}}, {"a": {2: [float("nan")]}}, {"a": {2: [1.0]}, "b": {3: [1.0]}}]
)
def test_what_is_no_scale_is_refused(rows):
    with pytest.raises(ValueError, match=r"the same cuts|finite number"):
        differences_by_cut(rows, title="")


def test_growth_is_drawn_by_powers_of_ten(shown, capsys):
    difference_growth({"small steps": [1e-7, 2e-7], "large steps": [1e-6, 0.5]}, title="A last digit")
    (axes,) = shown[0].axes
    assert axes.get_yscale() == "log"
    assert drawn_lines(axes)["large steps"] == [[1, 1e-6], [2, 0.5]]
    assert len({(line.get_marker(), line.get_linestyle()) for line in axes.lines}) == 2
    assert "large steps 1e-06 after epoch 1, 0.5 after epoch 2" in capsys.readouterr().out


@pytest.mark.parametrize("curves", [{}, {"a": []}, {"a": [0.0]}, {"a": [float("inf")]}])
def test_what_cannot_grow_is_refused(curves):
    with pytest.raises(ValueError, match=r"no pair|above 0"):
        difference_growth(curves, title="")


def test_the_first_rung_of_a_ladder_is_on_top_and_zero_is_named(shown, capsys):
    resume_ladder({"model": 0.25, "+ some": 1e-8, "+ all": 0.0}, title="How far?")
    (axes,) = shown[0].axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["model", "+ some", "+ all"]
    assert axes.get_ylim()[0] > axes.get_ylim()[1]
    assert [bar.get_width() for bar in axes.patches] == [0.25, 1e-8, 0]
    assert [text.get_text() for text in axes.texts] == ["0.250", "1.0e-08", "exactly 0"]
    assert (axes.get_title(), axes.get_xlim()[0]) == ("How far?", 0)
    assert capsys.readouterr().out == "Figure: largest difference: model 0.250; + some 1.0e-08; + all exactly 0.\n"


def test_a_ladder_without_any_difference(shown):
    resume_ladder({"all": 0.0}, title="")
    assert shown[0].axes[0].get_xlim()[1] > 0


@pytest.mark.parametrize("rungs", [{}, {"a": float("nan")}, {"a": 1.0, "b": float("inf")}, {"a": -1.0}])
def test_what_is_no_ladder_is_refused(rungs):
    with pytest.raises(ValueError, match=r"no rung|finite number"):
        resume_ladder(rungs, title="")
