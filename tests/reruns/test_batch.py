import errno
import os

import pytest

from helpers.reruns import batch
from helpers.reruns.batch import prepare_folder, run_batch
from helpers.reruns.errors import CourseError
from helpers.reruns.plans import Plan
from helpers.reruns.results import LessonRun, read_results, write_results

RUNS_TOGETHER = """
import time
from helpers.lesson import record_result
record_result("start", time.time())
time.sleep(1.5)
record_result("end", time.time())
"""


def test_no_more_kernels_run_at_once_than_asked_for(make_notebook, tmp_path):
    plans = [Plan(make_notebook(f"lesson_{number}", RUNS_TOGETHER), {}) for number in range(4)]
    folder = tmp_path / "out"
    folder.mkdir()
    batch = run_batch(plans, folder, workers=2, threads=1)
    assert [run.status for run in batch.runs.values()] == ["ok"] * 4
    spans = [(run.results["start"], run.results["end"]) for run in batch.runs.values()]
    together = [sum(start <= moment < end for start, end in spans) for moment, _ in spans]
    assert max(together) <= 2
    assert not batch.interrupted


def test_a_failing_lesson_does_not_stop_the_others(make_notebook, tmp_path, capsys):
    folder = tmp_path / "out"
    folder.mkdir()
    plans = [Plan(make_notebook("bad", "1 / 0"), {}), Plan(make_notebook("good", "1"), {})]
    batch = run_batch(plans, folder, workers=1, threads=1)
    assert {name: run.status for name, run in batch.runs.items()} == {"bad": "failed", "good": "ok"}
    assert read_results(folder) == batch.runs
    assert "100%" in capsys.readouterr().out


def test_earlier_results_are_kept(make_notebook, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    earlier = LessonRun("ok", 1.0, {"seed": 1}, {"score": 0.5})
    write_results(folder, {"earlier": earlier})
    plans = [Plan(make_notebook("new", "1"), {})]
    prepare_folder(folder)
    run_batch(plans, folder, workers=1, threads=1)
    found = read_results(folder)
    assert found["earlier"] == earlier
    assert found["new"].status == "ok"


def test_a_new_folder_is_made(tmp_path):
    prepare_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()


def test_a_folder_with_other_files_is_refused_and_left_alone(make_notebook, tmp_path):
    notebook = make_notebook("x", "1")
    before = notebook.read_bytes()
    with pytest.raises(CourseError, match="holds other files"):
        prepare_folder(tmp_path)  # the folder of the notebook itself
    assert notebook.read_bytes() == before


def test_a_folder_is_ours_from_the_start(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / ".DS_Store").touch()
    prepare_folder(folder)
    (folder / "half-done.ipynb").touch()  # the run was killed before anything finished
    prepare_folder(folder)


def test_a_file_in_the_way_is_refused(make_notebook, tmp_path):
    notebook = make_notebook("x", "1")
    with pytest.raises(CourseError, match="cannot be used"):
        prepare_folder(notebook)


def test_a_folder_that_cannot_be_written_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)  # root may write anywhere
    with pytest.raises(CourseError, match="cannot be written to"):
        prepare_folder(tmp_path / "out")


# The kind: a full disk is one sentence, and nothing that was recorded before is lost.


def full(*given, **settings):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_before_the_first_run_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(batch, "write_results", full)
    with pytest.raises(CourseError, match="cannot be written to: No space left on device"):
        prepare_folder(tmp_path / "out")


def test_a_disk_that_fills_up_is_told_and_what_was_recorded_stays(make_notebook, tmp_path, monkeypatch):
    folder = tmp_path / "out"
    prepare_folder(folder)
    plans = [Plan(make_notebook("one", "1"), {})]
    run_batch(plans, folder, workers=1, threads=1)
    before = (folder / "results.json").read_bytes()
    monkeypatch.setattr(batch, "write_results", full)
    done = run_batch([Plan(make_notebook("two", "1"), {})], folder, workers=1, threads=1)
    assert done.runs["two"].status == "ok"
    assert done.lost == f"results.json in {folder} could not be written: No space left on device."
    assert (folder / "results.json").read_bytes() == before
