import base64
import json
import math
import re
import struct
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest

import helpers.reruns.sweep_report
from helpers.reruns.results import Failure, LessonRun
from helpers.reruns.sweep_parallel import describe_parallel
from helpers.reruns.sweep_plots import describe
from helpers.reruns.sweep_report import write_sweep_report
from tests.reruns.sweeps import sweep

LESSON = "01_train_on_iris"
SWEPT = {"learning_rate": [0.001, 0.1], "seed": [0, 1]}
VOID = {"meta", "img", "br", "input"}


class Page(HTMLParser):
    """A page, taken apart: every element's attributes by its tag, every table row's texts, and whether all tags close."""

    def __init__(self, path):
        super().__init__()
        self.source = path.read_text(encoding="utf-8")
        self.elements, self.rows, self.open, self.numbers = [], [], [], False
        self.feed(self.source)
        assert not self.open

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)
        self.numbers = self.numbers or tag == "figure"  # tables beneath figures are no runs
        if tag == "tr" and not self.numbers:
            self.rows.append([])
        if tag in ("td", "th") and not self.numbers:
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if {"td", "th"} & set(self.open) and not self.numbers:
            self.rows[-1][-1] += data.strip()

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def data(self):
        """What the script reads."""
        return json.loads(self.source.partition('id="rows">')[2].partition("</script>")[0])

    @property
    def words(self):
        return " ".join(re.sub(r"<(style|script)\b[^>]*>.*?</\1>|<[^>]*>", "", self.source, flags=re.S).split())


def results(p):
    return None if p == {"learning_rate": 0.1, "seed": 1} else {"loss": 0.123456789 * (p["seed"] + 1), "device": "cpu"}


def write(folder, swept=SWEPT, runs=None, lesson=LESSON):
    asked_for = math.prod(len(values) for values in swept.values())
    page = write_sweep_report(folder, lesson, swept, sweep(swept, results) if runs is None else runs, asked_for)
    assert page == folder / "index.html"
    return Page(page)


def test_the_heading_says_what_was_run_and_what_became_of_it(tmp_path):
    runs = sweep(SWEPT, results)
    last = runs.pop("learning_rate=0.001,seed=1")
    page = write(tmp_path, runs=runs)
    assert f"<h1>Sweep of {LESSON}: 2 of 4 runs passed</h1>" in page.source
    assert f"<title>Sweep of {LESSON}: 2 of 4 runs passed</title>" in page.source
    assert "3 runs: 2 passed, 1 failed. 1 of the 4 runs asked for is missing." in page.words
    stopped = LessonRun("interrupted", 0.0, last.parameters, error=Failure(None, "KeyboardInterrupt", "stopped"))
    page = write(tmp_path, runs=runs | {"x": stopped})
    assert "4 runs: 2 passed, 1 failed, 1 interrupted. The table" in page.words
    assert {"href": "results.csv"} in page.all("a")
    assert page.all("html") == [{"lang": "en-GB"}]


def test_the_table_has_a_row_for_each_run(tmp_path):
    header, *rows = write(tmp_path).rows
    assert header == ["run", "learning_rate", "seed", "status", "files", "seconds", "loss", "device", "error"]
    assert rows == [
        ["1", "0.001", "0", "✓ passed", "", "1.5", "0.123457", "cpu", ""],
        ["2", "0.001", "1", "✓ passed", "", "1.5", "0.246914", "cpu", ""],
        ["3", "0.1", "0", "✓ passed", "", "1.5", "0.123457", "cpu", ""],
        ["4", "0.1", "1", "✗ failed", "", "0.5", "", "", "cell 3 (loop): ValueError: no"],
    ]


def test_numbers_are_sorted_by_their_full_value(tmp_path):
    swept = {"seed": [0, 1, 2, 3]}
    values = [1 / 3, "nan", "inf", "-inf"]
    page = write(tmp_path, swept, sweep(swept, lambda p: {"loss": values[p["seed"]], "word": ["a", "b", "nan", ""][p["seed"]]}))
    assert [row[5:7] for row in page.rows] == [["loss", "word"], ["0.333333", "a"], ["nan", "b"], ["inf", "nan"], ["-inf", ""]]
    keys = {column["name"]: column["keys"] for column in page.data["columns"]}
    assert keys == {
        "seed": None,
        "status": None,
        "files": None,
        "seconds": None,
        "loss": [str(1 / 3), "NaN", "Infinity", "-Infinity"],
        "word": None,
    }
    kinds = [attributes.get("data-type") for attributes in page.all("th") if attributes["scope"] == "col"]
    assert kinds[:7] == ["number", "number", "text", None, "number", "number", "text"], "those of the figures come after"


def test_values_that_python_takes_for_equal_keep_their_own_words(tmp_path):
    swept = {"seed": [0, 1, 2, 3]}
    values = [True, 1, 1.0, [1]]
    page = write(tmp_path, swept, sweep(swept, lambda p: {"a": values[p["seed"]], "b": 1}))
    assert [row[5] for row in page.rows[1:]] == ["True", "1", "1", "[1]"]


def test_every_column_but_the_files_sorts_by_a_button(tmp_path):
    page = write(tmp_path)
    buttons = page.all("button")
    assert buttons[4:] == [{"type": "button"}] * 8
    assert [button["data-to"] for button in buttons[:4]] == ["first", "previous", "next", "last"]
    assert [attributes["aria-sort"] for attributes in page.all("th") if "aria-sort" in attributes] == ["ascending"]
    assert "aria-sort" in page.source.partition("<script>")[2]


def test_links_lead_to_the_files_that_are_there(tmp_path):
    runs = sweep(SWEPT, results)
    for name in list(runs)[:2]:
        (tmp_path / "runs" / name).mkdir(parents=True)
        (tmp_path / "runs" / name / f"{LESSON}.ipynb").touch()
    (tmp_path / "runs" / next(iter(runs)) / f"{LESSON}.log").touch()
    links = [attributes["href"] for attributes in write(tmp_path).all("a") if "aria-label" in attributes]
    assert links[0] == "runs/learning_rate%3D0.001%2Cseed%3D0/01_train_on_iris.ipynb"
    assert len(links) == 3
    assert all((tmp_path / unquote(link)).is_file() for link in links)


def test_what_all_runs_share_stands_there_once_and_what_differs_in_a_column(tmp_path):
    runs = {
        f"seed={seed}": LessonRun(
            "ok", 1.0, {"seed": seed, "epochs": 20, "dataset": "auto", "limit": seed}, {"dataset": "digits"}
        )
        for seed in (0, 1)
    }
    page = write(tmp_path, {"seed": [0, 1]}, runs)
    assert "The same in all runs epochs20datasetauto" in page.words
    assert page.rows[0] == ["run", "seed", "limit", "status", "files", "seconds", "dataset_result"]


def test_figures_are_inside_with_their_text_twice(tmp_path):
    runs = sweep(SWEPT, results)
    page = write(tmp_path)
    texts = [describe_parallel("loss", SWEPT, runs) + ".", describe("loss", "learning_rate", SWEPT, runs)]
    assert [image["alt"] for image in page.all("img")] == texts
    for image, text, size in zip(page.all("img"), texts, ((900, 450), (700, 400)), strict=True):
        assert f"<figcaption>{text}" in page.source
        picture = base64.b64decode(image["src"].removeprefix("data:image/png;base64,"))
        assert struct.unpack(">2I", picture[16:24]) == size == (int(image["width"]), int(image["height"]))
    numbers = page.words.partition("The numbers of loss against learning_rate")[2].partition("First Previous")[0]
    assert "0.001 2" not in numbers  # cells are apart
    assert "too few runs" in numbers
    assert "The best of many runs is partly luck" in page.words


def test_nothing_is_fetched_from_elsewhere(tmp_path):
    page = write(tmp_path)
    assert "://" not in re.sub(r'src="data:[^"]*"', "", page.source)
    assert not page.all("link")
    assert page.all("script") == [{"type": "application/json", "id": "rows"}, {}]


def test_names_values_and_errors_are_text_and_never_markup(tmp_path):
    nasty = '<script>alert("x")</script>&amp;\ud800'
    runs = {
        nasty: LessonRun("ok", 1.0, {"kind": nasty, "other": nasty}, {"word": nasty, "a": 1}),
        "second": LessonRun("failed", 1.0, {"kind": "漢", "other": nasty}, error=Failure("1 (a)", "ValueError", nasty)),
    }
    page = write(tmp_path, {"kind": [nasty, "漢"]}, runs, lesson="<b>é</b>")
    assert len(page.all("script")) == 2
    assert page.data["names"] == [nasty, "second"]
    assert not page.all("b")
    shown = nasty.replace("\ud800", "\\ud800")
    assert page.rows[1][1] == page.rows[1][5] == shown
    assert page.rows[2][1] == "漢"
    assert shown in page.rows[2][-1]
    assert [attributes["title"] for attributes in page.all("th") if "title" in attributes] == [shown, "second"]
    assert "<h1>Sweep of &lt;b&gt;é&lt;/b&gt;: 1 of 2 runs passed</h1>" in page.source


def test_all_runs_failed_is_still_a_report(tmp_path):
    page = write(tmp_path, runs=sweep(SWEPT, lambda p: None))
    assert "4 runs: 0 passed, 4 failed." in page.words
    assert len(page.rows) == 5
    assert not page.all("img")
    assert "There is none: no run gave a named result that is a finite number." in page.words


def test_one_run_and_none_are_a_report_too(tmp_path):
    page = write(tmp_path, {"seed": [0]}, sweep({"seed": [0]}, lambda p: {"a": 1}))
    assert "1 of 1 run passed" in page.source
    assert "The same in all runs" not in page.source
    assert "1 run: 1 passed, 0 failed. The table" in page.words
    assert len(page.all("img")) == 1, "seeds alone have no picture of all runs"
    page = write(tmp_path, {"seed": [0, 1]}, {})
    assert "0 runs: 0 passed, 0 failed. 2 of the 2 runs asked for are missing." in page.words


def test_a_result_that_is_nowhere_finite_is_named(tmp_path):
    page = write(tmp_path, runs=sweep(SWEPT, lambda p: {"loss": "nan", "a": 1}))
    assert len(page.all("img")) == 2
    assert "Without a figure, because no run gave a finite value: loss." in page.words


def test_a_status_that_the_page_does_not_know_keeps_its_name(tmp_path):
    runs = sweep(SWEPT, results)
    first = next(iter(runs))
    runs[first] = LessonRun("paused", 1.0, runs[first].parameters, {"loss": 9.0})
    page = write(tmp_path, runs=runs)
    assert "4 runs: 2 passed, 1 failed, 1 paused." in page.words
    assert page.rows[1][3] == "– paused"


@pytest.fixture
def low_limits(monkeypatch):
    for name, limit in (("PAGE_ROWS", 3), ("MOST_FIGURES", 1), ("MOST_PARALLEL", 1), ("MOST_NUMBERS", 1)):
        monkeypatch.setattr(helpers.reruns.sweep_report, name, limit)


def test_what_is_too_much_is_left_out_and_the_page_says_so(tmp_path, low_limits):
    long = Failure("1 (a)", "ValueError", "many words " * 500)
    runs = sweep(SWEPT, lambda p: {"a": 1, "b": 2}) | {"learning_rate=0.001,seed=1": LessonRun("failed", 1.0, {}, error=long)}
    page = write(tmp_path, runs=runs)
    assert len(page.rows) == 4
    assert page.data["names"] == list(runs)
    assert "Without scripts this page shows the first 3 of 4 runs; results.csv has all." in page.words
    assert "3 passed, 1 failed" in page.words
    assert len(page.all("img")) == 2
    assert "Shown are the first 1 of 2 figures;" in page.words
    assert "Shown are the first 1 of 2 results;" in page.words
    assert "Shown are the first 1 of 2 rows." in page.words
    assert len(page.rows[2][-1]) == 300
    assert page.rows[2][-1].endswith("…")


def test_a_thousand_runs_and_many_values_fit(tmp_path):
    swept = {"seed": list(range(1000))}
    page = write(tmp_path, swept, sweep(swept, lambda p: {"a": p["seed"]}))
    assert len(page.rows) == 101
    assert len(page.data["names"]) == 1000
    assert page.data["columns"][-1]["texts"][-1] == "999"
    assert "18, 19, … (1,000 values)" in page.words
    assert "Sweep of 01_train_on_iris: 1,000 of 1,000 runs passed" in page.words
