"""Exercise 19.1, beyond its own mistakes."""

import itertools
import statistics

import numpy as np
import torch

from helpers.exercises.lesson_19.median_of_rounds import EXERCISE, median_seconds
from tests.exercises.judging import accepts, refuses


def all_then_cut(work, clock, warm_ups, rounds):
    seconds = []
    for _ in range(warm_ups + rounds):
        start = clock()
        work()
        seconds.append(clock() - start)
    return np.median(seconds[warm_ups:])


def moments(work, clock, warm_ups, rounds):
    for _ in range(warm_ups):
        work()
    seen = [clock()]
    for _ in range(rounds):
        work()
        seen.append(clock())
    return statistics.median(after - before for before, after in itertools.pairwise(seen))


def a_round_too_many(work, clock, warm_ups, rounds):
    return median_seconds(work, clock, warm_ups + 1, rounds)


def warms_the_clock_only(work, clock, warm_ups, rounds):
    for _ in range(warm_ups):
        clock()
    return median_seconds(work, clock, 0, rounds)


def drops_the_slowest(work, clock, warm_ups, rounds):
    for _ in range(warm_ups):
        work()
    return sorted(clock_of(work, clock) for _ in range(rounds))[max(0, rounds - 2)]


def clock_of(work, clock):
    start = clock()
    work()
    return clock() - start


test_right = accepts(
    EXERCISE,
    {
        "all rounds, then cut": all_then_cut,
        "moments": moments,
        "a tensor": lambda *given: torch.tensor(median_seconds(*given), dtype=torch.float64),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "a warm-up too many": (a_round_too_many, "median: 1.5, got 2"),
        "the clock is warmed": (warms_the_clock_only, "call work() warm_ups times"),
        "torch's median, which takes the lower one": (
            lambda work, clock, warm_ups, rounds: (
                [work() for _ in range(warm_ups)] and None,
                torch.tensor([clock_of(work, clock) for _ in range(rounds)]).median(),
            )[1],
            "the mean of the two in the middle",
        ),
        "the second slowest": (drops_the_slowest, "Return the median"),
        "all rounds as a list": (
            lambda work, clock, warm_ups, rounds: [clock_of(work, clock) for _ in range(warm_ups + rounds)],
            "expected",
        ),
    },
)
