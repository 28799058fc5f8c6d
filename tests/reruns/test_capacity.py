import subprocess
import sys
from types import SimpleNamespace

import joblib
import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.paths import COURSE_ROOT
from helpers.reruns import capacity
from helpers.reruns.capacity import KERNEL_BYTES, WARM_KERNEL_BYTES, free_memory, share_cores
from helpers.reruns.errors import CourseError

LOTS = 10_000 * KERNEL_BYTES


@given(lessons=st.integers(1, 500), cores=st.integers(1, 256), data=st.data())
def test_workers_times_threads_never_exceed_the_cores(lessons, cores, data):
    asked = data.draw(st.none() | st.integers(1, cores))
    workers, threads = share_cores(lessons, asked, cores, LOTS)
    assert workers >= 1
    assert threads >= 1
    assert workers * threads <= cores
    assert asked is None or workers == asked
    assert asked is not None or workers <= lessons


def test_no_core_is_left_idle_that_a_thread_could_use():
    assert share_cores(1, None, 8, LOTS) == (1, 8)
    assert share_cores(3, None, 8, LOTS) == (3, 2)
    assert share_cores(12, None, 8, LOTS) == (8, 1)


@pytest.mark.parametrize("workers", [0, -1, 9])
def test_more_workers_than_cores_are_refused(workers):
    with pytest.raises(CourseError, match=f"workers is {workers}, but it must be from 1 to the number of cores here, 8"):
        share_cores(12, workers, 8, LOTS)


def test_the_cores_of_this_machine_are_counted():
    workers, threads = share_cores(1000)
    assert workers * threads <= joblib.cpu_count()


def test_no_more_kernels_than_fit_into_memory():
    assert share_cores(12, None, 8, 3 * KERNEL_BYTES + 1) == (3, 2)
    assert share_cores(12, None, 8, KERNEL_BYTES // 2) == (1, 8), "one is always tried"
    assert share_cores(12, 8, 8, KERNEL_BYTES) == (8, 1), "who names a number, gets it"


@pytest.mark.skipif(sys.platform != "linux", reason="kernels are warm on Linux only")
def test_more_warm_kernels_fit_and_their_server_counts_once():
    free = KERNEL_BYTES + 3 * WARM_KERNEL_BYTES + 1
    assert share_cores(12, None, 8, free, warm=True) == (3, 2)
    assert share_cores(12, None, 8, free) == (1, 8)
    assert share_cores(12, None, 8, KERNEL_BYTES // 2, warm=True) == (1, 8), "one is always tried"


def test_the_memory_of_this_machine_is_looked_at():
    assert 0 < free_memory() <= psutil.virtual_memory().total


def test_a_container_may_allow_less(tmp_path, monkeypatch):
    (tmp_path / "max").write_text("5000\n")
    (tmp_path / "current").write_text("2000\n")
    files = tmp_path / "max", tmp_path / "current", tmp_path / "stat"
    monkeypatch.setattr(capacity, "_CONTAINER", (("nowhere", "nowhere", "nowhere"), files))
    assert free_memory() == 3000
    (tmp_path / "max").write_text("max\n")
    assert free_memory() > 3000
    (tmp_path / "max").write_text("1000\n")
    assert free_memory() == 0


# The kind: a container counts the files that it has read as used, although it gives them up at once.
@pytest.mark.parametrize("name", ["inactive_file", "total_inactive_file"])
def test_files_that_lie_in_memory_count_as_free(tmp_path, monkeypatch, name):
    (tmp_path / "max").write_text("8000000000\n")
    (tmp_path / "current").write_text("7900000000\n")
    files = tmp_path / "max", tmp_path / "current", tmp_path / "stat"
    monkeypatch.setattr(capacity, "_CONTAINER", (files,))
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=64_000_000_000))
    assert free_memory() == 100_000_000
    (tmp_path / "stat").write_text(f"anon 600000000\nfile 7300000000\n{name} 7300000000\n")
    assert free_memory() == 7_400_000_000
    assert share_cores(20, cores=8)[0] == 6
    (tmp_path / "stat").write_text("not a table")
    assert free_memory() == 100_000_000


# The kind: a limit of the system that shows only when many kernels run.
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
@pytest.mark.parametrize(
    ("soft", "hard", "workers", "expected"),
    [
        (256, 4096, None, (12, "12")),
        (256, 256, None, (3, "3")),
        (64, 64, None, (1, "1")),
        (256, 256, 3, (3, "3")),
        (256, 256, 4, (None, "limit of open files (ulimit -n) allows 3")),
        (256, 4096, 12, (12, "12")),
    ],
)
def test_the_limit_of_open_files(soft, hard, workers, expected):
    program = (
        "import resource, sys\n"
        f"resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))\n"
        "from helpers.reruns.capacity import share_cores\n"
        "from helpers.reruns.errors import CourseError\n"
        "try:\n"
        f"    print(share_cores(12, {workers}, cores=12, free_bytes=10**12)[0])\n"
        "except CourseError as error:\n"
        "    print(error)\n"
    )
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=COURSE_ROOT).stdout
    assert expected[1] in printed
    assert expected[0] is None or int(printed) == expected[0]
