"""What comes out of a run: the record of one chapter, and the named results in its notebook."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

RESULT_MIME = "application/vnd.pytorch-training-course.result+json"
RESULTS_FILE = "results.json"


class CourseError(Exception):
    """The request cannot be carried out. The message says, in a sentence, what was given and what is allowed."""


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
class ChapterRun:
    """One chapter, run once. ``seconds`` counts from the kernel's start to its end."""

    status: Literal["ok", "failed", "interrupted"]
    seconds: float
    parameters: dict[str, Any]
    results: dict[str, Any] = field(default_factory=dict)
    error: Failure | None = None


def named_results(notebook: Mapping[str, Any]) -> dict[str, Any]:
    """The named results stored in a notebook's outputs; the last one wins where a name comes twice."""
    found: dict[str, Any] = {}
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            result = output.get("data", {}).get(RESULT_MIME)
            if result is not None:
                found[result["name"]] = result["value"]
    return found


def write_results(folder: Path, runs: Mapping[str, ChapterRun]) -> None:
    """Write ``results.json``. It is replaced in one step: a reader, or a kill, never meets half a file."""
    records = {}
    for chapter, run in sorted(runs.items()):
        record = asdict(run)
        if run.error is None:
            del record["error"]
        records[chapter] = record
    target = folder / RESULTS_FILE
    partial = target.with_suffix(".json.partial")
    partial.write_text(json.dumps(records, indent=2, allow_nan=False) + "\n", encoding="utf-8")
    os.replace(partial, target)


def read_results(folder: Path) -> dict[str, ChapterRun]:
    """Read the ``results.json`` of an earlier run; empty if there is none.

    Raises:
        CourseError: the file is there and is not one that this module wrote.
    """
    target = folder / RESULTS_FILE
    if not target.exists():
        return {}
    try:
        runs = {}
        for chapter, record in json.loads(target.read_text(encoding="utf-8")).items():
            error = record.pop("error", None)
            runs[chapter] = ChapterRun(**record, error=Failure(**error) if error else None)
        return runs
    except (ValueError, TypeError, AttributeError) as error:
        raise CourseError(f"{target} is not a results file of this course; choose another folder.") from error
