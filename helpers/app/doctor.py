"""What this machine has, compared with what the course was tested with."""

import platform
import re
import sys
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import Version

from helpers.app.surroundings import hiding_files, other_kernel
from helpers.paths import DATA, LOCK, MY_NOTEBOOKS, NOTEBOOKS

DISTRIBUTION = "pytorch-training-course"
NEWEST_PYTHON = (3, 13)


@dataclass
class Report:
    """Lines of facts, warnings (the course may run) and problems (it cannot)."""

    facts: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def locked_versions(lock: Path = LOCK) -> dict[str, Version]:
    """The newest pinned version of each package in ``requirements.txt``; empty if the file is not there.

    A package may be pinned twice, for different Pythons.
    """
    pins: dict[str, Version] = {}
    if lock.is_file():
        for name, version in re.findall(r"^([A-Za-z0-9_.-]+)==([^\s;]+)", lock.read_text(encoding="utf-8"), flags=re.M):
            pins[name] = max(Version(version), pins.get(name, Version("0")))
    return pins


def check_packages(report: Report, requirements: list[str], pins: dict[str, Version]) -> None:
    """Compare what is installed with the ranges that the course declares and the versions it was tested with."""
    for requirement in map(Requirement, requirements):
        if requirement.marker is not None:  # extras: their absence stops no lesson
            continue
        try:
            found = Version(metadata.version(requirement.name))
        except metadata.PackageNotFoundError:
            report.problems.append(f"{requirement.name} is not installed; run the set-up of the README again.")
            continue
        report.facts.append(f"{requirement.name} {found}")
        tested = pins.get(requirement.name)
        if not requirement.specifier.contains(found, prereleases=True):
            report.warnings.append(f"{requirement.name} {found} is outside the supported range {requirement.specifier}.")
        elif tested and found.release[:2] > tested.release[:2]:
            report.warnings.append(f"{requirement.name} {found} is newer than the tested {tested}.")


def check_mnist(report: Report, folder: Path) -> None:
    """Say whether MNIST's files are under ``folder``, and intact."""
    from helpers.data import DatasetError, inspect_mnist

    try:
        found = inspect_mnist(folder)
    except DatasetError as error:
        report.facts.append("MNIST: cannot be read")
        report.warnings.append(str(error))
        return
    if not found.missing:
        report.facts.append(f"MNIST: {found.raw}, all four files, checksums right")
    elif found.intact or found.damaged:
        report.facts.append(f"MNIST: not complete in {found.raw}")
        report.warnings.append(str(DatasetError(found.trouble)))
    else:
        report.facts.append("MNIST: not found; `course data` fetches it, without it lessons take the bundled digits")
    if found.damaged and not found.missing:
        names = ", ".join(path.name for path in found.damaged)
        report.warnings.append(f"Damaged and not needed in {found.raw}: {names}. `course data` renames it.")


def examine() -> Report:
    """Look at Python, the packages, the device, the data and the notebooks."""
    report = Report([f"Python {platform.python_version()} ({sys.executable})", f"{platform.system()} {platform.machine()}"])
    if sys.version_info[:2] > NEWEST_PYTHON:
        report.warnings.append(f"Python {platform.python_version()} is newer than the tested 3.{NEWEST_PYTHON[1]}.")
    check_packages(report, metadata.requires(DISTRIBUTION) or [], locked_versions())
    try:
        from helpers.reproducibility import choose_device, describe_device

        report.facts.append(f"device: {describe_device(choose_device('auto'))}")
        check_mnist(report, DATA)
    except Exception as error:  # a broken torch fails in many ways, and each of them is the finding
        report.problems.append(f"torch or scikit-learn cannot be loaded: {type(error).__name__}: {error}")
    report.warnings += [*hiding_files(MY_NOTEBOOKS), *filter(None, [other_kernel()])]
    lessons = len(list(NOTEBOOKS.glob("*.ipynb")))
    report.facts.append(f"lessons: {lessons} in {NOTEBOOKS}")
    if not lessons:
        report.problems.append(f"no notebooks in {NOTEBOOKS}; install the project from its checkout, in editable mode.")
    return report
