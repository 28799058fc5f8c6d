"""Figures: the words that the course's plots print after each become its text alternative and its caption."""

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.logging import getLogger

from course_pages.cells import is_code_cell, outputs_of
from course_pages.lessons import is_lesson

LOG = getLogger(__name__)
WORDS = re.compile(r"^Figure(?:, \w+)?: (.+)$\n?", flags=re.MULTILINE)


def describe_figures(outputs: nodes.container) -> int:
    """Give every picture of a cell its words, and turn the printed line into a caption. Returns how many have none.

    A picture's words are those that are printed after it and before the next picture: the line that begins with "Figure",
    which becomes its caption, or else the first line, which stays where it is.
    """
    waiting: list[nodes.image] = []
    without = 0
    for block in list(outputs.findall(lambda node: isinstance(node, nodes.image) or _is_printed(node))):
        if isinstance(block, nodes.image):
            without += len(waiting)
            waiting = [block]
            continue
        if not waiting:
            continue
        found = WORDS.findall(block.astext())
        waiting.pop()["alt"] = found[0] if found else block.astext().strip().partition("\n")[0]
        if found:
            _take_out(block, found)
    return without + len(waiting)


def _is_printed(node: nodes.Node) -> bool:
    """Whether a block was printed, and is not the plain text that a figure brings for those who can show no picture."""
    return isinstance(node, nodes.literal_block) and "stream" in node["classes"]


def _take_out(block: nodes.literal_block, words: list[str]) -> None:
    """The printed lines leave the block, which leaves the page if nothing else stands in it."""
    captions = [nodes.paragraph(text, text, classes=["figure-words"]) for text in words]
    rest = WORDS.sub("", block.astext())
    if not rest.strip():
        block.replace_self(captions)
        return
    block.parent.insert(block.parent.index(block), captions)
    kept = block.deepcopy()
    kept.rawsource = rest
    kept.children = []
    kept += nodes.Text(rest)
    block.replace_self(kept)


def _on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    if not is_lesson(app.env.docname):
        return
    for cell in doctree.findall(is_code_cell):
        outputs = outputs_of(cell)
        if outputs is not None and describe_figures(outputs):
            anchor = cell.get("cell_metadata", {}).get("anchor")
            LOG.warning("a figure without words, in %s", anchor, location=app.env.docname)


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.connect("doctree-read", _on_doctree_read)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
