"""A student's own progress and that of a class."""

import csv

import pytest

from helpers.app.progress_report import class_table, own_table, read_class, write_csv
from helpers.lesson_map import Lesson
from helpers.progress import Attempts, note_answer
from helpers.reruns.errors import CourseError

LESSONS = [Lesson("01_first", "Train", "", "", 60, ("01.1", "01.2")), Lesson("02_second", "See", "", "", 60, ("02.1",))]


def entry(attempts, right=True, minute=0):
    moment = f"2026-03-01T12:{minute:02}:00+01:00"
    return Attempts(attempts, moment, moment, moment if right else None, "a")


def hand_in(path, **answers):
    path.parent.mkdir(parents=True, exist_ok=True)
    for exercise, (attempts, right) in answers.items():
        for number in range(attempts):
            note_answer(path, exercise.replace("_", "."), right and number == attempts - 1, str(number))


def test_a_student_sees_each_lesson_with_attempts_and_time():
    lines = own_table({"01.1": entry(3, minute=5), "01.2": entry(4, right=False, minute=9)}, LESSONS).splitlines()
    assert lines[1].split() == ["01_first", "1", "of", "2", "7", "2026-03-01", "12:09", "01.2"]
    assert lines[2].split() == ["02_second", "0", "of", "1", "-", "-"]
    assert lines[-1] == "1 of 3 exercises solved."


def test_a_class_sees_what_is_hard_and_who_is_stuck():
    students = {
        "anna": {"01.1": entry(1), "01.2": entry(6, right=False)},
        "ben": {"01.1": entry(2), "01.2": entry(9, right=False)},
        "cem": {"01.1": entry(4), "01.2": entry(2)},
        "dora": {},
    }
    table = class_table(students)
    assert "4 student(s)." in table
    rows = [line.split() for line in table.splitlines() if line.startswith("01")]
    assert rows == [
        ["01.1", "3", "of", "4", "3", "2"],
        ["01.2", "1", "of", "4", "3", "6", "ben", "(9),", "anna", "(6)"],
    ]
    assert table.endswith("solved it: 01.2.")


def test_what_everybody_solved_is_not_called_hard():
    assert class_table({"anna": {"01.1": entry(1)}, "ben": {"01.1": entry(5)}}).endswith("Whoever tried has solved it.")


def test_a_student_s_folder_without_a_file_is_named(tmp_path):
    hand_in(tmp_path / "anna" / "my-notebooks" / "progress.json", **{"01_1": (1, True)})
    for name in ("ben", "cem", ".git"):
        (tmp_path / name).mkdir()
    (tmp_path / "cem" / "letter.txt").write_text("sorry", encoding="utf-8")
    read = read_class([tmp_path])
    assert set(read.students) == {"my-notebooks"}
    assert read.empty == [str(tmp_path / "ben"), str(tmp_path / "cem")]


def test_a_class_that_has_not_begun():
    assert "nobody has checked an answer yet" in class_table({"anna": {}})


def test_files_are_found_in_folders_and_students_are_named_by_them(tmp_path):
    hand_in(tmp_path / "class" / "anna" / "progress.json", **{"01_1": (1, True)})
    hand_in(tmp_path / "class" / "deep" / "ben" / "my-notebooks" / "progress.json", **{"01_1": (1, True)})
    hand_in(tmp_path / "class" / "cem_progress.json", **{"01_1": (1, True)})
    hand_in(tmp_path / "class" / "dora.json", **{"01_1": (1, True)})
    hand_in(tmp_path / "class" / ".hidden" / "progress.json", **{"01_1": (1, True)})
    (tmp_path / "class" / "anna" / "results.json").write_text("{}", encoding="utf-8")  # below a folder, of another name
    read = read_class([tmp_path / "class", tmp_path / "class" / "dora.json"])
    assert set(read.students) == {"anna", "my-notebooks", "cem", "dora"}
    assert read.skipped == []


def test_two_students_of_one_name_are_told_apart(tmp_path):
    for group in ("a", "b"):
        hand_in(tmp_path / group / "anna" / "progress.json", **{"01_1": (1, True)})
    assert set(read_class([tmp_path]).students) == {"a/anna", "b/anna"}


def test_damaged_and_foreign_files_are_named_and_skipped(tmp_path):
    hand_in(tmp_path / "anna" / "progress.json", **{"01_1": (1, True)})
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    (tmp_path / "foreign.json").write_text('{"name": "somebody"}', encoding="utf-8")
    read = read_class([tmp_path])
    assert set(read.students) == {"anna"}
    assert len(read.skipped) == 2
    assert "broken.json is damaged" in read.skipped[0]
    assert "foreign.json is not the progress" in read.skipped[1]


@pytest.mark.parametrize("given", ["none", "empty"])
def test_nothing_to_read_is_refused(tmp_path, given):
    (tmp_path / "empty").mkdir()
    with pytest.raises(CourseError, match=r"There is no file or folder|No progress\.json in"):
        read_class([tmp_path / given])


def test_the_table_as_csv_holds_a_row_for_each_student_and_exercise(tmp_path):
    write_csv(tmp_path / "c.csv", {"=anna": {"01.1": entry(3)}, "ben, b": {"02.1": entry(2, right=False)}})
    with open(tmp_path / "c.csv", newline="", encoding="utf-8") as file:
        first, second = csv.DictReader(file)
    assert (first["student"], first["lesson"], first["attempts"], first["solved"]) == ("'=anna", "01", "3", entry(3).solved)
    assert (second["student"], second["exercise"], second["solved"]) == ("ben, b", "02.1", "")
    with pytest.raises(CourseError, match="cannot be written"):
        write_csv(tmp_path / "none" / "c.csv", {})
