"""A lesson's prose: as HTML, as pieces that a slide can hold or leave to the next one, and the questions in it."""

import html
import re
from dataclasses import dataclass
from itertools import pairwise

from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

from course_pages.guesses import QUESTIONS
from helpers.reruns.errors import CourseError

_QUESTION = re.compile(rf"\*\*(?:{'|'.join(QUESTIONS)})", flags=re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?:(?<=[.!?])|(?<=[.!?][)\"”]))(?:\*\*|\*)?(\s+)(?=[A-Z(*`$\"“])")
_PAIRS = (("(", ")"), ("[", "]"))
_SIGNS = ("**", "`", "$")
_PARAGRAPH, _ITEM, _SENTENCE = "\n\n", "\n", " "


@dataclass(frozen=True)
class Piece:
    """What stays on one slide: a sentence, an item of a list, a table, a formula.

    Attributes:
        text: Markdown.
        joint: what stands between it and the piece before: a blank line, the end of a line, or a space.
    """

    text: str
    joint: str

    @property
    def leads_on(self) -> bool:
        """Whether it announces what comes next."""
        text = self.text.rstrip()
        return text.endswith(":") or (text.startswith("**") and text.endswith("**") and text.count("**") == 2)

    @property
    def parts_a_paragraph(self) -> bool:
        """Whether a slide that begins with it would begin within a paragraph."""
        return self.joint == _SENTENCE


def _formula(content: str, options: dict) -> str:
    try:
        return convert(content, display="block" if options["display_mode"] else "inline")
    except Exception as error:  # latex2mathml raises many kinds
        raise CourseError(f"The formula {content!r} cannot be read ({type(error).__name__}).") from error


_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(dollarmath_plugin, renderer=_formula)


def as_html(text: str) -> str:
    """Markdown as HTML; links to other lessons lead to their slides.

    Raises:
        CourseError: a formula cannot be read.
    """
    return re.sub(r'href="(\d\d_\w+)\.ipynb', r'href="\1.html', _MARKDOWN.render(text))


def as_line(text: str) -> str:
    """A heading's Markdown as HTML, without a paragraph around it."""
    return _MARKDOWN.renderInline(text)


def plain(text: str) -> str:
    """The words of Markdown, without its signs."""
    return html.unescape(re.sub(r"<[^>]+>", "", as_html(text))).strip()


def blocks(text: str) -> list[Token]:
    """The outermost blocks, in order; each knows the lines that it stands in."""
    return [token for token in _MARKDOWN.parse(text) if token.level == 0 and token.map and token.nesting >= 0]


def pieces(text: str) -> list[Piece]:
    """Prose as pieces, in order."""
    lines, found = text.splitlines(), []
    for block in blocks(text):
        raw = "\n".join(lines[block.map[0] : block.map[1]]).strip("\n")
        if block.type in ("bullet_list_open", "ordered_list_open"):
            parts, joint = _items(text, block, lines), _ITEM
        elif block.type == "paragraph_open":
            parts, joint = _sentences(raw), _SENTENCE
        else:
            parts, joint = [raw], _PARAGRAPH
        found += [Piece(part, joint if number else _PARAGRAPH) for number, part in enumerate(parts)]
    return found


def _items(text: str, block: Token, lines: list[str]) -> list[str]:
    inside = [token for token in _MARKDOWN.parse(text) if token.type == "list_item_open" and token.level == 1]
    return [
        "\n".join(lines[token.map[0] : token.map[1]]).rstrip() for token in inside if block.map[0] <= token.map[0] < block.map[1]
    ]


def _sentences(paragraph: str) -> list[str]:
    """The sentences of a paragraph; where an emphasis, a bracket or code goes over an end, both sides stay together."""
    cuts = [0, *(match.start(1) for match in _SENTENCE_END.finditer(paragraph)), len(paragraph)]
    found: list[str] = []
    whole = True
    for start, end in pairwise(cuts):
        part = paragraph[start:end]
        if whole:
            found.append(part.strip())
        else:
            found[-1] += part
        whole = _is_closed(found[-1])
    return found


def _is_closed(text: str) -> bool:
    without_code = re.sub(r"`[^`]*`", "", text)
    return all(without_code.count(sign) % 2 == 0 for sign in _SIGNS) and all(
        without_code.count(opening) == without_code.count(closing) for opening, closing in _PAIRS
    )


def joined(some: list[Piece]) -> str:
    """Pieces as Markdown again."""
    return "".join((piece.joint if number else "") + piece.text for number, piece in enumerate(some))


def split_question(text: str) -> tuple[str, str]:
    """What is told, and the question that it ends with, which is asked before a cell runs; the question may be empty."""
    found = list(_QUESTION.finditer(text))
    if not found:
        return text.strip(), ""
    start = found[-1].start()
    return text[:start].strip(), text[start:].strip()


def split_headings(text: str) -> list[tuple[int, str, str]]:
    """A cell's text at its headings: level (0 before the first), the heading's Markdown, and what stands below it."""
    lines = text.splitlines()
    marks = [(block.map[0], int(block.tag[1])) for block in blocks(text) if block.type == "heading_open"]
    ends = [*(line for line, _ in marks[1:]), len(lines)][: len(marks)]
    found = []
    first = "\n".join(lines[: marks[0][0]] if marks else lines).strip()
    if first:
        found.append((0, "", first))
    for (line, level), end in zip(marks, ends, strict=True):
        found.append((level, lines[line].lstrip("# ").strip(), "\n".join(lines[line + 1 : end]).strip()))
    return found
