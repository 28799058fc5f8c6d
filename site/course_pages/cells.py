"""Cells: each has an anchor, ``#cell-loop`` for the cell ``loop``, and the lesson's number stands before its title."""

import html
import json
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from course_pages.lessons import is_lesson, number_of

MARK = "cell-mark"


def anchor_of(cell_id: str) -> str:
    """The anchor of a cell. The prefix keeps it apart from the anchors of headings, which are made of their words."""
    return f"cell-{cell_id}"


def mark_cells(notebook: dict[str, Any]) -> None:
    """Put each cell's id where it survives: before the text of a Markdown cell, into the metadata of a code cell.

    The first cell begins with the title, which must stay the first thing on the page: it needs no anchor.
    """
    for cell in notebook["cells"][1:]:
        anchor = html.escape(anchor_of(cell["id"]))
        if cell["cell_type"] == "markdown":
            cell["source"] = f'<div class="{MARK}" id="{anchor}"></div>\n\n' + "".join(cell["source"])
        elif cell["cell_type"] == "code":
            cell["metadata"]["anchor"] = anchor


def is_mark(node: nodes.Node) -> bool:
    """Whether a node is where a Markdown cell begins."""
    return isinstance(node, nodes.raw) and MARK in node.astext()


def is_code_cell(node: nodes.Node) -> bool:
    """Whether a node is a code cell, with its outputs."""
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"


def outputs_of(cell: nodes.container) -> nodes.container | None:
    """What a code cell shows; None if it shows nothing."""
    return next((part for part in cell.children if part.get("nb_element") == "cell_code_output"), None)


def _on_source_read(app: Sphinx, page: str, source: list[str]) -> None:
    if is_lesson(page):
        notebook = json.loads(source[0])
        mark_cells(notebook)
        source[0] = json.dumps(notebook, ensure_ascii=False)


def _on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    page = app.env.docname
    if not is_lesson(page):
        return
    next(doctree.findall(nodes.title)).insert(0, nodes.Text(f"{number_of(page)}\u2002"))
    for cell in doctree.findall(is_code_cell):
        anchor = cell.get("cell_metadata", {}).get("anchor")
        if anchor:
            cell["ids"].append(anchor)
            link = f'<a class="cell-link" href="#{anchor}" aria-label="Link to the cell {anchor[5:]}">#</a>'
            cell.insert(0, nodes.raw("", link, format="html"))


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx. The titles must be changed before Sphinx collects them, hence the priority."""
    app.connect("source-read", _on_source_read)
    app.connect("doctree-read", _on_doctree_read, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
