"""A sweep runs what is missing, keeps what is done, and survives what goes wrong in a run."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

import pytest

from helpers.reruns import sweep_run
from helpers.reruns.errors import CourseError, NotStoredError
from helpers.reruns.kernels import KernelPool
from helpers.reruns.sweep import make_sweep
from helpers.reruns.sweep_run import run_sweep
from helpers.reruns.table import read_table
from helpers.reruns.task import Task, run_task

PARAMETERS = "number: int = 1\nseed: int = 0"
SCORE = "from helpers.lesson import record_result\nrecord_result('score', number * 10 + seed)"


@pytest.fixture
def without_kernels(monkeypatch):
    """Each run is a function call; returns the names of the parameters' values that were run."""
    from helpers.reruns.results import Failure, LessonRun
    from helpers.reruns.task import Outcome

    done = []

    def run(task, pool=None):
        parameters = task.parameters
        done.append((parameters["number"], parameters["seed"]))
        if parameters["number"] == 13:
            return Outcome(LessonRun("failed", 1.0, parameters, error=Failure("2 (x)", "ValueError", "unlucky")))
        return Outcome(LessonRun("ok", 1.0, parameters, {"score": parameters["number"] * 10 + parameters["seed"]}), b"{}")

    monkeypatch.setattr(sweep_run, "run_task", run)
    return done


def numbers(make_notebook, number="1,2", seed="0:2"):
    return make_sweep(str(make_notebook("tiny", SCORE, parameters=PARAMETERS)), {"number": number, "seed": seed})


def test_every_run_gets_a_folder_a_record_and_a_row(make_notebook, tmp_path, capsys):
    result = run_sweep(numbers(make_notebook), tmp_path / "out")
    assert [run.status for run in result.runs.values()] == ["ok"] * 4
    rows = read_table(result.table)
    assert [(row["number"], row["seed"], row["score"]) for row in rows] == [(1, 0, 10), (1, 1, 11), (2, 0, 20), (2, 1, 21)]
    for name in result.runs:
        folder = tmp_path / "out" / "runs" / name
        assert json.loads((folder / "run.json").read_text())["status"] == "ok"
        assert '"score"' in (folder / "tiny.ipynb").read_text()
    assert "number=1,seed=0" in result.report.read_text()
    printed = capsys.readouterr().out
    assert printed.startswith("4 run(s) of tiny; ")
    assert "Nobody has measured how long one takes." in printed
    assert "100%" in printed


def test_the_same_call_again_runs_nothing(make_notebook, tmp_path, without_kernels, capsys):
    sweep = numbers(make_notebook)
    first = run_sweep(sweep, tmp_path / "out")
    again = run_sweep(sweep, tmp_path / "out")
    assert len(without_kernels) == 4
    assert again == first
    assert "All 4 runs of tiny are finished already." in capsys.readouterr().out


def test_what_is_missing_or_failed_is_run_again(make_notebook, tmp_path, without_kernels, capsys):
    sweep = numbers(make_notebook, number="1,13")
    result = run_sweep(sweep, tmp_path / "out")
    assert [run.status for run in result.runs.values()] == ["ok", "ok", "failed", "failed"]
    assert [row["error"] for row in read_table(result.table)] == [None, None, *["cell 2 (x): ValueError: unlucky"] * 2]
    (tmp_path / "out" / "runs" / "number=1,seed=1" / "run.json").unlink()
    without_kernels.clear()
    run_sweep(sweep, tmp_path / "out")
    assert without_kernels == [(1, 1), (13, 0), (13, 1)]
    printed = capsys.readouterr().out
    assert "1 finished already" in printed
    assert "At the 1 s that those took what is left takes about" in printed
    assert "2 failed" in printed


def test_the_time_is_said_first(make_notebook, tmp_path, without_kernels):
    sweep = replace(numbers(make_notebook), seconds=30)
    said = []
    run_sweep(sweep, tmp_path / "out", workers=1, announce=said.append)
    assert said == [
        "4 run(s) of tiny; 1 at once on this machine, one thread each. "
        "At the 30 s that one took, when it was measured, what is left takes about 02:00."
    ]


def test_a_run_that_fails_dies_or_hangs_does_not_stop_the_others(make_notebook, tmp_path):
    trouble = """
import os, signal, time
if number == 2: raise ValueError("two is too many")
if number == 3: os.kill(os.getpid(), signal.SIGKILL)
if number == 4: time.sleep(600)
"""
    notebook = make_notebook("tiny", SCORE, trouble, parameters=PARAMETERS)
    sweep = make_sweep(str(notebook), {"number": "1,2,3,4,5"})
    result = run_sweep(sweep, tmp_path / "out", timeout=15)
    errors = {run.parameters["number"]: run.error.type if run.error else None for run in result.runs.values()}
    assert errors == {1: None, 2: "ValueError", 3: "DeadKernelError", 4: "CellTimeoutError", 5: None}
    assert result.stopped == ""
    assert "two is too many" in (tmp_path / "out" / "runs" / "number=2" / "tiny.ipynb").read_text()


def test_each_kernel_gets_one_thread(make_notebook, tmp_path):
    threads = "import os\nfrom helpers.lesson import record_result\nrecord_result('threads', os.environ['OMP_NUM_THREADS'])"
    sweep = make_sweep(str(make_notebook("tiny", threads, parameters=PARAMETERS)), {"number": "1"})
    [run] = run_sweep(sweep, tmp_path / "out", workers=1).runs.values()
    assert run.results == {"threads": "1"}


def test_no_more_tasks_are_given_out_than_needed(make_notebook, tmp_path, without_kernels, monkeypatch):
    open_now, most = set(), []

    class Watched(ThreadPoolExecutor):
        def submit(self, *arguments):
            future = super().submit(*arguments)
            open_now.add(future)
            future.add_done_callback(open_now.discard)
            most.append(len(open_now))
            return future

    monkeypatch.setattr(sweep_run, "ThreadPoolExecutor", Watched)
    run_sweep(numbers(make_notebook, seed="0:30"), tmp_path / "out", workers=1)
    assert len(without_kernels) == 60
    assert max(most) <= 2


def test_a_worker_that_cannot_be_used_is_a_failed_run(make_notebook, tmp_path, monkeypatch):
    def broken(task, pool=None):
        raise MemoryError("no room\nfor details")

    monkeypatch.setattr(sweep_run, "run_task", broken)
    result = run_sweep(numbers(make_notebook), tmp_path / "out")
    assert {str(run.error) for run in result.runs.values()} == {"MemoryError: no room"}


def test_a_lost_cluster_stops_the_sweep_and_keeps_what_is_done(make_notebook, tmp_path, without_kernels, monkeypatch):
    class Lost(ThreadPoolExecutor):
        def submit(self, function, task, *rest):
            if task.parameters["number"] == 1:
                return super().submit(function, task, *rest)
            future = Future()
            future.cancel()
            future.set_running_or_notify_cancel()
            return future

    monkeypatch.setattr(sweep_run, "ThreadPoolExecutor", Lost)
    result = run_sweep(numbers(make_notebook), tmp_path / "out", workers=1)
    assert result.stopped == "because the cluster was lost"
    assert 1 <= len(result.runs) <= 2
    assert {run.status for run in result.runs.values()} == {"ok"}


def test_a_full_disk_is_said_in_a_sentence(make_notebook, tmp_path, without_kernels, monkeypatch):
    from helpers.reruns import sweep_folder

    real = sweep_folder.write_whole

    def full(path, content):
        if path.name == "run.json":
            raise OSError(28, "No space left on device")
        real(path, content)

    monkeypatch.setattr(sweep_folder, "write_whole", full)
    with pytest.raises(NotStoredError, match=r"could not be stored \(No space left on device\)"):
        run_sweep(numbers(make_notebook), tmp_path / "out")


def test_bad_requests_start_nothing(make_notebook, tmp_path, without_kernels):
    sweep = numbers(make_notebook)
    run_sweep(sweep, tmp_path / "out")
    without_kernels.clear()
    for words, folder, options in (
        ("workers is 999", "out2", {"workers": 999}),
        ("give one of the two", "out3", {"workers": 1, "scheduler": "tcp://127.0.0.1:1"}),
        ("No Dask scheduler answers at 'nonsense'", "out4", {"scheduler": "nonsense"}),
    ):
        with pytest.raises(CourseError, match=words):
            run_sweep(sweep, tmp_path / folder, **options)
        assert not list((tmp_path / folder).glob("[!.]*")), "a refused sweep has claimed the folder"
    assert not (tmp_path / "out2").exists()
    with pytest.raises(CourseError, match=r"holds runs that this grid lacks \(number=2,seed=0\)"):
        run_sweep(numbers(make_notebook, number="1,3"), tmp_path / "out")
    assert without_kernels == []


SLOW = "import time\ntime.sleep(0.2)"


def command(notebook, out, *more):
    program = [sys.executable, "-c", "from helpers.app.cli import main; main()", "sweep", str(notebook)]
    return [*program, "--grid", "number=1,2,3", "--grid", "seed=0:4", "--out", str(out), "--kernels", "fresh", *more]


def without_times(table):
    return [{name: value for name, value in row.items() if name != "seconds"} for row in read_table(table)]


def test_killed_at_any_moment_ten_times_over_it_ends_as_if_undisturbed(make_notebook, tmp_path):
    notebook = make_notebook("tiny", SCORE, SLOW, parameters=PARAMETERS)
    undisturbed, killed = tmp_path / "undisturbed", tmp_path / "killed"
    subprocess.run(command(notebook, undisturbed), check=True, capture_output=True)
    chance, began = random.Random(0), 0
    for _ in range(10):
        process = subprocess.Popen(command(notebook, killed), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(timeout=chance.uniform(0.8, 3.5))
        except subprocess.TimeoutExpired:
            began += 1
        process.kill()
        process.wait()
        records = list(killed.glob("runs/*/run.json"))
        assert all(json.loads(record.read_text())["status"] == "ok" for record in records)
    assert began >= 3, "most of the kills came after the end"
    subprocess.run(command(notebook, killed), check=True, capture_output=True)
    assert len(without_times(killed / "results.csv")) == 12
    assert without_times(killed / "results.csv") == without_times(undisturbed / "results.csv")


def gone(number):
    for _ in range(3000):
        try:
            os.kill(number, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def test_ctrl_c_ends_the_kernels_and_keeps_what_is_finished(make_notebook, tmp_path):
    out, pids = tmp_path / "out", tmp_path / "pids"
    pids.mkdir()
    waits = f"""
import os, pathlib, time
if seed:
    pathlib.Path({str(pids)!r}, str(os.getpid())).touch()
    time.sleep(600)
"""
    notebook = make_notebook("tiny", SCORE, waits, parameters=PARAMETERS)
    process = subprocess.Popen(command(notebook, out, "--workers", "1"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    deadline = time.monotonic() + 300
    while not list(pids.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    printed = process.communicate(timeout=60)[0].decode()
    assert process.returncode == 130, printed
    assert "Stopped from outside (Ctrl-C, or a signal). The same command goes on from here." in printed
    assert all(gone(int(path.name)) for path in pids.iterdir())
    assert [row["status"] for row in read_table(out / "results.csv")] == ["ok"]
    assert (out / "index.html").exists()


def test_kernels_of_a_killed_sweep_end_by_themselves(make_notebook, tmp_path):
    pid = tmp_path / "pid"
    waits = f"import os, pathlib, time\npathlib.Path({str(pid)!r}).write_text(str(os.getpid()))\ntime.sleep(600)"
    notebook = make_notebook("tiny", SCORE, waits, parameters=PARAMETERS)
    process = subprocess.Popen(command(notebook, tmp_path / "out"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 300
    while not (pid.exists() and pid.read_text()) and time.monotonic() < deadline:
        time.sleep(0.1)
    process.kill()
    process.wait()
    assert gone(int(pid.read_text()))


def test_a_sweep_refuses_a_folder_in_which_another_one_runs(make_notebook, tmp_path):
    out = tmp_path / "out"
    notebook = make_notebook("tiny", SCORE, "import time; time.sleep(600)", parameters=PARAMETERS)
    process = subprocess.Popen(command(notebook, out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 300
        while not (out / "sweep.json").exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        second = subprocess.run(command(notebook, out), capture_output=True, text=True, check=False)
        assert second.returncode == 2
        assert "Another run is writing to" in second.stderr
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)


def test_of_two_that_begin_at_once_one_is_refused_and_the_other_does_it_all(make_notebook, tmp_path):
    out = tmp_path / "out"
    notebook = make_notebook("tiny", SCORE, SLOW, parameters=PARAMETERS)
    both = [
        subprocess.Popen(command(notebook, out), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) for _ in range(2)
    ]
    ends = sorted((process.wait(timeout=300), process.stderr.read()) for process in both)
    codes = [code for code, _ in ends]
    # Where the second began after the first one's end, it had nothing to do.
    assert codes in ([0, 2], [0, 0])
    assert "Another run is writing to" in ends[1][1] or codes == [0, 0]
    assert [row["score"] for row in read_table(out / "results.csv")] == [
        10 * number + seed for number in (1, 2, 3) for seed in range(4)
    ]


def test_a_thousand_runs_are_a_table_and_a_page_and_the_same_again_does_nothing(make_notebook, tmp_path, without_kernels):
    sweep = numbers(make_notebook, number="1:13", seed="0:84")
    result = run_sweep(sweep, tmp_path / "out", announce=len)
    assert len(result.runs) == len(without_kernels) == 1008
    assert len(read_table(result.table)) == 1008
    assert "1,008 of 1,008 runs passed" in result.report.read_text()
    without_kernels.clear()
    assert run_sweep(sweep, tmp_path / "out", announce=len) == result
    assert without_kernels == []


def test_a_pool_can_be_given_to_a_task(make_notebook):
    sweep = numbers(make_notebook)
    stopped = KernelPool(1)
    stopped.stop()
    task = Task(sweep.lesson, sweep.source, next(iter(sweep.runs.values())), 1, 60)
    assert run_task(task, stopped).record.status == "interrupted"


def test_the_report_of_a_sample_counts_the_sample(make_notebook, tmp_path, without_kernels):
    notebook = make_notebook("tiny", SCORE, parameters=PARAMETERS)
    sweep = make_sweep(str(notebook), {"number": "20:1000", "seed": "0:1000"}, sample=5)
    result = run_sweep(sweep, tmp_path / "out")
    assert len(result.runs) == 5
    page = result.report.read_text()
    assert "5 of 5 runs passed" in page
    assert "missing" not in page.partition("<script>")[0]
    assert all(f"runs/{name}".replace("=", "%3D").replace(",", "%2C") in page for name in result.runs)
