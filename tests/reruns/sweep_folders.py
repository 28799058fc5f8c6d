"""A sweep's folder for tests, as a sweep leaves it, without running anything."""

import os

from helpers.reruns.results import Failure, LessonRun
from helpers.reruns.sweep_folder import SweepFolder
from helpers.reruns.task import Outcome

MANIFEST = {
    "lesson": "01_train_on_iris",
    "code": {"01_train_on_iris": "abc", "helpers": "def", "torch": "2"},
    "shared parameters": {"epochs": 5},
    "swept parameters": ["seed"],
}
FAILURE = Failure("3 (loop)", "ValueError", "no")
# When the first run was written: in seconds since 1970.
NOON = 1_700_000_000.0


def passed(seed, **results):
    return LessonRun("ok", 2.0, {"seed": seed, "epochs": 5}, results or {"accuracy": 0.5 + seed / 100})


def failed(seed, failure=FAILURE, status="failed"):
    return LessonRun(status, 1.0, {"seed": seed, "epochs": 5}, error=failure)


def make_sweep_folder(path, *records, **more):
    """A folder with these runs, written one minute after another; ``more`` stands in its manifest too."""
    path.mkdir(parents=True, exist_ok=True)
    names = [f"seed={record.parameters['seed']}" for record in records]
    folder = SweepFolder(path, MANIFEST | more, names)
    folder.begin()
    for number, (name, record) in enumerate(zip(names, records, strict=True)):
        folder.keep(name, MANIFEST["lesson"], Outcome(record, b"{}"))
        os.utime(folder.runs / name / "run.json", (NOON + 60 * number,) * 2)
    return path
