import importlib
import re
import sys

import nbformat
import pytest
import torch
from torch import nn

from helpers import exercises
from helpers.exercises import UnknownExerciseError, check, find_exercise, hint, lesson_exercises, solution
from helpers.exercises.exercise import State
from helpers.paths import NOTEBOOKS

LESSONS = sorted(path.stem.split("_")[0] for path in NOTEBOOKS.glob("*.ipynb"))
EXERCISES = [exercise for lesson in LESSONS for exercise in lesson_exercises(lesson).values()]
NAMES = [exercise.id for exercise in EXERCISES]


def answers(exercise_id):
    return importlib.import_module(f"helpers.exercises.answers_{exercise_id[:2]}")


def cells(exercise_id):
    """The stub cell and the check cell of an exercise in its lesson."""
    (path,) = NOTEBOOKS.glob(f"{exercise_id[:2]}_*.ipynb")
    by_id = {cell.id: cell.source for cell in nbformat.read(path, as_version=4).cells}
    name = f"exercise-{exercise_id.replace('.', '-')}"
    return by_id[f"{name}-stub"], by_id[f"{name}-check"]


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_has_at_least_three_exercises(lesson):
    assert len(lesson_exercises(lesson)) >= 3


@pytest.mark.parametrize("exercise", EXERCISES, ids=NAMES)
def test_the_reference_solution_passes(exercise):
    assert exercise.examine(exercise.solution).state is State.RIGHT


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


@pytest.mark.parametrize("exercise", EXERCISES, ids=NAMES)
def test_every_wrong_answer_is_rejected_with_a_message_of_its_own(exercise):
    wrong = answers(exercise.id).WRONG[exercise.id]
    assert len(wrong) >= 4
    messages = {}
    for name, answer in wrong.items():
        verdict = exercise.examine(answer)
        assert verdict.state is State.WRONG, name
        assert (
            re.fullmatch(r"expected .+, got .+\. .+[.?]", verdict.message.replace("\n", " "))
            or "Look at the line" in verdict.message
        )
        assert "\n" not in verdict.message, name
        messages[name] = verdict.message
    assert len(set(messages.values())) == len(messages), messages


@pytest.mark.parametrize("exercise", EXERCISES, ids=NAMES)
def test_a_right_answer_may_be_written_differently(exercise):
    others = answers(exercise.id).ALSO_RIGHT[exercise.id]
    assert others
    for name, answer in others.items():
        assert exercise.examine(answer).state is State.RIGHT, name


def replaces_the_list(parameters, learning_rate):
    for place in range(len(parameters)):
        parameters[place] = parameters[place] - learning_rate * parameters[place].grad


def ignores_the_optimizer(model, inputs, labels, optimizer):
    loss = nn.functional.cross_entropy(model(inputs), labels)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= 0.5 * parameter.grad
    return loss.item()


def makes_weights_nan(model, inputs, labels, optimizer):
    loss = find_exercise("01.4").solution(model, inputs, labels, optimizer)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.fill_(float("nan"))
    return loss


def starts_from_the_first_loss(losses, patience):
    if not losses:
        return None
    best, waited = losses[0], 0
    for place, loss in enumerate(losses[1:], start=1):
        best, waited = (loss, 0) if loss < best else (best, waited + 1)
        if waited == patience:
            return place
    return None


def restores_the_children_only(model, inputs):
    was_training, modes = model.training, [(child, child.training) for child in model.children()]
    model.eval()
    try:
        with torch.no_grad():
            return model(inputs)
    finally:
        model.training = was_training
        for child, mode in modes:
            child.train(mode)


@pytest.mark.parametrize(
    ("exercise_id", "answer"),
    [
        ("06.2", starts_from_the_first_loss),
        ("07.2", restores_the_children_only),
        ("01.1", lambda logits, labels: float("nan")),
        ("01.1", lambda logits, labels: (logits.argmax(dim=1) == labels).sum().item() / 5),
        ("01.2", lambda train, test: tuple(part.to_sparse() for part in find_exercise("01.2").solution(train, test))),
        ("01.2", lambda train, test: (train * float("nan"), test)),
        ("01.3", replaces_the_list),
        ("01.3", lambda parameters, learning_rate: parameters.clear()),
        ("01.1", lambda logits, labels: str(find_exercise("01.1").solution(logits, labels))),
        ("01.4", ignores_the_optimizer),
        ("01.4", makes_weights_nan),
        ("01.4", lambda *given: sys.exit(1)),
    ],
)
def test_what_a_reader_once_got_through_is_wrong(exercise_id, answer):
    assert find_exercise(exercise_id).examine(answer).state is State.WRONG


@pytest.mark.parametrize("exercise", EXERCISES, ids=NAMES)
@pytest.mark.parametrize(
    "answer",
    [None, 3, "text", lambda: 1, lambda *given: None, lambda *given: "text", lambda *given: [], lambda *given: torch.zeros(0)],
)
def test_nonsense_is_wrong_and_never_an_error(exercise, answer):
    assert exercise.examine(answer).state is State.WRONG


@pytest.mark.parametrize("exercise", EXERCISES, ids=NAMES)
def test_judging_leaves_the_random_numbers_alone(exercise):
    torch.manual_seed(3)
    expected = torch.rand(4)
    torch.manual_seed(3)
    exercise.examine(exercise.solution)
    assert torch.equal(torch.rand(4), expected)


def test_the_three_states_are_printed_in_one_line_each(capsys):
    check("01.1", find_exercise("01.1").solution)
    check("01.1", lambda logits, labels: ...)
    check("01.1", lambda logits, labels: 3)
    right, untouched, wrong = capsys.readouterr().out.splitlines()
    assert right.startswith(exercises.GREEN)
    assert "not attempted" in untouched
    assert wrong.startswith(exercises.RED)
    assert "expected" in wrong


def test_an_error_in_the_answer_names_the_student_s_own_line(capsys):
    def answer(logits, labels):
        return logits @ labels

    check("01.1", answer)
    printed = capsys.readouterr().out
    assert "RuntimeError" in printed
    assert "return logits @ labels" in printed


@pytest.mark.parametrize("name", ["01.3", "1.3", 1.3])
def test_an_exercise_may_be_named_without_its_zero(name):
    assert find_exercise(name).id == "01.3"


def test_hint_and_solution_are_printed(capsys):
    hint("01.3")
    solution("01.3")
    printed = capsys.readouterr().out
    assert "no_grad" in printed
    assert "def sgd_step" in printed


@pytest.mark.parametrize("exercise_id", ["01.9", "77.1", "x", ""])
def test_an_unknown_exercise_is_named(exercise_id):
    with pytest.raises(UnknownExerciseError, match=r"There (is|are) no exercise"):
        check(exercise_id, len)
