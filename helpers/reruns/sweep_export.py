"""A sweep's runs in an MLflow store, beside those of other programs: each once, however often they are exported."""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.reruns.errors import CourseError, NotStoredError
from helpers.reruns.pages import shortened
from helpers.reruns.results import as_record
from helpers.reruns.sweep_folder import StoredRun, read_manifest, stored_runs
from helpers.reruns.sweep_series import is_number

if TYPE_CHECKING:
    from mlflow import MlflowClient

DATABASE, DATABASE_SCHEME = "mlflow.db", "sqlite:///"
# MLflow's words for how a run ended; every other status is an end, and its own name stands in a tag.
STATUSES = {"failed": "FAILED", "interrupted": "KILLED"}
FINISHED = "FINISHED"
# Which run of which sweep it is, and which record it was written from.
RUN_TAG, SWEEP_TAG, RECORD_TAG = "course.run", "course.sweep", "course.record"
# The smallest limits of MLflow's stores: characters of a text, and things that are sent at once.
LONGEST_PARAMETER, LONGEST_TAG = 500, 5000
PAGE = 1000
MOST_PARAMETERS, MOST_METRICS, MOST_TAGS = 100, 500, 80
# Against what MLflow would do by itself: report its use to its makers, refuse a folder of files, try for minutes to reach a
# server, and tell of each table that it makes.
SETTINGS = {
    "MLFLOW_LOGGING_LEVEL": "WARNING",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_ALLOW_FILE_STORE": "true",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "30",
}
_NOT_FINITE = ("nan", "inf", "-inf")


@dataclass
class Exported:
    """Where the runs went, and how many were added, written anew because their record has changed, and there already."""

    experiment: str
    store: str
    added: int = 0
    replaced: int = 0
    kept: int = 0


def export_to_mlflow(folder: Path, where: str, experiment: str | None = None) -> Exported:
    """Write a run into MLflow for each run of a sweep that came to an end.

    Each has its parameters, its numeric results and seconds as metrics, other results, status and error as tags, and its
    times. A run that is there with the same record is left as it is; one whose record has changed since, or whose export
    was broken off, is deleted there and written anew. The sweep's folder is only read.

    Args:
        folder: the sweep's.
        where: MLflow's tracking URI (``http://...``, ``sqlite:///...``), or a folder: one in which MLflow keeps files
            already, or else one that gets a database, ``mlflow.db``.
        experiment: its name; None takes the lesson's.

    Raises:
        CourseError: MLflow is not installed, or there is no such folder, or it is no sweep's.
        NotStoredError: MLflow could not store something; what it has stored stays, and the next call goes on.
    """
    manifest = read_manifest(folder)
    try:
        client, store = _client(where)
    except ImportError as error:
        raise CourseError(
            f"The export needs MLflow (no module {error.name}): install the project with its extra, '.[mlflow]'."
        ) from error
    from mlflow.exceptions import MlflowException

    done = Exported(experiment or manifest["lesson"], store)
    try:
        number = _experiment(client, done.experiment, store)
        sweep = hashlib.sha256(json.dumps(_identity(manifest), sort_keys=True).encode()).hexdigest()[:16]
        there = _exported(client, number, sweep)
        for run in stored_runs(folder):
            record = hashlib.sha256(json.dumps(as_record(run.record), sort_keys=True).encode()).hexdigest()[:16]
            before = there.get(run.name, [])
            good = next((old for old, its in before if its == record), None)
            for old in (old for old, _ in before if old != good):
                client.delete_run(old)
            if good is not None:
                done.kept += 1
                continue
            _write(client, number, sweep, record, manifest["lesson"], run)
            done.replaced += bool(before)
            done.added += not before
    except (MlflowException, OSError) as error:
        words = shortened(str(error) or type(error).__name__, 300).rstrip(".")
        raise NotStoredError(f"MLflow could not store the runs at {store}: {words}.") from error
    return done


def _client(where: str) -> tuple["MlflowClient", str]:
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    from mlflow import MlflowClient

    store = where if "://" in where else _folder_store(Path(where).resolve())
    try:
        return MlflowClient(tracking_uri=store), store
    except ImportError:
        raise
    except Exception as error:  # of many kinds: an address that is none, a database that cannot be opened
        words = shortened(str(error) or type(error).__name__, 300).rstrip(".")
        raise CourseError(f"MLflow has no store at {where}: {words}.") from error


def _folder_store(folder: Path) -> str:
    if any(folder.glob("*/meta.yaml")):  # MLflow's own files, of an older version
        return folder.as_uri()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CourseError(f"The folder {folder} cannot be used for MLflow: {error.strerror}.") from error
    return f"{DATABASE_SCHEME}{(folder / DATABASE).as_posix()}"


def _experiment(client: "MlflowClient", name: str, store: str) -> str:
    if found := client.get_experiment_by_name(name):
        return found.experiment_id
    # MLflow would put files that somebody adds later into the folder in which this command was called.
    beside = Path(store.removeprefix(DATABASE_SCHEME)).parent if store.startswith(DATABASE_SCHEME) else None
    return client.create_experiment(name, (beside / "artifacts").as_uri() if beside else None)


def _identity(manifest: dict[str, Any]) -> dict[str, Any]:
    """What makes a sweep this one: not how many runs it has by now, and not where its folder lies."""
    return {key: manifest.get(key) for key in ("lesson", "code", "shared parameters", "swept parameters", "search")}


def _exported(client: "MlflowClient", experiment: str, sweep: str) -> dict[str, list[tuple[str, str]]]:
    """By the run's name, what of the sweep is in the store: number there, and record; no record if it was broken off."""
    found: dict[str, list[tuple[str, str]]] = {}
    token: str | None = None
    while True:
        page = client.search_runs([experiment], f"tags.`{SWEEP_TAG}` = '{sweep}'", max_results=PAGE, page_token=token)
        for run in page:
            whole = run.data.tags.get(RECORD_TAG, "") if run.info.status != "RUNNING" else ""
            found.setdefault(run.data.tags.get(RUN_TAG, ""), []).append((run.info.run_id, whole))
        token = page.token
        if not token:
            return found


def _write(client: "MlflowClient", experiment: str, sweep: str, record: str, lesson: str, run: StoredRun) -> None:
    from mlflow.entities import Metric, Param, RunTag

    end = round(1000 * run.written)
    start = end - round(1000 * run.record.seconds)
    tags = {RUN_TAG: run.name, SWEEP_TAG: sweep, "course.lesson": lesson, "course.status": run.record.status}
    made = client.create_run(experiment, start_time=start, tags=tags, run_name=run.name).info.run_id
    results = {f"{name}_result" if name == "seconds" else name: value for name, value in run.record.results.items()}
    numbers = {name: float(value) for name, value in results.items() if is_number(value) or value in _NOT_FINITE}
    more = {f"result.{name}": str(value) for name, value in results.items() if name not in numbers}
    if run.record.error:
        more |= {"course.error": str(run.record.error), "course.error.cell": run.record.error.cell or ""}
    parameters = [Param(name, shortened(str(value), LONGEST_PARAMETER)) for name, value in run.record.parameters.items()]
    metrics = [Metric(name, value, end, 0) for name, value in {"seconds": run.record.seconds, **numbers}.items()]
    texts = [RunTag(name, shortened(value, LONGEST_TAG)) for name, value in more.items() if value]
    for some in _portions(parameters, MOST_PARAMETERS):
        client.log_batch(made, params=some)
    for some in _portions(metrics, MOST_METRICS):
        client.log_batch(made, metrics=some)
    # The record's tag comes last: without it the run counts as broken off.
    for some in _portions([*texts, RunTag(RECORD_TAG, record)], MOST_TAGS):
        client.log_batch(made, tags=some)
    client.set_terminated(made, STATUSES.get(run.record.status, FINISHED), end)


def _portions(things: list, most: int) -> Iterator[list]:
    for first in range(0, len(things), most):
        yield things[first : first + most]
