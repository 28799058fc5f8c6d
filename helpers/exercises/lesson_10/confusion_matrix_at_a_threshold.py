"""Exercise 10.1: the confusion matrix of probabilities, at a threshold."""

import torch

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_numbers, as_tensor


def confusion(probabilities, labels, threshold):
    """Rows are true classes, columns predicted ones, 0 before 1."""
    predicted = probabilities >= threshold
    matrix = [[((labels == true) & (predicted == answer)).sum() for answer in (0, 1)] for true in (0, 1)]
    return torch.tensor(matrix)


def cases():
    """Four different counts, thresholds that are met exactly, and parts in which a class or a prediction does not occur."""
    ten = torch.tensor([0.875, 0.75, 0.75, 0.625, 0.5, 0.375, 0.25, 0.25, 0.125, 0.0625])
    truth = torch.tensor([1, 1, 0, 0, 1, 0, 1, 0, 0, 0])
    for threshold in (0.5, 0.25, 0.75, 0.3, 0.9, 0.0, 0.05):
        yield Case(ten, truth, threshold)
    few = torch.tensor([0.5, 0.25, 0.75])
    for labels, threshold in (([1, 0, 0], 0.75), ([1, 1, 0], 0.25), ([0, 0, 0], 0.3), ([0, 0, 0], 0.9), ([1, 1, 1], 0.6)):
        yield Case(few, torch.tensor(labels), threshold)
    for probability, label in ((0.75, 1), (0.25, 0), (0.75, 0), (0.25, 1)):
        yield Case(torch.tensor([probability]), torch.tensor([label]), 0.5)
    generator = torch.Generator().manual_seed(0)
    many = torch.rand(300, generator=generator)
    yield Case(many, (many + 0.3 * torch.randn(300, generator=generator) > 0.6).long(), 0.4)
    yield Case(torch.tensor([1.0, 0.0, 1.0, 0.0]), torch.tensor([0, 0, 1, 1]), 1.0)


def view(result):
    """Four counts, in whatever holds them."""
    matrix = as_tensor([as_numbers(row) for row in result] if isinstance(result, list | tuple) else result)
    if isinstance(matrix, torch.Tensor) and matrix.dtype != torch.bool:
        return matrix.double()
    return matrix


EXERCISE = Exercise(
    id="10.1",
    solution=confusion,
    cases=cases,
    view=view,
    hint="(labels == 1) & (probabilities >= threshold) marks one of the four kinds.",
    otherwise="Count the examples of each of four kinds: row by the true class, column by the predicted one, 0 before 1.",
    mistakes={
        "That is the transpose: rows are the true classes, columns the predicted ones.": {"(matrix)": "(matrix).T"},
        "Class 1 came first: row 0 and column 0 belong to class 0.": {"(0, 1)": "(1, 0)"},
        "Transposed, and class 1 first: row 0 is true class 0, column 0 is predicted class 0.": {
            "(0, 1)": "(1, 0)",
            "(matrix)": "(matrix).T",
        },
        "The predictions are the wrong way round: from the threshold upwards it is class 1.": {">=": "<"},
        "The true classes are the wrong way round: row 0 is label 0.": {"true in (0, 1)": "true in (1, 0)"},
        "A probability equal to the threshold counts as class 1: use >=.": {">=": ">"},
        "The threshold is an argument: do not write 0.5 into the function.": (
            {">= threshold": ">= 0.5"},
            {">= threshold": "> 0.5"},
        ),
        "Both classes have a row and a column, also where one of them does not occur.": {
            "(0, 1)": "torch.cat([labels, predicted]).unique()"
        },
        "These are shares: return counts.": (
            {"(matrix)": "(matrix) / len(labels)"},
            {"(matrix)": "(matrix) / torch.tensor(matrix).sum(dim=1, keepdim=True)"},
            {"(matrix)": "(matrix) / torch.tensor(matrix).sum(dim=0, keepdim=True)"},
        ),
        "Return two rows of two counts, not four in a row.": {"(matrix)": "(matrix).flatten()"},
    },
)
