"""Fetch MNIST through torchvision: its mirrors and its checksums, with a limit on waiting."""

import errno
import os
import socket
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from http.client import HTTPException
from pathlib import Path
from ssl import SSLError
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.parse import urlsplit

from helpers.data.mnist import CHECKSUMS, DatasetError, Found, checksum_of, inspect_mnist, shown
from helpers.paths import DATA

if TYPE_CHECKING:
    from collections.abc import Iterator

# The disk says so, not the network: another mirror would not help.
_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.EFBIG, errno.EIO}


def fetch_mnist(folder: Path = DATA, timeout: float = 10.0) -> Path:
    """Make sure that MNIST lies under ``folder``, and intact. Introduced in lesson 11.

    Files whose checksum is right are left alone. A damaged one is renamed to ``....damaged``, what is missing is
    downloaded: first into a folder beside it, and moved to its place when its checksum is right. Nothing that is half
    downloaded ever bears the real name. Says what it does, and shows the progress.

    Args:
        folder: the data folder; the files go to ``MNIST/raw`` in it.
        timeout: seconds without a single new byte after which the next mirror is tried.

    Returns:
        The folder with the four files.

    Raises:
        DatasetError: no mirror gave the files, or the disk did not take them.
    """
    found = inspect_mnist(folder)
    with _disk_troubles(found.raw):
        _set_aside(found)
    for name in found.missing:
        _download(f"{name}.gz", CHECKSUMS[name][0], found, timeout)
    return found.raw


def _set_aside(found: Found) -> None:
    for path in found.damaged:
        print(f"{shown(path)} is damaged (wrong checksum): renamed to {path.name}.damaged.")
        with suppress(FileNotFoundError):  # another run was first
            path.replace(path.with_name(f"{path.name}.damaged"))


def _download(file_name: str, checksum: str, found: Found, timeout: float) -> None:
    """Try the mirrors in turn."""
    from torchvision.datasets import MNIST  # two seconds, needed only here

    reasons = []
    for mirror in MNIST.mirrors:
        print(f"Fetching {file_name} from {mirror}", flush=True)
        with _disk_troubles(found.raw):
            found.raw.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=found.raw, prefix=".download-", ignore_cleanup_errors=True) as part:
                try:
                    _transfer(f"{mirror}{file_name}", Path(part) / file_name, checksum, timeout)
                except (OSError, HTTPException, RuntimeError, ValueError) as error:
                    # These two count their errors in other ways: number 1 is no "not permitted".
                    if not isinstance(error, (URLError, SSLError)) and getattr(error, "errno", None) in _DISK:
                        raise
                    reasons.append(f"{urlsplit(mirror).netloc}: {getattr(error, 'reason', None) or error}")
                    continue
                os.replace(Path(part) / file_name, found.raw / file_name)
                return
    raise DatasetError(f"{found.trouble} and could not be downloaded ({'; '.join(reasons)})")


def _transfer(url: str, target: Path, checksum: str, timeout: float) -> None:
    """Let torchvision download and verify one file; stop waiting when nothing has come for ``timeout`` seconds.

    torchvision has no timeout of its own, and a socket's would count for each address of a host and each redirection
    anew. So the download runs in a thread that is left to itself when the file has not grown for too long.
    """
    from torchvision.datasets.utils import download_url

    outcome: list[BaseException] = []

    def work() -> None:
        try:
            download_url(url, target.parent, target.name, checksum)
        except BaseException as error:  # handed over to the thread that waits
            outcome.append(error)

    thread = threading.Thread(target=work, daemon=True)
    with _socket_timeout(timeout):
        thread.start()
        size, since = -1, time.monotonic()
        while thread.is_alive():
            thread.join(0.05)
            now = target.stat().st_size if target.exists() else -1
            if now != size:
                size, since = now, time.monotonic()
            elif time.monotonic() - since > timeout:
                raise TimeoutError(f"nothing came for {timeout:g} seconds")
    if outcome:
        raise outcome[0]
    if checksum_of(target) != checksum:
        raise RuntimeError("the file that came has a wrong checksum")


@contextmanager
def _socket_timeout(seconds: float) -> "Iterator[None]":
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(seconds)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


@contextmanager
def _disk_troubles(raw: Path) -> "Iterator[None]":
    """Say in one sentence what the disk refused."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            advice = "MNIST needs 12 MB: make room, then run `course data`."
        else:
            advice = "Make the folder writable, then run `course data`, or let someone copy the files there (data/README.md)."
        raise DatasetError(f"MNIST could not be written to {shown(raw)}: {error.strerror or error}", advice) from error
