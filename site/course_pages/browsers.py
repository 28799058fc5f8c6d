"""A Chromium, Chrome or Edge that is installed on this machine: it prints the slides, and the tests look at pages in it."""

import os
import shutil

from playwright.sync_api import Browser, Error, Playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
# Where the programs above have other names, Playwright knows the usual places.
CHANNELS = ("chrome", "msedge", None)


def launch(playwright: Playwright) -> Browser | None:
    """Start a browser; None if none starts. The variable COURSE_BROWSER names another program, and then no other is tried."""
    named = os.environ.get("COURSE_BROWSER")
    found = [named] if named else [path for path in map(shutil.which, PROGRAMS) if path]
    attempts = [{"executable_path": path} for path in found]
    attempts += [] if named else [{"channel": channel} for channel in CHANNELS]
    # As root, in a container, Chromium's own sandbox does not start; the pages are ours.
    arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    for attempt in attempts:
        try:
            return playwright.chromium.launch(**attempt, args=arguments)
        except Error:
            continue
    return None
