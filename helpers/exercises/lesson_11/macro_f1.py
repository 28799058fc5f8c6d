"""Exercise 11.3: macro F1 from a confusion matrix."""

import torch

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_number


def macro_f1(matrix):
    """F1 of each class, from row and column of the confusion matrix, averaged over the classes."""
    hits, row, column = matrix.diagonal(), matrix.sum(dim=1), matrix.sum(dim=0)
    f1 = 2 * hits / (row + column)
    return f1.mean().item()


def cases():
    """Unequal rows, two to five classes and one alone; a class never predicted, one never found, one that takes all."""
    for rows in (
        [[50, 3, 2], [1, 6, 4], [0, 2, 9]],
        [[8, 2], [5, 1]],
        [[4, 0, 1, 0], [3, 0, 2, 1], [0, 0, 30, 2], [1, 0, 0, 7]],
        [[9, 1, 0, 0, 2], [0, 0, 3, 0, 0], [1, 2, 5, 0, 0], [0, 0, 0, 40, 1], [3, 0, 0, 2, 11]],
        [[12, 0, 1], [2, 5, 0], [3, 1, 0]],
        [[0, 6], [0, 2]],
        [[7]],
    ):
        yield Case(torch.tensor(rows))


EXERCISE = Exercise(
    id="11.3",
    solution=macro_f1,
    cases=cases,
    view=as_number,
    hint="Right answers stand on the diagonal. F1 of a class is 2 * right / (the sum of its row + the sum of its column).",
    otherwise="For each class: 2 * diagonal / (sum of its row + sum of its column); then the mean over the classes.",
    mistakes={
        "That is micro, the share of all that is right: large classes decide it. Average over the classes.": {
            "f1.mean()": "(hits.sum() / matrix.sum())"
        },
        "That is macro recall: rows alone. F1 needs the columns too.": {"2 * hits / (row + column)": "hits / row"},
        "That is macro precision: columns alone. F1 needs the rows too.": (
            {"2 * hits / (row + column)": "hits / column"},
            {"2 * hits / (row + column)": "hits / column.clamp(min=1)"},
        ),
        "That is the F1 of the averages. First F1 for each class, then the mean.": {
            "f1 = 2 * hits / (row + column)": "r, p = (hits / row).mean(), (hits / column.clamp(min=1)).mean()",
            "f1.mean()": "(2 * p * r / (p + r))",
        },
        "That weights each class by its number of examples; macro counts every class once.": {
            "f1.mean()": "((f1 * row).sum() / row.sum())"
        },
        "That is the mean of precision and recall: F1 is 2 * precision * recall / (precision + recall).": {
            "2 * hits / (row + column)": "(hits / row + hits / column.clamp(min=1)) / 2"
        },
        "The factor 2 is missing: F1 = 2 * precision * recall / (precision + recall).": {"2 * ": ""},
        "The denominator is the sum of row and column as they are: there the diagonal is meant to count twice.": {
            "row + column)": "row + column - hits)"
        },
        "That is right / (right + all mistakes of the class); F1 counts the right ones twice, above and below.": {
            "2 * hits / (row + column)": "hits / (row + column - hits)"
        },
        "// cuts the fraction off: divide with /.": {"hits / ": "hits // ", "f1.": "f1.double()."},
        "That is F1 of each class: take the mean over the classes.": {".mean().item()": ""},
        "That is the sum over the classes: divide by their number.": {"mean()": "sum()"},
        "Divide by the number of classes of this matrix, len(matrix): there need not be ten.": {"f1.mean()": "(f1.sum() / 10)"},
        "That is per cent; a share lies between 0 and 1.": {".item()": ".item() * 100"},
        "0 / 0 came up, for a class that is never predicted, or never found. 2 * diagonal / (row + column) never divides by 0 "
        "here: each class has examples.": (
            {"f1 = 2 * hits / (row + column)": "p, r = hits / column, hits / row\n    f1 = 2 * p * r / (p + r)"},
            {"f1 = 2 * hits / (row + column)": "p, r = hits / column.clamp(min=1), hits / row\n    f1 = 2 * p * r / (p + r)"},
        ),
        "A class of which nothing was found counts too, with F1 = 0: do not leave it out.": (
            {"f1.mean": "f1[hits > 0].mean"},
            {"f1.mean": "f1[column > 0].mean"},
        ),
        "Count the right ones in a copy: fill_diagonal_ changes the matrix that was handed over.": {
            "    hits, row": "    right = matrix.diagonal().clone()\n    matrix.fill_diagonal_(0)\n    hits, row",
            "2 * hits / (row": "2 * right / (2 * right + row",
        },
        "Do not round.": {"f1.mean().item()": "round(f1.mean().item())"},
    },
)
