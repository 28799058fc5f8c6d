"""Answers to exercise 11.3, macro F1, that the tests hand to its judge."""

from sklearn.metrics import f1_score

from helpers.exercises.lesson_11 import macro_f1


def _mean(values):
    values = list(values)
    return sum(values) / len(values)


def _parts(matrix):
    hits, row, column = matrix.diagonal().double(), matrix.sum(dim=1), matrix.sum(dim=0)
    return hits / row, hits / column.clamp(min=1), row


def _f1(precision, recall):
    return 2 * precision * recall / (precision + recall)


def _f1_of_the_means(matrix):
    recall, precision, _ = _parts(matrix)
    return _f1(precision.mean(), recall.mean()).item()


def _weighted_f1(matrix):
    recall, precision, row = _parts(matrix)
    return (_f1(precision, recall).nan_to_num() * row).sum().item() / row.sum().item()


def _divides_by_zero(matrix):
    recall, precision = matrix.diagonal() / matrix.sum(dim=1), matrix.diagonal() / matrix.sum(dim=0)
    return _f1(precision, recall).mean().item()


def _leaves_out(matrix):
    recall, precision, _ = _parts(matrix)
    return _f1(precision, recall).nanmean().item()


def _without_two(matrix):
    recall, precision, _ = _parts(matrix)
    return (precision * recall / (precision + recall).clamp(min=1e-9)).mean().item()


def _in_place_matrix(matrix):
    value = macro_f1(matrix)
    matrix.fill_diagonal_(0)
    return value


def _by_scikit_learn(matrix):
    pairs = [(t, p) for (t, row) in enumerate(matrix.tolist()) for p, count in enumerate(row) for _ in range(count)]
    true, predicted = zip(*pairs, strict=True)
    return f1_score(true, predicted, average="macro", zero_division=0)


WRONG = {
    "11.3": {
        "rounded": lambda matrix: round(macro_f1(matrix), 3),
        "micro": lambda matrix: (matrix.diagonal().sum() / matrix.sum()).item(),
        "macro recall": lambda matrix: _parts(matrix)[0].mean().item(),
        "macro precision": lambda matrix: _parts(matrix)[1].mean().item(),
        "F1 of the means": _f1_of_the_means,
        "weighted": _weighted_f1,
        "divides by zero": _divides_by_zero,
        "leaves a class out": _leaves_out,
        "without the factor 2": _without_two,
        "mean of precision and recall": lambda matrix: sum(_parts(matrix)[:2]).mean().item() / 2,
        "sum": lambda matrix: macro_f1(matrix) * len(matrix),
        "divides by ten": lambda matrix: macro_f1(matrix) * len(matrix) / 10,
        "per cent": lambda matrix: 100 * macro_f1(matrix),
        "per class": lambda matrix: 2 * matrix.diagonal() / (matrix.sum(dim=1) + matrix.sum(dim=0)),
        "changes the matrix": _in_place_matrix,
    },
}

ALSO_RIGHT = {
    "11.3": {
        "scikit-learn": _by_scikit_learn,
        "by class": lambda matrix: _mean(
            2 * matrix[k, k].item() / (matrix[k].sum() + matrix[:, k].sum()).item() for k in range(len(matrix))
        ),
    },
}
