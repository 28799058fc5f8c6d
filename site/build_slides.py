"""Build the slides: ``python site/build_slides.py [--pdf] [FOLDER]``. ``make slides`` calls it, into ``site/built/slides``.

``make site`` builds them too, as a part of the web site.
"""

import shutil
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).resolve().parent
# The course's package is found even where only the site's own dependencies are installed.
sys.path[:0] = [str(HERE), str(HERE.parent)]

from helpers.paths import NOTEBOOKS  # noqa: E402
from helpers.reruns.errors import CourseError  # noqa: E402

BUILT = HERE / "built" / "slides"
# By these an earlier build is known.
SIGNS = ("index.html", "slides.js", "reveal")


def check_target(folder: Path) -> None:
    """Refuse to write into what is no earlier build.

    Raises:
        CourseError: it is a file, or a folder with something else in it.
    """
    if folder.is_dir() and (not any(folder.iterdir()) or all((folder / sign).exists() for sign in SIGNS)):
        return
    if folder.exists():
        raise CourseError(f"{folder} is there already, and holds no slides of the course: name another folder.")


def build(folder: Path = BUILT, notebooks: Path = NOTEBOOKS, pdf: bool = False) -> Path:
    """Build a deck a lesson and return the page that lists them. If that fails, an earlier build stays as it was.

    Args:
        folder: for the decks; an earlier build there is replaced.
        notebooks: the lessons' folder.
        pdf: print each deck, too, with an installed Chromium, Chrome or Edge.

    Raises:
        CourseError: the project's extra 'site' is not installed, the folder holds something else, a lesson or a run sheet
            cannot be read, or no browser prints.
    """
    check_target(folder)
    try:
        from course_slides.decks import write_decks
    except ImportError as error:
        raise CourseError(f"The slides need the project's extra 'site': install '.[site]' ({error}).") from error
    started = time.perf_counter()
    with TemporaryDirectory() as made:
        decks = write_decks(Path(made) / "slides", notebooks)
        if pdf:
            from course_slides.printing import print_decks

            print_decks(decks)
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(Path(made) / "slides", folder)
    print(f"{len(decks)} decks in {time.perf_counter() - started:.0f} s: open {folder / 'index.html'}")
    return folder / "index.html"


def main(arguments: list[str]) -> int:
    """Build; the exit code is 0, 1 (failed) or 2 (not understood)."""
    pdf = "--pdf" in arguments
    folders = [argument for argument in arguments if argument != "--pdf"]
    if len(folders) > 1 or any(argument.startswith("-") for argument in folders):
        print(f"Usage: python site/build_slides.py [--pdf] [FOLDER], but it was given {' '.join(arguments)}.", file=sys.stderr)
        return 2
    try:
        build(Path(folders[0]).resolve() if folders else BUILT, pdf=pdf)
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
