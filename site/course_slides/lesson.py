"""The slides of one lesson, by rule.

A heading of level 2 opens a section. A question ("Before you run it") stands on the slide with its code; what the cell prints
comes at the next click, below the code if both can be read there, else on a slide of its own; a figure fills a slide. Short
prose stands over the code that it introduces, longer prose on slides of its own. Left out: the settings, the imports, the
checks of exercises, the named results, and what is called "Going deeper".
"""

import html
import re
from dataclasses import dataclass, field

from nbformat import NotebookNode
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from course_slides.layout import (
    BOX,
    CODE_LINE,
    COMFORTABLE,
    LINES,
    PROSE,
    ROOM,
    code_height,
    code_parts,
    code_size,
    lines_of,
    prose_height,
    share_out,
)
from course_slides.outputs import Shown, read_outputs
from course_slides.texts import as_html, split_headings, split_question
from helpers.app.run_sheet import OPENING

FORMAT = HtmlFormatter(nowrap=True)
_LEFT_OUT = ("Going deeper",)
_FRAME = 44  # of a question
_SHORT, _LONE = 4.0, 2.6  # lines of prose that may stand over code, and that must
_TIME = re.compile(r"^\*\*Time:\*\*", flags=re.M)


@dataclass
class Slide:
    """One slide.

    Attributes:
        body: HTML.
        used: about how high it is, in pixels.
        seconds: about how long it takes, before the section's minutes are known.
        sub: the heading of level 3 that it belongs to, as Markdown.
        question: what is asked before the output is shown.
        answer: what the lesson says when it has been shown.
        is_asked: whether ``answer`` answers a question; else it reads what is shown.
        words: of the figure.
        cell: the id of the notebook's cell, by which the run sheet names it.
    """

    body: str
    used: float
    seconds: float
    sub: str = ""
    question: str = ""
    answer: str = ""
    is_asked: bool = False
    words: str = ""
    cell: str = ""


@dataclass
class Section:
    """A section: its heading as Markdown, and its slides."""

    title: str
    slides: list[Slide] = field(default_factory=list)


@dataclass(frozen=True)
class _Heading:
    text: str


def read_sections(notebook: NotebookNode) -> list[Section]:
    """A lesson's sections, each with its slides; the first is what stands before the first heading of level 2."""
    found: list[tuple[str, list]] = [(OPENING, [])]
    for place, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown" and not _introduces_nothing(notebook.cells, place):
            for level, title, text in split_headings(cell.source):
                if level == 2:
                    found.append((title, []))
                elif level > 2:
                    found[-1][1].append(_Heading(title))
                if text:
                    _add_prose(found[-1][1], text)
        elif cell.cell_type == "code" and not _is_left_out(cell):
            found[-1][1].append(cell)
    return [
        Section(title, _slides_of(items))
        for title, items in found
        if items and not re.sub(r"^\d+\. ", "", title).startswith(_LEFT_OUT)
    ]


def _is_left_out(cell: NotebookNode) -> bool:
    tags = cell.metadata.get("tags") or []
    return cell.id in ("setup", "results") or cell.id.endswith("-check") or "parameters" in tags or not cell.source.strip()


def _introduces_nothing(cells: list[NotebookNode], place: int) -> bool:
    """Whether a text without a heading only announces a cell that is left out."""
    if "#" in cells[place].source or place + 1 == len(cells):
        return False
    following = cells[place + 1]
    return following.cell_type == "code" and following.id in ("setup", "results")


def _add_prose(items: list, text: str) -> None:
    text = "\n\n".join(part for part in re.split(r"\n\s*\n", text) if not _TIME.match(part))
    if items and isinstance(items[-1], str):
        items[-1] += f"\n\n{text}"
    elif text:
        items.append(text)


def _slides_of(items: list) -> list[Slide]:
    slides: list[Slide] = []
    sub, told, question = "", "", ""
    for place, item in enumerate(items):
        following = items[place + 1] if place + 1 < len(items) else None
        if isinstance(item, _Heading):
            sub = item.text
            continue
        if isinstance(item, str):
            told, question = split_question(item)
            if isinstance(following, NotebookNode):
                continue  # the code's slides show both
            told, question = item, ""
            made = _append_or_show(slides, told, sub)
        else:
            reading = following if isinstance(following, str) else ""
            made = _code_slides(item, told, question, _first_paragraph(reading), bool(sub))
            for slide in made:
                slide.cell = item.id
        for slide in made:
            slide.sub = sub
        slides += made
        told, question = "", ""
    return slides


def _first_paragraph(text: str) -> str:
    """What a text says first; nothing if it only asks the next question."""
    return re.split(r"\n\s*\n", split_question(text)[0])[0] if text else ""


def _append_or_show(slides: list[Slide], text: str, sub: str) -> list[Slide]:
    """Prose without code after it: a lone sentence joins the slide before it if there is room."""
    last = slides[-1] if slides else None
    is_lone = last is not None and last.sub == sub and lines_of(text) <= _LONE
    if is_lone and last.words and "class=" not in last.body:
        # The picture makes room for it.
        last.body = f'<div class="read">{last.body}{_prose(text, " fragment")}</div>'
        last.seconds += _reading_time(text)
        return []
    if is_lone and not last.words and last.used + prose_height(text) <= ROOM:
        last.body += _prose(text, " fragment" if last.question else "")
        last.used += prose_height(text)
        last.seconds += _reading_time(text)
        return []
    return _prose_slides(text)


def _prose(text: str, extra: str = "") -> str:
    return f'<div class="prose{extra}">{as_html(text)}</div>' if text else ""


def _reading_time(text: str) -> float:
    return len(text.split()) / 2.3


def _prose_slides(text: str) -> list[Slide]:
    return [Slide(_prose(part), prose_height(part), _reading_time(part)) for part in share_out(text)]


def _box(text: str, size: float, kind: str, extra: str = "") -> str:
    inner = highlight(text, PythonLexer(), FORMAT) if kind == "code" else html.escape(text)
    # In letters of the slide: the deck's script makes a slide smaller by its letters.
    return f'<pre class="{kind}{extra}" style="font-size:{size / PROSE:.3f}em">{inner.rstrip()}</pre>'


def _code_slides(cell: NotebookNode, told: str, question: str, answer: str, has_sub: bool) -> list[Slide]:
    """Prose, question, code and output on one slide if they can be read there; else on several."""
    code, shown = cell.source.strip("\n"), read_outputs(cell)
    asked = prose_height(question) + _FRAME if question else 0.0
    room = ROOM - asked - (50 if has_sub else 0)
    slides: list[Slide] = []
    over = prose_height(told)
    if told and lines_of(told) > _LONE and (lines_of(told) > _SHORT or code_height(code) > room - over):
        slides += _prose_slides(told)
        told, over = "", 0.0
    room -= over
    most = max(8, min(LINES, int((room - BOX) / (COMFORTABLE * CODE_LINE))))
    parts = code_parts(code, most)
    ask = f'<div class="ask">{as_html(question)}</div>' if question else ""
    beside = len(parts) == 1 and bool(shown.text) and code_height(code) + code_height(shown.text) <= room
    for number, part in enumerate(parts):
        first = number == 0
        size = code_size(room if first else ROOM, part, shown.text) if beside else code_size(room if first else ROOM, part)
        head = _prose(told) + ask if first else ""
        label = f'<p class="part">Part {number + 1} of {len(parts)} of this cell</p>' if len(parts) > 1 else ""
        output = _box(shown.text, size, "out", " fragment") if beside else ""
        used = (over + asked if first else 0) + code_height(part, size) + (code_height(shown.text, size) if beside else 0)
        seconds = (_reading_time(told) + 30 * bool(question) if first else 0) + 3 * len(part.splitlines())
        slides.append(Slide(head + label + _box(part, size, "code") + output, used, seconds, question=question if first else ""))
    slides += _output_slides(shown, beside)
    if question:
        for slide in slides[-len(parts) :]:
            slide.answer, slide.is_asked = answer, True
    slides[-1].answer, slides[-1].is_asked = answer, bool(question)
    return slides


def _output_slides(shown: Shown, beside: bool) -> list[Slide]:
    slides = []
    for part in [] if beside else code_parts(shown.text):
        size = code_size(ROOM, part)
        slides.append(Slide(_box(part, size, "out"), code_height(part, size), 20))
    for figure in shown.figures:
        words = html.escape(figure.words, quote=True)
        picture = f'<figure><img alt="{words}" src="data:image/png;base64,{figure.png}"></figure>'
        slides.append(Slide(picture, ROOM, 40, words=figure.words))
    return slides


def reading_minutes(first_cell: str) -> int:
    """The minutes that a lesson's first cell names; 60 if it names none."""
    found = re.search(r"\*\*Time:\*\* about (\d+) minutes", first_cell)
    return int(found[1]) if found else 60
