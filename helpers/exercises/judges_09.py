"""Lesson 09: a threshold chosen for what mistakes cost, and the area under the ROC curve, with their judges."""

import numpy as np
import torch
from sklearn.metrics import roc_auc_score

from helpers.exercises.exercise import NotAttempted, WrongAnswer, as_number, call


def _cost(part, threshold, miss_cost):
    """Cost per patient: a missed positive costs miss_cost, a false alarm 1."""
    probabilities, labels = part
    called = probabilities >= threshold
    misses, false_alarms = ((labels == 1) & ~called).sum().item(), ((labels == 0) & called).sum().item()
    return (miss_cost * misses + false_alarms) / len(labels)


def choose_threshold(validation, test, thresholds, miss_cost):
    """The validation part chooses; the test part is measured once, at that threshold."""

    def cost(part, threshold):
        probabilities, labels = part
        called = probabilities >= threshold
        misses = ((labels == 1) & ~called).sum().item()
        false_alarms = ((labels == 0) & called).sum().item()
        return (miss_cost * misses + false_alarms) / len(labels)

    best = min(thresholds, key=lambda threshold: cost(validation, threshold))  # of equals, the first
    return best, cost(test, best)


def _part(generator, size, shift):
    """Probabilities that tell something about the labels, in steps of 1/32: exact, and met by thresholds."""
    labels = (torch.arange(size) % 3 == 0).long()
    logits = 2.5 * labels - 1 + shift + 1.5 * torch.randn(size, generator=generator)
    return (logits.sigmoid() * 32).round() / 32, labels


CHOICES = (  # seed, sizes, what a miss costs, steps between thresholds in 1/32, the first threshold in 1/32
    (1445, (60, 45), 10.0, 1, 1),
    (76, (75, 30), 4.0, 2, 3),
    (118, (40, 90), 0.25, 3, 2),
    (7, (33, 51), 30.0, 1, 3),
)  # with the first seed, every other rule below chooses another threshold


def judge_choice(answer):
    """Parts of different sizes, on which the choice differs, and two costs, a miss dearer and a miss cheaper."""
    for seed, sizes, miss_cost, step, first in CHOICES:
        generator = torch.Generator().manual_seed(seed)
        validation, test = _part(generator, sizes[0], 0.0), _part(generator, sizes[1], 1.2)
        thresholds = [place / 32 for place in range(first, 32, step)]
        handed = [tuple(tensor.clone() for tensor in part) for part in (validation, test)]
        got = call(answer, *handed, list(thresholds), miss_cost)
        wanted = choose_threshold(validation, test, thresholds, miss_cost)
        for before, after in zip((validation, test), handed, strict=True):
            if not all(map(torch.equal, before, after)):
                raise WrongAnswer("the two parts as they were", "changed ones", "Change nothing in place.")
        _judge_pair(got, wanted, validation, test, thresholds, miss_cost)


def _judge_pair(got, wanted, validation, test, thresholds, miss_cost):
    if isinstance(got, torch.Tensor | np.ndarray) and got.ndim == 1:
        got = got.tolist()
    if not isinstance(got, tuple | list) or len(got) != 2:
        raise WrongAnswer("two numbers", f"a {type(got).__name__}", "Return threshold, test_cost.")
    if any(part is ... for part in got):
        raise NotAttempted
    threshold, cost = as_number(got[0], wanted[0]), as_number(got[1], f"{wanted[1]:.4f}")
    if not abs(threshold - wanted[0]) <= 1e-6:
        asked = f"the threshold {wanted[0]:.2f} at miss_cost = {miss_cost:g}"
        raise WrongAnswer(asked, f"{threshold:.2f}", _choice_look(threshold, validation, test, thresholds, miss_cost))
    if not abs(cost - wanted[1]) <= 1e-4:
        look = "A miss costs miss_cost, a false alarm 1; divide by the number of test patients."
        if abs(cost - miss_cost * _cost(test, threshold, 1 / miss_cost)) <= 1e-4:
            look = "On the test part the costs are swapped: it is the miss that costs miss_cost."
        elif abs(cost - _cost(test, threshold + 1e-6, miss_cost)) <= 1e-4:
            look = "On the test part too, a probability equal to the threshold is called malignant: use >=."
        elif abs(cost - _cost(validation, threshold, miss_cost)) <= 1e-4:
            look = "That is the cost on the validation part: it chose, so it flatters. Measure on the test part."
        elif abs(cost - wanted[1] * len(test[1])) <= 1e-4:
            look = "That is the sum: divide by the number of test patients."
        elif abs(cost - wanted[1] * len(test[1]) / len(validation[1])) <= 1e-4:
            look = "Divide by the number of test patients, not of validation patients."
        elif abs(cost - min(_cost(test, t, miss_cost) for t in thresholds)) <= 1e-4:
            look = "That is the lowest cost on the test part: use the threshold that the validation part chose."
        raise WrongAnswer(f"a test cost of {wanted[1]:.4f}", f"{cost:.4f}", look)


def _choice_look(threshold, validation, test, thresholds, miss_cost):
    """The sentence for the rule that gives the threshold that came."""
    rules = _other_rules(validation, test, thresholds, miss_cost)
    found = (look for look, value in rules.items() if abs(value - threshold) <= 1e-6)
    look = next(found, None)
    if look is None and not any(abs(value - threshold) <= 1e-6 for value in thresholds):
        look = "The threshold must be one of those in thresholds."
    return look or "For each threshold: misses times miss_cost plus false alarms, on the validation part."


def _other_rules(validation, test, thresholds, miss_cost):
    """By sentence, the thresholds that other rules choose."""
    both = tuple(torch.cat(pair) for pair in zip(validation, test, strict=True))
    probabilities, labels = validation
    right, cost = choose_threshold(validation, test, thresholds, miss_cost)

    def lowest(measure):
        return min(thresholds, key=measure)

    def f1(t):
        called = probabilities >= t
        return 2 * (called & (labels == 1)).sum() / (called.sum() + (labels == 1).sum())

    def misses(t):
        return ((labels == 1) & (probabilities < t)).sum()

    def rates(t):
        ill = labels == 1
        called = probabilities >= t
        return miss_cost * (ill & ~called).sum() / ill.sum() + (~ill & called).sum() / (~ill).sum()

    return {
        "That is what the test part would choose: choose by the validation part alone.": lowest(
            lambda t: _cost(test, t, miss_cost)
        ),
        "That is what both parts together would choose: the test part must have no say.": lowest(
            lambda t: _cost(both, t, miss_cost)
        ),
        "The costs are swapped: it is the miss that costs miss_cost.": lowest(lambda t: _cost(validation, t, 1 / miss_cost)),
        "Of several equally cheap ones, take the lowest.": lowest(lambda t: (_cost(validation, t, miss_cost), -t)),
        "That is the dearest threshold: look for the lowest cost.": lowest(lambda t: -_cost(validation, t, miss_cost)),
        "That is the fewest mistakes: weigh a miss with miss_cost.": lowest(lambda t: _cost(validation, t, 1)),
        "That is the best F1, which knows nothing of miss_cost.": max(thresholds, key=f1),
        "That is the choice at miss_cost = 10, the notebook's own: use the argument.": lowest(lambda t: _cost(validation, t, 10)),
        "That is 0.5, whatever mistakes cost: look for the lowest cost.": 0.5,
        "Those are the fewest misses alone: false alarms cost something too.": lowest(misses),
        "Those are rates: count misses and false alarms, then divide by all patients.": lowest(rates),
        "A probability equal to the threshold is called malignant: use >=.": lowest(
            lambda t: _cost(validation, t + 1e-6, miss_cost)
        ),
        "Return the threshold itself, not its place in the list.": thresholds.index(right),
        "Return the threshold first, then the cost.": cost,
    }


def auc(scores, labels):
    """The share of pairs, one of each class, in which the positive one scores higher; a tie counts half."""
    positive, negative = scores[labels == 1], scores[labels == 0]
    difference = positive[:, None] - negative
    return ((difference > 0).float() + 0.5 * (difference == 0)).mean().item()


def judge_auc(answer):
    """Scores without ties, with ties, as logits, of unequal classes, as large logits."""
    generator = torch.Generator().manual_seed(0)
    cases = ((6, 9, 0, 1.0, 0.0), (9, 4, 0, 5.0, 0.0), (7, 12, 2, 1.0, 0.0), (12, 5, 1, 3.0, 0.0), (8, 11, 0, 10.0, 30.0))
    for positive, negative, step, scale, shift in cases:
        labels = torch.cat([torch.ones(positive), torch.zeros(negative)]).long()
        scores = torch.randn(len(labels), generator=generator) + 0.7 * labels
        scores = (scores if not step else (scores * step).round() / step) * scale + shift
        order = torch.randperm(len(labels), generator=generator)
        scores, labels = scores[order], labels[order]
        wanted = roc_auc_score(labels, scores)
        given = scores.clone(), labels.clone()
        got = as_number(call(answer, *given), f"{wanted:.4f}")
        if not torch.equal(given[0], scores) or not torch.equal(given[1], labels):
            raise WrongAnswer("the tensors as they were", "changed ones", "Change nothing in place.")
        if not abs(got - wanted) <= 1e-4:
            tied = "with ties" if step else "without ties"
            raise WrongAnswer(f"{wanted:.4f} {tied}", f"{got:.4f}", _auc_look(got, wanted, scores, labels, step))


def _auc_look(got, wanted, scores, labels, step):
    positive, negative = scores[labels == 1], scores[labels == 0]
    above, below = (positive[:, None] > negative).float(), (positive[:, None] < negative).float()
    right = ((scores > 0) == (labels == 1)).float().mean().item()
    likely = ((scores > 0.5) == (labels == 1)).float().mean().item()
    looks = {
        "That is the share in which the negative one scores higher: turn the comparison round.": 1 - wanted,
        "That is the number of pairs: divide by how many pairs there are.": wanted * above.numel(),
        "Divide by the number of mixed pairs, not by all pairs of examples.": wanted * above.numel() / len(scores) ** 2,
        "Divide by positive times negative examples, not by their sum.": wanted * above.numel() / len(scores),
        "That equals the accuracy at threshold 0; the pairs need none.": right,
        "That equals the accuracy at threshold 0.5; the pairs need none.": likely,
        "That is per cent: return a share from 0 to 1.": 100 * wanted,
        "That is the Gini coefficient: twice the area minus 1.": 2 * wanted - 1,
    }
    flat = scores.sigmoid()
    looks["The sigmoid of large logits is 1, and ties them: compare the scores themselves."] = roc_auc_score(labels, flat)
    if step:
        looks["A tie counts half, and here it counts nothing."] = above.mean().item()
        looks["A tie counts half, and here it counts as right."] = 1 - below.mean().item()
    if not np.isfinite(got):
        return "Compare every positive score with every negative one, then average."
    found = (look for look, value in looks.items() if abs(value - got) < 1e-4)
    return next(found, "Compare every positive score with every negative one; a tie counts half.")
