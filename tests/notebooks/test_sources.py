"""notebooks/SOURCES.md: everything that the articles teach or get wrong has a cell that shows it."""

import re

import nbformat
import pytest

from helpers.paths import NOTEBOOKS

SOURCES = (NOTEBOOKS / "SOURCES.md").read_text(encoding="utf-8")
HEADER = ["topic", "in the article", "lesson", "section", "cell"]

# The rows of the four articles' tables. Each must have a cell.
TOPICS = {
    "A": [
        "device",
        "data",
        "model",
        "training",
        "record",
        "headline",
        "overfitting",
        "save: weights",
        "save: whole model",
        "save: checkpoint",
        "early stopping",
    ],
    "B": ["optimise", "validate", "visualise", "sample", "FAQ"],
    "C": ["losses", "optimisers", "learning rate", "batch size", "regularisation", "sample", "FAQ"],
    "D": ["train()", "eval()", "no_grad()", "Linear", "logistic regression"],
}


def rows(text):
    """Every row of every table: the article's letter, then the five columns."""
    found = []
    for part in re.split(r"^## ", text, flags=re.M)[1:]:
        lines = [line for line in part.splitlines() if line.startswith("|")]
        for line in lines:
            columns = [column.strip() for column in line.strip("|").split("|")]
            if columns != HEADER and set(line) - set("|-"):
                found.append((part[0], *columns))
    return found


def fault(row, read):
    """What is wrong with a row, or None. ``read`` returns a lesson by name, and raises FileNotFoundError."""
    if len(row) != 6:
        return f"{len(row) - 1} columns, not 5"
    *_, lesson, section, cell = row
    try:
        notebook = read(lesson)
    except FileNotFoundError:
        return f"there is no lesson {lesson}"
    heading = None
    for found in notebook.cells:
        if found.cell_type == "markdown":
            heading = (re.findall(r"^#+ (.+)$", found.source, flags=re.M) or [heading])[-1]
        if f"`{found.id}`" != cell:
            continue
        if found.cell_type != "code" or not found.source.strip() or found.execution_count is None:
            return f"{cell} of {lesson} is no code cell that was run"
        return None if heading == section else f"{cell} of {lesson} stands in the section {heading!r}, not {section!r}"
    return f"{lesson} has no cell {cell}"


def read_lesson(name):
    return nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)


ROWS = rows(SOURCES)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]} {row[1]} {row[5]}")
def test_a_row_leads_to_a_cell_that_runs(row):
    assert fault(row, read_lesson) is None


@pytest.mark.parametrize("article", TOPICS)
def test_every_topic_has_a_row_and_no_row_has_another_topic(article):
    assert list(dict.fromkeys(row[1] for row in ROWS if row[0] == article)) == TOPICS[article]


def test_rows_are_not_repeated():
    assert len(set(ROWS)) == len(ROWS)


GOOD = ("A", "device", "CUDA", "01_train_on_iris", "Train a network on Iris", "`setup`")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (GOOD, None),
        ((*GOOD[:3], "99_nowhere", *GOOD[4:]), "no lesson"),
        ((*GOOD[:5], "`nothing`"), "no cell"),
        ((*GOOD[:5], "`setup-text`"), "no code cell"),
        ((*GOOD[:4], "1. The data", GOOD[5]), "stands in the section"),
        (GOOD[:5], "4 columns"),
    ],
)
def test_a_row_that_leads_nowhere_is_found(row, message):
    found = fault(row, read_lesson)
    assert found is None if message is None else message in found


def test_a_cell_that_was_not_run_is_found():
    notebook = read_lesson("01_train_on_iris")
    next(cell for cell in notebook.cells if cell.id == "setup").execution_count = None
    assert "no code cell that was run" in fault(GOOD, lambda name: notebook)
