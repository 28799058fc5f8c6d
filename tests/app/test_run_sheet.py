import pytest

from helpers.app.run_sheet import RunSheet, find_run_sheet, read_run_sheet
from helpers.reruns.errors import CourseError

TEXT = "# Run sheet\n\n**In class:** 8 minutes.\n\n| 3 | Opening | |\n| 5 | 1. A | ask `#one` |\n"


def test_a_sheet_is_read_for_minutes_sections_and_cells(tmp_path):
    path = tmp_path / "01_x.md"
    path.write_text(TEXT, encoding="utf-8")
    assert read_run_sheet(path) == RunSheet(8, {"Opening": 3, "1. A": 5}, ("one",))
    assert find_run_sheet("01_x", tmp_path) == path
    assert find_run_sheet("02_y", tmp_path) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (TEXT.replace("**In class:** 8 minutes.", ""), "needs a line that begins with"),
        (TEXT.replace("| 3 | Opening | |\n| 5 | 1. A |", "|"), "needs a table"),
        (TEXT.replace("Opening", "1. A"), "names the section '1. A' twice"),
    ],
)
def test_a_sheet_of_another_form_is_refused(tmp_path, text, message):
    path = tmp_path / "01_x.md"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match=message):
        read_run_sheet(path)


def test_a_sheet_that_cannot_be_read_is_refused(tmp_path):
    with pytest.raises(CourseError, match="cannot be read"):
        read_run_sheet(tmp_path / "missing.md")
