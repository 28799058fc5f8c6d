"""The built web site: its files, and its pages in a real browser."""

import os
import re
import subprocess
import sys
from collections import defaultdict
from urllib.parse import unquote, urldefrag

import nbformat
import pytest

from helpers.paths import NOTEBOOKS
from helpers.reruns.lessons import all_lessons, part_of
from tests.site import SITE, need

need("sphinx", "myst_nb", "furo", "playwright", "axe_playwright_python")

import itertools

from bs4 import BeautifulSoup

from course_pages.guesses import INVITATION_TO_READ
from tests.site.browser import (
    OPEN_ALL,
    SCHEMES,
    SETTLE,
    STICKS_OUT,
    THIN_OUT,
    WIDTHS,
    browser_session,
    contrast_faults,
    remote,
    structure_faults,
)

LESSONS = [path.stem for path in all_lessons()]
PAGES = ["index", "search", *LESSONS]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The site, built as `make site` does, where no repository is known."""
    folder = tmp_path_factory.mktemp("site") / "pages"
    environment = {name: value for name, value in os.environ.items() if name not in ("COURSE_REPOSITORY", "GITHUB_REPOSITORY")}
    command = [sys.executable, str(SITE / "build.py"), str(folder)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def read(built):
    """The parsed pages, by name."""
    return {page: BeautifulSoup((built / f"{page}.html").read_text(encoding="utf-8"), "html.parser") for page in PAGES}


# Files


def resources(page):
    """Every address that a browser fetches to show a page."""
    found = [tag[name] for name in ("src", "data", "poster") for tag in page.find_all(attrs={name: True})]
    found += [tag["href"] for tag in page.find_all("link", href=True)]
    return found + [part.split()[0] for tag in page.find_all(srcset=True) for part in tag["srcset"].split(",")]


REMOTE = re.compile(r"^(?:https?:)?//")
# In a style sheet; a comment may name an address.
STYLE_REMOTE = re.compile(r"""(?:url\(\s*['"]?|@import\s+['"])(?:https?:)?//""")


def test_no_page_names_a_remote_resource(read, built):
    for name, page in read.items():
        found = resources(page)
        assert len(found) > 5, name
        assert [address for address in found if REMOTE.match(address)] == [], name
        assert not STYLE_REMOTE.search("".join(tag.text for tag in page.find_all("style"))), name
    styles = list(built.rglob("*.css"))
    assert len(styles) > 3
    for path in styles:
        assert not STYLE_REMOTE.search(path.read_text(encoding="utf-8")), path.name


@pytest.mark.parametrize(
    "html",
    ['<img src="https://a.example/x.png">', '<link href="//a.example/x.css">', '<img srcset="http://a.example/x.png 2x">'],
)
def test_a_remote_resource_is_found(html):
    assert any(REMOTE.match(address) for address in resources(BeautifulSoup(html, "html.parser")))


def test_every_link_within_the_site_leads_somewhere(read, built):
    ids = {name: {tag["id"] for tag in page.find_all(id=True)} for name, page in read.items()}
    for name, page in read.items():
        for address in [tag["href"] for tag in page.find_all("a", href=True)] + resources(page):
            if REMOTE.match(address) or address.startswith(("data:", "mailto:")):
                continue
            file, anchor = urldefrag(address)
            target = built / unquote(file.partition("?")[0]) if file else built / f"{name}.html"
            assert target.is_file(), f"{name}: {address}"
            if anchor and target.suffix == ".html":
                assert unquote(anchor) in ids[target.stem] | {"", "top"}, f"{name}: {address}"


def test_the_start_page_maps_every_part_and_lesson(read):
    page = read["index"]
    headings = [tag.find(string=True) for tag in page.select("article h3")]
    assert headings == list(dict.fromkeys(map(part_of, LESSONS)))
    for lesson in LESSONS:
        [entry] = page.select(f'article li:has(a[href="{lesson}.html"])')
        assert entry.text.startswith(lesson[:2])
        assert re.search(r"\?? \d+ min$", entry.text.strip())


def test_lessons_follow_one_another(read):
    for before, after in itertools.pairwise(LESSONS):
        assert read[before].select_one("a.next-page")["href"] == f"{after}.html"
        assert read[after].select_one("a.prev-page")["href"] == f"{before}.html"


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_page_has_what_its_notebook_has(read, built, lesson):
    page, notebook = read[lesson], nbformat.read(NOTEBOOKS / f"{lesson}.ipynb", as_version=4)
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert {f"cell-{cell.id}" for cell in notebook.cells[1:]} <= set(ids)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    pictures = page.select("div.cell_output img")
    assert len(pictures) == sum("image/png" in output.get("data", {}) for output in outputs)
    assert [tag["alt"] for tag in pictures if len(tag["alt"]) < 12 or tag["alt"].startswith("<")] == []
    [link] = page.select("a[download]")
    assert (built / link["href"]).read_bytes() == (NOTEBOOKS / f"{lesson}.ipynb").read_bytes()


def questions_of(notebook):
    """How many questions stand right before code cells that show something."""
    count = 0
    for place, cell in enumerate(notebook.cells):
        following = []
        for other in notebook.cells[place + 1 :]:
            if other.cell_type != "code":
                break
            following.append(other)
        last = cell.source.strip().split("\n\n")[-1]
        asks = cell.cell_type == "markdown" and re.search(r"\*\*before you (run|look)", last.lower())
        count += bool(asks and any(other.outputs for other in following))
    return count


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_answer_is_folded_away(read, lesson):
    boxes = read[lesson].select("details.guess")
    assert len(boxes) == questions_of(nbformat.read(NOTEBOOKS / f"{lesson}.ipynb", as_version=4))
    for box in boxes:
        assert "open" not in box.attrs
        assert box.select("div.cell_output") or box.select_one("summary").text == INVITATION_TO_READ


def test_a_figure_that_a_question_needs_is_in_view(read):
    cell = read[LESSONS[0]].select_one("#cell-guesses")
    assert cell.select("img")
    assert not cell.find_parent("details")
    box = cell.find_next_sibling("details")
    assert box.select_one("summary").text == INVITATION_TO_READ
    assert "None of them." in box.text


def test_nothing_leads_elsewhere_where_no_repository_is_known(read):
    for page in read.values():
        assert not page.select('a[href*="colab."], a[href*="mybinder"]')


# In a browser


@pytest.fixture(scope="module")
def browser():
    with browser_session() as session:
        yield session


@pytest.fixture
def tab(browser):
    """Opens a page; afterwards nothing was requested from elsewhere, and no script failed."""
    context = browser.new_context()
    page = context.new_page()
    requested, failed = [], []
    page.on("request", lambda request: requested.append(request.url))
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.on("console", lambda message: failed.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert requested
    assert remote(requested) == []
    assert failed == []


@pytest.fixture(scope="module")
def known_kinds():
    """The kinds of text whose contrast was looked at, by width and scheme."""
    return defaultdict(set)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_sound_for_everybody(tab, built, known_kinds, name):
    tab.goto(f"{(built / name).as_uri()}.html")
    tab.evaluate(OPEN_ALL)
    tab.evaluate(THIN_OUT)
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 900})
        tab.evaluate(SETTLE)
        assert tab.evaluate(STICKS_OUT) == [], width
        assert structure_faults(tab) == [], width
        for scheme in SCHEMES:
            tab.emulate_media(color_scheme=scheme)
            assert contrast_faults(tab, known_kinds[width, scheme]) == [], (width, scheme)


def test_axe_finds_what_is_wrong(browser):
    page = browser.new_page()
    page.set_content('<html lang="en"><title>x</title><main><h1 style="color:#ddd">Pale</h1><img src="data:,"></main>')
    assert any(fault.startswith("image-alt") for fault in structure_faults(page))
    known = set()
    assert any(fault.startswith("color-contrast") for fault in contrast_faults(page, known))
    assert contrast_faults(page, known) == []
    page.close()


def test_what_sticks_out_is_found(browser):
    page = browser.new_page(viewport={"width": 390, "height": 900})
    wide = '<p style="width: 500px">wide</p>'
    page.set_content(f'<main style="overflow: hidden"><article>{wide}<div style="overflow: auto">{wide}</div></article></main>')
    assert page.evaluate(STICKS_OUT) == [wide]
    page.close()


def test_a_request_to_elsewhere_is_seen(browser):
    page = browser.new_page()
    requested = []
    page.on("request", lambda request: requested.append(request.url))
    page.set_content('<img src="http://127.0.0.1:9/x.png" alt="">')
    page.close()
    assert remote(requested) == ["http://127.0.0.1:9/x.png"]


def test_the_search_shows_where_the_words_stand(tab, built):
    tab.goto(f"{(built / 'search').as_uri()}.html?q=Dropout++weight")
    results = tab.locator("#search-results")
    assert re.search(r"“dropout weight” stands in \d+ sections", results.get_by_role("status").inner_text())
    first = results.locator("li").first
    assert "dropout" in {mark.lower() for mark in first.locator("mark").all_inner_texts()}
    first.locator("a").click()
    assert "dropout" in tab.locator("article").inner_text().lower()


def test_the_search_says_when_nothing_is_found(tab, built):
    tab.goto(f"{(built / 'search').as_uri()}.html?q=%3Cb%3E+xyzzy(")
    status = tab.locator("#search-results [role=status]")
    assert status.inner_text() == "“<b> xyzzy(” stands in 0 sections."
    tab.goto(f"{(built / 'search').as_uri()}.html")
    assert "Write one or more words" in status.inner_text()


def test_a_link_into_a_folded_answer_opens_it(tab, built, read):
    lesson = LESSONS[0]
    hidden = read[lesson].select_one("details.guess [id^=cell-]")["id"]
    tab.goto(f"{(built / lesson).as_uri()}.html#{hidden}")
    tab.wait_for_function("id => document.getElementById(id).checkVisibility()", arg=hidden)
    assert tab.locator("details.guess[open]").count() == 1


def test_all_answers_are_opened_at_once_and_stay_so(tab, built):
    tab.goto(f"{(built / LESSONS[0]).as_uri()}.html")
    number = tab.locator("details.guess").count()
    assert tab.locator("details.guess[open]").count() == 0
    button = tab.get_by_role("button", name="Open every answer")
    button.click()
    assert tab.locator("details.guess[open]").count() == number > 0
    tab.reload()
    assert tab.locator("details.guess[open]").count() == number
    button.click()
    assert tab.locator("details.guess[open]").count() == 0


def test_the_signs_of_a_narrow_header_are_large_and_apart(tab, built):
    tab.set_viewport_size({"width": 390, "height": 900})
    tab.goto(f"{(built / LESSONS[0]).as_uri()}.html")
    signs = tab.locator(".mobile-header .header-right button, .mobile-header .header-right label")
    boxes = sorted((box.bounding_box() for box in signs.all()), key=lambda box: box["x"])
    assert len(boxes) == 2
    assert all(min(box["width"], box["height"]) >= 44 for box in boxes)
    assert boxes[0]["x"] + boxes[0]["width"] + 4 <= boxes[1]["x"]
    assert boxes[1]["x"] + boxes[1]["width"] <= 390


def test_boxes_that_scroll_are_reached_with_the_keyboard(tab, built):
    tab.set_viewport_size({"width": 390, "height": 900})
    tab.goto(f"{(built / LESSONS[0]).as_uri()}.html")
    tab.evaluate(SETTLE)
    assert tab.locator("div.highlight pre[tabindex='0']").count() > 0
