"""How far a sweep is, seen from outside: what a sweep tells of itself while it runs, and who reads it."""

import json
import os
import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil
from tqdm import tqdm

from helpers.reruns.results import Failure
from helpers.reruns.sweep_folder import read_manifest, stored_runs
from helpers.whole_files import write_whole

STATUS_FILE = "status.json"
# A process that starts while a clock is set may seem to have started a little earlier or later.
SAME_SECONDS = 2.0
FAILURES = ("failed", "interrupted")


@dataclass(frozen=True)
class Work:
    """What a sweep writes down when it begins: whoever looks at the folder needs no word of the process itself.

    Args:
        asked_for: how many runs there are to be, those that were finished before too.
        slots: runs at once.
        seconds: what a run took when the lesson was measured; None if nobody has.
        began: when, in seconds since 1970.
        host: the machine's name.
        process: the process's number there.
        process_began: when that process began: another one may get the number later.
        ended: whether the sweep came to an end by itself, or was stopped in order.
    """

    asked_for: int
    slots: int
    seconds: float | None
    began: float
    host: str
    process: int
    process_began: float
    ended: bool = False

    @property
    def alive(self) -> bool | None:
        """Whether the process that does the sweep still lives; None where that cannot be seen from this machine."""
        if self.ended:
            return False
        if self.host != socket.gethostname():
            return None
        try:
            return abs(psutil.Process(self.process).create_time() - self.process_began) < SAME_SECONDS
        except psutil.Error:
            return False


@contextmanager
def telling(folder: Path, asked_for: int, slots: int, seconds: float | None) -> Iterator[None]:
    """Write down that a sweep runs in the folder, and in the end that it has ended.

    A killed sweep cannot do the second: then its process is gone, and that can be seen. What cannot be written is no reason
    to stop: the sweep needs none of it.
    """
    me = psutil.Process()
    work = Work(asked_for, slots, seconds, time.time(), socket.gethostname(), os.getpid(), me.create_time())
    _write(folder, work)
    try:
        yield
    finally:
        _write(folder, Work(**{**asdict(work), "ended": True}))


def _write(folder: Path, work: Work) -> None:
    with suppress(OSError):
        write_whole(folder / STATUS_FILE, (json.dumps(asdict(work), indent=2) + "\n").encode())


def _read(folder: Path) -> Work | None:
    try:
        return Work(**json.loads((folder / STATUS_FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None  # of an older version, or damaged


@dataclass(frozen=True)
class Status:
    """How far a sweep is.

    Args:
        lesson: its name.
        done: finished runs by status, failures aside: "ok", and others that count as an end.
        failed: runs that failed, or were interrupted.
        again: those of them that the running sweep will try again.
        last_failure: the name of the run that failed last, and what went wrong there; None if none failed.
        taken: seconds that the passed runs took on average; None if there are none.
        work: what the sweep wrote down; None if it did not.
    """

    lesson: str
    done: dict[str, int]
    failed: int
    again: int
    last_failure: tuple[str, Failure | None] | None
    taken: float | None
    work: Work | None

    @property
    def to_come(self) -> int | None:
        """Runs that are still to be done, those that run now too; None if nobody knows how many there are to be."""
        if self.work is None:
            return None
        tried = self.failed - self.again if self.work.alive or self.work.alive is None else 0
        return max(0, self.work.asked_for - sum(self.done.values()) - tried)

    @property
    def running(self) -> int:
        """How many run now."""
        return min(self.work.slots, self.to_come or 0) if self.work and self.work.alive else 0


def read_status(folder: Path) -> Status:
    """Look at a sweep's folder, and change nothing in it: the sweep may be running, have ended, or have been killed.

    Raises:
        CourseError: there is no such folder, or it is no sweep's.
    """
    lesson = read_manifest(folder)["lesson"]
    work = _read(folder)
    done: Counter[str] = Counter()
    failed = again = 0
    seconds, newest, last = 0.0, float("-inf"), None
    for run in stored_runs(folder):
        if run.record.status not in FAILURES:
            done[run.record.status] += 1
            seconds += run.record.seconds if run.record.status == "ok" else 0
            continue
        failed += 1
        again += work is not None and run.written < work.began
        if run.written >= newest:
            newest, last = run.written, (run.name, run.record.error)
    taken = seconds / done["ok"] if done["ok"] else None
    return Status(lesson, dict(done), failed, again, last, taken, work)


def describe_status(status: Status, now: float | None = None) -> list[str]:
    """A sweep's status in sentences.

    Args:
        status: from ``read_status``.
        now: the time, in seconds since 1970; None takes the clock's.
    """
    work, passed = status.work, status.done.get("ok", 0)
    of = f" of {work.asked_for:,}" if work else ""
    others = [f"{number:,} {name}" for name, number in status.done.items() if name != "ok" and number]
    counts = ", ".join([f"{passed:,}{of} run(s) passed", *others, f"{status.failed:,} failed"])
    if status.to_come is None:
        return [f"{status.lesson}: {counts}. How many there are to be, nobody has written down.", *_failure(status)]
    waiting = status.to_come - status.running
    sentences = [f"{status.lesson}: {counts}, {status.running:,} running, {waiting:,} to come.", _life(status, now)]
    if status.to_come:
        sentences.append(_time_left(status))
    if status.again and status.running:
        sentences.append(f"Of those that failed, {status.again:,} failed in an earlier try and come again.")
    return sentences + _failure(status)


def _life(status: Status, now: float | None) -> str:
    work = status.work
    since = tqdm.format_interval(max(0, (time.time() if now is None else now) - work.began))
    where = f"process {work.process} on {work.host}"
    if work.alive is None:
        return f"It began {since} ago, {where}; from this machine one cannot see whether it still runs."
    if work.alive:
        return f"It runs for {since}, {where}."
    if not work.ended:
        goes_on = "goes on from here" if status.to_come else "writes table and page, if they are missing"
        return f"It does not run: {where} is gone, killed perhaps. The same command {goes_on}."
    if status.to_come or status.failed:
        return "It does not run. The same command does what is missing or failed."
    return "It is finished."


def _time_left(status: Status) -> str:
    seconds = status.taken if status.taken is not None else status.work.seconds
    if seconds is None:
        return "Nobody has measured how long a run takes."
    words = "the passed ones took on average" if status.taken is not None else "one took, when it was measured"
    left = tqdm.format_interval(seconds * -(-status.to_come // status.work.slots))
    if_so = "" if status.work.alive else f", {status.work.slots} at once"
    return f"At the {seconds:.1f} s that {words}, what is left takes about {left}{if_so}."


def _failure(status: Status) -> list[str]:
    if status.last_failure is None:
        return []
    name, error = status.last_failure
    return [f"The last failure: {name}, {error or 'without a message'}"]
