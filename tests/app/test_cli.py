"""The ``course`` command as a user meets it."""

import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest
import torch
from typer.testing import CliRunner

from helpers import paths
from helpers.app.cli import app
from helpers.paths import RUNS
from helpers.progress import note_answer

COURSE = [sys.executable, "-c", "from helpers.app.cli import main; main()"]


def course(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)


def runs_now():
    return sorted(RUNS.glob("*")) if RUNS.exists() else []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "01", "-p", "epoch=9"], "Did you mean epochs?"),
        (["run", "01", "-p", "epochs=abc"], "epochs is 'abc', but it must be of type int, like its default 20000."),
        (["run", "01", "-p", "epochs=-1"], "epochs is -1, but it must be a whole number from 1"),
        (["run", "01", "-p", "epochs"], "NAME=VALUE"),
        (["run", "99"], "There is no lesson '99'"),
        (["run", "01", "--preset", "quik"], "Did you mean quick?"),
        (["run", "01", "--workers", "9999"], "workers is 9999"),
        (["run", "01", "1"], "asked for twice"),
    ],
)
def test_bad_input_is_refused_before_anything_runs(arguments, words):
    before = runs_now()
    result = course(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert words in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert runs_now() == before


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a GPU")
def test_a_gpu_that_is_not_there_is_refused_before_anything_runs():
    before = runs_now()
    result = course("run", "01", "-p", "device=cuda")
    assert result.exit_code == 2
    assert (
        result.stderr == "course: device is 'cuda', but torch finds no CUDA GPU on this machine; use device=auto or device=cpu.\n"
    )
    assert runs_now() == before


def test_a_good_run_exits_0_and_says_where_to_look(make_notebook, tmp_path):
    notebook = make_notebook("good", "from helpers.lesson import record_result\nrecord_result('y', x)", parameters="x: int = 1")
    (tmp_path / "presets.yaml").write_text("quick: {good: {x: 5}}", encoding="utf-8")
    out = tmp_path / "out"
    result = course("run", notebook, "--preset", "quick", "--out", out)
    assert result.exit_code == 0
    assert f"1 of 1 lesson(s) passed. Look at {out.resolve() / 'index.html'}" in result.stdout
    record = json.loads((out / "results.json").read_text())["good"]
    assert (record["status"], record["parameters"], record["results"]) == ("ok", {"x": 5}, {"y": 5})
    made = {path.name for path in out.iterdir() if path.suffix != ".log" and path.name != ".lock"}
    assert made == {"good.ipynb", "good.html", "index.html", "results.json"}
    # -p goes before the preset
    assert course("run", notebook, "--preset", "quick", "-p", "x=7", "--out", out).exit_code == 0
    assert json.loads((out / "results.json").read_text())["good"]["results"] == {"y": 7}


def test_a_notebook_is_never_overwritten_by_its_own_run(make_notebook, tmp_path):
    notebook = make_notebook("good", "1")
    (tmp_path / "results.json").write_text("{}", encoding="utf-8")
    before = notebook.read_bytes()
    result = course("run", notebook, "--out", tmp_path)
    assert result.exit_code == 2
    assert "would overwrite it" in result.stderr
    assert notebook.read_bytes() == before


def test_a_failure_exits_1_and_names_notebook_cell_and_error(make_notebook, tmp_path):
    good, bad = make_notebook("good", "1"), make_notebook("bad", "1", "raise ValueError('boom')")
    result = course("run", bad, good, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "failed: bad, cell 2 (cell-2): ValueError: boom" in result.stderr
    assert "1 of 2 lesson(s) passed" in result.stdout


@pytest.mark.skipif(os.name != "posix", reason="Windows has no SIGINT for one process")
@pytest.mark.parametrize("sent", ["SIGINT", "SIGTERM"])
def test_ctrl_c_ends_every_kernel_and_leaves_what_was_finished(make_notebook, tmp_path, sent):
    good = make_notebook("a_good", "1")
    pid = tmp_path / "pid"  # the folder of the notebook
    hangs = make_notebook("b_hangs", "import os; open('pid', 'w').write(str(os.getpid()))", "import time; time.sleep(600)")
    never = make_notebook("c_never", "1")
    out = tmp_path / "out"
    command = [*COURSE, "run", str(good), str(hangs), str(never), "--workers", "1", "--out", str(out)]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 300
    while not pid.exists() or not pid.read_text():
        assert running.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.1)
    running.send_signal(getattr(signal, sent))
    _, errors = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "Traceback" not in errors
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)
    records = json.loads((out / "results.json").read_text())
    assert {name: record["status"] for name, record in records.items()} == {
        "a_good": "ok",
        "b_hangs": "interrupted",
        "c_never": "interrupted",
    }
    assert (out / "a_good.html").exists()
    assert (out / "index.html").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--grid", "learning_rat=0.1,1"], ["has no parameter 'learning_rat'", "Did you mean learning_rate?"]),
        (["--grid", "epochs=5,many", "--grid", "seed=-1,1"], ["epochs is 'many'", "seed is -1, but"]),
        (["--grid", "seed="], ["The grid gives seed no value"]),
        (["--grid", "seed"], ["NAME=VALUE,VALUE"]),
        ([], ["A sweep needs at least one parameter with its values"]),
        (["--grid", "seed=0:1000", "--grid", "epochs=1:1001"], ["1,000,000 combinations", "--sample 50"]),
        (["--grid", "seed=0:3", "--sample", "0"], ["sample is 0"]),
        (["--grid", "seed=0:3", "--sampler", "sobol"], ["say how large it is too, for example with --sample 50"]),
        (["--grid", "seed=0:3", "--sample", "2", "--sampler", "sobl"], ["Did you mean sobol?"]),
        (["--range", "learning_rate=0.1:1"], ["A range has no list of values to run through", "--sample 50"]),
        (["--range", "learning_rate"], ["NAME=LOW:HIGH or LOW:HIGH:log"]),
        (["--range", "learning_rate=1:0.1", "--sample", "5"], ["its second end must be larger"]),
        (["--range", "epochs=1:9", "--search", "optuna"], ["say after how many runs", "must know what is good"]),
        (["--range", "epochs=1:9", "--search", "optuna", "--runs", "5", "--maximise", "x"], ["has no named result 'x'"]),
        (["--grid", "seed=0:3", "--stop-early", "median", "--maximise", "x"], ["reports no values called 'x'"]),
        (["--grid", "seed=0:3", "--maximise", "x"], ["belong to --search and to --stop-early"]),
        (["--grid", "seed=0:3", "-p", "seed=1"], ["seed is swept and fixed"]),
        (["--grid", "seed=0:3", "-p", "epochs"], ["NAME=VALUE"]),
        (["--grid", "seed=0:3", "--preset", "quik"], ["Did you mean quick?"]),
        (["--grid", "epochs=many", "--preset", "quik", "-p", "x=1"], ["mean quick?", "epochs is 'many'", "no parameter 'x'"]),
        (["--grid", "seed=0:3", "--workers", "999"], ["workers is 999"]),
        (["--grid", "seed=0:3", "--scheduler", "tcp://127.0.0.1:1"], ["No Dask scheduler answers at 'tcp://127.0.0.1:1'"]),
        (["--grid", "seed=0:3", "--scheduler", "tcp://127.0.0.1:1", "--workers", "1"], ["give one of the two"]),
    ],
)
def test_a_sweep_that_cannot_be_is_refused_in_a_sentence(arguments, words, tmp_path, monkeypatch):
    from helpers.reruns import cluster, sweep_run

    def started(*arguments):
        raise AssertionError("a run was started")

    monkeypatch.setattr(sweep_run, "run_task", started)
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1)
    result = course("sweep", "01", *arguments, "--out", tmp_path / "out")
    assert result.exit_code == 2, result.output
    assert result.stderr.startswith("course: ")
    assert all(word in result.stderr for word in words), result.stderr
    assert "Traceback" not in result.output
    assert not list(tmp_path.glob("out/runs/*"))


def test_a_sweep_of_a_lesson_that_is_not_there_or_says_nothing_is_refused(make_notebook, tmp_path):
    assert "There is no lesson '99'" in course("sweep", "99", "--grid", "seed=0:2").stderr
    silent = make_notebook("silent", "1", parameters="seed: int = 0")
    result = course("sweep", silent, "--grid", "seed=0:2", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "silent records no named results" in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_sweep_refuses_the_folder_of_another_one(make_notebook, tmp_path):
    score = "from helpers.lesson import record_result\nrecord_result('score', seed)"
    notebook = make_notebook("tiny", score, parameters="seed: int = 0")
    assert course("sweep", notebook, "--grid", "seed=0", "--out", tmp_path / "out").exit_code == 0
    result = course("sweep", notebook, "--grid", "seed=1", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "holds runs that this grid lacks (seed=0)" in result.stderr
    grown = course("sweep", notebook, "--grid", "seed=1,0", "--out", tmp_path / "out")
    assert "2 run(s) of tiny, 1 finished already" in grown.output
    assert "2 of 2 run(s) passed" in grown.output


@pytest.mark.parametrize("words", [["run", "01"], ["sweep", "01", "--grid", "seed=0:2"]])
def test_a_folder_of_somebody_else_is_left_as_it_is(words, tmp_path):
    (tmp_path / "thesis.tex").touch()
    result = course(*words, "--out", tmp_path)
    assert result.exit_code == 2
    assert "holds other files" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_sweep_says_what_failed_and_the_exit_code_tells(make_notebook, tmp_path, monkeypatch):
    from helpers import paths

    monkeypatch.setattr(paths, "RUNS", tmp_path / "runs")
    score = "from helpers.lesson import record_result\nrecord_result('score', 1 / seed)"
    notebook = make_notebook("tiny", score, parameters="seed: int = 1")
    result = course("sweep", notebook, "--grid", "seed=0,2")
    assert result.exit_code == 1
    assert "failed: seed=0, cell 3 (cell-1): ZeroDivisionError: division by zero" in result.stderr
    assert "1 of 2 run(s) passed. Look at" in result.stdout
    [folder] = (tmp_path / "runs").iterdir()
    assert folder.name.startswith("tiny_sweep_")
    again = course("sweep", notebook, "--grid", "seed=0,2")
    assert "2 run(s) of tiny, 1 finished already; 1 at once" in again.stdout
    assert list((tmp_path / "runs").iterdir()) == [folder], "the same command goes to the same folder"


def test_two_runs_do_not_share_a_folder(make_notebook, tmp_path):
    from helpers.reruns.files import alone_in

    out = tmp_path / "out"
    out.mkdir()
    notebook = make_notebook("quick", "1")
    with alone_in(out):
        result = course("run", notebook, "--out", out)
    assert result.exit_code == 2
    assert "Another run is writing to" in result.stderr
    assert [path.name for path in out.iterdir()] == [".lock"]
    assert course("run", notebook, "--out", out).exit_code == 0


def test_help_loads_nothing_heavy():
    heavy = "torch", "papermill", "nbformat", "matplotlib", "sklearn", "numpy", "jupyter_client", "yaml"
    program = (
        "import sys\nfrom helpers.app.cli import app\n"
        "try:\n    app(['--help'])\nexcept SystemExit as end:\n    assert end.code == 0\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert printed.splitlines()[-1] == "[]"
    for command in ("run", "lab", "doctor", "data"):
        assert command in printed


def test_doctor_reports_and_exits_0():
    result = course("doctor")
    assert result.exit_code == 0
    assert "torch " in result.stdout
    assert result.stdout.endswith("The course can run here.\n")


def test_data_fetches_mnist_once(monkeypatch, tmp_path, mirrors):
    monkeypatch.setattr(paths, "DATA", tmp_path)
    [mirror] = mirrors("good")
    for _ in range(2):
        result = course("data")
        assert result.exit_code == 0
        assert result.stdout.endswith(
            f"MNIST: all four files are in {tmp_path / 'MNIST' / 'raw'}, and their checksums are right.\n"
        )
    assert len(set(mirror.asked)) == 4
    asked = len(mirror.asked)
    course("data")
    assert len(mirror.asked) == asked


def test_data_that_cannot_be_had_exits_1_and_says_what_to_do(monkeypatch, tmp_path, mirrors):
    monkeypatch.setattr(paths, "DATA", tmp_path)
    mirrors("missing")
    result = course("data")
    assert result.exit_code == 1
    [line] = [line for line in result.stderr.splitlines() if line.startswith("course: ")]
    assert "could not be downloaded" in line
    assert line.endswith("data/README.md says how to copy it from a stick.")
    assert "checksums are right" not in result.stdout


# The kind: one sentence before anything starts, where a hang or a traceback came.


@pytest.mark.parametrize("make", ["dangling", "loop", "file"])
def test_a_folder_for_runs_that_is_none_is_refused(tmp_path, monkeypatch, make_notebook, make):
    runs = tmp_path / "runs"
    if make == "file":
        runs.write_text("")
    else:
        runs.symlink_to("/no/such/disk/runs" if make == "dangling" else runs)
    monkeypatch.setattr("helpers.reruns.plans.RUNS", runs)
    result = course("run", make_notebook("own", "1"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert re.fullmatch(r"course: The output folder .*runs cannot be (used|made): .*\.\n", result.stderr)


@pytest.mark.parametrize("timeout", ["inf", "nan", "0", "-5"])
@pytest.mark.parametrize("words", [["run", "01"], ["sweep", "01", "--grid", "seed=0:2"]])
def test_an_odd_time_limit_is_refused(tmp_path, words, timeout):
    result = course(*words, "--timeout", timeout, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "timeout" in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(os.name != "posix", reason="Windows ends pipes in another way")
@pytest.mark.parametrize("gone", ["reader", "disk"])
def test_nobody_reads_what_it_says_and_the_record_is_there_nevertheless(make_notebook, tmp_path, gone):
    notebook = make_notebook("own", "from helpers.lesson import record_result; record_result('a', 1)")
    command = [*COURSE, "run", str(notebook), "--out", str(tmp_path / "out")]
    with open("/dev/full" if gone == "disk" else os.devnull, "w") as full:
        process = subprocess.Popen(command, stdout=full if gone == "disk" else subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if gone == "reader":
            process.stdout.close()
        error = process.stderr.read()
        assert (process.wait(timeout=300), error) == (0, "")
    assert json.loads((tmp_path / "out" / "results.json").read_text())["own"]["results"] == {"a": 1}


def test_a_disk_that_fills_up_in_a_sweep_is_no_bad_input(make_notebook, tmp_path, monkeypatch):
    source = "from helpers.lesson import record_result; record_result('a', seed)"
    notebook = make_notebook("own", source, parameters="seed: int = 0")

    def full(*given, **settings):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("helpers.reruns.sweep_run.write_table", full)
    result = course("sweep", notebook, "--grid", "seed=0:1", "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert re.search(r"could not be (written|stored) \(No space left on device\)", result.stderr)
    assert (tmp_path / "out" / "runs" / "seed=0" / "run.json").exists()


def test_a_dry_run_says_what_would_be_run_and_the_run_does_it(make_notebook, tmp_path):
    score = "from helpers.lesson import record_result\nrecord_result('score', 1 / seed)"
    notebook = make_notebook("tiny", score, parameters="seed: int = 1")
    command = ("sweep", notebook, "--grid", "seed=0,2", "--out", tmp_path / "out")
    before = sorted(tmp_path.rglob("*"))
    would = course(*command, "--dry-run")
    assert would.exit_code == 0
    assert "Finished already: 0. Would be run: 2." in would.stdout
    assert sorted(tmp_path.rglob("*")) == before
    assert course(*command).exit_code == 1
    assert "Would be run: 1, of which 1 failed before." in course(*command, "--dry-run").stdout
    status = course("sweep", "status", tmp_path / "out")
    assert status.exit_code == 0
    assert "tiny: 1 of 2 run(s) passed, 1 failed, 0 running, 1 to come." in status.stdout
    assert "The last failure: seed=0, cell 3 (cell-1): ZeroDivisionError: division by zero" in status.stdout
    refused = course(*command, "--dry-run", "--grid", "sed=1")
    assert (refused.exit_code, refused.stdout) == (2, "")


@pytest.mark.parametrize("words", [["status"], ["export", "--mlflow", "store"]])
def test_a_folder_that_is_no_sweep_s_is_refused_in_a_sentence(words, tmp_path):
    for folder in (tmp_path, tmp_path / "nowhere"):
        result = course("sweep", words[0], folder, *words[1:])
        assert (result.exit_code, result.stdout) == (2, "")
        assert len(result.stderr.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_sweep_s_help_names_its_other_commands():
    told = " ".join(course("sweep", "--help").stdout.split())
    assert "course sweep status FOLDER" in told
    assert "course sweep export FOLDER" in told
    assert "--grid" in told


def test_progress_is_printed_and_a_class_s_damaged_file_exits_1(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "MY_NOTEBOOKS", tmp_path / "my-notebooks")
    for name in ("my-notebooks", "anna"):
        (tmp_path / name).mkdir()
    assert "0 of" in course("progress").stdout
    note_answer(tmp_path / "my-notebooks" / "progress.json", "01.1", True, "a")
    result = course("progress", "--csv", tmp_path / "own.csv")
    assert result.exit_code == 0
    assert re.search(r"^01_train_on_iris +1 of \d+ +1 ", result.stdout, flags=re.M)
    assert (tmp_path / "own.csv").read_text(encoding="utf-8").startswith("student,lesson,exercise")

    note_answer(tmp_path / "anna" / "progress.json", "01.1", False, "a")
    assert course("progress", tmp_path).exit_code == 0
    (tmp_path / "ben.json").write_text("{", encoding="utf-8")
    (tmp_path / "cem").mkdir()
    result = course("progress", tmp_path)
    assert result.exit_code == 1
    assert f"No progress.json in: {tmp_path / 'cem'}." in result.stdout
    assert re.search(r"^01\.1 +1 of 2 +2 ", result.stdout, flags=re.M)
    assert result.stderr == f"skipped: {tmp_path / 'ben.json'} is damaged: it holds no JSON.\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["none"], "There is no file or folder"),
        (["."], "No progress.json in"),
        ([".", "--csv", "anna/progress.json"], "might be the progress of a student"),
        (["anna", "--csv", "none/c.csv"], "cannot be written"),
    ],
)
def test_bad_input_to_progress_is_refused_in_a_sentence(tmp_path, monkeypatch, arguments, words):
    monkeypatch.chdir(tmp_path)
    if "anna" in arguments:
        (tmp_path / "anna").mkdir()
        note_answer(tmp_path / "anna" / "progress.json", "01.1", False, "a")
    result = course("progress", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_one_s_own_damaged_progress_is_refused_in_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "MY_NOTEBOOKS", tmp_path)
    (tmp_path / "progress.json").write_text("{", encoding="utf-8")
    result = course("progress")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "is damaged: it holds no JSON." in result.stderr
