"""Build the web site: ``python site/build.py [FOLDER]``. ``make site`` calls it, and the pages lie in ``site/built``."""

import os
import shutil
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).resolve().parent
# The course's package is found even where only the site's own dependencies are installed.
sys.path[:0] = [str(HERE), str(HERE.parent)]

from course_pages.repository import read_repository  # noqa: E402
from course_pages.stage import stage  # noqa: E402
from helpers.paths import NOTEBOOKS  # noqa: E402
from helpers.reruns.errors import CourseError  # noqa: E402

BUILT = HERE / "built"
SLIDES = "slides"  # the folder of the decks, which may have been built alone before
# By these an earlier build is known.
SIGNS = ("index.html", "_static", "_sources")


def check_target(folder: Path) -> None:
    """Refuse to replace what is no earlier build.

    Raises:
        CourseError: it is a file, or a folder with something else in it.
    """
    if folder.is_dir():
        names = {path.name for path in folder.iterdir()}
        if names <= {SLIDES} or names >= set(SIGNS):
            return
    if folder.exists():
        raise CourseError(f"{folder} is there already, and is no web site of the course: name another folder.")


def build(folder: Path = BUILT, notebooks: Path = NOTEBOOKS) -> Path:
    """Build all pages and the slides anew and return the start page. If that fails, an earlier build stays as it was.

    Args:
        folder: the site; an earlier build there is replaced.
        notebooks: the lessons' folder.

    Raises:
        CourseError: the project's extra 'site' is not installed, the folder holds something else, the repository's address is
            none, a lesson or a run sheet cannot be read, or Sphinx has warned of something.
    """
    try:
        from sphinx.cmd.build import main as sphinx

        from course_slides.decks import write_decks
    except ImportError as error:
        raise CourseError(f"The web site needs the project's extra 'site': install '.[site]' ({error}).") from error
    check_target(folder)
    read_repository(os.environ)
    started = time.perf_counter()
    with TemporaryDirectory() as made:
        work = Path(made)
        lessons = stage(work / "sources", notebooks)
        options = ["-q", "-W", "--keep-going", "-j", "auto", "-c", str(HERE), "-d", str(work / "doctrees")]
        if sphinx([*options, "-b", "html", str(work / "sources"), str(work / "pages")]):
            raise CourseError("The web site was not built: what Sphinx warned of stands above.")
        for name in (".buildinfo", "objects.inv"):  # for Sphinx, not for readers
            (work / "pages" / name).unlink(missing_ok=True)
        write_decks(work / "pages" / SLIDES, notebooks)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.move(work / "pages", folder)
    print(f"{len(lessons)} lessons in {time.perf_counter() - started:.0f} s: open {folder / 'index.html'}")
    return folder / "index.html"


def main(arguments: list[str]) -> int:
    """Build; the exit code is 0, 1 (failed) or 2 (not understood)."""
    if len(arguments) > 1 or any(argument.startswith("-") for argument in arguments):
        print(f"Usage: python site/build.py [FOLDER], but it was given {' '.join(arguments)}.", file=sys.stderr)
        return 2
    try:
        build(Path(arguments[0]).resolve() if arguments else BUILT)
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
