"""What ``check``, ``hint`` and ``solution`` show: in a terminal as text, in a notebook as a box."""

import dataclasses
import html
import os
import re
import shutil

import pytest

from helpers import exercises
from helpers.exercises import UnknownExerciseError, check, find_exercise, hint, solution, why

RIGHT = find_exercise("01.5").solution


def wrong(first_loss):
    return RIGHT(first_loss) + 4


@pytest.fixture
def boxes(monkeypatch):
    """What is displayed in a notebook."""
    shown = []
    monkeypatch.setattr(exercises, "get_ipython", lambda: object())
    monkeypatch.setattr(exercises, "display", lambda data, raw: shown.append(data))
    return shown


def test_the_three_states_are_told_in_plain_text(capsys):
    check("01.5", RIGHT)
    check("01.5", lambda first_loss: ...)
    check("01.5", wrong)
    text = re.sub(r"\s+", " ", capsys.readouterr().out)
    assert text.startswith("✓ Exercise 01.5: right. ○ Exercise 01.5: not attempted yet. Replace the three dots")
    assert "✗ Exercise 01.5: not right yet. Three classes cost about" in text
    assert text.endswith('Case: first_loss = 2.303 Expected: 10 Got: 14 why("01.5") opens this case, hint("01.5") helps. ')


def test_a_wrong_answer_without_a_case_is_sent_to_the_hint_alone(capsys):
    check("01.5", 7)
    printed = re.sub(r"\s+", " ", capsys.readouterr().out)
    assert printed.endswith(' hint("01.5") helps. ')
    assert "why(" not in printed


def test_lines_are_wrapped_between_words(monkeypatch, capsys):
    monkeypatch.setattr(shutil, "get_terminal_size", lambda *given, **named: os.terminal_size((40, 20)))
    check("01.5", wrong)
    printed = capsys.readouterr().out
    assert max(map(len, printed.splitlines())) <= 40
    assert "Three classes cost about 1.0986" in re.sub(r"\s+", " ", printed)


def test_a_box_holds_the_same_words_as_the_text_beside_it(boxes):
    for answer in (RIGHT, wrong, lambda first_loss: ...):
        check("01.5", answer)
    for box in boxes:
        assert set(box) == {"text/html", "text/plain"}
        words = re.sub(r"<br>", "\n", box["text/html"])
        assert html.unescape(re.sub(r"<[^>]+>", "", words)) == box["text/plain"]


def test_a_box_colours_its_border_alone_and_never_its_text(boxes):
    check("01.5", wrong)
    check("01.5", lambda first_loss: ...)
    for box in boxes:
        assert not re.search(r"(?<!-)\bcolor:|background", box["text/html"])
        assert "border-left" in box["text/html"]


def test_what_an_answer_says_never_becomes_markup(boxes):
    def answer(first_loss):
        raise ValueError("<b>bold</b> & <script>alert(1)</script>")

    check("01.5", answer)
    assert "<script>" not in boxes[0]["text/html"]
    assert "&lt;script&gt;" in boxes[0]["text/html"]


def test_an_error_in_the_answer_names_the_student_s_own_line(capsys):
    def answer(first_loss):
        return first_loss @ first_loss

    check("01.5", answer)
    printed = re.sub(r"\s+", " ", capsys.readouterr().out)
    assert "TypeError" in printed
    assert "It happened in the line: return first_loss @ first_loss" in printed


def test_an_answer_prints_once_and_not_in_every_case(capsys):
    def answer(first_loss):
        print("here")
        return RIGHT(first_loss)

    check("01.5", answer)
    assert capsys.readouterr().out.count("here") == 1


def test_hint_and_solution_are_printed(capsys):
    hint("01.3")
    solution("01.3")
    printed = capsys.readouterr().out
    assert "no_grad" in printed
    assert "def sgd_step" in printed


def test_a_second_hint_is_announced_and_printed(capsys):
    hint("05.1")
    first = capsys.readouterr().out
    assert first.endswith('There is one hint more: hint("05.1", 2)\n')
    hint("05.1", 2)
    second = capsys.readouterr().out
    assert "hint more" not in second
    assert second not in first
    hint("05.1", 9)
    assert capsys.readouterr().out == second
    hint("05.1", 0)
    assert capsys.readouterr().out == first


def test_in_a_notebook_the_window_wraps_a_hint(boxes, capsys):
    hint("05.1")
    hint("05.1", 2)
    first, second = boxes
    assert first["text/plain"].splitlines() == [find_exercise("05.1").hint, 'There is one hint more: hint("05.1", 2)']
    assert second["text/plain"] == find_exercise("05.1").more_hints[0]
    for box in boxes:
        assert set(box) == {"text/html", "text/plain"}
        assert "\n" not in box["text/html"]
        words = re.sub(r"<[^>]+>", "", box["text/html"].replace("<br>", "\n"))
        assert html.unescape(words) == box["text/plain"]
    assert capsys.readouterr().out == ""


def test_what_a_hint_says_never_becomes_markup(boxes, monkeypatch):
    odd = dataclasses.replace(find_exercise("01.5"), hint="Is <b> & a < b?")
    monkeypatch.setattr(exercises, "find_exercise", lambda name: odd)
    hint("01.5")
    assert "Is &lt;b&gt; &amp; a &lt; b?" in boxes[0]["text/html"]


def test_a_hint_in_a_narrow_terminal_is_wrapped_between_words(monkeypatch, capsys):
    monkeypatch.setattr(shutil, "get_terminal_size", lambda *given, **named: os.terminal_size((40, 20)))
    hint("01.5")
    printed = capsys.readouterr().out
    assert max(map(len, printed.splitlines())) <= 40
    assert re.sub(r"\s+", " ", printed).strip() == find_exercise("01.5").hint


@pytest.mark.parametrize("show", [lambda name: check(name, len), hint, solution, why])
@pytest.mark.parametrize("exercise_id", ["01.9", "77.1", "x", "", "01"])
def test_an_unknown_exercise_is_named(exercise_id, show):
    with pytest.raises(UnknownExerciseError, match=r"There (is|are) no exercise"):
        show(exercise_id)


def test_the_message_of_an_unknown_exercise_is_one_line():
    assert UnknownExerciseError("no")._render_traceback_() == ["UnknownExerciseError: no"]
