"""Reading: first that the file is whole, then its contents, and nothing in it may run code."""

import io
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch

ANOTHER = "take another copy of it, or start anew"


class CheckpointError(RuntimeError):
    """A file could not be saved, read or put back. One sentence: which file, what is wrong, what to do.

    Introduced in lesson 04.
    """


class Refused(Exception):
    """Inside this package: what is wrong and what to do. The file's name is added where it leaves the package."""

    def __init__(self, what: str, advice: str) -> None:
        super().__init__(what, advice)
        self.what, self.advice = what, advice


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Turn what is ``Refused`` inside into a ``CheckpointError`` that begins with the file's name."""
    try:
        yield
    except Refused as refused:
        raise CheckpointError(f"{path.name or path} {refused.what}; {refused.advice}.") from refused.__cause__


def previous_of(path: Path) -> Path:
    """Where the checkpoint before the newest is kept: ``run.pt`` has ``run.previous.pt`` beside it."""
    return path.with_name(f"{path.stem}.previous{path.suffix}")


def verify(path: str | os.PathLike[str]) -> None:
    """Check that a file is one of ``torch.save`` and whole. Nothing is loaded. Introduced in lesson 05.

    An archive of ``torch.save`` is a zip file, and stores a checksum (CRC) of each of its members. ``torch.load``
    does not look at them; this does.

    Raises:
        CheckpointError: there is no such file, it cannot be read, is no archive of ``torch.save``, or is damaged; or it was
            saved without checksums (``torch.serialization.set_crc32_options(False)``), and nobody can know.
    """
    path = Path(path)
    with _offering_the_previous(path):
        _whole_bytes(path)


def is_whole(path: Path) -> bool:
    """Whether ``verify`` would say nothing."""
    try:
        _whole_bytes(path)
    except Refused:
        return False
    return True


def read(path: Path) -> dict[str, Any]:
    """The file's contents, every tensor on the CPU.

    Raises:
        CheckpointError: as ``verify``; or it holds a type that ``weights_only=True`` refuses, or no dictionary.
    """
    with _offering_the_previous(path):
        return _contents(path)


@contextmanager
def _offering_the_previous(path: Path) -> Iterator[None]:
    """Advise to take the previous checkpoint, by name, where there is a whole one. It is never taken in silence."""
    with naming(path):
        try:
            yield
        except Refused as refused:
            previous = previous_of(path) if path.name else path
            if not is_whole(previous):
                raise
            raise Refused(refused.what, f"{previous.name} beside it is whole, so resume from that one") from refused.__cause__


def _whole_bytes(path: Path) -> bytes:
    """The file's bytes, read once, so that what is checked is what is loaded."""
    try:
        if path.is_dir():
            raise Refused("is a folder", "give the path of a file in it")
        content = path.read_bytes()
    except FileNotFoundError as error:
        where = path.parent.name or path.parent
        raise Refused(f"is not in the folder {where}", "save it first, or correct the path") from error
    except (OSError, ValueError) as error:
        raise Refused(f"cannot be read ({_reason(error)})", "correct the path, or ask for the right to read it") from error
    if not content:
        raise Refused("is empty", ANOTHER)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            # torch.save compresses nothing; so a zip bomb is refused before it is unpacked.
            stored = all(member.compress_type == zipfile.ZIP_STORED for member in archive.infolist())
            ours = any(name.endswith("/data.pkl") for name in archive.namelist())
            unsummed = not any(member.CRC for member in archive.infolist()) and any(m.file_size for m in archive.infolist())
            damaged = (_marked_as_folder(archive) or archive.testzip()) if stored and ours and not unsummed else None
    except Exception as error:  # zipfile raises many kinds for a damaged directory
        raise Refused("is no archive of torch.save, or a damaged one", ANOTHER) from error
    if not (stored and ours):
        raise Refused("is a zip archive, but none of torch.save", "give the path of a checkpoint")
    if unsummed:
        raise Refused("was saved without checksums, so that nobody can say whether it is whole", "save it again with them")
    if damaged is not None:
        raise Refused(f"is damaged in its part {damaged}", ANOTHER)
    return content


def _marked_as_folder(archive: zipfile.ZipFile) -> str | None:
    """The first member with the mark of a folder: torch would not read it, and hand out whatever is in memory."""
    return next((member.filename for member in archive.infolist() if member.external_attr & 0x10), None)


def _contents(path: Path) -> dict[str, Any]:
    content = _whole_bytes(path)
    try:
        state = torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)
    except Exception as error:  # whatever a strange archive makes torch.load raise
        raise Refused(
            "holds what torch.load refuses with weights_only=True, so that nothing in it could run",
            "take a file that save_checkpoint or save_weights wrote",
        ) from error
    if not isinstance(state, dict):
        raise Refused(f"holds a {type(state).__name__}, not a checkpoint", "take a file that save_checkpoint wrote")
    return state


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or type(error).__name__
