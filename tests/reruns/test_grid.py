"""A grid says everything that is wrong with it before anything starts, and names each of its runs."""

import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from helpers.paths import NOTEBOOKS
from helpers.reruns.errors import CourseError
from helpers.reruns.grid import MOST_RUNS, Grid, make_grid, run_name, split_axes
from helpers.reruns.sweep import make_sweep

IRIS = NOTEBOOKS / "01_train_on_iris.ipynb"
PARAMETERS = "\n".join(["rate: float = 0.1", "seed: int = 0", 'kind: str = "a"', "wide: bool = False"])


def test_values_and_ranges_become_typed_values():
    grid = make_grid(IRIS, {"learning_rate": "0.001, 1e-2,1", "seed": "0:3,7", "epochs": "10:0:-5"}, {"hidden_size": "4"})
    assert grid.swept == {"learning_rate": [0.001, 0.01, 1.0], "seed": [0, 1, 2, 7], "epochs": [10, 5]}
    assert [type(value) for value in grid.swept["learning_rate"]] == [float] * 3
    assert grid.shared["hidden_size"] == 4
    assert not set(grid.shared) & set(grid.swept)
    assert len(grid) == 24


def test_values_may_come_as_values():
    assert make_grid(IRIS, {"learning_rate": [0.1, 1], "seed": range(2)}).swept == {"learning_rate": [0.1, 1.0], "seed": [0, 1]}


def test_text_is_never_a_range(make_notebook):
    notebook = make_notebook("x", parameters=PARAMETERS)
    assert make_grid(notebook, {"kind": "0:3,b", "wide": "true,False"}).swept == {"kind": ["0:3", "b"], "wide": [True, False]}


def test_all_problems_come_in_one_message():
    axes = {"learning_rat": "0.1", "epochs": "5,many", "seed": "", "hidden_size": "0:2", "test_size": "0.2,0.3,0.20"}
    with pytest.raises(CourseError) as caught:
        make_grid(IRIS, axes, {"device": "tpu", "seed": 3, "nonsense": 1})
    problems = str(caught.value).splitlines()
    assert len(problems) == 8
    for words in (
        "has no parameter 'learning_rat'; its parameters are: epochs, ",
        "Did you mean learning_rate?",
        "epochs is 'many', but it must be of type int",
        "The grid gives seed no value (seed=).",
        "hidden_size is 0, but it must be a whole number from 1",
        "The grid gives test_size the value 0.2 twice.",
        "device is 'tpu', but it must be one of auto",
        "seed is swept and fixed to 3: give one of the two.",
        "has no parameter 'nonsense'",
    ):
        assert any(words in problem for problem in problems), words


@pytest.mark.parametrize(
    ("axes", "words"),
    [
        ({}, "A sweep needs at least one parameter"),
        ({"seed": "5:5"}, r"no value \(seed=5:5; the end of a range is not part of it\)"),
        ({"seed": 3}, r"one value where a list of values is wanted: write \[3\]"),
        ({"seed": "[0,1]"}, "written like this: seed=1,2,3 or 1:4"),
        ({"seed": "0-3"}, "written like this: seed=1,2,3 or 1:4"),
        ({"learning_rate": "0.1;0.2"}, "written like this: learning_rate=0.1,0.2"),
        ({"seed": []}, "The grid gives seed no value"),
        ({"seed": "1,,2"}, "seed is '', but it must be of type int"),
        ({"seed": "0:9:0"}, "a step other than 0"),
        ({"seed": "0:99999999999"}, "at most 1,000,000 values"),
        ({"learning_rate": "0:3"}, "for whole numbers only"),
        ({"learning_rate": "0.01:1"}, "learning_rate=0.01:1: a range reads FIRST:END"),
        ({"seed": "0:x"}, "a range reads FIRST:END"),
    ],
)
def test_a_grid_that_makes_no_sense_is_refused(axes, words):
    with pytest.raises(CourseError, match=words):
        make_grid(IRIS, axes)


@pytest.mark.parametrize("axis", ["seed", "=3", ""])
def test_an_axis_without_a_name_or_values_is_refused(axis):
    with pytest.raises(CourseError, match="NAME=VALUE"):
        split_axes([axis])


def test_a_parameter_named_twice_is_refused():
    assert split_axes(["a=1,2", "b=x=y"]) == {"a": "1,2", "b": "x=y"}
    with pytest.raises(CourseError, match="a was given twice"):
        split_axes(["a=1", "a=2"])


swept = st.dictionaries(
    st.sampled_from(["epochs", "seed", "rate"]), st.lists(st.integers(0, 99), min_size=1, max_size=6, unique=True), min_size=1
)


@given(swept)
def test_combinations_are_the_product_in_order(swept):
    expected = [dict(zip(swept, values, strict=True)) for values in itertools.product(*swept.values())]
    assert Grid(swept, {}).combinations() == expected
    assert len(Grid(swept, {})) == len(expected)


@given(swept, st.integers(1, 300))
def test_a_sample_is_drawn_without_repetition_and_stays_the_same(swept, number):
    grid = Grid(swept, {})
    drawn, everything = grid.combinations(number), grid.combinations()
    assert drawn == grid.combinations(number)
    assert len(drawn) == min(number, len(everything))
    places = [everything.index(combination) for combination in drawn]
    assert places == sorted(set(places))


def test_a_sample_is_not_the_beginning():
    drawn = Grid({"seed": range(1000)}, {}).combinations(10)
    assert max(combination["seed"] for combination in drawn) > 500


def test_a_million_combinations_need_a_sample():
    grid = Grid({"seed": range(1000), "epochs": range(1000)}, {})
    with pytest.raises(CourseError, match=r"1,000,000 combinations are more than the 10,000 .* --sample 50"):
        grid.combinations()
    assert len(grid.combinations(50)) == 50
    assert len(Grid({"seed": range(MOST_RUNS)}, {}).combinations()) == MOST_RUNS


@pytest.mark.parametrize("sample", [0, -3, MOST_RUNS + 1])
def test_a_sample_has_bounds(sample):
    with pytest.raises(CourseError, match=f"sample is {sample}, but"):
        Grid({"seed": [1]}, {}).combinations(sample)


def test_a_run_is_named_by_its_parameters():
    assert run_name({"learning_rate": 0.01, "seed": 3, "wide": True}) == "learning_rate=0.01,seed=3,wide=True"


def test_capitals_are_told_apart_where_a_file_system_does_not():
    names = {run_name({"kind": kind}).lower() for kind in ("auto", "Auto", "AUTO")}
    assert len(names) == 3


@given(st.text(max_size=300), st.text(max_size=300))
def test_names_are_folders_everywhere_and_differ(first, second):
    names = [run_name({"kind": value}) for value in (first, second)]
    for name in names:
        assert len(name) <= 130
        assert not set(name) & set('<>:"/\\|?*%\0 ')
        assert not name.endswith(".")
    # Some file systems do not tell small letters from capitals.
    assert (names[0].lower() == names[1].lower()) == (first == second)


# The kind: two combinations with one name, of which only the last would run.
PIECES = st.lists(st.sampled_from(["x", "y", ",b=", ",", "=", "X", ".", "é", "-"]), max_size=4).map("".join)


@given(st.lists(st.tuples(PIECES, PIECES), min_size=2, max_size=9, unique=True))
@example([("X,b=", ""), ("X", ",b=")])
@example([("x,b=", ""), ("x", ",b=")])
def test_two_combinations_never_have_one_name(pairs):
    names = [run_name({"a": first, "b": second}) for first, second in pairs]
    assert len({name.casefold() for name in names}) == len(pairs)
    assert not any("/" in name for name in names)


def test_texts_that_look_like_two_parameters_are_four_runs(make_notebook):
    notebook = make_notebook("texts", "record_result('x', 1)", parameters="a: str = 'x'\nb: str = 'z'")
    sweep = make_sweep(str(notebook), {"a": ["x", "x,b=y"], "b": ["z", "y,b=z"]})
    assert len(sweep.runs) == 4
