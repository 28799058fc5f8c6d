"""Answers to lesson 09 that the tests hand to its judges: what students typically write, and other right ways."""

from sklearn.metrics import confusion_matrix, roc_auc_score

from helpers.exercises.answers_09_choices import RIGHT_CHOICES, WRONG_CHOICES
from helpers.exercises.answers_09_loss import RIGHT_LOSSES, WRONG_LOSSES
from helpers.exercises.lesson_09 import auc, confusion


def _confusion_in_place(probabilities, labels, threshold):
    answer = confusion(probabilities, labels, threshold)
    probabilities.zero_()
    return answer


def _strict(probabilities, labels, threshold):
    return confusion(probabilities, labels, threshold + 1e-6)


def _flat(probabilities, labels, threshold):
    return confusion(probabilities, labels, threshold).flatten()


def _rates(probabilities, labels, threshold):
    matrix = confusion(probabilities, labels, threshold).float()
    return matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)


def _pairs(scores, labels):
    return scores[labels == 1][:, None], scores[labels == 0]


def _higher(scores, labels):
    positive, negative = _pairs(scores, labels)
    return (positive > negative).float()


def _higher_or_tied(scores, labels):
    positive, negative = _pairs(scores, labels)
    return (positive >= negative).float().mean().item()


def _auc_with_loops(scores, labels):
    total = 0.0
    positive, negative = scores[labels == 1].tolist(), scores[labels == 0].tolist()
    for one in positive:
        for other in negative:
            total += 1.0 if one > other else 0.5 if one == other else 0.0
    return total / (len(positive) * len(negative))


WRONG = {
    "09.1": WRONG_LOSSES,
    "09.2": {
        "transposed": lambda p, labels, t: confusion(p, labels, t).T,
        "positive first": lambda p, labels, t: confusion(p, labels, t).flip(0, 1),
        "transposed and positive first": lambda p, labels, t: confusion(p, labels, t).T.flip(0, 1),
        "predictions the wrong way round": lambda p, labels, t: confusion(p, labels, t).flip(1),
        "labels the wrong way round": lambda p, labels, t: confusion(p, labels, t).flip(0),
        "above the threshold only": _strict,
        "always 0.5": lambda p, labels, t: confusion(p, labels, 0.5),
        "rates": _rates,
        "shares of all": lambda p, labels, t: confusion(p, labels, t) / len(labels),
        "four in a row": _flat,
        "the classes that occur": lambda p, labels, t: confusion_matrix(labels, p >= t),
        "accuracy": lambda p, labels, t: ((p >= t) == (labels == 1)).float().mean(),
        "in place": _confusion_in_place,
    },
    "09.3": WRONG_CHOICES,
    "09.4": {
        "ties count nothing": lambda scores, labels: _higher(scores, labels).mean().item(),
        "ties count as right": _higher_or_tied,
        "the wrong way round": lambda scores, labels: 1 - auc(scores, labels),
        "a number of pairs": lambda scores, labels: auc(scores, labels) * _higher(scores, labels).numel(),
        "all pairs": lambda scores, labels: auc(scores, labels) * _higher(scores, labels).numel() / len(labels) ** 2,
        "the sum of both classes": lambda scores, labels: auc(scores, labels) * _higher(scores, labels).numel() / len(labels),
        "accuracy at 0": lambda scores, labels: ((scores > 0) == (labels == 1)).float().mean().item(),
        "accuracy at 0.5": lambda scores, labels: ((scores > 0.5) == (labels == 1)).float().mean().item(),
        "of probabilities": lambda scores, labels: auc(scores.sigmoid(), labels),
        "per cent": lambda scores, labels: 100 * auc(scores, labels),
        "Gini": lambda scores, labels: 2 * auc(scores, labels) - 1,
        "the matrix of pairs": _higher,
        "no number": lambda scores, labels: float("nan"),
    },
}

ALSO_RIGHT = {
    "09.1": RIGHT_LOSSES,
    "09.2": {
        "scikit-learn's": lambda p, labels, t: confusion_matrix(labels, p >= t, labels=[0, 1]),
        "by numbering the four": lambda p, labels, t: (2 * labels + (p >= t)).bincount(minlength=4).reshape(2, 2),
        "as lists": lambda p, labels, t: confusion(p, labels, t).tolist(),
    },
    "09.3": RIGHT_CHOICES,
    "09.4": {"scikit-learn's": lambda scores, labels: roc_auc_score(labels, scores), "with loops": _auc_with_loops},
}
