"""The numbers behind a sweep's figures: which figures there are, and which runs belong to which line."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from statistics import median
from typing import Any

from helpers.reruns.errors import CourseError
from helpers.reruns.pages import shortened
from helpers.reruns.results import LessonRun
from helpers.reruns.sweep_quantiles import Spread, spread

Runs = Mapping[str, LessonRun]
Swept = Mapping[str, Sequence]

REPETITION = "seed"
# As many as the palette tells apart.
MOST_LINES = 6
# Medians of single runs are joined if they are no more than this.
MOST_JOINED = 24
# Beyond, matplotlib's own arithmetic overflows: a result as large counts as infinite.
TOO_LARGE = 1e100


@dataclass(frozen=True)
class Line:
    """One line of a figure: its name (empty if it is the only one), and by parameter value the finite results."""

    name: str
    results: dict[Any, list[float]]

    @property
    def medians(self) -> dict[Any, float]:
        """By parameter value the median, where there is one."""
        return {value: median(results) for value, results in self.results.items() if results}

    @property
    def spreads(self) -> dict[Any, Spread]:
        """By parameter value the quantiles of its results, where there are any."""
        return {value: spread(results) for value, results in self.results.items() if results}


@dataclass(frozen=True)
class Series:
    """What a figure shows.

    Args:
        result: the named result on the vertical axis.
        parameter: the swept parameter on the horizontal axis.
        values: the parameter's values from left to right; numbers rise, others stay in the order asked for.
        lines: at least one.
        by: the other swept parameters, if each combination of their values has a line of its own.
        pooled: those parameters, if there are too many combinations for that.
        total: all runs, those without a finite result too.
    """

    result: str
    parameter: str
    values: list
    lines: list[Line]
    by: list[str]
    pooled: list[str]
    total: int

    @property
    def heights(self) -> list[float]:
        """Every finite result."""
        return [height for line in self.lines for results in line.results.values() for height in results]

    @property
    def categorical(self) -> bool:
        """Whether the parameter's values have places in a row, and no distances."""
        return self.parameter == REPETITION or any(finite(value) is None for value in self.values)

    @property
    def joined(self) -> bool:
        """Whether a line may join the medians: not where many values have a run each, as in a random search."""
        single = all(len(results) <= 1 for line in self.lines for results in line.results.values())
        return not self.categorical and not (single and len(self.values) > MOST_JOINED)


def is_number(value: object) -> bool:
    """Whether a value is an int or a float; a truth value is neither."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def finite(value: object) -> float | None:
    """A named result as a number that can be drawn, or None."""
    return float(value) if is_number(value) and abs(value) < TOO_LARGE else None


def numeric_results(runs: Runs) -> dict[str, bool]:
    """The named results that are numbers in every run that has them, and whether one of them is finite.

    "nan", "inf" and "-inf" are numbers too: notebooks store those as texts.
    """
    found: dict[str, list] = {}
    for run in runs.values():
        for name, value in run.results.items() if run.status == "ok" else ():
            found.setdefault(name, []).append(value)
    return {
        name: any(finite(value) is not None for value in values)
        for name, values in found.items()
        if all(is_number(value) or value in ("nan", "inf", "-inf") for value in values)
    }


def figure_pairs(swept: Swept, runs: Runs) -> list[tuple[str, str]]:
    """Which figures a sweep has: pairs of a numeric named result and a swept parameter. Introduced in lesson 20.

    The parameter ``seed`` is the repetition of the others: it has figures only where nothing else is swept. A
    parameter with one value has none either, as long as another has more, and no named result that is nowhere finite.

    Args:
        swept: by the parameter's name, its values in the order asked for.
        runs: by the run's name.
    """
    several = [name for name in swept if len(set(swept[name])) > 1] or list(swept)
    parameters = [name for name in several if name != REPETITION] or several
    return [(result, parameter) for result, drawable in numeric_results(runs).items() if drawable for parameter in parameters]


def series(result: str, parameter: str, swept: Swept, runs: Runs) -> Series:
    """Sort the runs into the lines of one figure.

    Args:
        result: a named result.
        parameter: a swept parameter.
        swept: by the parameter's name, its values in the order asked for.
        runs: by the run's name.

    Raises:
        CourseError: there is no such figure; the message lists those that there are.
    """
    pairs = figure_pairs(swept, runs)
    if (result, parameter) not in pairs:
        listed = ", ".join(f"{one} against {other}" for one, other in pairs) or "none"
        raise CourseError(f"There is no figure of {result} against {parameter}; the figures are: {listed}.")
    values = list(dict.fromkeys(swept[parameter]))
    if all(is_number(value) for value in values) and parameter != REPETITION:
        values.sort()
    others = [name for name in swept if name not in (parameter, REPETITION) and len(set(swept[name])) > 1]
    # Counted, not listed: a sample of a large grid has more combinations than any machine can hold.
    pooled = math.prod(len(set(swept[name])) for name in others) > MOST_LINES
    groups = [] if pooled else list(product(*(dict.fromkeys(swept[name]) for name in others)))
    by = [] if pooled else others
    sorted_in: dict[tuple, dict[Any, list[float]]] = {
        group: {value: [] for value in values} for group in ([()] if pooled else groups)
    }
    for run in runs.values():
        height = finite(run.results.get(result))
        if height is not None and run.status == "ok":
            sorted_in[tuple(run.parameters[name] for name in by)][run.parameters[parameter]].append(height)
    names = {group: ", ".join(f"{name} {label(value)}" for name, value in zip(by, group, strict=True)) for group in sorted_in}
    lines = [Line(names[group], results) for group, results in sorted_in.items()]
    return Series(result, parameter, values, lines, by, others if pooled else [], len(runs))


def label(value: object) -> str:
    """A parameter's value as axes and summaries name it."""
    return f"{value:g}" if isinstance(value, float) else shortened(str(value), 24)


def written(value: float, among: Sequence[float]) -> str:
    """A number with as many digits as tell it apart from the others in ``among``."""
    spread = max(among) - min(among)
    smallest = min((abs(other) for other in among if other), default=1.0)
    if spread == 0:
        return f"{value:.6g}"
    decimals = max(0, 1 - math.floor(math.log10(spread)))
    if decimals > 6:
        return f"{value:.9g}"
    if spread > 10 * smallest or smallest > 1e9:  # so many decimals would hide the small ones, or be too many digits
        return f"{value:.0f}" if 100 <= abs(value) < 1e6 else f"{value:.3g}"
    return f"{value:.{decimals}f}"
