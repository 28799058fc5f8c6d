"""The folder that Sphinx reads: the lessons, untouched, the start page with its map, and the start page's picture."""

import shutil
from pathlib import Path

from course_pages.lesson_map import lesson_map, title_of
from helpers.paths import COURSE_ROOT, NOTEBOOKS
from helpers.reruns.errors import CourseError
from helpers.reruns.lessons import all_lessons
from helpers.reruns.notebooks import read_notebook

PLACE = "<!-- lessons -->"
PICTURE = COURSE_ROOT / ".github" / "iris-regions.png"
START_PAGE = Path(__file__).resolve().parents[1] / "index.md"


def lesson_title(lesson: Path) -> str:
    """A lesson's title.

    Raises:
        CourseError: the file is no notebook, has no cells, or does not begin with a title.
    """
    try:
        cells = read_notebook(lesson).cells
    except Exception as error:  # nbformat raises many kinds
        raise CourseError(f"{lesson} cannot be read as a notebook: {str(error).partition(chr(10))[0]}") from error
    if not cells:
        raise CourseError(f"{lesson} has no cells.")
    try:
        return title_of(cells[0].source)
    except CourseError as error:
        raise CourseError(f"{lesson}: {error}") from error


def stage(target: Path, notebooks: Path = NOTEBOOKS) -> list[str]:
    """Fill ``target``, a new folder, with what Sphinx reads. Returns the lessons' names.

    Raises:
        CourseError: a lesson cannot be read, has no title, or is missing in the README's table.
    """
    lessons = all_lessons(notebooks)
    titles = {lesson.stem: lesson_title(lesson) for lesson in lessons}
    readme = (COURSE_ROOT / "README.md").read_text(encoding="utf-8")
    page = START_PAGE.read_text(encoding="utf-8").replace(PLACE, lesson_map(titles, readme))
    target.mkdir(parents=True)
    (target / "index.md").write_text(page, encoding="utf-8")
    for path in (*lessons, PICTURE):
        shutil.copy2(path, target)
    return list(titles)
