"""Exercise 09.4: the area under the ROC curve, as a share of pairs."""

import torch

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_number


def auc(scores, labels):
    """The share of pairs, one of each class, in which the positive one scores higher; a tie counts half."""
    positive, negative = scores[labels == 1], scores[labels == 0]
    difference = positive[:, None] - negative
    return ((difference > 0).float() + 0.5 * (difference == 0)).mean().item()


def cases():
    """With and without ties, as probabilities and as logits, of unequal classes; scores nearly equal, large, below chance."""
    yield Case(torch.tensor([0.9, 0.7, 0.6, 0.55, 0.3]), torch.tensor([1, 0, 1, 1, 0]))
    yield Case(torch.tensor([0.5, 0.75, 0.5, 0.25, 0.75, 0.75]), torch.tensor([0, 1, 1, 0, 0, 1]))
    yield Case(torch.tensor([25.0, 30.0, 20.0, 35.0]), torch.tensor([0, 1, 0, 1]))
    yield Case(torch.tensor([2e-9, 1e-9, 1.5e-9]), torch.tensor([1, 0, 0]))  # nearly equal, and no ties
    yield Case(torch.tensor([1000.0, 1000.001, 1000.002, 999.0]), torch.tensor([0, 1, 1, 1]))
    yield Case(torch.tensor([-3.0, -1.0, -2.0]), torch.tensor([1, 0, 0]))  # every pair the wrong way round
    yield Case(torch.tensor([0.25, 0.5]), torch.tensor([0, 1]))
    yield Case(torch.tensor([0.5, 0.5, 0.5]), torch.tensor([1, 0, 1]))
    generator = torch.Generator().manual_seed(0)
    for positive, negative, step, scale, shift in ((6, 9, 0, 1.0, 0.0), (12, 5, 1, 3.0, 0.0), (80, 110, 4, 10.0, -40.0)):
        labels = torch.cat([torch.ones(positive), torch.zeros(negative)]).long()
        scores = torch.randn(len(labels), generator=generator) + 0.7 * labels
        scores = (scores if not step else (scores * step).round() / step) * scale + shift
        order = torch.randperm(len(labels), generator=generator)
        tied = "with ties" if step else "without ties"
        yield Case(scores[order], labels[order], title=f"{positive} positive and {negative} negative examples {tied}")


def _above(scores, labels):
    return (scores[labels == 1][:, None] > scores[labels == 0]).float()


def _below(scores, labels):
    return (scores[labels == 1][:, None] < scores[labels == 0]).float()


def _ranks(scores, labels):
    """By places in the sorted scores, as if there were no ties."""
    positive = (labels == 1).sum()
    places = scores.argsort().argsort()[labels == 1] + 1
    return ((places.sum() - positive * (positive + 1) / 2) / (positive * (len(labels) - positive))).item()


def _accuracy(scores, labels, threshold):
    return ((scores > threshold) == (labels == 1)).float().mean().item()


EXERCISE = Exercise(
    id="09.4",
    solution=auc,
    cases=cases,
    view=as_number,
    hint="positive[:, None] - negative has one row for each positive example.",
    otherwise="Compare every positive score with every negative one, exactly as it is; a tie counts half. Average all pairs.",
    mistakes={
        "A tie counts half, and here it counts nothing.": lambda *given: _above(*given).mean().item(),
        "A tie counts half, and here it counts as right.": lambda *given: 1 - _below(*given).mean().item(),
        "Ties were put into an order of their own: a tie counts half.": _ranks,
        "That is the share in which the negative one scores higher: turn the comparison round.": lambda *given: 1 - auc(*given),
        "The larger of the share and 1 minus the share hides a score that is worse than chance: return the share as it is.": (
            lambda *given: max(auc(*given), 1 - auc(*given))
        ),
        "That is the number of pairs: divide by how many pairs there are.": lambda *given: auc(*given) * _above(*given).numel(),
        "Divide by the number of mixed pairs, not by all pairs of examples.": (
            lambda scores, labels: auc(scores, labels) * _above(scores, labels).numel() / len(labels) ** 2,
            lambda scores, labels: 2 * auc(scores, labels) * _above(scores, labels).numel() / len(labels) / (len(labels) - 1),
        ),
        "Divide by positive times negative examples, not by their sum.": (
            lambda scores, labels: auc(scores, labels) * _above(scores, labels).numel() / len(labels)
        ),
        "That is the accuracy at threshold 0; the pairs need no threshold.": lambda *given: _accuracy(*given, 0),
        "That is the accuracy at threshold 0.5; the pairs need no threshold.": lambda *given: _accuracy(*given, 0.5),
        "The sigmoid of large logits is 1, and ties them: compare the scores themselves.": (
            lambda scores, labels: auc(scores.sigmoid(), labels)
        ),
        "That is per cent: return a share from 0 to 1.": lambda *given: 100 * auc(*given),
        "That is the Gini coefficient: twice the area minus 1.": (
            lambda *given: 2 * auc(*given) - 1,
            lambda *given: (_above(*given) - _below(*given)).mean().item(),
        ),
        "That is the table of all pairs: take its mean.": _above,
    },
)
