"""Files that are there and whole, or not there: for results that a kill must not spoil. Imports nothing of ours."""

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

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
