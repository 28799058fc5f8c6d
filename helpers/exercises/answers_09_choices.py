"""Answers to exercise 09.3, the choice of a threshold, for ``answers_09``."""

import torch

from helpers.exercises.judges_09 import choose_threshold


def _cost(part, threshold, miss_cost, false_alarm_cost=1.0):
    probabilities, labels = part
    called = probabilities >= threshold
    misses, alarms = ((labels == 1) & ~called).sum().item(), ((labels == 0) & called).sum().item()
    return (miss_cost * misses + false_alarm_cost * alarms) / len(labels)


def _chosen_by(cost):
    """An answer that chooses by another cost of a threshold."""

    def choose(validation, test, thresholds, miss_cost):
        best = min(thresholds, key=lambda t: cost(validation, test, t, miss_cost))
        return best, _cost(test, best, miss_cost)

    return choose


def _reports(number):
    """An answer that chooses rightly and reports something else."""

    def choose(validation, test, thresholds, miss_cost):
        best, cost = choose_threshold(validation, test, thresholds, miss_cost)
        return best, number(validation, test, best, miss_cost, cost)

    return choose


def _together(validation, test):
    return tuple(torch.cat(pair) for pair in zip(validation, test, strict=True))


def _f1(validation, test, t, c):
    called, ill = validation[0] >= t, validation[1] == 1
    return -2 * (called & ill).sum() / (called.sum() + ill.sum())


def _rates(validation, test, t, c):
    called, ill = validation[0] >= t, validation[1] == 1
    return c * (ill & ~called).sum() / ill.sum() + (~ill & called).sum() / (~ill).sum()


def _place(validation, test, thresholds, miss_cost):
    best, cost = choose_threshold(validation, test, thresholds, miss_cost)
    return thresholds.index(best), cost


def _by_price(validation, test, thresholds, miss_cost):
    return 1 / (1 + miss_cost), _cost(test, 1 / (1 + miss_cost), miss_cost)


def _test_minimum(validation, test, thresholds, miss_cost):
    best, _ = choose_threshold(validation, test, thresholds, miss_cost)
    return best, min(_cost(test, t, miss_cost) for t in thresholds)


def _half(validation, test, thresholds, miss_cost):
    return 0.5, _cost(test, 0.5, miss_cost)


def _swapped_results(validation, test, thresholds, miss_cost):
    return choose_threshold(validation, test, thresholds, miss_cost)[::-1]


def _last_of_equals(validation, test, thresholds, miss_cost):
    return choose_threshold(validation, test, thresholds[::-1], miss_cost)


def _choice_with_a_loop(validation, test, thresholds, miss_cost):
    best, lowest = None, float("inf")
    for threshold in thresholds:
        cost = _cost(validation, threshold, miss_cost)
        if cost < lowest:
            best, lowest = threshold, cost
    return [best, torch.tensor(_cost(test, best, miss_cost))]


WRONG_CHOICES = {
    "chosen on the test part": _chosen_by(lambda validation, test, t, c: _cost(test, t, c)),
    "chosen on both parts": _chosen_by(lambda validation, test, t, c: _cost(_together(validation, test), t, c)),
    "costs swapped": _chosen_by(lambda validation, test, t, c: _cost(validation, t, 1, c)),
    "the fewest mistakes": _chosen_by(lambda validation, test, t, c: _cost(validation, t, 1)),
    "the fewest misses": _chosen_by(lambda validation, test, t, c: _cost(validation, t, 1, 0)),
    "by rates": _chosen_by(_rates),
    "the dearest": _chosen_by(lambda validation, test, t, c: -_cost(validation, t, c)),
    "always 0.5": _half,
    "the last of equals": _last_of_equals,
    "reports the validation cost": _reports(lambda validation, test, best, c, cost: _cost(validation, best, c)),
    "the best F1": _chosen_by(_f1),
    "above the threshold only": _chosen_by(lambda validation, test, t, c: _cost(validation, t + 1e-6, c)),
    "its place in the list": _place,
    "by price": _by_price,
    "test costs swapped": _reports(lambda validation, test, best, c, cost: _cost(test, best, 1, c)),
    "test strictly above": _reports(lambda validation, test, best, c, cost: _cost(test, best + 1e-6, c)),
    "reports the sum": _reports(lambda validation, test, best, c, cost: cost * len(test[1])),
    "divides by the other size": _reports(lambda v, test, best, c, cost: cost * len(test[1]) / len(v[1])),
    "reports the lowest test cost": _test_minimum,
    "the threshold alone": lambda *given: choose_threshold(*given)[0],
    "the other order": _swapped_results,
}

RIGHT_CHOICES = {
    "with a loop": _choice_with_a_loop,
    "as a tensor": lambda *given: torch.tensor(choose_threshold(*given), dtype=torch.float64),
}
