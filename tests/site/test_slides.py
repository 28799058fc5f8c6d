"""The slides: how lessons become slides, and two decks in a real browser."""

import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers.app.run_sheet import TEACHING, RunSheet
from helpers.reruns.lessons import all_lessons
from helpers.settings import RESULT_MIME
from tests.site import SITE, need

need("sphinx", "myst_nb", "markdown_it", "mdit_py_plugins", "sphinx_revealjs", "playwright")

from bs4 import BeautifulSoup

from course_slides.layout import LINES, code_parts, lines_of, share_out
from course_slides.lesson import read_sections
from course_slides.outputs import read_outputs, without_bars
from course_slides.page import deck_page
from course_slides.texts import as_html, joined, pieces, split_question
from tests.site.browser import browser_session, remote

BAR = "100%|████████████████| 20000/20000 [00:10<00:00, 1832.34epoch/s, loss=0.0613]"
PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def printed(text):
    return new_output("stream", name="stdout", text=text)


def picture():
    return new_output("display_data", {"image/png": PICTURE, "text/plain": "<Figure size 1x1>"})


def lesson(*cells):
    title = new_markdown_cell("# Title\n\nA scene.\n\n**Time:** about 40 minutes.", id="title")
    return new_notebook(cells=[title, *cells])


def slides_of(*cells):
    return [slide for section in read_sections(lesson(*cells))[1:] for slide in section.slides]


# Texts


def test_prose_is_shared_out_without_loss_and_without_lone_sentences():
    sentence = "This sentence is one of many that stand in a paragraph of a lesson, and it is as long as most of them are."
    text = "\n\n".join(" ".join([sentence] * count) for count in (9, 1, 7, 2))
    slides = share_out(text)
    assert " ".join(" ".join(slides).split()) == " ".join(text.split())
    assert len(slides) > 1
    assert min(map(lines_of, slides)) > 3


def test_what_ends_with_a_colon_stays_with_what_it_announces():
    filler = "\n\n".join(["A paragraph that fills about a third of a slide. " * 5] * 3)
    [where] = [slide for slide in share_out(f"{filler}\n\nThe formula:\n\n$$a = b$$\n\n{filler}") if "The formula:" in slide]
    assert "$$a = b$$" in where


def test_no_cut_goes_through_emphasis_code_or_brackets():
    text = "One **bold. Still bold.** Then `a. B` ends. (In brackets. Still there.) Last."
    assert [piece.text for piece in pieces(text)] == [
        "One **bold. Still bold.**",
        "Then `a. B` ends.",
        "(In brackets. Still there.)",
        "Last.",
    ]
    assert joined(pieces(text)) == text


@pytest.mark.parametrize(
    ("text", "told", "question"),
    [
        ("Told. **Before you run it:** what?", "Told.", "**Before you run it:** what?"),
        ("**Before you look at it:** what?", "", "**Before you look at it:** what?"),
        ("Told. **Bold:** no question.", "Told. **Bold:** no question.", ""),
    ],
)
def test_the_question_is_told_from_what_is_told(text, told, question):
    assert split_question(text) == (told, question)


def test_links_to_lessons_lead_to_their_slides_and_formulas_are_shown():
    assert 'href="02_detect.html"' in as_html("[two](02_detect.ipynb)")
    assert "<math" in as_html("$a^2$")


# Outputs


def test_bars_colours_results_and_figure_lines_are_taken_out():
    result = new_output("display_data", {RESULT_MIME: {}, "text/plain": "score = 1"})
    outputs = [printed(f"one\r\x1b[1mtwo\x1b[0m\n{BAR}\nFigure: a curve.\nthree\n"), picture(), result]
    shown = read_outputs(new_code_cell("", outputs=outputs))
    assert shown.text == "two\nthree"
    assert [figure.words for figure in shown.figures] == ["a curve."]
    assert without_bars("a 50% | b\n") == "a 50% | b\n"


# Code


def test_long_code_comes_in_parts_that_end_where_little_is_open():
    block = "def function{0}():\n    first = 1\n    second = 2\n    return first + second\n\n\n"
    code = "".join(block.format(number) for number in range(10))
    parts = code_parts(code)
    assert len(parts) == 3
    assert max(len(part.splitlines()) for part in parts) <= LINES
    assert all(part.startswith("def ") for part in parts)
    assert "".join("".join(parts).split()) == "".join(code.split())


@pytest.mark.parametrize("lines", [1, LINES, LINES + 1, 5 * LINES])
def test_no_line_of_code_is_lost(lines):
    code = "\n".join(f"x{number} = [" if number % 2 else "    1," for number in range(lines))
    assert [line for part in code_parts(code) for line in part.split("\n")] == code.split("\n")


# A lesson


def test_the_question_comes_first_the_output_at_the_next_click_and_the_answer_in_the_notes():
    ask = new_markdown_cell("## 1. A\n\nTold.\n\n**Before you run it:** how many?", id="ask")
    run = new_code_cell("print(3)", id="run", outputs=[printed("3\n")])
    notebook = lesson(ask, run, new_markdown_cell("Three of them.\n\nMore.", id="reading"))
    page = BeautifulSoup(deck_page("01", "Title", "Why?", read_sections(notebook), notebook.cells[0].source), "html.parser")
    [slide] = [slide for slide in page.select("section section") if slide.select(".ask")]
    assert [part["class"] for part in slide.select("pre")] == [["code"], ["out", "fragment"]]
    assert slide.select_one(".ask").text.strip() == "Before you run it: how many?"
    notes = slide.select_one("aside.notes").text
    for words in ("Ask: Before you run it: how many?", "Answer: Three of them.", "Minutes: this section"):
        assert words in notes
    assert "More." not in notes
    assert notes.index("Minutes:") < notes.index("Cell #run.") < notes.index("Ask:")
    assert slide["id"] == "run"


def test_what_only_asks_the_next_question_is_no_answer_and_what_nobody_asked_is_not_answered():
    notebook = lesson(
        new_markdown_cell("## 1. A\n\nTold.", id="told"),
        new_code_cell("print(3)", id="three", outputs=[printed("3\n")]),
        new_markdown_cell("**Before you run it:** and now?", id="ask"),
        new_code_cell("print(4)", id="four", outputs=[printed("4\n")]),
        new_markdown_cell("Before, it was three.", id="reading"),
        new_code_cell("print(5)", id="five", outputs=[printed("5\n")]),
        new_markdown_cell("It goes on.", id="end"),
    )
    page = BeautifulSoup(deck_page("01", "Title", "", read_sections(notebook), notebook.cells[0].source), "html.parser")
    notes = {slide["id"]: slide.select_one("aside.notes").text for slide in page.select("section section[id]")}
    assert set(notes) == {"three", "four", "five"}
    assert "and now?" not in notes["three"]
    assert "Answer: Before, it was three." in notes["four"]
    assert "What it shows: It goes on." in notes["five"]
    assert "Answer" not in notes["three"] + notes["five"]


def test_a_figure_has_a_slide_of_its_own_and_its_words():
    run = new_code_cell("draw()", id="run", outputs=[picture(), printed("Figure: a curve.\n")])
    slides = slides_of(new_markdown_cell("## 1. A", id="text"), run)
    assert [bool(slide.words) for slide in slides] == [False, True]
    assert 'alt="a curve."' in slides[1].body


def test_settings_checks_results_and_what_goes_deeper_are_left_out():
    cells = [
        new_code_cell("epochs: int = 1", id="parameters", metadata={"tags": ["parameters"]}),
        new_markdown_cell("The next cell fetches the tools.", id="setup-text"),
        new_code_cell("import torch", id="setup"),
        new_markdown_cell("## 1. Try it", id="try"),
        new_code_cell("def mine():\n    return ...", id="exercise-01-1-stub"),
        new_code_cell("check()", id="exercise-01-1-check"),
        new_markdown_cell("## 2. Going deeper", id="deeper"),
        new_code_cell("proof()", id="proof"),
    ]
    notebook = lesson(*cells)
    sections = read_sections(notebook)
    assert [section.title for section in sections] == ["Opening", "1. Try it"]
    page = deck_page("01", "Title", "", sections, notebook.cells[0].source)
    for word in ("epochs", "tools", "import", "check()", "proof", "Time:"):
        assert word not in page
    assert "mine" in page


def test_a_lone_sentence_goes_with_the_code_or_the_figure_beside_it():
    run = new_code_cell("draw()", id="run", outputs=[picture(), printed("Figure: a curve.\n")])
    slides = slides_of(new_markdown_cell("## 1. A\n\nOne sentence.", id="text"), run, new_markdown_cell("It falls.", id="end"))
    assert len(slides) == 2
    assert "One sentence." in slides[0].body
    assert "draw" in slides[0].body
    assert "It falls." in slides[1].body


def test_minutes_come_from_the_run_sheet_or_else_from_the_lesson():
    cells = [new_markdown_cell("## 1. A\n\nWords. " * 1, id="a"), new_markdown_cell("## 2. B\n\nWords.", id="b")]
    notebook = lesson(*cells)
    first = notebook.cells[0].source

    def seconds(sheet=None):
        page = BeautifulSoup(deck_page("01", "Title", "", read_sections(notebook), first, sheet), "html.parser")
        return [int(slide["data-timing"]) for slide in page.select("section section")]

    assert abs(sum(seconds()) - 40 * 60) <= 2
    assert seconds(RunSheet(9, {"Opening": 2, "2. B": 7}, ())) == [0, 120, 0, 420]


# The command


def run_build(*arguments):
    command = [sys.executable, str(SITE / "build_slides.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_arguments_that_are_not_understood():
    done = run_build("--slow")
    assert done.returncode == 2
    assert done.stderr.startswith("Usage: ")


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path):
    (tmp_path / "thesis.tex").write_text("mine", encoding="utf-8")
    done = run_build(tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "holds no slides of the course" in done.stderr
    assert (tmp_path / "thesis.tex").read_text(encoding="utf-8") == "mine"


# In a browser

# Every slide with all that comes at a click; what leaves the window or its box.
STICKS_OUT = """() => Reveal.getSlides().flatMap((slide) => {
  const { h, v } = Reveal.getIndices(slide);
  Reveal.slide(h, v, 99);
  const isOut = (element) => {
    const box = element.getBoundingClientRect();
    const leaves = box.right > innerWidth || box.bottom > innerHeight || box.left < 0 || box.top < 0;
    return leaves || (element.tagName === "PRE" && element.scrollWidth > element.clientWidth + 1);
  };
  return [...slide.querySelectorAll("*:not(aside, aside *)")].filter(isOut)
    .map((element) => `${h}/${v} ${element.outerHTML.slice(0, 120)}`);
})"""


@pytest.fixture(scope="module")
def browser():
    with browser_session() as session:
        yield session


@pytest.fixture(scope="module")
def decks(tmp_path_factory):
    """The decks of two lessons: the first, and the longest."""
    from course_slides.decks import write_decks

    lessons = all_lessons()
    longest = max(lessons[1:], key=lambda path: sum(len(cell.source) for cell in nbformat.read(path, as_version=4).cells))
    folder = tmp_path_factory.mktemp("slides")
    (folder / "lessons").mkdir()
    for path in (lessons[0], longest):
        (folder / "lessons" / path.name).write_bytes(path.read_bytes())
    return write_decks(folder / "slides", folder / "lessons", TEACHING)


@pytest.fixture
def tab(browser):
    """A window in which nothing is requested from elsewhere, and no script fails."""
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    requested, failed = [], []
    page.on("request", lambda request: requested.append(request.url))
    page.on("pageerror", lambda error: failed.append(str(error)))
    yield page
    page.close()
    assert requested
    assert remote(requested) == []
    assert failed == []


@pytest.mark.parametrize("place", [0, 1])
def test_nothing_sticks_out_of_any_slide(tab, decks, place):
    tab.goto(decks[place].as_uri())
    tab.wait_for_function("Reveal.isReady()")
    assert tab.evaluate("Reveal.getTotalSlides()") > 50
    assert tab.evaluate(STICKS_OUT) == []


def test_too_full_a_slide_is_made_smaller_and_what_still_sticks_out_is_found(tab, decks):
    deck = decks[0].with_name("full.html")
    lines = "<p>" + "A line of a paragraph.<br>" * 20 + "</p>"
    head, _, rest = decks[0].read_text(encoding="utf-8").partition('<div class="slides">')
    foot = rest[rest.index('<script src="reveal/reveal.js">') :]
    slides = f'<section><section id="full">{lines}</section><section id="hopeless">{lines * 5}</section></section></div></div>'
    deck.write_text(f'{head}<div class="slides">{slides}{foot}', encoding="utf-8")
    tab.goto(deck.as_uri())
    tab.wait_for_function("Reveal.isReady()")
    assert tab.evaluate("parseFloat(document.querySelector('#full').style.fontSize)") < 1
    found = tab.evaluate(STICKS_OUT)
    assert found
    assert all(fault.startswith("0/1") for fault in found)


def test_a_click_shows_the_output(tab, decks):
    tab.goto(decks[0].as_uri())
    tab.wait_for_function("Reveal.isReady()")
    at = tab.evaluate("Reveal.getIndices(document.querySelector('.ask ~ .out.fragment').closest('section'))")
    tab.evaluate("({ h, v }) => Reveal.slide(h, v, -1)", at)
    output = tab.locator("section.present section.present .out.fragment")
    assert not output.evaluate("(box) => box.classList.contains('visible')")
    tab.keyboard.press("Space")
    tab.locator("section.present section.present .out.fragment.visible").wait_for(state="attached")


def test_a_deck_is_printed_with_a_page_a_slide(browser, decks):
    """The printed page is asked for as the command does it, in the browser that is open."""
    page = browser.new_page()
    page.goto(f"{decks[0].as_uri()}?print-pdf")
    page.wait_for_selector(".pdf-page", state="attached")
    pages = page.evaluate("document.querySelectorAll('.pdf-page').length")
    page.close()
    assert pages == len(BeautifulSoup(decks[0].read_text(encoding="utf-8"), "html.parser").select("section section"))
