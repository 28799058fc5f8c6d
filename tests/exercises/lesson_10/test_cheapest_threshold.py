"""Exercise 10.2, beyond its own mistakes."""

import numpy as np
import torch

from helpers.exercises.lesson_10.cheapest_threshold import EXERCISE, choose_threshold
from tests.exercises.judging import accepts, refuses


def cost_of(part, threshold, miss_cost):
    probabilities, labels = part
    called = probabilities >= threshold
    return (miss_cost * ((labels == 1) & ~called).sum().item() + ((labels == 0) & called).sum().item()) / len(labels)


def chosen_by(cost):
    """An answer that chooses by another cost of the validation part, and then measures rightly."""

    def choose(validation, test, thresholds, miss_cost):
        best = min(thresholds, key=lambda threshold: cost(validation, threshold, miss_cost))
        return best, cost_of(test, best, miss_cost)

    return choose


def kinds_of(part, threshold):
    """How many are found, missed, raise a false alarm, are rightly sent home."""
    called, ill = part[0] >= threshold, part[1] == 1
    return tuple(kind.sum().item() for kind in (ill & called, ill & ~called, ~ill & called, ~ill & ~called))


def f1_turned(part, threshold, miss_cost):
    found, missed, alarms, _ = kinds_of(part, threshold)
    return -2 * found / max(1, 2 * found + missed + alarms)


def rates(part, threshold, miss_cost):
    found, missed, alarms, cleared = kinds_of(part, threshold)
    return miss_cost * missed / max(1, found + missed) + alarms / max(1, alarms + cleared)


def swapped(part, threshold, miss_cost):
    _, missed, alarms, _ = kinds_of(part, threshold)
    return (missed + miss_cost * alarms) / len(part[1])


def reports(cost):
    """An answer that chooses rightly, and then measures another cost of the test part."""

    def choose(validation, test, thresholds, miss_cost):
        best, _ = choose_threshold(validation, test, thresholds, miss_cost)
        return best, cost(test, best, miss_cost)

    return choose


def until_the_first_rise(validation, test, thresholds, miss_cost):
    best = thresholds[0]
    for threshold in thresholds[1:]:
        if cost_of(validation, threshold, miss_cost) > cost_of(validation, best, miss_cost):
            break
        best = threshold
    return best, cost_of(test, best, miss_cost)


def middle_of_equals(validation, test, thresholds, miss_cost):
    costs = [cost_of(validation, threshold, miss_cost) for threshold in thresholds]
    equals = [threshold for threshold, cost in zip(thresholds, costs, strict=True) if cost == min(costs)]
    best = equals[len(equals) // 2]
    return best, cost_of(test, best, miss_cost)


def by_the_number_of_validation_patients(validation, test, thresholds, miss_cost):
    best, cost = choose_threshold(validation, test, thresholds, miss_cost)
    return best, cost * len(test[1]) / len(validation[1])


def starting_from(best, lowest):
    def choose(validation, test, thresholds, miss_cost):
        found, cheapest = best, lowest
        for threshold in thresholds:
            cost = cost_of(validation, threshold, miss_cost)
            if cost < cheapest:
                found, cheapest = threshold, cost
        return found, None if found is None else cost_of(test, found, miss_cost)

    return choose


def all_at_once(validation, test, thresholds, miss_cost):
    (p, y), rows = validation, torch.tensor(thresholds)[:, None]
    costs = torch.where(y == 1, miss_cost * (p < rows), 1.0 * (p >= rows)).mean(dim=1)
    best = thresholds[int(costs.argmin())]
    return np.array([best, cost_of(test, best, miss_cost)])


def sorts_the_thresholds(validation, test, thresholds, miss_cost):
    thresholds.sort(key=lambda threshold: cost_of(validation, threshold, miss_cost))
    return thresholds[0], cost_of(test, thresholds[0], miss_cost)


def calls_in_place(validation, test, thresholds, miss_cost):
    best, cost = choose_threshold(validation, test, thresholds, miss_cost)
    test[0][:] = (test[0] >= best).float()
    return best, cost


def any_threshold(validation, test, thresholds, miss_cost):
    best = min(validation[0].tolist(), key=lambda threshold: cost_of(validation, threshold, miss_cost))
    return best, cost_of(test, best, miss_cost)


def zero_is_nothing(validation, test, thresholds, miss_cost):
    best, _ = choose_threshold(validation, test, thresholds, miss_cost)
    best = best or 0.5
    return best, cost_of(test, best, miss_cost)


def whole_costs(validation, test, thresholds, miss_cost):
    best = min(thresholds, key=lambda threshold: int(cost_of(validation, threshold, miss_cost)))
    return best, cost_of(test, best, miss_cost)


def rounded_costs(validation, test, thresholds, miss_cost):
    best = min(thresholds, key=lambda threshold: round(cost_of(validation, threshold, miss_cost), 3))
    return best, cost_of(test, best, miss_cost)


test_right = accepts(
    EXERCISE,
    {
        "with a loop": starting_from(None, float("inf")),
        "a list": lambda *given: list(choose_threshold(*given)),
        "as a tensor": lambda *given: torch.tensor(choose_threshold(*given), dtype=torch.float64),
        "all at once, an array": all_at_once,
        "tensors": lambda *given: tuple(torch.tensor(number) for number in choose_threshold(*given)),
        "chosen by the sum": lambda validation, test, thresholds, c: (
            best := min(thresholds, key=lambda t: cost_of(validation, t, c) * len(validation[1])),
            cost_of(test, best, c),
        ),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "none cheaper than 1": (starting_from(None, 1.0), "threshold: a number (0.8), got None"),
        "none cheaper than 100": (starting_from(0.5, 100.0), "of equals the lowest"),
        "the threshold alone": (lambda *given: choose_threshold(*given)[0], "return threshold, test_cost"),
        "three numbers": (lambda *given: (*choose_threshold(*given), 0), "return threshold, test_cost"),
        "rounded": (
            lambda *given: (choose_threshold(*given)[0], round(choose_threshold(*given)[1], 3)),
            "Return it unrounded",
        ),
        "thresholds sorted by cost": (sorts_the_thresholds, "must stay as it is"),
        "test part called in place": (calls_in_place, "must stay as it is"),
        "a probability as threshold": (any_threshold, "The validation part's cheapest threshold counts"),
        "a threshold of 0 taken for none": (zero_is_nothing, "cheapest threshold counts"),
        "costs cut to whole numbers": (whole_costs, "cheapest threshold counts, of equals the lowest"),
        "costs rounded": (rounded_costs, "cheapest threshold counts"),
        "a cost of nothing": (lambda *given: (choose_threshold(*given)[0], 0.0), "what that one costs on the test part"),
        "until the first rise": (until_the_first_rise, "cheapest threshold counts"),
        "the middle of equals": (middle_of_equals, "of equals the lowest"),
        "the best F1": (chosen_by(f1_turned), "cheapest threshold counts"),
        "the cheapest rates": (chosen_by(rates), "Rates chose the threshold"),
        "the fewest misses": (chosen_by(lambda part, t, c: kinds_of(part, t)[1]), "cheapest threshold counts"),
        "the choice at miss_cost = 10": (chosen_by(lambda part, t, c: cost_of(part, t, 10)), "(miss_cost * misses"),
        "costs swapped, for the choice": (chosen_by(swapped), "(miss_cost * misses + false alarms)"),
        "costs swapped, for the test part": (reports(swapped), "(miss_cost * misses + false alarms)"),
        "strictly above, for the choice": (chosen_by(lambda part, t, c: cost_of(part, t + 1e-6, c)), "cheapest threshold"),
        "strictly above, for the test part": (reports(lambda part, t, c: cost_of(part, t + 1e-6, c)), "on the test part"),
        "per validation patient": (by_the_number_of_validation_patients, "divide by that of its own"),
        "the parts swapped": (lambda validation, test, *rest: choose_threshold(test, validation, *rest), "have changed places"),
        "the results swapped": (lambda *given: choose_threshold(*given)[::-1], "Return the threshold first"),
        "no numbers": (lambda *given: (float("nan"), float("nan")), "got nan"),
        "texts": (lambda *given: tuple(map(str, choose_threshold(*given))), "got a text"),
    },
)
