"""A grid: the values of some parameters, each checked, and all their combinations."""

import hashlib
import json
import math
import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from helpers.reruns.errors import CourseError
from helpers.reruns.parameters import Parameter, check_value, read_parameters, split_assignments, unknown_parameter
from helpers.reruns.ranges import FORM, Range, read_range

MOST_RUNS = 10_000
MOST_VALUES = 1_000_000
# One fixed number, so that the same command draws the same sample, and can go on where it was stopped.
SAMPLE_SEED = 0


_RANGE = re.compile(r"(-?\d+):(-?\d+)(?::(-?\d+))?")


@dataclass(frozen=True)
class Grid:
    """The swept parameters with their checked values or ranges, and the parameters that all runs share."""

    swept: dict[str, Sequence[Any]]
    shared: dict[str, Any]
    ranges: dict[str, Range] = field(default_factory=dict)

    def __len__(self) -> int:
        """How many combinations of the values there are."""
        return math.prod(len(values) for values in self.swept.values())

    def combinations(self, sample: int | None = None, seed: int = SAMPLE_SEED) -> list[dict[str, Any]]:
        """The swept values of each run; the last one changes fastest. Introduced in lesson 20.

        Args:
            sample: so many of them, drawn at random and without repetition, in the grid's order; None or more than
                there are takes all. The same grid, number and seed always give the same sample.
            seed: of the draw.

        Raises:
            CourseError: there are more than 10,000, or ``sample`` is not from 1 to 10,000.
        """
        if problems := sample_problems(sample):
            raise CourseError("\n".join(problems))
        if min(len(self), sample or len(self)) > MOST_RUNS:
            raise CourseError(
                f"{len(self):,} combinations are more than the {MOST_RUNS:,} that one sweep runs: "
                "name fewer values, or draw some of them, for example with --sample 50."
            )
        chosen: Iterable[int] = range(len(self))
        if sample is not None and sample < len(self):
            chosen = sorted(random.Random(seed).sample(range(len(self)), sample))
        return [self._combination(number) for number in chosen]

    def _combination(self, number: int) -> dict[str, Any]:
        picked = {}
        for name, values in reversed(self.swept.items()):
            number, place = divmod(number, len(values))
            picked[name] = values[place]
        return {name: picked[name] for name in self.swept}


def sample_problems(sample: int | None) -> list[str]:
    """What is wrong with a sample's size: one sentence, or none."""
    wrong = sample is not None and not 1 <= sample <= MOST_RUNS
    return [f"sample is {sample}, but it must be from 1 to {MOST_RUNS:,}."] * wrong


def make_grid(
    notebook: Path,
    axes: Mapping[str, str | Sequence[Any]],
    values: Mapping[str, Any] | None = None,
    problems: Iterable[str] = (),
    ranges: Mapping[str, str | Sequence[Any]] | None = None,
) -> Grid:
    """Check every value of a grid against the notebook's parameters cell. Introduced in lesson 20.

    Args:
        notebook: the lesson.
        axes: for each swept parameter its values, as a sequence or in words: ``"0.001,0.01"``; for whole numbers also
            ``"0:10"`` (0 to 9) and ``"0:10:2"``.
        values: other values than the defaults for parameters that are the same in all runs.
        problems: what the caller found wrong already, to be told together with what is found here.
        ranges: for parameters that are drawn between two ends, ``"0.001:1"``, ``"0.001:1:log"`` or ``(0.001, 1, "log")``;
            both ends belong to the range, and whole numbers stay whole.

    Raises:
        CourseError: all problems at once: the caller's, unknown names, names that are swept twice or fixed too, values of
            the wrong type, values that the course's rules do not allow, values that come twice, a parameter without a value, no
            parameter.
    """
    known = read_parameters(notebook)
    problems, ranges = list(problems), ranges or {}
    varied = {**axes, **ranges}
    if not varied:
        problems.append("A sweep needs at least one parameter with its values, for example --grid seed=0:10.")
    shared = {name: parameter.default for name, parameter in known.items() if name not in varied}
    swept: dict[str, Sequence[Any]] = {}
    for name, value in (values or {}).items():
        if name in varied:
            problems.append(f"{name} is swept and fixed to {value!r}: give one of the two.")
        elif name in known:
            shared[name] = _collect(problems, known[name], [value], value)
    for name, given in axes.items():
        if name in known:
            swept[name] = _values(problems, known[name], given)
    drawn: dict[str, Range] = {}
    for name, given in ranges.items():
        if name in axes:
            problems.append(f"{name} has values and a range: give one of the two.")
        elif name in known:
            try:
                drawn[name] = read_range(known[name], given)
            except CourseError as error:
                problems.append(str(error))
    problems += [unknown_parameter(notebook, name, known) for name in [*varied, *(values or {})] if name not in known]
    if problems:
        raise CourseError("\n".join(dict.fromkeys(problems)))
    return Grid(swept, shared, drawn)


def split_axes(axes: Iterable[str]) -> dict[str, str]:
    """Turn ``["seed=0:10", ...]`` into a mapping.

    Raises:
        CourseError: an entry has no ``=`` or no name, or a name comes twice.
    """
    return split_assignments(axes, "A grid's parameter", "NAME=VALUE,VALUE,... or NAME=FIRST:END")


def split_ranges(ranges: Iterable[str]) -> dict[str, str]:
    """Turn ``["learning_rate=0.001:1:log", ...]`` into a mapping.

    Raises:
        CourseError: an entry has no ``=`` or no name, or a name comes twice.
    """
    return split_assignments(ranges, "A range", f"NAME={FORM}")


def _values(problems: list[str], parameter: Parameter, given: str | Sequence[Any]) -> Sequence[Any]:
    """The checked values of one parameter; what is wrong with them is added to the problems."""
    try:
        listed = _split(parameter, given) if isinstance(given, str) else list(given)
    except CourseError as error:
        problems.append(str(error))
        return []
    except TypeError:
        problems.append(f"The grid gives {parameter.name} one value where a list of values is wanted: write [{given!r}].")
        return []
    if not listed:
        excluded = "; the end of a range is not part of it" if ":" in given else ""
        problems.append(f"The grid gives {parameter.name} no value ({parameter.name}={given}{excluded}).")
    before = len(problems)
    checked = [_collect(problems, parameter, listed, value) for value in listed]
    if len(problems) > before and isinstance(given, str) and re.search(r"[][();]|\d-\d", given):
        ways = "1,2,3 or 1:4" if parameter.type == "int" else "0.1,0.2"
        problems.append(f"Values in a grid are written like this: {parameter.name}={ways}.")
    if len(problems) == before and len(set(checked)) < len(checked):
        twice = next(value for place, value in enumerate(checked) if value in checked[:place])
        problems.append(f"The grid gives {parameter.name} the value {twice!r} twice.")
    return checked


def _collect(problems: list[str], parameter: Parameter, listed: Sequence[Any], value: Any) -> Any:
    try:
        return check_value(parameter, value)
    except CourseError as error:
        problems.append(str(error))
        return None


def _split(parameter: Parameter, text: str) -> Sequence[Any]:
    values: list[Any] = []
    for part in text.split(",") if text else []:
        if parameter.type != "str" and ":" in part and not (parameter.type == "int" and _RANGE.fullmatch(part.strip())):
            raise CourseError(f"{parameter.name}={part}: a range reads FIRST:END or FIRST:END:STEP, for whole numbers only.")
        span = _RANGE.fullmatch(part.strip())
        if not span or parameter.type == "str":
            values.append(part.strip())
            continue
        first, end, step = int(span[1]), int(span[2]), int(span[3] or 1)
        if not step or len(range(first, end, step)) > MOST_VALUES:
            raise CourseError(f"{parameter.name}={part}: a range has a step other than 0, and at most {MOST_VALUES:,} values.")
        values.extend(range(first, end, step))
    return values


def run_name(swept: Mapping[str, Any]) -> str:
    """The name of a run, and of its folder: ``learning_rate=0.01,seed=3``.

    Text with characters that a file system may refuse, or may not tell apart, is shortened and marked with a hash of
    the whole.
    """
    full = ",".join(f"{name}={value}" for name, value in swept.items())
    safe = re.sub(r"[^A-Za-z0-9_=,.+-]", "_", full)[:120]
    texts = [value for value in swept.values() if isinstance(value, str)]
    # A comma and an equals sign inside a text could be those between two parameters.
    ambiguous = any({*",="} & {*value} for value in texts)
    confusable = any(value != value.lower() for value in texts)
    if safe == full and not ambiguous and not confusable and not full.endswith("."):
        return safe
    full = json.dumps(dict(swept)) if ambiguous else full
    return f"{safe}-{hashlib.sha256(full.encode()).hexdigest()[:8]}"
