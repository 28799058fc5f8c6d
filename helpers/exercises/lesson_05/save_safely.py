"""Exercise 05.1: at every moment there is a whole checkpoint."""

import contextlib
import io
import os
import tempfile
from pathlib import Path
from unittest import mock

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed

MOVES = ("replace", "rename")
REMOVALS = ("remove", "unlink")
NEIGHBOURS = ("best.pt.new", "notes.txt")  # files of others in the same folder


class Killed(BaseException):
    """Stands for the end of the process: whatever an answer does after it has not happened."""


def save_safely(path, write):
    """Write beside, put it on the disk, move it into its place; a half file goes."""
    beside = path.with_name(path.name + ".new")
    try:
        with open(beside, "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:  # Ctrl-C too
        beside.unlink()
        raise
    os.replace(beside, path)


def _through_memory(path, write):
    memory = io.BytesIO()
    write(memory)
    path.write_bytes(memory.getvalue())


def _through_memory_with_fsync(path, write):
    memory = io.BytesIO()
    write(memory)
    with open(path, "wb") as file:
        file.write(memory.getvalue())
        file.flush()
        os.fsync(file.fileno())


def _keeps_silent(path, write):
    with contextlib.suppress(Exception):
        save_safely(path, write)


def _old_one_put_aside(path, write):
    aside = path.with_name("aside")
    if path.exists():
        os.replace(path, aside)
    try:
        save_safely(path, write)
    except BaseException:
        if aside.exists():
            os.replace(aside, path)
        raise
    aside.unlink(missing_ok=True)


def _written_for_nothing_first(path, write):
    write(io.BytesIO())
    save_safely(path, write)


def _never_closed(path, write):
    beside = path.with_name(path.name + ".new")
    file = open(beside, "wb")  # noqa: SIM115  this is the mistake
    try:
        write(file)
        file.flush()
        os.fsync(file.fileno())
    except BaseException:
        beside.unlink()
        raise
    os.replace(beside, path)


class Writer:
    """Writes one checkpoint after the other, each in several pieces; looks at the path all the while."""

    def __init__(self, path, size, failures):
        self.path, self.failures = path, failures
        self.contents = {f"checkpoint {number}": bytes([64 + number]) * size for number in range(1, len(failures) + 1)}
        if path.exists():
            self.contents["the old file"] = path.read_bytes()
        self.number = 0  # of the checkpoint that is being saved
        self.calls, self.file, self.open_files = [], None, []  # the file is kept, so that nobody closes it but the answer
        self.left, self.lying = {}, {}  # what a killed process leaves behind: at its end, and all that still lies there
        self.states, self.synced, self.source, self.ways = [], None, None, []
        self.look()

    def __call__(self, file):
        """Write the checkpoint of this round into an open file, or half of it."""
        content, failure = self.contents[f"checkpoint {self.number}"], self.failures[self.number - 1]
        self.calls[-1] += 1
        self.file = file if _lies_on_the_disk(file) else None
        step = len(content) // 4
        for start in range(0, len(content), step):
            if failure is not None and start == 2 * step:
                if isinstance(failure, Killed):
                    file.flush()
                    self.left = self.others()
                raise failure
            file.write(content[start : start + step])
            self.look()

    def others(self):
        """The files in the folder, those in its folders too, that were not there at the beginning."""
        folder = self.path.parent
        known = {self.path, *(folder / name for name in NEIGHBOURS)}
        return {found: found.read_bytes() for found in folder.rglob("*") if found.is_file() and found not in known}

    def lies_there(self):
        """The names of what lies in the folder; half a file that nobody could remove does not count, if it is as it was."""
        left = {found for found, content in self.lying.items() if found.is_file() and found.read_bytes() == content}
        kept = left | {folder for found in left for folder in found.parents}
        found = (name for name in self.path.parent.rglob("*") if name not in kept)
        return sorted(name.relative_to(self.path.parent).as_posix() for name in found)

    def look(self):
        """Note what lies at the path, if it is something else than before."""
        found = self.path.read_bytes() if self.path.exists() else None
        named = (name for name, content in self.contents.items() if content == found)
        state = "no file" if found is None else next(named, "a broken file")
        if self.states[-1:] != [state]:
            self.states.append(state)

    @contextlib.contextmanager
    def watching(self):
        """Look also after every move and removal; note when a whole checkpoint is put on the disk."""
        with contextlib.ExitStack() as stack:
            for name in MOVES:
                stack.enter_context(mock.patch.object(os, name, self._moving(self._looking(getattr(os, name)))))
            for name in REMOVALS:
                stack.enter_context(mock.patch.object(os, name, self._looking(getattr(os, name))))
            for name in ("fsync", "fdatasync"):
                if hasattr(os, name):
                    stack.enter_context(mock.patch.object(os, name, self._syncing(getattr(os, name))))
            yield

    def begin(self):
        """The next round."""
        self.number += 1
        self.synced = self.source = self.file = None
        self.calls.append(0)

    def end(self):
        """Note how the checkpoint of this round came to the path, if it did."""
        self.look()
        self.open_files.append("open" if self.file is not None and not self.file.closed else "closed")
        for found, content in self.left.items():
            found.parent.mkdir(parents=True, exist_ok=True)
            found.write_bytes(content)
        self.lying |= self.left
        self.left = {}
        if self.states[-1] != f"checkpoint {self.number}":
            return
        found = self.path.stat()
        way = "moved before it was on the disk"
        if isinstance(self.synced, tuple):
            way = "on the disk, then moved" if self.synced == (found.st_dev, found.st_ino) else "on the disk, then copied"
        elif self.source is None:
            way = "written into the path itself"
        elif self.synced is None:
            way = "never put on the disk whole"
        elsewhere = self.source is not None and self.path.resolve().parent not in self.source.parents
        self.ways.append("moved from another folder" if elsewhere else way)

    def _moving(self, act):
        def acting(source, target, **settings):
            if Path(os.fsdecode(target)).resolve() == self.path.resolve():
                self.source = Path(os.fsdecode(source)).resolve()
            return act(source, target, **settings)

        return acting

    def _looking(self, act):
        def acting(*arguments, **settings):
            try:
                return act(*arguments, **settings)
            finally:
                self.look()

        return acting

    def _syncing(self, act):
        def acting(file):
            act(file)
            self.look()
            name, found = f"checkpoint {self.number}", os.fstat(file if isinstance(file, int) else file.fileno())
            if found.st_size == len(self.contents[name]) and self.synced is None:
                self.synced = "too late" if self.states[-1] == name else (found.st_dev, found.st_ino)

        return acting


def _lies_on_the_disk(file):
    try:
        file.fileno()
    except OSError:
        return False
    return True


def cases():
    """One save and several, over an old file and without; a full disk, an error of torch, Ctrl-C, a kill; small and large."""
    full, failed = OSError(28, "No space left on device"), RuntimeError("unexpected pos 64 vs 0")
    for size, failures, old, title in (
        (400, (None, None), False, "two checkpoints, one after the other"),
        (400, (full,), True, "an old checkpoint, and the disk is full before the new one is whole"),
        (4_000, (full, None, failed), False, "three saves, of which the first and the last fail in the middle"),
        (400_000, (None, full), True, "an old checkpoint, a new one of 400,000 bytes, and then a full disk"),
        (4_000, (None, KeyboardInterrupt()), True, "an old checkpoint, a new one, and then Ctrl-C in the middle of writing"),
        (
            400,
            (None, Killed(), None, full),
            False,
            "a checkpoint, a process that is killed in the middle of the next save, and a new process that saves again",
        ),
    ):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "run.pt"
            for name in NEIGHBOURS:
                path.with_name(name).write_text("stays", encoding="utf-8")
            if old:
                path.write_bytes(b"old" * 100)
            yield Case(path, Writer(path, size, failures), title=title)


def _stands_for(error, failure):
    """Whether an answer raised this error by hand in place of write's; an accident while it tidied up is none."""
    by_hand = error.__cause__ is failure or (error.__context__ is failure and type(error) in (OSError, RuntimeError, Exception))
    return failure is not None and by_hand


def _raises(error):
    """The mistake of raising this error where write fails, in place of write's own."""
    return {"BaseException:": "BaseException as error:", "        raise\n    os.": f"        raise {error} from error\n    os."}


def use(answer, path, write):
    """What lay at the path while it saved, which errors came out, what is left over, and how the new files came there."""
    errors = []
    with write.watching():
        for failure in write.failures:
            write.begin()
            try:
                answer(path, write)
                errors.append("no error")
            except BaseException as error:
                if error is not failure and not _stands_for(error, failure):
                    raise
                errors.append(type(error).__name__ if error is failure else f"another error, {type(error).__name__}")
            write.end()
    return Observed(
        {
            "at the path, one moment after the other": write.states,
            "the errors that came out of the saves": errors,
            "files in the folder afterwards": write.lies_there(),
            "how the new files came there": write.ways,
            "how often write was called in each save": write.calls,
            "the file that write was given, after each save": write.open_files,
        }
    )


EXERCISE = Exercise(
    id="05.1",
    solution=save_safely,
    cases=cases,
    use=use,
    hint="Write into another file in the same folder. What must happen to it when all goes well, and what when write fails?",
    more_hints=(
        "Put the writing, flush and os.fsync under `try:`. Under `except BaseException:` remove the half file, and let the error "
        "out with a bare `raise`. The move comes after both.",
    ),
    otherwise="Write beside, flush, fsync, and move with os.replace; if write fails, remove the half file and let the error out.",
    mistakes={
        "Opening `path` itself for writing empties it: from there on the old checkpoint is gone. Write beside it, then move.": (
            {
                'beside = path.with_name(path.name + ".new")': "beside = path",
                "        beside.unlink()\n": "",
                "    os.replace(beside, path)\n": "",
            },
            _through_memory,
            _through_memory_with_fsync,
            {'beside = path.with_name(path.name + ".new")': "beside = path", "    os.replace(beside, path)\n": ""},
        ),
        "Python still holds some of the bytes: file.flush() must come before os.fsync.": {"            file.flush()\n": ""},
        "Without os.fsync the name may reach the disk before the contents: after a power cut the file is empty.": {
            "            os.fsync(file.fileno())\n": ""
        },
        "os.fsync comes too late: the file must be on the disk before it is moved.": {
            "            os.fsync(file.fileno())\n": "",
            "    os.replace(beside, path)\n": (
                '    os.replace(beside, path)\n    with open(path, "rb+") as file:\n        os.fsync(file.fileno())\n'
            ),
        },
        "If write fails, half a file stays beside the checkpoint: remove it, then let the error out.": {
            "        beside.unlink()\n": ""
        },
        "Let the error out: whoever called must hear that nothing was saved.": (
            {"        raise\n    os.": "        return\n    os."},
            {"except BaseException": "except Exception", "        raise\n    os.": "        return\n    os."},
            _keeps_silent,
        ),
        "Let out write's own error, with a bare `raise`: whoever called cannot tell from yours what happened.": tuple(
            _raises(f'{kind}("not saved")') for kind in ("OSError", "RuntimeError", "ValueError", "Exception")
        ),
        "There is a moment without a whole file, when the old one is removed or set aside: os.replace does it all in one act.": (
            {"    os.replace(beside, path)\n": "    path.unlink(missing_ok=True)\n    os.replace(beside, path)\n"},
            _old_one_put_aside,
        ),
        "Ctrl-C is an error too, but no Exception: tidy up with `except BaseException:` or with `finally:`.": {
            "except BaseException": "except Exception"
        },
        "Some errors are of a kind that this `except` lets by, as RuntimeError may be: `except BaseException:` stops at all.": (
            {"except BaseException": "except (OSError, KeyboardInterrupt)"},
            {"except BaseException": "except OSError"},
        ),
        "Write the new file into the folder of `path`: elsewhere it may be on another disk, and then a move is a copy.": {
            'path.with_name(path.name + ".new")': 'path.parent.parent / (path.parent.name + ".new")'
        },
        "Move the new file only when it is whole: here half a file takes the place of the old checkpoint.": {
            "        beside.unlink()\n": "        os.replace(beside, path)\n"
        },
        "Move the file, do not copy it: a copy is written too, and takes a while.": {
            "    os.replace(beside, path)\n": "    path.write_bytes(beside.read_bytes())\n    beside.unlink()\n"
        },
        "Nothing lies at `path` afterwards: move the new file there.": {"    os.replace(beside, path)\n": ""},
        'A killed process leaves half a file. "wb" empties it when it is opened; "ab" writes on behind the half.': {
            '"wb"': '"ab"'
        },
        'A killed process leaves half a file, and "xb" refuses to open a file that is there. "wb" empties it.': {'"wb"': '"xb"'},
        "Call write once for each save: it takes a while, and the second call writes behind the first.": (
            {"            write(file)\n": "            write(file)\n            file.seek(0)\n            write(file)\n"},
            _written_for_nothing_first,
        ),
        "Close the file, best with `with`: some systems do not move or remove a file that is open.": _never_closed,
        "Remove your own half file and nothing else: another file that ends in .new belongs to somebody else.": {
            "        beside.unlink()\n": '        for found in path.parent.glob("*.new"):\n            found.unlink()\n'
        },
    },
    free=("path: files",),
)
