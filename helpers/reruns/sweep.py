"""What a sweep is: a lesson, a grid, and the parameters of every run. All of it is checked before anything starts."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from helpers.reruns.errors import CourseError
from helpers.reruns.grid import make_grid, run_name, sample_problems
from helpers.reruns.lessons import expected_seconds, find_lesson, preset_parameters
from helpers.reruns.task import code_of, package_hash, source_of


@dataclass(frozen=True)
class Sweep:
    """What is to be run: ``runs`` maps each run's name to all its parameters, ``swept`` each swept one to its values.

    ``source`` is the notebook without outputs, ``seconds`` what a run took when it was measured, or None.
    """

    lesson: str
    source: str
    swept: dict[str, Sequence[Any]]
    shared: dict[str, Any]
    runs: dict[str, dict[str, Any]]
    seconds: float | None

    @property
    def manifest(self) -> dict[str, Any]:
        """What the runs in one folder have in common: lesson, code, shared parameters, names of the swept ones."""
        return {
            "lesson": self.lesson,
            "code": {self.lesson: _hash(code_of(self.source)), "helpers": package_hash(), "torch": version("torch")},
            "shared parameters": self.shared,
            "swept parameters": list(self.swept),
        }

    @property
    def fingerprint(self) -> str:
        """Eight characters that differ between different sweeps, other values of the swept parameters included."""
        return _hash([self.manifest, list(self.runs)])[:8]


def make_sweep(
    lesson: str,
    grid: Mapping[str, str | Sequence[Any]],
    parameters: Mapping[str, Any] | None = None,
    *,
    preset: str | None = None,
    sample: int | None = None,
) -> Sweep:
    """Check everything that a sweep needs, and start nothing. Introduced in lesson 20.

    Args:
        lesson: its number, file name or path.
        grid: for each swept parameter its values, as a sequence or in words (``"0.001,0.01"``, ``"0:10"``).
        parameters: other values than the defaults, the same in all runs.
        preset: a name in ``presets.yaml``; ``parameters`` and ``grid`` win over it.
        sample: run only so many combinations, drawn at random; the same call draws the same ones.

    Raises:
        CourseError: something is unknown or not allowed (all such problems in one message), the combinations are more
            than a sweep runs, or the lesson records no named results.
    """
    notebook = find_lesson(lesson)
    problems, from_preset = _preset(preset, notebook)
    problems += sample_problems(sample)
    fixed = {name: value for name, value in from_preset.items() if name not in grid} | dict(parameters or {})
    made = make_grid(notebook, grid, fixed, problems)
    source = source_of(notebook)
    if not any("record_result(" in code for code in code_of(source)):
        raise CourseError(f"{notebook.stem} records no named results, so a sweep would have nothing to compare.")
    combinations = made.combinations(sample)
    runs = {run_name(swept): {**made.shared, **swept} for swept in combinations}
    if len(runs) < len(combinations):  # two hashes alike, which happens once in billions
        raise CourseError("Two combinations of this grid would have one name: change one of its texts.")
    return Sweep(notebook.stem, source, made.swept, made.shared, runs, expected_seconds(notebook, preset))


def _preset(preset: str | None, notebook: Path) -> tuple[list[str], dict[str, Any]]:
    """What is wrong with the preset, and what it sets."""
    if preset is None:
        return [], {}
    try:
        found = preset_parameters(preset, notebook)
    except CourseError as error:
        return [str(error)], {}
    # A renamed copy would run at its defaults, for hours perhaps, and nobody would know why.
    nothing = (
        f"The preset {preset} has nothing for {notebook.stem}: presets go by file name. Leave it out, or name values with -p."
    )
    return [] if found else [nothing], found


def _hash(content: object) -> str:
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()
