"""Decks as PDF, printed by a Chromium, Chrome or Edge of this machine."""

from pathlib import Path

from playwright.sync_api import Error, sync_playwright

from course_pages.browsers import launch
from helpers.reruns.errors import CourseError

_PATIENCE = 300_000  # milliseconds: a loaded machine is no failure


def print_decks(decks: list[Path]) -> list[Path]:
    """Print each deck beside itself, a page a slide. Returns the files.

    Raises:
        CourseError: no browser starts, or a deck cannot be printed.
    """
    printed = []
    with sync_playwright() as playwright:
        browser = launch(playwright)
        if browser is None:
            raise CourseError("No Chromium, Chrome or Edge starts to print the slides: name one in COURSE_BROWSER.")
        try:
            page = browser.new_page()
            for deck in decks:
                page.goto(f"{deck.resolve().as_uri()}?print-pdf", timeout=_PATIENCE)
                page.wait_for_selector(".pdf-page", state="attached", timeout=_PATIENCE)
                target = deck.with_suffix(".pdf")
                page.pdf(path=target, prefer_css_page_size=True, print_background=True)
                printed.append(target)
        except Error as error:
            raise CourseError(f"{deck.name} was not printed: {str(error).partition(chr(10))[0]}") from error
        finally:
            browser.close()
    return printed
