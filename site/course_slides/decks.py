"""All decks into one folder."""

from pathlib import Path

from course_pages.lesson_map import read_rows, title_of
from course_slides.lesson import read_sections
from course_slides.page import copy_shared, deck_page, index_page
from helpers.app.run_sheet import TEACHING, find_run_sheet, read_run_sheet
from helpers.paths import COURSE_ROOT, NOTEBOOKS
from helpers.reruns.errors import CourseError
from helpers.reruns.lessons import all_lessons, part_of
from helpers.reruns.notebooks import read_notebook


def write_decks(folder: Path, notebooks: Path = NOTEBOOKS, sheets: Path = TEACHING) -> list[Path]:
    """Write a deck a lesson, their list and what they share into a folder. Returns the decks.

    Raises:
        CourseError: a lesson or a run sheet cannot be read, or reveal.js is not installed.
    """
    copy_shared(folder)
    questions = {name: row[0] for name, row in read_rows((COURSE_ROOT / "README.md").read_text(encoding="utf-8")).items()}
    decks, listed = [], []
    for lesson in all_lessons(notebooks):
        name = lesson.stem
        try:
            notebook = read_notebook(lesson)
        except Exception as error:  # nbformat raises many kinds
            raise CourseError(f"{lesson} cannot be read as a notebook: {str(error).partition(chr(10))[0]}") from error
        first = notebook.cells[0].source if notebook.cells else ""
        path = find_run_sheet(name, sheets)
        try:
            title = title_of(first)
            page = deck_page(
                name[:2],
                title,
                questions.get(name, ""),
                read_sections(notebook),
                first,
                read_run_sheet(path) if path else None,
            )
        except CourseError as error:
            raise CourseError(f"{lesson.name}: {error}") from error
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
        decks.append(folder / f"{name}.html")
        listed.append((part_of(name), name, title))
    (folder / "index.html").write_text(index_page(listed), encoding="utf-8")
    return decks
