"""How far a sweep is, told from its folder alone: while it runs, when it has ended, and after it was killed."""

import json
import os
import socket
import subprocess
import sys
import time

import psutil
import pytest

from helpers.reruns.errors import CourseError
from helpers.reruns.sweep_status import STATUS_FILE, describe_status, read_status, telling
from tests.reruns.sweep_folders import NOON, failed, make_sweep_folder, passed


def note(folder, **changes):
    """What a sweep of ten runs, two at once, has written down: by default this very process does it."""
    me = psutil.Process()
    work = {
        "asked_for": 10,
        "slots": 2,
        "seconds": 30.0,
        "began": NOON - 1,
        "host": socket.gethostname(),
        "process": os.getpid(),
        "process_began": me.create_time(),
        "ended": False,
    }
    (folder / STATUS_FILE).write_text(json.dumps(work | changes))
    return folder


def said(folder):
    return describe_status(read_status(folder), now=NOON + 59)


HERE = f"process {os.getpid()} on {socket.gethostname()}"


def test_a_sweep_that_runs(tmp_path):
    folder = note(make_sweep_folder(tmp_path, passed(0), failed(1), passed(2)))
    assert said(folder) == [
        "01_train_on_iris: 2 of 10 run(s) passed, 1 failed, 2 running, 5 to come.",
        f"It runs for 01:00, {HERE}.",
        "At the 2.0 s that the passed ones took on average, what is left takes about 00:08.",
        "The last failure: seed=1, cell 3 (loop): ValueError: no",
    ]


def test_what_failed_before_comes_again(tmp_path):
    folder = note(make_sweep_folder(tmp_path, failed(0), passed(1), failed(2)), began=NOON + 1)
    assert said(folder)[0] == "01_train_on_iris: 1 of 10 run(s) passed, 2 failed, 2 running, 6 to come."
    assert "Of those that failed, 1 failed in an earlier try and come again." in said(folder)


def test_the_last_failure_is_the_one_that_was_written_last(tmp_path):
    folder = note(make_sweep_folder(tmp_path, failed(9), failed(1)))
    assert said(folder)[-1] == "The last failure: seed=1, cell 3 (loop): ValueError: no"


def test_nothing_finished_yet(tmp_path):
    folder = note(make_sweep_folder(tmp_path))
    assert said(folder)[0] == "01_train_on_iris: 0 of 10 run(s) passed, 0 failed, 2 running, 8 to come."
    assert said(folder)[-1] == "At the 30.0 s that one took, when it was measured, what is left takes about 02:30."
    assert said(note(folder, seconds=None))[-1] == "Nobody has measured how long a run takes."


def test_a_sweep_that_was_killed(tmp_path):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    folder = note(make_sweep_folder(tmp_path, passed(0), failed(1)), process=ended.pid)
    assert said(folder)[0] == "01_train_on_iris: 1 of 10 run(s) passed, 1 failed, 0 running, 9 to come."
    assert said(folder)[1] == (
        f"It does not run: process {ended.pid} on {socket.gethostname()} is gone, killed perhaps. "
        "The same command goes on from here."
    )
    assert said(folder)[2].endswith("what is left takes about 00:10, 2 at once.")


def test_a_sweep_that_was_killed_after_its_last_run(tmp_path):
    folder = note(make_sweep_folder(tmp_path, passed(0)), asked_for=1, process_began=0)
    assert said(folder)[1].endswith("The same command writes table and page, if they are missing.")


def test_another_process_that_got_the_number_is_not_the_sweep(tmp_path):
    folder = note(make_sweep_folder(tmp_path), process_began=psutil.Process().create_time() - 60)
    assert "is gone" in said(folder)[1]


def test_a_sweep_on_another_machine(tmp_path):
    folder = note(make_sweep_folder(tmp_path, passed(0)), host="far-away")
    assert said(folder)[0] == "01_train_on_iris: 1 of 10 run(s) passed, 0 failed, 0 running, 9 to come."
    assert "process" in said(folder)[1]
    assert said(folder)[1].endswith("on far-away; from this machine one cannot see whether it still runs.")


def test_a_sweep_that_has_ended(tmp_path):
    folder = note(make_sweep_folder(tmp_path, passed(0), passed(1)), asked_for=2, ended=True)
    assert said(folder) == ["01_train_on_iris: 2 of 2 run(s) passed, 0 failed, 0 running, 0 to come.", "It is finished."]
    note(folder, asked_for=3, ended=True)
    assert said(folder)[1] == "It does not run. The same command does what is missing or failed."


def test_a_status_that_is_not_known_counts_as_an_end(tmp_path):
    folder = note(make_sweep_folder(tmp_path, passed(0), failed(1, status="stopped early")), asked_for=2, ended=True)
    assert said(folder)[0] == "01_train_on_iris: 1 of 2 run(s) passed, 1 stopped early, 0 failed, 0 running, 0 to come."


@pytest.mark.parametrize("content", [None, "", "{", "[]", '{"asked_for": 3}'])
def test_a_folder_without_its_status_or_with_a_damaged_one(tmp_path, content):
    folder = make_sweep_folder(tmp_path, passed(0), failed(1))
    if content is not None:
        (folder / STATUS_FILE).write_text(content)
    assert said(folder) == [
        "01_train_on_iris: 1 run(s) passed, 1 failed. How many there are to be, nobody has written down.",
        "The last failure: seed=1, cell 3 (loop): ValueError: no",
    ]


def test_half_a_record_does_not_count(tmp_path):
    folder = note(make_sweep_folder(tmp_path, passed(0), passed(1)))
    (folder / "runs" / "seed=1" / "run.json").write_text('{"status": "o')
    (folder / "runs" / "seed=5").mkdir()
    assert said(folder)[0].startswith("01_train_on_iris: 1 of 10 run(s) passed")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda folder: None, "There is no folder"),
        (lambda folder: folder.mkdir(), r"is not the folder of a sweep: it holds no sweep\.json"),
        (lambda folder: (folder.mkdir(), (folder / "sweep.json").write_text("[]")), "is not the file of a sweep"),
        (lambda folder: folder.touch(), "cannot be read|is not the folder"),
    ],
)
def test_what_is_no_sweep_is_refused(tmp_path, make, words):
    make(tmp_path / "x")
    with pytest.raises(CourseError, match=words):
        read_status(tmp_path / "x")


def test_looking_changes_nothing(tmp_path):
    folder = note(make_sweep_folder(tmp_path, passed(0), failed(1)))
    before = {path: path.stat().st_mtime_ns for path in [folder, *folder.rglob("*")]}
    said(folder)
    assert {path: path.stat().st_mtime_ns for path in [folder, *folder.rglob("*")]} == before


def test_a_sweep_tells_of_itself_and_of_its_end(tmp_path):
    make_sweep_folder(tmp_path)
    with telling(tmp_path, 7, 3, None):
        status = read_status(tmp_path)
        assert (status.work.asked_for, status.work.slots, status.work.alive, status.running) == (7, 3, True, 3)
    assert read_status(tmp_path).work.alive is False
    with pytest.raises(KeyboardInterrupt), telling(tmp_path, 7, 3, None):
        raise KeyboardInterrupt
    assert read_status(tmp_path).work.ended


def test_what_cannot_be_written_down_stops_no_sweep(tmp_path):
    with telling(tmp_path / "gone", 7, 3, None):
        pass
    assert not (tmp_path / "gone").exists()


def test_a_running_sweep_is_seen_from_another_process_and_so_is_its_death(make_notebook, tmp_path):
    out = tmp_path / "out"
    parameters, waits = "seed: int = 0", "import time\nif seed: time.sleep(600)"
    score = "from helpers.lesson import record_result\nrecord_result('score', seed)"
    notebook = make_notebook("tiny", waits, score, parameters=parameters)
    course = [sys.executable, "-c", "from helpers.app.cli import main; main()", "sweep"]
    process = subprocess.Popen(
        [*course, str(notebook), "--grid", "seed=0:3", "--out", str(out), "--workers", "1", "--kernels", "fresh"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def status():
        return subprocess.run([*course, "status", str(out)], capture_output=True, text=True, check=False)

    try:
        deadline = time.monotonic() + 300
        while not list(out.glob("runs/seed=0/run.json")) and time.monotonic() < deadline:
            time.sleep(0.1)
        seen = status()
        assert seen.returncode == 0, seen.stderr
        assert "tiny: 1 of 3 run(s) passed, 0 failed, 1 running, 1 to come." in seen.stdout
        assert f"process {process.pid} on" in seen.stdout
        assert "what is left takes about" in seen.stdout
    finally:
        process.kill()
        process.wait()
    assert "tiny: 1 of 3 run(s) passed, 0 failed, 0 running, 2 to come." in status().stdout
    assert "is gone, killed perhaps." in status().stdout
