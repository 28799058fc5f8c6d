"""Guess first: where a lesson asks "Before you run it", what comes out is folded away until the reader opens it."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from course_pages.cells import is_code_cell, is_mark, outputs_of
from course_pages.lessons import is_lesson

QUESTIONS = ("before you run", "before you look")
INVITATION = "Your guess first; then open what comes out"


class guess(nodes.General, nodes.Element):  # noqa: N801  (docutils names its nodes so)
    """A box that is closed until the reader opens it."""


def asks(node: nodes.Node) -> bool:
    """Whether a block of text asks for a guess, in bold."""
    return any(strong.astext().lower().startswith(QUESTIONS) for strong in node.findall(nodes.strong))


def fold_answers(parent: nodes.Element) -> int:
    """Fold each answer among the children of a section. Returns how many.

    An answer is what the code cells after the question show, from the first output on, and the paragraph that reads it,
    unless that paragraph asks the next question.
    """
    count = 0
    place = 0
    while place < len(parent) - 1:
        place += 1
        if not (is_code_cell(parent[place]) and asks(parent[place - 1])):
            continue
        end = place
        while end < len(parent) and is_code_cell(parent[end]):
            end += 1
        first = next((number for number in range(place, end) if outputs_of(parent[number]) is not None), None)
        if first is None:
            continue
        box = guess()
        outputs = outputs_of(parent[first])
        parent[first].remove(outputs)
        box += nodes.container("", outputs, classes=["cell"])
        reading = end < len(parent) - 1 and is_mark(parent[end]) and isinstance(parent[end + 1], nodes.paragraph)
        last = end + 2 if reading and not asks(parent[end + 1]) else end
        moved = parent[first + 1 : last]
        for node in moved:
            parent.remove(node)
        box += moved
        parent.insert(first + 1, box)
        count += 1
        place = first + 1
    return count


def _visit(self: Any, node: guess) -> None:
    self.body.append(f'<details class="guess"><summary>{INVITATION}</summary>\n')


def _depart(self: Any, node: guess) -> None:
    self.body.append("</details>\n")


def _on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    if is_lesson(app.env.docname):
        for section in list(doctree.findall(nodes.section)):
            fold_answers(section)


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx. Figures have got their words by then, hence the priority."""
    app.add_node(guess, html=(_visit, _depart))
    app.connect("doctree-read", _on_doctree_read, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
