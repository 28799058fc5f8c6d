import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from helpers.paths import NOTEBOOKS
from helpers.reruns.errors import CourseError
from helpers.reruns.parameters import check_parameters, check_value, read_parameters, split_assignments

CELL = """epochs: int = 20_000  # how often; epochs = 5 is quick
learning_rate: float = 1e-2
device: str = "a#b"
shuffle: bool = True
offset: int = -3
"""


def test_the_parameters_cell_is_read(make_notebook):
    found = read_parameters(make_notebook("tiny", "1", parameters=CELL))
    assert {name: (parameter.type, parameter.default) for name, parameter in found.items()} == {
        "epochs": ("int", 20_000),
        "learning_rate": ("float", 0.01),
        "device": ("str", "a#b"),
        "shuffle": ("bool", True),
        "offset": ("int", -3),
    }


def test_a_notebook_without_parameters_has_none(make_notebook):
    assert check_parameters(make_notebook("tiny", "1"), {}) == {}


@pytest.mark.parametrize(
    "cell",
    [
        "epochs: int = 'three'",
        "x: int = True",
        "x: int = (",
        "%matplotlib inline",
        "epochs: int = 3\nsteps: int = 2 * epochs",
        "epochs = 3\nepochs *= 2",
        "epochs = 3\nfrom_list = [n for n in range(epochs)]",
        "size = 3\nprint(f'{size}')",
    ],
)
def test_a_parameters_cell_of_another_form_is_refused(make_notebook, cell):
    with pytest.raises(CourseError, match="each line of the parameters cell must read"):
        read_parameters(make_notebook("tiny", "1", parameters=cell))


PLAIN = '''
"""A notebook of one's own."""
import os
from pathlib import Path
epochs = 3  # no type; the next = none
rate = 1e-3
kind = "adam"
wide = True
layers = [64, 32]
nothing = None
both: int | None = 4
data = Path("data")
steps: int = 2 * 3
'''


def test_plain_literals_are_parameters_too_and_other_lines_are_left_alone(make_notebook):
    notebook = make_notebook("own", "1", parameters=PLAIN)
    found = read_parameters(notebook)
    assert {name: (parameter.type, parameter.default) for name, parameter in found.items()} == {
        "epochs": ("int", 3),
        "rate": ("float", 1e-3),
        "kind": ("str", "adam"),
        "wide": ("bool", True),
    }
    assert check_parameters(notebook, {"epochs": "5", "wide": "false"}) == {
        "epochs": 5,
        "rate": 1e-3,
        "kind": "adam",
        "wide": False,
    }
    with pytest.raises(CourseError, match=r"epochs is '0\.5', but it must be of type int, like its default 3"):
        check_parameters(notebook, {"epochs": "0.5"})


@pytest.mark.parametrize(
    ("name", "line"), [("layers", r"layers = \[64, 32\]"), ("nothing", "nothing = None"), ("steps", r"steps: int = 2 \* 3")]
)
def test_a_line_that_is_no_parameter_is_shown_to_who_sets_it(make_notebook, name, line):
    notebook = make_notebook("own", "1", parameters=PLAIN)
    with pytest.raises(CourseError, match=rf"{name} cannot be set: the parameters cell of own.ipynb reads {line}, and only a"):
        check_parameters(notebook, {name: "3"})


def test_without_a_parameters_cell_that_is_what_is_said(make_notebook):
    with pytest.raises(CourseError, match=r"own.ipynb has no parameters cell: put its settings into one cell") as caught:
        check_parameters(make_notebook("own", "x = 1"), {"x": 3})
    assert "\n" not in str(caught.value)


def test_the_course_s_rules_are_not_those_of_one_s_own_notebook(make_notebook):
    cell = 'dataset: str = "cifar10"\nworkers = 0\nepochs = 3'
    assert check_parameters(make_notebook("own", "1", parameters=cell), {"epochs": 0})["epochs"] == 0
    copy = make_notebook("01_train_on_iris", "1", parameters=cell)
    with pytest.raises(CourseError, match="dataset is 'cifar10', but it must be one of"):
        check_parameters(copy, {})


def test_the_line_that_is_of_another_form_is_named(make_notebook):
    with pytest.raises(CourseError, match=r"One reads: steps = 2 \* epochs$"):
        read_parameters(make_notebook("tiny", "1", parameters="epochs: int = 3\nsteps = 2 * epochs"))


def test_a_file_that_is_no_notebook_is_refused(tmp_path):
    for content in ("", "not json", '{"cells": 3}'):
        path = tmp_path / "broken.ipynb"
        path.write_text(content, encoding="utf-8")
        with pytest.raises(CourseError, match="cannot be read as a notebook"):
            read_parameters(path)


def test_text_is_converted_by_type(make_notebook):
    notebook = make_notebook("tiny", "1", parameters=CELL)
    given = split_assignments(["epochs=1_000", "learning_rate=1", "device=cuda:0", "shuffle=false"])
    effective = check_parameters(notebook, given)
    assert effective == {"epochs": 1000, "learning_rate": 1.0, "device": "cuda:0", "shuffle": False, "offset": -3}
    assert [type(value) for value in effective.values()] == [int, float, str, bool, int]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("epochs", "abc"),
        ("epochs", "1.5"),
        ("epochs", ""),
        ("epochs", 1.0),
        ("epochs", True),
        ("shuffle", "yes"),
        ("learning_rate", "fast"),
    ],
)
def test_an_ill_typed_value_is_refused_with_type_and_default(make_notebook, name, value):
    notebook = make_notebook("tiny", "1", parameters=CELL)
    parameter = read_parameters(notebook)[name]
    with pytest.raises(CourseError) as caught:
        check_parameters(notebook, {name: value})
    assert (
        str(caught.value)
        == f"{name} is {value!r}, but it must be of type {parameter.type}, like its default {parameter.default!r}."
    )


def test_an_unknown_name_lists_the_known_and_suggests_the_nearest():
    with pytest.raises(CourseError) as caught:
        check_parameters(NOTEBOOKS / "01_train_on_iris.ipynb", {"epoch": "9"})
    assert str(caught.value) == (
        "01_train_on_iris has no parameter 'epoch'; its parameters are: "
        "epochs, learning_rate, hidden_size, seed, test_size, repeats, device. Did you mean epochs?"
    )


@pytest.mark.parametrize(("name", "value"), [("epochs", "-1"), ("learning_rate", "nan"), ("test_size", "2"), ("device", "tpu")])
def test_a_value_outside_its_rule_is_refused(name, value):
    with pytest.raises(CourseError, match=rf"01_train_on_iris: {name} is .*, but it must be "):
        check_parameters(NOTEBOOKS / "01_train_on_iris.ipynb", {name: value})


@pytest.mark.parametrize("assignment", ["epochs", "=3", ""])
def test_an_assignment_of_another_form_is_refused(assignment):
    with pytest.raises(CourseError, match="NAME=VALUE"):
        split_assignments([assignment])


def test_a_parameter_given_twice_is_refused():
    with pytest.raises(CourseError, match="epochs was given twice"):
        split_assignments(["epochs=1", "epochs=2"])


@given(st.dictionaries(st.from_regex(r"[a-z_]+", fullmatch=True), st.text()))
def test_assignments_survive_any_value(pairs):
    assert split_assignments([f"{name}={value}" for name, value in pairs.items()]) == pairs


# The kind: numbers of other libraries are numbers, and what is stored must be finite.


@pytest.mark.parametrize(
    "value",
    [np.int64(3), np.uint8(3), np.arange(4)[3], torch.tensor(3), np.array(3)],
    ids=["int64", "uint8", "entry", "torch", "0-dim"],
)
def test_whole_numbers_of_other_libraries(make_notebook, value):
    checked = check_parameters(make_notebook("own", "1", parameters="n: int = 1\nx: float = 1.0"), {"n": value, "x": value})
    assert checked == {"n": 3, "x": 3.0}
    assert [type(each) for each in checked.values()] == [int, float]


@pytest.mark.parametrize("value", [np.True_, np.float64(1.0), np.array([1, 2]), torch.ones(2)])
def test_other_things_of_other_libraries_are_no_whole_numbers(make_notebook, value):
    with pytest.raises(CourseError, match="must be of type int"):
        check_parameters(make_notebook("own", "1", parameters="n: int = 1"), {"n": value})


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "1e999", math.nan, np.float32("inf")])
def test_a_number_that_could_not_be_stored_is_refused(make_notebook, value):
    notebook = make_notebook("own", "1", parameters="x: float = 1.0")
    with pytest.raises(CourseError, match=r"x is .*, but it must be a finite number"):
        check_parameters(notebook, {"x": value})
    with pytest.raises(CourseError, match="finite number"):
        check_value(read_parameters(notebook)["x"], value)
    with pytest.raises(CourseError, match="x is inf, but it must be a finite number"):
        check_parameters(make_notebook("own", "1", parameters="x: float = 1e999"), {})
