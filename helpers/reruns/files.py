"""Files that are there and whole, or not there: for results that a kill must not spoil."""

import os
import secrets
import stat
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import filelock

from helpers.reruns.errors import CourseError

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCK_FILE = ".lock"
PARTIAL = ".partial"


def write_whole(path: Path, content: bytes) -> None:
    """Put ``content`` into ``path`` in one step: a reader, or a kill at any moment, never meets half a file.

    A file that replaces another has its mode: what somebody made private stays private.

    Raises:
        OSError: the system could not write; ``path`` is as it was.
    """
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}{PARTIAL}")
    try:
        with partial.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            partial.chmod(stat.S_IMODE(path.stat().st_mode))
        os.replace(partial, path)
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def make_folder(folder: Path) -> None:
    """Make an output folder, or use the one that is there.

    Raises:
        CourseError: it cannot be made, is no folder, or cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        next(folder.iterdir(), None)
    except OSError as error:
        raise CourseError(f"The output folder {folder} cannot be used: {error.strerror}.") from error
    if not os.access(folder, os.W_OK):
        raise CourseError(f"The output folder {folder} cannot be written to.")


@contextmanager
def alone_in(folder: Path) -> "Iterator[None]":
    """Hold the folder: a second process that asks is refused. The system frees it when this process ends, however it ends.

    Raises:
        CourseError: another process holds it, or no lock can be taken there.
    """
    lock = filelock.FileLock(folder / LOCK_FILE)
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        raise CourseError(f"Another run is writing to {folder}: wait for its end, or choose another folder.") from None
    except OSError as error:
        raise CourseError(f"The output folder {folder} cannot be locked: {error.strerror}.") from error
    try:
        yield
    finally:
        lock.release()
