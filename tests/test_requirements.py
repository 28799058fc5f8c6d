"""The lock fits the project: every direct dependency is pinned to a version in its range."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from helpers.paths import COURSE_ROOT, LOCK

PROJECT = tomllib.loads((COURSE_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
# What they need would hold the versions of everything else back.
NOT_LOCKED = {"mlflow", "peers"}
GROUPS = [PROJECT["dependencies"], *(lines for name, lines in EXTRAS.items() if name not in NOT_LOCKED)]
DIRECT = [Requirement(line) for group in GROUPS for line in group]
PINS = re.findall(r"^([A-Za-z0-9_.-]+)==([^\s;]+)", LOCK.read_text(encoding="utf-8"), flags=re.M)


def misfits(requirements, pins):
    """Direct dependencies that the lock lacks, or pins outside their range."""
    found = []
    for requirement in requirements:
        versions = [version for name, version in pins if name == requirement.name.lower()]
        if not versions or not all(requirement.specifier.contains(Version(version)) for version in versions):
            found.append(f"{requirement}: pinned to {versions or 'nothing'}")
    return found


def test_the_lock_fits_the_project():
    assert len(DIRECT) > 15
    assert misfits(DIRECT, PINS) == [], "run make lock"


@pytest.mark.parametrize("line", ["torch>=99", "no-such-package", "numpy<2"])
def test_a_lock_that_does_not_fit_is_found(line):
    assert len(misfits([Requirement(line)], PINS)) == 1


def test_the_lock_names_no_index():
    assert "://" not in re.sub(r"^#.*$", "", LOCK.read_text(encoding="utf-8"), flags=re.M)


def test_the_distribution_has_the_promised_name_and_extras():
    assert PROJECT["name"] == "pytorch-training-course"
    assert {"cluster", "dev", "mlflow", "peers", "search"} <= set(EXTRAS)


def test_what_the_course_is_compared_with_is_no_part_of_it():
    peers = {Requirement(line).name for line in EXTRAS["peers"]}
    assert len(peers) >= 5
    assert not peers & {name for name, _ in PINS}
    recipe = (COURSE_ROOT / "Makefile").read_text(encoding="utf-8").partition("\nlock:")[2].partition("\n\n")[0]
    locked = set(re.findall(r"--extra (\w+)", recipe))
    assert locked == set(EXTRAS) - NOT_LOCKED
    assert "--all-extras" not in recipe
