"""MNIST: 70,000 handwritten digits of 28 x 28 pixels, read from files and verified. ``course data`` fetches them.

Source: Y. LeCun, C. Cortes and C. Burges. The format is called IDX: a magic number, the sizes, the numbers themselves.
"""

import gzip
import hashlib
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

import torch

from helpers.paths import COURSE_ROOT, DATA

# The MD5 checksums of each file, packed and unpacked.
CHECKSUMS = {
    "train-images-idx3-ubyte": ("f68b3c2dcbeaaa9fbdd348bbdeb94873", "6bbc9ace898e44ae57da46a324031adb"),
    "train-labels-idx1-ubyte": ("d53e105ee54ea40749a09fcbcd1e9432", "a25bea736e30d166cdddb491f175f624"),
    "t10k-images-idx3-ubyte": ("9fb629c4189551a2d022fa330f9573f3", "2646ac647ad5339dbf082846283269ea"),
    "t10k-labels-idx1-ubyte": ("ec29112dd5afa0611ce80d1b7f02629c", "27ae3e4e09519cfbb04c329615203637"),
}
MNIST_FILES = tuple(CHECKSUMS)
ADVICE = "`course data` fetches and checks it; data/README.md says how to copy it from a stick."
_UNSIGNED_BYTES = 8


class DatasetError(RuntimeError):
    """A data set is not there, or damaged. ``reason`` says what is wrong, the message also what to do."""

    def __init__(self, reason: str, advice: str = ADVICE) -> None:
        super().__init__(f"{reason}. {advice}")
        self.reason = reason

    def _render_traceback_(self) -> list[str]:
        """What IPython shows instead of a traceback: the reader needs the sentence, not our frames."""
        return [f"{type(self).__name__}: {self}"]


@dataclass(frozen=True)
class Found:
    """What lies in the folder ``raw``: one intact file for each name that has one, the damaged files, missing names."""

    raw: Path
    intact: dict[str, Path]
    damaged: list[Path]

    @property
    def missing(self) -> list[str]:
        """Names without an intact file."""
        return [name for name in MNIST_FILES if name not in self.intact]

    @property
    def trouble(self) -> str:
        """What is wrong, in words; empty if every name has an intact file."""
        if not self.missing:
            return ""
        named = [path for path in self.damaged if path.name.removesuffix(".gz") in self.missing]
        if named:
            sizes = ", ".join(f"{path.name} ({path.stat().st_size:,} bytes)" for path in named)
            return f"MNIST in {shown(self.raw)} is damaged or incomplete: wrong checksum of {sizes}"
        if misnamed := self._misnamed():
            here, name = misnamed
            return f"MNIST in {shown(self.raw)} has a file {here.name}, as some mirrors call it: rename it to {name}"
        if self.intact:
            return f"MNIST in {shown(self.raw)} lacks {', '.join(f'{name}.gz' for name in self.missing)}"
        return f"MNIST is not in {shown(self.raw)}"

    def _misnamed(self) -> tuple[Path, str] | None:
        """A file with a point where the name has a hyphen, and how it should be called; None if there is none."""
        for name in self.missing:
            for ending in ("", ".gz"):
                here = self.raw / f"{name.replace('-idx', '.idx')}{ending}"
                if here.is_file():
                    return here, f"{name}{ending}"
        return None


def shown(path: Path) -> str:
    """A path for readers: relative to the course where it lies in it."""
    return path.relative_to(COURSE_ROOT).as_posix() if path.is_relative_to(COURSE_ROOT) else str(path)


def raw_folder(folder: Path) -> Path:
    """Where MNIST's files lie under the data folder; torchvision looks there too."""
    return Path(folder) / "MNIST" / "raw"


def find_mnist(folder: Path = DATA) -> Path | None:
    """The folder with MNIST's four files (packed or unpacked) under ``folder``, or None. Introduced in lesson 11.

    It looks at names only; ``inspect_mnist`` verifies them.
    """
    raw = raw_folder(folder)
    complete = all((raw / name).is_file() or (raw / f"{name}.gz").is_file() for name in MNIST_FILES)
    return raw if complete else None


def inspect_mnist(folder: Path = DATA) -> Found:
    """Compare every file of MNIST under ``folder``, packed and unpacked, with its checksum. Introduced in lesson 11.

    Raises:
        DatasetError: a file is there and cannot be read.
    """
    raw = raw_folder(folder)
    intact, damaged = {}, []
    for name, checksums in CHECKSUMS.items():
        for path, checksum in zip((raw / f"{name}.gz", raw / name), checksums, strict=True):
            if not path.is_file():
                continue
            if checksum_of(path) == checksum:
                intact.setdefault(name, path)
            else:
                damaged.append(path)
    return Found(raw, intact, damaged)


def checksum_of(path: Path) -> str:
    """The MD5 checksum of a file.

    Raises:
        DatasetError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
    except OSError as error:
        raise DatasetError(f"{shown(path)} cannot be read: {error.strerror}") from error


def load_mnist(folder: Path = DATA) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """MNIST from its files, as they are, after a look at the checksums. Introduced in lesson 11.

    Returns:
        Training images ``(60000, 28, 28)`` and labels ``(60000,)``, test images ``(10000, 28, 28)`` and labels
        ``(10000,)``, all uint8: 0 is paper, 255 is ink.

    Raises:
        DatasetError: a file is missing, damaged or unreadable; the message names it.
    """
    found = inspect_mnist(folder)
    if found.trouble:
        raise DatasetError(found.trouble)
    paths = [found.intact[name] for name in MNIST_FILES]
    train_images, train_labels, test_images, test_labels = map(read_idx, paths)
    _check_pairs(train_images, train_labels, paths[1])
    _check_pairs(test_images, test_labels, paths[3])
    return train_images, train_labels, test_images, test_labels


def read_idx(path: Path) -> torch.Tensor:
    """One file in the IDX format, packed with gzip or not, as a uint8 tensor of the shape that the file names.

    Raises:
        DatasetError: the file cannot be read or unpacked, is of another format, or is too short or too long.
    """
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
            content = bytearray(file.read())
    except (OSError, EOFError, zlib.error) as error:
        raise DatasetError(f"{shown(path)} cannot be read: {error}") from error
    dimensions = content[3] if len(content) >= 4 else 0
    if content[:3] != bytes([0, 0, _UNSIGNED_BYTES]) or not dimensions:
        magic = content[:4].hex(" ") or "nothing"
        raise DatasetError(f"{shown(path)} is no IDX file of bytes: it starts with {magic}, not with 00 00 08")
    start = 4 + 4 * dimensions
    shape = struct.unpack_from(f">{dimensions}I", content, 4) if len(content) >= start else ()
    numbers, expected = len(content) - start, torch.Size(shape).numel()
    if not shape or numbers != expected:
        raise DatasetError(f"{shown(path)} names the shape {tuple(shape)}, but {max(numbers, 0):,} bytes follow")
    if not expected:
        return torch.empty(shape, dtype=torch.uint8)
    return torch.frombuffer(content, dtype=torch.uint8, offset=start).view(shape)


def _check_pairs(images: torch.Tensor, labels: torch.Tensor, path: Path) -> None:
    if images.shape[1:] != (28, 28) or labels.shape != (len(images),) or (len(labels) and labels.max() > 9):
        raise DatasetError(
            f"{shown(path)} does not fit its images: images of shape {tuple(images.shape)}, labels of shape "
            f"{tuple(labels.shape)} up to {labels.max().item() if len(labels) else 'none'}"
        )
