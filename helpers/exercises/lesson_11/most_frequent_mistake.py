"""Exercise 11.2: which class is most often taken for which other one."""

import torch

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_numbers


def most_confused(logits, labels):
    """The pair (true class, predicted class) of the most frequent mistake."""
    classes = logits.shape[1]
    matrix = torch.zeros(classes, classes, dtype=torch.int64)
    for true, predicted in zip(labels.tolist(), logits.argmax(dim=1).tolist(), strict=True):
        matrix[true, predicted] += 1
    matrix.fill_diagonal_(0)
    return divmod(matrix.argmax().item(), classes)


# Rows are true classes. In the second, every other rule leads to a pair of its own.
MATRICES = (
    [[5, 0, 4], [2, 6, 1], [3, 2, 1]],
    [[8, 5, 1, 1, 1], [5, 2, 1, 1, 2], [6, 1, 2, 2, 1], [3, 3, 0, 20, 7], [8, 1, 3, 1, 15]],
    [[5, 0, 9], [8, 30, 1], [8, 2, 1]],
    [[0, 12], [3, 20]],
    [[0, 0, 0, 0], [0, 5, 2, 1], [0, 3, 6, 7], [0, 0, 1, 4]],  # class 0 does not occur
    [[6, 1, 2], [2, 4, 7], [0, 0, 0]],  # class 2 is predicted, and is never true
    [[20, 4, 0, 1, 3, 0], [0, 9, 0, 2, 1, 0], [5, 6, 8, 0, 0, 0], [1, 0, 0, 7, 6, 0], [3, 7, 0, 2, 11, 0], [1, 8, 0, 4, 2, 0]],
    [[0, 0, 0], [0, 0, 0], [0, 1, 0]],  # one picture
)


def cases():
    """Two to twelve classes, unequally large; one is never predicted, one never found, one never true, one neither."""
    for seed, rows in enumerate(MATRICES):
        matrix = torch.tensor(rows)
        yield Case(*_answers_with(matrix, seed), title=f"{int(matrix.sum())} pictures with the confusion matrix {rows}")
    large = torch.full((12, 12), 1).fill_diagonal_(6)
    large[4, 11], large[11, 3], large[9, 4] = 5, 4, 4
    yield Case(*_answers_with(large, 12), title="12 classes: 5 pictures of class 4 taken for 11, and 4 or fewer of other pairs")


def _answers_with(matrix, seed):
    """Logits and labels, in random order, that have this confusion matrix; whole rows of logits may be negative.

    With three classes or more, another class is always nearly as likely as the answer.
    """
    generator = torch.Generator().manual_seed(seed)
    classes = len(matrix)
    pairs = matrix.nonzero().repeat_interleave(matrix[matrix > 0], dim=0)
    pairs = pairs[torch.randperm(len(pairs), generator=generator)]
    logits = torch.rand(len(pairs), classes, generator=generator) - 5
    everyone, top = torch.arange(len(pairs)), torch.rand(len(pairs), generator=generator)
    if classes > 2:
        logits[everyone, (pairs[:, 1] + 1) % classes] = top - 0.01
    logits[everyone, pairs[:, 1]] = top
    return logits + 3 * torch.randn(len(pairs), 1, generator=generator), pairs[:, 0].clone()


EXERCISE = Exercise(
    id="11.2",
    solution=most_confused,
    cases=cases,
    view=as_numbers,
    parts=("true", "predicted"),
    hint="Count the pairs in a matrix, set its diagonal to 0; divmod(matrix.argmax().item(), columns) is row and column.",
    otherwise="Count each pair (true, predicted), without the right answers, and return the pair with the largest count.",
    mistakes={
        "The true class comes first: rows are true classes, columns predicted ones.": {"true, predicted]": "predicted, true]"},
        "Right answers were counted too: the diagonal of the matrix must be 0, or below every mistake.": {
            "    matrix.fill_diagonal_(0)\n": ""
        },
        "That is the largest share of a row, of the pictures of one class; the most frequent mistake is the largest count.": {
            "    matrix.fill": "    matrix = matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)\n    matrix.fill"
        },
        "That is the largest share of a column, of the answers of one class; the most frequent mistake is the largest count.": {
            "    matrix.fill": "    matrix = matrix / matrix.sum(dim=0, keepdim=True).clamp(min=1)\n    matrix.fill"
        },
        "That is a share of the mistakes of one class; the most frequent mistake is the largest count.": {
            "matrix.argmax()": "(matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)).argmax()"
        },
        "Taken for each other, both ways together, is another question: here only one direction counts.": {
            "matrix.argmax()": "(matrix + matrix.T).argmax()"
        },
        "Classes that do not occur have a row and a column too, or the numbers of the others shift.": {
            "    matrix.fill": (
                "    occurring = torch.cat([labels, logits.argmax(dim=1)]).unique()\n"
                "    matrix, classes = matrix[occurring][:, occurring], len(occurring)\n"
                "    matrix.fill"
            )
        },
        "The number of classes is logits.shape[1]: a class may be predicted that no label has.": {
            "logits.shape[1]": "int(labels.max()) + 1"
        },
        "The number of classes is logits.shape[1]: do not write 10 into the function.": (
            {"logits.shape[1]": "10"},
            {".item(), classes": ".item(), 10"},
        ),
        "The most frequent true class and the most frequent wrong answer need not be a pair: count the pairs.": {
            "divmod(matrix.argmax().item(), classes)": "matrix.sum(dim=1).argmax().item(), matrix.sum(dim=0).argmax().item()"
        },
        "The class with the most mistakes need not have the most frequent one: compare all pairs.": {
            "divmod(matrix.argmax().item(), classes)": "(row := matrix.sum(dim=1).argmax().item()), matrix[row].argmax().item()"
        },
        "Probabilities were added up: count answers, one for each picture.": {
            "dtype=torch.int64": "dtype=torch.float32",
            "logits.argmax(dim=1).tolist()": "logits.softmax(dim=1)",
            "matrix[true, predicted] += 1": "matrix[true] += predicted",
        },
        "That is how often it happens: return the pair of classes.": {
            "divmod(matrix.argmax().item(), classes)": "matrix.max().item()"
        },
        "That is the place in a matrix that is read row by row: divmod(place, columns) turns it into row and column.": {
            "divmod(matrix.argmax().item(), classes)": "matrix.argmax().item()"
        },
    },
)
