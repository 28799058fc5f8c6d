"""The picture of all runs, and the sentence beside it."""

import subprocess
import sys

import pytest

from helpers.palette import COLOURS
from helpers.reruns.errors import CourseError
from helpers.reruns.results import LessonRun
from helpers.reruns.sweep_parallel import describe_parallel, draw_parallel, parallel_results
from helpers.reruns.sweep_plots import as_png
from tests.reruns.sweeps import sweep

SWEPT = {"rate": [0.001, 0.01, 0.1], "kind": ["b", "a"], "seed": [0, 1, 2, 3, 4]}


def score(p):
    if p["rate"] == 0.001 and p["seed"] == 4:
        return None
    return {"score": (p["rate"] == 0.01) + (p["kind"] == "a") + p["seed"] / 10, "loss": 5 - p["seed"], "word": "x"}


RUNS = sweep(SWEPT, score)


def drawn(figure):
    """The other runs and the best ones: their points, widths and colours."""
    return [
        (
            [path.vertices.tolist() for path in lines.get_paths()],
            float(lines.get_linewidth()[0]),
            lines.get_color()[0][:3].tolist(),
        )
        for lines in figure.axes[0].collections
    ]


def test_every_run_is_a_line_and_the_best_tenth_differs_by_more_than_colour():
    figure = draw_parallel("score", SWEPT, RUNS)
    (others, thin, colour), (best, thick, other_colour) = drawn(figure)
    assert (len(others), len(best)) == (25, 3)
    assert thick > 2 * thin
    assert colour != other_colour
    assert all([x for x, _ in line] == [0, 1, 2] for line in others + best)
    assert sorted(line[-1][1] for line in best)[-1] == 1
    names = [tick.get_text() for tick in figure.axes[0].get_xticklabels()]
    assert names == ["rate\n(log scale)", "kind", "score"]
    assert {text.get_text() for text in figure.axes[0].texts} >= {"0.001", "0.01", "0.1", "b", "a"}
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.get_texts()] == ["the tenth with the highest score", "the other runs"]
    assert [line.get_color() for line in legend.get_lines()] == [COLOURS[1], COLOURS[0]]


def test_runs_with_one_value_pass_it_side_by_side_in_the_order_of_their_results():
    (others, *_), (best, *_) = drawn(draw_parallel("score", SWEPT, RUNS))
    lines = sorted(others + best, key=lambda line: line[-1][1])
    at_b = [line[1][1] for line in lines if line[1][1] < 0.3]
    assert len(at_b) == 14
    assert at_b == sorted(at_b)
    assert at_b[-1] > at_b[0]
    assert -0.1 < at_b[0] < at_b[-1] < 0.1


def test_the_sentence_tells_which_settings_the_best_have():
    assert describe_parallel("score", SWEPT, RUNS) == (
        "The 3 runs of 28 with the highest score (2.2 to 2.4), drawn thick and orange, have rate 0.01; kind a"
    )
    assert describe_parallel("loss", SWEPT, RUNS) == (
        "The 4 runs of 28 with the lowest loss (1.0), drawn thick and orange, have rate 0.01 (2) and 0.1 (2); "
        "kind b (2) and a (2)"
    )


def test_many_values_are_told_as_ranges():
    swept = {"width": list(range(1, 21)), "kind": [f"kind {number}" for number in range(20)], "size": [*range(10), 50]}
    runs = {
        str(number): LessonRun(
            "ok",
            1.0,
            {"width": 1 + number % 20, "kind": f"kind {number % 19}", "size": number // 2},
            {"accuracy": -abs(number - 10) / 3},
        )
        for number in range(20)
    }
    text = describe_parallel("accuracy", swept, runs)
    assert text == (
        "The 3 runs of 20 with the highest accuracy (-0.333 to 0), drawn thick and orange, have width 10 to 12 (of 1 to 20); "
        "3 of 19 values of kind; size 4 to 5 (of 0 to 9)"
    )
    ticks = [text.get_text() for text in draw_parallel("accuracy", swept, runs).axes[0].texts]
    assert ticks[:3] == ["1", "10", "20"]
    assert len(ticks) < 40


def test_equal_results_have_no_best():
    swept = {"rate": [1, 2]}
    runs = sweep(swept, lambda p: {"score": 0.5})
    assert describe_parallel("score", swept, runs) == "All 2 runs with a finite score have the same: 0.5"
    figure = draw_parallel("score", swept, runs)
    assert [len(lines) for lines, *_ in [(one.get_paths(),) for one in figure.axes[0].collections]] == [2, 0]
    assert not figure.legends
    assert as_png(figure)


def test_one_run_is_the_best_and_that_reads_well():
    swept = {"rate": [1, 2]}
    text = describe_parallel("score", swept, sweep(swept, lambda p: {"score": p["rate"]}))
    assert text == "The run of 2 with the highest score (2.0), drawn thick and orange, has rate 2"


@pytest.mark.parametrize("name", ["final_train_loss", "loss", "test_error", "seconds", "train_seconds", "rmse", "winner_gap"])
def test_of_losses_errors_and_times_less_is_better(name):
    swept = {"rate": [1, 2]}
    assert f"with the lowest {name} (1.0)" in describe_parallel(name, swept, sweep(swept, lambda p: {name: p["rate"]}))


@pytest.mark.parametrize("name", ["test_accuracy", "timely", "glossary", "best_epoch"])
def test_of_everything_else_more_is_better(name):
    swept = {"rate": [1, 2]}
    assert f"with the highest {name} (2.0)" in describe_parallel(name, swept, sweep(swept, lambda p: {name: p["rate"]}))


def test_more_parameters_than_there_is_room_for_are_named():
    swept = {f"p{number}": [0, 1] for number in range(9)}
    runs = {str(number): LessonRun("ok", 1.0, dict.fromkeys(swept, number), {"a": number}) for number in (0, 1)}
    assert describe_parallel("a", swept, runs).endswith("p6 1; no room for p7, p8")
    assert len(draw_parallel("a", swept, runs).axes[0].get_xticks()) == 8


def test_where_nothing_but_the_seed_is_swept_there_is_none():
    runs = sweep({"seed": [0, 1]}, lambda p: {"a": p["seed"]})
    assert parallel_results({"seed": [0, 1]}, runs) == []
    assert parallel_results(SWEPT, RUNS) == ["score", "loss"]
    assert parallel_results({"x": [1, 2]}, sweep({"x": [1, 2]}, lambda p: {"a": "nan" if p["x"] == 1 else 1.0})) == []
    with pytest.raises(CourseError, match="no picture of all runs for word; there is one for: score, loss"):
        draw_parallel("word", SWEPT, RUNS)


def test_odd_values_are_drawn_too():
    swept = {"kind": ["ä $x$ 漢", "b"], "flag": [True, False], "size": [10**300, 1], "one": [5]}
    runs = sweep(swept, lambda p: {"a": 1e-3 if p["flag"] else 1e9})
    assert as_png(draw_parallel("a", swept, runs))
    assert "flag False" in describe_parallel("a", swept, runs)


def test_the_module_loads_matplotlib_late_and_pyplot_never():
    program = """
import sys
from helpers.reruns.sweep_parallel import draw_parallel
assert "matplotlib" not in sys.modules
from tests.reruns.sweeps import sweep
draw_parallel("a", {"x": [1, 2]}, sweep({"x": [1, 2]}, lambda p: {"a": p["x"]})).savefig(sys.stderr.buffer)
assert not {"matplotlib.pyplot", "torch"} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)


def test_who_knows_the_good_side_says_so():
    runs = sweep(SWEPT, lambda p: {"score": p[next(iter(SWEPT))]})
    assert "with the highest score" in describe_parallel("score", SWEPT, runs)
    assert "with the lowest score" in describe_parallel("score", SWEPT, runs, lower=True)
    legend = [text.get_text() for text in draw_parallel("score", SWEPT, runs, lower=True).legends[0].get_texts()]
    assert legend[0] == "the tenth with the lowest score"
