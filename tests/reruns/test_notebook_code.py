import pytest

from helpers.reruns.notebook_code import hash_of, modules_beside, names_given, records_results, result_names


@pytest.mark.parametrize(
    ("codes", "names"),
    [
        (["record_result('a', 1)", "if x:\n    record_result(name='b', value=2)"], {"a", "b"}),
        (["import helpers.lesson as l\nl.record_result('a', 1)"], {"a"}),
        (["import scrapbook as sb\nsb.glue('a', 1)"], {"a"}),
        (["%matplotlib inline\n!ls\nrecord_result('a', 1)"], {"a"}),
        (["for n in 'ab':\n    record_result(n, 1)"], None),
        (["record_result(f'{x}', 1)", "record_result('a', 1)"], None),
        (["display({'application/scrapbook.scrap.json+json': {'name': 'a', 'data': 1}}, raw=True)"], None),
        (["record_result('a', 1)", "%%bash\nls *.py"], None),
        (["print(1)"], set()),
    ],
)
def test_the_names_of_results_are_read_from_the_code_where_it_tells_them(codes, names):
    assert result_names(codes, []) == names


def test_what_a_module_beside_the_notebook_records_only_a_run_can_tell():
    assert result_names(["record_result('a', 1)"], ["def f(): record_result('b', 1)"]) is None
    assert result_names(["record_result('a', 1)"], ["def f(): pass"]) == {"a"}


@pytest.mark.parametrize(
    ("source", "may"),
    [("record_result('a', 1)", True), ("sb.glue('a', 1)", True), ("'application/scrapbook.x'", True), ("unglued(1)", False)],
)
def test_who_may_record_something(source, may):
    assert records_results(["1", source]) is may


def test_other_functions_do_not_count():
    assert names_given(["report_value"], ["report_value('a', 1, 2)\nrecord_result('b', 1)"]) == {"a"}


def test_modules_beside_the_notebook_are_found_through_each_other(tmp_path):
    for name, code in {
        "one.py": "import two.deep\nimport json",
        "two/__init__.py": "",
        "two/deep.py": "from three import x",
        "three.py": "import one",
        "four.py": "",
        "broken.py": "def (",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(code)
    found = modules_beside(["import numpy, one", "from broken import x"], tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in found] == [
        "broken.py",
        "one.py",
        "three.py",
        "two/__init__.py",
        "two/deep.py",
    ]
    before = hash_of(found, tmp_path)
    (tmp_path / "four.py").write_text("1")
    assert hash_of(found, tmp_path) == before
    (tmp_path / "three.py").write_text("x = 1")
    assert hash_of(found, tmp_path) != before
