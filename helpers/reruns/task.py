"""One run of a sweep as a task: what it needs goes in, what it made comes out. Threads and cluster workers do the same."""

import hashlib
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from helpers.median_rule import Watch
from helpers.paths import PACKAGE
from helpers.reruns.kernels import KernelPool
from helpers.reruns.notebooks import read_notebook
from helpers.reruns.results import LessonRun
from helpers.reruns.run import run_notebook


@dataclass(frozen=True)
class Task:
    """A lesson, its parameters, and how to run it. Everything travels in it: a worker needs no file of ours.

    ``source`` is the notebook without its outputs, as JSON; ``timeout`` is in seconds a cell; ``warm`` is ``KernelPool``'s.
    ``folder`` is the one that it works in, None an empty one of its own; ``watch`` may stop it early. Both are for runs on
    this machine only.
    """

    lesson: str
    source: str
    parameters: dict[str, Any]
    threads: int
    timeout: float | None
    warm: bool = False
    folder: Path | None = None
    watch: Watch | None = None


@dataclass(frozen=True)
class Outcome:
    """The record of a run, its executed notebook and what its kernel printed outside the cells; None where there is none."""

    record: LessonRun
    notebook: bytes | None = None
    log: bytes | None = None


def source_of(notebook: Path) -> str:
    """A notebook as JSON, without its outputs: they would travel to every worker, and be replaced there."""
    content = read_notebook(notebook)
    for cell in content.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return nbformat.writes(content)


def code_of(source: str) -> list[str]:
    """The code cells of a notebook: what decides about its results."""
    cells: list[Mapping[str, Any]] = json.loads(source)["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def package_hash() -> str:
    """A hash of this package's code, which every lesson uses: results of different ones do not belong into one table."""
    code = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        code.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return code.hexdigest()


def run_task(task: Task, pool: KernelPool | None = None) -> Outcome:
    """Run a task in a folder of its own, which is gone afterwards. Whatever the notebook does ends in the record.

    Args:
        task: what to run.
        pool: starts the kernel, and can end it; None makes one for this run.
    """
    # A kernel that was just killed may still hold files open, which Windows does not remove.
    with tempfile.TemporaryDirectory(prefix="course-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source, work, temporary = folder / "source.ipynb", folder / "work", folder / "tmp"
        source.write_text(task.source, encoding="utf-8")
        work.mkdir()
        temporary.mkdir()
        output = work / f"{task.lesson}.ipynb"
        pool = pool or KernelPool(task.threads, task.warm)
        record = run_notebook(
            source, task.parameters, output, pool, task.timeout, temporary, folder=task.folder, watch=task.watch
        )
        return Outcome(record, _content(output), _content(output.with_suffix(".log")))


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None
