"""Which combinations of a grid, or points of ranges, a sample holds: drawn at random, or spread by a Sobol sequence."""

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Any

from helpers.reruns.errors import CourseError
from helpers.reruns.grid import SAMPLE_SEED, Grid, sample_problems
from helpers.reruns.lessons import nearest
from helpers.reruns.ranges import Range

SAMPLERS = ("random", "sobol")
MOST_SEED = 2**32 - 1
# So many points are looked at for combinations that are not in the sample yet.
MOST_POINTS = 1 << 17


def sampler_problems(sampler: str | None, seed: int | None, sample: int | None) -> list[str]:
    """What is wrong with how a sample is to be drawn: sentences, or none."""
    problems = []
    if sampler is not None and sampler not in SAMPLERS:
        problems.append(f"sampler is {sampler!r}, but it must be one of {', '.join(SAMPLERS)}.{nearest(sampler, SAMPLERS)}")
    if seed is not None and not 0 <= seed <= MOST_SEED:
        problems.append(f"sample-seed is {seed}, but it must be from 0 to {MOST_SEED:,}.")
    if sample is None and (sampler is not None or seed is not None):
        problems.append(
            "sampler and sample-seed say how a sample is drawn: say how large it is too, for example with --sample 50."
        )
    return problems


def draw(grid: Grid, sample: int | None = None, sampler: str | None = None, seed: int | None = None) -> list[dict[str, Any]]:
    """The swept parameters of each run. The same call always draws the same ones.

    The first 50 of a Sobol sample of 100 are the Sobol sample of 50, so a sample can grow.

    Args:
        grid: what there is to choose from.
        sample: so many different combinations; None, or more than there are, takes all.
        sampler: ``"random"``, which is meant by None, or ``"sobol"``, which leaves no large gaps.
        seed: another number, another sample; None is 0.

    Raises:
        CourseError: the sample is not possible; without one there are too many combinations, or a range has no end of values.
    """
    if problems := [*sample_problems(sample), *sampler_problems(sampler, seed, sample)]:
        raise CourseError("\n".join(problems))
    if grid.ranges and sample is None:
        raise CourseError(
            "A range has no list of values to run through: say how many runs to draw, for example with --sample 50."
        )
    seed = SAMPLE_SEED if seed is None else seed
    if sample is None or (not grid.ranges and sampler != "sobol"):
        return grid.combinations(sample, seed)
    axes = {**grid.swept, **grid.ranges}
    wanted = min(sample, math.prod(map(_size, axes.values())))
    points = _sobol(len(axes), int(wanted), seed) if sampler == "sobol" else _random(len(axes), seed)
    return _distinct(points, axes, int(wanted))


def _size(axis: Sequence[Any] | Range) -> float:
    return axis.size if isinstance(axis, Range) else len(axis)


def _value(axis: Sequence[Any] | Range, share: float) -> Any:
    return axis.at(share) if isinstance(axis, Range) else axis[min(int(share * len(axis)), len(axis) - 1)]


def _random(dimensions: int, seed: int) -> Iterator[Sequence[float]]:
    chance = random.Random(seed)
    while True:
        yield [chance.random() for _ in range(dimensions)]


def _sobol(dimensions: int, wanted: int, seed: int) -> Iterator[Sequence[float]]:
    from scipy.stats import qmc  # takes half a second to load

    engine = qmc.Sobol(dimensions, scramble=True, seed=seed)
    power = max(0, (wanted - 1).bit_length())
    yield from engine.random_base2(power)
    while True:  # twice as many as before: the sequence is even only in powers of two
        yield from engine.random_base2(power)
        power += 1


def _distinct(points: Iterator[Sequence[float]], axes: Mapping[str, Sequence[Any] | Range], wanted: int) -> list[dict[str, Any]]:
    """The combinations at the points, each once, in the points' order; where too few differ, the first of the others too."""
    found: dict[tuple, dict[str, Any]] = {}

    def add(values: Sequence[Any]) -> None:
        found.setdefault(tuple(values), dict(zip(axes, values, strict=True)))

    for point in islice(points, MOST_POINTS):
        add([_value(axis, share) for axis, share in zip(axes.values(), point, strict=True)])
        if len(found) == wanted:
            return list(found.values())
    # Only a set of combinations that is hardly larger than the sample comes here.
    listed = [range(axis.low, axis.high + 1) if isinstance(axis, Range) else axis for axis in axes.values()]
    for values in product(*listed):
        if len(found) == wanted:
            break
        add(values)
    return list(found.values())
