"""MNIST: 70,000 handwritten digits of 28 x 28 pixels, read from files."""

from pathlib import Path

from helpers.paths import DATA

MNIST_FILES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")


def find_mnist(folder: Path = DATA) -> Path | None:
    """The folder with MNIST's four files (packed or unpacked) under ``folder``, or None. Introduced in chapter 07."""
    raw = folder / "MNIST" / "raw"
    complete = all((raw / name).is_file() or (raw / f"{name}.gz").is_file() for name in MNIST_FILES)
    return raw if complete else None
