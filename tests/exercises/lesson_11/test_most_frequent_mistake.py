"""Exercise 11.2, beyond its own mistakes."""

from collections import Counter

import numpy as np
import torch
from sklearn.metrics import confusion_matrix

from helpers.exercises.lesson_11.most_frequent_mistake import EXERCISE, most_confused
from tests.exercises.judging import accepts, refuses


def mode_of_pairs(logits, labels):
    predictions = logits.argmax(dim=1)
    wrong = predictions != labels
    pairs, counts = torch.stack([labels[wrong], predictions[wrong]], dim=1).unique(dim=0, return_counts=True)
    return pairs[counts.argmax()]


def counter(logits, labels):
    pairs = Counter(zip(labels.tolist(), logits.argmax(dim=1).tolist(), strict=True))
    return max((pair for pair in pairs if pair[0] != pair[1]), key=pairs.get)


def of_all_classes(logits, labels):
    matrix = confusion_matrix(labels, logits.argmax(dim=1), labels=range(logits.shape[1]))
    np.fill_diagonal(matrix, 0)
    return np.unravel_index(matrix.argmax(), matrix.shape)


def counts_of(logits, labels, classes):
    """Counts of the pairs (true, predicted), in one row."""
    return (labels * classes + logits.argmax(dim=1)).bincount(minlength=classes**2)


def share_of_the_mistaken_answers(logits, labels):
    classes = logits.shape[1]
    wrong = counts_of(logits, labels, classes).view(classes, classes).fill_diagonal_(0)
    return divmod((wrong / wrong.sum(dim=0).clamp(min=1)).argmax().item(), classes)


def classes_of_the_labels(logits, labels):
    classes = int(labels.max()) + 1
    counts = counts_of(logits, labels, classes)[: classes**2]
    return divmod(counts.view(classes, classes).fill_diagonal_(0).argmax().item(), classes)


def ten_by_ten(logits, labels):
    return divmod(counts_of(logits, labels, 10).view(10, 10).fill_diagonal_(0).argmax().item(), 10)


def rarest(logits, labels):
    return divmod(counts_of(logits, labels, logits.shape[1]).argmin().item(), logits.shape[1])


def labels_lost(logits, labels):
    pair = most_confused(logits, labels)
    labels.fill_(0)
    return pair


def right_logits_lowered(logits, labels):
    pair = most_confused(logits, labels)
    logits[torch.arange(len(labels)), labels] = -100
    return pair


def row_with_most_mistakes(logits, labels):
    classes = logits.shape[1]
    matrix = (labels * classes + logits.argmax(dim=1)).bincount(minlength=classes**2).view(classes, classes)
    matrix.fill_diagonal_(0)
    row = matrix.sum(1).argmax().item()
    return row, matrix[row].argmax().item()


def numbered_by_tens(logits, labels):
    predictions = logits.argmax(dim=1)
    codes = 10 * labels + predictions
    return divmod(codes[predictions != labels].mode().values.item(), 10)


def negative_logits_cut_off(logits, labels):
    return most_confused(logits.relu(), labels)


def second_best_answer(logits, labels):
    return most_confused(logits.scatter(1, labels[:, None], -100.0), labels)


test_right = accepts(
    EXERCISE,
    {
        "the mode of the pairs": mode_of_pairs,
        "a counter": counter,
        "scikit-learn, all classes": of_all_classes,
        "a list of tensors": lambda *given: [torch.tensor(number) for number in most_confused(*given)],
        "an array": lambda *given: np.array(most_confused(*given)),
        "of probabilities": lambda logits, labels: most_confused(logits.softmax(dim=1), labels),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "scikit-learn, the classes that occur": (
            lambda logits, labels: divmod(
                int((m := torch.tensor(confusion_matrix(labels, logits.argmax(1))).fill_diagonal_(0)).argmax()), m.shape[1]
            ),
            "or the numbers of the others shift",
        ),
        "changes the labels": (labels_lost, "must stay as it is"),
        "changes the logits": (right_logits_lowered, "must stay as it is"),
        "the row with most mistakes": (row_with_most_mistakes, "compare all pairs"),
        "numbered by tens": (numbered_by_tens, "Count each pair"),
        "negative logits cut off": (negative_logits_cut_off, "Count each pair"),
        "the best of the wrong classes": (second_best_answer, "Count each pair"),
        "share of the mistaken answers": (share_of_the_mistaken_answers, "the largest count"),
        "classes of the labels": (classes_of_the_labels, "Count each pair"),
        "ten by ten": (ten_by_ten, "error"),
        "the rarest": (rarest, "the largest count"),
        "a flat place in a list": (lambda *given: [most_confused(*given)[0] * 3 + most_confused(*given)[1]], "return the pair"),
        "texts": (lambda *given: tuple(map(str, most_confused(*given))), "return the pair"),
        "one class": (lambda *given: most_confused(*given)[0], "return true, predicted"),
        "three numbers": (lambda *given: (*most_confused(*given), 9), "return the pair"),
        "counted from 1": (lambda *given: tuple(number + 1 for number in most_confused(*given)), "return the pair"),
        "the matrix": (lambda logits, labels: torch.zeros(3, 3), "return the pair"),
    },
)
