"""A sweep as one picture: every run a line that crosses an axis for each parameter and ends at a named result."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from helpers.palette import COLOURS
from helpers.reruns.errors import CourseError
from helpers.reruns.pages import shortened
from helpers.reruns.sweep_plots import TINY, WIDE_PARAMETER, WIDE_RESULT, drawable
from helpers.reruns.sweep_series import REPETITION, Runs, Swept, finite, label, numeric_results, written

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# More axes than these leave no room for their names.
MOST_AXES = 7
# With so few values, the sentence counts the best runs at each.
FEW_VALUES = 6
MOST_TICKS, FEWEST_TICKS = 9, 4
# Of these, less is better; of everything else, more.
LOWER_IS_BETTER = re.compile(
    r"(^|_)(cost|costs|error|errors|forgotten|gap|loss|losses|mae|mse|perplexity|regret|rmse|seconds|time)(_|$)", re.IGNORECASE
)
BEST_WIDTH, OTHER_WIDTH = 2.2, 0.7
# As a share of the axis.
WIDEST_BUNDLE = 0.12


@dataclass(frozen=True)
class Axis:
    """One upright axis.

    Args:
        name: of the parameter or the result.
        values: the different ones, from the foot of the axis to its top.
        numeric: whether a value stands as high as it is large; else all have the same distance.
        logarithmic: whether its logarithm counts.
    """

    name: str
    values: list
    numeric: bool
    logarithmic: bool = False

    def height(self, value: Any) -> float:
        """How high a value stands, from 0 to 1."""
        if len(self.values) == 1:
            return 0.5
        if not self.numeric:
            return self.values.index(value) / (len(self.values) - 1)
        low, here, high = (math.log(one) if self.logarithmic else one for one in (self.values[0], value, self.values[-1]))
        return (here - low) / (high - low)


@dataclass(frozen=True)
class Parallel:
    """What the picture shows.

    Args:
        result: the named result on the last axis.
        axes: one for each parameter, then the result's.
        left_out: parameters for which there was no room.
        runs: for each run its value on each axis.
        best: places in ``runs`` of the best tenth and those as good; empty if all are equally good.
        lower: whether less is better.
    """

    result: str
    axes: list[Axis]
    left_out: list[str]
    runs: list[tuple]
    best: frozenset[int]
    lower: bool


def parallel_results(swept: Swept, runs: Runs) -> list[str]:
    """The named results that have such a picture: finite numbers of two runs or more, in a sweep of more than the seed."""
    if not _parameters(swept):
        return []
    finites = Counter(
        name for run in runs.values() if run.status == "ok" for name in run.results if _is_finite(run.results[name])
    )
    return [name for name, there in numeric_results(runs).items() if there and finites[name] > 1]


def _is_finite(value: object) -> bool:
    return finite(value) is not None


def _parameters(swept: Swept) -> list[str]:
    return [name for name in swept if name != REPETITION and len(set(swept[name])) > 1]


def _parallel(result: str, swept: Swept, runs: Runs, lower: bool | None) -> Parallel:
    known = parallel_results(swept, runs)
    if result not in known:
        listed = ", ".join(known) or "none"
        raise CourseError(f"There is no picture of all runs for {result}; there is one for: {listed}.")
    names = _parameters(swept)
    shown, left_out = names[:MOST_AXES], names[MOST_AXES:]
    lines = [
        (*(run.parameters.get(name) for name in shown), finite(run.results.get(result)))
        for run in runs.values()
        if run.status == "ok" and _is_finite(run.results.get(result))
    ]
    *columns, results = zip(*lines, strict=True)
    axes = [_axis(name, column, WIDE_PARAMETER, swept[name]) for name, column in zip(shown, columns, strict=True)]
    lower = LOWER_IS_BETTER.search(result) is not None if lower is None else lower
    return Parallel(result, [*axes, _axis(result, results, WIDE_RESULT)], left_out, lines, _best(results, lower), lower)


def _best(results: Sequence[float], lower: bool) -> frozenset[int]:
    ordered = sorted(results, reverse=not lower)
    last = ordered[math.ceil(len(ordered) / 10) - 1]
    best = frozenset(place for place, value in enumerate(results) if (value <= last if lower else value >= last))
    return best if len(best) < len(results) else frozenset()


def _axis(name: str, values: Sequence, wide: float, order: Sequence = ()) -> Axis:
    """Numbers by their size, on a logarithmic scale where they are far apart; others side by side, in the order asked for."""
    different = set(values)
    if not all(_is_finite(value) for value in different):
        return Axis(name, [value for value in dict.fromkeys([*order, *values]) if value in different], numeric=False)
    rising = sorted(different)
    return Axis(name, rising, True, len(rising) > 2 and rising[0] > TINY and rising[-1] >= wide * rising[0])


def describe_parallel(result: str, swept: Swept, runs: Runs, *, lower: bool | None = None) -> str:
    """What the picture of all runs shows, in one sentence: how good the best tenth is, and which settings it has.

    Args:
        result: a named result.
        swept: by the parameter's name, its values in the order asked for.
        runs: by the run's name.
        lower: whether less is better; None goes by the result's name, as ``draw_parallel`` says.

    Raises:
        CourseError: there is no such picture (see ``parallel_results``).
    """
    shown = _parallel(result, swept, runs, lower)
    results = [line[-1] for line in shown.runs]
    if not shown.best:
        return f"All {len(results):,} runs with a finite {result} have the same: {written(results[0], results)}"
    of_best = [results[place] for place in shown.best]
    ends = dict.fromkeys(written(end, results) for end in (min(of_best), max(of_best)))
    settings = "; ".join(_settings(shown, place) for place in range(len(shown.axes) - 1))
    many = len(shown.best)
    words = (
        f"The {f'{many:,} runs' if many > 1 else 'run'} of {len(results):,} with the {'lowest' if shown.lower else 'highest'} "
        f"{result} ({' to '.join(ends)}), drawn thick and orange, {'have' if many > 1 else 'has'} {settings}"
    )
    return words + (f"; no room for {', '.join(shown.left_out)}" if shown.left_out else "")


def _settings(shown: Parallel, place: int) -> str:
    """Which values of a parameter the best runs have."""
    axis = shown.axes[place]
    values = axis.values
    found = Counter(shown.runs[line][place] for line in shown.best)
    if len(found) == 1:
        return f"{axis.name} {label(next(iter(found)))}"
    if len(values) <= FEW_VALUES:
        counts = [f"{label(value)} ({found[value]})" for value in values if found[value]]
        return f"{axis.name} {', '.join(counts[:-1])} and {counts[-1]}"
    there = [value for value in values if found[value]]
    if axis.numeric:
        ends = f"{label(there[0])} to {label(there[-1])}"
        whole = f"{label(values[0])} to {label(values[-1])}"
        return f"any {axis.name} ({whole})" if ends == whole else f"{axis.name} {ends} (of {whole})"
    return f"{len(there)} of {len(values)} values of {axis.name}"


def draw_parallel(result: str, swept: Swept, runs: Runs, *, lower: bool | None = None) -> "Figure":
    """Draw every run as a line over one axis for each swept parameter but the seed, to a named result.

    The best tenth of the runs, and those as good as its last, are drawn thicker and in another colour; the legend says
    which. At most seven parameters have an axis, and ``describe_parallel`` names the others. Runs that failed, and results
    that are not finite, are left out.

    Args:
        result: a named result.
        swept: by the parameter's name, its values in the order asked for.
        runs: by the run's name.
        lower: whether less is better; None says so where the result's name speaks of loss, error or time.

    Runs that share a value pass it side by side, the larger result above, so that a bundle is as thick as it has runs.

    Returns:
        The figure, 900 × 450 pixels; ``sweep_plots.as_png`` gives what can be shown or saved.

    Raises:
        CourseError: there is no such picture (see ``parallel_results``).
    """
    from matplotlib.collections import LineCollection
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

    shown = _parallel(result, swept, runs, lower)
    figure = Figure(figsize=(9, 4.5), dpi=100, layout="constrained", facecolor="white")
    axes = figure.add_subplot()
    paths = _paths(shown)
    best = [paths[place] for place in sorted(shown.best)]
    others = [path for place, path in enumerate(paths) if place not in shown.best]
    faint = max(0.08, min(0.7, 60 / len(paths)))
    axes.add_collection(LineCollection(others, linewidths=OTHER_WIDTH, colors=COLOURS[0], alpha=faint))
    axes.add_collection(LineCollection(best, linewidths=BEST_WIDTH, colors=COLOURS[1], alpha=0.85, zorder=3))
    _draw_axes(axes, shown.axes)
    if best:
        words = f"the tenth with the {'lowest' if shown.lower else 'highest'} {shortened(result, 40)}"
        looks = ((BEST_WIDTH, COLOURS[1], drawable(words)), (2 * OTHER_WIDTH, COLOURS[0], "the other runs"))
        handles = [Line2D([], [], linewidth=width, color=colour, label=name) for width, colour, name in looks]
        figure.legend(handles=handles, loc="outside upper center", ncols=2, frameon=False)
    return figure


def _paths(shown: Parallel) -> list[list[tuple[float, float]]]:
    """For each run its points. Runs that share a value pass it side by side, the larger result above."""
    results = [line[-1] for line in shown.runs]
    places = {run: place for place, run in enumerate(sorted(range(len(results)), key=results.__getitem__))}
    *parameters, result = shown.axes
    rooms = [_room(axis, len(results)) for axis in parameters]
    paths = []
    for run, line in enumerate(shown.runs):
        aside = places[run] / max(1, len(results) - 1) - 0.5
        points = [(across, axis.height(line[across]) + rooms[across] * aside) for across, axis in enumerate(parameters)]
        paths.append([*points, (len(parameters), result.height(line[-1]))])
    return paths


def _room(axis: Axis, runs: int) -> float:
    """How much of an axis the runs with one value may take: less than lies between two values."""
    if len(axis.values) == runs:
        return 0.0
    heights = [axis.height(value) for value in axis.values]
    return min(WIDEST_BUNDLE, 0.5 * min((high - low for low, high in pairwise(heights)), default=1.0))


def _draw_axes(axes: "Axes", shown: Sequence[Axis]) -> None:
    axes.set_xlim(-0.35, len(shown) - 0.65)
    axes.set_ylim(-0.08, 1.08)
    axes.spines[:].set_visible(False)
    axes.set_yticks([])
    names = [drawable(shortened(axis.name, 22)) + "\n(log scale)" * axis.logarithmic for axis in shown]
    axes.set_xticks(range(len(shown)), names)
    axes.tick_params(length=0)
    box = {"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 1}
    for across, axis in enumerate(shown):
        axes.axvline(across, color="0.25", linewidth=1, zorder=4)
        for value in _ticks(axis):
            words = drawable(shortened(label(value), 14))
            axes.text(across + 0.03, axis.height(value), words, fontsize=9, va="center", zorder=5, bbox=box)


def _ticks(axis: Axis) -> list:
    """Values to be written beside an axis: its own if they are few, else round ones or some of them."""
    from matplotlib.ticker import LogLocator, MaxNLocator

    if len(axis.values) <= FEW_VALUES or not axis.numeric:
        chosen = axis.values[:: -(-len(axis.values) // MOST_TICKS)]
    else:
        low, high = float(axis.values[0]), float(axis.values[-1])
        locator = LogLocator(numticks=MOST_TICKS) if axis.logarithmic else MaxNLocator(6)
        chosen = [float(tick) for tick in locator.tick_values(low, high) if low <= tick <= high]
        if len(chosen) < FEWEST_TICKS:  # of a logarithmic axis that is not much longer than a decade
            chosen = sorted({low, *chosen, high})
    apart = [chosen[0]]
    for value in chosen[1:]:
        if axis.height(value) - axis.height(apart[-1]) >= 0.5 / MOST_TICKS:
            apart.append(value)
    return apart
