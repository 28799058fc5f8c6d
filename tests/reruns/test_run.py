"""Real kernels on tiny notebooks: what fails must be reported as failed."""

import json
import sys
import threading
import time

import nbformat
import papermill
import pytest
from nbclient.exceptions import CellTimeoutError

from helpers.reruns import run as run_module
from helpers.reruns.errors import CourseError
from helpers.reruns.kernels import KernelPool
from helpers.reruns.parameters import check_parameters
from helpers.reruns.run import check_timeout, run_notebook

RECORD = "from helpers.lesson import record_result\n"


@pytest.fixture
def pool():
    pool = KernelPool(threads=1)
    yield pool
    pool.stop()


@pytest.fixture
def output(tmp_path):
    folder = tmp_path / "out {with} braces"
    folder.mkdir()
    return folder / "executed.ipynb"


def test_a_run_returns_its_results_and_saves_the_notebook(make_notebook, pool, output):
    notebook = make_notebook("good", RECORD + "record_result('double', 2 * epochs)", parameters="epochs: int = 1")
    before = notebook.read_bytes()
    run = run_notebook(notebook, {"epochs": 21}, output, pool, timeout=60)
    assert (run.status, run.results, run.parameters, run.error) == ("ok", {"double": 42}, {"epochs": 21}, None)
    assert run.seconds > 0
    assert nbformat.read(output, as_version=4).cells[-1].outputs
    assert notebook.read_bytes() == before


def test_a_run_works_in_its_output_folder(make_notebook, pool, output):
    notebook = make_notebook("writes", "open('made-here.txt', 'w').close()")
    assert run_notebook(notebook, {}, output, pool).status == "ok"
    assert (output.parent / "made-here.txt").exists()


def test_a_cell_that_raises_is_reported_with_its_id(make_notebook, pool, output):
    run = run_notebook(make_notebook("fails", "1", "raise ValueError('boom')", "2"), {}, output, pool)
    assert run.status == "failed"
    assert str(run.error) == "cell 2 (cell-2): ValueError: boom"
    assert output.exists()


def test_a_cell_that_raises_is_reported_although_tagged(make_notebook, pool, output):
    notebook = make_notebook("tagged", "raise ValueError('boom')")
    content = nbformat.read(notebook, as_version=4)
    content.cells[0].metadata["tags"] = ["raises-exception"]
    nbformat.write(content, notebook)
    assert run_notebook(notebook, {}, output, pool).status == "failed"


def test_a_bad_setting_shows_as_one_line_in_the_notebook(make_notebook, pool, output):
    notebook = make_notebook("bad", "from helpers.lesson import start_lesson\nstart_lesson(epochs=0)")
    run = run_notebook(notebook, {}, output, pool, timeout=60)
    assert run.error.type == "SettingError"
    (error,) = (
        out for cell in nbformat.read(output, as_version=4).cells for out in cell.get("outputs", []) if out.output_type == "error"
    )
    assert error.traceback == ["SettingError: epochs is 0, but it must be a whole number from 1 to 10,000,000."]


def test_a_kernel_that_dies_is_reported(make_notebook, pool, output):
    run = run_notebook(make_notebook("dies", "1", "import os; os._exit(3)"), {}, output, pool)
    assert (run.status, run.error.cell, run.error.type) == ("failed", "2 (cell-2)", "DeadKernelError")


def test_a_cell_that_hangs_is_reported(make_notebook, pool, output):
    run = run_notebook(make_notebook("hangs", "import time; time.sleep(600)"), {}, output, pool, timeout=2)
    assert (run.status, run.error.cell, run.error.type) == ("failed", "1 (cell-1)", "CellTimeoutError")
    assert "longer than 2 s" in run.error.message
    assert run.seconds < 300


def test_a_file_that_is_no_notebook_is_reported(tmp_path, pool, output):
    broken = tmp_path / "broken.ipynb"
    broken.write_text("{}", encoding="utf-8")
    run = run_notebook(broken, {}, output, pool)
    assert run.status == "failed"
    assert run.error.message


def test_a_stopped_pool_ends_a_running_kernel(make_notebook, pool, output):
    notebook = make_notebook("hangs", "open('started', 'w').close()", "import time; time.sleep(600)")
    runs = []
    thread = threading.Thread(target=lambda: runs.append(run_notebook(notebook, {}, output, pool)))
    thread.start()
    while not (output.parent / "started").exists():
        assert thread.is_alive()
        time.sleep(0.05)
    pool.stop()
    thread.join(timeout=300)
    assert runs[0].status == "interrupted"
    assert "the run was stopped here" in str(runs[0].error)
    assert all(process.poll() is not None for process in pool._processes)


def test_a_stopped_pool_starts_no_kernel_that_lives(make_notebook, pool, output):
    pool.stop()
    assert run_notebook(make_notebook("late", "1"), {}, output, pool).status == "interrupted"


def test_what_a_kernel_prints_outside_its_cells_is_kept(make_notebook, pool, output, capfd):
    notebook = make_notebook("crashes", "import os; os.write(2, b'from compiled code'); os._exit(1)")
    run_notebook(notebook, {}, output, pool)
    assert "from compiled code" in output.with_suffix(".log").read_text()
    assert capfd.readouterr().err == ""


def test_an_empty_log_is_not_kept(make_notebook, pool, output):
    run_notebook(make_notebook("good", "1"), {}, output, pool)
    log = output.with_suffix(".log")
    assert not log.exists() or log.stat().st_size > 0  # older kernels print a notice of their own


@pytest.mark.parametrize(("broken", "status", "starts"), [(1, "ok", 2), (2, "ok", 3), (9, "failed", 3)])
def test_a_kernel_that_dies_before_its_first_cell_is_started_again(
    make_notebook, pool, output, monkeypatch, broken, status, starts
):
    real, calls = papermill.execute_notebook, []

    def execute(*arguments, **settings):
        calls.append(1)
        if len(calls) <= broken:
            raise RuntimeError("Kernel died before replying to kernel_info")
        return real(*arguments, **settings)

    monkeypatch.setattr(papermill, "execute_notebook", execute)
    run = run_notebook(make_notebook("again", RECORD + "record_result('number', 1)"), {}, output, pool)
    assert (run.status, len(calls)) == (status, starts)


def test_a_run_whose_cell_fails_is_not_run_again(make_notebook, pool, output, monkeypatch):
    real, calls = papermill.execute_notebook, []
    monkeypatch.setattr(papermill, "execute_notebook", lambda *given, **settings: calls.append(1) or real(*given, **settings))
    run = run_notebook(make_notebook("raises", "raise RuntimeError('no')"), {}, output, pool)
    assert (run.status, run.error.type, len(calls)) == ("failed", "RuntimeError", 1)


def test_the_kernel_runs_the_course_s_python(make_notebook, pool, output):
    notebook = make_notebook("python", RECORD + "import sys\nrecord_result('prefix', sys.prefix)")
    assert run_notebook(notebook, {}, output, pool).results["prefix"] == sys.prefix


@pytest.mark.parametrize(("seconds", "few"), [(1e9, True), (-1.0, False)])
def test_the_notebook_is_saved_now_and_then_and_in_the_end(make_notebook, pool, output, monkeypatch, seconds, few):
    saved, real = [], papermill.engines.write_ipynb
    monkeypatch.setattr(papermill.engines, "write_ipynb", lambda nb, path: saved.append(1) or real(nb, path))
    monkeypatch.setattr(run_module, "SAVE_SECONDS", seconds)
    assert run_notebook(make_notebook("many", *map(str, range(20))), {}, output, pool).status == "ok"
    assert (len(saved) < 5) is few
    assert [cell.outputs[0].data["text/plain"] for cell in nbformat.read(output, as_version=4).cells] == [
        str(n) for n in range(20)
    ]


# The kind: a run whose outputs did not arrive counts as passed.


def test_a_flood_of_outputs_arrives(make_notebook, pool, output):
    flood = """
from IPython.display import display
for number in range(40):
    for _ in range(200):
        display({"text/plain": "0" * 2000}, raw=True)
    record_result(f"r{number}", number)
"""
    run = run_notebook(make_notebook("flood", RECORD + flood), {}, output, pool, timeout=600)
    assert (run.status, run.error) == ("ok", None)
    assert run.results == {f"r{number}": number for number in range(40)}
    (cell,) = nbformat.read(output, as_version=4).cells
    assert len(cell.outputs) == 40 * 201


def test_a_named_result_that_did_not_arrive_is_noticed(make_notebook, pool, output, monkeypatch):
    monkeypatch.setattr(run_module, "named_results", lambda notebook: {"first": 1})
    notebook = make_notebook("lossy", RECORD + "record_result('first', 1); record_result('second', 2.5)")
    run = run_notebook(notebook, {}, output, pool)
    assert (run.status, str(run.error)) == ("failed", "OutputLost: 1 of 2 named results did not arrive, second for one")


def test_what_a_notebook_starts_has_results_of_its_own(make_notebook, pool, output):
    other = "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'from helpers.lesson import record_result; "
    other += 'record_result("inner", 1)\'], check=True)'
    run = run_notebook(make_notebook("outer", other, RECORD + "record_result('outer', 2)"), {}, output, pool)
    assert (run.error, run.results) == (None, {"outer": 2})


def test_an_output_that_does_not_arrive_is_not_called_a_slow_cell(make_notebook, pool, output, monkeypatch):
    def silent(*given, **settings):
        settings["on_cell_execute"](cell={"id": "one"}, cell_index=0)
        raise CellTimeoutError("Timeout waiting for IOPub output")

    monkeypatch.setattr(papermill, "execute_notebook", silent)
    run = run_notebook(make_notebook("lossy", "1"), {}, output, pool, timeout=900)
    assert str(run.error) == "cell 1 (one): OutputLost: the cell ended, but its output did not arrive"


# The kind: what lies around the user reaches a lesson. A kernel of the same name, files that IPython runs when it starts.


@pytest.mark.parametrize("warm", [False, True])
def test_the_user_s_kernels_and_start_up_files_stay_away(make_notebook, output, tmp_path, monkeypatch, warm):
    kernel = tmp_path / "jupyter" / "kernels" / "python3"
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text(
        '{"argv": ["/no/such/python", "{connection_file}"], "display_name": "mine", "language": "python"}'
    )
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("leaked = 'from IPython'")
    script = tmp_path / "start.py"
    script.write_text("leaked_too = 'from Python'")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("PYTHONSTARTUP", str(script))
    source = "import sys; record_result('clean', 'leaked' not in globals() and 'leaked_too' not in globals())"
    notebook = make_notebook("clean", RECORD + source + "; record_result('python', sys.executable)")
    pool = KernelPool(1, warm)
    try:
        run = run_notebook(notebook, {}, output, pool)
    finally:
        pool.stop()
    assert run.error is None
    assert run.results == {"clean": True, "python": sys.executable}


# The kind: notebooks that other programs saved.
@pytest.mark.parametrize(
    "change",
    [
        lambda content: content["metadata"].update(kernelspec={"name": "python3", "display_name": "Python 3"}),
        lambda content: content["metadata"].pop("kernelspec"),
        lambda content: content.update(metadata={}),
        lambda content: content["metadata"].update(kernelspec={"name": "", "display_name": "", "language": None}),
        lambda content: content["metadata"].update(kernelspec={"name": "ir", "display_name": "R", "language": "R"}),
        lambda content: content["cells"][1]["metadata"].update(tags=None),
        lambda content: content["cells"][1]["metadata"].update(tags="parameters"),
        lambda content: [cell.pop("id") for cell in content["cells"]] and content.update(nbformat_minor=4),
        lambda content: [cell.pop("id") for cell in content["cells"]],
    ],
    ids=["no language", "no kernel", "nothing", "empty", "another language", "null tags", "a tag alone", "old", "no ids"],
)
@pytest.mark.filterwarnings("ignore::nbformat.warnings.MissingIDFieldWarning")
def test_a_notebook_that_another_program_saved(make_notebook, pool, output, change):
    notebook = make_notebook("other", RECORD + "record_result('double', 2 * epochs)", parameters="epochs: int = 1")
    content = json.loads(notebook.read_text(encoding="utf-8"))
    change(content)
    notebook.write_text(json.dumps(content), encoding="utf-8")
    run = run_notebook(notebook, check_parameters(notebook, {"epochs": 4}), output, pool)
    assert (run.error, run.results) == (None, {"double": 8})


@pytest.mark.parametrize("timeout", [0, -1, 0.5, float("inf"), float("nan")])
def test_a_time_limit_that_is_none_is_refused(timeout):
    with pytest.raises(CourseError, match=r"timeout is .* at least 1"):
        check_timeout(timeout)


def test_half_a_second_is_rounded_up(make_notebook, pool, output):
    check_timeout(1.5)
    check_timeout(None)
    assert run_notebook(make_notebook("quick", "1"), {}, output, pool, timeout=20.5).status == "ok"
