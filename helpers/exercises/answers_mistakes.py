"""Answers to exercises 11.2 and 11.4, about mistakes, that the tests hand to their judges."""

import torch
from sklearn.metrics import confusion_matrix

from helpers.exercises.lesson_11 import most_confused, surest_mistakes


def _matrix(logits, labels, classes=None):
    classes = classes or logits.shape[1]
    return (labels * classes + logits.argmax(dim=1)).bincount(minlength=classes**2).view(classes, classes)


def _place(matrix):
    return divmod(matrix.argmax().item(), matrix.shape[1])


def _largest_share(logits, labels):
    matrix = _matrix(logits, labels).float()
    return _place((matrix / matrix.sum(dim=1, keepdim=True)).fill_diagonal_(0))


def _largest_share_of_column(logits, labels):
    matrix = _matrix(logits, labels).float()
    return _place((matrix / matrix.sum(dim=0, keepdim=True).clamp(min=1)).fill_diagonal_(0))


def _classes_that_occur(logits, labels):
    matrix = torch.tensor(confusion_matrix(labels, logits.argmax(dim=1)))
    return _place(matrix.fill_diagonal_(0))


def _as_many_as_labels(logits, labels):
    classes = int(labels.max()) + 1
    matrix = (labels * classes + logits.argmax(dim=1)).bincount(minlength=classes**2)[: classes**2].view(classes, classes)
    return _place(matrix.fill_diagonal_(0))


def _both_ways(logits, labels):
    matrix = _matrix(logits, labels)
    return _place((matrix + matrix.T).fill_diagonal_(0))


def _in_place_labels(logits, labels):
    pair = most_confused(logits, labels)
    labels.fill_(0)
    return pair


def _mode_of_wrong_pairs(logits, labels):
    predictions = logits.argmax(dim=1)
    wrong = predictions != labels
    pairs, counts = torch.stack([labels[wrong], predictions[wrong]], dim=1).unique(dim=0, return_counts=True)
    return pairs[counts.argmax()]


def _each_on_its_own(logits, labels):
    predictions = logits.argmax(dim=1)
    wrong = predictions != labels
    return labels[wrong].mode().values.item(), predictions[wrong].mode().values.item()


def _wrong(logits, labels):
    return (logits.argmax(dim=1) != labels).nonzero().flatten()


def _ranked(places, values, count):
    return places[values[places].argsort(descending=True)][:count]


def _confidence(logits):
    return logits.softmax(dim=1).max(dim=1).values


def _truth(logits, labels):
    return logits.softmax(dim=1)[torch.arange(len(labels)), labels]


def _always_as_many(logits, labels, count):
    confidence = _confidence(logits)
    confidence[logits.argmax(dim=1) == labels] = -1
    return confidence.argsort(descending=True)[:count]


def _cut_first(logits, labels, count):
    surest = _confidence(logits).argsort(descending=True)[:count]
    return surest[logits.argmax(dim=1)[surest] != labels[surest]]


def _squeezed(logits, labels, count):
    wrong = (logits.argmax(dim=1) != labels).nonzero().squeeze()
    return _ranked(wrong, _confidence(logits), count) if wrong.ndim else wrong[:count]


def _as_pictures(logits, labels, count):
    return logits[surest_mistakes(logits, labels, count)]


def _as_a_sorted_list(logits, labels, count):
    probabilities = logits.softmax(dim=1).tolist()
    wrong = [place for place, row in enumerate(probabilities) if row.index(max(row)) != labels[place]]
    return sorted(wrong, key=lambda place: -max(probabilities[place]))[:count]


WRONG = {
    "11.2": {
        "transposed": lambda logits, labels: most_confused(logits, labels)[::-1],
        "with the right answers": lambda logits, labels: _place(_matrix(logits, labels)),
        "the largest share": _largest_share,
        "the largest share of a column": _largest_share_of_column,
        "both ways together": _both_ways,
        "only the classes that occur": _classes_that_occur,
        "as many classes as labels": _as_many_as_labels,
        "true and predicted on their own": _each_on_its_own,
        "the rarest": lambda logits, labels: _place(-_matrix(logits, labels)),
        "ten classes": lambda logits, labels: _place(
            torch.zeros(10, 10)
            .index_put_((labels, logits.argmax(dim=1)), torch.ones(len(labels)), accumulate=True)
            .fill_diagonal_(0)
        ),
        "changes the labels": _in_place_labels,
        "probabilities added up": lambda logits, labels: _place(
            torch.zeros(logits.shape[1], logits.shape[1]).index_add(0, labels, logits.softmax(dim=1)).fill_diagonal_(0)
        ),
        "texts": lambda logits, labels: tuple(map(str, most_confused(logits, labels))),
        "how often": lambda logits, labels: _matrix(logits, labels).fill_diagonal_(0).max().item(),
        "a flat place": lambda logits, labels: [_matrix(logits, labels).fill_diagonal_(0).argmax().item()],
    },
    "11.4": {
        "by the logit": lambda logits, labels, count: _ranked(_wrong(logits, labels), logits.max(dim=1).values, count),
        "places among the mistakes": lambda logits, labels, count: _confidence(logits)[_wrong(logits, labels)].argsort(
            descending=True
        )[:count],
        "the least sure": lambda logits, labels, count: _ranked(_wrong(logits, labels), -_confidence(logits), count),
        "the last of a rising order": lambda logits, labels, count: surest_mistakes(logits, labels, count).flip(0),
        "right answers too": lambda logits, labels, count: _confidence(logits).argsort(descending=True)[:count],
        "how little the truth got": lambda logits, labels, count: _ranked(_wrong(logits, labels), -_truth(logits, labels), count),
        "a column": lambda logits, labels, count: surest_mistakes(logits, labels, count).unsqueeze(1),
        "unsorted": lambda logits, labels, count: _wrong(logits, labels)[:count],
        "all of them": lambda logits, labels, count: _ranked(_wrong(logits, labels), _confidence(logits), len(labels)),
        "filled up with right answers": _always_as_many,
        "cut before it is filtered": _cut_first,
        "squeezed": _squeezed,
        "the pictures": _as_pictures,
        "softmax over the pictures": lambda logits, labels, count: _ranked(
            _wrong(logits, labels), logits.softmax(dim=0).max(dim=1).values, count
        ),
    },
}

ALSO_RIGHT = {
    "11.2": {"as a mode of pairs": _mode_of_wrong_pairs},
    "11.4": {
        "a sorted list": _as_a_sorted_list,
        "mistakes first": lambda logits, labels, count: _ranked(_wrong(logits, labels), _confidence(logits), count),
    },
}
