"""All runs of a sweep as one table, ``results.csv``: a row a run, for pandas, a spreadsheet or the standard library."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from helpers.reruns.errors import CourseError
from helpers.reruns.results import LessonRun
from helpers.whole_files import write_whole

TABLE_FILE = "results.csv"
FIRST_COLUMNS = ("run", "status", "seconds")
LAST_COLUMN = "error"
# Never a number, whatever they look like.
TEXT_COLUMNS = {"run", "status", "error"}

# As Python writes them, and not as int() and float() read them: 007 and 1_000 are texts.
INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?|nan|-?inf")
TRUTH = {"true": True, "false": False}
# JSON allows no longer ones either, and Python refuses to convert them.
LONGEST_NUMBER = 4000


def _free(name: str, taken: Iterable[str], suffix: str) -> str:
    while name in taken:
        name += suffix
    return name


def column_names(runs: Mapping[str, LessonRun]) -> tuple[dict[str, str], dict[str, str]]:
    """The table's columns for the parameters and for the named results, by name. Introduced in lesson 20.

    Both stand in the order in which they first appear. A named result called like a parameter, or like a column
    that every table has, gets ``_result`` at its end, a parameter called like such a column ``_parameter``.

    Args:
        runs: by the run's name.
    """
    taken = {*FIRST_COLUMNS, LAST_COLUMN}
    parameters: dict[str, str] = {}
    results: dict[str, str] = {}
    for name in dict.fromkeys(name for run in runs.values() for name in run.parameters):
        parameters[name] = _free(name, taken, "_parameter")
        taken.add(parameters[name])
    for name in dict.fromkeys(name for run in runs.values() for name in run.results):
        results[name] = _free(name, taken, "_result")
        taken.add(results[name])
    return parameters, results


class _UnixLines:
    """Ends each row with one line feed.

    The writer itself is told to end rows with both signs: before Python 3.13 it puts only those of its own line
    end in quotes, and a lone carriage return in a text would then break the row.
    """

    def __init__(self, text: io.StringIO) -> None:
        self.text = text

    def write(self, row: str) -> None:
        self.text.write(row.removesuffix("\r\n") + "\n")


def write_table(path: Path, runs: Mapping[str, LessonRun]) -> None:
    r"""Write all runs as a CSV file, in the order given. Introduced in lesson 20.

    The columns: ``run``, ``status``, ``seconds``, all parameters, all named results, ``error`` (see
    ``column_names``). A cell is empty where a run has no such value; the error is one line of text. UTF-8, rows
    end with ``\n``, texts are in quotes where CSV needs them. The file is replaced in one step: a reader, or a
    kill, never meets half a table.

    ``pandas.read_csv(path)`` gives columns of integers, floats, truth values and texts. Nothing is escaped for
    it, so it reads some texts as something else: "NA", "None", "null", "nan" and the empty text as missing, "007"
    as the number 7, a column of nothing but "True" and "False" as truth values. ``dtype=str`` and
    ``keep_default_na=False`` turn that off. A column of integers or truth values with an empty cell becomes one
    of floats or objects there. pandas 2 may read the last digit of a float otherwise than it was written;
    ``float_precision="round_trip"`` prevents that.

    Args:
        path: the target; its folder exists.
        runs: by the run's name.

    Raises:
        OSError: the system could not write; the file is as it was.
    """
    parameters, results = column_names(runs)
    text = io.StringIO()
    writer = csv.writer(_UnixLines(text), lineterminator="\r\n")
    writer.writerow([*FIRST_COLUMNS, *parameters.values(), *results.values(), LAST_COLUMN])
    for name, run in runs.items():
        values = [run.parameters.get(key) for key in parameters] + [run.results.get(key) for key in results]
        error = " ".join(str(run.error).split()) if run.error else None
        writer.writerow([name, run.status, run.seconds, *values, error])
    # A text with half a surrogate pair has no UTF-8; it must not cost the table of a long sweep.
    write_whole(path, text.getvalue().encode("utf-8", errors="backslashreplace"))


def read_table(path: Path) -> list[dict[str, Any]]:
    """The rows of a table that ``write_table`` wrote, each by column name. Introduced in lesson 20.

    Each column gets one type: int if all its cells are whole numbers, else float if all are numbers ("nan" and
    "inf" too), else bool if all are "True" or "False" (in capitals too, as a spreadsheet saves them), else str. Only
    what looks as Python writes it counts as a number: "007" stays a text. An empty cell is None and changes no type. A
    run's name, its status and its error are always texts. A text column whose every text reads like a number does come
    back as numbers.

    Args:
        path: a ``results.csv``.

    Raises:
        CourseError: the file cannot be read, or is not such a table.
    """
    problem = f"{path} is not a results table of this course."
    try:
        # A spreadsheet may have saved it with a byte order mark.
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *rows = csv.reader(file, strict=True)
    except OSError as error:
        raise CourseError(f"The table {path} cannot be read: {error.strerror}.") from error
    except (ValueError, csv.Error) as error:  # no UTF-8, no row at all, or a quote without an end
        raise CourseError(problem) from error
    known = (*header[:3], *header[-1:]) == (*FIRST_COLUMNS, LAST_COLUMN)
    if not known or len(set(header)) < len(header) or any(len(row) != len(header) for row in rows):
        raise CourseError(problem)
    columns = [_typed(name, cells) for name, *cells in zip(header, *rows, strict=True)]
    return [dict(zip(header, values, strict=True)) for values in zip(*columns, strict=True)]


def _typed(name: str, cells: list[str]) -> list[Any]:
    convert = str if name in TEXT_COLUMNS else _type_of([cell for cell in cells if cell])
    return [convert(cell) if cell else None for cell in cells]


def _type_of(cells: list[str]) -> Callable[[str], Any]:
    if any(len(cell) > LONGEST_NUMBER for cell in cells):
        return str
    if all(INTEGER.fullmatch(cell) for cell in cells):
        return int
    if all(NUMBER.fullmatch(cell) for cell in cells):
        return float
    # A spreadsheet writes them in capitals.
    return (lambda cell: TRUTH[cell.lower()]) if {cell.lower() for cell in cells} <= TRUTH.keys() else str
