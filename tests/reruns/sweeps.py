"""Sweeps for tests: every combination of the swept values as a run, without running anything."""

from collections.abc import Callable, Mapping, Sequence
from itertools import product

from helpers.reruns.results import Failure, LessonRun

ERROR = Failure("3 (loop)", "ValueError", "no")


def sweep(swept: Mapping[str, Sequence], results: Callable[[dict], dict | None]) -> dict[str, LessonRun]:
    """One run for each combination. ``results`` gets its parameters; where it returns None, the run failed."""
    runs = {}
    for values in product(*swept.values()):
        parameters = dict(zip(swept, values, strict=True))
        found = results(parameters)
        record = LessonRun("failed", 0.5, parameters, error=ERROR) if found is None else LessonRun("ok", 1.5, parameters, found)
        runs[",".join(f"{name}={value}" for name, value in parameters.items())] = record
    return runs
