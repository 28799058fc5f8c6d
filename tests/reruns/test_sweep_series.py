import pytest

from helpers.reruns.errors import CourseError
from helpers.reruns.results import LessonRun
from helpers.reruns.sweep_series import figure_pairs, label, numeric_results, series, written
from tests.reruns.sweeps import sweep

RATES = {"learning_rate": [0.1, 0.001], "seed": [3, 1]}


def test_only_numbers_that_are_somewhere_finite_have_figures():
    values = {"accuracy": 0.5, "steps": 3, "loss": "nan", "device": "cpu", "done": True, "mixed": 1}
    runs = sweep(RATES, lambda p: values | {"mixed": "none" if p["seed"] == 1 else 1, "late": "inf" if p["seed"] == 1 else 2})
    runs["broken"] = LessonRun("failed", 1.0, {}, {"accuracy": "none", "early": 1})
    assert numeric_results(runs) == {"accuracy": True, "steps": True, "loss": False, "late": True}
    assert figure_pairs(RATES, runs) == [(name, "learning_rate") for name in ("accuracy", "steps", "late")]


def test_the_seed_has_figures_only_where_it_is_alone():
    swept = {"epochs": [1, 2], "seed": [1, 2], "shuffle": [True, False]}
    assert figure_pairs(swept, sweep(swept, lambda p: {"a": 1})) == [("a", "epochs"), ("a", "shuffle")]
    assert figure_pairs({"seed": [1]}, sweep({"seed": [1]}, lambda p: {"a": 1})) == [("a", "seed")]
    assert figure_pairs({}, {"x": LessonRun("ok", 1.0, {}, {"a": 1})}) == []


def test_a_parameter_with_one_value_has_figures_only_where_nothing_else_is_swept():
    for swept, parameter in (({"epochs": [5], "seed": [1, 2]}, "seed"), ({"epochs": [5], "rate": [1, 2]}, "rate")):
        assert figure_pairs(swept, sweep(swept, lambda p: {"a": 1})) == [("a", parameter)]
    assert figure_pairs({"epochs": [5]}, sweep({"epochs": [5]}, lambda p: {"a": 1})) == [("a", "epochs")]


def test_numbers_rise_and_texts_stay_in_the_order_asked_for():
    assert series("a", "learning_rate", RATES, sweep(RATES, lambda p: {"a": 1})).values == [0.001, 0.1]
    swept = {"net": ["z", "a"]}
    assert series("a", "net", swept, sweep(swept, lambda p: {"a": 1})).values == ["z", "a"]


def test_every_finite_result_of_a_run_that_passed_is_in_its_line():
    swept = {"epochs": [1, 2], "size": [8, 4], "only": [0], "seed": [1, 2, 3]}
    dropped = {(1, 8, 1): "nan", (1, 8, 2): "inf", (2, 8, 1): "-inf", (2, 8, 2): float("nan"), (2, 8, 3): 10**400}
    runs = sweep(swept, lambda p: {"a": dropped.get((p["epochs"], p["size"], p["seed"]), p["size"] + p["seed"])})
    runs["half"] = LessonRun("failed", 1.0, {"epochs": 1, "size": 4, "only": 0, "seed": 1}, {"a": 99.0})
    found = series("a", "epochs", swept, runs)
    assert [(line.name, line.results) for line in found.lines] == [
        ("size 8", {1: [11.0], 2: []}),
        ("size 4", {1: [5.0, 6.0, 7.0], 2: [5.0, 6.0, 7.0]}),
    ]
    assert found.lines[0].medians == {1: 11.0}
    assert (found.by, found.pooled, found.total, len(found.heights)) == (["size"], [], 13, 7)


@pytest.mark.parametrize(("values", "lines"), [([1, 2, 3], 6), ([1, 2, 3, 4], 1)])
def test_more_than_six_combinations_are_one_line(values, lines):
    swept = {"epochs": [1, 2], "size": values, "shuffle": [True, False]}
    found = series("a", "epochs", swept, sweep(swept, lambda p: {"a": p["size"]}))
    assert len(found.lines) == lines
    assert (found.pooled if lines == 1 else found.by) == ["size", "shuffle"]
    assert len(found.heights) == 2 * 2 * len(values)
    assert found.lines[0].name == ("" if lines == 1 else "size 1, shuffle True")


@pytest.mark.parametrize(
    ("values", "categorical"), [([1, 2], False), (["1", "2"], True), ([True, False], True), ([1.0, 1e200], True)]
)
def test_what_has_no_distances_is_categorical(values, categorical):
    swept = {"x": values}
    assert series("a", "x", swept, sweep(swept, lambda p: {"a": 1})).categorical is categorical


@pytest.mark.parametrize("pair", [("b", "learning_rate"), ("a", "seed"), ("a", "epochs"), ("device", "learning_rate")])
def test_a_figure_that_there_is_not_is_refused(pair):
    runs = sweep(RATES, lambda p: {"a": 1, "device": "cpu"})
    with pytest.raises(
        CourseError, match=rf"no figure of {pair[0]} against {pair[1]}; the figures are: a against learning_rate\.$"
    ):
        series(*pair, RATES, runs)
    with pytest.raises(CourseError, match=r"the figures are: none\.$"):
        series(*pair, RATES, {})


@pytest.mark.parametrize(
    ("value", "among", "text"),
    [
        (0.6, [0.6, 1.0], "0.60"),
        (0.9667, [0.9662, 0.9685], "0.9667"),
        (82.5, [80, 110], "82"),
        (0.003, [0.003, 5.1], "0.003"),
        (5.9e8, [0.3, 5.9e8], "5.9e+08"),
        (1234.5, [3, 1234.5], "1234"),
        (5.0, [5.0, 5.0], "5"),
        (0.0, [0.0], "0"),
        (1.0000000002, [1.0, 1.0000000002], "1"),
        (3e9, [3e9, 4e9], "3e+09"),
    ],
)
def test_numbers_have_the_digits_that_tell_them_apart(value, among, text):
    assert written(value, among) == text


def test_parameter_values_are_named_briefly_and_in_one_line():
    assert [label(value) for value in (0.001, 1.0, 1000000, True, "a\nb")] == ["0.001", "1", "1000000", "True", "a b"]
    assert len(label("x" * 99)) == 24
