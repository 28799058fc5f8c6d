"""Exercise 04.5, beyond its own mistakes."""

import copy

import torch

from helpers.exercises.lesson_04.a_few_rows_in_a_small_file import EXERCISE, save_rows
from tests.exercises.judging import accepts, refuses


def opens_the_file(path, table, first, last):
    with open(path, "wb") as file:
        torch.save(torch.stack([table[row] for row in range(first, last)]), file)
    return path


def changes_the_table(path, table, first, last):
    save_rows(path, table, first, last)
    table[first:last] = 0


test_right = accepts(
    EXERCISE,
    {
        "through an open file, row by row": opens_the_file,
        "torch.tensor of the numbers": lambda path, table, first, last: torch.save(
            torch.tensor(table[first:last].tolist(), dtype=table.dtype), path
        ),
        "by the numbers of the rows": lambda path, table, first, last: torch.save(table[list(range(first, last))], path),
        "index_select": lambda path, table, first, last: torch.save(
            torch.index_select(table, 0, torch.arange(first, last)), path
        ),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "a deep copy of the slice": (
            lambda path, table, first, last: torch.save(copy.deepcopy(table[first:last]), path),
            "copy.deepcopy copies all the memory that it looks into",
        ),
        "the table is changed": (changes_the_table, "must stay as it is"),
        "the numbers of a list": (
            lambda path, table, first, last: torch.save(torch.tensor(table[first:last].tolist()), path),
            "how many bits",
        ),
        "a list": (lambda path, table, first, last: torch.save(table[first:last].tolist(), path), "Save a tensor"),
        "a list of rows": (lambda path, table, first, last: torch.save(list(table[first:last]), path), "holds no tensor: list"),
        "in a dictionary": (
            lambda path, table, first, last: torch.save({"rows": table[first:last].clone()}, path),
            "without a dictionary",
        ),
        "beside the path": (
            lambda path, table, first, last: save_rows(path.with_suffix(".pth"), table, first, last),
            "is not there",
        ),
        "as text": (lambda path, table, first, last: path.write_text(str(table[first:last])), "cannot be loaded"),
        "from row 0": (lambda path, table, first, last: save_rows(path, table, 0, last), "begin at `first`"),
        "as many rows, from row 0": (
            lambda path, table, first, last: torch.save(table[: last - first].clone(), path),
            "begin at `first`",
        ),
    },
)
