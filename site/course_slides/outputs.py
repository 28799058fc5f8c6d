"""What a cell shows: its printed text without progress bars, and its figures with their words."""

import re
from dataclasses import dataclass

from nbformat import NotebookNode

from course_pages.figures import WORDS
from helpers.settings import RESULT_MIME

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_BAR = re.compile(r"\d+%\|.*\| *[\d.]+\w?/[\d.]+\w? \[")


@dataclass(frozen=True)
class Figure:
    """A picture as PNG in base64, and its words."""

    png: str
    words: str


@dataclass(frozen=True)
class Shown:
    """A cell's printed text and its figures."""

    text: str
    figures: tuple[Figure, ...]


def read_outputs(cell: NotebookNode) -> Shown:
    """What a code cell shows, named results and what only a browser's widgets show left out."""
    printed, pictures = [], []
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        if output.output_type == "stream":
            printed.append(output.text)
        elif "image/png" in data:
            pictures.append(data["image/png"].strip())
        elif "text/plain" in data and RESULT_MIME not in data:
            printed.append(data["text/plain"] + "\n")
    text = without_bars("".join(printed))
    words = [found.strip() for found in WORDS.findall(text)]
    words += ["A figure of this lesson."] * (len(pictures) - len(words))
    figures = tuple(Figure(png, told) for png, told in zip(pictures, words, strict=False))
    return Shown((WORDS.sub("", text) if pictures else text).strip("\n"), figures)


def without_bars(text: str) -> str:
    """Printed text as a terminal would end up showing it, without colours and progress bars."""
    lines = (line.rpartition("\r")[2] for line in _COLOURS.sub("", text).replace("\r\n", "\n").split("\n"))
    return "\n".join(line.rstrip() for line in lines if not _BAR.search(line))
