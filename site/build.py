"""Build the web site: ``python site/build.py [FOLDER]``. ``make site`` calls it; the pages lie in ``site/built/pages``."""

import shutil
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
# The course's package is found even where only the site's own dependencies are installed.
sys.path[:0] = [str(HERE), str(HERE.parent)]

from course_pages.stage import stage  # noqa: E402
from helpers.reruns.errors import CourseError  # noqa: E402

BUILT = HERE / "built"


def build(folder: Path) -> Path:
    """Build all pages anew and return the start page.

    Args:
        folder: becomes ``pages`` and what the build needs besides; what an earlier build left there is removed.

    Raises:
        CourseError: Sphinx is not installed, the folder is something else than an earlier build, a lesson cannot be
            read, or Sphinx has warned of something.
    """
    try:
        from sphinx.cmd.build import main as sphinx
    except ImportError as error:
        raise CourseError(f"The web site needs the project's extra: install '.[site]' ({error}).") from error
    parts = [folder / name for name in ("sources", "doctrees", "pages")]
    strangers = sorted({path.name for path in folder.iterdir()} - {part.name for part in parts}) if folder.is_dir() else []
    if strangers or (folder.exists() and not folder.is_dir()):
        raise CourseError(f"{folder} is no folder of an earlier build ({', '.join(strangers) or 'it is a file'}): name another.")
    for part in parts:
        shutil.rmtree(part, ignore_errors=True)
    sources, doctrees, pages = parts
    lessons = stage(sources)
    started = time.perf_counter()
    options = ["-q", "-W", "--keep-going", "-j", "auto", "-c", str(HERE), "-d", str(doctrees)]
    code = sphinx([*options, "-b", "html", str(sources), str(pages)])
    if code:
        raise CourseError("The web site was not built: what Sphinx warned of stands above.")
    for name in (".buildinfo", "objects.inv"):
        (pages / name).unlink(missing_ok=True)
    print(f"{len(lessons)} lessons in {time.perf_counter() - started:.0f} s: open {pages / 'index.html'}")
    return pages / "index.html"


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
