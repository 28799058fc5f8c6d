"""Doing a sweep: threads on this machine or workers of a cluster, whatever is missing, and stoppable at any moment."""

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from tqdm import tqdm

from helpers.median_rule import VALUES_FILE, Watch, prepare_values
from helpers.reruns.capacity import share_cores
from helpers.reruns.cluster import cluster_executor
from helpers.reruns.errors import CourseError, NotStoredError
from helpers.reruns.files import alone_in, make_folder
from helpers.reruns.kernels import KernelPool
from helpers.reruns.results import Failure, LessonRun
from helpers.reruns.run import check_timeout
from helpers.reruns.search import GoalMissing, Proposals
from helpers.reruns.shared_folder import changed_words, look_at
from helpers.reruns.sweep import Sweep
from helpers.reruns.sweep_folder import SweepFolder, refuse_foreign
from helpers.reruns.sweep_report import write_sweep_report
from helpers.reruns.sweep_status import telling
from helpers.reruns.table import TABLE_FILE, write_table
from helpers.reruns.task import Outcome, Task, run_task
from helpers.reruns.terminal import bar_width

# A long sweep can be looked at while it runs; but a table of thousands of rows is not written after each of thousands of runs.
TABLE_SECONDS = 10
# The results of a run depend on its threads, in the last digits: with one, they are the same wherever it runs.
THREADS = 1
FROM_OUTSIDE = "from outside (Ctrl-C, or a signal)"
# In the manifest of a search, once it has begun: what is proposed next depends on it.
AT_ONCE = "at once"


@dataclass(frozen=True)
class SweepResult:
    """The runs that there are now, by name, in the grid's order; ``stopped`` says what ended the sweep early, or is empty."""

    runs: dict[str, LessonRun]
    table: Path
    report: Path
    stopped: str


@dataclass(frozen=True)
class _Crew:
    """Who does the runs, ``slots`` at once."""

    submit: Callable[[Task], Future]
    slots: int
    words: str


# Gives out at most so many runs that can start now, with their names.
_Take = Callable[[int], list[tuple[str, Task]]]


def run_sweep(
    sweep: Sweep,
    folder: Path,
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    timeout: float | None = 900,
    warm: bool = True,
    announce: Callable[[str], object] = print,
) -> SweepResult:
    """Run what is missing of a sweep, and write its table and report. Introduced in lesson 20.

    A run that fails, hangs or dies becomes a row of its own and does not stop the others. The same call again runs only
    what is missing or failed; and what a rule stopped early, if the sweep has no such rule any more. On Ctrl-C the kernels
    here are killed, and what was finished stays; runs on a cluster that have begun go on to their end there, and their
    results are lost.

    Args:
        sweep: from ``make_sweep``.
        folder: a new one, or that of the same sweep, which may have had fewer values; ``sweep_folder`` says what lies in it.
        workers: runs at once on this machine; None decides by cores and memory.
        scheduler: the address of a Dask scheduler, whose workers do the runs instead; they need no shared folder.
        timeout: seconds that one cell may take; None sets no limit.
        warm: fork kernels from a server that has loaded torch, where that is possible; with the same results.
        announce: is told in a sentence what is about to happen.

    Raises:
        CourseError: the folder cannot be used or holds something else, another sweep runs in it, ``workers`` is not
            possible here, or the scheduler cannot be reached. Nothing was started then.
        NotStoredError: the disk is full, or was taken away; what was finished before is kept.
    """
    if workers is not None and scheduler is not None:
        raise CourseError("workers are for this machine, and the scheduler has its own: give one of the two.")
    if sweep.rule is not None and scheduler is not None:
        raise CourseError(
            "--stop-early compares runs through a file in the sweep's folder, which a cluster's workers do not share: leave it "
            "out, or --scheduler."
        )
    check_timeout(timeout)
    share_cores(sweep.asked, workers)  # before a folder is made for a sweep that cannot be
    folder = folder.resolve()
    make_folder(folder)
    refuse_foreign(folder, sweep.manifest, sweep.names)  # before a lock is left in a folder that is not ours
    if scheduler is not None:
        sweep = replace(sweep, folder=None)  # the workers do not have it
    with alone_in(folder):
        place = SweepFolder(folder, sweep.manifest, sweep.names)
        sweep, runs = with_records(sweep, place)
        missing = sweep.asked - sum(run.status in sweep.finished for run in runs.values())
        stopped = ""
        if missing:
            with _crew(missing, workers, scheduler, warm) as crew:
                make = _task_maker(sweep, place, timeout, warm)
                take = _proposing(sweep, place, runs, crew, make) if sweep.search else _listed(sweep, runs, make)
                _begin(place)
                announce(announcement(sweep, runs, missing, crew.slots, crew.words))
                there = look_at(sweep.folder) if sweep.folder else {}
                with telling(folder, sweep.asked, crew.slots, sweep.seconds):
                    stopped = _work(crew, take, _Keeper(sweep, place, runs, missing))
            if sweep.folder and missing > 1 and (words := changed_words(sweep.folder, there)):
                announce(words)
        else:
            announce(f"All {sweep.asked:,} runs of {sweep.lesson} are finished already.")
        in_order = _in_order(sweep, runs)
        table = folder / TABLE_FILE
        try:
            write_table(table, in_order)
            lower = {sweep.goal.name: not sweep.goal.maximise} if sweep.goal else {}
            report = write_sweep_report(folder, sweep.lesson, used_values(sweep), in_order, sweep.asked, lower)
        except OSError as error:
            raise NotStoredError(
                f"Table and page of the sweep in {folder} could not be written ({error.strerror}); the runs are kept, and the "
                "same command writes both when there is room."
            ) from error
        return SweepResult(in_order, table, report, stopped)


def _begin(place: SweepFolder) -> None:
    try:
        place.begin()
    except OSError as error:
        raise CourseError(f"The output folder {place.path} cannot be written to: {error.strerror}.") from error


@contextmanager
def _crew(runs: int, workers: int | None, scheduler: str | None, warm: bool) -> Iterator[_Crew]:
    if scheduler is not None:
        with cluster_executor(scheduler) as (executor, slots):
            yield _Crew(lambda task: executor.submit(run_task, task), slots, f"on the cluster at {scheduler}")
        return
    slots, _ = share_cores(runs, workers, warm=warm)
    pool = KernelPool(THREADS, warm)
    with ThreadPoolExecutor(slots, thread_name_prefix="run") as executor:
        try:
            yield _Crew(lambda task: executor.submit(run_task, task, pool), slots, "on this machine")
        finally:
            pool.stop()  # after Ctrl-C kernels are still running
            executor.shutdown(wait=True, cancel_futures=True)


def with_records(sweep: Sweep, place: SweepFolder) -> tuple[Sweep, dict[str, LessonRun]]:
    """The sweep and what its folder has of it: a search knows its runs from there only."""
    if not sweep.search:
        return sweep, place.recorded(sweep.runs)
    runs = place.all_recorded()
    return replace(sweep, runs={name: run.parameters for name, run in runs.items()}), runs


def announcement(sweep: Sweep, runs: Mapping[str, LessonRun], missing: int, slots: int | None, where: str) -> str:
    """What is about to happen, and about how long it takes, as far as that is known.

    Args:
        sweep: the whole of it.
        runs: those that there are already, by name.
        missing: how many are to be done.
        slots: how many at once; None if nobody knows.
        where: the runs are done, in words.
    """
    taken = [run.seconds for run in runs.values() if run.status == "ok"]
    seconds = sum(taken) / len(taken) if taken else sweep.seconds
    finished = f", {len(taken):,} finished already" if taken else ""
    at_once = "as many at once as it has room for" if slots is None else f"{slots} at once"
    words = f"{sweep.asked:,} run(s) of {sweep.lesson}{finished}; {at_once} {where}, one thread each."
    if seconds is None:
        return f"{words} Nobody has measured how long one takes."
    measured = "those took" if taken else "one took, when it was measured,"
    if slots is None:
        total = tqdm.format_interval(seconds * missing)
        return (
            f"{words} At the {seconds:.0f} s that {measured} what is left takes about {total}, divided by how many run at once."
        )
    total = seconds * -(-missing // slots)
    return f"{words} At the {seconds:.0f} s that {measured} what is left takes about {tqdm.format_interval(total)}."


def _task_maker(sweep: Sweep, place: SweepFolder, timeout: float | None, warm: bool) -> Callable[[str], Task]:
    """What makes a run's task when it is about to be given out: the notebook in it is large."""
    values = place.path / VALUES_FILE

    def make(name: str) -> Task:
        watch = None
        if sweep.rule:
            watch = Watch(str(values), name, sweep.rule)
            try:
                prepare_values(values, [name])
            except OSError as error:
                raise NotStoredError(f"{values} could not be written ({error.strerror}).") from error
        return Task(sweep.lesson, sweep.source, sweep.runs[name], THREADS, timeout, warm, sweep.folder, watch)

    return make


def _listed(sweep: Sweep, runs: dict[str, LessonRun], make: Callable[[str], Task]) -> _Take:
    """The runs of a sweep that knows them all."""
    names = iter([name for name in sweep.runs if name not in runs or runs[name].status not in sweep.finished])
    return lambda most: [(name, make(name)) for name in islice(names, most)]


def _proposing(sweep: Sweep, place: SweepFolder, runs: dict[str, LessonRun], crew: _Crew, make: Callable[[str], Task]) -> _Take:
    """The runs of a search, as they are proposed; each is added to those of the sweep."""
    # As many as when it began, so that it goes on in the same way elsewhere.
    at_once = place.stored(AT_ONCE) or crew.slots
    place.manifest[AT_ONCE] = at_once
    proposals = Proposals(sweep.search, sweep.goal, sweep.shared, runs, sweep.finished, at_once)

    def take(most: int) -> list[tuple[str, Task]]:
        taken = []
        for name, parameters in proposals.take(most):
            sweep.runs[name] = parameters
            taken.append((name, make(name)))
        return taken

    return take


class _Keeper:
    """Stores each run as it comes, and shows how far the sweep is."""

    def __init__(self, sweep: Sweep, place: SweepFolder, runs: dict[str, LessonRun], missing: int) -> None:
        self.sweep, self.place, self.runs = sweep, place, runs
        self.failed = self.early = 0
        self.written = time.monotonic()
        self.bar = tqdm(total=missing, unit="run", file=sys.stdout, ncols=bar_width())

    def __call__(self, name: str, outcome: Outcome) -> None:
        try:
            self.place.keep(name, self.sweep.lesson, outcome)
            self.runs[name] = outcome.record
            if time.monotonic() - self.written > TABLE_SECONDS:
                write_table(self.place.path / TABLE_FILE, _in_order(self.sweep, self.runs))
                self.written = time.monotonic()
        except OSError as error:
            raise NotStoredError(f"{name} could not be stored ({error.strerror}); what was finished before is kept.") from error
        self.early += outcome.record.status == "stopped"
        self.failed += outcome.record.status not in ("ok", "stopped")
        early = f"{self.early} stopped early, " if self.early else ""
        self.bar.set_postfix_str(f"{early}{self.failed} failed", refresh=False)
        self.bar.update()


def _work(crew: _Crew, take: _Take, keep: _Keeper) -> str:
    """Give out the tasks and keep what comes back. Returns what stopped it early, or nothing."""
    pending: dict[Future, tuple[str, Task]] = {}
    try:
        while True:
            # A few more than are running, so that nobody waits; not all, because each task carries the notebook.
            for name, task in take(2 * crew.slots - len(pending)):
                pending[crew.submit(task)] = name, task
            if not pending:
                return ""
            for future in wait(pending, return_when=FIRST_COMPLETED).done:
                keep(*_finished(future, *pending.pop(future)))
    except CancelledError:
        return "because the cluster was lost"
    except GoalMissing as error:
        for future in pending:
            future.cancel()
        return f"because {error}"
    except KeyboardInterrupt:
        for future in pending:
            future.cancel()
        return FROM_OUTSIDE
    finally:
        keep.bar.close()


def _finished(future: Future, name: str, task: Task) -> tuple[str, Outcome]:
    try:
        return name, future.result()
    except CancelledError:
        raise
    except Exception as error:  # the worker died, again and again, or the run could not even be sent
        failure = Failure(None, type(error).__name__, str(error).strip().partition("\n")[0] or "no message")
        return name, Outcome(LessonRun("failed", 0.0, task.parameters, error=failure))


def _in_order(sweep: Sweep, runs: dict[str, LessonRun]) -> dict[str, LessonRun]:
    names = sorted(sweep.runs) if sweep.search else sweep.runs  # a search's names begin with their numbers
    return {name: runs[name] for name in names if name in runs}


def used_values(sweep: Sweep) -> dict[str, list]:
    """The swept values that some run has: of a long range, a sample takes few. Those of a search are known only now."""
    if sweep.search:
        return {name: sorted({parameters[name] for parameters in sweep.runs.values()}) for name in sweep.search.axes}
    used = {name: {parameters[name] for parameters in sweep.runs.values()} for name in sweep.swept}
    return {name: [value for value in values if value in used[name]] for name, values in sweep.swept.items()}
