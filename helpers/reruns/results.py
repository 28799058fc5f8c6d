"""What comes out of a run: the record of one lesson, and the named results in its notebook."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from helpers.reruns.errors import CourseError
from helpers.settings import RESULT_MIME
from helpers.whole_files import write_whole

RESULTS_FILE = "results.json"
# What scrapbook's glue() leaves in a notebook: single values as they are, or as text.
SCRAP_MIMES = ("application/scrapbook.scrap.json+json", "application/scrapbook.scrap.text+json")
# Beside the last reported value of a run that was stopped early: its step.
STEP_RESULT = "stopped_at"


@dataclass(frozen=True)
class Failure:
    """Where a run stopped: the cell (None: no cell was running), the error's type and its message."""

    cell: str | None
    type: str
    message: str

    def __str__(self) -> str:
        place = f"cell {self.cell}: " if self.cell else ""
        return f"{place}{self.type}: {self.message}"


@dataclass(frozen=True)
class LessonRun:
    """One lesson, run once. ``seconds`` counts from the kernel's start to its end.

    A run that a rule stopped early is ``stopped``, which is no failure: its results are the last value that it reported,
    and the step, and its error says why.
    """

    status: Literal["ok", "stopped", "failed", "interrupted"]
    seconds: float
    parameters: dict[str, Any]
    results: dict[str, Any] = field(default_factory=dict)
    error: Failure | None = None


def named_results(notebook: Mapping[str, Any]) -> dict[str, Any]:
    """The named results stored in a notebook's outputs; the last one wins where a name comes twice.

    They are those of ``record_result``, and those that scrapbook's ``glue`` left or anybody showed in its form: a name, and
    a number, text or truth value as data. Other data (lists, tables, pictures) do not fit into a cell of a table.
    """
    found: dict[str, Any] = {}
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            result = data.get(RESULT_MIME)
            if result is not None:
                found[result["name"]] = result["value"]
            for scrap in (data[mime] for mime in SCRAP_MIMES if mime in data):
                name, value = (scrap.get("name"), scrap.get("data")) if isinstance(scrap, Mapping) else (None, None)
                if isinstance(name, str) and isinstance(value, bool | int | float | str):
                    found[name] = storable(value)
    return found


def storable(value: Any) -> Any:
    """A value as JSON can hold it: NaN and infinities as the texts "nan", "inf", "-inf", as ``record_result`` stores them."""
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def as_record(run: LessonRun) -> dict[str, Any]:
    """What is stored of a run; ``from_record`` reads it back."""
    record = asdict(run)
    if run.error is None:
        del record["error"]
    return record


def from_record(record: Mapping[str, Any]) -> LessonRun:
    """The run that ``as_record`` was made from.

    Raises:
        TypeError: it is no such record.
    """
    error = record.get("error")
    return LessonRun(**{**record, "error": Failure(**error) if error else None})


def write_results(folder: Path, runs: Mapping[str, LessonRun]) -> None:
    """Write ``results.json``, in one step: a reader, or a kill, never meets half a file."""
    records = {lesson: as_record(run) for lesson, run in sorted(runs.items())}
    write_whole(folder / RESULTS_FILE, (json.dumps(records, indent=2, allow_nan=False) + "\n").encode())


def read_results(folder: Path) -> dict[str, LessonRun]:
    """Read the ``results.json`` of an earlier run; empty if there is none.

    Raises:
        CourseError: the file is there and is not one that this module wrote.
    """
    target = folder / RESULTS_FILE
    if not target.exists():
        return {}
    try:
        stored = json.loads(target.read_text(encoding="utf-8"))
        return {lesson: from_record(record) for lesson, record in stored.items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise CourseError(f"{target} is not a results file of this course; choose another folder.") from error
