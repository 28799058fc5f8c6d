"""What students typically answer in lesson 20: wrong ways that the judges must reject, and other right ways."""

import itertools
import statistics

import numpy as np

from helpers.exercises.answers_finished import RIGHT_FINISHED, WRONG_FINISHED
from helpers.exercises.lesson_20 import combinations, summary


def _aliased(grid):
    entry, found = {}, []
    for values in itertools.product(*grid.values()):
        entry.update(zip(grid, values, strict=True))
        found.append(entry)
    return found


def _empties_the_grid(grid):
    found = [{}]
    while grid:
        name, values = next(iter(grid.items()))
        del grid[name]
        found = [{**entry, name: value} for entry in found for value in values]
    return found


def _two_only(grid):
    (first, firsts), (second, seconds) = grid.items()
    return [{first: a, second: b} for a in firsts for b in seconds]


def _step_by_step(grid):
    found = [{}]
    for name, values in grid.items():
        found = [{**entry, name: value} for entry in found for value in values]
    return tuple(found)


def _grouped(rows):
    groups = {}
    for row in rows:
        groups.setdefault(row["learning_rate"], []).append(row["test_accuracy"])
    return groups


def _summarised(middle=statistics.median, keep=None, failed=None):
    """A summary for 20.2 with one of its lines changed."""
    keep = keep or (lambda value: value is not None and value == value)

    def answer(rows):
        short = {}
        for rate, values in _grouped(rows).items():
            good = [value for value in values if keep(value)]
            three = (middle(good), min(good), max(good)) if good else (None, None, None)
            short[rate] = (*three, len(good), len(values) - len(good) if failed is None else failed)
        return short

    return answer


def _changed(change):
    """The right summary, with every entry changed."""
    return lambda rows: {rate: change(entry) for rate, entry in summary(rows).items()}


def _overwritten(rows):
    return {row["learning_rate"]: summary([row])[row["learning_rate"]] for row in rows}


def _failed_as_zero(rows):
    good = [{**row, "test_accuracy": row["test_accuracy"] or 0.0} for row in rows]
    return summary(good)


def _takes_rows_away(rows):
    right = summary(rows)
    rows.clear()
    return right


def _with_numpy(rows):
    short = {}
    for rate in {row["learning_rate"] for row in rows}:
        found = np.array([row["test_accuracy"] for row in rows if row["learning_rate"] == rate], dtype=float)
        good = found[~np.isnan(found)]
        three = [np.quantile(good, share) for share in (0.5, 0, 1)] if good.size else [None] * 3
        short[rate] = [*three, good.size, found.size - good.size]
    return short


def _in_32_bits(rows):
    return {
        rate: (*(value if value is None else float(np.float32(value)) for value in entry[:3]), *entry[3:])
        for rate, entry in summary(rows).items()
    }


WRONG = {
    "20.1": {
        "zip": lambda grid: [dict(zip(grid, values, strict=True)) for values in zip(*grid.values(), strict=False)],
        "the first parameter only": lambda grid: [{name: value} for name in list(grid)[:1] for value in grid[name]],
        "one dictionary in every entry": _aliased,
        "names sorted backwards": lambda grid: [{n: c[n] for n in sorted(c, reverse=True)} for c in combinations(grid)],
        "values as text": lambda grid: [{name: str(value) for name, value in c.items()} for c in combinations(grid)],
        "the first changes fastest": lambda grid: [
            dict(zip(grid, v[::-1], strict=True)) for v in itertools.product(*list(grid.values())[::-1])
        ],
        "tuples": lambda grid: list(itertools.product(*grid.values())),
        "one combination": lambda grid: combinations(grid)[0],
        "not a list": lambda grid: itertools.product(*grid.values()),
        "takes the grid apart": _empties_the_grid,
        "exactly two parameters": _two_only,
        "values sorted": lambda grid: combinations({name: sorted(values) for name, values in grid.items()}),
        "nothing": lambda grid: [],
        "nothing for no names": lambda grid: combinations(grid) if grid else [],
        "each pair twice": lambda grid: combinations(grid) * 2,
    },
    "20.2": {
        "the best only": _summarised(middle=max),
        "the mean": _summarised(middle=statistics.fmean),
        "failed as 0": _failed_as_zero,
        "not sorted": _summarised(middle=lambda values: values[len(values) // 2]),
        "the lower middle": _summarised(middle=statistics.median_low),
        "NaN as a value": _summarised(keep=lambda value: value is not None),
        "None as a value": _summarised(keep=lambda value: True),
        "0.0 taken for failed": _summarised(keep=lambda value: value and value == value),
        "failed not counted": _summarised(failed=0),
        "rates without a result left out": lambda rows: {r: entry for r, entry in summary(rows).items() if entry[3]},
        "counts swapped": _changed(lambda entry: (*entry[:3], entry[4], entry[3])),
        "failed counted as finished too": _changed(lambda entry: (*entry[:3], entry[3] + entry[4], entry[4])),
        "smallest and largest swapped": _changed(lambda entry: (entry[0], entry[2], entry[1], *entry[3:])),
        "0 where every run failed": _changed(lambda entry: entry if entry[3] else (0, 0, 0, *entry[3:])),
        "None where any run failed": _changed(lambda entry: (None, None, None, *entry[3:]) if entry[4] else entry),
        "three values": _changed(lambda entry: entry[:3]),
        "rates as text": lambda rows: {str(rate): entry for rate, entry in summary(rows).items()},
        "the last of its rows": _overwritten,
        "rounded": _changed(lambda entry: (*(value if value is None else round(value, 2) for value in entry[:3]), *entry[3:])),
        "the sorted text": lambda rows: sorted(summary(rows).items()),
        "takes the rows away": _takes_rows_away,
    },
    "20.3": WRONG_FINISHED,
}

ALSO_RIGHT = {
    "20.1": {"parameter by parameter": _step_by_step},
    "20.2": {"with NumPy": _with_numpy, "by one changed line": _summarised(), "in 32 bits": _in_32_bits},
    "20.3": RIGHT_FINISHED,
}
