"""Exercises of lesson 09: a loss that survives large logits, a confusion matrix, a threshold, the area under the ROC.

What students typically write instead stands in ``answers_09``; the first exercise in ``weighted_loss``, the last two
in ``judges_09``.
"""

import numpy as np
import torch

from helpers.exercises.exercise import Exercise, WrongAnswer, as_number, call
from helpers.exercises.judges_09 import auc, choose_threshold, judge_auc, judge_choice
from helpers.exercises.weighted_loss import judge_weighted_loss, weighted_loss


def confusion(probabilities, labels, threshold):
    """Rows are true classes, columns predicted ones, 0 before 1."""
    predicted = probabilities >= threshold
    return torch.tensor([[((labels == t) & (predicted == p)).sum() for p in (False, True)] for t in (0, 1)])


def judge_confusion(answer):
    """Four different counts, several thresholds (one that is met exactly), and a part without the positive class."""
    many = torch.tensor([0.9, 0.9, 0.8, 0.7, 0.6, 0.3, 0.3, 0.2, 0.1, 0.05, 0.25, 0.15])
    truth = torch.tensor([1, 1, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0])
    few = torch.tensor([0.5, 0.25, 0.75])
    cases = [(many, truth, 0.5), (many, truth, 0.22), (many, truth, 0.75), (few, torch.tensor([1, 0, 0]), 0.75)]
    cases += [(few, torch.tensor([1, 1, 0]), 0.25), (few, torch.tensor([0, 0, 0]), 0.3), (few, torch.tensor([0, 0, 0]), 0.9)]
    for probabilities, labels, threshold in cases:
        wanted = np.array(confusion(probabilities, labels, threshold).tolist())
        given = probabilities.clone(), labels.clone()
        got = _as_matrix(call(answer, *given, threshold), wanted)
        if not torch.equal(given[0], probabilities) or not torch.equal(given[1], labels):
            raise WrongAnswer("the tensors as they were", "changed ones", "Compare into a new tensor; change nothing in place.")
        if not np.array_equal(got, wanted):
            shown = f"{wanted.tolist()} at threshold {threshold}", got.tolist()
            raise WrongAnswer(*shown, _matrix_look(got, wanted, probabilities, labels, threshold))


def _as_matrix(result, wanted):
    """A student's matrix as numbers, whatever holds it."""
    if isinstance(result, torch.Tensor):
        result = result.detach().cpu().tolist()
    try:
        matrix = np.array(
            [[as_number(cell, wanted.tolist()) for cell in row] for row in result] if np.ndim(result) == 2 else result,
            dtype=float,
        )
    except (TypeError, ValueError) as error:
        raise WrongAnswer(wanted.tolist(), f"a {type(result).__name__}", "Return two rows of two counts.") from error
    if matrix.shape != (2, 2):
        raise WrongAnswer("the shape (2, 2)", matrix.shape, "A row for each true class, a column for each predicted one.")
    return matrix


def _matrix_look(got, wanted, probabilities, labels, threshold):
    total = max(1, wanted.sum())
    above = (probabilities > threshold).long()
    strict = np.array([[((labels == t) & (above == p)).sum().item() for p in (0, 1)] for t in (0, 1)])
    half = np.array(confusion(probabilities, labels, 0.5).tolist())
    looks = {
        "That is the transpose: rows are the true classes, columns the predicted ones.": wanted.T,
        "Class 1 came first: row 0 and column 0 belong to class 0.": wanted[::-1, ::-1],
        "Transposed, and class 1 first: row 0 is true class 0, column 0 is predicted class 0.": wanted.T[::-1, ::-1],
        "The predictions are the wrong way round: from the threshold upwards it is class 1.": wanted[:, ::-1],
        "The true classes are the wrong way round: row 0 is label 0.": wanted[::-1],
        "A probability equal to the threshold counts as class 1: use >=.": strict,
        "The threshold is an argument: do not write 0.5 into the function.": half,
        "These are shares of all examples: return counts.": wanted / total,
    }
    if not np.isfinite(got).all():
        return "Count; a division by an empty row gives no number."
    if abs(got.sum() - total) > 1e-6 and 0 < got.max() <= 1:
        return "These are rates: return counts."
    return next((look for look, matrix in looks.items() if np.allclose(got, matrix)), "Count the examples of each of four kinds.")


EXERCISES = (
    Exercise(
        "09.1",
        "Minus the logarithm of the sigmoid is log(1 + e^-z). Section 4 computes it without a large exponential.",
        weighted_loss,
        judge_weighted_loss,
    ),
    Exercise("09.2", "(labels == 1) & (probabilities >= threshold) marks one of the four kinds.", confusion, judge_confusion),
    Exercise(
        "09.3",
        "Write a function for the cost per patient at a threshold. One part chooses, the other is only measured.",
        choose_threshold,
        judge_choice,
    ),
    Exercise("09.4", "positive[:, None] - negative has one row for each positive example.", auc, judge_auc),
)
