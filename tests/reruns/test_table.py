import csv
import math
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.reruns.errors import CourseError
from helpers.reruns.results import Failure, LessonRun
from helpers.reruns.table import column_names, read_table, write_table

FAILED = LessonRun("failed", 0.5, {"epochs": 5, "device": "cpu"}, error=Failure("3 (loop)", "ValueError", 'a, b\n  and "c"\r\nd'))
RUNS = {
    "epochs=3": LessonRun(
        "ok", 1.25, {"epochs": 3, "device": "cpu"}, {"accuracy": 0.1 + 0.2, "steps": 7, "done": True, "net": "a,b"}
    ),
    "epochs=4": LessonRun(
        "ok", 2.0, {"epochs": 4, "device": "cpu"}, {"accuracy": "nan", "steps": 8, "done": False, "net": 'x "y"\nz'}
    ),
}


def test_the_file_has_the_documented_form(tmp_path):
    write_table(tmp_path / "results.csv", RUNS | {"epochs=5": FAILED})
    assert (tmp_path / "results.csv").read_bytes().decode() == (
        "run,status,seconds,epochs,device,accuracy,steps,done,net,error\n"
        'epochs=3,ok,1.25,3,cpu,0.30000000000000004,7,True,"a,b",\n'
        'epochs=4,ok,2.0,4,cpu,nan,8,False,"x ""y""\nz",\n'
        'epochs=5,failed,0.5,5,cpu,,,,,"cell 3 (loop): ValueError: a, b and ""c"" d"\n'
    )
    assert [path.name for path in tmp_path.iterdir()] == ["results.csv"]


def test_columns_stand_in_the_order_of_first_appearance_and_never_twice():
    runs = {
        "a": LessonRun("ok", 1.0, {"z": 1, "dataset": "auto"}, {"y": 1, "dataset": "digits"}),
        "b": LessonRun("ok", 1.0, {"z": 1, "x": 2, "seconds": 4}, {"seconds": 5, "error": "none", "dataset_result": 1, "y": 2}),
    }
    parameters, results = column_names(runs)
    assert parameters == {"z": "z", "dataset": "dataset", "x": "x", "seconds": "seconds_parameter"}
    assert results == {
        "y": "y",
        "dataset": "dataset_result",
        "seconds": "seconds_result",
        "error": "error_result",
        "dataset_result": "dataset_result_result",
    }


def test_pandas_finds_the_types_by_itself(tmp_path):
    write_table(tmp_path / "results.csv", RUNS)
    frame = pandas.read_csv(tmp_path / "results.csv")
    assert {name: kind.kind for name, kind in frame.dtypes.items() if kind != frame["run"].dtype} == {
        "seconds": "f",
        "epochs": "i",
        "accuracy": "f",
        "steps": "i",
        "done": "b",
        "error": "f",  # nothing but missing values
    }
    assert frame["net"].tolist() == ["a,b", 'x "y"\nz']
    assert frame["accuracy"].isna().tolist() == [False, True]


def test_pandas_finds_missing_values_where_a_run_failed(tmp_path):
    write_table(tmp_path / "results.csv", RUNS | {"epochs=5": FAILED})
    frame = pandas.read_csv(tmp_path / "results.csv")
    assert frame["epochs"].tolist() == [3, 4, 5]
    assert frame["steps"].isna().tolist() == [False, False, True]
    assert frame["done"].tolist()[:2] == [True, False]
    assert frame.loc[frame["status"] == "failed", "error"].item() == 'cell 3 (loop): ValueError: a, b and "c" d'


def test_pandas_reads_some_texts_otherwise_as_the_docstring_says(tmp_path):
    texts = ["NA", "None", "null", "nan", ""]
    runs = {text: LessonRun("ok", 1.0, {"text": text, "zeros": "007", "truth": "True"}) for text in texts}
    write_table(tmp_path / "results.csv", runs)
    frame = pandas.read_csv(tmp_path / "results.csv")
    assert frame["text"].isna().all()
    assert frame["zeros"].tolist() == [7] * 5
    assert frame["truth"].dtype == bool
    plain = pandas.read_csv(tmp_path / "results.csv", dtype=str, keep_default_na=False)
    assert plain["text"].tolist() == texts
    assert plain["zeros"].tolist() == ["007"] * 5


def looks_like_a_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True


FLOATS = st.floats().map(lambda value: value if math.isfinite(value) else str(value))
TEXTS = st.sampled_from(
    ["NA", "None", "007", "-01", "1_000", "1٣", "+1", "a,b", '"', "\r", "\n", "a\r\nb", "'", "=1+1", " x ", "\0", "é"]
)
TEXTS |= st.text().filter(lambda text: not looks_like_a_number(text) and text not in {"True", "False"})
KINDS = {"int": st.integers(), "float": FLOATS, "bool": st.booleans(), "text": TEXTS}
ERRORS = st.builds(Failure, st.none() | st.text(), st.text(min_size=1), st.text())


@st.composite
def sweeps(draw):
    """Runs with one type for each parameter and result; some have no results."""
    kinds = st.dictionaries(st.sampled_from(["a", "b", "c", "run", "error", "a_result"]), st.sampled_from(sorted(KINDS)))
    parameters, results = draw(kinds), draw(kinds)
    names = draw(st.lists(st.text() | st.just("1"), max_size=4, unique=True))
    runs = {}
    for name in names:
        values = {key: draw(KINDS[kind]) for key, kind in parameters.items()}
        if draw(st.booleans()):
            runs[name] = LessonRun(
                "ok", draw(st.floats(0, 1e9)), values, {key: draw(KINDS[kind]) for key, kind in results.items()}
            )
        else:
            runs[name] = LessonRun("failed", 0.0, values, error=draw(ERRORS))
    return runs


def expected_rows(runs):
    """What must come back, without a look at how the table is written."""
    parameters, results = column_names(runs)
    rows = []
    for name, run in runs.items():
        row = {"run": name, "status": run.status, "seconds": run.seconds}
        row |= {column: run.parameters[key] for key, column in parameters.items()}
        row |= {column: run.results.get(key) for key, column in results.items()}
        row["error"] = " ".join(str(run.error).split()) if run.error else None
        rows.append({key: None if value == "" else value for key, value in row.items()})
    return rows


def same(left, right):
    if isinstance(left, float) and right in ("nan", "inf", "-inf"):
        right = float(right)
    both_nan = isinstance(left, float) and isinstance(right, float) and math.isnan(left) and math.isnan(right)
    return type(left) is type(right) and (both_nan or left == right)


@given(sweeps())
def test_the_same_rows_come_back(runs):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "results.csv"
        write_table(path, runs)
        rows = read_table(path)
    expected = expected_rows(runs)
    assert [list(row) for row in rows] == [list(row) for row in expected]
    for row, wanted in zip(rows, expected, strict=True):
        assert all(same(row[key], wanted[key]) for key in wanted), (row, wanted)


def test_whole_numbers_among_floats_become_floats_and_texts_keep_a_column_text(tmp_path):
    values = [(1, "7", "nan"), (0.5, "07", "cpu"), ("inf", "8", "inf")]
    runs = {str(number): LessonRun("ok", 1.0, {}, dict(zip("abc", row, strict=True))) for number, row in enumerate(values)}
    write_table(tmp_path / "results.csv", runs)
    rows = read_table(tmp_path / "results.csv")
    assert [(row["a"], row["b"], row["c"]) for row in rows] == [(1.0, "7", "nan"), (0.5, "07", "cpu"), (math.inf, "8", "inf")]
    assert type(rows[0]["a"]) is float
    assert [row["run"] for row in rows] == ["0", "1", "2"]


@pytest.mark.parametrize("text", ["007", "-01", "+1", "1_000", "1٣", "٣.5", "0x1f", ".5", "1.", "NaN", "Infinity", " 1"])
def test_what_python_would_not_write_stays_a_text(tmp_path, text):
    write_table(tmp_path / "results.csv", {"a": LessonRun("ok", 1.0, {"x": text})})
    assert read_table(tmp_path / "results.csv")[0]["x"] == text


def test_a_number_that_python_refuses_to_convert_stays_a_text(tmp_path):
    write_table(tmp_path / "results.csv", {"a": LessonRun("ok", 1.0, {"x": "9" * 5000})})
    assert read_table(tmp_path / "results.csv")[0]["x"] == "9" * 5000


def test_half_a_character_does_not_cost_the_table(tmp_path):
    write_table(tmp_path / "results.csv", {"a": LessonRun("ok", 1.0, {"x": "\ud800"})})
    assert read_table(tmp_path / "results.csv")[0]["x"] == "\\ud800"


def test_a_table_that_a_spreadsheet_saved_is_read(tmp_path):
    text = "\ufeffrun,status,seconds,a,b,error\r\nx,ok,1.50,0.10,1E-3,\r\n"
    (tmp_path / "results.csv").write_bytes(text.encode())
    row = {"run": "x", "status": "ok", "seconds": 1.5, "a": 0.1, "b": 0.001, "error": None}
    assert read_table(tmp_path / "results.csv") == [row]


def test_a_table_without_runs_has_its_header_and_no_rows(tmp_path):
    write_table(tmp_path / "results.csv", {})
    assert (tmp_path / "results.csv").read_text() == "run,status,seconds,error\n"
    assert read_table(tmp_path / "results.csv") == []


def test_a_table_that_could_not_be_written_leaves_the_old_one_whole(tmp_path, monkeypatch):
    write_table(tmp_path / "results.csv", RUNS)
    before = (tmp_path / "results.csv").read_bytes()

    def full(number):
        raise OSError("no space left")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        write_table(tmp_path / "results.csv", {})
    assert (tmp_path / "results.csv").read_bytes() == before


HEADER = b"run,status,seconds,a,error\n"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"run\n",
        b"a,b\n1,2\n",
        b"\x89PNG\r\n\x1a\n\0\xff",
        HEADER + b"x,ok,1.0\n",
        HEADER + b"x,ok,1.0,2,,more\n",
        HEADER + b'x,ok,1.0,2,"lost',
        HEADER + b"x,ok,1.0," + b"y" * (csv.field_size_limit() + 1) + b",\n",
        b"run,status,seconds,a,a,error\n",
    ],
)
def test_another_file_of_that_name_is_refused(tmp_path, content):
    (tmp_path / "results.csv").write_bytes(content)
    with pytest.raises(CourseError, match=r"results\.csv is not a results table of this course\.$"):
        read_table(tmp_path / "results.csv")


def test_a_table_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CourseError, match=r"The table .*results\.csv cannot be read: No such file"):
        read_table(tmp_path / "results.csv")
    with pytest.raises(CourseError, match="cannot be read"):
        read_table(tmp_path)


@pytest.mark.parametrize(("true", "false"), [("TRUE", "FALSE"), ("True", "False"), ("true", "false")])
def test_truth_values_that_went_through_a_spreadsheet(tmp_path, true, false):
    (tmp_path / "results.csv").write_text(f"run,status,seconds,a,error\nx,ok,1.0,{true},\ny,ok,1.0,{false},\nz,ok,1.0,,\n")
    assert [row["a"] for row in read_table(tmp_path / "results.csv")] == [True, False, None]
