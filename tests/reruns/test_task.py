import pickle
import tempfile

import nbformat

from helpers.reruns.results import named_results
from helpers.reruns.task import Task, code_of, package_hash, run_task, source_of

SCORE = "from helpers.lesson import record_result\nrecord_result('score', number / 2)"


def task(notebook, **changes):
    settings = {"parameters": {"number": 3}, "threads": 1, "timeout": 60}
    return Task(notebook.stem, source_of(notebook), **{**settings, **changes})


def test_a_task_travels_and_brings_back_all_that_was_made(make_notebook, tmp_path):
    notebook = make_notebook("lesson", SCORE, "import os; os.write(2, b'from below')", parameters="number: int = 1")
    sent = pickle.loads(pickle.dumps(task(notebook)))
    notebook.unlink()  # a worker elsewhere does not have it
    outcome = pickle.loads(pickle.dumps(run_task(sent)))
    assert (outcome.record.status, outcome.record.results) == ("ok", {"score": 1.5})
    assert outcome.record.parameters == {"number": 3}
    assert named_results(nbformat.reads(outcome.notebook.decode(), as_version=4)) == {"score": 1.5}
    assert b"from below" in outcome.log


def test_nothing_that_a_lesson_leaves_behind_stays(make_notebook, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    leaves = "import pathlib, tempfile\nfolder = tempfile.TemporaryDirectory()\nrecord_result('where', folder.name)"
    writes = "pathlib.Path('file').touch(); pathlib.Path(folder.name, 'file').touch()"
    outcome = run_task(task(make_notebook("lesson", SCORE, leaves, writes, parameters="number: int = 1")))
    assert outcome.record.status == "ok"
    assert outcome.record.results["where"].startswith(str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["lesson.ipynb"]


def test_what_was_printed_last_is_not_lost(make_notebook):
    """The kernel is killed once its last cell is done."""
    outcome = run_task(task(make_notebook("lesson", SCORE, "print('x' * 1_000_000 + 'the end')", parameters="number: int = 1")))
    assert b"xthe end" in outcome.notebook


def test_a_failing_run_brings_its_notebook_back(make_notebook):
    outcome = run_task(task(make_notebook("lesson", SCORE, "1 / 0", parameters="number: int = 1")))
    assert (outcome.record.status, outcome.record.error.type) == ("failed", "ZeroDivisionError")
    assert b"ZeroDivisionError" in outcome.notebook
    assert outcome.log is None


def test_outputs_do_not_travel_and_do_not_count_as_code(make_notebook):
    notebook = make_notebook("lesson", "print(1)")
    content = nbformat.read(notebook, as_version=4)
    content.cells.append(nbformat.v4.new_markdown_cell("words", id="words"))
    before = code_of(nbformat.writes(content))
    content.cells[0].outputs = [nbformat.v4.new_output("stream", text="a long output")]
    content.cells[1].source = "other words"
    nbformat.write(content, notebook)
    assert "a long output" not in source_of(notebook)
    assert code_of(source_of(notebook)) == before == ["print(1)"]


def test_the_hash_of_the_package_sees_every_change(tmp_path, monkeypatch):
    monkeypatch.setattr("helpers.reruns.task.PACKAGE", tmp_path)
    seen = [package_hash()]
    (tmp_path / "below").mkdir()
    for name, content in (("a.py", "1"), ("a.py", "2"), ("below/b.py", "2"), ("notes.txt", "3")):
        (tmp_path / name).write_text(content)
        seen.append(package_hash())
    (tmp_path / "a.py").rename(tmp_path / "c.py")
    seen.append(package_hash())
    assert seen[3] == seen[4]
    assert len(set(seen)) == 5
