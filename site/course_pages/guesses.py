"""Guess first: where a lesson asks "Before you run it", what comes out is folded away until the reader opens it.

Where it asks "Before you look at the legend", the figure is part of the question and stays in view: only what reads it is
folded. "Before you look:" and "Before you look at the figure" ask for a guess at the figure itself, and it is folded.
"""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from course_pages.cells import is_code_cell, is_mark, outputs_of
from course_pages.lessons import is_lesson

QUESTIONS = ("before you run", "before you look")
LOOK_AT = "before you look at "
WHOLE = ("figure", "picture", "output")
INVITATION = "Your guess first; then open what comes out"
INVITATION_TO_READ = "Your guess first; then open the answer"


class guess(nodes.General, nodes.Element):  # noqa: N801  (docutils names its nodes so)
    """A box that is closed until the reader opens it."""


def asks(node: nodes.Node) -> bool:
    """Whether a block of text asks for a guess, in bold."""
    return bool(_question(node))


def needs_figure(node: nodes.Node) -> bool:
    """Whether the guess that a block of text asks for is made with the figure in view: a part of it is named, not the whole."""
    question = _question(node)
    return question.startswith(LOOK_AT) and not any(word in question for word in WHOLE)


def _question(node: nodes.Node) -> str:
    """The bold words that ask for a guess, in lower case; empty if there are none."""
    bold = (strong.astext().lower() for strong in node.findall(nodes.strong))
    return next((text for text in bold if text.startswith(QUESTIONS)), "")


def fold_answers(parent: nodes.Element) -> int:
    """Fold each answer among the children of a section. Returns how many.

    An answer is what the code cells after the question show, from the first output on, and the paragraph that reads it,
    unless that paragraph asks the next question. Where the question needs the figure, it is the figure's caption and that
    paragraph.
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
        reading = end < len(parent) - 1 and is_mark(parent[end]) and isinstance(parent[end + 1], nodes.paragraph)
        last = end + 2 if reading and not asks(parent[end + 1]) else end
        if needs_figure(parent[place - 1]):
            box, start = guess(invitation=INVITATION_TO_READ), end
            box += _take_captions(parent[first:end])
            if last == end and not len(box):
                continue
        else:
            box, start = guess(invitation=INVITATION), first + 1
            outputs = outputs_of(parent[first])
            parent[first].remove(outputs)
            box += nodes.container("", outputs, classes=["cell"])
        moved = parent[start:last]
        for node in moved:
            parent.remove(node)
        box += moved
        parent.insert(start, box)
        count += 1
        place = start
    return count


def _take_captions(cells: list[nodes.Element]) -> list[nodes.paragraph]:
    """The captions of the figures in some cells, which leave them."""
    captions = [node for cell in cells for node in cell.findall(nodes.paragraph) if "figure-words" in node["classes"]]
    for node in captions:
        node.parent.remove(node)
    return captions


def _visit(self: Any, node: guess) -> None:
    self.body.append(f'<details class="guess"><summary>{node["invitation"]}</summary>\n')


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
