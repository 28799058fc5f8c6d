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
    pairs = [(t, p) for t in range(classes) for p in range(classes) for _ in range(int(matrix[t, p]))]
    pairs = torch.tensor(pairs)[torch.randperm(len(pairs), generator=generator)]
    logits = torch.rand(len(pairs), classes, generator=generator) - 5
    everyone, top = torch.arange(len(pairs)), torch.rand(len(pairs), generator=generator)
    if classes > 2:
        logits[everyone, (pairs[:, 1] + 1) % classes] = top - 0.01
    logits[everyone, pairs[:, 1]] = top
    return logits + 3 * torch.randn(len(pairs), 1, generator=generator), pairs[:, 0].clone()


def _matrix(logits, labels, classes=None):
    """Counts of the pairs (true, predicted)."""
    classes = classes or logits.shape[1]
    return (labels * classes + logits.argmax(dim=1)).bincount(minlength=classes**2).view(classes, classes)


def _place(matrix):
    return divmod(matrix.argmax().item(), matrix.shape[1])


def _mistakes(matrix):
    return matrix.clone().fill_diagonal_(0)


def _largest_share(dimension):
    def answer(logits, labels):
        matrix = _matrix(logits, labels).float()
        return _place(_mistakes(matrix / matrix.sum(dim=dimension, keepdim=True).clamp(min=1)))

    return answer


def _among_the_mistakes(dimension):
    def answer(logits, labels):
        wrong = _mistakes(_matrix(logits, labels)).float()
        return _place(wrong / wrong.sum(dim=dimension, keepdim=True).clamp(min=1))

    return answer


def _both_ways(logits, labels):
    matrix = _matrix(logits, labels)
    return _place(_mistakes(matrix + matrix.T))


def _classes_that_occur(logits, labels):
    predictions = logits.argmax(dim=1)
    occurring = torch.cat([labels, predictions]).unique()
    return _place(_mistakes(_matrix(logits, labels)[occurring][:, occurring]))


def _classes_of_the_labels(logits, labels):
    classes = int(labels.max()) + 1
    counts = (labels * classes + logits.argmax(dim=1)).bincount(minlength=classes**2)[: classes**2]
    return _place(_mistakes(counts.view(classes, classes)))


def _room_for_the_labels_only(logits, labels):
    matrix = torch.zeros(int(labels.max()) + 1, int(labels.max()) + 1)
    for true, predicted in zip(labels, logits.argmax(dim=1), strict=True):
        matrix[true, predicted] += 1
    return _place(_mistakes(matrix))


def _each_on_its_own(logits, labels):
    wrong = _mistakes(_matrix(logits, labels))
    return wrong.sum(dim=1).argmax().item(), wrong.sum(dim=0).argmax().item()


def _probabilities_added_up(logits, labels):
    classes = logits.shape[1]
    return _place(_mistakes(torch.zeros(classes, classes).index_add(0, labels, logits.softmax(dim=1))))


def _ten_classes(logits, labels):
    matrix = torch.zeros(10, 10)
    for true, predicted in zip(labels.tolist(), logits.argmax(dim=1).tolist(), strict=True):
        matrix[true, predicted] += 1
    return _place(_mistakes(matrix))


EXERCISE = Exercise(
    id="11.2",
    solution=most_confused,
    cases=cases,
    view=as_numbers,
    parts=("true", "predicted"),
    hint="Count the pairs in a matrix, set its diagonal to 0; divmod(matrix.argmax().item(), columns) is row and column.",
    otherwise="Count each pair (true, predicted), without the right answers, and return the pair with the largest count.",
    mistakes={
        "The true class comes first: rows are true classes, columns predicted ones.": lambda *given: most_confused(*given)[::-1],
        "Right answers were counted too: the diagonal of the matrix must be 0, or below every mistake.": (
            lambda *given: _place(_matrix(*given))
        ),
        "That is the largest share of a row, of the pictures of one class; the most frequent mistake is the largest count.": (
            _largest_share(1)
        ),
        "That is the largest share of a column, of the answers of one class; the most frequent mistake is the largest count.": (
            _largest_share(0)
        ),
        "That is a share of the mistakes of one class; the most frequent mistake is the largest count.": (
            _among_the_mistakes(1),
            _among_the_mistakes(0),
        ),
        "Taken for each other, both ways together, is another question: here only one direction counts.": _both_ways,
        "Classes that do not occur have a row and a column too, or the numbers of the others shift.": _classes_that_occur,
        "The number of classes is logits.shape[1]: a class may be predicted that no label has.": (
            _classes_of_the_labels,
            _room_for_the_labels_only,
        ),
        "The number of classes is logits.shape[1]: do not write 10 into the function.": (
            _ten_classes,
            lambda *given: _place(_mistakes(_matrix(*given, classes=10))),
            lambda *given: divmod(_mistakes(_matrix(*given)).argmax().item(), 10),
        ),
        "The most frequent true class and the most frequent wrong answer need not be a pair: count the pairs.": _each_on_its_own,
        "Probabilities were added up: count answers, one for each picture.": _probabilities_added_up,
        "That is the rarest: look for the largest count.": lambda *given: _place(-_matrix(*given)),
        "That is how often it happens: return the pair of classes.": lambda *given: _mistakes(_matrix(*given)).max().item(),
        "That is the place in a matrix that is read row by row: divmod(place, columns) turns it into row and column.": (
            lambda *given: _mistakes(_matrix(*given)).argmax().item()
        ),
    },
)
