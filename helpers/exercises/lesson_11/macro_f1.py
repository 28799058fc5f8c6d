"""Exercise 11.3: macro F1 from a confusion matrix."""

import torch

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_number


def macro_f1(matrix):
    """F1 of each class, from row and column of the confusion matrix, averaged over the classes."""
    hits = matrix.diagonal()
    return (2 * hits / (matrix.sum(dim=1) + matrix.sum(dim=0))).mean().item()


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


def _parts(matrix):
    """Recall and precision of each class, the latter 0 where nothing was predicted, and the examples of each."""
    hits, row, column = matrix.diagonal().double(), matrix.sum(dim=1), matrix.sum(dim=0)
    return hits / row, hits / column.clamp(min=1), row


def _f1(precision, recall):
    return 2 * precision * recall / (precision + recall)


def _of_each_class(matrix):
    return 2 * matrix.diagonal() / (matrix.sum(dim=1) + matrix.sum(dim=0))


def _weighted(matrix):
    return (_of_each_class(matrix) * matrix.sum(dim=1)).sum().item() / matrix.sum().item()


def _of_the_means(matrix):
    recall, precision, _ = _parts(matrix)
    return _f1(precision.mean(), recall.mean()).item()


def _divides_by_nothing_predicted(matrix):
    recall, precision = matrix.diagonal() / matrix.sum(dim=1), matrix.diagonal() / matrix.sum(dim=0)
    return _f1(precision, recall).mean().item()


def _divides_by_nothing_found(matrix):
    recall, precision, _ = _parts(matrix)
    return _f1(precision, recall).mean().item()


def _leaves_out(matrix):
    recall, precision, _ = _parts(matrix)
    return _f1(precision, recall).nanmean().item()


def _leaves_out_what_nobody_predicted(matrix):
    return _of_each_class(matrix)[matrix.sum(dim=0) > 0].mean().item()


def _clears_the_diagonal(matrix):
    hits = matrix.diagonal().clone()
    matrix.fill_diagonal_(0)
    return (2 * hits / (2 * hits + matrix.sum(dim=1) + matrix.sum(dim=0))).mean().item()


EXERCISE = Exercise(
    id="11.3",
    solution=macro_f1,
    cases=cases,
    view=as_number,
    hint="Right answers stand on the diagonal. F1 of a class is 2 * right / (the sum of its row + the sum of its column).",
    otherwise="For each class: 2 * diagonal / (sum of its row + sum of its column); then the mean over the classes.",
    mistakes={
        "That is micro, the share of all that is right: large classes decide it. Average over the classes.": (
            lambda matrix: (matrix.diagonal().sum() / matrix.sum()).item()
        ),
        "That is macro recall: rows alone. F1 needs the columns too.": lambda matrix: _parts(matrix)[0].mean().item(),
        "That is macro precision: columns alone. F1 needs the rows too.": lambda matrix: _parts(matrix)[1].mean().item(),
        "That is the F1 of the averages. First F1 for each class, then the mean.": _of_the_means,
        "That weights each class by its number of examples; macro counts every class once.": _weighted,
        "That is the mean of precision and recall: F1 is 2 * precision * recall / (precision + recall).": (
            lambda matrix: sum(_parts(matrix)[:2]).mean().item() / 2
        ),
        "That is the mean of the roots of precision * recall: F1 is 2 * precision * recall / (precision + recall).": (
            lambda matrix: (_parts(matrix)[0] * _parts(matrix)[1]).sqrt().mean().item()
        ),
        "The factor 2 is missing: F1 = 2 * precision * recall / (precision + recall).": lambda matrix: macro_f1(matrix) / 2,
        "The denominator is the sum of row and column as they are: there the diagonal is meant to count twice.": (
            lambda matrix: (2 * matrix.diagonal() / (matrix.sum(dim=1) + matrix.sum(dim=0) - matrix.diagonal())).mean().item()
        ),
        "That is right / (right + all mistakes of the class); F1 counts the right ones twice, above and below.": (
            lambda matrix: (matrix.diagonal() / (matrix.sum(dim=1) + matrix.sum(dim=0) - matrix.diagonal())).mean().item()
        ),
        "// cuts the fraction off: divide with /.": (
            lambda matrix: (2 * matrix.diagonal() // (matrix.sum(dim=1) + matrix.sum(dim=0))).double().mean().item()
        ),
        "That is F1 of each class: take the mean over the classes.": _of_each_class,
        "That is the sum over the classes: divide by their number.": lambda matrix: _of_each_class(matrix).sum().item(),
        "Divide by the number of classes of this matrix, len(matrix): there need not be ten.": (
            lambda matrix: _of_each_class(matrix).sum().item() / 10
        ),
        "That is per cent; a share lies between 0 and 1.": lambda matrix: 100 * macro_f1(matrix),
        "0 / 0 came up, for a class that is never predicted, or never found. 2 * diagonal / (row + column) never divides by 0 "
        "here: each class has examples.": (_divides_by_nothing_predicted, _divides_by_nothing_found),
        "A class of which nothing was found counts too, with F1 = 0: do not leave it out.": (
            _leaves_out,
            _leaves_out_what_nobody_predicted,
        ),
        "Count the right ones in a copy: fill_diagonal_ changes the matrix that was handed over.": _clears_the_diagonal,
        "Do not round.": tuple(lambda matrix, digits=digits: round(macro_f1(matrix), digits) for digits in (0, 1, 2, 3, 4)),
    },
)
