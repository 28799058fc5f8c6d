"""Exercise 10.3: the area under the ROC curve, as a share of pairs."""

import torch

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_number


def auc(scores, labels):
    """The share of pairs, one of each class, in which the positive one scores higher; a tie counts half."""
    positive, negative = scores[labels == 1], scores[labels == 0]
    difference = positive[:, None] - negative
    points = (difference > 0) + 0.5 * (difference == 0)
    return points.mean().item()


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


EXERCISE = Exercise(
    id="10.3",
    solution=auc,
    cases=cases,
    view=as_number,
    hint="positive[:, None] - negative has one row for each positive example.",
    otherwise="Compare every positive score with every negative one, exactly as it is; a tie counts half. Average all pairs.",
    mistakes={
        "A tie counts half, and here it counts nothing.": {"0.5": "0.0"},
        "A tie counts half, and here it counts as right.": {"0.5": "1.0"},
        "Ties were put into an order of their own: a tie counts half.": {
            "    positive": "    scores = scores.argsort().argsort()\n    positive"
        },
        "That is the share in which the negative one scores higher: turn the comparison round.": {"> 0": "< 0"},
        "The larger of the share and 1 minus the share hides a score that is worse than chance: return the share as it is.": {
            "points.mean().item()": "max(points.mean().item(), 1 - points.mean().item())"
        },
        "That is the number of pairs: divide by how many pairs there are.": {"mean()": "sum()"},
        "Divide by the number of mixed pairs, not by all pairs of examples.": (
            {"points.mean()": "(points.sum() / len(labels) ** 2)"},
            {"points.mean()": "(2 * points.sum() / len(labels) / (len(labels) - 1))"},
        ),
        "Divide by positive times negative examples, not by their sum.": {"points.mean()": "(points.sum() / len(labels))"},
        "That is the accuracy at one threshold; the pairs need no threshold.": (
            {"points.mean()": "((scores > 0) == (labels == 1)).float().mean()"},
            {"points.mean()": "((scores > 0.5) == (labels == 1)).float().mean()"},
        ),
        "The sigmoid of large logits is 1, and ties them: compare the scores themselves.": {
            "    positive": "    scores = scores.sigmoid()\n    positive"
        },
        "That is per cent: return a share from 0 to 1.": {".item()": ".item() * 100"},
        "That is the Gini coefficient: twice the area minus 1.": {".item()": ".item() * 2 - 1"},
    },
)
