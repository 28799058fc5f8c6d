"""A search that works from a folder, without a server: the text of every section lies in a script that the page loads.

Sphinx's own search fetches the pages for its excerpts, which browsers do not allow from a folder.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

TEXTS = "sections.js"


def section_texts(page: str, title: str, doctree: nodes.document) -> Iterator[tuple[str, str, str, str]]:
    """For each section of a page: address, the page's title, the section's, and its own text, subsections left out."""
    for section in doctree.findall(nodes.section):
        own = (child for child in section.children[1:] if not isinstance(child, nodes.section))
        text = " ".join(_text(child) for child in own)
        yield f"{page}.html#{section['ids'][0]}", title, section[0].astext(), re.sub(r"\s+", " ", text).strip()


def _text(node: nodes.Node) -> str:
    """The text of a node, without the HTML in it."""
    return " ".join(part.astext() for part in node.findall(nodes.Text) if not isinstance(part.parent, nodes.raw))


def _without_sphinx_search(app: Sphinx) -> None:
    if hasattr(app.builder, "search"):
        app.builder.search = False


def _search_page(app: Sphinx) -> Iterator[tuple[str, dict, str]]:
    yield "search", {}, "search.html"


def _write_texts(app: Sphinx, error: Exception | None) -> None:
    if error or app.builder.format != "html":
        return
    found = [
        entry
        for page in sorted(app.env.found_docs)
        for entry in section_texts(page, app.env.titles[page].astext(), app.env.get_doctree(page))
    ]
    data = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    target = Path(app.outdir) / "_static" / TEXTS
    target.write_text(f"const SECTIONS = {data};\n", encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.connect("builder-inited", _without_sphinx_search)
    app.connect("html-collect-pages", _search_page)
    app.connect("build-finished", _write_texts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
