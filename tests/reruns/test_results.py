import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from helpers.reruns.errors import CourseError
from helpers.reruns.results import Failure, LessonRun, named_results, read_results, write_results
from helpers.settings import RESULT_MIME

OK = LessonRun("ok", 1.5, {"epochs": 3}, {"test_accuracy": 0.9, "device": "cpu"})
FAILED = LessonRun("failed", 0.5, {}, error=Failure("2 (loop)", "ValueError", "no"))


def result_output(name, value):
    return new_output("display_data", data={RESULT_MIME: {"name": name, "value": value}, "text/plain": "x"})


def test_named_results_are_found_among_other_outputs():
    other = [new_output("stream", text="hello"), new_output("display_data", data={"text/plain": "figure"})]
    cells = [
        new_code_cell("a", outputs=[*other, result_output("loss", 2.0)]),
        new_code_cell("b", outputs=[result_output("loss", 1.0)]),
    ]
    assert named_results(new_notebook(cells=cells)) == {"loss": 1.0}


def scrap(data, mime="application/scrapbook.scrap.json+json", **more):
    return new_output("display_data", data={mime: {"name": "score", "data": data, "encoder": "json", "version": 1, **more}})


@pytest.mark.parametrize(
    ("output", "found"),
    [
        (scrap(0.5), 0.5),
        (scrap(True), True),
        (scrap("good"), "good"),
        (scrap("good", "application/scrapbook.scrap.text+json"), "good"),
        (scrap(float("inf")), "inf"),
        (scrap([1, 2]), None),
        (scrap(None), None),
        (scrap({"a": 1}), None),
        (scrap(0.5, name=3), None),
        (scrap("...", "application/scrapbook.scrap.pandas+json"), None),
        (new_output("display_data", data={"application/scrapbook.scrap.json+json": "broken"}), None),
    ],
)
def test_what_scrapbook_glued_is_a_named_result(output, found):
    results = named_results(new_notebook(cells=[new_code_cell("a", outputs=[result_output("loss", 2.0), output])]))
    assert results == {"loss": 2.0} | ({} if found is None else {"score": found})
    json.dumps(results, allow_nan=False)


def test_what_is_written_is_read_back(tmp_path):
    write_results(tmp_path, {"b": FAILED, "a": OK})
    assert read_results(tmp_path) == {"a": OK, "b": FAILED}
    assert [path.name for path in tmp_path.iterdir()] == ["results.json"]


def test_the_file_has_the_documented_form(tmp_path):
    write_results(tmp_path, {"01_train_on_iris": OK})
    assert json.loads((tmp_path / "results.json").read_text()) == {
        "01_train_on_iris": {
            "status": "ok",
            "seconds": 1.5,
            "parameters": {"epochs": 3},
            "results": {"test_accuracy": 0.9, "device": "cpu"},
        }
    }


def test_a_result_that_json_cannot_hold_leaves_the_old_file_untouched(tmp_path):
    write_results(tmp_path, {"a": OK})
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_results(tmp_path, {"a": LessonRun("ok", 1.0, {}, {"loss": float("nan")})})
    assert read_results(tmp_path) == {"a": OK}


def test_an_empty_folder_has_no_results(tmp_path):
    assert read_results(tmp_path) == {}


@pytest.mark.parametrize("text", ["", "[]", '{"a": 3}', '{"a": {"status": "ok"}}', "{"])
def test_another_file_of_that_name_is_refused(tmp_path, text):
    (tmp_path / "results.json").write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match="is not a results file of this course"):
        read_results(tmp_path)


def test_a_failure_names_its_cell():
    assert str(FAILED.error) == "cell 2 (loop): ValueError: no"
    assert str(Failure(None, "OSError", "full")) == "OSError: full"


def test_nbformat_accepts_a_notebook_with_results():
    nbformat.validate(new_notebook(cells=[new_code_cell("a", id="a", outputs=[result_output("loss", 2.0)])]))
