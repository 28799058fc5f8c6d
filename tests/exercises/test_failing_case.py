"""The page on a wrong answer."""

import re

import numpy as np
import pytest
import torch

from helpers import exercises
from helpers.exercises import check, find_exercise, lesson_exercises, why
from helpers.exercises.engine import Case, Exercise
from helpers.exercises.failing_case import Table, open_case

SLIDE = find_exercise("08.3").solution


def exercise_of(solution, *cases):
    return Exercise(id="99.1", solution=solution, cases=lambda: [Case(*case) for case in cases], hint="", otherwise="Look.")


def page_on(exercise, answer):
    verdict = exercise.examine(answer)
    return open_case(exercise.id, verdict)


def part(page, heading):
    return next(part.content for part in page.parts if part.heading == heading)


def transposed(image, kernel, stride):
    return SLIDE(image, kernel, stride).T


def test_arguments_are_written_out_and_differing_places_are_marked_on_both_sides():
    page = page_on(find_exercise("08.3"), transposed)
    handed = "\n".join(item.as_text() if isinstance(item, Table) else item for item in part(page, "Handed over"))
    assert "image, of shape (4, 4)\n1  2  0  1\n" in handed
    assert handed.endswith("stride = 1")
    (expected,), (got,) = part(page, "Expected (outputs)"), part(page, "Got (outputs)")
    assert expected.rows == [["4", "-1", "1"], ["2", "6", "5"], ["1", "2", "-1"]]
    assert expected.marked == got.marked == [[False, True, False], [True, False, True], [False, True, False]]
    assert got.as_text() == "4     2 ✗  1\n-1 ✗  6    2 ✗\n1     5 ✗  -1"
    assert "slope by kernel" in part(page, "This differs too")[0]
    assert page.title.startswith("Exercise 08.3, your last wrong answer. The sums lie on their side")


def test_a_table_marks_by_border_sign_and_weight_and_sets_no_colour_of_text_or_ground():
    html = page_on(find_exercise("08.3"), transposed).as_html()
    assert len(re.findall(r"border: 2px solid #\w+;\"><strong>[-\d]+ ✗</strong>", html)) == 8
    assert not re.search(r"(?<!-)\bcolor:|background", html)


def test_as_many_digits_are_shown_as_it_takes():
    def solution(x):
        return torch.tensor([1.0, 2.0])

    page = page_on(exercise_of(solution, (1,)), lambda x: torch.tensor([1.0, 2.00004]))
    assert part(page, "Got")[0].rows == [["1", "2.00004"]]


def test_other_shapes_stand_side_by_side_without_marks():
    def solution(x):
        return x

    page = page_on(exercise_of(solution, (torch.arange(4.0),)), lambda x: x[:3].clone())
    expected, got = part(page, "Expected")[0], part(page, "Got")[0]
    assert (expected.rows, got.rows) == ([["0", "1", "2", "3"]], [["0", "1", "2"]])
    assert not any(map(any, expected.marked + got.marked))


def test_gradients_that_lay_there_before_are_shown():
    page = page_on(find_exercise("01.3"), lambda parameters, learning_rate: None)
    assert "parameters[0].grad = [3]" in part(page, "Handed over")


@pytest.mark.parametrize(
    ("size", "dimensions"),
    [((40,), 1), ((40, 1), 1), ((20, 30), 2), ((3, 20, 30), 2), ((2, 3, 4, 5), 2)],
)
def test_what_is_too_large_for_a_table_is_drawn(shown, capsys, size, dimensions):
    expected = torch.arange(float(np.prod(size))).reshape(size)
    changed = expected.clone()
    changed.view(-1)[-1] += 1

    def solution(x):
        return expected

    page = page_on(exercise_of(solution, (1,)), lambda x: changed)
    assert page.picture.expected.ndim == dimensions
    assert page.picture.apart.sum() == 1
    page.picture.draw()
    assert len(shown) == 1
    assert "they differ at 1 of" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        (3, None),
        ([1, 2], [1, None]),
        ([1, 2], "text"),
        ([], [1]),
        (["a"], ["b"]),
        ({"a": 1}, {"b": 1}),
        (True, False),
        (1.0, float("nan")),
        ([1.0] * 50, [float("inf")] * 50),
        (torch.zeros(0), torch.ones(1)),
        (torch.zeros(3), torch.zeros(3, dtype=torch.complex64) + 1),
        (torch.zeros(3) > 0, torch.zeros(3) == 0),
        (np.zeros((2, 3)), np.ones((2, 3))),
        (torch.zeros(2, 2, 2), torch.ones(2, 2, 2)),
        ([2**1050, 1], [1, 1]),
    ],
)
def test_every_kind_of_result_has_a_page(shown, expected, got):
    def solution(x):
        return expected

    page = page_on(exercise_of(solution, (lambda y: y,)), lambda x: got)
    text = page.as_text()
    assert "Handed over:\n" in text
    assert "x = a value of type function" in text
    assert re.search(r"^Expected.*:\n.", text, flags=re.M)
    assert re.search(r"^Got.*:\n.", text, flags=re.M)
    assert page.as_html().count("<div") == page.as_html().count("</div>")
    if page.picture:
        page.picture.draw()


def test_an_error_and_what_an_answer_says_never_become_markup():
    def answer(first_loss):
        raise ValueError("<script>alert(1)</script>")

    page = page_on(find_exercise("01.5"), answer)
    assert "the error ValueError: <script>" in part(page, "Got")[0]
    assert "<script>" not in page.as_html()


def test_an_endless_answer_has_a_page(monkeypatch):
    monkeypatch.setattr("helpers.exercises.engine.limiting.SECONDS", 0.2)

    def endless(first_loss):
        while True:
            pass

    page = page_on(find_exercise("01.5"), endless)
    assert part(page, "Got") == ["none after 0.2 seconds"]


@pytest.mark.parametrize("lesson", ["01", "10"])
def test_every_typical_mistake_has_a_page(lesson):
    for exercise in lesson_exercises(lesson).values():
        for look, function in exercise.mistaken:
            page = page_on(exercise, function)
            assert look in page.as_text()
            assert len(page.as_text()) < 20_000


def test_why_opens_the_last_wrong_answer_alone(capsys):
    exercises._verdicts.clear()
    why("08.3")
    check("08.3", lambda image, kernel, stride: ...)
    why("08.3")
    check("08.3", transposed)
    check("01.5", lambda first_loss: 3)
    capsys.readouterr()
    why("8.3")
    assert "Expected (outputs):" in capsys.readouterr().out
    check("08.3", SLIDE)
    why("08.3")
    assert "your last answer is right, so there is no wrong case to open." in capsys.readouterr().out
    check("08.3", 3)
    why("08.3")
    assert "Pass the function itself" in capsys.readouterr().out.splitlines()[-1]


def test_why_without_an_answer_says_so(capsys):
    exercises._verdicts.clear()
    why("01.1")
    assert "no answer has been checked yet" in capsys.readouterr().out
    check("01.5", lambda first_loss: ...)
    why("01.5")
    assert "your last answer is not attempted yet" in capsys.readouterr().out


def test_in_a_notebook_it_is_a_page_and_a_picture(monkeypatch, shown, capsys):
    boxes = []
    monkeypatch.setattr(exercises, "get_ipython", lambda: object())
    monkeypatch.setattr(exercises, "display", lambda data, raw: boxes.append(data))
    check("08.3", transposed)
    why("08.3")
    assert set(boxes[-1]) == {"text/html", "text/plain"}
    assert boxes[-1]["text/plain"].startswith("Exercise 08.3, your last wrong answer.")
    assert not shown


def test_an_unknown_exercise_is_named():
    with pytest.raises(exercises.UnknownExerciseError, match="There is no exercise"):
        why("01.99")
