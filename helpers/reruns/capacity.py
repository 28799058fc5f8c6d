"""How many kernels this machine runs at once: its cores and its memory, shared out."""

import sys
from contextlib import suppress
from pathlib import Path

import joblib
import psutil

from helpers.reruns.errors import CourseError

try:
    import resource
except ImportError:  # Windows, which has no such limit
    resource = None

# What a kernel with torch takes, measured: 0.8 to 1.1 GB, most of it for the libraries.
KERNEL_BYTES = 1_100_000_000
# Warm kernels share the libraries with their server, which counts once: 0.13 to 0.17 GB were a kernel's own in lessons
# 01, 07 and 09. Larger data come on top.
WARM_KERNEL_BYTES = 350_000_000
# Files and sockets that are open for a kernel, measured as 29; and those that the command has anyway.
KERNEL_FILES = 40
OWN_FILES = 100
# Where Linux keeps the limit that a container has, and what of it is taken: the new place, then the old one.
_CONTAINER = (
    ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current", "/sys/fs/cgroup/memory.stat"),
    (
        "/sys/fs/cgroup/memory/memory.limit_in_bytes",
        "/sys/fs/cgroup/memory/memory.usage_in_bytes",
        "/sys/fs/cgroup/memory/memory.stat",
    ),
)
# Copies of files that the system gives up as soon as a program wants the memory, as the two places call them.
_GIVEN_UP = ("total_inactive_file", "inactive_file")


def share_cores(
    runs: int, workers: int | None = None, cores: int | None = None, free_bytes: int | None = None, *, warm: bool = False
) -> tuple[int, int]:
    """How many kernels run at once, and how many threads each may use: the product never exceeds the cores.

    Args:
        runs: how many there are to do.
        workers: kernels at once; None takes one per core, no more than there are runs, and no more than fit into memory.
        cores: None counts them, with the limits that a container sets.
        free_bytes: memory that kernels may take; None asks the system.
        warm: whether the kernels are forked from a server, where that is possible.

    Raises:
        CourseError: ``workers`` is below 1 or above the number of cores.
    """
    cores = cores or joblib.cpu_count()
    if workers is None:
        free = free_memory() if free_bytes is None else free_bytes
        in_memory = (free - KERNEL_BYTES) // WARM_KERNEL_BYTES if warm and sys.platform == "linux" else free // KERNEL_BYTES
        workers = allow_files(max(1, min(cores, runs, in_memory)))
    if not 1 <= workers <= cores:
        raise CourseError(f"workers is {workers}, but it must be from 1 to the number of cores here, {cores}.")
    if (allowed := allow_files(workers)) < workers:
        raise CourseError(f"workers is {workers}, but this system's limit of open files (ulimit -n) allows {allowed}.")
    return workers, cores // workers


def allow_files(kernels: int) -> int:
    """Raise this process's limit of open files as far as so many kernels need, and the system lets it.

    Returns:
        How many of the kernels can have their files; at least one is always tried.
    """
    if resource is None:
        return kernels
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OWN_FILES + kernels * KERNEL_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
        soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return kernels if soft == resource.RLIM_INFINITY else max(1, min(kernels, (soft - OWN_FILES) // KERNEL_FILES))


def free_memory() -> int:
    """Bytes that programs may still take, here or, if that is less, in the container that this is."""
    free = psutil.virtual_memory().available
    for limit, used, kinds in _CONTAINER:
        try:
            taken = int(Path(used).read_text()) - _given_up(Path(kinds))
            free = min(free, max(0, int(Path(limit).read_text()) - taken))
        except (OSError, ValueError):  # no such file, or "max": no limit
            continue
    return free


def _given_up(kinds: Path) -> int:
    """Bytes of a container's memory that hold files which were not used lately; 0 where nothing says so."""
    try:
        numbers = dict(line.split(maxsplit=1) for line in kinds.read_text().splitlines())
        return next((int(numbers[name]) for name in _GIVEN_UP if name in numbers), 0)
    except (OSError, ValueError):
        return 0
