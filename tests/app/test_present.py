import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from helpers.app import cli, lab, present
from helpers.app.lab import WORKSPACES
from helpers.app.present import SETTINGS, prepare_settings, presentation_options, quick_lines
from helpers.paths import NOTEBOOKS
from helpers.reruns.errors import CourseError
from helpers.reruns.lessons import find_lesson

SCHEMAS = Path(sys.prefix) / "share" / "jupyter" / "lab" / "schemas"


@pytest.fixture
def opened(monkeypatch, tmp_path):
    """What JupyterLab was started with, in a new folder of the teacher's."""
    calls = []
    monkeypatch.setattr("helpers.paths.MY_NOTEBOOKS", tmp_path / "mine")
    monkeypatch.setattr("helpers.app.workspace.copy_lessons.__defaults__", (tmp_path / "mine", NOTEBOOKS))
    monkeypatch.setattr(lab, "running_lab", lambda folder: "")
    monkeypatch.setattr(lab, "open_lab", lambda folder, extra: calls.append((folder, extra)) or 0)
    return calls


def test_present_opens_one_lesson_with_large_letters_and_names_what_makes_it_quick(opened, tmp_path):
    done = CliRunner().invoke(cli.app, ["present", "6", "--no-browser"])
    assert done.exit_code == 0, done.output
    lesson = find_lesson("06")
    [(folder, options)] = opened
    assert folder == tmp_path / "mine"
    assert (folder / lesson.name).is_file()
    assert options == [*presentation_options(folder, lesson.stem), "--no-browser"]
    assert f"/tree/{lesson.name}" in options[0]
    for line in quick_lines(lesson):
        assert line in done.output


def test_present_refuses_what_is_no_lesson(opened):
    done = CliRunner().invoke(cli.app, ["present", "66"])
    assert done.exit_code == 2
    assert "There is no lesson '66'" in done.output
    assert opened == []


def test_present_does_not_open_a_second_server_on_the_folder(opened, monkeypatch):
    monkeypatch.setattr(lab, "running_lab", lambda folder: "http://127.0.0.1:1/lab")
    done = CliRunner().invoke(cli.app, ["present", "01"])
    assert done.exit_code == 2
    assert "runs on my-notebooks/ already" in done.output
    assert opened == []


def test_the_settings_of_presentations_are_made_once_and_then_the_teachers(tmp_path):
    directory = prepare_settings(tmp_path)
    assert directory == tmp_path / WORKSPACES / SETTINGS
    files = sorted(path for path in directory.rglob("*") if path.is_file())
    assert len(files) == len(present._LARGE)
    files[0].write_text("{}", encoding="utf-8")
    files[1].unlink()
    prepare_settings(tmp_path)
    assert files[0].read_text(encoding="utf-8") == "{}"
    assert files[1].is_file()


def test_settings_that_cannot_be_written_are_refused(tmp_path):
    (tmp_path / WORKSPACES).touch()
    with pytest.raises(CourseError, match="cannot be used for your notebooks"):
        prepare_settings(tmp_path)


def test_the_settings_are_those_that_this_jupyterlab_knows(tmp_path):
    """A name that JupyterLab does not know, after an update, would do nothing, and nobody would see it."""
    directory = prepare_settings(tmp_path)
    for path in directory.rglob("*.jupyterlab-settings"):
        package = path.parent.relative_to(directory)
        schema = json.loads((SCHEMAS / package / f"{path.stem}.json").read_text(encoding="utf-8"))
        values = json.loads(path.read_text(encoding="utf-8"))
        assert set(values) <= set(schema["properties"])
        sizes = values.get("overrides", {})
        assert set(sizes) <= set(schema.get("definitions", {}).get("cssOverrides", {}).get("properties", {}))


def test_a_user_option_for_the_page_replaces_the_start_page(tmp_path, monkeypatch):
    """JupyterLab refuses an option that is given twice."""
    called = []
    monkeypatch.setattr("os.execve", lambda *given: called.append(given))
    monkeypatch.setattr("subprocess.run", lambda command, **named: called.append((command[0], command)) or _Done())
    (tmp_path / lab.START_PAGE).touch()
    lab.open_lab(tmp_path, presentation_options(tmp_path, "06_early_stopping"))
    [page] = [word for word in called[0][1] if word.startswith("--LabApp.default_url")]
    assert page.endswith("/doc/workspaces/narrow/tree/06_early_stopping.ipynb")


class _Done:
    returncode = 0
