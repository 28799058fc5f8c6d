"""Exercises of lesson 11: scores over unequal batches, the most frequent mistake, macro F1, the surest mistakes.

What students typically write instead stands in ``answers_11``; the judges in ``judges_11`` and ``judges_mistakes``.
"""

import torch
from torch import nn

from helpers.exercises.exercise import Exercise
from helpers.exercises.judges_11 import judge_evaluate, judge_macro_f1
from helpers.exercises.judges_mistakes import judge_most_confused, judge_surest_mistakes


def evaluate(model, batches):
    """Mean cross-entropy and share of right answers, both per picture."""
    loss, correct, count = 0.0, 0, 0
    with torch.no_grad():
        for inputs, labels in batches:
            logits = model(inputs)
            loss += nn.functional.cross_entropy(logits, labels, reduction="sum").item()
            correct += (logits.argmax(dim=1) == labels).sum().item()
            count += len(labels)
    return loss / count, correct / count


def most_confused(logits, labels):
    """The pair (true class, predicted class) of the most frequent mistake."""
    classes = logits.shape[1]
    matrix = torch.zeros(classes, classes, dtype=torch.int64)
    for true, predicted in zip(labels.tolist(), logits.argmax(dim=1).tolist(), strict=True):
        matrix[true, predicted] += 1
    matrix.fill_diagonal_(0)
    return divmod(matrix.argmax().item(), classes)


def macro_f1(matrix):
    """F1 of each class, from row and column of the confusion matrix, averaged over the classes."""
    hits = matrix.diagonal()
    return (2 * hits / (matrix.sum(dim=1) + matrix.sum(dim=0))).mean().item()


def surest_mistakes(logits, labels, count):
    """Places of the wrong answers that were given with the highest probability, the surest first."""
    confidence, predictions = logits.softmax(dim=1).max(dim=1)
    confidence[predictions == labels] = -1  # below every mistake
    mistakes = (predictions != labels).sum().item()
    return confidence.argsort(descending=True)[: min(count, mistakes)]


EXERCISES = (
    Exercise(
        "11.1",
        "Add up, over the batches, the loss times the size of the batch, the right answers, and the sizes; divide at the end.",
        evaluate,
        judge_evaluate,
    ),
    Exercise(
        "11.2",
        "Count the pairs in a matrix, set its diagonal to 0; divmod(matrix.argmax().item(), columns) is row and column.",
        most_confused,
        judge_most_confused,
    ),
    Exercise(
        "11.3",
        "Right answers stand on the diagonal. F1 of a class is 2 * right / (the sum of its row + the sum of its column).",
        macro_f1,
        judge_macro_f1,
    ),
    Exercise(
        "11.4",
        "softmax gives probabilities. Give right answers a value below every mistake's, sort all places by it, and cut.",
        surest_mistakes,
        judge_surest_mistakes,
    ),
)
