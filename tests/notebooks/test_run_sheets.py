"""The run sheets for teachers: what they name exists in their lesson, and their minutes add up."""

import re

import nbformat
import pytest

from helpers.app.run_sheet import OPENING, TEACHING, read_run_sheet
from helpers.paths import NOTEBOOKS

LIST = TEACHING / "README.md"
SHEETS = sorted(path for path in TEACHING.glob("*.md") if path != LIST)
PARTS = ("In class", "Turn live", "What goes wrong", "In a slow room", "On the board")


def faults(sheet, notebook):
    """What a run sheet names that its lesson has not, sections out of order, and minutes that do not add up."""
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    sections = [OPENING, *re.findall(r"^## (.+?)\s*$", text, flags=re.M)]
    ids = {cell.id for cell in notebook.cells}
    found = [f"no section {section!r}" for section in sheet.minutes if section not in sections]
    found += [f"no cell {cell!r}" for cell in sheet.cells if cell not in ids]
    places = [sections.index(section) for section in sheet.minutes if section in sections]
    found += ["sections in another order"] if places != sorted(places) else []
    added = sum(sheet.minutes.values())
    return found + ([f"{added} minutes, not {sheet.total}"] if added != sheet.total else [])


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_a_run_sheet_names_what_its_lesson_has(path):
    lesson = NOTEBOOKS / f"{path.stem}.ipynb"
    assert lesson.is_file()
    sheet = read_run_sheet(path)
    assert faults(sheet, nbformat.read(lesson, as_version=4)) == []
    assert len(sheet.cells) >= 5
    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"# Run sheet {path.stem[:2]}: ")
    assert [part for part in PARTS if f"\n**{part}:** " not in text] == []
    assert f"(../{path.stem}.ipynb)" in text


def test_the_sheets_that_are_listed_are_there_and_no_others():
    """A lesson that the list does not name may be without one."""
    rows = re.findall(r"^\| \[(\d\d)\]\((\w+)\.md\) \| (.+) \| (\d+) \|$", LIST.read_text(encoding="utf-8"), flags=re.M)
    assert [name for _, name, _, _ in rows] == [path.stem for path in SHEETS]
    for number, name, title, minutes in rows:
        assert name.startswith(number)
        assert (TEACHING / f"{name}.md").read_text(encoding="utf-8").startswith(f"# Run sheet {number}: {title}\n")
        assert read_run_sheet(TEACHING / f"{name}.md").total == int(minutes)


GOOD = "# Run sheet 01: T\n\n**In class:** 8 minutes.\n\n| 3 | Opening | |\n| 5 | 1. A | `#one` |\n"


@pytest.fixture
def notebook():
    cells = [
        nbformat.v4.new_markdown_cell("# T\n\n## 1. A\n\n## 2. B", id="title"),
        nbformat.v4.new_code_cell("1", id="one"),
    ]
    return nbformat.v4.new_notebook(cells=cells)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("", ""), None),
        (("`#one`", "`#two`"), "no cell 'two'"),
        (("1. A", "1. C"), "no section '1. C'"),
        (("8 minutes", "9 minutes"), "8 minutes, not 9"),
        (("| 3 | Opening | |\n| 5 | 1. A", "| 3 | 2. B | |\n| 5 | 1. A"), "sections in another order"),
    ],
)
def test_what_a_sheet_has_wrong_is_found(tmp_path, notebook, change, fault):
    path = tmp_path / "01_t.md"
    path.write_text(GOOD.replace(*change), encoding="utf-8")
    assert faults(read_run_sheet(path), notebook) == ([fault] if fault else [])
