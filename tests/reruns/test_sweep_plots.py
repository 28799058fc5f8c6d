import io
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from helpers.palette import COLOURS, LINE_STYLES, MARKERS
from helpers.reruns.errors import CourseError
from helpers.reruns.results import LessonRun
from helpers.reruns.sweep_plots import Row, describe, draw, figure_pairs, tabulate
from tests.reruns.sweeps import sweep

RATES = {"learning_rate": [0.1, 0.001, 0.01], "seed": list(range(10))}
MEDIANS = {0.001: 0.63, 0.01: 0.97, 0.1: 0.97}


def accuracy(p):
    return {"test_accuracy": MEDIANS[p["learning_rate"]] + 0.03 * (p["seed"] // 5 * 2 - 1)}


def png(figure):
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    return buffer.getvalue()


def points(line):
    return [[float(x), float(y)] for x, y in line.get_xydata()]


def ticks(figure):
    figure.draw_without_rendering()
    return [tick.get_text() for tick in figure.axes[0].get_xticklabels()]


def test_the_line_of_text_gives_medians_and_ranges():
    runs = sweep(RATES, accuracy)
    assert describe("test_accuracy", "learning_rate", RATES, runs) == (
        "test_accuracy against learning_rate: median (middle half) 0.63 (0.60 to 0.66) at 0.001, 0.97 (0.94 to 1.00) at 0.01, "
        "0.97 (0.94 to 1.00) at 0.1; range 0.60 to 1.00 over 30 runs"
    )


def test_runs_that_were_stopped_early_are_named_as_such():
    runs = sweep(RATES, lambda p: {"loss": "nan"} if p["seed"] == 1 else {"loss": 2.0})
    for name in list(runs)[:10:5]:
        runs[name] = LessonRun("stopped", 1.0, runs[name].parameters, {"loss": 9.0, "stopped_at": 3})
    text = describe("loss", "learning_rate", RATES, runs)
    assert text.endswith(
        "; range 2 to 2 over 25 runs; 3 of 30 runs gave no finite value; 2 of 30 runs were stopped early and are left out, so "
        "the worst are missing"
    )


def test_what_is_left_out_is_counted():
    runs = sweep(RATES, lambda p: None if p["seed"] == 0 else {"loss": "nan"} if p["seed"] == 1 else {"loss": 2.0})
    text = describe("loss", "learning_rate", RATES, runs)
    assert text.endswith("; range 2 to 2 over 24 runs; 6 of 30 runs gave no finite value")
    (axes,) = draw("loss", "learning_rate", RATES, runs).axes
    assert len(points(axes.lines[0])) == 24


def spread_out(p):
    return {"a": p["seed"] + 100 * p["x"]}


def test_every_run_the_medians_the_bands_and_the_intervals_are_drawn():
    swept = {"x": [1, 2], "seed": list(range(11))}
    figure = draw("a", "x", swept, sweep(swept, spread_out))
    (axes,) = figure.axes
    assert len(points(axes.lines[0])) == 22
    assert axes.lines[0].get_alpha() < 0.5
    assert points(axes.lines[1]) == [[1, 105], [2, 205]]
    assert (axes.lines[1].get_linestyle(), axes.lines[1].get_marker()) == ("-", "o")
    tenths, quarters, bars, caps = axes.collections
    for band, low, high in ((tenths, 101, 209), (quarters, 102.5, 207.5)):
        heights = band.get_paths()[0].vertices[:, 1]
        assert np.allclose([heights.min(), heights.max()], [low, high])
    assert [segment[:, 1].tolist() for segment in bars.get_segments()] == [[101, 109], [201, 209]]
    assert sorted(caps.get_offsets()[:, 1]) == [101, 109, 201, 209]
    assert (axes.get_xlabel(), axes.get_ylabel(), axes.get_yscale()) == ("x", "a", "linear")
    assert axes.get_title(loc="left") == (
        "each point a run; line: median; dark band: middle half; pale band: without the outer tenths; "
        "bar: 95 % interval of the median"
    )
    assert not figure.legends


@pytest.mark.parametrize(
    ("seeds", "notes"),
    [
        (3, "each point a run; line: median"),
        (5, "each point a run; line: median; band: middle half"),
        (6, "each point a run; line: median; band: middle half; bar: 95 % interval of the median"),
    ],
)
def test_what_there_are_too_few_seeds_for_is_not_drawn(seeds, notes):
    swept = {"x": [1, 2], "seed": list(range(seeds))}
    (axes,) = draw("a", "x", swept, sweep(swept, spread_out)).axes
    assert axes.get_title(loc="left") == notes
    assert len(axes.collections) == {3: 0, 5: 1, 6: 3}[seeds]
    assert ("(range)" in describe("a", "x", swept, sweep(swept, spread_out))) is (seeds == 3)


def test_the_table_has_the_numbers_of_the_figure():
    swept = {"x": [1, 2], "kind": ["a", "b"], "seed": list(range(11))}
    rows = tabulate("a", "x", swept, sweep(swept, lambda p: None if p["x"] == 2 and p["seed"] > 2 else spread_out(p)))
    assert [(row.line, row.value, row.runs) for row in rows] == [
        ("kind a", "1", 11),
        ("kind a", "2", 3),
        ("kind b", "1", 11),
        ("kind b", "2", 3),
    ]
    assert rows[0] == Row("kind a", "1", 11, "105", "101 to 109", "102 to 108", "101 to 109")
    assert (rows[1].median, rows[1].interval, rows[1].quarters, rows[1].tenths) == ("201", *["too few runs"] * 3)
    (seeds,) = tabulate("a", "seed", {"seed": [0, 1]}, sweep({"seed": [0, 1]}, lambda p: {"a": p["seed"]}))
    assert (seeds.value, seeds.runs, seeds.median) == ("all", 2, "0.5")


def test_pooled_runs_differ_by_more_than_the_seed_and_have_no_interval():
    swept = {"x": [1, 2], "size": list(range(7)), "seed": [0, 1]}
    runs = sweep(swept, spread_out)
    (axes,) = draw("a", "x", swept, runs).axes
    assert "interval" not in axes.get_title(loc="left")
    assert len(axes.collections) == 2
    assert {row.interval for row in tabulate("a", "x", swept, runs)} == {"more than the seed differs"}


def test_many_values_with_a_run_each_are_not_joined():
    swept = {"x": [number / 100 for number in range(25)]}
    (axes,) = draw("a", "x", swept, sweep(swept, lambda p: {"a": p["x"]})).axes
    assert axes.lines[1].get_linestyle() == "None"
    assert axes.get_title(loc="left") == "each point a run"
    swept = {"x": swept["x"][:24]}
    (axes,) = draw("a", "x", swept, sweep(swept, lambda p: {"a": p["x"]})).axes
    assert axes.lines[1].get_linestyle() == "-"


def test_a_sample_of_a_grid_that_no_machine_could_list_is_drawn():
    swept = {name: list(range(1000)) for name in "abcdefgh"}
    runs = {str(number): LessonRun("ok", 1.0, dict.fromkeys(swept, number), {"score": number}) for number in range(1000)}
    assert describe("score", "a", swept, runs).endswith("all values of b and c and d and e and f and g and h together")


@pytest.mark.parametrize(
    ("values", "scale"),
    [([1, 5, 20], "log"), ([1, 5, 19], "linear"), ([1, 20], "linear"), ([0, 1, 20], "linear"), ([-20.0, -5.0, -1.0], "linear")],
)
def test_the_axis_is_logarithmic_only_for_three_positive_values_far_apart(values, scale):
    swept = {"x": values}
    (axes,) = draw("a", "x", swept, sweep(swept, lambda p: {"a": 1})).axes
    assert axes.get_xscale() == scale
    assert ("log scale" in axes.get_xlabel()) is (scale == "log")


@pytest.mark.parametrize(
    ("heights", "scale"), [((1, 1000), "log"), ((1, 999), "linear"), ((0, 1000), "linear"), ((1e-200, 1), "linear")]
)
def test_results_far_apart_are_on_a_logarithmic_axis(heights, scale):
    swept = {"x": [1, 2]}
    (axes,) = draw("a", "x", swept, sweep(swept, lambda p: {"a": heights[p["x"] - 1]})).axes
    assert (axes.get_yscale(), "log scale" in axes.get_ylabel()) == (scale, scale == "log")


def test_up_to_six_combinations_have_a_line_each_that_differs_not_by_colour_alone():
    swept = {"epochs": [1, 2], "size": [1, 2, 3], "shuffle": [True, False], "seed": [0, 1]}
    runs = sweep(swept, lambda p: {"a": p["size"]})
    figure = draw("a", "epochs", swept, runs)
    (axes,) = figure.axes
    (legend,) = figure.legends
    names = [f"size {size}, shuffle {shuffle}" for size in (1, 2, 3) for shuffle in (True, False)]
    assert [text.get_text() for text in legend.get_texts()] == names
    looks = [(handle.get_color(), handle.get_linestyle(), handle.get_marker()) for handle in legend.legend_handles]
    assert looks == list(zip(COLOURS, LINE_STYLES, MARKERS, strict=True))
    assert looks == [(line.get_color(), line.get_linestyle(), line.get_marker()) for line in axes.lines[1::2]]
    assert [points(line)[0][1] for line in axes.lines[1::2]] == [1, 1, 2, 2, 3, 3]
    assert "together" not in axes.get_title(loc="left")
    text = describe("a", "epochs", swept, runs)
    assert text.startswith(
        "a against epochs, by size and shuffle: size 1, shuffle True: median 1.0 at 1, 1.0 at 2; size 1, shuffle False:"
    )


def test_the_legend_lies_outside_the_data():
    swept = {"epochs": [1, 2], "size_of_the_layer": [1, 2, 3, 4, 5, 6]}
    figure = draw("a", "epochs", swept, sweep(swept, lambda p: {"a": p["epochs"]}))
    figure.draw_without_rendering()
    legend = figure.legends[0].get_window_extent()
    assert legend.y0 >= figure.axes[0].get_window_extent().y1
    assert 0 <= legend.x0 < legend.x1 <= 700
    assert legend.y1 <= 400


def test_more_combinations_are_drawn_as_one_and_the_figure_says_so():
    swept = {"epochs": [1, 2], "size": [1, 2, 3, 4, 5, 6, 7], "seed": [0]}
    runs = sweep(swept, lambda p: {"a": p["size"]})
    figure = draw("a", "epochs", swept, runs)
    (axes,) = figure.axes
    assert points(axes.lines[1]) == [[1, 4], [2, 4]]
    assert len(axes.lines) == 2
    assert not figure.legends
    assert axes.get_title(loc="left").endswith("; all values of size together")
    assert describe("a", "epochs", swept, runs).endswith("over 14 runs; all values of size together")
    assert describe("a", "size", swept, runs).startswith(
        "a against size, by epochs: epochs 1: lowest median 1.0 at 1, highest 7.0 at 7;"
    )


@pytest.mark.parametrize("values", [["b", "a", "ä $x$ 漢 \n"], [True, False]])
def test_texts_and_truth_values_stand_side_by_side_and_nothing_joins_them(values):
    swept = {"kind": values, "seed": [0, 1, 2, 3, 4], "epochs": [1, 2]}
    figure = draw("a", "kind", swept, sweep(swept, lambda p: {"a": p["seed"] + 10 * p["epochs"]}))
    (axes,) = figure.axes
    assert ticks(figure) == (["b", "a", r"ä \$x\$ □"] if len(values) == 3 else ["True", "False"])
    medians = axes.lines[1::2]
    assert [line.get_linestyle() for line in medians] == ["None", "None"]
    assert len({line.get_marker() for line in medians}) == 2
    assert np.allclose(np.mean([line.get_xdata() for line in medians], axis=0), range(len(values)))
    assert medians[0].get_xdata()[0] < medians[1].get_xdata()[0]
    spans = [segment[:, 1].tolist() for segment in axes.collections[0].get_segments()]
    assert spans == [[11, 13]] * len(values)
    assert "mark: median" in axes.get_title(loc="left")
    assert png(figure)  # no warning of a sign that the font lacks


def test_many_or_long_names_do_not_overlap():
    swept = {"kind": [f"a rather long name {number}" for number in range(30)]}
    figure = draw("a", "kind", swept, sweep(swept, lambda p: {"a": 1}))
    figure.draw_without_rendering()
    shown = figure.axes[0].get_xticklabels()
    assert len(shown) <= 12
    assert {tick.get_rotation() for tick in shown} == {30.0}


def test_the_seed_alone_is_points_and_their_median():
    swept = {"seed": [7, 3, 4_000_000_000]}
    runs = sweep(swept, lambda p: {"a": {7: 1.0, 3: 2.0, 4_000_000_000: 6.0}[p["seed"]]})
    figure = draw("a", "seed", swept, runs)
    (axes,) = figure.axes
    assert points(axes.lines[0]) == [[0, 1], [1, 2], [2, 6]]
    assert set(axes.lines[1].get_ydata()) == {2.0}
    assert ticks(figure) == ["7", "3", "4000000000"]
    assert axes.get_title(loc="left") == "each point a run; line: median"
    assert describe("a", "seed", swept, runs) == "a by seed: median 2.0; range 1.0 to 6.0 over 3 runs"


def test_a_value_at_which_nothing_is_finite_leaves_a_gap():
    swept = {"x": [1, 2, 3], "seed": [0, 1], "size": [1, 2]}
    runs = sweep(swept, lambda p: {"a": "inf" if p["x"] == 2 or p["size"] == 2 else p["x"]})
    (axes,) = draw("a", "x", swept, runs).axes
    assert [y for _, y in points(axes.lines[1])] == [1, pytest.approx(np.nan, nan_ok=True), 3]
    assert points(axes.lines[2]) == []
    assert "size 2: no finite value; range 1.0 to 3.0 over 4 runs; 8 of 12 runs" in describe("a", "x", swept, runs)


@pytest.mark.parametrize("value", [0, 5, -2.5, 1e99, 1e-320])
def test_one_run_and_constant_results_can_be_drawn(value):
    for swept in ({"x": [0.5]}, {"x": [1, 2, 3]}, {"seed": [4]}):
        runs = sweep(swept, lambda p: {"a": value})
        figure = draw("a", next(iter(swept)), swept, runs)
        assert png(figure).startswith(b"\x89PNG")
        low, high = figure.axes[0].get_ylim()
        assert low < value < high or abs(value) < 1e-300
    assert describe("a", "seed", {"seed": [4]}, runs).endswith("over 1 run")


def test_whole_numbers_close_together_get_whole_ticks():
    swept = {"epochs": [1, 2, 3, 4, 100]}
    figure = draw("a", "epochs", swept, sweep(swept, lambda p: {"a": 1}))
    assert figure.axes[0].get_xscale() == "log"
    swept = {"epochs": [10, 11, 23]}
    figure = draw("a", "epochs", swept, sweep(swept, lambda p: {"a": 1}))
    shown = ticks(figure)
    assert all(float(text).is_integer() for text in shown)
    assert "11" not in shown
    swept = {"epochs": [10, 60, 100]}
    assert ticks(draw("a", "epochs", swept, sweep(swept, lambda p: {"a": 1}))) == ["10", "60", "100"]


def test_threads_draw_the_same_figures_as_one():
    runs = sweep(RATES, lambda p: accuracy(p) | {"loss": p["seed"]})
    pairs = figure_pairs(RATES, runs) * 3
    alone = [png(draw(*pair, RATES, runs)) for pair in pairs]
    with ThreadPoolExecutor(4) as executor:
        assert list(executor.map(lambda pair: png(draw(*pair, RATES, runs)), pairs)) == alone


def test_the_module_loads_matplotlib_late_and_pyplot_never():
    program = """
import sys
from helpers.reruns.sweep_plots import draw
assert "matplotlib" not in sys.modules
from tests.reruns.sweeps import sweep
draw("a", "x", {"x": [1]}, sweep({"x": [1]}, lambda p: {"a": 1})).savefig(sys.stderr.buffer)
assert not {"matplotlib.pyplot", "torch"} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)


def test_a_figure_that_there_is_not_is_refused():
    with pytest.raises(CourseError, match="no figure of loss"):
        draw("loss", "learning_rate", RATES, sweep(RATES, accuracy))
    with pytest.raises(CourseError, match="no figure of loss"):
        describe("loss", "learning_rate", RATES, sweep(RATES, lambda p: None))
