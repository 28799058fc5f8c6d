"""A finished batch as pages for a person: every notebook as HTML, and an index of them."""

from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter
from traitlets.config import Config

from helpers.reruns.lessons import part_of
from helpers.reruns.pages import write_page
from helpers.reruns.results import LessonRun

INDEX_FILE = "index.html"


def export_html(notebook: Path) -> Path:
    """Write an executed notebook as HTML beside it and return the page's path."""
    exporter = HTMLExporter(config=Config({"CoalesceStreamsPreprocessor": {"enabled": True}}))
    body, _ = exporter.from_notebook_node(nbformat.read(notebook, as_version=4), {"metadata": {"name": notebook.stem}})
    page = notebook.with_suffix(".html")
    page.write_text(body, encoding="utf-8")
    return page


def write_index(folder: Path, runs: Mapping[str, LessonRun]) -> Path:
    """Write ``index.html``: per lesson whether it passed, its time, settings and named results, and a link, part by part.

    Args:
        folder: holds ``<lesson>.html`` for each lesson that has a page; the others get no link.
        runs: by lesson's name.
    """
    pages = {lesson: (folder / f"{lesson}.html").exists() for lesson in runs}
    passed = sum(run.status == "ok" for run in runs.values())
    lessons = sorted(runs)
    parts = {part: list(of_part) for part, of_part in groupby(lessons, key=part_of)}
    return write_page(folder / INDEX_FILE, "index.html.jinja", runs=dict(runs), parts=parts, pages=pages, passed=passed)


def write_report(folder: Path, runs: Mapping[str, LessonRun], fresh: Mapping[str, LessonRun]) -> Path:
    """Export every fresh notebook that was saved, and write the index of all runs. Returns the index's path."""
    for lesson in fresh:
        notebook = folder / f"{lesson}.ipynb"
        if notebook.exists():
            export_html(notebook)
    return write_index(folder, runs)
