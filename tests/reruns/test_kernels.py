"""The environment that kernels get."""

import os
import sys
from pathlib import Path

from helpers.reruns.kernels import THREAD_VARIABLES, KernelPool, kernel_environment
from helpers.reruns.run import run_notebook

RECORD = "from helpers.lesson import record_result\n"


def test_kernels_wait_passively_with_their_share_of_threads(make_notebook, tmp_path, monkeypatch):
    monkeypatch.setenv("OMP_WAIT_POLICY", "ACTIVE")
    monkeypatch.setenv("MPLBACKEND", "agg")
    notebook = make_notebook(
        "threads",
        RECORD + "import os, torch",
        "record_result('threads', torch.get_num_threads())",
        "for name in ('OMP_WAIT_POLICY', 'MPLBACKEND'):\n    record_result(name, os.environ.get(name, 'unset'))",
    )
    pool = KernelPool(threads=1)
    run = run_notebook(notebook, {}, tmp_path / "executed.ipynb", pool, timeout=120)
    assert run.status == "ok", run.error
    assert run.results["OMP_WAIT_POLICY"] == "PASSIVE"
    assert run.results["MPLBACKEND"] != "agg"
    assert run.results["threads"] == 1


def test_the_environment_sets_every_library_s_variable(monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "agg")
    monkeypatch.setenv("COURSE_LIVE", "1")  # as in a terminal of course lab
    environment = kernel_environment(threads=3)
    assert {environment[name] for name in THREAD_VARIABLES} == {"3"}
    assert environment["OMP_WAIT_POLICY"] == "PASSIVE"
    assert not {"MPLBACKEND", "COURSE_LIVE"} & set(environment)
    assert environment["PATH"] == os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    assert os.environ["MPLBACKEND"] == "agg"  # the caller's own environment is left alone
    assert kernel_environment().get("OMP_NUM_THREADS") == os.environ.get("OMP_NUM_THREADS")
