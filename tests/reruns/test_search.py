"""A search: Optuna proposes, the records are its whole state, and a killed one ends as if it had not been disturbed."""

import json
import math
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from helpers.app.cli import app
from helpers.reruns import sweep_run
from helpers.reruns.errors import CourseError
from helpers.reruns.results import Failure, LessonRun
from helpers.reruns.search import Goal, NumberedNames, Search, number_of
from helpers.reruns.sweep import make_sweep
from helpers.reruns.sweep_report import write_sweep_report
from helpers.reruns.sweep_run import run_sweep
from helpers.reruns.table import read_table
from helpers.reruns.task import Outcome
from tests.conftest import NOT_RUN

PARAMETERS = "rate: float = 0.1\nsize: int = 8\nkind: str = 'a'\nseed: int = 0"
SCORE = "from helpers.lesson import record_result\nrecord_result('score', rate)"
RANGES = {"rate": "0.001:1:log", "size": "4:64"}


@pytest.fixture
def optuna():
    """Optuna, or the test is listed as not run."""
    try:
        import optuna
    except ImportError:
        pytest.skip(f"{NOT_RUN} the searches, which need the extra '.[search]' (optuna not found).")
    return optuna


def score(parameters):
    return -((math.log10(parameters["rate"]) + 1.5) ** 2) - (parameters["size"] - 20) ** 2 / 1000


@pytest.fixture
def without_kernels(monkeypatch):
    """Each run is a function call; returns the parameters of those that were run, and a place for another function."""
    done = []

    def run(task, pool=None):
        done.append(task.parameters)
        return run.outcome(task.parameters)

    run.outcome = lambda parameters: Outcome(LessonRun("ok", 1.0, parameters, {"score": score(parameters)}), b"{}")
    monkeypatch.setattr(sweep_run, "run_task", run)
    monkeypatch.setattr(sweep_run, "write_sweep_report", lambda folder, *rest: folder / "index.html")
    monkeypatch.setattr(sweep_run, "share_cores", lambda runs, workers=None, warm=False: (workers or 1, 1))  # on any machine
    return done, run


def made(make_notebook, *cells, grid=None, **changes):
    notebook = make_notebook("tiny", SCORE, *cells, parameters=PARAMETERS)
    asked = {"ranges": RANGES, "search": "optuna", "maximise": "score", "runs": 30}
    return make_sweep(str(notebook), grid or {}, **{**asked, **changes})


def rows(result):
    return [{name: value for name, value in row.items() if name != "seconds"} for row in read_table(result.table)]


def test_a_search_finds_a_better_setting_than_its_first_ten(optuna, make_notebook, tmp_path, without_kernels):
    result = run_sweep(made(make_notebook, runs=40), tmp_path / "out", workers=1)
    heights = [run.results["score"] for run in result.runs.values()]
    assert len(heights) == 40
    assert max(heights[10:]) > max(heights[:10])
    assert all(4 <= row["size"] <= 64 and type(row["size"]) is int and 0.001 <= row["rate"] <= 1 for row in rows(result))
    assert [number_of(name) for name in result.runs] == list(range(40))


def test_a_search_has_a_page_like_every_sweep(optuna, make_notebook, tmp_path, without_kernels, monkeypatch):
    monkeypatch.setattr(sweep_run, "write_sweep_report", write_sweep_report)
    page = run_sweep(made(make_notebook, runs=3), tmp_path / "out", workers=1).report.read_text(encoding="utf-8")
    assert "3 of 3 runs passed" in page
    assert "<h3>score</h3>" in page


def test_small_is_good_when_it_is_minimised(optuna, make_notebook, tmp_path, without_kernels):
    sweep = made(make_notebook, runs=40, maximise=None, minimise="score")
    heights = [run.results["score"] for run in run_sweep(sweep, tmp_path / "out", workers=1).runs.values()]
    assert min(heights[10:]) < min(heights[:10])


def test_the_same_search_proposes_the_same_and_another_seed_another(optuna, make_notebook, tmp_path, without_kernels):
    one, two = (run_sweep(made(make_notebook), tmp_path / name, workers=2) for name in ("one", "two"))
    assert rows(one) == rows(two)
    other = run_sweep(made(make_notebook, sample_seed=1), tmp_path / "other", workers=2)
    assert rows(other) != rows(one)
    assert len({row["rate"] for row in rows(one)}) == 30, "no proposal comes twice"


def test_stopped_anywhere_it_ends_as_if_undisturbed(optuna, make_notebook, tmp_path, without_kernels):
    undisturbed = rows(run_sweep(made(make_notebook), tmp_path / "undisturbed", workers=2))
    _, run = without_kernels
    good, left = run.outcome, []

    def until_interrupted(parameters):
        left.append(1)
        if len(left) % 7 == 0:
            raise KeyboardInterrupt
        return good(parameters)

    run.outcome = until_interrupted
    for _ in range(12):
        result = run_sweep(made(make_notebook), tmp_path / "out", workers=2)
        if not result.stopped:
            break
    else:
        raise AssertionError("it never came to its end")
    assert len(left) > 30
    assert rows(result) == undisturbed


def test_killed_in_the_middle_of_runs_it_ends_as_if_undisturbed(optuna, make_notebook, tmp_path):
    notebook = make_notebook("tiny", SCORE, "import time; time.sleep(0.2)", parameters=PARAMETERS)
    program = [sys.executable, "-c", "from helpers.app.cli import main; main()", "sweep", str(notebook), "--kernels", "fresh"]
    program += ["--range", "rate=0.001:1:log", "--search", "optuna", "--maximise", "score", "--runs", "14"]
    undisturbed, killed = tmp_path / "undisturbed", tmp_path / "killed"
    subprocess.run([*program, "--out", str(undisturbed)], check=True, capture_output=True)
    for finished in (1, 11):  # by an event, however slow the machine is
        process = subprocess.Popen([*program, "--out", str(killed)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None and len(list(killed.glob("runs/*/run.json"))) < finished:
            time.sleep(0.05)
        process.kill()
        process.wait()
        assert len(list(killed.glob("runs/*/run.json"))) < 14, "it was not killed"
    subprocess.run([*program, "--out", str(killed)], check=True, capture_output=True)
    tables = [read_table(folder / "results.csv") for folder in (undisturbed, killed)]
    assert len(tables[0]) == 14
    assert [{**row, "seconds": 0} for row in tables[1]] == [{**row, "seconds": 0} for row in tables[0]]


def test_it_goes_on_in_the_same_way_with_fewer_workers_and_what_is_lost_is_run_again(
    optuna, make_notebook, tmp_path, without_kernels
):
    done, _ = without_kernels
    first = run_sweep(made(make_notebook), tmp_path / "out", workers=2)
    assert json.loads((tmp_path / "out" / "sweep.json").read_text())["at once"] == 2
    lost = [list(first.runs)[number] for number in (0, 3, 12, 28, 29)]
    for name in lost:
        (tmp_path / "out" / "runs" / name / "run.json").unlink()
    before = rows(first)
    done.clear()
    again = run_sweep(made(make_notebook), tmp_path / "out", workers=1)
    assert rows(again) == before
    assert done == [first.runs[name].parameters for name in lost]


def test_a_search_grows_and_does_not_shrink(optuna, make_notebook, tmp_path, without_kernels):
    done, _ = without_kernels
    small, large = made(make_notebook, runs=12), made(make_notebook)
    assert small.fingerprint == large.fingerprint, "the same command with more runs goes to the same folder"
    run_sweep(small, tmp_path / "out", workers=2)
    done.clear()
    grown = run_sweep(large, tmp_path / "out", workers=2)
    assert len(done) == 18
    assert rows(grown) == rows(run_sweep(large, tmp_path / "undisturbed", workers=2))
    with pytest.raises(CourseError, match=r"holds runs that this grid lacks \(0012,"):
        run_sweep(small, tmp_path / "out")
    done.clear()
    assert rows(run_sweep(large, tmp_path / "out")) == rows(grown)
    assert done == []


@pytest.mark.parametrize(
    "changes",
    [{"ranges": {"rate": "0.001:0.5:log", "size": "4:64"}}, {"sample_seed": 3}, {"maximise": None, "minimise": "score"}],
)
def test_another_search_is_refused_in_the_folder(optuna, make_notebook, tmp_path, without_kernels, changes):
    run_sweep(made(make_notebook, runs=3), tmp_path / "out", workers=1)
    with pytest.raises(CourseError, match="holds another sweep, with other search"):
        run_sweep(made(make_notebook, runs=3, **changes), tmp_path / "out", workers=1)


@pytest.mark.parametrize("value", ["nan", "inf", None, True, "text", 1e999, math.nan])
def test_a_result_that_is_missing_or_no_number_is_a_failed_trial(
    optuna, make_notebook, tmp_path, without_kernels, value, monkeypatch
):
    told = []
    real = optuna.study.Study.tell
    monkeypatch.setattr(
        optuna.study.Study, "tell", lambda study, *given, **named: told.append(named) or real(study, *given, **named)
    )
    _, run = without_kernels
    good = run.outcome

    def outcome(parameters):
        bad = {"other": 1} if value is None else {"score": value}
        return Outcome(LessonRun("ok", 1.0, parameters, bad)) if parameters["size"] > 30 else good(parameters)

    run.outcome = outcome
    result = run_sweep(made(make_notebook, runs=12), tmp_path / "out", workers=1)
    large = [run.parameters["size"] > 30 for run in result.runs.values()]
    assert any(large)
    assert [named.get("state") == optuna.trial.TrialState.FAIL for named in told] == large[: len(told)]
    assert len(told) == 11


def test_failed_and_stopped_runs_are_told_as_such_and_only_the_failed_one_is_run_again(
    optuna, make_notebook, tmp_path, without_kernels, monkeypatch
):
    told = []
    real = optuna.study.Study.tell
    monkeypatch.setattr(
        optuna.study.Study,
        "tell",
        lambda study, trial, *given, **named: told.append((trial.number, named)) or real(study, trial, *given, **named),
    )
    done, run = without_kernels
    good = run.outcome

    def outcome(parameters):
        if len(done) == 2:
            return Outcome(LessonRun("failed", 1.0, parameters, error=Failure(None, "ValueError", "no")))
        if len(done) == 3:
            return Outcome(
                LessonRun("stopped", 1.0, parameters, {"score": 0.5, "stopped_at": 7}, Failure(None, "RunStopped", "low"))
            )
        return good(parameters)

    run.outcome = outcome
    report = "from helpers.lesson import report_value\nreport_value('score', 1, 1)"
    sweep = made(make_notebook, report, runs=6, stop_early="median")
    result = run_sweep(sweep, tmp_path / "out", workers=1)
    states = optuna.trial.TrialState
    assert [named.get("state") for _, named in told] == [None, states.FAIL, states.PRUNED, None, None]
    assert [run.status for run in result.runs.values()] == ["ok", "failed", "stopped", "ok", "ok", "ok"]
    assert sweep.goal.best(result.runs) != list(result.runs)[2], "a value on the way is no result"
    failed = result.runs[list(result.runs)[1]].parameters
    done[:] = [0, 0, 0]
    told.clear()
    again = run_sweep(sweep, tmp_path / "out", workers=1)
    assert done[3:] == [failed]
    assert [named.get("state") for _, named in told] == [None, None, states.PRUNED, None, None], "of its new try"
    assert [run.status for run in again.runs.values()] == ["ok", "ok", "stopped", "ok", "ok", "ok"]


def test_values_of_a_grid_are_choices(optuna, make_notebook, tmp_path, without_kernels):
    sweep = made(make_notebook, grid={"kind": "a,b"}, ranges={"rate": "0.1:1"}, runs=12)
    result = run_sweep(sweep, tmp_path / "out", workers=2)
    assert {row["kind"] for row in rows(result)} == {"a", "b"}
    assert ",kind=" in next(iter(result.runs))


def test_a_search_whose_runs_lack_the_goal_ends_after_three(optuna, make_notebook, tmp_path, without_kernels):
    done, run = without_kernels
    run.outcome = lambda parameters: Outcome(LessonRun("ok", 1.0, parameters, {"other": 1}))
    sweep = made(make_notebook, "for name in ['a']: record_result(name, 1)", maximise="scoer")
    result = run_sweep(sweep, tmp_path / "out", workers=1)
    assert result.stopped.startswith("because no run recorded scoer; the named results of 000")
    assert result.stopped.endswith("are: other")
    assert len(done) < 6


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"search": "optunna"}, ["search is 'optunna', but it must be one of optuna."]),
        ({"runs": None}, ["say after how many runs, for example --runs 50"]),
        ({"runs": 0}, ["runs is 0, but it must be from 1 to 10,000"]),
        ({"maximise": None}, ["--search optuna must know what is good: add --maximise or --minimise"]),
        ({"minimise": "loss"}, ["score is to be maximised and loss minimised: give one of the two"]),
        ({"maximise": "scoer"}, ["tiny has no named result 'scoer'; its results are: score. Did you mean score?"]),
        ({"sample": 5}, ["leave out --sample and --sampler, or --search"]),
        ({"sampler": "sobol"}, ["leave out --sample and --sampler, or --search"]),
        ({"ranges": {"seed": "0:9"}}, ["A search over seed would find luck: fix it with -p seed=3"]),
        ({"search": None}, ["runs is 30, but only a search", "maximise and minimise belong to --search and to --stop-early"]),
        ({"ranges": {"rate": "1:0"}, "runs": 0}, ["runs is 0", "its second end must be larger"]),
        ({"ranges": {}}, ["A sweep needs at least one parameter"]),
    ],
)
def test_a_search_that_cannot_be_is_refused(make_notebook, changes, words):
    with pytest.raises(CourseError) as caught:
        made(make_notebook, **changes)
    assert all(word in str(caught.value) for word in words), caught.value


def test_without_optuna_the_extra_is_named_and_nothing_is_claimed(make_notebook, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "optuna", None)
    with pytest.raises(CourseError, match=r"'\.\[search\]'"):
        run_sweep(made(make_notebook), tmp_path / "out")
    assert not list((tmp_path / "out").glob("[!.]*"))


def test_names_begin_with_a_number_below_the_number_of_runs():
    names = NumberedNames(12)
    assert "0011,rate=0.1" in names
    assert "0012,rate=0.1" not in names
    assert "rate=0.1" not in names
    assert number_of("seed=1") is None


def test_the_best_is_the_best_of_those_that_passed():
    runs = {name: LessonRun("ok", 1.0, {}, {"score": value}) for name, value in (("a", 1), ("b", "nan"), ("c", 3), ("d", 2))}
    runs["e"] = replace(runs["c"], status="stopped", results={"score": 9})
    assert Goal("score", True).best(runs) == "c"
    assert Goal("score", False).best(runs) == "a"
    assert Goal("loss", False).best(runs) is None
    assert Search(5, {"a": [1]}).manifest == {"by": "optuna", "axes": {"a": [1]}, "seed": 0}


def test_the_command_searches_and_does_not_praise_the_winner(optuna, make_notebook, tmp_path, without_kernels):
    from typer.testing import CliRunner

    notebook = make_notebook("tiny", SCORE, parameters=PARAMETERS)
    words = ["sweep", str(notebook), "--range", "rate=0.001:1:log", "-r", "size=4:64", "--search", "optuna", "--runs", "5"]
    words += ["--maximise", "score", "--out", str(tmp_path / "out"), "--workers", "1"]
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert "5 run(s) of tiny; 1 at once on this machine" in result.output
    assert "5 of 5 run(s) passed. Look at" in result.output
    assert "Highest score: " in result.output
    assert "The best of many is partly luck" in result.output
