"""What several runs of one setting say together: median, quarters, tenths, and where the median of many more would lie."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from statistics import median, quantiles

# With fewer runs, these quantiles would be read off between two runs that lie far apart.
FEWEST_FOR_QUARTERS, FEWEST_FOR_TENTHS = 4, 10
# The interval holds the median of very many runs so often, or more often.
SHARE = "95 %"
_ONE_IN = 40  # what lies below it, and what lies above: 2.5 % each

Ends = tuple[float, float]


@dataclass(frozen=True)
class Spread:
    """Quantiles of some results; None where there are too few runs for them.

    Args:
        runs: how many there are, at least one.
        median: the middle one.
        quarters: a quarter of the runs lies below the first number, a quarter above the second.
        tenths: the same with a tenth.
        interval: holds the median that very many runs would have, in 95 of 100 cases; it takes six runs.
    """

    runs: int
    median: float
    quarters: Ends | None
    tenths: Ends | None
    interval: Ends | None


def spread(results: Sequence[float]) -> Spread:
    """The quantiles of results that differ by the seed alone. Introduced in lesson 20.

    Args:
        results: finite, in any order, at least one.
    """
    ordered = sorted(results)
    runs = len(ordered)
    quarters = tenths = interval = None
    if runs >= FEWEST_FOR_QUARTERS:
        first, _, third = quantiles(ordered, n=4, method="inclusive")
        quarters = first, third
    if runs >= FEWEST_FOR_TENTHS:
        first, *_, last = quantiles(ordered, n=10, method="inclusive")
        tenths = first, last
    if cut := _cut(runs):
        interval = ordered[cut - 1], ordered[runs - cut]
    return Spread(runs, median(ordered), quarters, tenths, interval)


@cache
def _cut(runs: int) -> int:
    """The interval goes from the so-manieth smallest result to the so-manieth largest; 0 if there are too few runs.

    Each run falls below the true median or not, like a coin. ``helpers.medians`` asks scipy for the same; here scipy would
    be loaded for nothing else, and a report of ten thousand runs asks hundreds of times.
    """
    ways, term, cut = 0, 1, 0
    while True:
        ways += term  # so many of 2 ** runs sequences of coins have at most ``cut`` heads
        if ways * _ONE_IN > 2**runs:
            return cut
        cut += 1
        term = term * (runs - cut + 1) // cut
