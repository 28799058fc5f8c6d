"""Kernels forked from a server: the same as fresh ones in all that a lesson can notice, and never left behind."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from ast import literal_eval

import psutil
import pytest

from helpers.reruns import kernel_server, warm_kernels
from helpers.reruns.kernel_server import KernelRequest, serve
from helpers.reruns.kernels import KernelPool, kernel_environment
from helpers.reruns.run import run_notebook
from helpers.reruns.warm_kernels import KernelServer, NoServer, WarmKernel, server_for

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")
RECORD = "from helpers.lesson import record_result\n"
# Everything of a process that a lesson could notice, but not its numbers: those of one kernel, and of another.
LOOK_AROUND = (
    RECORD
    + """
import gc, os, random, signal, sys, tempfile, threading
import matplotlib, numpy as np, torch
own = {"JPY_PARENT_PID", "PYTEST_CURRENT_TEST", "IPYTHONDIR", "COURSE_RESULTS", "COURSE_RESULTS_PROCESS"}
environment = {name: value for name, value in os.environ.items() if name not in own}
record_result("environment", ascii(sorted(environment.items())))
# torch 2.6 adds a temporary folder for modules of its own, as soon as an optimiser is made.
record_result("path", str([place for place in sys.path if os.path.dirname(place) != tempfile.gettempdir()]))
record_result("arguments", sys.argv[0].rpartition("/")[2].removesuffix(".py"))
record_result("flags", str((sys.flags, sys._xoptions)))
record_result("main", str(sys.modules["__main__"].__name__))
record_result("folder", os.getcwd())
record_result("temporary", tempfile.gettempdir())
record_result("backend", matplotlib.get_backend())
record_result("figure", str(sorted((name, str(value)) for name, value in matplotlib.rcParams.items())))
record_result("threads", torch.get_num_threads())
record_result("torch", str((torch.get_default_dtype(), torch.is_grad_enabled(), torch.are_deterministic_algorithms_enabled())))
record_result("signals", str([signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)]))
record_result("leads_a_group", os.getpgid(0) == os.getpid() == os.getsid(0))
record_result("cuda", torch.cuda.is_initialized())
record_result("standard_input", os.read(0, 1) == b"")
"""
)
OWN = (
    RECORD
    + """
import os, random, uuid
import numpy as np, torch
record_result("random", str([random.random(), np.random.rand(), torch.rand(1).item(), uuid.uuid4().hex]))
record_result("parent", os.getppid())
record_result("threads", len(os.listdir(f"/proc/{os.getppid()}/task")))
"""
)


def run(notebook, output, pool, **settings):
    (output.parent / "tmp").mkdir(exist_ok=True)
    return run_notebook(notebook, {}, output, pool, timeout=120, temporary=output.parent / "tmp", **settings)


@pytest.fixture
def pool():
    pool = KernelPool(threads=1, warm=True)
    yield pool
    pool.stop()


@pytest.fixture
def server(make_notebook, tmp_path, pool):
    """The server of this process that such a pool uses."""
    parent = run(make_notebook("parent", OWN), tmp_path / "parent.ipynb", pool).results["parent"]
    (server,) = (each for each in warm_kernels._servers.values() if each.pid == parent)
    return server


def gone(*processes):
    """Wait until these processes have ended."""
    psutil.wait_procs([psutil.Process(each) for each in processes if psutil.pid_exists(each)], timeout=300)
    return not any(psutil.pid_exists(each) and psutil.Process(each).status() != "zombie" for each in processes)


def wait_for(path):
    while not path.exists() or not path.read_text():
        time.sleep(0.02)
    return path.read_text()


def test_a_warm_kernel_is_like_a_fresh_one(make_notebook, tmp_path, monkeypatch):
    monkeypatch.setenv("SOMETHING", "set by the user \udcff")
    notebook = make_notebook("look", LOOK_AROUND)
    runs = [run(notebook, tmp_path / "look.ipynb", KernelPool(1, warm=warm)) for warm in (True, False)]
    assert [each.error for each in runs] == [None, None]
    warm, fresh = (each.results for each in runs)
    assert len(fresh) == 15
    assert {name: (warm.get(name), value) for name, value in fresh.items() if warm.get(name) != value} == {}
    assert not list(tmp_path.glob("*.log"))


def test_kernels_have_random_numbers_of_their_own_and_one_server_without_threads(make_notebook, tmp_path, pool, server):
    notebook = make_notebook("own", OWN)
    first, second = (run(notebook, tmp_path / f"{number}.ipynb", pool).results for number in range(2))
    assert not set(literal_eval(first["random"])) & set(literal_eval(second["random"]))
    assert first["parent"] == second["parent"] == server.pid
    assert first["threads"] == 1


@pytest.mark.parametrize("threads", [1, 2])
def test_every_library_has_its_threads(make_notebook, tmp_path, threads):
    source = RECORD + "import numpy, scipy.linalg, torch, threadpoolctl\n"
    source += "record_result('libraries', str({each['num_threads'] for each in threadpoolctl.threadpool_info()}))\n"
    source += "record_result('torch', torch.get_num_threads())"
    notebook = make_notebook("threads", source)
    results = [run(notebook, tmp_path / "threads.ipynb", KernelPool(threads, warm=warm)).results for warm in (True, False)]
    assert results[0]["torch"] == results[1]["torch"] == threads
    assert results[0]["libraries"] == results[1]["libraries"] == str({threads})


def test_what_a_warm_kernel_prints_outside_its_cells_is_kept(make_notebook, tmp_path, pool, capfd):
    output = tmp_path / "crashes.ipynb"
    result = run(make_notebook("crashes", "import os; os.write(2, b'from compiled code'); os._exit(3)"), output, pool)
    assert (result.status, result.error.type) == ("failed", "DeadKernelError")
    assert output.with_suffix(".log").read_text() == "from compiled code"
    assert capfd.readouterr().err == ""


def test_a_warm_kernel_that_hangs_is_ended_with_what_it_started(make_notebook, tmp_path, pool):
    notebook = make_notebook(
        "hangs",
        "import os, subprocess, time\n"
        "child = subprocess.Popen(['sleep', '600'])\n"
        "open('pids', 'w').write(f'{os.getpid()} {child.pid}')\n"
        "time.sleep(600)",
    )
    (tmp_path / "tmp").mkdir()
    result = run_notebook(notebook, {}, tmp_path / "hangs.ipynb", pool, timeout=2, temporary=tmp_path / "tmp")
    assert result.error.type == "CellTimeoutError"
    assert gone(*map(int, (tmp_path / "pids").read_text().split()))


def test_a_stopped_pool_ends_a_warm_kernel(make_notebook, tmp_path, pool):
    notebook = make_notebook("sleeps", "import os, time\nopen('pids', 'w').write(str(os.getpid()))\ntime.sleep(600)")
    runs = []
    thread = threading.Thread(target=lambda: runs.append(run(notebook, tmp_path / "sleeps.ipynb", pool)))
    thread.start()
    kernel = int(wait_for(tmp_path / "pids"))
    pool.stop()
    thread.join(timeout=300)
    assert runs[0].status == "interrupted"
    assert gone(kernel)


def test_a_server_that_is_killed_takes_no_run_with_it_silently(make_notebook, tmp_path, pool, server):
    sleeps = make_notebook("sleeps", "import os, time\nopen('pids', 'w').write(str(os.getpid()))\ntime.sleep(600)")
    runs = []
    thread = threading.Thread(target=lambda: runs.append(run(sleeps, tmp_path / "sleeps.ipynb", pool)))
    thread.start()
    kernel = int(wait_for(tmp_path / "pids"))
    os.kill(server.pid, signal.SIGKILL)
    thread.join(timeout=300)
    assert (runs[0].status, runs[0].error.type) == ("failed", "DeadKernelError")
    assert gone(kernel)
    again = run(make_notebook("own", OWN), tmp_path / "own.ipynb", pool)
    assert again.status == "ok"
    assert again.results["parent"] not in {server.pid, os.getpid()}


RUNS = """
import sys, threading
from pathlib import Path
from helpers.reruns import warm_kernels
warm_kernels.PRELOADED = ("json",)  # it shall not take long
from helpers.reruns.kernels import KernelPool
from helpers.reruns.run import run_notebook
notebook, output = map(Path, sys.argv[1:])
threading.Thread(target=run_notebook, args=(notebook, {}, output, KernelPool(1, warm=True)), daemon=True).start()
sys.stdin.read()
"""


@pytest.mark.parametrize("end", ["kill", "interrupt", "exit"])
def test_nothing_is_left_behind_however_the_command_ends(make_notebook, tmp_path, end):
    notebook = make_notebook(
        "sleeps",
        "import os, subprocess, time\n"
        "child = subprocess.Popen(['sleep', '600'])\n"
        "open('writing', 'w').write(f'{os.getpid()} {os.getppid()} {child.pid}')\n"
        "os.rename('writing', 'pids')\n"
        "time.sleep(600)",
    )
    command = subprocess.Popen(
        [sys.executable, "-c", RUNS, notebook, tmp_path / "executed.ipynb"], stdin=subprocess.PIPE, stderr=subprocess.PIPE
    )
    processes = list(map(int, wait_for(tmp_path / "pids").split()))
    if end == "kill":
        command.kill()
    elif end == "interrupt":
        command.send_signal(signal.SIGINT)
    command.communicate(timeout=300)  # closes its standard input
    assert gone(*processes)


@pytest.fixture
def no_servers(monkeypatch):
    """This process has no server yet, and afterwards has those again that it had."""
    servers = {}
    monkeypatch.setattr(warm_kernels, "_servers", servers)
    yield servers
    for server in servers.values():
        server.stop()


def test_where_the_server_cannot_load_kernels_start_as_ever(make_notebook, tmp_path, monkeypatch, pool, no_servers):
    monkeypatch.setattr(warm_kernels, "PRELOADED", ("no_such_module",))
    result = run(make_notebook("own", OWN), tmp_path / "own.ipynb", pool)
    assert result.status == "ok"
    assert result.results["parent"] == os.getpid()
    (server,) = no_servers.values()
    for _ in range(2):  # and says so each time
        with pytest.raises(NoServer, match="while it loaded: ModuleNotFoundError: No module named 'no_such_module'"):
            server.start(KernelRequest([], {}, str(tmp_path)), None, None)
    run(make_notebook("own", OWN), tmp_path / "own.ipynb", pool)
    assert list(no_servers.values()) == [server], "it is not tried again and again"


def test_a_server_with_threads_refuses_to_fork(tmp_path):
    (tmp_path / "spins.py").write_text(
        "import threading, time\nthreading.Thread(target=time.sleep, args=(5,), daemon=True).start()"
    )
    server = KernelServer([sys.executable], kernel_environment(1) | {"PYTHONPATH": str(tmp_path)}, ["spins"])
    with pytest.raises(NoServer, match="2 threads run after loading"):
        server.start(KernelRequest([], {}, str(tmp_path)), None, None)
    server.stop()


def test_a_request_that_is_too_long_is_no_kernel(server, tmp_path):
    with pytest.raises(NoServer, match="cannot be asked"):
        server.start(KernelRequest([], {"LONG": "x" * 10_000_000}, str(tmp_path)), None, None)
    assert not server.lost


def test_a_server_that_cannot_fork_goes_on(monkeypatch):
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    monkeypatch.setattr(os, "fork", lambda: (_ for _ in ()).throw(BlockingIOError("no more processes")))

    def serving():
        with pytest.raises(SystemExit):
            serve(theirs)
        ended.append(True)

    ended = []
    thread = threading.Thread(target=serving)
    thread.start()
    assert ours.recv(99) == kernel_server.READY
    for _ in range(2):
        reading, writing = os.pipe()
        socket.send_fds(ours, [b"{}"], [1, 2, writing])
        os.close(writing)
        with pytest.raises(NoServer, match="did not start"):
            WarmKernel(reading)
    ours.close()
    thread.join(timeout=300)
    theirs.close()
    assert ended


def test_another_environment_has_another_server(no_servers):
    python, environment = [sys.executable], kernel_environment(1)
    one = server_for(python, environment)
    assert server_for(python, environment | {"TMPDIR": "/elsewhere"}) is one
    assert server_for(python, environment | {"OMP_NUM_THREADS": "2"}) is not one
    assert server_for([sys.executable, "-X", "dev"], environment) is not one


@pytest.mark.parametrize("command", [["ipython", "kernel"], [sys.executable, "-m", "bash_kernel", "-f", "x"], []])
def test_another_kernel_is_not_forked(command):
    with pytest.raises(NoServer, match="does not start ipykernel"):
        warm_kernels._fork(command)


def test_another_system_forks_no_kernel(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(NoServer, match="on Linux only"):
        warm_kernels._fork([sys.executable, "-m", "ipykernel_launcher"])


def test_a_warm_kernel_is_waited_for_and_signalled_like_a_process(server, tmp_path):
    with (tmp_path / "output").open("wb") as output:
        arguments = ["-f", str(tmp_path / "connection.json"), "--log-level=ERROR"]
        kernel = server.start(KernelRequest(arguments, kernel_environment(1), str(tmp_path)), output, output)
    assert kernel.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        kernel.wait(timeout=0.01)
    while not (tmp_path / "connection.json").exists():
        assert kernel.poll() is None
        time.sleep(0.02)
    kernel.terminate()
    assert kernel.wait(timeout=300) == kernel.returncode == kernel.poll() == -signal.SIGTERM
    kernel.kill()  # of one that has ended: nothing
