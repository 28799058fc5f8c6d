import json

import pytest

from helpers.reruns.errors import CourseError
from helpers.reruns.results import Failure, LessonRun
from helpers.reruns.sweep_folder import RECORD_FILE, SweepFolder
from helpers.reruns.task import Outcome

MANIFEST = {
    "lesson": "01",
    "code": {"01": "abc", "helpers": "ghi", "torch": "2"},
    "swept parameters": ["seed"],
    "shared parameters": {"epochs": 5, "size": 2},
}
GOOD = LessonRun("ok", 1.5, {"seed": 1}, {"score": 0.5})
WANTED = {"seed=1": {"seed": 1}, "seed=2": {"seed": 2}}


def begun(path):
    folder = SweepFolder(path, MANIFEST, WANTED)
    folder.begin()
    return folder


def test_what_was_kept_is_found_again(tmp_path):
    folder = begun(tmp_path)
    bad = LessonRun("failed", 2.0, {"seed": 2}, error=Failure("3 (x)", "ValueError", "no"))
    folder.keep("seed=1", "01", Outcome(GOOD, b"{}", b"noise"))
    folder.keep("seed=2", "01", Outcome(bad))
    assert SweepFolder(tmp_path, MANIFEST, WANTED).recorded(WANTED) == {"seed=1": GOOD, "seed=2": bad}
    assert (tmp_path / "runs" / "seed=1" / "01.ipynb").read_bytes() == b"{}"
    assert (tmp_path / "runs" / "seed=1" / "01.log").read_bytes() == b"noise"


def test_a_second_try_leaves_nothing_of_the_first(tmp_path):
    folder = begun(tmp_path)
    folder.keep("seed=1", "01", Outcome(GOOD, b"{}", b"noise"))
    folder.keep("seed=1", "01", Outcome(GOOD, b"{}"))
    assert sorted(path.name for path in (tmp_path / "runs" / "seed=1").iterdir()) == ["01.ipynb", RECORD_FILE]


@pytest.mark.parametrize("content", ["", '{"status": "ok"', "[]", '{"status": "ok"}', "null"])
def test_a_record_that_is_not_whole_counts_as_not_run(tmp_path, content):
    folder = begun(tmp_path)
    folder.keep("seed=1", "01", Outcome(GOOD))
    (tmp_path / "runs" / "seed=1" / RECORD_FILE).write_text(content)
    assert folder.recorded(WANTED) == {}


def test_a_notebook_without_a_record_counts_as_not_run(tmp_path):
    folder = begun(tmp_path)
    folder.keep("seed=1", "01", Outcome(GOOD, b"{}"))
    (tmp_path / "runs" / "seed=1" / RECORD_FILE).unlink()
    assert folder.recorded(WANTED) == {}


def test_a_run_with_other_parameters_is_not_taken(tmp_path):
    folder = begun(tmp_path)
    folder.keep("seed=1", "01", Outcome(GOOD))
    assert folder.recorded({"seed=1": {"seed": 1, "epochs": 5}}) == {}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"lesson": "02"}, "holds a sweep of 01"),
        ({"code": {"01": "other", "helpers": "ghi", "torch": "2"}}, "began, 01 has changed"),
        ({"code": {"01": "abc", "helpers": "other", "torch": "3"}}, "began, helpers and torch has changed"),
        ({"swept parameters": ["seed", "size"]}, "another sweep, with other swept parameters"),
        ({"shared parameters": {"epochs": 6, "size": 2}}, r"another sweep \(epochs was 5\)"),
    ],
)
def test_the_folder_of_another_sweep_is_refused(tmp_path, change, words):
    begun(tmp_path)
    before = (tmp_path / "sweep.json").read_bytes()
    with pytest.raises(CourseError, match=words):
        SweepFolder(tmp_path, {**MANIFEST, **change}, WANTED)
    assert (tmp_path / "sweep.json").read_bytes() == before


def test_a_sweep_may_grow_and_loses_no_run(tmp_path):
    begun(tmp_path).keep("seed=1", "01", Outcome(GOOD))
    grown = SweepFolder(tmp_path, MANIFEST, {**WANTED, "seed=3": {"seed": 3}})
    grown.begin()
    assert list(grown.recorded(WANTED)) == ["seed=1"]
    with pytest.raises(CourseError, match=r"holds runs that this grid lacks \(seed=1\)"):
        SweepFolder(tmp_path, MANIFEST, {"seed=2": {"seed": 2}})


def test_other_files_are_refused_and_left_alone(tmp_path):
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(CourseError, match=r"holds other files \(thesis.tex\)"):
        SweepFolder(tmp_path, MANIFEST, WANTED)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


@pytest.mark.parametrize("content", ["", "[]", "{", json.dumps("text")])
def test_a_damaged_manifest_is_named(tmp_path, content):
    (tmp_path / "sweep.json").write_text(content)
    with pytest.raises(CourseError, match=r"sweep.json is not the file of a sweep"):
        SweepFolder(tmp_path, MANIFEST, WANTED)


def test_a_folder_is_claimed_only_when_the_sweep_begins(tmp_path):
    SweepFolder(tmp_path, MANIFEST, WANTED)
    assert not list(tmp_path.iterdir())
    SweepFolder(tmp_path, {**MANIFEST, "swept parameters": ["size"]}, WANTED).begin()
    with pytest.raises(CourseError, match="holds another sweep"):
        SweepFolder(tmp_path, MANIFEST, WANTED)


def test_what_a_kill_left_half_written_is_swept_away(tmp_path):
    folder = begun(tmp_path)
    folder.keep("seed=1", "01", Outcome(GOOD, b"{}"))
    for place in (tmp_path, tmp_path / "runs" / "seed=1"):
        (place / ".run.json.1234abcd.partial").touch()
    begun(tmp_path)
    assert not list(tmp_path.rglob("*.partial"))
    assert list(folder.recorded(WANTED)) == ["seed=1"]
