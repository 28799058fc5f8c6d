"""What is read of the lessons for the start page and the tables of progress."""

import json

import pytest

from helpers.exercises import lesson_exercises
from helpers.lesson_map import read_lessons
from helpers.reruns.errors import CourseError
from helpers.reruns.lessons import all_lessons, part_of


def test_every_lesson_has_all_that_the_start_page_says():
    lessons = read_lessons()
    assert [lesson.name for lesson in lessons] == [path.stem for path in all_lessons()]
    for lesson in lessons:
        assert lesson.part == part_of(lesson.name)
        assert lesson.question
        assert lesson.minutes
        assert lesson.title != lesson.name
        assert list(lesson.exercises) == list(lesson_exercises(lesson.number))


def test_a_notebook_that_says_nothing_of_itself_is_a_lesson_too(make_notebook, tmp_path):
    make_notebook("77_own", "1")
    (lesson,) = read_lessons(tmp_path, tmp_path / "no README")
    assert (lesson.number, lesson.title, lesson.question, lesson.minutes, lesson.exercises) == ("77", "77_own", "", None, ())


@pytest.mark.parametrize("content", ["", "no JSON", "[]", "{}", json.dumps({"cells": [{}]}), json.dumps({"cells": [3]})])
def test_a_damaged_notebook_is_named(tmp_path, content):
    (tmp_path / "01_own.ipynb").write_text(content, encoding="utf-8")
    with pytest.raises(CourseError, match=r"01_own\.ipynb cannot be read as a notebook"):
        read_lessons(tmp_path)
