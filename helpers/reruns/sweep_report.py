"""A finished sweep as one page for a person: a table that sorts, and a figure for each result and parameter."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from helpers.reruns.pages import shown, write_page
from helpers.reruns.report import INDEX_FILE
from helpers.reruns.results import LessonRun
from helpers.reruns.sweep_plots import as_png, describe, draw, figure_pairs
from helpers.reruns.sweep_series import is_number, numeric_results
from helpers.reruns.table import TABLE_FILE, column_names

RUNS_FOLDER = "runs"
# What a browser still sorts at once, and what is drawn in a few seconds. The table's file has every run.
MOST_ROWS = 2000
MOST_FIGURES = 24


@dataclass(frozen=True)
class Cell:
    """What stands in a cell, and what it is sorted by; both are empty where a run has no such value."""

    text: str = ""
    key: str = ""


@dataclass(frozen=True)
class Column:
    """A column of parameters or named results, one cell a run."""

    name: str
    numeric: bool
    cells: list[Cell]


def _column(name: str, values: Sequence[Any]) -> Column:
    there = [value for value in values if value is not None]
    # As JavaScript's Number() reads them. Its NaN is sorted to the end, like an empty cell.
    keys = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}
    numeric = any(is_number(value) for value in there) and all(is_number(value) or value in keys for value in there)
    cells = [
        Cell() if value is None else Cell(shown(value), keys.get(str(value), repr(value)) if numeric else str(value))
        for value in values
    ]
    return Column(name, numeric, cells)


def _split_parameters(swept: Mapping[str, Sequence], runs: Mapping[str, LessonRun]) -> tuple[dict[str, Any], list[str]]:
    """The parameters with one value in all runs, and the names of those that get a column: swept, or not the same."""
    names = dict.fromkeys(name for run in runs.values() for name in run.parameters)
    shared = {}
    for name in names:
        values = [run.parameters.get(name) for run in runs.values()]
        if name not in swept and all(value == values[0] for value in values):
            shared[name] = values[0]
    return shared, [*swept, *(name for name in names if name not in shared and name not in swept)]


def _links(folder: Path, lesson: str, name: str) -> dict[str, str]:
    files = {kind: f"{RUNS_FOLDER}/{name}/{lesson}.{ending}" for kind, ending in (("notebook", "ipynb"), ("log", "log"))}
    return {kind: quote(file) for kind, file in files.items() if (folder / file).exists()}


def _embedded(image: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(image).decode('ascii')}"


def write_sweep_report(
    folder: Path, lesson: str, swept: Mapping[str, Sequence], runs: Mapping[str, LessonRun], asked_for: int
) -> Path:
    """Write a sweep's ``index.html`` and return its path. Introduced in lesson 20.

    The page stands alone: figures and the script that sorts the table are inside. It links to ``results.csv``
    (see ``table.write_table``), and to each run's notebook and log, if they are there. It shows at most 2,000 rows
    and 24 figures, and says so where there are more.

    Args:
        folder: holds ``runs/<run's name>/`` for each run, with ``<lesson>.ipynb`` and perhaps ``<lesson>.log``.
        lesson: the lesson's name.
        swept: by the parameter's name, its values in the order asked for.
        runs: by the run's name, in the order that the table shall have.
        asked_for: how many runs there are to be; what lacks is said to be missing.
    """
    shared, parameters = _split_parameters(swept, runs)
    parameter_columns, result_columns = column_names(runs)
    pairs = figure_pairs(swept, runs)
    figures = [
        {
            "result": result,
            "summary": describe(result, name, swept, runs),
            "png": _embedded(as_png(draw(result, name, swept, runs))),
        }
        for result, name in pairs[:MOST_FIGURES]
    ]
    rows = dict(list(runs.items())[:MOST_ROWS])
    return write_page(
        folder / INDEX_FILE,
        "sweep.html.jinja",
        lesson=lesson,
        swept=swept,
        runs=rows,
        total=len(runs),
        expected=asked_for,
        counts={
            status: sum(run.status == status for run in runs.values()) for status in ("ok", "stopped", "failed", "interrupted")
        },
        shared=shared,
        parameters=[
            _column(parameter_columns.get(name, name), [run.parameters.get(name) for run in rows.values()]) for name in parameters
        ],
        results=[_column(column, [run.results.get(name) for run in rows.values()]) for name, column in result_columns.items()],
        links=[_links(folder, lesson, name) for name in rows],
        table_file=TABLE_FILE,
        figures=figures,
        all_figures=len(pairs),
        nowhere_finite=[name for name, drawable in numeric_results(runs).items() if not drawable],
    )
