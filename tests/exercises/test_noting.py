"""What a check leaves in a student's progress, and that it is never disturbed by it."""

import builtins
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from helpers import exercises
from helpers.exercises import check, find_exercise, noting
from helpers.progress import VARIABLE, note_answer, read_progress
from helpers.start_page import START_PAGE, start_page, update_start_page

RIGHT = find_exercise("01.5").solution


def wrong(first_loss):
    return RIGHT(first_loss) + 4


def also_wrong(first_loss):
    return RIGHT(first_loss) + 5


@pytest.fixture
def working(monkeypatch, tmp_path):
    """A kernel that was started in a student's folder, ``folder``; what it shows is in ``shown``."""
    shown = []
    monkeypatch.setenv(VARIABLE, str(tmp_path / "progress.json"))
    shell = SimpleNamespace(starting_dir=str(tmp_path))
    monkeypatch.setattr(noting, "get_ipython", lambda: shell)
    monkeypatch.setattr(noting, "_told", set())
    monkeypatch.setattr(exercises, "get_ipython", lambda: shell)
    monkeypatch.setattr(exercises, "display", lambda data, raw: shown.append(data["text/plain"]))
    return SimpleNamespace(folder=tmp_path, file=tmp_path / "progress.json", shell=shell, shown=shown)


def test_attempts_and_the_right_answer_are_noted(working):
    for answer in (lambda first_loss: ..., wrong, wrong, also_wrong, RIGHT, wrong):
        check("01.5", answer)
    entry = read_progress(working.file)["01.5"]
    assert entry.attempts == 3
    assert entry.solved == entry.last


def test_a_stub_is_no_attempt(working):
    check("01.5", lambda first_loss: ...)
    assert not working.file.exists()


def test_what_is_no_function_is_an_attempt(working):
    check("01.5", 14)
    assert read_progress(working.file)["01.5"].attempts == 1


@pytest.mark.parametrize("where", ["elsewhere", "no kernel", "a run"])
def test_nothing_is_noted_where_nobody_works(working, monkeypatch, where):
    if where == "elsewhere":
        working.shell.starting_dir = str(working.folder.parent)
    elif where == "no kernel":
        monkeypatch.setattr(noting, "get_ipython", lambda: None)
    else:
        monkeypatch.setenv(VARIABLE, "")
    check("01.5", wrong)
    assert len(working.shown) == 1
    assert not list(working.folder.iterdir())


def test_a_cell_that_went_to_another_folder_is_noted_all_the_same(working, monkeypatch, tmp_path_factory):
    monkeypatch.chdir(tmp_path_factory.mktemp("other"))
    check("01.5", RIGHT)
    assert read_progress(working.file)["01.5"].solved


def test_a_damaged_file_is_told_once_and_the_check_goes_on(working):
    working.file.write_text("{", encoding="utf-8")
    for answer in (wrong, also_wrong, RIGHT):
        check("01.5", answer)
    assert [text[0] for text in working.shown] == ["✗", "(", "✗", "✓"]
    assert working.shown[1].startswith("(Not noted in your progress: ")
    assert working.shown[1].count("Delete or rename the file to start again.") == 1
    assert working.file.read_text(encoding="utf-8") == "{"


@pytest.mark.parametrize("error", [OSError(30, "Read-only file system"), RuntimeError("odd")])
def test_a_folder_that_cannot_be_written_is_told_once_and_the_check_goes_on(working, monkeypatch, error):
    def fails(*given, **named):
        raise error

    monkeypatch.setattr("helpers.progress.write_whole", fails)
    for answer in (wrong, RIGHT):
        check("01.5", answer)
    assert [text[0] for text in working.shown] == ["✗", "(", "✓"]
    assert working.shown[1].startswith("(Not noted in your progress: ")


FIRST = find_exercise("01.1").solution


def test_a_right_answer_is_told_how_far_one_is_and_what_is_next(working):
    check("01.5", RIGHT)
    check("01.1", FIRST)
    check("01.1", FIRST)  # again: the count stays
    check("01.5", wrong)
    assert working.shown[:3] == [
        "✓ Exercise 01.5: right. 1 of 6 in this lesson; next: 01.6.",
        "✓ Exercise 01.1: right. 2 of 6 in this lesson; next: 01.2.",
        "✓ Exercise 01.1: right. 2 of 6 in this lesson; next: 01.2.",
    ]
    assert "in this lesson" not in working.shown[3]


@pytest.mark.parametrize(
    ("solved", "exercise", "expected"),
    [
        (["01.1"], "01.1", "1 of 3 in this lesson; next: 01.2"),
        (["01.2"], "01.2", "1 of 3 in this lesson; next: 01.3"),
        (["01.3"], "01.3", "1 of 3 in this lesson; next: 01.1"),
        (["01.1", "01.3", "02.1"], "01.3", "2 of 3 in this lesson; next: 01.2"),
        (["01.1", "01.2", "01.3"], "01.3", "3 of 3 in this lesson: all of them"),
        (["01.1"], "01.2", ""),  # it could not be noted
        ([], "01.1", ""),
    ],
)
def test_what_is_next_comes_after_this_one_or_was_left_out(working, solved, exercise, expected):
    for name in solved:
        note_answer(working.file, name, True, "a")
    assert noting.standing(exercise, ["01.1", "01.2", "01.3"]) == expected


def test_after_a_right_answer_the_start_page_shows_it(working):
    page = working.folder / START_PAGE
    page.write_text(start_page([], {}), encoding="utf-8")
    check("01.5", wrong)
    assert page.read_text(encoding="utf-8") == start_page([], {})
    check("01.5", RIGHT)
    text = page.read_text(encoding="utf-8")
    assert "○○○○●○ 1 of 6 solved." in text
    assert "**Go on here: [01 " in text


def test_a_start_page_is_never_made_and_a_file_of_the_student_s_stays(working):
    check("01.5", RIGHT)
    assert not (working.folder / START_PAGE).exists()
    (working.folder / START_PAGE).write_text("mine", encoding="utf-8")
    check("01.5", RIGHT)
    assert (working.folder / START_PAGE).read_text(encoding="utf-8") == "mine"
    assert not update_start_page(working.folder)


def test_where_nobody_works_the_start_page_stays_and_nothing_is_counted(working):
    page = working.folder / START_PAGE
    page.write_text(start_page([], {}), encoding="utf-8")
    working.shell.starting_dir = str(working.folder.parent)
    check("01.5", RIGHT)
    assert page.read_text(encoding="utf-8") == start_page([], {})
    assert working.shown == ["✓ Exercise 01.5: right."]


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), RuntimeError("odd")])
def test_a_start_page_that_cannot_be_written_is_passed_over(working, monkeypatch, capsys, error):
    (working.folder / START_PAGE).write_text(start_page([], {}), encoding="utf-8")

    def fails(*given, **named):
        raise error

    monkeypatch.setattr("helpers.start_page.write_whole", fails)
    check("01.5", RIGHT)
    assert working.shown == ["✓ Exercise 01.5: right. 1 of 6 in this lesson; next: 01.6."]
    assert capsys.readouterr().out == ""


def test_the_same_source_has_the_same_mark_and_another_one_has_another():
    assert noting.mark_of(wrong) == noting.mark_of(wrong) != noting.mark_of(also_wrong)
    for odd in (3, None, len, builtins, Path("x"), json.loads("[1]"), eval("lambda x: 1")):
        assert len(noting.mark_of(odd)) == 12
    assert noting.mark_of(eval("lambda x: x + 1")) != noting.mark_of(eval("lambda x: x @ x @ x"))
