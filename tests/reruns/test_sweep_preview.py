"""A dry run says what a sweep would do, and does nothing of it."""

import pytest

from helpers.reruns import sweep_run
from helpers.reruns.errors import CourseError
from helpers.reruns.results import Failure, LessonRun
from helpers.reruns.sweep import make_sweep
from helpers.reruns.sweep_preview import preview_sweep
from helpers.reruns.sweep_run import run_sweep
from helpers.reruns.task import Outcome

PARAMETERS = "number: int = 1\nseed: int = 0\nname: str = 'x'"
SCORE = "from helpers.lesson import record_result\nrecord_result('score', number)"


@pytest.fixture
def make(make_notebook):
    notebook = make_notebook("tiny", SCORE, parameters=PARAMETERS)
    return lambda **grid: make_sweep(str(notebook), grid or {"number": "1,2", "seed": "0:12"})


def everything(folder):
    return {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in folder.rglob("*")}


def test_a_sweep_that_never_ran(make, tmp_path):
    before = everything(tmp_path)
    said = preview_sweep(make(), tmp_path / "out", workers=1)
    assert said == [
        "24 run(s) of tiny; 1 at once on this machine, one thread each. Nobody has measured how long one takes.",
        "Finished already: 0. Would be run: 24.",
        "  number: 1, 2",
        "  seed: 0, 1, 2, 3, 4, 5, ..., 11 (12 values)",
        "The same in all runs:",
        "  name: x",
        f"The folder {tmp_path / 'out'} would be made. Nothing was run, and nothing was written.",
    ]
    assert everything(tmp_path) == before


def test_a_sweep_that_is_half_done(make, tmp_path, monkeypatch):
    def run(task, pool=None):
        error = Failure("2 (x)", "ValueError", "no") if task.parameters["seed"] == 1 else None
        return Outcome(LessonRun("failed" if error else "ok", 2.5, task.parameters, error=error))

    monkeypatch.setattr(sweep_run, "run_task", run)
    out = tmp_path / "out"
    run_sweep(make(number="1,2", seed="0:2"), out, announce=len)
    before = everything(tmp_path)
    said = preview_sweep(make(number="1,2", seed="0:3"), out, workers=1)
    assert said[0].endswith("At the 2 s that those took what is left takes about 00:10.")
    assert said[1] == "Finished already: 2. Would be run: 4, of which 2 failed before."
    assert said[-1].startswith(f"The folder {out} is there.")
    assert everything(tmp_path) == before
    monkeypatch.setattr(sweep_run, "run_task", lambda task, pool=None: Outcome(LessonRun("ok", 1.0, task.parameters)))
    run_sweep(make(number="1,2", seed="0:3"), out, announce=len)
    assert preview_sweep(make(number="1,2", seed="0:3"), out)[:2] == [
        "All 6 runs of tiny are finished already.",
        "Finished already: 6. Would be run: 0.",
    ]


def test_a_cluster_is_not_asked(make, tmp_path):
    said = preview_sweep(make(), tmp_path / "out", scheduler="tcp://127.0.0.1:9")
    assert "as many at once as it has room for on the cluster at tcp://127.0.0.1:9, which was not asked" in said[0]


def test_what_the_sweep_would_refuse_is_refused(make, tmp_path):
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "thesis.tex").touch()
    (tmp_path / "file").touch()
    for words, folder, options in (
        ("holds other files", "foreign", {}),
        ("is a file", "file", {}),
        ("workers is 999", "out", {"workers": 999}),
        ("timeout is 0", "out", {"timeout": 0}),
        ("give one of the two", "out", {"workers": 1, "scheduler": "tcp://127.0.0.1:1"}),
    ):
        with pytest.raises(CourseError, match=words):
            preview_sweep(make(), tmp_path / folder, **options)
    assert not (tmp_path / "out").exists()
    assert [path.name for path in (tmp_path / "foreign").iterdir()] == ["thesis.tex"]


def test_a_search_knows_its_ends_and_not_its_runs(make_notebook, tmp_path):
    notebook = make_notebook("tiny", SCORE, parameters=PARAMETERS + "\nrate: float = 0.1")
    search = {"ranges": {"rate": "0.001:1:log"}, "search": "optuna", "runs": 30, "maximise": "score"}
    before = everything(tmp_path)
    said = preview_sweep(make_sweep(str(notebook), {"number": "1,2"}, **search), tmp_path / "out", workers=1)
    assert said[0].startswith("30 run(s) of tiny; 1 at once on this machine")
    assert said[1:4] == [
        "Finished already: 0. Would be run: 30.",
        "  number: 1, 2",
        "  rate: 0.001 to 1, as the search proposes, by its logarithm",
    ]
    assert everything(tmp_path) == before


def test_runs_that_were_stopped_are_finished_for_a_sweep_with_the_rule_only(make_notebook, tmp_path, monkeypatch):
    reporting = "from helpers.lesson import report_value\nreport_value('score', number, 0)"
    notebook = make_notebook("tiny", SCORE, reporting, parameters=PARAMETERS)
    early = {"stop_early": "median", "maximise": "score"}
    monkeypatch.setattr(sweep_run, "run_task", lambda task, pool=None: Outcome(LessonRun("stopped", 1.0, task.parameters)))
    run_sweep(make_sweep(str(notebook), {"number": "1,2"}, **early), tmp_path / "out", announce=len)
    with_rule = preview_sweep(make_sweep(str(notebook), {"number": "1,2"}, **early), tmp_path / "out")
    assert with_rule[1] == "Finished already: 2. Would be run: 0."
    without = preview_sweep(make_sweep(str(notebook), {"number": "1,2"}), tmp_path / "out")
    assert without[1] == "Finished already: 0. Would be run: 2, of which 2 failed, or were stopped early, before."
