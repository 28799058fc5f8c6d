"""Exercise 04.5: some rows of a large table, in a file that holds no more than these."""

import copy
import tempfile
from pathlib import Path

import torch

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed


def save_rows(path, table, first, last):
    """Save the rows from ``first`` to before ``last``. A slice looks into the table's memory; a copy has its own."""
    torch.save(table[first:last].clone(), path)


def cases():
    """The first rows, some in the middle, the last one, all; whole numbers, 64 bits; a part of a larger table, a turned one."""
    numbers = torch.arange(60.0)
    for table, first, last, title in (
        (numbers.reshape(20, 3), 0, 2, "the first 2 of 20 rows"),
        (numbers.reshape(15, 4), 5, 9, "4 rows from the middle of 15"),
        (numbers.reshape(12, 5).long(), 11, 12, "the last of 12 rows, in whole numbers"),
        (numbers.reshape(20, 3).double() / 7, 8, 10, "2 rows from the middle, in 64-bit numbers"),
        (numbers.reshape(6, 10), 0, 6, "all 6 rows"),
        (numbers.reshape(20, 3)[4:14], 0, 10, "all 10 rows of a table that is part of a larger one"),
        (numbers.reshape(10, 6)[:, 1:3], 2, 5, "3 rows of a table that leaves columns out"),
        (numbers.reshape(4, 15).t(), 3, 4, "1 row of a table that was turned"),
    ):
        with tempfile.TemporaryDirectory() as folder:
            yield Case(Path(folder) / "rows.pt", table, first, last, title=title)


def use(answer, path, table, first, last):
    """What the file gives back, and how many numbers lie in it, the unused ones too."""
    answer(path, table, first, last)
    try:
        found = torch.load(path, weights_only=True)
    except FileNotFoundError:
        return Observed({"the file": "is not there"})
    except Exception:
        return Observed({"the file": "cannot be loaded with weights_only=True"})
    if not isinstance(found, torch.Tensor):
        return Observed({"the file": f"holds no tensor: {type(found).__name__}"})
    kept = found.untyped_storage().nbytes() // found.element_size()
    return Observed({"the file": "can be loaded", "what is in it": found, "numbers stored in the file": kept})


EXERCISE = Exercise(
    id="04.5",
    solution=save_rows,
    cases=cases,
    use=use,
    hint=(
        "Section 2 found a tensor's memory in the file, byte for byte. Whose memory does table[0:2] look into? And which "
        "method gives a tensor that has a memory of its own?"
    ),
    more_hints=("clone() copies the numbers that a tensor shows, and no others. Before the slice, or behind it?",),
    otherwise="The file is to hold one tensor: the rows from `first` to before `last`, in a memory that holds nothing else.",
    mistakes={
        "The rows are right, and the whole table's memory is in the file: a slice has none of its own, and copy.deepcopy copies "
        "all the memory that it looks into.": (
            {".clone()": ""},
            lambda path, table, first, last: torch.save(copy.deepcopy(table[first:last]), path),
            {".clone()": ".detach()"},
            {".clone()": ".data"},
        ),
        "contiguous() copies only what is not in one piece already: most of these rows still look into the table.": {
            ".clone()": ".contiguous()"
        },
        "That is the whole table: take the rows first.": {"table[first:last]": "table"},
        "The row `last` is not asked for: a slice stops before its end, so table[first:last] is right.": {
            "first:last": "first:last + 1"
        },
        "The rows begin at `first`, and these begin at row 0: table[first:last] is right.": (
            {"first:last": ":last"},
            {"first:last": ":last - first"},
        ),
        "Copy the rows, not the table: the slice of a copy drags the whole copy along.": {
            "table[first:last].clone()": "table.clone()[first:last]"
        },
        "Save a tensor: a list or an array loses its type, or is refused.": (
            {".clone()": ".tolist()"},
            {".clone()": ".numpy().copy()"},
            {"table[first:last].clone()": "list(table[first:last].clone())"},
        ),
        "Save the tensor itself, without a dictionary around it.": {
            "table[first:last].clone()": '{"rows": table[first:last].clone()}'
        },
        "Keep the numbers in their own type.": (
            {".clone()": ".clone().double()"},
            {".clone()": ".clone().float()"},
        ),
        "A list does not know how many bits its numbers had, and torch.tensor takes 32 for them: copy the tensor itself.": {
            "table[first:last].clone()": "torch.tensor(table[first:last].tolist())"
        },
        "Keep rows as rows: one row is still a table, with two axes.": {".clone()": ".clone().squeeze(0)"},
    },
    free=("path: files",),
    tolerance=0.0,
    exact=True,
)
