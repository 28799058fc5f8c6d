import pytest

from course_pages.lesson_map import lesson_map, read_rows, title_of
from helpers.reruns.errors import CourseError
from tests.site import SITE

README = """
| part | lesson | question | read and try | run, CPU |
|---|---|---|---|---|
| **Train** | [01_one](notebooks/01_one.ipynb) | What is *one*? | 60 min | 34 s |
| **See** | [02_two](notebooks/02_two.ipynb) | And two? | 20 min | 25 s |
| | [03_three](notebooks/03_three.ipynb) | Three? | 5 min | 1 s |
"""


def test_rows_of_the_table_are_read():
    assert read_rows(README) == {
        "01_one": ("What is *one*?", "60 min"),
        "02_two": ("And two?", "20 min"),
        "03_three": ("Three?", "5 min"),
    }


def test_the_map_has_each_part_with_its_lessons_and_its_navigation():
    found = lesson_map({"01_one": "One", "02_two": "Two", "03_three": "Three"}, README)
    assert [line for line in found.splitlines() if line.startswith("### ")] == ["### Train", "### See"]
    assert "- 02 [Two](02_two.ipynb): And two? *20 min*\n- 03 [Three](03_three.ipynb)" in found
    assert found.count("```{toctree}") == 2
    assert ":titlesonly:\n\n02_two\n03_three\n```" in found


def test_a_title_that_is_the_question_stands_there_once():
    found = lesson_map({"01_one": "What is *one*?", "02_two": "Two"}, README)
    assert "- 01 [What is *one*?](01_one.ipynb) *60 min*\n" in found
    assert "- 02 [Two](02_two.ipynb): And two? *20 min*\n" in found


def test_a_lesson_without_a_row_is_named():
    with pytest.raises(CourseError, match=r"no row for 04_four\."):
        lesson_map({"01_one": "One", "04_four": "Four"}, README)


@pytest.mark.parametrize("cell", ["", "Train", "## Train", "\n# Train"])
def test_a_first_cell_without_title_is_refused(cell):
    with pytest.raises(CourseError, match="must begin with"):
        title_of(cell)


def test_the_title_is_the_first_heading():
    assert title_of("# Layers: from `Linear`\n\n# Other") == "Layers: from `Linear`"


def test_the_start_page_has_a_place_for_the_map():
    from course_pages.stage import PLACE

    assert (SITE / "index.md").read_text(encoding="utf-8").count(PLACE) == 1
