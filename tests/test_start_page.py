"""The page that JupyterLab opens on."""

import re

import pytest

from helpers.lesson_map import Lesson, read_lessons
from helpers.progress import Attempts
from helpers.start_page import START_PAGE, next_lesson, start_page, write_start_page

LESSONS = [
    Lesson("01_first", "Train", "The first", "What is it?", 60, ("01.1", "01.2")),
    Lesson("02_second", "See", "The second", "Who?", None, ("02.1",)),
    Lesson("03_third", "See", "Why?", "Why?", 45, ("03.1",)),
]


def solved(minute, right=True):
    moment = f"2026-03-01T12:{minute:02}:00+00:00"
    return Attempts(2, moment, moment, moment if right else None, "a")


def test_a_new_page_says_where_to_begin_and_links_every_lesson():
    page = start_page(LESSONS, {})
    assert "**Begin here: [01 The first](01_first.ipynb).** What is it? About 60 minutes." in page
    assert re.findall(r"^## (\w+)$", page, flags=re.M)[:2] == ["Train", "See"]
    assert re.findall(r"^- \*\*\[.*?\]\((\w+\.ipynb)\)\*\*  \n  (.*)$", page, flags=re.M) == [
        ("01_first.ipynb", "What is it? About 60 minutes. 2 exercises."),
        ("02_second.ipynb", "Who? 1 exercise."),
        ("03_third.ipynb", "About 45 minutes. 1 exercise."),
    ]
    assert "|" not in page  # a table would be wider than a telephone


def test_what_is_solved_is_shown_in_signs_and_in_words():
    page = start_page(LESSONS, {"01.2": solved(5), "02.1": solved(9, right=False)})
    assert "●" in page
    assert "○● 1 of 2 solved." in page
    assert "1 of 4 exercises solved; the last answer was noted on 1 March 2026." in page
    assert "**Go on here: [02 The second]" in page


@pytest.mark.parametrize(
    ("progress", "name"),
    [
        ({}, "01_first"),
        ({"01.1": solved(1)}, "01_first"),
        ({"01.1": solved(1), "01.2": solved(2)}, "02_second"),
        ({"02.1": solved(3), "01.1": solved(1)}, "03_third"),
        ({"03.1": solved(3)}, "01_first"),  # nothing after it: what was left out
        ({"03.1": solved(3, right=False), "01.1": solved(1)}, "03_third"),
        ({name: solved(1) for name in ("01.1", "01.2", "02.1", "03.1")}, None),
    ],
)
def test_it_says_where_to_go_on(progress, name):
    found = next_lesson(LESSONS, progress)
    assert (found and found.name) == name


def test_when_all_is_solved_it_says_so():
    assert "Every exercise is solved" in start_page(LESSONS, {name: solved(1) for name in ("01.1", "01.2", "02.1", "03.1")})


def test_the_page_is_made_anew_but_somebody_else_s_file_stays(tmp_path):
    page = tmp_path / START_PAGE
    assert write_start_page(tmp_path, LESSONS, {})
    assert write_start_page(tmp_path, LESSONS, {"01.1": solved(1)})
    assert "Go on here" in page.read_text(encoding="utf-8")
    for content in (b"# My notes", b"\xff\xfe"):
        page.write_bytes(content)
        assert not write_start_page(tmp_path, LESSONS, {})
        assert page.read_bytes() == content


def test_the_course_s_own_page_links_lessons_that_are_there():
    lessons = read_lessons()
    links = re.findall(r"\]\((\w+)\.ipynb\)", start_page(lessons, {}))
    assert links == [lessons[0].name, *(lesson.name for lesson in lessons)]
