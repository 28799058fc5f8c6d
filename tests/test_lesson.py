import os
import sys
from pathlib import Path

import numpy as np
import pytest
import threadpoolctl
import torch

from helpers import lesson
from helpers.lesson import expected_error, progress_bar, record_result, report_value, reported_values, run_script, start_lesson
from helpers.median_rule import WATCH_VARIABLE, MedianRule, RunStopped, Watch, prepare_values
from helpers.settings import RESULT_MIME, RESULTS_PROCESS, SettingError


def test_the_settings_in_force_are_printed(capsys):
    start_lesson(epochs=5, device="cpu")
    assert capsys.readouterr().out == "settings: epochs = 5, device = 'cpu'\n"


def test_a_lesson_gives_numpy_one_thread():
    with threadpoolctl.threadpool_limits(2, user_api="blas"):
        start_lesson(epochs=5)
        threads = [pool["num_threads"] for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas"]
    assert threads
    assert set(threads) == {1}


def test_a_bad_setting_stops_the_lesson():
    with pytest.raises(SettingError, match="epochs is 0"):
        start_lesson(epochs=0)


def test_an_expected_error_is_printed_in_one_line(capsys):
    with expected_error(TypeError, ValueError):
        raise ValueError("first line\nsecond line")
    with expected_error(ValueError):
        raise ValueError
    assert capsys.readouterr().out == "ValueError: first line\nValueError: \n"


def test_signs_for_bold_words_are_left_out(capsys):
    with expected_error(ValueError):
        raise ValueError("a \x1b[1mbold\x1b[0m word")
    assert capsys.readouterr().out == "ValueError: a bold word\n"


def test_an_error_that_announces_a_list_shows_two_of_its_lines(capsys):
    with expected_error(RuntimeError):
        raise RuntimeError("Error(s) in loading:\n\tMissing: a.\n\tUnexpected: b.\n\tMore.")
    assert capsys.readouterr().out == "RuntimeError: Error(s) in loading:\n  Missing: a.\n  Unexpected: b.\n"


def test_a_whole_message_is_printed_and_wrapped(capsys):
    with expected_error(ValueError, whole_message=True):
        raise ValueError("\x1b[1mfirst\x1b[0m line\n\n" + "word " * 30)
    printed = capsys.readouterr().out.splitlines()
    assert printed[:2] == ["ValueError: first line", ""]
    assert len(printed) == 4
    assert max(len(line) for line in printed) <= 96
    assert " ".join(printed[2:]).split() == ["word"] * 30


def test_a_traceback_shows_the_block_first_and_the_library_by_its_short_path(capsys):
    with expected_error(RuntimeError, traceback=True):
        torch.nn.Linear(3, 2)(torch.ones(4))
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "Traceback (most recent call last):"
    assert printed[1].startswith('  File "test_lesson.py", line')
    assert printed[2] == "    torch.nn.Linear(3, 2)(torch.ones(4))"
    assert '  File "torch/nn/modules/linear.py", line' in printed[-3]
    assert printed[-1].startswith("RuntimeError: ")


def test_an_expected_error_that_does_not_come_is_a_failure():
    with pytest.raises(AssertionError, match="TypeError or KeyError was expected here"), expected_error(TypeError, KeyError):
        pass


def test_another_error_passes_through():
    with pytest.raises(KeyError), expected_error(TypeError):
        raise KeyError("other")


@pytest.mark.parametrize("new_process", [True, False])
def test_a_script_runs_in_its_folder_with_a_main_module_of_its_own(tmp_path, capfd, new_process):
    (tmp_path / "note.txt").write_text("from its folder")
    lines = ["import sys", "print(open('note.txt').read())", "print(hasattr(sys.modules['__main__'], 'only_here'))"]
    (tmp_path / "script.py").write_text("\n".join(lines))
    main, here = sys.modules["__main__"], Path.cwd()
    main.only_here = 1
    try:
        run_script(tmp_path / "script.py", new_process)
    finally:
        del main.only_here
    assert capfd.readouterr().out == "from its folder\nFalse\n"
    assert sys.modules["__main__"] is main
    assert Path.cwd() == here


@pytest.mark.parametrize("new_process", [True, False])
def test_a_script_imports_from_its_folder_what_stands_there_now(tmp_path, capfd, new_process):
    (tmp_path / "script.py").write_text("from beside_the_script import word\nprint(word)")
    paths = list(sys.path)
    for word in ("first", "second, and longer"):
        (tmp_path / "beside_the_script.py").write_text(f"word = {word!r}")
        run_script(tmp_path / "script.py", new_process)
    assert capfd.readouterr().out == "first\nsecond, and longer\n"
    assert "beside_the_script" not in sys.modules
    assert sys.path == paths


def test_a_script_that_fails_or_is_not_there_is_told(tmp_path, capsys):
    (tmp_path / "script.py").write_text("print('so far')\nraise ValueError('no further')")
    with pytest.raises(RuntimeError, match=r"script\.py failed with exit code 1: ValueError: no further"):
        run_script(tmp_path / "script.py")
    assert capsys.readouterr().out == "so far\n"
    with pytest.raises(ValueError, match="no further"):
        run_script(tmp_path / "script.py", new_process=False)
    with pytest.raises(FileNotFoundError, match=r"There is no script other\.py in the folder"):
        run_script(tmp_path / "other.py")


@pytest.fixture
def displayed(monkeypatch):
    outputs = []
    monkeypatch.setattr(lesson, "display", lambda data, raw: outputs.append(data))
    return outputs


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (0.5, 0.5),
        (3, 3),
        (True, True),
        ("cpu", "cpu"),
        (torch.tensor(0.25), 0.25),
        (np.float64(0.75), 0.75),
        (np.int64(2), 2),
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
    ],
)
def test_a_result_is_stored_as_plain_json(displayed, value, stored):
    record_result("score", value)
    result = displayed[0][RESULT_MIME]
    assert result == {"name": "score", "value": stored}
    assert type(result["value"]) is type(stored)
    assert displayed[0]["text/plain"].startswith("score = ")


@pytest.mark.parametrize("value", [[1, 2], None, torch.zeros(2), {"a": 1}])
def test_a_result_that_is_no_single_value_is_refused(displayed, value):
    with pytest.raises(TypeError, match="Result score must be"):
        record_result("score", value)
    assert not displayed


def test_a_result_needs_a_name(displayed):
    with pytest.raises(ValueError, match="valid Python name"):
        record_result("test accuracy", 1.0)


def test_the_bar_ends_where_the_steps_end(capsys):
    with progress_bar(2500) as bar:
        for _ in range(2500):
            bar.update()
    assert bar.n == bar.total == 2500
    assert "100%" in capsys.readouterr().out.rsplit("\r", 1)[-1]


def test_an_empty_bar_is_refused():
    with pytest.raises(ValueError, match="at least 1 step"):
        progress_bar(0)


@pytest.fixture
def nothing_reported(monkeypatch):
    monkeypatch.setattr(lesson, "_reported", {})


def test_what_is_reported_is_recorded_by_step(nothing_reported, capsys):
    for step, value in enumerate([0.1, torch.tensor(0.5), np.float32(0.25), float("nan"), 1]):
        report_value("accuracy", value, np.int64(step))
    report_value("loss", 3, 10)
    found = reported_values("accuracy")
    assert list(found) == [0, 1, 2, 3, 4]
    assert [found[step] for step in (0, 1, 2, 4)] == [0.1, 0.5, 0.25, 1.0]
    assert reported_values("loss") == {10: 3.0}
    assert reported_values("none") == {}
    assert capsys.readouterr().out == "", "a thousand epochs would flood the notebook"


def test_a_loop_that_runs_again_begins_a_new_curve(nothing_reported):
    for length in (5, 3):
        for epoch in range(length):
            report_value("accuracy", length, epoch)
    assert reported_values("accuracy") == {0: 3.0, 1: 3.0, 2: 3.0}


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        (("my accuracy", 0.5, 1), ValueError, "valid Python name"),
        (("accuracy", "0.5", 1), TypeError, "must be a number, but it is a str"),
        (("accuracy", True, 1), TypeError, "must be a number, but it is a bool"),
        (("accuracy", torch.zeros(2), 1), TypeError, "must be a number, but it is a Tensor"),
        (("accuracy", 0.5, 1.5), TypeError, "must be a whole number, but it is a float"),
        (("accuracy", 0.5, True), TypeError, "must be a whole number, but it is a bool"),
        (("accuracy", 0.5, -1), ValueError, "whole number from 0, but it is -1"),
    ],
)
def test_what_is_no_report_is_refused(nothing_reported, arguments, error, words):
    with pytest.raises(error, match=words):
        report_value(*arguments)
    assert reported_values(arguments[0]) == {}


@pytest.mark.parametrize(
    ("name", "process", "stops"), [("accuracy", "own", True), ("loss", "own", False), ("accuracy", "other", False)]
)
def test_a_watched_run_is_stopped_by_its_own_report_only(nothing_reported, tmp_path, monkeypatch, name, process, stops):
    file, rule = tmp_path / "values.sqlite", MedianRule("accuracy", maximise=True, runs=1, steps=0)
    prepare_values(file, [])
    monkeypatch.setenv(RESULTS_PROCESS, str(os.getpid()) if process == "own" else "1")
    monkeypatch.setenv(WATCH_VARIABLE, Watch(str(file), "first", rule).text)
    report_value(name, 0.9, 0)
    monkeypatch.setenv(WATCH_VARIABLE, Watch(str(file), "second", rule).text)
    if stops:
        with pytest.raises(RunStopped, match=r"accuracy was 0\.1 at step 0, worse than 0\.9, the median of 1 other runs"):
            report_value(name, 0.1, 0)
    else:
        report_value(name, 0.1, 0)
    assert reported_values(name) == {0: 0.1}
