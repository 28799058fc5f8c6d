"""What to run: every lesson, parameter and folder is checked here, before a kernel starts."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.paths import RUNS
from helpers.reruns.errors import CourseError
from helpers.reruns.files import make_folder
from helpers.reruns.lessons import all_lessons, find_lesson, preset_parameters
from helpers.reruns.parameters import check_parameters, split_assignments


@dataclass(frozen=True)
class Plan:
    """One lesson to run: the notebook and its complete, checked parameters."""

    notebook: Path
    parameters: dict[str, Any]

    @property
    def name(self) -> str:
        """The lesson's name in every report: its file name without the ending."""
        return self.notebook.stem


def make_plans(lessons: list[str], assignments: list[str], preset: str | None) -> list[Plan]:
    """The lessons with their complete parameters: defaults, then the preset's, then the assignments.

    Args:
        lessons: numbers, file names or paths; none means all.
        assignments: ``["epochs=9", ...]``, for every lesson.
        preset: a name in ``presets.yaml``, or None.

    Raises:
        CourseError: something is unknown or not allowed, or a lesson comes twice.
    """
    given = split_assignments(assignments)
    plans = []
    for notebook in [find_lesson(name) for name in lessons] or all_lessons():
        from_preset = preset_parameters(preset, notebook) if preset else {}
        plans.append(Plan(notebook, check_parameters(notebook, {**from_preset, **given})))
    _refuse_duplicates(plans)
    return plans


def _refuse_duplicates(plans: list[Plan]) -> None:
    names = [plan.name for plan in plans]
    for name in names:
        if names.count(name) > 1:
            raise CourseError(f"The lesson {name} was asked for twice; both would write the same files.")


def new_run_folder() -> Path:
    """A folder of this run alone, made at once: two runs may start in the same second.

    Raises:
        CourseError: no folder can be made there.
    """
    name = time.strftime("%Y-%m-%d_%H-%M-%S")
    make_folder(RUNS)
    folder, number = RUNS / name, 1
    while True:
        try:
            folder.mkdir()
            return folder
        except FileExistsError:
            number += 1
            folder = RUNS / f"{name}_{number}"
        except OSError as error:
            raise CourseError(f"The output folder {folder} cannot be made: {error.strerror}.") from error
