"""A sweep's figures: a named result against a swept parameter, every run shown, and a line of text for each."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log, nan
from statistics import median
from typing import TYPE_CHECKING, Any

from helpers.palette import COLOURS, LINE_STYLES, MARKERS
from helpers.reruns.pages import shortened
from helpers.reruns.sweep_quantiles import SHARE, Spread, spread
from helpers.reruns.sweep_series import REPETITION, Line, Runs, Series, Swept, figure_pairs, label, series, written

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["as_png", "describe", "draw", "figure_pairs", "tabulate"]

# A summary lists this many medians, and names only the lowest and the highest where there are more.
LISTED_MEDIANS = 8
# From these ratios of largest to smallest on, an axis is logarithmic.
WIDE_PARAMETER, WIDE_RESULT = 20, 1000
# Below, a logarithmic axis overflows.
TINY = 1e-100
# Names below the horizontal axis; beyond this only some of them.
MOST_TICKS = 12
# Where a quantile would be, in a table.
TOO_FEW, MIXED = "too few runs", "more than the seed differs"
# Lines whose tenths are drawn, too.
MOST_PALE = 2
FAINT, BAND = 0.45, 0.17
# The median's mark is open: a run that lies on it is still seen.
OPEN_MARK = {"markersize": 10, "markerfacecolor": "none", "markeredgewidth": 1.5}


def describe(result: str, parameter: str, swept: Swept, runs: Runs) -> str:
    """What a figure of a sweep shows, in one line: its medians, its ranges, and what it leaves out.

    Introduced in lesson 20.

    Args:
        result: a named result.
        parameter: a swept parameter.
        swept: by the parameter's name, its values in the order asked for.
        runs: by the run's name.

    Raises:
        CourseError: there is no such figure (see ``figure_pairs``).
    """
    shown = series(result, parameter, swept, runs)
    heights = shown.heights
    low, high = (written(end(heights), heights) for end in (min, max))
    if parameter == REPETITION:
        parts = [f"{result} by {parameter}: median {written(median(heights), heights)}"]
    elif shown.by:
        lines = [f"{line.name}: {_medians(line, heights, LISTED_MEDIANS // 2, alone=False)}" for line in shown.lines]
        parts = [f"{result} against {parameter}, by {' and '.join(shown.by)}: {lines[0]}", *lines[1:]]
    else:
        parts = [f"{result} against {parameter}: {_medians(shown.lines[0], heights, LISTED_MEDIANS)}"]
    parts.append(f"range {low} to {high} over {len(heights)} run{'s' * (len(heights) != 1)}")
    if shown.pooled:
        parts.append(f"all values of {' and '.join(shown.pooled)} together")
    early = sum(run.status == "stopped" for run in runs.values())
    without = shown.total - len(heights) - early
    if without:
        parts.append(f"{without} of {shown.total} runs gave no finite value")
    if early:
        parts.append(f"{early} of {shown.total} runs were stopped early and are left out, so the worst are missing")
    return "; ".join(parts)


def _medians(line: Line, among: Sequence[float], listed: int, alone: bool = True) -> str:
    """The medians of a line; if it is the only one, each with what lies around it: half of the runs, or all of few."""
    spreads = line.spreads
    if not spreads:
        return "no finite value"
    if len(spreads) > listed:
        low, high = (end(spreads, key=lambda value: spreads[value].median) for end in (min, max))
        places = [f"{written(spreads[value].median, among)} at {label(value)}" for value in (low, high)]
        return f"lowest median {places[0]}, highest {places[1]}"
    quarters = any(one.quarters for one in spreads.values())
    around = {
        value: one.quarters if quarters else (min(line.results[value]), max(line.results[value]))
        for value, one in spreads.items()
    }
    around = {value: ends for value, ends in around.items() if alone and ends and ends[0] != ends[1]}
    words = f"median ({'middle half' if quarters else 'range'})" if around else "median"
    return f"{words} " + ", ".join(
        written(one.median, among)
        + (f" ({' to '.join(written(end, among) for end in around[value])})" if value in around else "")
        + f" at {label(value)}"
        for value, one in spreads.items()
    )


@dataclass(frozen=True)
class Row:
    """The numbers of one place in a figure, written out: for those who do not see it, and for those who want to know.

    ``interval``, ``quarters`` and ``tenths`` say so where there are too few runs, or where those differ by more than the seed.
    """

    line: str
    value: str
    runs: int
    median: str
    interval: str
    quarters: str
    tenths: str


def tabulate(result: str, parameter: str, swept: Swept, runs: Runs) -> list[Row]:
    """A figure of a sweep as a table, a row for each value of each line. Introduced in lesson 20.

    Args:
        result: a named result.
        parameter: a swept parameter; where it is ``seed``, all seeds make one row.
        swept: by the parameter's name, its values in the order asked for.
        runs: by the run's name.

    Raises:
        CourseError: there is no such figure (see ``figure_pairs``).
    """
    shown = series(result, parameter, swept, runs)
    heights = shown.heights
    # All that `written` looks at; a table has hundreds of numbers, and a sweep ten thousand runs.
    among = [min(heights), max(heights), min((abs(height) for height in heights if height), default=0.0)]
    among = among if among[0] <= among[2] <= among[1] else [*among[:2], -among[2]]

    def ends(pair: tuple[float, float] | None) -> str:
        return " to ".join(written(end, among) for end in pair) if pair else TOO_FEW

    def row(line: str, value: str, of: Spread) -> Row:
        interval = MIXED if shown.pooled else ends(of.interval)
        return Row(line, value, of.runs, written(of.median, among), interval, ends(of.quarters), ends(of.tenths))

    if parameter == REPETITION:
        return [row("", "all", spread(heights))]
    return [row(line.name, label(value), of) for line in shown.lines for value, of in line.spreads.items()]


def draw(result: str, parameter: str, swept: Swept, runs: Runs) -> "Figure":
    """Draw a named result against a swept parameter. Introduced in lesson 20.

    Every run is a faint point. A line joins the medians over the seeds. The dark band holds the middle half of the runs,
    from quarter to quarter, the pale one (of two lines at most) all but a tenth at either end; an upright bar is the 95 %
    interval of the median. What there are too few runs for is left out (see ``sweep_quantiles``). Where the parameter is a
    text or a truth value, or very many values have one run each, nothing joins the medians. Each combination of the other
    swept parameters has a line of its own, if there are at most six; else all are drawn as one, without intervals, for
    their runs differ by more than the seed, and the figure says so. Where the seed alone is swept, its points stand side
    by side with a line at their median. Runs that failed, and results that are not finite, are left out; ``describe``
    counts them.

    The horizontal axis is logarithmic if the parameter has three values or more, all positive and the largest at
    least 20 times the smallest; the vertical one if all results are positive and as much as 1,000 times apart.

    Args:
        result: a named result (see ``figure_pairs``).
        parameter: a swept parameter.
        swept: by the parameter's name, its values in the order asked for.
        runs: by the run's name.

    Returns:
        The figure, 700 × 400 pixels, known to no window and no notebook: ``as_png`` gives what can be shown or saved.

    Raises:
        CourseError: there is no such figure.
    """
    # Without pyplot: it keeps every figure in a list that all threads of the process share.
    from matplotlib.figure import Figure

    shown = series(result, parameter, swept, runs)
    figure = Figure(figsize=(7, 4), dpi=100, layout="constrained", facecolor="white")
    axes = figure.add_subplot()
    axes.grid(visible=True, alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)
    notes = _notes(shown)
    if parameter == REPETITION:
        _draw_seeds(axes, shown)
    else:
        for number, line in enumerate(shown.lines):
            _draw_line(axes, shown, number, line)
    if shown.pooled:
        notes.append(f"all values of {' and '.join(shown.pooled)} together")
    _scale(axes, shown)
    axes.set_title(drawable("; ".join(notes)), fontsize=9, loc="left", wrap=True)
    if shown.by:
        names = [drawable(shortened(line.name, 100)) for line in shown.lines]
        fitting = max(1, 700 // (60 + 6 * max(map(len, names))))
        columns = -(-len(names) // -(-len(names) // fitting))  # as many rows as needed, equally full
        figure.legend(axes.lines[1::2], names, loc="outside upper center", ncols=columns, frameon=False, fontsize=9)
    return figure


def as_png(figure: "Figure") -> bytes:
    """A figure as the content of a PNG file, for ``IPython.display.Image`` or a page. Introduced in lesson 20."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=100)
    return buffer.getvalue()


def _notes(shown: Series) -> list[str]:
    """How to read the figure: of what is drawn in it, and of nothing else."""
    seeds = shown.parameter == REPETITION
    spreads = [spread(shown.heights)] if seeds else [one for line in shown.lines for one in line.spreads.values()]
    notes = ["each point a run"]
    if seeds or shown.joined or any(one.runs > 1 for one in spreads):
        notes.append(f"{'line' if seeds or shown.joined else 'mark'}: median")
    pale = _pale(shown) and any(one.tenths for one in spreads)
    if any(one.quarters for one in spreads):
        notes.append(f"{'dark band' if pale else 'band'}: middle half")
    if pale:
        notes.append("pale band: without the outer tenths")
    if any(one.interval for one in spreads) and not shown.pooled and not seeds:
        notes.append(f"bar: {SHARE} interval of the median")
    return notes


def _draw_seeds(axes: "Axes", shown: Series) -> None:
    results = shown.lines[0].results
    points = [(place, height) for place, value in enumerate(shown.values) for height in results[value]]
    axes.plot(*zip(*points, strict=True), linestyle="none", marker=MARKERS[0], color=COLOURS[0])
    of = spread([height for _, height in points])
    for ends in (of.tenths, of.quarters):
        if ends:
            axes.axhspan(*ends, color=COLOURS[1], alpha=BAND, linewidth=0)
    axes.axhline(median(height for _, height in points), linewidth=2, linestyle=LINE_STYLES[1], color=COLOURS[1])


def _draw_line(axes: "Axes", shown: Series, number: int, line: Line) -> None:
    """Draw the points of a line as one artist, then its medians as another: the legend counts on these pairs."""
    from matplotlib.transforms import offset_copy

    colour, marker = COLOURS[number], MARKERS[number]
    places = {value: float(place if shown.categorical else value) for place, value in enumerate(shown.values)}
    if shown.categorical:  # the lines side by side, not on top of each other
        places = {value: place + 0.12 * (number - (len(shown.lines) - 1) / 2) for value, place in places.items()}
    points = [(places[value], height) for value, results in line.results.items() for height in results]
    across, heights = zip(*points, strict=True) if points else ((), ())
    axes.plot(
        across, heights, linestyle="none", marker=marker, markersize=5, color=colour, alpha=FAINT, markeredgewidth=0, zorder=3
    )
    # A value without a finite result leaves a gap.
    spreads = line.spreads
    medians = [spreads[value].median if value in spreads else nan for value in places]
    style = LINE_STYLES[number] if shown.joined else "none"
    mark = marker if shown.joined or any(one.runs > 1 for one in spreads.values()) else "none"
    axes.plot(list(places.values()), medians, linestyle=style, linewidth=2, marker=mark, color=colour, **OPEN_MARK)
    if _pale(shown):
        _draw_band(axes, shown, places, {value: one.tenths for value, one in spreads.items() if one.tenths}, colour)
    _draw_band(axes, shown, places, {value: one.quarters for value, one in spreads.items() if one.quarters}, colour)
    intervals = {} if shown.pooled else {value: one.interval for value, one in spreads.items() if one.interval}
    if intervals:
        across = [places[value] for value in intervals]
        lows, highs = zip(*intervals.values(), strict=True)
        aside = 4 * (number - (len(shown.lines) - 1) / 2) * (not shown.categorical)  # those of several lines side by side
        moved = offset_copy(axes.transData, axes.figure, x=aside, units="points")
        axes.vlines(across, lows, highs, color=colour, linewidth=1.5, zorder=4, transform=moved)
        axes.scatter(
            [*across, *across], [*lows, *highs], marker="_", color=colour, s=40, linewidths=1.5, zorder=4, transform=moved
        )


def _pale(shown: Series) -> bool:
    """Whether the bands of the tenths are drawn: those of many lines would cover one another."""
    return len(shown.lines) <= MOST_PALE


def _draw_band(axes: "Axes", shown: Series, places: dict[Any, float], ends: dict[Any, tuple[float, float]], colour: str) -> None:
    """A band over the values that have these two quantiles; a second one above it makes what both cover darker."""
    if not ends:
        return
    if not shown.joined or len(ends) == 1:
        across = [places[value] for value in ends]
        axes.vlines(across, *zip(*ends.values(), strict=True), color=colour, alpha=BAND, linewidth=9)
        return
    lows, highs = ([ends.get(value, (nan, nan))[side] for value in places] for side in (0, 1))
    axes.fill_between(list(places.values()), lows, highs, color=colour, alpha=BAND, linewidth=0)


def _scale(axes: "Axes", shown: Series) -> None:
    """Set scales, ticks and names of both axes."""
    from matplotlib.ticker import MaxNLocator

    heights, values = shown.heights, shown.values
    tall = min(heights) > TINY and max(heights) >= WIDE_RESULT * min(heights)
    wide = not shown.categorical and len(values) >= 3 and min(values) > TINY and max(values) >= WIDE_PARAMETER * min(values)
    if tall:
        axes.set_yscale("log")
    if wide:
        axes.set_xscale("log")
        axes.minorticks_off()
    if shown.categorical:
        step = -(-len(values) // MOST_TICKS)
        names = [drawable(label(value)) for value in values]
        slanted = {"rotation": 30, "ha": "right", "rotation_mode": "anchor"} if sum(map(len, names[::step])) > 70 else {}
        axes.set_xticks(range(0, len(values), step), names[::step], **slanted)
        axes.set_xlim(-0.6, len(values) - 0.4)
    elif _well_apart(values, wide):
        axes.set_xticks(values, [label(value) for value in values])
    elif not wide:
        axes.xaxis.set_major_locator(MaxNLocator(integer=all(isinstance(value, int) for value in values)))
    axes.set_xlabel(drawable(shortened(shown.parameter, 40) + " (log scale)" * wide))
    axes.set_ylabel(drawable(shortened(shown.result, 40) + " (log scale)" * tall))


def _well_apart(values: Sequence[float], wide: bool) -> bool:
    """Whether a tick at each value leaves room for its name."""
    places = [log(value) if wide else value for value in values]
    return all(right - left >= (places[-1] - places[0]) / MOST_TICKS for left, right in pairwise(places))


def drawable(text: str) -> str:
    """Without what matplotlib would take for a formula, and with a square for each sign that its font lacks."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    known = get_font(findfont(FontProperties())).get_charmap()
    return "".join(sign if ord(sign) in known else "□" for sign in text).replace("$", r"\$")
