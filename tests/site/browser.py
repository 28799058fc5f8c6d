"""A real browser, and axe in it: what the tests of the pages ask them."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from course_pages.browsers import launch
from tests.conftest import NOT_RUN

WIDTHS = (1280, 390)
SCHEMES = ("light", "dark")

OPEN_ALL = "document.querySelectorAll('details').forEach((box) => { box.open = true; })"
# Boxes that scroll are marked by an observer of sizes, which is told between two frames.
SETTLE = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))))"
# The theme cuts off what is too wide, so the window's own width tells nothing; what scrolls in its box may be wider.
STICKS_OUT = """() => {
  const scrolls = (element) => ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
  const inBox = (element) => {
    for (let at = element.parentElement; at.tagName !== "ARTICLE"; at = at.parentElement) if (scrolls(at)) return true;
    return false;
  };
  const wide = (element) => element.checkVisibility() && element.getBoundingClientRect().right > innerWidth + 1;
  return [...document.querySelectorAll("article *")].filter((element) => wide(element) && !inBox(element))
    .map((element) => element.outerHTML.slice(0, 200));
}"""
# Coloured code makes thousands of elements of a few kinds: one of each is left, the others become the text that they hold.
THIN_OUT = """() => {
  const seen = new Set();
  for (const span of document.querySelectorAll(".highlight pre span")) {
    const kind = `${span.className} ${span.closest(".cell_output") ? "out" : "in"} ${span.getAttribute("style") ?? ""}`;
    if (seen.has(kind) && !span.children.length) span.replaceWith(span.textContent);
    seen.add(kind);
  }
}"""
# Marks the text that no page before had: text in elements of the same names, classes and styles has the same colours.
MARK_NEW_KINDS = """(known) => {
  const seen = new Set(known);
  const kindOf = (element) => {
    const names = [];
    for (let at = element; at; at = at.parentElement) {
      names.push(`${at.tagName} ${at.getAttribute("class") ?? ""} ${at.getAttribute("style") ?? ""}`);
    }
    return names.join(" < ");
  };
  const added = [];
  for (const element of document.querySelectorAll("body *")) {
    element.removeAttribute("data-new-kind");
    const holdsText = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (!holdsText || !element.checkVisibility()) continue;
    const kind = kindOf(element);
    if (seen.has(kind)) continue;
    seen.add(kind);
    added.push(kind);
    element.setAttribute("data-new-kind", "");
  }
  return added;
}"""


@contextmanager
def browser_session(what: str = "the web site") -> Iterator[Browser]:
    """A browser for some tests, of ``what``; they are skipped, loudly, where none starts."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        if browser is None:
            pytest.skip(f"{NOT_RUN} {what} in a browser: no Chromium, Chrome or Edge starts (COURSE_BROWSER names one).")
        try:
            yield browser
        finally:
            browser.close()


def remote(addresses: list[str]) -> list[str]:
    """Those of the requested addresses that are on no disk."""
    return [address for address in addresses if not address.startswith(("file:", "data:", "blob:"))]


def _told(page: Page, context: object = None, **options: object) -> list[str]:
    """axe's violations, one line each."""
    # Without preload: axe would ask for the style sheets a second time, which is refused to pages from a folder.
    options = {"resultTypes": ["violations"], "preload": False, **options}
    found = Axe().run(page, context=context, options=options).response["violations"]
    return [f"{violation['id']}: {node['html'][:200]}" for violation in found for node in violation["nodes"]]


def structure_faults(page: Page) -> list[str]:
    """What axe finds wrong, colours aside."""
    return _told(page, rules={"color-contrast": {"enabled": False}})


def contrast_faults(page: Page, known: set[str]) -> list[str]:
    """Which text axe finds too pale, of the kinds that are not known yet; they are known from then on."""
    added = page.evaluate(MARK_NEW_KINDS, sorted(known))
    known.update(added)
    if not added:
        return []
    return _told(page, context={"include": ["[data-new-kind]"]}, runOnly=["color-contrast"])
