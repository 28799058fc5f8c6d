"""A sweep as one page for a person: a table that sorts, and figures for each result."""

import base64
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from helpers.reruns.pages import status_words, write_page
from helpers.reruns.report import INDEX_FILE
from helpers.reruns.results import LessonRun
from helpers.reruns.sweep_parallel import describe_parallel, draw_parallel, parallel_results
from helpers.reruns.sweep_plots import as_png, describe, draw, figure_pairs, tabulate
from helpers.reruns.sweep_rows import RUNS_FOLDER, table_columns
from helpers.reruns.sweep_series import REPETITION, numeric_results
from helpers.reruns.table import TABLE_FILE

__all__ = ["RUNS_FOLDER", "write_sweep_report"]

# A page of the table: what a browser lays out at once, on a phone too.
PAGE_ROWS = 100
# What is drawn in some seconds.
MOST_FIGURES = 24
MOST_PARALLEL = 8
# Rows of numbers beneath a figure.
MOST_NUMBERS = 100


def _split_parameters(swept: Mapping[str, Sequence], runs: Mapping[str, LessonRun]) -> tuple[dict[str, Any], list[str]]:
    """The parameters with one value in all runs, and the names of those that get a column: swept, or not the same."""
    names = dict.fromkeys(name for run in runs.values() for name in run.parameters)
    shared = {}
    for name in names:
        values = [run.parameters.get(name) for run in runs.values()]
        if name not in swept and all(value == values[0] for value in values):
            shared[name] = values[0]
    return shared, [*swept, *(name for name in names if name not in shared and name not in swept)]


def _embedded(image: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(image).decode('ascii')}"


def write_sweep_report(
    folder: Path,
    lesson: str,
    swept: Mapping[str, Sequence],
    runs: Mapping[str, LessonRun],
    asked_for: int,
    lower: Mapping[str, bool] | None = None,
) -> Path:
    """Write a sweep's ``index.html`` and return its path. Introduced in lesson 20.

    The page stands alone: figures, all rows, and the script that sorts them and finds them are inside. It links to
    ``results.csv`` (see ``table.write_table``), and to each run's notebook and log, if they are there. It lays out
    100 rows at a time, shows at most 24 figures and eight pictures of all runs, and says so where there are more.

    Args:
        folder: holds ``runs/<run's name>/`` for each run, with ``<lesson>.ipynb`` and perhaps ``<lesson>.log``.
        lesson: the lesson's name.
        swept: by the parameter's name, its values in the order asked for.
        runs: by the run's name, in the order that the table shall have.
        asked_for: how many runs there are to be; what lacks is said to be missing.
        lower: of results whose good side is known, whether less is better; others go by their names.

    Raises:
        OSError: the system could not write; the page is as it was.
    """
    lower = lower or {}
    shared, parameters = _split_parameters(swept, runs)
    columns = table_columns(folder, lesson, runs, parameters)
    pairs, pictures = figure_pairs(swept, runs), parallel_results(swept, runs)
    figures = [
        {
            "result": result,
            "parameter": "" if name == REPETITION else name,
            "summary": describe(result, name, swept, runs),
            "png": _embedded(as_png(draw(result, name, swept, runs))),
            "numbers": tabulate(result, name, swept, runs),
        }
        for result, name in pairs[:MOST_FIGURES]
    ]
    parallel = [
        {
            "result": result,
            "summary": describe_parallel(result, swept, runs, lower=lower.get(result)),
            "png": _embedded(as_png(draw_parallel(result, swept, runs, lower=lower.get(result)))),
        }
        for result in pictures[:MOST_PARALLEL]
    ]
    counts = Counter(run.status for run in runs.values())
    return write_page(
        folder / INDEX_FILE,
        "sweep.html.jinja",
        lesson=lesson,
        swept=swept,
        names=list(runs),
        columns=columns,
        data=[vars(column) for column in columns],
        runs_folder=RUNS_FOLDER,
        page_rows=PAGE_ROWS,
        total=len(runs),
        expected=asked_for,
        counts={"ok": 0, "failed": 0} | counts,
        classes={status_words(status): status for status in counts},
        shared=shared,
        table_file=TABLE_FILE,
        figures=figures,
        all_figures=len(pairs),
        most_numbers=MOST_NUMBERS,
        parallel=parallel,
        all_parallel=len(pictures),
        nowhere_finite=[name for name, drawable in numeric_results(runs).items() if not drawable],
    )
