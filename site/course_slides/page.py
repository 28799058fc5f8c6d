"""A deck as one page of reveal.js, and the files that all decks share. reveal.js comes with the package sphinx-revealjs."""

import html
import shutil
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path

from pygments.formatters import HtmlFormatter

from course_slides.lesson import Section, Slide, reading_minutes
from course_slides.texts import as_html, as_line, plain
from helpers.app.run_sheet import OPENING, RunSheet
from helpers.reruns.errors import CourseError

STATIC = Path(__file__).with_name("static")
# Of reveal.js: where it stands in the package, and where in the decks' folder.
REVEAL = {
    "LICENSE": "LICENSE",
    "dist/reveal.css": "reveal.css",
    "dist/reveal.js": "reveal.js",
    "plugin/notes/notes.js": "notes.js",
}


def copy_shared(folder: Path) -> None:
    """Put reveal.js, its licence, the style and the script beside the decks.

    Raises:
        CourseError: the package that brings reveal.js is not installed, or has it in another place.
    """
    spec = find_spec("sphinx_revealjs")
    source = Path(spec.origin).parent / "_static" / "revealjs" if spec and spec.origin else None
    if source is None:
        raise CourseError("The slides need the project's extra 'site': install '.[site]' (sphinx_revealjs not found).")
    (folder / "reveal").mkdir(parents=True, exist_ok=True)
    for name, place in REVEAL.items():
        if not (source / name).is_file():
            raise CourseError(f"The package sphinx-revealjs that is installed has no {name}.")
        shutil.copyfile(source / name, folder / "reveal" / place)
    colours = HtmlFormatter(style="a11y-high-contrast-light").get_style_defs(".reveal pre.code")
    style = (STATIC / "slides.css").read_text(encoding="utf-8")
    (folder / "slides.css").write_text(f"{style}\n{colours}\n", encoding="utf-8")
    shutil.copyfile(STATIC / "slides.js", folder / "slides.js")


def minutes_of(sections: list[Section], first_cell: str, sheet: RunSheet | None) -> dict[str, float]:
    """Minutes by section: those of the run sheet, or else the lesson's own time, shared out by what the slides hold."""
    if sheet is not None:
        return {section.title: float(sheet.minutes.get(section.title, 0)) for section in sections}
    seconds = {section.title: sum(slide.seconds for slide in section.slides) for section in sections}
    whole = sum(seconds.values()) or 1
    return {title: reading_minutes(first_cell) * part / whole for title, part in seconds.items()}


def _notes(section: Section, slide: Slide, minutes: float, seconds: float) -> str:
    """Minutes and place first: they must be seen without scrolling."""
    told = []
    if minutes:
        this = "half a minute or less" if seconds < 40 else f"{max(1, round(seconds / 60))} min"
        told.append(f"**Minutes:** this section {max(1, round(minutes))}, this slide {this}.")
    else:
        told.append("**Minutes:** none in the run sheet. Skip this section, or leave it for home.")
    if slide.cell:
        told[0] += f" Cell `#{slide.cell}`."
    if slide.question:
        told.append(f"**Ask:** {slide.question}")
    if slide.answer:
        told.append(f"**{'Answer' if slide.is_asked else 'What it shows'}:** {slide.answer}")
    if slide.words:
        told.append(f"**The figure in words:** {slide.words}")
    return as_html("\n\n".join(told))


def _heading(section: Section, slide: Slide, before: Slide | None) -> str:
    """The section's heading on its first slide, a smaller one on the others; a subsection's on its first."""
    title = as_line(section.title)
    if before is None and section.title != OPENING:
        heading = f"<h2>{title}</h2>"
    else:
        running = [title] if section.title != OPENING else []
        if slide.sub and before is not None and before.sub == slide.sub:
            running.append(as_line(slide.sub))
        heading = f'<p class="running">{" · ".join(running)}</p>' if running else ""
    if slide.sub and (before is None or before.sub != slide.sub):
        heading += f"<h3>{as_line(slide.sub)}</h3>"
    return heading


def _stack(section: Section, minutes: float) -> str:
    whole = sum(slide.seconds for slide in section.slides) or 1
    shown, before = [], None
    for slide in section.slides:
        seconds = 60 * minutes * slide.seconds / whole
        notes = f'<aside class="notes">{_notes(section, slide, minutes, seconds)}</aside>'
        # A cell's first slide is opened by the name that the run sheet gives it: 02_….html#/clean
        name = f' id="{slide.cell}"' if slide.cell and (before is None or before.cell != slide.cell) else ""
        head = f'<section{name} data-timing="{round(seconds)}">{_heading(section, slide, before)}'
        shown.append(f"{head}{slide.body}{notes}</section>")
        before = slide
    return "\n".join(shown)


def deck_page(
    number: str, title: str, question: str, sections: list[Section], first_cell: str, sheet: RunSheet | None = None
) -> str:
    """A deck as HTML.

    Args:
        number: the lesson's, two digits.
        title: as Markdown.
        question: that the lesson answers, as Markdown; may be empty.
        sections: with their slides.
        first_cell: the lesson's first text, which says how long it takes.
        sheet: the lesson's run sheet, if it has one.

    Raises:
        CourseError: a formula cannot be read.
    """
    minutes = minutes_of(sections, first_cell, sheet)
    cover = (
        f'<section class="title" data-timing="0"><p class="number">Lesson {number}</p><h1>{as_line(title)}</h1>'
        f'<p>{as_line(question)}</p><aside class="notes"><p>Key S opens this view, O the overview, B makes the screen dark.</p>'
        f"<p>In class: about {round(sum(minutes.values()))} minutes.</p></aside></section>"
    )
    stacks = [_stack(section, minutes[section.title]) for section in sections]
    if sections and sections[0].title == OPENING:
        stacks[0] = f"{cover}\n{stacks[0]}"
    else:
        stacks.insert(0, cover)
    body = "\n".join(f"<section>{stack}</section>" for stack in stacks)
    name = html.escape(f"{number} {plain(title)}")
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{name}: slides</title>
<link rel="stylesheet" href="reveal/reveal.css">
<link rel="stylesheet" href="slides.css">
</head>
<body>
<div class="reveal"><div class="slides">
{body}
</div></div>
<script src="reveal/reveal.js"></script>
<script src="reveal/notes.js"></script>
<script src="slides.js"></script>
</body>
</html>
"""


def index_page(decks: list[tuple[str, str, str]]) -> str:
    """The list of all decks as HTML: for each the part of the course, the file's name and the title."""
    lists = []
    for part, some in groupby(decks, key=lambda deck: deck[0]):
        entries = "".join(f'<li><a href="{name}.html">{name[:2]} {as_line(title)}</a></li>' for _, name, title in some)
        lists.append(f"<h2>{html.escape(part or 'More')}</h2><ul>{entries}</ul>")
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Slides of the course</title>
<style>
body {{ font: 18px/1.6 system-ui, sans-serif; max-width: 40em; margin: 2em auto; padding: 0 1em; }}
a {{ color: #00614a; }}
</style>
</head>
<body>
<main>
<h1>Slides</h1>
<p>One deck a lesson. Space goes on, S opens the speaker's view with questions, answers and minutes, O shows all slides.
For paper: open a deck with <code>?print-pdf</code> behind its address, and print it.</p>
{"".join(lists)}
</main>
</body>
</html>
"""
