"""A finished batch as pages for a person: every notebook as HTML, and an index of them."""

import html
from collections.abc import Mapping
from contextlib import suppress
from itertools import groupby, pairwise
from pathlib import Path

import latex2mathml.converter
from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from traitlets.config import Config

from helpers.reruns.errors import CourseError
from helpers.reruns.lessons import part_of
from helpers.reruns.notebooks import read_notebook
from helpers.reruns.pages import write_page
from helpers.reruns.results import LessonRun
from helpers.whole_files import write_whole

INDEX_FILE = "index.html"
_TEMPLATE = "notebook_page"  # a folder beside this module


class _Renderer(IPythonRenderer):
    """Formulas as MathML, which browsers show by themselves: no script, no font, no network."""

    def block_math(self, body: str) -> str:
        return _mathml(body, "block")

    def inline_math(self, body: str) -> str:
        return _mathml(body, "inline")

    def multiline_math(self, body: str) -> str:
        return _mathml(body, "block")


def _mathml(formula: str, display: str) -> str:
    try:
        return latex2mathml.converter.convert(formula, display=display)
    except Exception:  # whatever a formula that is none makes it raise: the reader sees how it was written
        return f"<code>{html.escape(formula)}</code>"


class _PageExporter(HTMLExporter):
    """nbconvert's pages, without anything that must be fetched from elsewhere."""

    @pass_context
    def markdown2html(self, context: Context, source: str) -> str:
        attachments = context.get("cell", {}).get("attachments", {})
        renderer = _Renderer(escape=False, attachments=attachments, anchor_link_text=self.anchor_link_text)
        return MarkdownWithMath(renderer=renderer).render(source)


def export_html(notebook: Path) -> Path:
    """Write an executed notebook as HTML beside it, in one step, and return the page's path."""
    exporter = _PageExporter(
        template_name=_TEMPLATE,
        extra_template_basedirs=[str(Path(__file__).parent)],
        config=Config({"CoalesceStreamsPreprocessor": {"enabled": True}}),
    )
    content = read_notebook(notebook)
    _describe_figures(content)
    body, _ = exporter.from_notebook_node(content, {"metadata": {"name": notebook.stem}})
    page = notebook.with_suffix(".html")
    write_whole(page, body.encode("utf-8", errors="backslashreplace"))
    return page


def _describe_figures(notebook: NotebookNode) -> None:
    """Give each figure the words that the course's plots print after it, for those who cannot see it."""
    for cell in notebook.cells:
        outputs = cell.get("outputs", [])
        for output, following in pairwise(outputs):
            words = following.get("text", "")
            if "image/png" in output.get("data", {}) and words.startswith("Figure"):
                output.metadata["alt"] = words.strip().partition("\n")[0]


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
    """Export every fresh notebook that was saved and can be read, and write the index of all runs. Returns the index's path.

    Raises:
        CourseError: the index could not be written.
    """
    for lesson in fresh:
        notebook, page = folder / f"{lesson}.ipynb", folder / f"{lesson}.html"
        with suppress(Exception):  # half a notebook, or no room for its page: the others have theirs
            page.unlink(missing_ok=True)  # of an earlier run
            export_html(notebook)
    try:
        return write_index(folder, runs)
    except OSError as error:
        raise CourseError(f"The page {folder / INDEX_FILE} could not be written: {error.strerror}.") from error
