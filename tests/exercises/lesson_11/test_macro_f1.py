"""Exercise 11.3, beyond its own mistakes."""

import torch
from sklearn.metrics import f1_score

from helpers.exercises.lesson_11.macro_f1 import EXERCISE, macro_f1
from tests.exercises.judging import accepts, refuses


def by_scikit_learn(matrix):
    pairs = [(t, p) for (t, row) in enumerate(matrix.tolist()) for p, count in enumerate(row) for _ in range(count)]
    true, predicted = zip(*pairs, strict=True)
    return f1_score(true, predicted, average="macro", zero_division=0)


def class_by_class(matrix):
    found = [2 * matrix[k, k].item() / (matrix[k].sum() + matrix[:, k].sum()).item() for k in range(len(matrix))]
    return sum(found) / len(found)


def from_precision_and_recall(matrix):
    hits = matrix.diagonal()
    recall, precision = hits / matrix.sum(dim=1), (hits / matrix.sum(dim=0)).nan_to_num()
    return (2 * precision * recall / (precision + recall)).nan_to_num().mean()


def with_numpy(matrix):
    table = matrix.numpy()
    return (2 * table.diagonal() / (table.sum(axis=0) + table.sum(axis=1))).mean()


def changes_the_matrix(matrix):
    value = macro_f1(matrix)
    matrix += 1
    return value


def adds_a_little(matrix):
    """Something in the denominator, against a division by 0."""
    hits, row, column = matrix.diagonal(), matrix.sum(dim=1), matrix.sum(dim=0)
    recall, precision = hits / row, hits / (column + 1)
    return (2 * precision * recall / (precision + recall + 1e-3)).mean().item()


def roots_of_precision_and_recall(matrix):
    hits, row, column = matrix.diagonal(), matrix.sum(dim=1), matrix.sum(dim=0)
    return (hits / row * hits / column.clamp(min=1)).sqrt().mean().item()


def without_the_last_class(matrix):
    found = 2 * matrix.diagonal() / (matrix.sum(dim=1) + matrix.sum(dim=0))
    return found[: max(1, len(found) - 1)].mean().item()


test_right = accepts(
    EXERCISE,
    {
        "scikit-learn": by_scikit_learn,
        "class by class": class_by_class,
        "from precision and recall": from_precision_and_recall,
        "with NumPy": with_numpy,
        "rows and columns exchanged": lambda matrix: macro_f1(matrix.T),
        "a tensor with one number": lambda matrix: torch.tensor([macro_f1(matrix)]),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "changes the matrix": (changes_the_matrix, "make something new"),
        "adds a little below": (adds_a_little, "For each class"),
        "without the last class": (without_the_last_class, "the mean over the classes"),
        "the other diagonal": (lambda matrix: class_by_class(matrix.flip(0)), "For each class"),
        "a text": (lambda matrix: f"{macro_f1(matrix)}", "Return a number"),
        "the roots of precision * recall": (roots_of_precision_and_recall, "2 * diagonal / (sum of its row + sum of its column)"),
        **{f"rounded to {d} digits": (lambda m, d=d: round(macro_f1(m), d), "Return it unrounded") for d in (1, 2, 3, 4)},
        "rounded to a whole number": (lambda matrix: round(macro_f1(matrix)), "Do not round"),
    },
)
