"""How a file is replaced: in one step, in the right order, and whatever goes wrong, the one of before is whole."""

import builtins
import errno
import os
import shutil
import stat
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from torch import nn

from helpers.checkpoints import CheckpointError, save_checkpoint, save_weights, writing
from helpers.checkpoints.files import previous_of, read
from helpers.checkpoints.plain import packed
from helpers.checkpoints.writing import write
from tests.checkpoints.checkpoint_runs import leftovers, refusal, small_run

POSIX = writing.fcntl is not None
OLD, NEW = (1, 2)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "run.pt"


def save(path, epoch):
    return save_checkpoint(path, epoch=epoch, **small_run(scheduler=False, stopping=False))


def names(folder):
    return sorted(file.name for file in folder.iterdir())


def epoch_in(path):
    return read(path)["epoch"]


class Recorder:
    """Every call to the system while a file is saved, in order; one of them may fail."""

    def __init__(self, monkeypatch, fails_at=None, error=None):
        self.calls, self.fails_at, self.error = [], fails_at, error
        for owner, names in (
            (os, ("fsync", "replace", "link", "open", "close", "unlink", "scandir")),
            (shutil, ("copyfileobj",)),
        ):
            for name in names:
                monkeypatch.setattr(owner, name, self.watched(name, getattr(owner, name)))
        if POSIX:
            monkeypatch.setattr(writing.fcntl, "flock", self.watched("flock", writing.fcntl.flock))
        monkeypatch.setattr(Path, "read_bytes", self.watched("read_bytes", Path.read_bytes))
        monkeypatch.setattr(writing, "open", self.open, raising=False)
        self.names = {}

    def watched(self, name, call):
        def wrapped(*arguments, **named):
            self.note(name, *arguments)
            result = call(*arguments, **named)
            if name == "open":
                self.names[result] = Path(arguments[0]).name
            return result

        return wrapped

    def note(self, name, *arguments):
        first = arguments[0] if arguments else None
        what = self.names.get(first, "?") if isinstance(first, int) else Path(first).name if isinstance(first, str | Path) else ""
        self.calls.append((name, what, Path(arguments[1]).name if name in {"replace", "link"} else ""))
        if len(self.calls) - 1 == self.fails_at:
            raise self.error

    def open(self, path, mode="r"):
        self.note("create" if "x" in mode else "look", path)
        file = builtins.open(path, mode)  # noqa: SIM115  closed by WatchedFile
        self.names[file.fileno()] = Path(path).name
        return WatchedFile(file, self)


class WatchedFile:
    def __init__(self, file, recorder):
        self.file, self.recorder = file, recorder

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.file.close()

    def __getattr__(self, name):
        return getattr(self.file, name)

    def write(self, content):
        self.file.write(content[: len(content) // 2])  # a full disk takes the first half
        self.recorder.note("write")
        return self.file.write(content[len(content) // 2 :])

    def flush(self):
        self.recorder.note("flush")
        self.file.flush()


def recorded(monkeypatch, path, **fault):
    with monkeypatch.context() as patch:
        recorder = Recorder(patch, **fault)
        write(path, b"new", keep_previous=True)
    return recorder.calls


def test_the_order_of_the_steps(path, monkeypatch):
    save(path, OLD)
    calls = recorded(monkeypatch, path)
    temporary, second = (
        call[1] for call in calls if call[0] in {"create", "replace"} and call[1].endswith(".tmp") and call[2] != "run.pt"
    )
    important = [call for call in calls if call[0] in {"create", "write", "flush", "fsync", "link", "replace"}]
    steps = [
        ("create", temporary, ""),
        ("write", "", ""),
        ("flush", "", ""),
        ("fsync", temporary, ""),
        ("link", "run.pt", second),
        ("replace", second, "run.previous.pt"),
        ("replace", temporary, "run.pt"),
    ]
    assert important == [*steps, *([("fsync", path.parent.name, "")] if POSIX else [])]


@pytest.mark.parametrize("without_links", [False, True], ids=["links", "copies"])
@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "No space left on device"), OSError(errno.EIO, "I/O error"), KeyboardInterrupt()]
)
def test_a_failure_at_every_step_leaves_a_whole_file_and_nothing_else(path, monkeypatch, error, without_links):
    number = 0
    messages = []
    while True:
        for file in path.parent.iterdir():
            file.unlink()
        save(path, 0)
        save(path, OLD)
        failed = False
        with monkeypatch.context() as patch:
            if without_links:
                patch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(OSError(errno.EPERM, "not here")))
            recorder = Recorder(patch, number, error)
            try:
                save(path, NEW)
            except (CheckpointError, KeyboardInterrupt) as caught:
                failed = True
                messages.append(str(caught))
        done = number >= len(recorder.calls)
        step = recorder.calls[min(number, len(recorder.calls) - 1)]
        moved = ("replace", "run.pt") in [(call[0], call[2]) for call in recorder.calls[:number]]
        assert epoch_in(path) == (NEW if moved or not failed else OLD), step
        assert epoch_in(previous_of(path)) in {0, OLD}, step
        if step[0] not in {"unlink", "close"} or done:
            assert leftovers(path.parent) == [], step
        save(path, NEW + 1)  # and the next one tidies up
        assert leftovers(path.parent) == [], step
        assert epoch_in(path) == NEW + 1
        if done:
            break
        number += 1
    assert not failed
    assert number > 12
    if isinstance(error, OSError):
        before = [message for message in messages if "could not be saved" in message]
        assert len(before) >= 6
        assert all(f"could not be saved ({error.strerror}) and the one of before is untouched; " in message for message in before)
        assert all(message.endswith(", then save again.") for message in before)
        assert ("make room on the disk" in before[0]) == (error.errno == errno.ENOSPC)


def test_nothing_is_written_over_a_checkpoint_that_cannot_be_stored(path, monkeypatch):
    save(path, OLD)
    with monkeypatch.context() as patch:
        recorder = Recorder(patch)
        run = small_run(history={"loss": [object()]})
        refusal(save_checkpoint, path, epoch=NEW, **run)
    assert [call for call in recorder.calls if call[0] in {"create", "replace", "link"}] == []
    assert epoch_in(path) == OLD


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot limit the size of a file")
def test_a_disk_that_is_really_full(path):
    """The limit on a file's size makes the system itself refuse, in the middle of the write."""
    import resource

    save(path, OLD)
    before = path.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) // 2, hard))
    try:
        message = refusal(save_checkpoint, path, epoch=NEW, **small_run(scheduler=False, stopping=False))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert message.startswith("run.pt could not be saved (File too large) and the one of before is untouched; ")
    assert path.read_bytes() == before
    assert names(path.parent) == ["run.pt"]


def test_a_folder_that_may_not_be_written(path, monkeypatch):
    save(path, OLD)

    def refuse(*_):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(writing, "open", refuse, raising=False)
    message = refusal(save, path, NEW)
    assert message == (
        "run.pt could not be saved (Permission denied) and the one of before is untouched; "
        "mend that or choose another folder, then save again."
    )
    assert epoch_in(path) == OLD
    path.unlink()
    assert "and nothing was written; " in refusal(save, path, NEW)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root and Windows may write into every folder")
def test_a_folder_that_may_really_not_be_written(path):
    save(path, OLD)
    path.parent.chmod(0o500)
    try:
        assert "could not be saved (Permission denied)" in refusal(save, path, NEW)
    finally:
        path.parent.chmod(0o700)
    assert epoch_in(path) == OLD


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc, where even root cannot write a file")
def test_a_folder_that_not_even_root_can_write():
    assert refusal(save, Path("/proc/run.pt"), NEW).startswith(
        "run.pt could not be saved (No such file or directory) and nothing"
    )


# --- what the target may be ------------------------------------------------------------------------------


def test_the_first_save_has_no_previous_one_and_the_next_keep_one(path):
    assert save(str(path), 1) == path
    assert names(path.parent) == ["run.pt"]
    for epoch in (2, 3):
        save(path, epoch)
        assert names(path.parent) == ["run.previous.pt", "run.pt"]
        assert (epoch_in(path), epoch_in(previous_of(path))) == (epoch, epoch - 1)


def test_weights_keep_no_previous_ones(path):
    for _ in range(2):
        save_weights(path, nn.Linear(1, 1))
    assert names(path.parent) == ["run.pt"]


def test_a_damaged_file_does_not_push_out_a_whole_previous_one(path):
    save(path, 1)
    save(path, 2)
    path.write_bytes(path.read_bytes()[:-5])
    save(path, 3)
    assert (epoch_in(path), epoch_in(previous_of(path))) == (3, 1)


def test_the_kept_one_is_not_changed_by_later_saves_of_another_file(path):
    save(path, 1)
    save(path, 2)
    shutil.copy(previous_of(path), path.with_name("copy.pt"))
    save(path.with_name("other.pt"), 7)
    assert previous_of(path).read_bytes() == path.with_name("copy.pt").read_bytes()


def test_where_files_have_no_second_names_it_is_copied(path, monkeypatch):
    def refuse(*_):
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    save(path, 1)
    save(path, 2)
    assert (epoch_in(path), epoch_in(previous_of(path))) == (2, 1)
    assert leftovers(path.parent) == []
    calls = recorded(monkeypatch, path)
    (copy,) = (name for call, name, target in calls if call == "replace" and target == "run.previous.pt")
    flushed, moved = calls.index(("fsync", copy, "")), calls.index(("replace", copy, "run.previous.pt"))
    assert flushed < moved


@pytest.mark.parametrize("missing", ["fcntl", "flock", "folder flush"])
def test_systems_that_cannot_lock_or_flush_a_folder(path, monkeypatch, missing):
    def refuse(descriptor, *_):
        raise OSError(errno.EINVAL, "Invalid argument")

    fsync = os.fsync
    if missing == "fcntl":
        monkeypatch.setattr(writing, "fcntl", None)
        monkeypatch.setattr(os, "open", refuse)  # nothing may open a folder on Windows
    elif missing == "flock" and POSIX:
        monkeypatch.setattr(writing.fcntl, "flock", refuse)
    else:
        monkeypatch.setattr(os, "fsync", lambda file: refuse(file) if stat.S_ISDIR(os.fstat(file).st_mode) else fsync(file))
    save(path, 1)
    save(path, 2)
    assert (epoch_in(path), epoch_in(previous_of(path))) == (2, 1)


def test_a_failed_flush_of_the_folder_is_said(path, monkeypatch):
    save(path, OLD)
    monkeypatch.setattr(writing, "_flush_folder", lambda folder: (_ for _ in ()).throw(OSError(errno.EIO, "I/O error")))
    assert refusal(save, path, NEW) == "run.pt is saved, but perhaps not safe from a power cut (I/O error); save it again."
    assert epoch_in(path) == NEW


def test_a_folder_that_is_not_there_is_not_made(tmp_path):
    message = refusal(save, tmp_path / "runs" / "run.pt", 1)
    assert message == "run.pt cannot be saved, because there is no folder runs; create it first."
    (tmp_path / "file").touch()
    assert "there is no folder file" in refusal(save, tmp_path / "file" / "run.pt", 1)
    assert not (tmp_path / "runs").exists()


def test_odd_targets(path):
    path.mkdir()
    assert refusal(save, path, 1) == "run.pt cannot be saved, because run.pt is no ordinary file; choose another name."
    path.rmdir()
    save(path, 1)
    previous_of(path).mkdir()
    assert "because run.previous.pt is no ordinary file" in refusal(save, path, 2)
    assert epoch_in(path) == 1
    for folder in (Path("/"), Path()):
        with pytest.raises(CheckpointError):
            save(folder, 1)
    refusal(save, path.parent / ("x" * 300), 1)
    refusal(save, path.parent / "zero\0byte", 1)


@pytest.mark.parametrize("which", [lambda path: path, previous_of], ids=["newest", "previous"])
def test_a_write_protected_file_is_not_replaced(path, which):
    save(path, 1)
    save(path, 2)
    which(path).chmod(0o444)
    assert refusal(save, path, 3).startswith(f"run.pt cannot be saved, because {which(path).name} is write-protected; ")
    assert (epoch_in(path), epoch_in(previous_of(path))) == (2, 1)
    which(path).chmod(0o644)
    save(path, 3)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a special right on Windows")
def test_a_link_stays_a_link_and_its_target_is_replaced(tmp_path):
    (tmp_path / "disk").mkdir()
    link, target = tmp_path / "run.pt", tmp_path / "disk" / "real.pt"
    link.symlink_to(target)
    for epoch in (1, 2):  # at first the link leads nowhere
        save(link, epoch)
    assert link.is_symlink()
    assert (epoch_in(target), epoch_in(previous_of(target))) == (2, 1)
    assert names(tmp_path) == ["disk", "run.pt"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_a_new_file_has_the_usual_mode(path):
    before = os.umask(0o027)
    try:
        save(path, 1)
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o640


# --- several processes -----------------------------------------------------------------------------------


def test_what_a_dead_process_left_is_removed_and_nothing_else(path):
    stale = [path.with_name(f".run.pt.{number:016x}.tmp") for number in (1, 2**60)]
    others = [
        path.with_name(name)
        for name in (".run.pt.tmp", ".run.pt.xyz.tmp", f".other.pt.{1:016x}.tmp", "run.pt.tmp", ".run.pt.0.tmp")
    ]
    for file in (*stale, *others):
        file.touch()
    save(path, 1)
    assert not any(file.exists() for file in stale)
    assert all(file.exists() for file in others)


@pytest.mark.skipif(not POSIX, reason="there are no such locks on Windows")
def test_nothing_is_removed_where_nobody_can_know_whether_its_process_is_dead(path, monkeypatch):
    stale = path.with_name(f".run.pt.{1:016x}.tmp")
    stale.touch()

    def refuse(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(writing.fcntl, "flock", refuse)
    save(path, 1)
    assert stale.exists()


def test_several_writers_of_one_path(path):
    """Never a mixture, never a missing file, and nobody removes what another one is writing.

    Threads stand for processes here: a lock belongs to an opened folder, and each of them opens its own.
    """
    contents = [packed({"format": letter * 50_000}) for letter in "abc"]
    write(path, contents[0], keep_previous=True)
    with ThreadPoolExecutor(4) as pool:
        writers = [
            pool.submit(lambda content=content: [write(path, content, keep_previous=True) for _ in range(60)])
            for content in contents
        ]
        seen = set()
        while not all(writer.done() for writer in writers):
            seen.add(contents.index(path.read_bytes()))
            if previous_of(path).exists():
                assert previous_of(path).read_bytes() in contents
            time.sleep(0.001)
    for writer in writers:
        writer.result()
    assert len(seen) > 1
    assert names(path.parent) == ["run.previous.pt", "run.pt"]
