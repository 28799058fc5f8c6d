"""What holds for all exercises: stubs, solutions, mistakes, nonsense, and what judging leaves behind."""

import random
import re

import nbformat
import numpy as np
import pytest
import torch
from torch import nn

from helpers.exercises import check, find_exercise, lesson_exercises
from helpers.exercises.engine import State
from helpers.paths import NOTEBOOKS

LESSONS = sorted(path.stem.split("_")[0] for path in NOTEBOOKS.glob("*.ipynb"))
EXERCISES = [exercise for lesson in LESSONS for exercise in lesson_exercises(lesson).values()]
NAMES = [exercise.id for exercise in EXERCISES]
MISTAKES = [(exercise, look, function) for exercise in EXERCISES for look, function in exercise.mistaken]


def cells(exercise_id):
    """The stub cell and the check cell of an exercise in its lesson."""
    (path,) = NOTEBOOKS.glob(f"{exercise_id[:2]}_*.ipynb")
    by_id = {cell.id: cell.source for cell in nbformat.read(path, as_version=4).cells}
    name = f"exercise-{exercise_id.replace('.', '-')}"
    return by_id[f"{name}-stub"], by_id[f"{name}-check"]


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_has_at_least_three_exercises_numbered_in_a_row(lesson):
    ids = list(lesson_exercises(lesson))
    assert len(ids) >= 3
    assert ids == [f"{lesson}.{number}" for number in range(1, len(ids) + 1)]


@pytest.mark.parametrize("exercise", EXERCISES, ids=NAMES)
def test_the_reference_solution_passes(exercise):
    assert exercise.examine(exercise.solution).state is State.RIGHT
    assert exercise.solution_source().startswith("def ")


@pytest.mark.parametrize("exercise", EXERCISES, ids=NAMES)
def test_the_cases_are_the_same_ones_each_time(exercise):
    once, again = list(exercise._trace(exercise.solution)), list(exercise._trace(exercise.solution))
    assert len(once) == len(again) >= 2
    for one, other in zip(once, again, strict=True):
        assert exercise._difference(one, other) is None


@pytest.mark.parametrize("exercise", EXERCISES, ids=NAMES)
def test_the_stub_in_the_notebook_counts_as_not_attempted(exercise, capsys):
    stub, check_cell = cells(exercise.id)
    namespace = {"check": check, "torch": torch, "nn": nn}
    exec(stub, namespace)
    exec(check_cell, namespace)
    assert f"Exercise {exercise.id}: not attempted yet" in capsys.readouterr().out


@pytest.mark.parametrize("exercise", EXERCISES, ids=NAMES)
def test_the_solution_fits_the_check_cell(exercise, capsys):
    stub, check_cell = cells(exercise.id)
    name = re.search(r"^def (\w+)", stub, flags=re.M)[1]
    exec(check_cell, {"check": check, name: exercise.solution})
    assert f"Exercise {exercise.id}: right" in capsys.readouterr().out


@pytest.mark.parametrize(("exercise", "look", "function"), MISTAKES, ids=[f"{each.id}-{look[:40]}" for each, look, _ in MISTAKES])
def test_a_mistake_is_found_as_itself(exercise, look, function):
    verdict = exercise.examine(function)
    assert verdict.state is State.WRONG
    assert verdict.look == look
    assert verdict.known
    assert look.endswith((".", "?", ".)"))


@pytest.mark.parametrize("exercise", EXERCISES, ids=NAMES)
def test_at_least_four_typical_mistakes_are_known(exercise):
    assert len(exercise.mistakes) >= 4


@pytest.mark.parametrize("exercise", EXERCISES, ids=NAMES)
@pytest.mark.parametrize(
    "answer",
    [None, 3, "text", lambda: 1, lambda *given: None, lambda *given: "text", lambda *given: [], lambda *given: torch.zeros(0)],
)
def test_nonsense_is_wrong_and_never_an_error(exercise, answer):
    verdict = exercise.examine(answer)
    assert verdict.state is State.WRONG
    assert re.fullmatch(r"(for .+, )?expected .+, got .+\. .+", verdict.message, flags=re.S)


def meddles(*given):
    torch.set_grad_enabled(False)
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(9)
    np.random.seed(9)  # noqa: NPY002
    random.seed(9)


@pytest.mark.parametrize("exercise", EXERCISES, ids=NAMES)
@pytest.mark.parametrize("meddling", [False, True])
def test_judging_leaves_everything_around_it_alone(exercise, meddling):
    torch.manual_seed(3)
    np.random.seed(3)  # noqa: NPY002
    random.seed(3)
    expected = torch.rand(4), np.random.rand(), random.random()  # noqa: NPY002
    torch.manual_seed(3)
    np.random.seed(3)  # noqa: NPY002
    random.seed(3)
    exercise.examine(meddles if meddling else exercise.solution)
    found = torch.rand(4), np.random.rand(), random.random()  # noqa: NPY002
    assert torch.equal(found[0], expected[0])
    assert found[1:] == expected[1:]
    assert torch.is_grad_enabled()
    assert torch.get_default_dtype() is torch.float32


@pytest.mark.parametrize("exercise", EXERCISES, ids=NAMES)
def test_the_notebook_s_own_switches_do_not_reach_the_judge(exercise):
    torch.set_default_dtype(torch.float64)
    torch.set_grad_enabled(False)
    try:
        assert exercise.examine(exercise.solution).state is State.RIGHT
        assert torch.get_default_dtype() is torch.float64
        assert not torch.is_grad_enabled()
    finally:
        torch.set_default_dtype(torch.float32)
        torch.set_grad_enabled(True)


def test_an_exercise_may_be_named_without_its_zero():
    assert {find_exercise(name).id for name in ("01.3", "1.3", 1.3)} == {"01.3"}
