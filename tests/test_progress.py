"""The file of what is solved: written by several at once, damaged, foreign, not to be written."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from helpers import progress
from helpers.paths import MY_NOTEBOOKS, NOTEBOOKS
from helpers.progress import KIND, DamagedProgressError, ProgressError, note_answer, progress_file, read_progress

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def minutes(number):
    return NOON + timedelta(minutes=number)


def test_attempts_are_counted_up_to_the_first_right_answer(tmp_path):
    file = tmp_path / "progress.json"
    for place, (right, answer) in enumerate([(False, "a"), (False, "b"), (False, "b"), (True, "c"), (False, "d"), (True, "e")]):
        note_answer(file, "01.2", right, answer, minutes(place))
    entry = read_progress(file)["01.2"]
    assert entry.attempts == 3
    assert (entry.first, entry.solved) == ("2026-03-01T12:00:00+00:00", "2026-03-01T12:03:00+00:00")
    assert entry.last == entry.solved


def test_a_cell_that_is_run_again_changes_nothing(tmp_path):
    file = tmp_path / "progress.json"
    for place in range(3):
        note_answer(file, "01.2", False, "same", minutes(place))
    entry = read_progress(file)["01.2"]
    assert (entry.attempts, entry.last) == (1, entry.first)


def test_an_answer_that_is_right_at_once_took_one_attempt(tmp_path):
    note_answer(tmp_path / "p.json", "01.1", True, "a")
    assert read_progress(tmp_path / "p.json")["01.1"].attempts == 1


def test_the_same_answer_that_became_right_is_solved_without_a_new_attempt(tmp_path):
    for right in (False, True):  # a function that it calls was mended
        note_answer(tmp_path / "p.json", "01.1", right, "same")
    entry = read_progress(tmp_path / "p.json")["01.1"]
    assert (entry.attempts, entry.solved is not None) == (1, True)


def test_exercises_come_in_order_and_a_missing_file_is_empty(tmp_path):
    assert read_progress(tmp_path / "none.json") == {}
    for exercise in ("10.1", "02.3", "01.2"):
        note_answer(tmp_path / "p.json", exercise, False, "a")
    assert list(read_progress(tmp_path / "p.json")) == ["01.2", "02.3", "10.1"]


NOTE = """
import sys
from pathlib import Path
from helpers.progress import note_answer
for number in range(1, 21):
    note_answer(Path(sys.argv[1]), f"{sys.argv[2]}.{number}", False, "a")
"""


def test_kernels_that_note_at_once_lose_nothing(tmp_path):
    file = tmp_path / "progress.json"
    kernels = [subprocess.Popen([sys.executable, "-c", NOTE, file, lesson]) for lesson in ("01", "02", "03")]
    assert [kernel.wait() for kernel in kernels] == [0, 0, 0]
    assert len(read_progress(file)) == 60


def test_an_interrupted_write_leaves_the_file_of_before(tmp_path, monkeypatch):
    file = tmp_path / "progress.json"
    note_answer(file, "01.1", True, "a")
    before = file.read_bytes()

    def interrupted(descriptor):
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        note_answer(file, "01.2", True, "a")
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".lock"] == ["progress.json"]


GOOD = {"attempts": 1, "first": "2026-03-01T12:00:00+00:00", "last": "2026-03-01T12:00:00+00:00", "solved": None, "answer": "a"}


def whole(**exercises):
    return json.dumps(
        {"kind": KIND, "format": 1, "exercises": {name.replace("_", "."): entry for name, entry in exercises.items()}}
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is damaged: it holds no JSON"),
        (b'{"kind": "pro', "is damaged: it holds no JSON"),
        (b"\xff\xfe\x00", "is damaged: it holds no JSON"),
        (b"[" * 100_000, "is damaged: it holds no JSON"),
        (b"[]", "is not the progress of a student"),
        (b'{"kind": "another"}', "is not the progress of a student"),
        (b" " * 2_000_000, "too large"),
        (json.dumps({"kind": KIND, "format": 2, "exercises": {}}).encode(), "has the format 2"),
        (json.dumps({"kind": KIND, "format": 1}).encode(), "is damaged"),
        (json.dumps({"kind": KIND, "format": 1, "exercises": []}).encode(), "is damaged"),
        (json.dumps({"kind": KIND, "format": 1, "exercises": {"x": GOOD}}).encode(), "'x' names no exercise"),
        (whole(**{"01_1": GOOD | {"attempts": 0}}).encode(), "entry of exercise 01.1 is not as"),
        (whole(**{"01_1": GOOD | {"attempts": True}}).encode(), "entry of exercise 01.1 is not as"),
        (whole(**{"01_1": GOOD | {"first": "yesterday"}}).encode(), "entry of exercise 01.1 is not as"),
        (whole(**{"01_1": GOOD | {"last": "2026-03-01"}}).encode(), "entry of exercise 01.1 is not as"),
        (whole(**{"01_1": GOOD | {"solved": 5}}).encode(), "entry of exercise 01.1 is not as"),
        (whole(**{"01_1": GOOD | {"more": 1}}).encode(), "entry of exercise 01.1 is not as"),
        (whole(**{"01_1": 3}).encode(), "entry of exercise 01.1 is not as"),
    ],
)
def test_a_damaged_or_foreign_file_is_named_and_left_as_it_is(tmp_path, content, words):
    file = tmp_path / "progress.json"
    file.write_bytes(content)
    with pytest.raises(DamagedProgressError, match=words) as first:
        read_progress(file)
    assert str(file) in str(first.value)
    with pytest.raises(ProgressError, match=words):
        note_answer(file, "01.1", True, "a")
    assert file.read_bytes() == content


def test_a_file_that_an_editor_saved_with_a_mark_in_front_is_read(tmp_path):
    (tmp_path / "p.json").write_text("\ufeff" + whole(**{"01_1": GOOD}), encoding="utf-8")
    assert list(read_progress(tmp_path / "p.json")) == ["01.1"]


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    with pytest.raises(ProgressError, match="cannot be written"):
        note_answer(tmp_path / "file" / "p.json", "01.1", True, "a")
    (tmp_path / "progress.json").mkdir()
    with pytest.raises(ProgressError, match=r"cannot be (read|written)"):
        note_answer(tmp_path / "progress.json", "01.1", True, "a")

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(ProgressError, match=r"cannot be written \(No space left on device\)"):
        note_answer(tmp_path / "p.json", "01.1", True, "a")


def test_a_file_that_another_program_holds_is_given_up_after_a_while(tmp_path, monkeypatch):
    import filelock

    monkeypatch.setattr(progress, "_PATIENCE", 0.1)
    with filelock.FileLock(tmp_path / ".p.json.lock"), pytest.raises(ProgressError, match="held by another program"):
        note_answer(tmp_path / "p.json", "01.1", True, "a")


@pytest.mark.parametrize(
    ("named", "started_in", "file"),
    [
        (None, MY_NOTEBOOKS, MY_NOTEBOOKS / "progress.json"),
        (None, MY_NOTEBOOKS / "deeper", MY_NOTEBOOKS / "progress.json"),
        (None, NOTEBOOKS, None),
        (None, None, None),
        ("", MY_NOTEBOOKS, None),
        ("/class/progress.json", Path("/class"), Path("/class/progress.json")),
        ("/class/progress.json", NOTEBOOKS, None),
        ("/class/progress.json", None, None),
    ],
)
def test_only_where_a_student_works_something_is_noted(monkeypatch, named, started_in, file):
    monkeypatch.delenv(progress.VARIABLE, raising=False)
    if named is not None:
        monkeypatch.setenv(progress.VARIABLE, named)
    assert progress_file(started_in) == file


def test_these_tests_note_nothing():
    assert os.environ[progress.VARIABLE] == ""
