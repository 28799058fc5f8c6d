"""The case in which a wrong answer first differed, opened: what was handed over, what was expected and what came, side by side.

As a page in a notebook, and in the same words as plain text. Small tables have their differing places marked, by a border and by
a sign; what is too large for a table is drawn.
"""

import html
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch

from helpers.exercises.engine import Verdict
from helpers.exercises.engine.comparing import ABSENT, Difference, places_apart
from helpers.exercises.engine.observing import Leaf, Leaves
from helpers.exercises.engine.verdict import Evidence
from helpers.exercises.engine.wording import describe, words_for
from helpers.palette import COLOURS

_MOST_ROWS, _MOST_COLUMNS = 12, 12  # of a table
_MOST_HANDED_OVER, _MOST_OTHERS = 12, 8
_DIGITS = (4, 6, 9, 17)
SIGN = "✗"


@dataclass(frozen=True)
class Table:
    """Texts in rows, and which of them differ."""

    rows: list[list[str]]
    marked: list[list[bool]]

    def as_text(self) -> str:
        """Rows of plain text, in columns; a sign stands behind what differs."""
        cells = [
            [f"{text}{f' {SIGN}' if mark else ''}" for text, mark in zip(row, marks, strict=True)]
            for row, marks in zip(self.rows, self.marked, strict=True)
        ]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells)

    def as_html(self) -> str:
        """The same as a table; what differs has a border as well as the sign, and no colour of text or ground is set."""
        rows = []
        for row, marks in zip(self.rows, self.marked, strict=True):
            cells = []
            for text, mark in zip(row, marks, strict=True):
                style = "padding: 0.1em 0.5em; text-align: right;" + (f" border: 2px solid {COLOURS[1]};" if mark else "")
                inner = f"<strong>{html.escape(text)} {SIGN}</strong>" if mark else html.escape(text)
                cells.append(f'<td style="{style}">{inner}</td>')
            rows.append(f"<tr>{''.join(cells)}</tr>")
        return f'<table style="margin: 0.2em 0;">{"".join(rows)}</table>'


@dataclass(frozen=True)
class Picture:
    """Two answers too large for a table, one or two dimensions of them, and where they differ."""

    name: str
    expected: torch.Tensor
    got: torch.Tensor
    apart: torch.Tensor

    def draw(self) -> None:
        """Show it as a figure, whose text twin is printed."""
        from helpers.plots.answers import curves_apart, images_apart  # matplotlib is loaded where a picture is drawn

        draw = curves_apart if self.expected.ndim == 1 else images_apart
        draw(self.expected.numpy(), self.got.numpy(), self.apart.numpy(), self.name)


@dataclass(frozen=True)
class _Part:
    """One block of the page: a heading, and words or tables below it."""

    heading: str
    content: list[str | Table]


@dataclass(frozen=True)
class Page:
    """What ``why`` shows."""

    title: str
    parts: list[_Part]
    picture: Picture | None

    def as_text(self) -> str:
        """Plain text."""
        blocks = [self.title]
        for part in self.parts:
            lines = [item.as_text() if isinstance(item, Table) else item for item in part.content]
            blocks.append("\n".join([f"{part.heading}:", *lines]))
        return "\n\n".join(blocks)

    def as_html(self) -> str:
        """A box for a notebook, on light and dark. Wide tables scroll inside it; parts stand side by side where they fit."""
        shown = []
        for part in self.parts:
            items = [item.as_html() if isinstance(item, Table) else f"<div>{html.escape(item)}</div>" for item in part.content]
            style = "max-width: 100%; overflow-x: auto; overflow-wrap: anywhere;"
            shown.append(f'<div style="{style}"><div><strong>{html.escape(part.heading)}</strong></div>{"".join(items)}</div>')
        head, *others = shown
        box = f"border-left: 5px solid {COLOURS[1]}; padding: 0.3em 0.8em; margin: 0.3em 0;"
        beside = "display: flex; flex-wrap: wrap; gap: 0.6em 2.5em; margin-top: 0.6em;"
        title = f"<div><strong>{html.escape(self.title)}</strong></div>"
        return f'<div style="{box}">{title}{head}<div style="{beside}">{"".join(others)}</div></div>'


def open_case(exercise_id: str, verdict: Verdict) -> Page:
    """The page on a wrong answer.

    Args:
        exercise_id: ``"01.2"``.
        verdict: on a wrong answer that was called.
    """
    evidence = verdict.evidence
    title = f"Exercise {exercise_id}, your last wrong answer. {verdict.look}"
    # A case without a title is told by its arguments, which come below.
    told = any(verdict.case.startswith(f"{name} = ") for name in evidence.names[:1])
    case = [f"Case: {verdict.case}"] if verdict.case and not told else []
    parts = [_Part("Handed over", [*case, *_handed_over(evidence)])]
    first = evidence.differences[0] if evidence.differences else None
    both = _both(first, evidence) if first is not None else None
    picture = both if isinstance(both, Picture) else None
    if isinstance(both, tuple):
        name = _name(first.leaf, evidence)
        parts += [_Part(f"Expected{name}", [both[0]]), _Part(f"Got{name}", [both[1]])]
    else:
        parts += [_Part("Expected", [verdict.expected]), _Part("Got", [verdict.got])]
    others = ["expected {}, got {}".format(*words_for(other, evidence.parts)) for other in evidence.differences[1:]]
    if others:
        more = [f"and {len(others) - _MOST_OTHERS} more"] if len(others) > _MOST_OTHERS else []
        parts.append(_Part("This differs too", [*others[:_MOST_OTHERS], *more]))
    return Page(title, parts, picture)


def _handed_over(evidence: Evidence) -> Iterator[str | Table]:
    """The arguments: small ones written out, a table for a small one of rows and columns."""
    for number, (place, value) in enumerate(_values(evidence.before, evidence.names)):
        if number == _MOST_HANDED_OVER:
            yield "and more"
            return
        if isinstance(value, torch.Tensor) and value.ndim == 2 and _fits(value) and not value.is_complex():
            yield f"{place}, of shape {tuple(value.shape)}"
            yield _table(value, None, _DIGITS[0])
        else:
            yield f"{place} = {value if isinstance(value, _Kind) else describe(value)}"


class _Kind(str):
    """Words for what has no value to show: a function, a generator."""


def _values(leaves: Leaves, names: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """What was handed over, place by place, with the gradients that are there."""
    for name in names:
        below = {leaf: value for leaf, value in leaves.items() if _below(leaf.place, name)}
        for leaf, value in below.items():
            if leaf.aspect == "value":
                yield leaf.place, value
            elif leaf.aspect == "gradient" and value is not None:
                yield f"{leaf.place}.grad", value
        if Leaf(name, "kind") in below and not any(leaf.aspect == "value" for leaf in below):
            yield name, _Kind(below[Leaf(name, "kind")])


def _below(place: str, name: str) -> bool:
    return place == name or (place.startswith(name) and place[len(name)] in ".[,")


def _both(difference: Difference, evidence: Evidence) -> tuple[Table, Table] | Picture | None:
    """Both sides of a difference as tables with the differing places marked, or drawn; None where words say it better."""
    leaf = difference.leaf
    if leaf.aspect in ("shape", "length", "kind", "type", "graph", "names"):
        leaf = Leaf(leaf.place, "value")
    elif leaf.aspect not in ("value", "gradient"):
        return None
    one, other = (_numbers(leaves.get(leaf, ABSENT)) for leaves in (evidence.expected, evidence.got))
    if one is None or other is None or not one.numel() or not other.numel() or one.ndim + other.ndim == 0:
        return None
    if one.shape != other.shape:
        return (_table(one, None, _DIGITS[0]), _table(other, None, _DIGITS[0])) if _fits(one) and _fits(other) else None
    apart = places_apart(one, other, evidence.tolerance)
    if _fits(one):
        digits = next((few for few in _DIGITS if _told_apart(one, other, apart, few)), _DIGITS[-1])
        return _table(one, apart, digits), _table(other, apart, digits)
    return Picture(_plain(leaf, evidence), *_drawable(one, other, apart)) if one.ndim else None


def _numbers(value: Any) -> torch.Tensor | None:
    """A tensor of real numbers, or a list of them, as float64; None for anything else."""
    if isinstance(value, list) and value and all(isinstance(item, int | float) and abs(item) < 1e300 for item in value):
        return torch.tensor([float(item) for item in value], dtype=torch.float64)
    return value.double() if isinstance(value, torch.Tensor) and not value.is_complex() else None


def _fits(value: torch.Tensor) -> bool:
    """Whether a tensor is small enough for a table."""
    if value.ndim < 2:
        return value.numel() <= _MOST_ROWS
    return value.ndim == 2 and value.shape[0] <= _MOST_ROWS and value.shape[1] <= _MOST_COLUMNS


def _drawable(*tensors: torch.Tensor) -> tuple[torch.Tensor, ...]:
    """One or two dimensions of tensors of one shape: of more, the slice that holds the first place of the last one, ``apart``."""
    apart = tensors[-1]
    if apart.ndim > 2:
        index = tuple(apart.nonzero()[0][:-2].tolist()) if apart.any() else (0,) * (apart.ndim - 2)
        tensors = tuple(tensor[index] for tensor in tensors)
    if 1 in tensors[0].shape:  # a single row or column is a curve
        tensors = tuple(tensor.flatten() for tensor in tensors)
    return tensors


def _table(value: torch.Tensor, apart: torch.Tensor | None, digits: int) -> Table:
    rows = value.reshape(1, -1) if value.ndim < 2 else value
    marks = torch.zeros_like(rows, dtype=torch.bool) if apart is None else apart.reshape(rows.shape)
    return Table([[_number(number, digits) for number in row] for row in rows.tolist()], marks.tolist())


def _number(number: float, digits: int) -> str:
    return describe(int(number) if float(number).is_integer() and abs(number) < 1e15 else float(number), digits)


def _told_apart(one: torch.Tensor, other: torch.Tensor, apart: torch.Tensor, digits: int) -> bool:
    """Whether every pair of numbers that differ is written differently with so many digits."""
    pairs = zip(one[apart].tolist(), other[apart].tolist(), strict=True)
    return all(_number(a, digits) != _number(b, digits) for a, b in pairs)


def _plain(leaf: Leaf, evidence: Evidence) -> str:
    """What is compared, in words."""
    place = leaf.place.removeprefix("result, ")
    for number, name in enumerate(evidence.parts):
        place = place.replace(f"result[{number}]", name, 1)
    place = place.replace("result", "the result", 1) if place.startswith("result") else place
    return f"{place}, gradient" if leaf.aspect == "gradient" else place


def _name(leaf: Leaf, evidence: Evidence) -> str:
    """`` (weight)`` behind a heading; nothing for the result itself."""
    return "" if leaf.place == "result" else f" ({_plain(leaf, evidence)})"
