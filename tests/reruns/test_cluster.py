"""The same sweep on a real Dask scheduler with two worker processes, one of which is killed."""

import json
import os
import shutil
import socketserver
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from helpers.paths import COURSE_ROOT
from helpers.reruns import cluster
from helpers.reruns.cluster import cluster_executor
from helpers.reruns.errors import CourseError
from helpers.reruns.sweep import make_sweep
from helpers.reruns.sweep_run import run_sweep

PARAMETERS = "number: int = 1\nseed: int = 0"
SCORE = "from helpers.lesson import record_result\nrecord_result('score', number * 10 + seed)"


@pytest.fixture
def start(tmp_path):
    """Starts a process of Dask's; all are ended at the end."""
    started = []

    def begin(*words, package=COURSE_ROOT):
        home = tmp_path / f"home-{len(started)}"  # not the folder of the sweep, and not the checkout
        home.mkdir()
        log = (home / "log").open("wb")
        environment = {**os.environ, "PYTHONPATH": str(package)}
        process = subprocess.Popen([sys.executable, "-m", *words], stdout=log, stderr=log, cwd=home, env=environment)
        started.append((process, log))
        return process

    yield begin
    for process, log in started:
        process.kill()
        process.wait()
        log.close()


@pytest.fixture
def scheduler_process(start, tmp_path):
    """A scheduler on a port of its own, and its address."""
    file = tmp_path / "scheduler.json"
    process = start("distributed.cli.dask_scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
    wait_until(lambda: file.exists() and file.read_text().endswith("}"))
    return process, json.loads(file.read_text())["address"]


@pytest.fixture
def scheduler(scheduler_process):
    return scheduler_process[1]


def wait_until(true, seconds=300):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "nothing came"
        time.sleep(0.1)


def start_workers(start, scheduler, number=2, *, nanny="--no-nanny", **options):
    from distributed import Client

    words = ["distributed.cli.dask_worker", scheduler, "--nthreads", "1", "--no-dashboard", nanny]
    workers = [start(*words, **options) for _ in range(number)]
    with Client(scheduler, set_as_default=False) as client:
        client.wait_for_workers(number, timeout=300)
    return workers


def numbers(make_notebook, *more):
    return make_sweep(str(make_notebook("tiny", SCORE, *more, parameters=PARAMETERS)), {"number": "1,2", "seed": "0:3"})


def named_results(result):
    return {name: (run.status, run.results) for name, run in result.runs.items()}


def test_a_cluster_gives_the_same_results_without_a_shared_folder(make_notebook, tmp_path, start, scheduler, capsys):
    sweep = numbers(make_notebook)
    start_workers(start, scheduler)
    there = run_sweep(sweep, tmp_path / "there", scheduler=scheduler)
    assert f"2 at once on the cluster at {scheduler}" in capsys.readouterr().out
    here = run_sweep(sweep, tmp_path / "here")
    assert named_results(there) == named_results(here)
    assert {status for status, _ in named_results(there).values()} == {"ok"}
    for name in sweep.runs:
        assert '"score"' in (tmp_path / "there" / "runs" / name / "tiny.ipynb").read_text()


def test_with_a_worker_killed_in_the_middle_of_a_run_it_still_completes(make_notebook, tmp_path, start, scheduler):
    pids = tmp_path / "pids"
    pids.mkdir()
    waits = f"""
import os, pathlib, time
pathlib.Path({str(pids)!r}, f"{{os.getppid()}}-{{os.getpid()}}").touch()
time.sleep(1)
"""
    sweep = numbers(make_notebook, waits)
    workers = start_workers(start, scheduler)
    killed = []

    def kill_one_that_works():
        wait_until(lambda: list(pids.glob(f"{workers[0].pid}-*")))
        workers[0].kill()
        killed.append(workers[0].wait())

    with ThreadPoolExecutor(1) as other:
        killing = other.submit(kill_one_that_works)
        result = run_sweep(sweep, tmp_path / "out", warm=False, scheduler=scheduler)
        killing.result()
    assert killed == [-9]
    assert [run.status for run in result.runs.values()] == ["ok"] * 6
    kernels = [int(path.name.partition("-")[0]) for path in pids.iterdir()]
    assert len(kernels) > 6, "the run that was lost was not run again"


def test_a_run_that_kills_every_worker_fails_and_the_others_do_not(make_notebook, tmp_path, start, scheduler):
    kills = "import os, signal\nif number == 2 and seed == 1:\n    os.kill(os.getppid(), signal.SIGKILL)"
    sweep = numbers(make_notebook, kills)
    start_workers(start, scheduler, nanny="--nanny")  # a worker that died comes back
    result = run_sweep(sweep, tmp_path / "out", warm=False, scheduler=scheduler)
    failed = {name: run for name, run in result.runs.items() if run.status != "ok"}
    assert list(failed) == ["number=2,seed=1"]
    assert failed["number=2,seed=1"].error.type == "KilledWorker"


def test_a_lost_scheduler_keeps_what_is_finished(make_notebook, tmp_path, start, scheduler_process):
    process, address = scheduler_process
    sweep = numbers(make_notebook, "import time; time.sleep(1)")
    start_workers(start, address, 1)

    def kill_after_the_first():
        wait_until(lambda: list((tmp_path / "out").glob("runs/*/run.json")))
        process.kill()

    with ThreadPoolExecutor(1) as other:
        killing = other.submit(kill_after_the_first)
        result = run_sweep(sweep, tmp_path / "out", warm=False, scheduler=address)
        killing.result()
    assert result.stopped == "because the cluster was lost"
    assert 1 <= len(result.runs) < 6
    assert {run.status for run in result.runs.values()} == {"ok"}


def refused(address):
    with pytest.raises(CourseError) as caught, cluster_executor(address):
        raise AssertionError("it was not refused")
    assert "\n" not in str(caught.value)
    return str(caught.value)


def nobody(*given, **named):
    raise AssertionError("a client was made")  # a TypeError, as of None, would count as no answer


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "127.0.0.1:1", "nonsense", "", "tcp://"])
def test_an_address_where_nobody_answers_is_refused_before_a_client_is_made(address, monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1)
    monkeypatch.setattr("distributed.Client", nobody)
    assert f"No Dask scheduler answers at {address!r}" in refused(address)


def test_an_address_of_another_kind_is_refused_before_a_client_is_made(monkeypatch):
    monkeypatch.setattr("distributed.Client", nobody)
    assert "its address begins like tcp://" in refused("http://127.0.0.1:1")


def test_a_scheduler_without_workers_is_refused(scheduler):
    assert f"The Dask scheduler at {scheduler} has no workers" in refused(scheduler)


def test_a_worker_without_the_project_is_refused(start, scheduler, tmp_path):
    other = tmp_path / "other" / "helpers"
    other.mkdir(parents=True)
    (other / "__init__.py").touch()
    start_workers(start, scheduler, 1, package=other.parent)
    message = refused(scheduler)
    assert "cannot run lessons" in message
    assert "No module named" in message


def test_a_worker_with_other_code_is_refused(start, scheduler, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(COURSE_ROOT / "helpers", other / "helpers", ignore=shutil.ignore_patterns("__pycache__"))
    with (other / "helpers" / "models.py").open("a") as file:
        file.write("# one line more\n")
    start_workers(start, scheduler, 1, package=other)
    assert "has another version of the project" in refused(scheduler)


def test_without_dask_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert "'.[cluster]'" in refused("tcp://127.0.0.1:1")


class _Other(socketserver.BaseRequestHandler):
    """Answers as a web server does, or not at all."""

    words: bytes = b""

    def handle(self):
        if self.words:
            self.request.recv(1024)
            self.request.sendall(self.words)
        else:
            self.request.recv(1 << 20)
            self.server.end.wait(60)


@pytest.mark.parametrize("words", [b"", b"HTTP/1.0 400 Bad request\r\n\r\n<html>" * 50], ids=["silence", "HTTP"])
def test_a_server_that_is_no_scheduler_is_refused_in_time(monkeypatch, words):
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 2)
    monkeypatch.setattr("distributed.Client", nobody)
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), type("Other", (_Other,), {"words": words})) as server:
        server.daemon_threads, server.end = True, threading.Event()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        assert "No Dask scheduler answers at" in refused(f"tcp://127.0.0.1:{server.server_address[1]}")
        server.end.set()
        server.shutdown()


# The kind: a loaded machine is no failure.
@pytest.mark.parametrize("slow", [1, 2, 3])
def test_dask_s_slow_start_is_tried_again_and_then_said(monkeypatch, slow):
    calls = []

    class Client:
        def __init__(self, *given, **named):
            calls.append(given)
            assert len(calls) > slow
            raise OSError("far enough")

    async def reached(address):
        return None

    monkeypatch.setattr(cluster, "_reach", reached)
    monkeypatch.setattr("distributed.Client", Client)
    assert ("this machine is very busy" if slow == 3 else "far enough") in refused("tcp://127.0.0.1:1")
    assert len(calls) == min(slow + 1, 3)
