"""A range: the two ends between which a parameter's values are drawn, evenly or by their logarithm."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from helpers.reruns.errors import CourseError
from helpers.reruns.parameters import Parameter, check_value

FORM = "LOW:HIGH or LOW:HIGH:log"
# Names of runs and tables stay readable; far finer than any setting needs.
DIGITS = 6


@dataclass(frozen=True)
class Range:
    """Both ends belong to it. ``whole`` numbers stay whole; with ``log``, each factor of ten is as likely as the next."""

    low: float
    high: float
    log: bool = False
    whole: bool = False

    @property
    def size(self) -> float:
        """How many values there are: infinity, unless they are whole."""
        return self.high - self.low + 1 if self.whole else math.inf

    def at(self, share: float) -> float:
        """The value at a share of the way, from 0 to 1; numbers that are not whole are rounded to six digits."""
        # Each whole number has a stretch of its own, half a step to either side.
        low, high = (self.low - 0.5, self.high + 0.5) if self.whole else (self.low, self.high)
        value = math.exp(math.log(low) + share * (math.log(high) - math.log(low))) if self.log else low + share * (high - low)
        value = math.floor(value + 0.5) if self.whole else float(f"{value:.{DIGITS}g}")
        return min(max(value, self.low), self.high)


def read_range(parameter: Parameter, given: str | Sequence[Any]) -> Range:
    """A parameter's range, from words (``"0.001:1:log"``) or as a sequence (``(0.001, 1, "log")``).

    Raises:
        CourseError: it is of another form, the parameter is no number, an end is not allowed, or it holds no two values.
    """
    name = parameter.name
    if parameter.type not in ("int", "float"):
        raise CourseError(f"{name} is of type {parameter.type}, and only numbers have a range: give its values with --grid.")
    words = given.split(":") if isinstance(given, str) else list(given)
    if len(words) not in (2, 3) or (len(words) == 3 and words[2] != "log"):
        raise CourseError(f"The range of {name} is given as {FORM}, but {given!r} is not of that form.")
    low, high = (check_value(parameter, word.strip() if isinstance(word, str) else word) for word in words[:2])
    if not low < high:
        raise CourseError(f"The range of {name} goes from {low!r} to {high!r}, but its second end must be larger than its first.")
    log = len(words) == 3
    if log and low <= 0:
        raise CourseError(f"The range of {name} begins at {low!r}, but with log both ends must be above 0.")
    return Range(low, high, log, parameter.type == "int")
