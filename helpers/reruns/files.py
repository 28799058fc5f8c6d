"""Output folders: made, and held by one process at a time."""

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import filelock

from helpers.reruns.errors import CourseError

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCK_FILE = ".lock"


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
