"""A sweep's folder: which sweep it belongs to, and what of it is finished.

    sweep.json                    which lesson, which code, which parameters
    runs/learning_rate=0.1/       one folder a run: the executed notebook, its log, and last of all run.json
    results.csv, index.html       made from the runs
    values.sqlite                 what runs reported while they ran, if bad ones are stopped early

A run has come to an end when its ``run.json`` is there and holds the parameters that were asked for. It is written last
and in one step: whatever a kill leaves without it is run again, as is what failed.
"""

import json
from collections.abc import Container, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from helpers.reruns.errors import CourseError
from helpers.reruns.results import LessonRun, as_record, from_record
from helpers.reruns.sweep_rows import RUNS_FOLDER
from helpers.reruns.task import Outcome
from helpers.whole_files import PARTIAL, write_whole

MANIFEST_FILE, RECORD_FILE = "sweep.json", "run.json"


class SweepFolder:
    """The folder of one sweep. Use it while ``alone_in`` holds the folder.

    Args:
        path: exists and can be written to.
        manifest: what all runs in the folder have in common; anything that JSON can hold.
        names: of the runs that are wanted. There may be more than the folder holds, so that a sweep can grow.

    Raises:
        CourseError: the folder holds another sweep, runs that are not wanted, or other files.
    """

    def __init__(self, path: Path, manifest: Mapping[str, Any], names: Container[str]) -> None:
        refuse_foreign(path, manifest, names)
        self.path, self.runs, self.manifest = path, path / RUNS_FOLDER, dict(manifest)

    def begin(self) -> None:
        """Make the folder this sweep's own: only once runs can start, so that a refused request claims nothing.

        Raises:
            OSError: the system could not write.
        """
        write_whole(self.path / MANIFEST_FILE, (json.dumps(self.manifest, indent=2) + "\n").encode())
        self.runs.mkdir(exist_ok=True)
        for left in self.path.rglob(f".*{PARTIAL}"):  # of a sweep that was killed while it wrote
            left.unlink(missing_ok=True)

    def recorded(self, wanted: Mapping[str, dict[str, Any]]) -> dict[str, LessonRun]:
        """What there is of the wanted runs, by name: runs with just these parameters that came to an end."""
        found = {name: self._read(name) for name in wanted}
        # One mapping of parameters for both: of ten thousand runs, a second one would take as much memory as all the rest.
        return {
            name: replace(run, parameters=parameters)
            for (name, run), parameters in zip(found.items(), wanted.values(), strict=True)
            if run is not None and run.parameters == parameters
        }

    def all_recorded(self) -> dict[str, LessonRun]:
        """Every run that came to an end, by name, for a search, which does not know its runs beforehand."""
        found = {path.name: self._read(path.name) for path in sorted(self.runs.glob("*"))}
        return {name: run for name, run in found.items() if run is not None}

    def stored(self, key: str) -> Any:
        """What the folder's manifest says beyond what all runs have in common; None if it does not."""
        try:
            return json.loads((self.path / MANIFEST_FILE).read_text(encoding="utf-8")).get(key)
        except (OSError, ValueError, AttributeError):
            return None

    def _read(self, name: str) -> LessonRun | None:
        try:
            return from_record(json.loads((self.runs / name / RECORD_FILE).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError, AttributeError):
            return None  # not there, or damaged from outside: as good as not run

    def keep(self, name: str, lesson: str, outcome: Outcome) -> None:
        """Store what a run made; its record last, so that it is complete when the record is there.

        Raises:
            OSError: the system could not write.
        """
        folder = self.runs / name
        folder.mkdir(exist_ok=True)
        (folder / RECORD_FILE).unlink(missing_ok=True)
        for file, content in ((f"{lesson}.ipynb", outcome.notebook), (f"{lesson}.log", outcome.log)):
            if content is None:
                (folder / file).unlink(missing_ok=True)  # of an earlier try
            else:
                write_whole(folder / file, content)
        write_whole(folder / RECORD_FILE, (json.dumps(as_record(outcome.record), indent=2) + "\n").encode())


@dataclass(frozen=True)
class StoredRun:
    """A run that came to an end: its name, its record, and when the record was written, in seconds since 1970."""

    name: str
    record: LessonRun
    written: float


def read_manifest(path: Path) -> dict[str, Any]:
    """What ``sweep.json`` says, of a folder that is only looked at. Whether a sweep writes to it does not matter.

    Raises:
        CourseError: there is no such folder, or it is no sweep's.
    """
    target = path / MANIFEST_FILE
    try:
        found = json.loads(target.read_text(encoding="utf-8"))
        return {**found, "lesson": str(found["lesson"]), "swept parameters": list(found["swept parameters"])}
    except FileNotFoundError:
        if not path.exists():
            raise CourseError(f"There is no folder {path}.") from None
        raise CourseError(f"{path} is not the folder of a sweep: it holds no {MANIFEST_FILE}.") from None
    except OSError as error:
        raise CourseError(f"{target} cannot be read: {error.strerror}.") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise CourseError(f"{target} is not the file of a sweep.") from error


def stored_runs(path: Path) -> Iterator[StoredRun]:
    """The runs in a folder that came to an end, one by one, sorted by name; what is damaged counts as not there."""
    for folder in sorted((path / RUNS_FOLDER).glob("*")):
        file = folder / RECORD_FILE
        with suppress(OSError, ValueError, TypeError, AttributeError):
            yield StoredRun(folder.name, from_record(json.loads(file.read_text(encoding="utf-8"))), file.stat().st_mtime)


def refuse_foreign(path: Path, manifest: Mapping[str, Any], names: Container[str]) -> None:
    """Look whether a sweep may write to a folder, and change nothing.

    Raises:
        CourseError: the folder holds another sweep, runs that are not among ``names``, or other files.
    """
    target = path / MANIFEST_FILE
    if target.exists():
        _refuse_other_sweep(target, manifest)
        # Its table would lose them. A smaller grid can have a folder of its own.
        if lost := sorted(run.name for run in (path / RUNS_FOLDER).glob("*") if run.name not in names):
            raise CourseError(
                f"The output folder {path} holds runs that this grid lacks ({lost[0]}): choose another folder, or name a grid "
                "that has them too."
            )
    elif others := sorted(entry.name for entry in path.iterdir() if not entry.name.startswith(".")):
        raise CourseError(f"The output folder {path} holds other files ({others[0]}): choose an empty one.")


def _refuse_other_sweep(target: Path, manifest: Mapping[str, Any]) -> None:
    advice = "choose another folder, or repeat the command that it was made with"
    try:
        found = json.loads(target.read_text(encoding="utf-8"))
        different = [key for key in manifest if found.get(key) != json.loads(json.dumps(manifest[key]))]
    except (OSError, ValueError, AttributeError) as error:
        raise CourseError(f"{target} is not the file of a sweep; choose another folder.") from error
    if "lesson" in different:
        raise CourseError(f"The output folder {target.parent} holds a sweep of {found.get('lesson')}: {advice}.")
    if "code" in different:
        before = found.get("code") or {}
        changed = " and ".join(name for name, code in manifest["code"].items() if before.get(name) != code)
        raise CourseError(f"Since the sweep in {target.parent} began, {changed} has changed: choose another folder.")
    if different == ["shared parameters"]:
        before, now = found["shared parameters"] or {}, manifest["shared parameters"]
        changed = ", ".join(f"{name} was {before.get(name)!r}" for name, value in now.items() if before.get(name) != value)
        raise CourseError(f"The output folder {target.parent} holds another sweep ({changed}): {advice}.")
    if different:
        raise CourseError(
            f"The output folder {target.parent} holds another sweep, with other {' and '.join(different)}: {advice}."
        )
