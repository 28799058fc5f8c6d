"""Exercise 19.3, beyond its own mistakes."""

import numpy as np

from helpers.exercises.lesson_19.which_offer_pays import EXERCISE, best_offer
from tests.exercises.judging import accepts, refuses


def by_savings(profile, offers):
    saved = {part: profile[part] * (1 - 1 / factor) for part, factor in offers.items()}
    best = max(saved, key=saved.get)
    total = sum(profile.values())
    return [best, np.float64(total / (total - saved[best]))]


def by_shares(profile, offers):
    total = sum(profile.values())
    ratios = {part: 1 / (1 - profile[part] / total * (1 - 1 / factor)) for part, factor in offers.items()}
    return max(ratios.items(), key=lambda pair: pair[1])


def largest_pair(profile, offers):
    ratio, best = max((best_offer(profile, {part: factor})[1], part) for part, factor in offers.items())
    return best, ratio


def starts_at_nothing(profile, offers):
    best, ratio = None, 1.0
    for part in offers:
        candidate = best_offer(profile, {part: offers[part]})
        if candidate[1] > ratio:
            best, ratio = candidate
    return best, ratio


def time_by_factor(profile, offers):
    best = max(offers, key=lambda part: profile[part] / sum(profile.values()) * offers[part])
    return best, best_offer(profile, {best: offers[best]})[1]


def takes_the_best_off(profile, offers):
    result = best_offer(profile, offers)
    offers.pop(result[0])
    return result


test_right = accepts(EXERCISE, {"by savings": by_savings, "by shares": by_shares, "the largest pair": largest_pair})
test_wrong = refuses(
    EXERCISE,
    {
        "time by factor": (time_by_factor, "largest product"),
        "no offer that pays": (starts_at_nothing, "'train'"),
        "the offers change": (takes_the_best_off, "offers"),
        "the name alone": (lambda *given: best_offer(*given)[0], "expected"),
        "all offers at once": (
            lambda profile, offers: (
                best_offer(profile, offers)[0],
                sum(profile.values()) / sum(s / offers.get(part, 1) for part, s in profile.items()),
            ),
            "the others stay undone",
        ),
    },
)
