"""Exercise 10.3, beyond its own mistakes."""

import numpy as np
import torch
from scipy.stats import mannwhitneyu, rankdata
from sklearn.metrics import auc as area
from sklearn.metrics import roc_auc_score, roc_curve

from helpers.exercises.lesson_10.area_from_pairs import EXERCISE, auc
from tests.exercises.judging import accepts, refuses


def with_loops(scores, labels):
    total = 0.0
    positive, negative = scores[labels == 1].tolist(), scores[labels == 0].tolist()
    for one in positive:
        for other in negative:
            total += 1.0 if one > other else 0.5 if one == other else 0.0
    return total / (len(positive) * len(negative))


def by_ranks(scores, labels):
    positive = (labels == 1).numpy()
    ranks, count = rankdata(scores.numpy()), positive.sum()
    return (ranks[positive].sum() - count * (count + 1) / 2) / (count * (~positive).sum())


def by_the_curve(scores, labels):
    false_alarm_rates, recalls, _ = roc_curve(labels, scores)
    return area(false_alarm_rates, recalls)


def near_ties(scores, labels):
    positive, negative = scores[labels == 1][:, None], scores[labels == 0]
    tied = torch.isclose(positive, negative)
    return (((positive > negative) & ~tied).float().mean() + tied.float().mean() / 2).item()


def near_ties_at_least(distance):
    def answer(scores, labels):
        difference = scores[labels == 1][:, None] - scores[labels == 0]
        return ((difference > distance).float() + 0.5 * (difference.abs() <= distance)).mean().item()

    return answer


def half_precision(scores, labels):
    return auc(scores.half(), labels)


def sorts_in_place(scores, labels):
    result = auc(scores, labels)
    scores.copy_(scores.sort().values)
    return result


def pairs_by_place(scores, labels):
    positive, negative = scores[labels == 1], scores[labels == 0]
    size = min(len(positive), len(negative))
    difference = positive[:size] - negative[:size]
    return ((difference > 0).float() + 0.5 * (difference == 0)).mean().item()


def straight_steps(scores, labels):
    """The area of a curve that goes up first where scores are tied."""
    order = sorted(range(len(scores)), key=lambda place: (-scores[place].item(), -labels[place].item()))
    found = total = 0
    for place in order:
        found, total = (found + 1, total) if labels[place] == 1 else (found, total + found)
    return total / ((labels == 1).sum() * (labels == 0).sum()).item()


test_right = accepts(
    EXERCISE,
    {
        "scikit-learn's": lambda scores, labels: roc_auc_score(labels, scores),
        "with loops": with_loops,
        "by ranks": by_ranks,
        "by the curve": by_the_curve,
        "a tensor": lambda scores, labels: torch.tensor(auc(scores, labels)),
        "SciPy's": lambda s, y: mannwhitneyu(s[y == 1], s[y == 0]).statistic / ((y == 1).sum() * (y == 0).sum()).item(),
        "the mean of two": lambda s, y: np.mean([[a > b, a >= b] for a in s[y == 1].numpy() for b in s[y == 0].numpy()]),
        "the sign": lambda s, y: ((s[y == 1][:, None] - s[y == 0]).sign().mean() / 2 + 0.5).item(),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "near ties": (near_ties, "exactly as it is"),
        "near ties, by a distance": (near_ties_at_least(1e-6), "exactly as it is"),
        "half the bits": (half_precision, "exactly as it is"),
        "sorts in place": (sorts_in_place, "must stay as it is"),
        "pairs by place": (pairs_by_place, "every positive score with every negative one"),
        "up first where tied": (straight_steps, "counts as right"),
        "no number": (lambda scores, labels: float("nan"), "got nan"),
        "rounded": (lambda *given: round(auc(*given), 3), "Return it unrounded"),
        "one half": (lambda *given: 0.5, "a tie counts half"),
        "each pair compared": (lambda s, y: (s[y == 1][:, None] > s[y == 0]).float(), "call .item()"),
        "each pair": (lambda s, y: s[y == 1][:, None] - s[y == 0], "call .item()"),
        "with a graph": (lambda s, y: torch.tensor(auc(s, y), requires_grad=True) * 1, "call .item()"),
    },
)
