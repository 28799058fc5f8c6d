"""Exercise 11.4, beyond its own mistakes."""

import numpy as np
import torch

from helpers.exercises.lesson_11.surest_mistakes import EXERCISE, surest_mistakes
from tests.exercises.judging import accepts, refuses


def a_sorted_list(logits, labels, count):
    probabilities = logits.softmax(dim=1).tolist()
    wrong = [place for place, row in enumerate(probabilities) if row.index(max(row)) != labels[place]]
    return sorted(wrong, key=lambda place: -max(probabilities[place]))[:count]


def mistakes_first(logits, labels, count):
    places = (logits.argmax(dim=1) != labels).nonzero().flatten()
    return places[logits.softmax(dim=1).max(dim=1).values[places].argsort(descending=True)][:count]


def with_numpy(logits, labels, count):
    table = np.exp(logits.numpy() - logits.numpy().max(axis=1, keepdims=True))
    table /= table.sum(axis=1, keepdims=True)
    places = np.flatnonzero(table.argmax(axis=1) != labels.numpy())
    return places[np.argsort(-table.max(axis=1)[places])][:count]


def by_topk(logits, labels, count):
    confidence, predictions = logits.softmax(dim=1).max(dim=1)
    wrong = predictions != labels
    return confidence.where(wrong, -torch.ones(())).topk(min(count, wrong.sum().item())).indices


def by_the_smallest_loss(logits, labels, count):
    """Ranked by log-softmax, which puts the same ones first."""
    sure, predictions = logits.log_softmax(dim=1).max(dim=1)
    places = (predictions != labels).nonzero().flatten()
    return places[sure[places].argsort(descending=True)][:count]


def filled_up_by_topk(logits, labels, count):
    confidence, predictions = logits.softmax(dim=1).max(dim=1)
    confidence[predictions == labels] = -1
    return confidence.topk(count).indices


def one_too_few_of_all(logits, labels, count):
    """Right answers stand at the end, so that a count of 0 is nearly all of them."""
    confidence, predictions = logits.softmax(dim=1).max(dim=1)
    confidence[predictions == labels] = -1
    return confidence.argsort(descending=True)[: min(count - 1, (predictions != labels).sum().item())]


def squeezed(logits, labels, count):
    wrong = (logits.argmax(dim=1) != labels).nonzero().squeeze()
    confidence = logits.softmax(dim=1).max(dim=1).values
    return wrong[confidence[wrong].argsort(descending=True)][:count] if wrong.ndim else wrong[:count]


def one_without_a_row(logits, labels, count):
    return surest_mistakes(logits, labels, count).squeeze()


def probabilities_in_place(logits, labels, count):
    places = surest_mistakes(logits, labels, count)
    logits.copy_(logits.softmax(dim=1))
    return places


def labels_in_place(logits, labels, count):
    places = surest_mistakes(logits, labels, count)
    labels[places] = -1
    return places


def places_and_probabilities(logits, labels, count):
    places = surest_mistakes(logits, labels, count)
    return places, logits.softmax(dim=1)[places]


test_right = accepts(
    EXERCISE,
    {
        "a sorted list": a_sorted_list,
        "mistakes first": mistakes_first,
        "with NumPy": with_numpy,
        "topk of as many as there are": by_topk,
        "by log-softmax": by_the_smallest_loss,
        "places with a point": lambda *given: surest_mistakes(*given).double(),
        "a list of tensors": lambda *given: list(surest_mistakes(*given)),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "filled up by topk": (filled_up_by_topk, "Keep the places where prediction and label differ"),
        "one too few of all": (one_too_few_of_all, "the first count of them"),
        "squeezed": (squeezed, "error"),
        "one without a row": (one_without_a_row, "Return a list"),
        "changes the logits": (probabilities_in_place, "make something new"),
        "changes the labels": (labels_in_place, "make something new"),
        "places and probabilities": (places_and_probabilities, "the probability of the prediction"),
        "counted from 1": (lambda *given: surest_mistakes(*given) + 1, "Keep the places"),
        "nothing for one": (lambda *given: surest_mistakes(*given)[: max(0, len(given[1]) - 1)], "Keep the places"),
        "two more": (lambda z, y, count: surest_mistakes(z, y, count + 2), "the first count of them"),
    },
)
