"""Bad runs are stopped early, at the step at which they are bad, in real kernels; good ones are not."""

import sqlite3

import pytest
from typer.testing import CliRunner

from helpers.app.cli import app
from helpers.reruns.errors import CourseError
from helpers.reruns.sweep import make_sweep
from helpers.reruns.sweep_run import run_sweep
from helpers.reruns.table import read_table

PARAMETERS = "quality: float = 0.5"
TRAIN = """
from pathlib import Path
from helpers.lesson import record_result, report_value
try:
    for epoch in range(8):
        try:
            report_value("accuracy", quality, epoch)
        except Exception:
            print("a notebook that catches what it can")
finally:
    Path(f"{quality}.txt").write_text(str(epoch))
"""
SCORE = "record_result('accuracy', quality + 0.01)"
# One after the other: three that set the median, a bad one, a good one.
GRID = {"quality": "0.9,0.8,0.7,0.1,0.85"}


@pytest.fixture
def notebook(make_notebook):
    return make_notebook("tiny", TRAIN, SCORE, parameters=PARAMETERS)


def made(notebook, grid=None, **changes):
    return make_sweep(str(notebook), grid or GRID, **{"stop_early": "median:3:2", "maximise": "accuracy", **changes})


@pytest.mark.parametrize("warm", [False, True])
def test_a_bad_run_is_stopped_and_a_good_one_is_not(notebook, tmp_path, warm):
    result = run_sweep(made(notebook), tmp_path / "out", workers=1, warm=warm, announce=len)
    assert [run.status for run in result.runs.values()] == ["ok", "ok", "ok", "stopped", "ok"]
    rows = {row["quality"]: row for row in read_table(result.table)}
    bad = rows[0.1]
    assert (bad["status"], bad["accuracy"], bad["stopped_at"]) == ("stopped", 0.1, 2)
    assert "accuracy was 0.1 at step 2, worse than 0.8, the median of 3 other runs" in bad["error"]
    assert {quality: row["accuracy"] for quality, row in rows.items() if quality != 0.1} == {
        0.9: 0.91,
        0.8: 0.81,
        0.7: 0.71,
        0.85: 0.86,
    }
    reached = {float(path.stem): path.read_text() for path in tmp_path.glob("*.txt")}
    assert reached == {0.9: "7", 0.8: "7", 0.7: "7", 0.1: "2", 0.85: "7"}, "it was not stopped at the third step"
    page = result.report.read_text(encoding="utf-8")
    assert "4 passed, 0 failed, 1 stopped early" in page
    assert "■ stopped early" in page


def test_a_stopped_run_is_no_failure_and_is_not_run_again(notebook, tmp_path):
    words = [
        "sweep",
        str(notebook),
        "--grid",
        f"quality={GRID['quality']}",
        "--stop-early",
        "median:3:2",
        "--maximise",
        "accuracy",
    ]
    words += ["--out", str(tmp_path / "out"), "--workers", "1"]
    first = CliRunner().invoke(app, words, catch_exceptions=False)
    assert first.exit_code == 0, first.output
    assert "4 of 5 run(s) passed, 1 stopped early. Look at" in first.output
    assert "failed:" not in first.output
    again = CliRunner().invoke(app, words, catch_exceptions=False)
    assert again.exit_code == 0
    assert "All 5 runs of tiny are finished already." in again.output
    # Without the rule, the run that it stopped is one that lacks.
    whole = [word for word in words if word not in ("--stop-early", "median:3:2", "--maximise", "accuracy")]
    rest = CliRunner().invoke(app, whole, catch_exceptions=False)
    assert "5 run(s) of tiny, 4 finished already; 1 at once" in rest.output
    assert "5 of 5 run(s) passed. Look at" in rest.output


def test_what_an_earlier_try_left_is_forgotten_when_the_run_begins_anew(notebook, tmp_path):
    first = run_sweep(made(notebook), tmp_path / "out", workers=1, announce=len)
    values = sqlite3.connect(tmp_path / "out" / "values.sqlite", isolation_level=None)
    values.execute("INSERT INTO stopped VALUES ('quality=0.9')")  # in a sweep of other runs, and then killed
    for name in ("quality=0.9", "quality=0.1"):
        (tmp_path / "out" / "runs" / name / "run.json").unlink()
    again = run_sweep(made(notebook), tmp_path / "out", workers=1, announce=len)
    assert {name: (run.status, run.results) for name, run in again.runs.items()} == {
        name: (run.status, run.results) for name, run in first.runs.items()
    }
    assert values.execute("SELECT run FROM stopped").fetchall() == [("quality=0.1",)]
    values.close()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"stop_early": "mean"}, "stop-early is 'mean', but it must read median, median:RUNS or median:RUNS:STEPS."),
        ({"stop_early": "median:x"}, "must read median"),
        ({"stop_early": "median:0"}, "a median needs at least 1"),
        ({"maximise": None}, "--stop-early median:3:2 must know what is good: add --maximise or --minimise"),
        ({"stop_early": None}, "maximise and minimise belong to --search and to --stop-early"),
        ({"maximise": "acuracy"}, "reports no values called 'acuracy' while it runs, .*; it reports: accuracy."),
    ],
)
def test_a_rule_that_cannot_be_is_refused(notebook, changes, words):
    with pytest.raises(CourseError, match=words) as caught:
        made(notebook, **changes)
    assert "\n" not in str(caught.value)


def test_a_notebook_that_reports_nothing_is_refused(make_notebook):
    silent = make_notebook("silent", "record_result('accuracy', 1)", parameters=PARAMETERS)
    with pytest.raises(CourseError, match=r'it reports: none. Call report_value\("accuracy", value, epoch\) from helpers.lesson'):
        made(silent)


def test_on_a_cluster_it_is_refused_in_a_sentence(notebook, tmp_path):
    with pytest.raises(CourseError, match="a cluster's workers do not share: leave it out, or --scheduler"):
        run_sweep(made(notebook), tmp_path / "out", scheduler="tcp://127.0.0.1:1")
    assert not (tmp_path / "out").exists()


def test_the_rule_has_five_runs_and_five_values_where_nothing_else_is_said(notebook):
    rule = made(notebook, stop_early="median").rule
    assert (rule.runs, rule.steps, rule.maximise) == (5, 5, True)
    rule = made(notebook, stop_early="median:2", maximise=None, minimise="accuracy").rule
    assert (rule.runs, rule.steps, rule.maximise) == (2, 5, False)
