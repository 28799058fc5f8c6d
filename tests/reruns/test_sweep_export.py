"""A sweep in MLflow: every run once, with all that is known of it."""

import importlib.util
import os
import subprocess
import sys

import pytest

from helpers.paths import COURSE_ROOT
from helpers.reruns.errors import CourseError, NotStoredError
from helpers.reruns.sweep_export import SETTINGS, export_to_mlflow
from tests.conftest import NOT_RUN
from tests.reruns.sweep_folders import NOON, failed, make_sweep_folder, passed

LESSON = "01_train_on_iris"


@pytest.fixture
def mlflow(monkeypatch):
    """MLflow's client class; its own warnings, of other packages' versions for example, are not this project's."""
    if importlib.util.find_spec("mlflow") is None or importlib.util.find_spec("alembic") is None:
        pytest.skip(f"{NOT_RUN} the export to MLflow, which needs the extra '.[mlflow]'.")
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    return importlib.import_module("mlflow").MlflowClient


@pytest.fixture
def files(tmp_path):
    """A folder in which MLflow keeps files, as older versions did: much faster than to make a database."""
    folder = tmp_path / "mlruns"
    (folder / "0").mkdir(parents=True)
    (folder / "0" / "meta.yaml").write_text(
        f"artifact_location: {folder.as_uri()}/0\nexperiment_id: '0'\nlifecycle_stage: active\nname: Default\n"
        "creation_time: 1\nlast_update_time: 1\n"
    )
    return folder


def runs_in(client, experiment=LESSON):
    found = client.search_runs([client.get_experiment_by_name(experiment).experiment_id])
    return {run.info.run_name: run for run in found}


def test_a_run_has_parameters_metrics_status_tags_and_times(mlflow, files, tmp_path):
    results = {"accuracy": 0.75, "epoch": 7, "loss": "nan", "device": "cpu", "better": True, "seconds": 9.0, "word": "info"}
    folder = make_sweep_folder(
        tmp_path / "sweep", passed(0, **results), failed(1), failed(2, status="interrupted"), failed(3, status="another end")
    )
    done = export_to_mlflow(folder, str(files))
    assert (done.experiment, done.store, done.added, done.replaced, done.kept) == (LESSON, files.as_uri(), 4, 0, 0)
    runs = runs_in(mlflow(files.as_uri()))
    assert sorted(runs) == ["seed=0", "seed=1", "seed=2", "seed=3"]
    run = runs["seed=0"]
    assert run.data.params == {"seed": "0", "epochs": "5"}
    metrics = dict(run.data.metrics)
    assert metrics.pop("loss") != metrics.get("loss")  # NaN
    assert metrics == {"seconds": 2.0, "accuracy": 0.75, "epoch": 7.0, "seconds_result": 9.0}
    assert (
        run.data.tags.items()
        >= {
            "course.run": "seed=0",
            "course.lesson": LESSON,
            "course.status": "ok",
            "result.device": "cpu",
            "result.better": "True",
            "result.word": "info",
        }.items()
    )
    assert (run.info.start_time, run.info.end_time) == (1000 * NOON - 2000, 1000 * NOON)
    assert runs["seed=1"].data.tags["course.error"] == "cell 3 (loop): ValueError: no"
    assert runs["seed=1"].data.tags["course.error.cell"] == "3 (loop)"
    assert runs["seed=3"].data.tags["course.status"] == "another end"
    assert [runs[name].info.status for name in sorted(runs)] == ["FINISHED", "FAILED", "KILLED", "FINISHED"]


def test_twice_doubles_nothing_and_what_has_changed_is_written_anew(mlflow, files, tmp_path):
    folder = make_sweep_folder(tmp_path / "sweep", passed(0), failed(1))
    export_to_mlflow(folder, str(files))
    client = mlflow(files.as_uri())
    first = {name: run.info.run_id for name, run in runs_in(client).items()}
    moved = folder.rename(tmp_path / "elsewhere")
    again = export_to_mlflow(moved, str(files))
    assert (again.added, again.replaced, again.kept) == (0, 0, 2)
    assert {name: run.info.run_id for name, run in runs_in(client).items()} == first
    make_sweep_folder(moved, passed(0), passed(1), passed(2))
    grown = export_to_mlflow(moved, str(files))
    assert (grown.added, grown.replaced, grown.kept) == (1, 1, 1)
    runs = runs_in(client)
    assert sorted(runs) == ["seed=0", "seed=1", "seed=2"]
    assert runs["seed=0"].info.run_id == first["seed=0"]
    assert (runs["seed=1"].info.status, runs["seed=1"].data.metrics["accuracy"]) == ("FINISHED", 0.51)


def test_two_searches_are_two_sweeps_though_their_runs_have_the_same_names(mlflow, files, tmp_path):
    for seed, accuracy in ((0, 0.5), (1, 0.6)):
        folder = make_sweep_folder(
            tmp_path / f"search {seed}", passed(0, accuracy=accuracy), search={"by": "optuna", "seed": seed}
        )
        done = export_to_mlflow(folder, str(files))
        assert (done.added, done.replaced, done.kept) == (1, 0, 0)
    client = mlflow(files.as_uri())
    found = client.search_runs([client.get_experiment_by_name(LESSON).experiment_id])
    assert sorted(run.data.metrics["accuracy"] for run in found) == [0.5, 0.6]


def test_an_export_that_was_broken_off_is_finished_by_the_next(mlflow, files, tmp_path, monkeypatch):
    folder = make_sweep_folder(tmp_path / "sweep", passed(0), passed(1))
    with monkeypatch.context() as patch:
        patch.setattr(mlflow, "set_terminated", lambda *_: (_ for _ in ()).throw(OSError("no room")))
        with pytest.raises(NotStoredError, match=r"MLflow could not store the runs at .*: no room\.$"):
            export_to_mlflow(folder, str(files))
    done = export_to_mlflow(folder, str(files))
    assert (done.added, done.replaced, done.kept) == (1, 1, 0)
    assert {run.info.status for run in runs_in(mlflow(files.as_uri())).values()} == {"FINISHED"}
    assert len(runs_in(mlflow(files.as_uri()))) == 2


def test_more_runs_than_a_page_of_mlflow_s_are_there_once(mlflow, files, tmp_path, monkeypatch):
    from helpers.reruns import sweep_export

    monkeypatch.setattr(sweep_export, "PAGE", 2)
    folder = make_sweep_folder(tmp_path / "sweep", *(passed(seed) for seed in range(5)))
    assert export_to_mlflow(folder, str(files)).added == 5
    assert export_to_mlflow(folder, str(files)).kept == 5


def test_long_texts_and_many_results_fit(mlflow, files, tmp_path):
    folder = make_sweep_folder(
        tmp_path / "sweep",
        passed(0, **{f"r{number}": number for number in range(1200)}, **{f"t{i}": "x" * 9000 for i in range(120)}),
    )
    export_to_mlflow(folder, str(files))
    data = runs_in(mlflow(files.as_uri()))["seed=0"].data
    assert len(data.metrics) == 1201
    assert sum(name.startswith("result.t") for name in data.tags) == 120


def test_a_folder_gets_a_database_and_nothing_lands_elsewhere(mlflow, tmp_path, monkeypatch):
    folder = make_sweep_folder(tmp_path / "sweep", passed(0))
    before = sorted(path.name for path in folder.rglob("*"))
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    done = export_to_mlflow(folder, str(tmp_path / "store"), "mine")
    assert done.store == f"sqlite:///{tmp_path.as_posix()}/store/mlflow.db"
    experiment = mlflow(done.store).get_experiment_by_name("mine")
    assert experiment.artifact_location.startswith((tmp_path / "store" / "artifacts").as_uri())
    assert export_to_mlflow(folder, done.store, "mine").kept == 1
    assert list(here.iterdir()) == []
    assert sorted(path.name for path in folder.rglob("*")) == before, "the sweep's folder is only read"


def test_the_command_says_what_it_did_in_one_line(mlflow, files, tmp_path):
    folder = make_sweep_folder(tmp_path / "sweep", passed(0), failed(1))
    program = [sys.executable, "-c", "from helpers.app.cli import main; main()", "sweep", "export"]
    environment = {**os.environ, "PYTHONPATH": str(COURSE_ROOT)}
    line = [*program, str(folder), "--mlflow", str(files)]
    done = subprocess.run(line, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"Experiment {LESSON} at {files.as_uri()}: 2 run(s) added, 0 replaced, 0 there already.\n"


@pytest.mark.parametrize("where", ["nonsense://x", "file"])
def test_a_store_that_there_is_not_is_told_in_a_sentence(mlflow, tmp_path, where):
    folder = make_sweep_folder(tmp_path / "sweep", passed(0))
    where = where if "://" in where else str(tmp_path / where)
    (tmp_path / "file").touch()
    with pytest.raises(CourseError) as caught:
        export_to_mlflow(folder, where)
    assert where in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_a_server_that_does_not_answer_is_told_in_a_sentence(mlflow, tmp_path):
    folder = make_sweep_folder(tmp_path / "sweep", passed(0))
    with pytest.raises(NotStoredError) as caught:
        export_to_mlflow(folder, "http://127.0.0.1:9")
    assert str(caught.value).startswith("MLflow could not store the runs at http://127.0.0.1:9: ")
    assert len(str(caught.value).splitlines()) == 1


def test_without_mlflow_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "mlflow", None)
    with pytest.raises(CourseError, match=r"needs MLflow .* '\.\[mlflow\]'"):
        export_to_mlflow(make_sweep_folder(tmp_path / "sweep", passed(0)), str(tmp_path / "store"))
    assert not (tmp_path / "store").exists()


def test_a_folder_that_is_no_sweep_s_is_refused(tmp_path):
    with pytest.raises(CourseError, match="There is no folder"):
        export_to_mlflow(tmp_path / "nowhere", str(tmp_path / "store"))
    with pytest.raises(CourseError, match=r"holds no sweep\.json"):
        export_to_mlflow(tmp_path, str(tmp_path / "store"))
