import html
import re
import shutil
from urllib.parse import unquote

import pytest
from nbformat import write
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers.reruns.lessons import all_lessons
from helpers.reruns.report import export_html, write_index, write_report
from helpers.reruns.results import Failure, LessonRun

RUNS = {
    "02_bad": LessonRun("failed", 2.0, {"epochs": 9}, error=Failure("3 (loop)", "ValueError", "a < b & c")),
    "01_good": LessonRun(
        "ok", 61.26, {"epochs": 2000, "learning_rate": 0.01}, {"test_accuracy": 0.9666666666666667, "device": "cpu"}
    ),
    "03_late": LessonRun("interrupted", 0.0, {}, error=Failure(None, "KeyboardInterrupt", "stopped")),
}


def save(path):
    bar = "\r  0%|   | 0/2\r 50%|#  | 1/2\r100%|###| 2/2\n"
    write(new_notebook(cells=[new_code_cell("print('trained')", id="a", outputs=[new_output("stream", text=bar)])]), path)


def test_the_index_shows_status_time_results_and_a_link(tmp_path):
    save(tmp_path / "01_good.ipynb")
    index = write_report(tmp_path, RUNS, {"01_good": RUNS["01_good"]})
    page = index.read_text(encoding="utf-8")
    assert index.name == "index.html"
    assert "<title>1 of 3 lessons passed</title>" in page
    rows = re.findall(r"<tr>\n(.*?)</tr>", page, flags=re.S)
    assert 'href="01_good.html"' in rows[0]
    assert "✓ passed" in rows[0]
    assert "61.3" in rows[0]
    assert "<dt>test_accuracy</dt><dd>0.966667</dd>" in rows[0]
    assert "<dt>learning_rate</dt><dd>0.01</dd>" in rows[0]
    assert "✗ failed" in rows[1]
    assert "href" not in rows[1]  # nothing was saved for it
    assert "interrupted" in rows[2]


def test_the_index_groups_lessons_by_their_part(tmp_path):
    page = write_index(tmp_path, RUNS | {"mine": RUNS["01_good"]}).read_text(encoding="utf-8")
    order = re.findall(r'rowgroup">(\w+)<|<td>(\w+)</td>', page)
    assert [part or lesson for part, lesson in order] == ["Train", "01_good", "See", "02_bad", "03_late", "mine"]


def test_what_a_notebook_says_is_text_and_never_markup(tmp_path):
    page = write_index(tmp_path, RUNS).read_text(encoding="utf-8")
    assert "a &lt; b &amp; c" in page
    assert "a < b" not in page


def test_a_notebook_s_page_holds_its_code_and_the_end_of_its_bar(tmp_path):
    save(tmp_path / "x.ipynb")
    page = export_html(tmp_path / "x.ipynb").read_text(encoding="utf-8")
    assert "trained" in page
    assert "100%|###| 2/2" in page
    assert "1/2" not in page


@pytest.mark.parametrize("name", ["part #1", "50 % off", "a?b=c", "näh", "a&b"])
def test_links_lead_to_files_with_odd_names(tmp_path, name):
    (tmp_path / f"{name}.html").write_text("here")
    page = write_index(tmp_path, {name: LessonRun("ok", 1.0, {})}).read_text(encoding="utf-8")
    (link,) = re.findall(r'href="([^"#]*)"', page)
    assert (tmp_path / unquote(html.unescape(link))).read_text() == "here"


def test_a_notebook_that_cannot_be_read_costs_only_its_own_page(tmp_path, make_notebook):
    runs = {name: LessonRun("ok", 1.0, {}) for name in ("good", "torn")}
    make_notebook("good", "1")
    (tmp_path / "torn.ipynb").write_text('{"cells": [')
    (tmp_path / "torn.html").write_text("of an earlier run")
    page = write_report(tmp_path, runs, runs).read_text(encoding="utf-8")
    assert 'href="good.html"' in page
    assert 'href="torn.html"' not in page


# The kind: a page that needs another server shows nothing in a classroom without a network.
def test_a_page_fetches_nothing_and_shows_its_formulas(tmp_path):
    text = "Read $w \\leftarrow w - \\eta g$, and $$\\frac{1}{n}\\sum_i x_i$$ and `$5`, but not $\\nonsense{$."
    cells = [new_markdown_cell(text, id="text"), new_code_cell("1", id="a", outputs=[new_output("stream", text="trained")])]
    write(new_notebook(cells=cells), tmp_path / "x.ipynb")
    page = export_html(tmp_path / "x.ipynb").read_text(encoding="utf-8")
    assert not re.findall(r"""(?:src|href)=["']?(?:https?:)?//""", page)
    assert "<script" not in page
    assert "import(" not in page
    assert len(re.findall('<math[^>]* display="inline"', page)) == 1
    assert len(re.findall('<math[^>]* display="block"', page)) == 1
    assert "<mfrac>" in page
    assert "$5" in page


def test_a_lesson_s_page_fetches_nothing(tmp_path):
    with_formulas = [lesson for lesson in all_lessons() if "$" in lesson.read_text(encoding="utf-8")]
    for lesson in with_formulas[:2]:
        shutil.copy(lesson, tmp_path)
        page = export_html(tmp_path / lesson.name).read_text(encoding="utf-8")
        assert not re.findall(r"""(?:src|<link[^>]*href)=["']?(?:https?:)?//""", page), lesson.stem
        assert "<script" not in page
        assert "<merror" not in page
        assert "<math" in page


def test_a_figure_has_the_words_that_stand_below_it(tmp_path):
    png = new_output("display_data", data={"image/png": "iVBORw0KGgo="})
    outputs = [png, new_output("stream", text="Figure, lines: a < b & c.\nmore"), png, new_output("stream", text="x")]
    write(new_notebook(cells=[new_code_cell("1", id="a", outputs=outputs)]), tmp_path / "x.ipynb")
    page = export_html(tmp_path / "x.ipynb").read_text(encoding="utf-8")
    described = [html.unescape(text) for text in re.findall(r'<img alt="([^"]*)"', page)]
    assert described == ["Figure, lines: a < b & c.", "A figure without a description"]
