"""Exercise 05.1, beyond its own mistakes."""

import contextlib
import io
import os
import shutil
import tempfile
from pathlib import Path

from helpers.exercises.lesson_05.save_safely import EXERCISE, save_safely
from tests.exercises.judging import accepts, refuses


def with_finally(path, write):
    beside = path.with_suffix(".part")
    try:
        with beside.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def with_tempfile(path, write):
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        try:
            write(file)
        except BaseException:
            os.remove(file.name)  # noqa: PTH107
            raise
        file.flush()
        os.fsync(file.fileno())
    os.replace(file.name, path)


def unbuffered(path, write):
    beside = str(path) + "~"
    try:
        with open(beside, "wb", buffering=0) as file:
            write(file)
            os.fsync(file.fileno())
    except BaseException as error:
        os.unlink(beside)  # noqa: PTH108
        raise error
    shutil.move(beside, path)


def through_memory(path, write):
    memory = io.BytesIO()
    write(memory)
    beside = path.with_name("new")
    with beside.open("wb") as file:
        file.write(memory.getvalue())
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)


def synced_when_closed(path, write):
    beside = path.with_name("run.pt.new")
    try:
        with beside.open("wb") as file:
            write(file)
        with beside.open("rb+") as file:
            os.fsync(file.fileno())
    except BaseException:
        beside.unlink()
        raise
    beside.rename(path) if os.name == "posix" else beside.replace(path)


def through_memory_into_the_path(path, write):
    memory = io.BytesIO()
    write(memory)
    path.write_bytes(memory.getvalue())


def old_one_put_aside(path, write):
    aside = path.with_name("aside")
    if path.exists():
        path.rename(aside)
    try:
        save_safely(path, write)
    except BaseException:
        if aside.exists():
            aside.rename(path)
        raise
    aside.unlink(missing_ok=True)


def memory_into_the_path_with_fsync(path, write):
    memory = io.BytesIO()
    write(memory)
    with path.open("wb") as file:
        file.write(memory.getvalue())
        file.flush()
        os.fsync(file.fileno())


def in_the_default_folder(path, write):
    with tempfile.NamedTemporaryFile(delete=False) as file:
        try:
            write(file)
        except BaseException:
            os.remove(file.name)  # noqa: PTH107
            raise
        file.flush()
        os.fsync(file.fileno())
    shutil.move(file.name, path)


def tidies_up_only_after(errors):
    def answer(path, write):
        beside = path.with_name("run.pt.new")
        try:
            with beside.open("wb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())
        except errors:
            beside.unlink()
            raise
        os.replace(beside, path)

    return answer


def in_a_folder_of_its_own(path, write):
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        beside = Path(folder) / path.name
        with beside.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)


def under_a_name_of_its_process(path, write):
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with beside.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
    except:
        beside.unlink(missing_ok=True)
        raise
    os.replace(beside, path)


def closed_by_hand(path, write):
    beside = path.with_name("run.pt.new")
    file = beside.open("wb")
    try:
        write(file)
        file.flush()
        os.fsync(file)
    except BaseException:
        file.close()
        beside.unlink()
        raise
    file.close()
    os.replace(beside, path)


def with_mode(mode):
    def answer(path, write):
        beside = path.with_suffix(".half")
        try:
            with beside.open(mode) as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, path)
        finally:
            beside.unlink(missing_ok=True)

    return answer


def never_closed(path, write):
    beside = path.with_name("run.pt.new")
    file = beside.open("wb")
    try:
        write(file)
        file.flush()
        os.fsync(file)
    except BaseException:
        beside.unlink()
        raise
    os.replace(beside, path)


def writes_twice(path, write):
    write(io.BytesIO())
    with_finally(path, write)


def clears_the_folder(path, write):
    for found in path.parent.glob("*.new"):
        found.unlink()
    save_safely(path, write)


def leaves_its_folder(path, write):
    folder = path.parent / "new"
    folder.mkdir(exist_ok=True)
    save_safely(folder / path.name, write)
    os.replace(folder / path.name, path)


def removes_first(path, write):
    path.unlink(missing_ok=True)
    save_safely(path, write)


def keeps_silent(path, write):
    with contextlib.suppress(Exception):
        save_safely(path, write)


def another_error(path, write):
    try:
        save_safely(path, write)
    except Exception as error:
        raise ValueError("not saved") from error


def raises_an_error_of_its_own(path, write):
    beside = path.with_name("run.pt.new")
    try:
        with beside.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        beside.unlink()
        raise OSError("disk full")  # noqa: B904
    os.replace(beside, path)


def tidies_up_badly(path, write):
    try:
        save_safely(path, write)
    except BaseException:
        besides.unlink()  # noqa: F821
        raise


def tidies_up_in_vain(path, write):
    try:
        save_safely(path, write)
    except BaseException:
        path.with_name("other").unlink()
        raise


def only_the_first(path, write):
    if not path.exists():
        save_safely(path, write)


def as_text(path, write):
    with path.with_name("new").open("w", encoding="utf-8") as file:
        write(file)


def tidies_up(path, write):
    save_safely(path, write)
    for found in path.parent.glob("*.txt"):
        found.unlink()


test_right = accepts(
    EXERCISE,
    {
        "with finally": with_finally,
        "with tempfile": with_tempfile,
        "unbuffered": unbuffered,
        "through memory": through_memory,
        "in a folder of its own, beside": in_a_folder_of_its_own,
        "under a name of its process": under_a_name_of_its_process,
        "closed by hand": closed_by_hand,
        "on the disk when it is closed": synced_when_closed,
        "returns the path": lambda path, write: (save_safely(path, write), path)[1],
        "ends with the dots of the stub": lambda path, write: (save_safely(path, write), ...)[1],
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "through memory into the path": (through_memory_into_the_path, "Opening `path` itself"),
        "the old one put aside": (old_one_put_aside, "a moment without a whole file"),
        "through memory into the path, with fsync": (memory_into_the_path_with_fsync, "Opening `path` itself"),
        "in the default folder": (in_the_default_folder, "Write the new file into the folder of `path`"),
        "not after Ctrl-C": (tidies_up_only_after(Exception), "Ctrl-C is an error too"),
        "behind what was left by a kill": (with_mode("ab"), '"ab" writes on behind the half'),
        "not where something is": (with_mode("xb"), '"xb" refuses'),
        "never closed": (never_closed, "Close the file"),
        "write called twice": (writes_twice, "Call write once"),
        "clears the folder": (clears_the_folder, "expected files in the folder afterwards"),
        "leaves its folder": (leaves_its_folder, "files in the folder afterwards"),
        "removes the old file first": (removes_first, "'no file'"),
        "keeps silent": (keeps_silent, "Let the error out"),
        "another error": (another_error, "another error, ValueError"),
        "tidies up after a full disk alone": (tidies_up_only_after(OSError), "this `except` lets by"),
        "tidies up after a full disk and Ctrl-C": (tidies_up_only_after((OSError, KeyboardInterrupt)), "this `except` lets by"),
        "an OSError of its own": (raises_an_error_of_its_own, "Let out write's own error"),
        "a name that is not there, while tidying up": (tidies_up_badly, "NameError"),
        "a file that is not there, while tidying up": (tidies_up_in_vain, "FileNotFoundError"),
        "only the first": (only_the_first, "at the path, one moment after the other"),
        "a file of text": (as_text, "TypeError"),
        "removes other files": (tidies_up, "files in the folder afterwards"),
        "calls nothing": (lambda path, write: path, "at the path, one moment after the other"),
    },
)
