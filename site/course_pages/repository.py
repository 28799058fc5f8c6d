"""Where the course's repository lies, if that is known when the site is built."""

import re
from collections.abc import Mapping

from helpers.reruns.errors import CourseError

ADDRESS = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+", flags=re.ASCII)
BRANCH = re.compile(r"[\w./-]+", flags=re.ASCII)


def read_repository(environment: Mapping[str, str]) -> tuple[str, str]:
    """``owner/name``, empty where nobody knows, and the branch that links lead to.

    Args:
        environment: has ``COURSE_REPOSITORY``, or ``GITHUB_REPOSITORY`` on that forge's machines, and ``COURSE_BRANCH``.

    Raises:
        CourseError: what is given is no address, or no branch.
    """
    repository = environment.get("COURSE_REPOSITORY") or environment.get("GITHUB_REPOSITORY", "")
    branch = environment.get("COURSE_BRANCH") or "main"
    if repository and not ADDRESS.fullmatch(repository):
        raise CourseError(f"COURSE_REPOSITORY must read owner/name, but it is {repository!r}.")
    if not BRANCH.fullmatch(branch):
        raise CourseError(f"COURSE_BRANCH must be the name of a branch, but it is {branch!r}.")
    return repository, branch
