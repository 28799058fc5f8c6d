"""A sweep's report in a real browser: for everybody, without a mouse, without a network."""

import pytest

from helpers.reruns.results import Failure, LessonRun
from helpers.reruns.sweep_report import PAGE_ROWS, write_sweep_report
from helpers.reruns.table import write_table
from tests.reruns.sweeps import sweep
from tests.site import need

WHAT = "the sweep's report"
need("playwright", "axe_playwright_python", what=WHAT)

from tests.site.browser import (
    OPEN_ALL,
    SCHEMES,
    SETTLE,
    WIDTHS,
    browser_session,
    contrast_faults,
    remote,
    structure_faults,
)

LESSON = "01_train_on_iris"
SWEPT = {"learning_rate": [0.001, 0.01, 0.1], "kind": ["sgd", "adam"], "seed": list(range(100))}
TOTAL = 600
# Where the page is wider than the window, but for what scrolls in a box of its own.
STICKS_OUT = "document.documentElement.scrollWidth - innerWidth"
NAMES = "[...document.querySelectorAll('#table tbody th')].map((cell) => Number(cell.textContent))"


def score(p):
    if p["learning_rate"] == 0.1 and p["seed"] == 5:
        return None
    loss = "nan" if p["seed"] == 7 else 1 / (1 + p["seed"])
    return {"accuracy": p["learning_rate"] * 7 + p["seed"] / 1000, "loss": loss, "device": "cpu"}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("a sweep #1 100%")
    runs = sweep(SWEPT, score)
    stopped = Failure(None, "KeyboardInterrupt", "the run was stopped here")
    first, second = list(runs)[:2]
    runs[first] = LessonRun("interrupted", 0.2, runs[first].parameters, error=stopped)
    runs[second] = LessonRun("another end", 0.25, runs[second].parameters, {"accuracy": 0.1})
    for number, name in enumerate(runs):
        if number in (2, 120):
            (folder / "runs" / name).mkdir(parents=True)
            (folder / "runs" / name / f"{LESSON}.ipynb").touch()
            (folder / "runs" / name / f"{LESSON}.log").touch()
    write_table(folder / "results.csv", runs)
    return write_sweep_report(folder, LESSON, SWEPT, runs, TOTAL + 1)


@pytest.fixture(scope="module")
def browser():
    with browser_session(WHAT) as session:
        yield session


@pytest.fixture
def tab(browser, written):
    """The report, opened; afterwards nothing was requested from elsewhere, and no script failed."""
    context = browser.new_context(viewport={"width": WIDTHS[0], "height": 900})
    page = context.new_page()
    requested, failed = [], []
    page.on("request", lambda request: requested.append(request.url))
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.on("console", lambda message: failed.append(message.text) if message.type == "error" else None)
    page.goto(written.as_uri())
    yield page
    context.close()
    assert requested
    assert remote(requested) == []
    assert failed == []


@pytest.mark.parametrize("width", WIDTHS)
def test_it_is_sound_for_everybody(tab, width):
    tab.evaluate(OPEN_ALL)
    tab.set_viewport_size({"width": width, "height": 900})
    tab.evaluate(SETTLE)
    assert tab.evaluate(STICKS_OUT) == 0
    assert structure_faults(tab) == []
    for scheme in SCHEMES:
        tab.emulate_media(color_scheme=scheme)
        assert contrast_faults(tab, set()) == [], scheme


def test_dark_is_dark(tab):
    tab.emulate_media(color_scheme="dark")
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(23, 25, 28)"


def test_pages_turn_without_a_mouse_and_say_where_one_is(tab):
    told = tab.get_by_role("status")
    assert told.inner_text() == f"Rows 1 to {PAGE_ROWS} of {TOTAL} runs"
    first = tab.inner_html("#table tbody")
    tab.get_by_role("button", name="Next").focus()
    tab.keyboard.press("Enter")
    assert told.inner_text() == f"Rows 101 to 200 of {TOTAL} runs"
    assert tab.evaluate(NAMES) == list(range(101, 201))
    tab.get_by_role("button", name="Last").press("Enter")
    assert tab.evaluate(NAMES)[-1] == TOTAL
    last = tab.get_by_role("button", name="Next")
    assert last.get_attribute("aria-disabled") == "true"
    last.press("Enter")
    assert tab.evaluate(NAMES)[-1] == TOTAL
    tab.get_by_role("button", name="First").press("Enter")
    assert tab.inner_html("#table tbody") == first


def test_the_script_lays_out_what_is_in_the_page_without_it(browser, written):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(written.as_uri())
    static = page.inner_html("#table tbody")
    assert "Without scripts this page shows the first 100 of 600 runs" in page.inner_text("main")
    assert not page.is_visible("#find")
    context.close()
    context = browser.new_context()
    page = context.new_page()
    page.goto(written.as_uri())
    layout = "".join(static.split())
    # The way in which addresses write signs is not the same everywhere; where they lead is.
    assert "".join(page.inner_html("#table tbody").split()) == layout
    context.close()


def test_the_links_lead_to_the_files(tab, written):
    from urllib.parse import unquote

    assert tab.locator("#table tbody a").count() == 2
    tab.get_by_role("button", name="Next").click()
    links = [link.get_attribute("href") for link in tab.locator("#table tbody a").all()]
    assert len(links) == 2
    assert all((written.parent / unquote(link)).is_file() for link in links)


def test_a_column_sorts_all_rows_and_not_those_of_the_page(tab):
    accuracy = tab.get_by_role("button", name="accuracy")
    accuracy.press("Enter")
    header = tab.locator("th", has=accuracy)
    assert header.get_attribute("aria-sort") == "ascending"
    rising = tab.locator("#table tbody tr").first.inner_text()
    accuracy.press("Enter")
    assert header.get_attribute("aria-sort") == "descending"
    assert tab.locator("[aria-sort]").count() == 1
    shown = tab.locator("#table tbody tr").first
    assert "0.799" in shown.inner_text()
    assert shown.inner_text() != rising
    tab.get_by_role("button", name="Last").click()
    assert "✗ failed" in tab.locator("#table tbody tr").last.inner_text(), "rows without a value come last both ways"
    tab.get_by_role("button", name="loss").click()
    tab.get_by_role("button", name="Last").click()
    assert "nan" in tab.locator("#table tbody tr").nth(-6).inner_text()


def test_runs_are_found_by_words_in_any_of_their_cells(tab):
    find = tab.get_by_role("searchbox", name="Find runs with")
    find.fill("FAILED adam")
    assert tab.get_by_role("status").inner_text() == f"1 found among {TOTAL} runs"
    assert "✗ failed" in tab.locator("#table tbody tr").inner_text()
    find.fill("learning_rate=0.01,")
    assert tab.get_by_role("status").inner_text() == f"Rows 1 to 100 of 200 found among {TOTAL} runs"
    assert tab.get_attribute("#table", "aria-rowcount") == "201"
    find.fill("xyzzy")
    assert tab.get_by_role("status").inner_text() == f"No run found among {TOTAL}"
    find.fill("")
    assert tab.get_by_role("status").inner_text() == f"Rows 1 to 100 of {TOTAL} runs"


def test_the_headings_of_the_table_stay_in_sight(tab):
    tab.evaluate("document.querySelector('.scroll').scrollTop = 1500")
    top, box = (tab.locator(name).first.bounding_box()["y"] for name in (".scroll thead th", ".scroll"))
    assert abs(top - box) < 3


def test_one_picture_of_all_runs_is_seen_at_a_time(tab):
    choice = tab.get_by_role("combobox", name="Named result")
    pictures = tab.locator("figure.parallel")
    assert pictures.count() == 2
    assert [picture.is_visible() for picture in pictures.all()] == [True, False]
    choice.select_option("loss")
    assert [picture.is_visible() for picture in pictures.all()] == [False, True]
    assert "with the lowest loss" in pictures.nth(1).inner_text()
