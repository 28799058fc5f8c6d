import os
from pathlib import Path

import nbformat
import pytest

from helpers.app.workspace import copy_lessons, renew_start_page
from helpers.paths import NOTEBOOKS
from helpers.progress import note_answer
from helpers.reruns.errors import CourseError
from helpers.reruns.lessons import all_lessons
from helpers.start_page import START_PAGE


def test_new_lessons_are_copied_without_outputs(tmp_path):
    copied = copy_lessons(tmp_path / "mine")
    assert copied.added == [path.name for path in all_lessons()]
    assert copied.kept == []
    for name in copied.added:
        original = nbformat.read(NOTEBOOKS / name, as_version=4)
        copy = nbformat.read(tmp_path / "mine" / name, as_version=4)
        assert [cell.source for cell in copy.cells] == [cell.source for cell in original.cells]
        assert [cell.id for cell in copy.cells] == [cell.id for cell in original.cells]
        assert all(not cell.outputs and cell.execution_count is None for cell in copy.cells if cell.cell_type == "code")


def test_what_a_student_changed_is_never_overwritten(tmp_path, make_notebook):
    source, mine = tmp_path, tmp_path / "mine"
    make_notebook("01_first", "1")
    copy_lessons(mine, source)
    (mine / "01_first.ipynb").write_text("my work", encoding="utf-8")
    make_notebook("01_first", "2")
    make_notebook("02_second", "1")
    copied = copy_lessons(mine, source)
    assert (copied.added, copied.kept) == (["02_second.ipynb"], ["01_first.ipynb"])
    assert (mine / "01_first.ipynb").read_text(encoding="utf-8") == "my work"


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(CourseError, match="cannot be used for your notebooks"):
        copy_lessons(tmp_path / "file")


def test_notebooks_that_could_not_be_saved_are_refused_before_anything_opens(tmp_path, monkeypatch):
    copy_lessons(tmp_path / "mine")
    for name in ("mine", all_lessons()[3].name):
        monkeypatch.setattr(os, "access", lambda path, mode, name=name: Path(path).name != name)  # root may write everything
        with pytest.raises(CourseError, match=f"cannot be used for your notebooks: {name} cannot be written to"):
            copy_lessons(tmp_path / "mine")


def test_the_start_page_is_made_with_what_is_solved(tmp_path):
    note_answer(tmp_path / "progress.json", "01.1", True, "a")
    assert renew_start_page(tmp_path) == []
    assert "1 of" in (tmp_path / START_PAGE).read_text(encoding="utf-8")


def test_a_damaged_progress_or_a_page_of_one_s_own_is_a_warning_and_stops_nothing(tmp_path):
    (tmp_path / "progress.json").write_text("{", encoding="utf-8")
    (sentence,) = renew_start_page(tmp_path)
    assert "progress.json is damaged" in sentence
    assert sentence in (tmp_path / START_PAGE).read_text(encoding="utf-8")
    (tmp_path / START_PAGE).write_text("mine", encoding="utf-8")
    assert "is a file of your own and stays as it is" in renew_start_page(tmp_path)[1]


def test_a_page_that_cannot_be_written_is_refused(tmp_path):
    with pytest.raises(CourseError, match="cannot be used for your notebooks"):
        renew_start_page(tmp_path / "none")
