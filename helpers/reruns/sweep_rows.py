"""A sweep's runs as columns of cells: what the report's table shows, and what it is sorted by."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.reruns.pages import shortened, shown, status_words
from helpers.reruns.results import LessonRun
from helpers.reruns.sweep_series import is_number
from helpers.reruns.table import column_names

RUNS_FOLDER = "runs"
LONGEST_TEXT, LONGEST_ERROR = 200, 300
# As JavaScript's Number() reads them. Its NaN is sorted to the end, like an empty cell.
_NOT_FINITE = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}


@dataclass(frozen=True)
class Column:
    """A column: one text a run, and what the texts are sorted by where that is something else.

    Args:
        name: its heading.
        kind: ``text``, ``number``, ``status``, ``files`` or ``error``: how a cell looks.
        texts: as they are shown; empty where a run has no such value.
        keys: as long as ``texts``, or None where the texts themselves are what counts.
    """

    name: str
    kind: str
    texts: list[str]
    keys: list[str] | None = None

    @property
    def numeric(self) -> bool:
        """Whether it is sorted as numbers."""
        return self.kind == "number"


def _column(name: str, values: Sequence[Any]) -> Column:
    there = [value for value in values if value is not None]
    numeric = any(is_number(value) for value in there) and all(is_number(value) or value in _NOT_FINITE for value in there)
    # One text for all runs with the same value: of ten thousand runs, few values of a parameter are different.
    texts = _each(lambda value: shortened(shown(value), LONGEST_TEXT), values)
    if not numeric:
        return Column(name, "text", texts)
    keys = _each(lambda value: _NOT_FINITE.get(str(value), repr(value)), values)
    return Column(name, "number", texts, None if keys == texts else keys)


def _each(words: Callable[[Any], str], values: Sequence[Any]) -> list[str]:
    known: dict[str, str] = {}
    return ["" if value is None else known.setdefault(repr(value), words(value)) for value in values]


def table_columns(folder: Path, lesson: str, runs: Mapping[str, LessonRun], parameters: Sequence[str]) -> list[Column]:
    """The columns of the report's table: parameters, status, files, seconds, named results, and errors if there are any.

    Args:
        folder: the sweep's; files that are there are named.
        lesson: the name of its notebooks.
        runs: by the run's name.
        parameters: those that have a column.
    """
    parameter_columns, result_columns = column_names(runs)
    all_runs = list(runs.values())
    columns = [_column(parameter_columns.get(name, name), [run.parameters.get(name) for run in all_runs]) for name in parameters]
    columns.append(Column("status", "status", [status_words(run.status) for run in all_runs]))
    columns.append(Column("files", "files", [" ".join(_files(folder, lesson, name)) for name in runs]))
    seconds, keys = [f"{run.seconds:.1f}" for run in all_runs], [repr(run.seconds) for run in all_runs]
    columns.append(Column("seconds", "number", seconds, None if keys == seconds else keys))
    columns += [_column(column, [run.results.get(name) for run in all_runs]) for name, column in result_columns.items()]
    if any(run.error for run in all_runs):
        errors = [shortened(str(run.error), LONGEST_ERROR) if run.error else "" for run in all_runs]
        columns.append(Column("error", "error", errors))
    return columns


def _files(folder: Path, lesson: str, name: str) -> list[str]:
    """Which of its two files a run has: by their endings."""
    run = folder / RUNS_FOLDER / name
    return [ending for ending in ("ipynb", "log") if (run / f"{lesson}.{ending}").exists()]
