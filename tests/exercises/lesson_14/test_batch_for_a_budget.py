"""Exercise 14.6, beyond its own mistakes."""

import math

from helpers.exercises.lesson_14.batch_for_a_budget import EXERCISE, largest_batch
from tests.exercises.judging import accepts, refuses


def with_max(costs, seconds, images, most_epochs, steps):
    will_do = [size for size, cost in costs.items() if cost * steps <= seconds and -(-images // size) * most_epochs >= steps]
    return max(will_do, default=None)


def from_above(costs, seconds, images, most_epochs, steps):
    for size in sorted(costs, reverse=True):
        if steps <= seconds / costs[size] and steps <= most_epochs * math.ceil(images / size):
            return size
    return None


def cheapest(costs, *given):
    return min(costs, key=costs.get)


def rounds_over_all_epochs(costs, seconds, images, most_epochs, steps):
    will_do = [
        size for size, cost in costs.items() if cost * steps <= seconds and math.ceil(images * most_epochs / size) >= steps
    ]
    return max(will_do, default=None)


def divides_with_slashes(costs, seconds, images, most_epochs, steps):
    will_do = [size for size, cost in costs.items() if seconds // cost >= steps and -(-images // size) * most_epochs >= steps]
    return max(will_do, default=None)


def divides_and_rounds_down(costs, seconds, images, most_epochs, steps):
    """Right: what is divided exactly is rounded down as it should be."""
    will_do = [size for size in costs if int(seconds / costs[size]) >= steps and -(-images // size) * most_epochs >= steps]
    return max(will_do, default=None)


test_right = accepts(
    EXERCISE, {"with max": with_max, "from above": from_above, "divides and rounds down": divides_and_rounds_down}
)
test_wrong = refuses(
    EXERCISE,
    {
        "divides with //": (divides_with_slashes, "1 // 0.1 is 9"),
        "the cheapest": (cheapest, "the largest is asked for"),
        "the largest of all": (lambda costs, *given: max(costs), "the largest is asked for"),
        "rounds over all epochs": (rounds_over_all_epochs, "An epoch has"),
        "the number of steps": (lambda costs, seconds, images, most_epochs, steps: steps, "the largest is asked for"),
        "takes sizes out": (lambda costs, *given: (largest_batch(costs, *given), costs.clear())[0], "costs"),
    },
)
