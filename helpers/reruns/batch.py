"""Several lessons at once: cores shared out, progress shown, failures kept apart, Ctrl-C survived."""

import sys
from collections.abc import Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from helpers.reruns.errors import CourseError
from helpers.reruns.files import make_folder
from helpers.reruns.kernels import KernelPool
from helpers.reruns.lessons import working_folder
from helpers.reruns.plans import Plan
from helpers.reruns.results import RESULTS_FILE, Failure, LessonRun, read_results, write_results
from helpers.reruns.run import run_notebook
from helpers.reruns.terminal import bar_width

NEVER_STARTED = Failure(None, "KeyboardInterrupt", "the run was stopped before this lesson started")


@dataclass(frozen=True)
class Batch:
    """What came out of all plans. ``interrupted`` tells that Ctrl-C ended it, ``lost`` why the records could not be stored."""

    runs: dict[str, LessonRun]
    interrupted: bool
    lost: str = ""


def prepare_folder(folder: Path) -> None:
    """Make the output folder, or refuse it before anything runs.

    An earlier result of this course is added to. Anything else that lies there is not ours to mix with. The
    folder is marked as ours at once, so that it can be used again however the run ends.

    Raises:
        CourseError: the folder cannot be written, or holds foreign files, the notebooks themselves for example.
    """
    refuse_foreign(folder)
    try:
        write_results(folder, read_results(folder))
    except OSError as error:
        raise CourseError(f"The output folder {folder} cannot be written to: {error.strerror}.") from error


def refuse_foreign(folder: Path) -> None:
    """Make the folder, or look whether this course may write to the one that is there, and change nothing in it.

    Raises:
        CourseError: the folder cannot be written, or holds foreign files, the notebooks themselves for example.
    """
    make_folder(folder)
    read_results(folder)
    entries = [path for path in folder.iterdir() if not path.name.startswith(".")]
    if entries and not (folder / RESULTS_FILE).exists():
        raise CourseError(f"The output folder {folder} holds other files; choose an empty one, or one of an earlier run.")


def run_batch(
    plans: list[Plan], folder: Path, workers: int, threads: int, timeout: float | None = None, warm: bool = False
) -> Batch:
    """Run all plans, at most ``workers`` at once, and keep ``results.json`` up to date after each.

    A lesson that fails does not stop the others. On Ctrl-C every kernel is killed, and what was finished stays. Where the
    records cannot be written, the lessons still run, and what was recorded before stays.

    Args:
        plans: what to run.
        folder: gets ``<lesson>.ipynb`` for each plan and ``results.json``; see ``prepare_folder``.
        workers: kernels at once.
        threads: torch threads in each kernel.
        timeout: seconds that one cell may take; None sets no limit.
        warm: fork kernels from a server that has loaded torch, where that is possible and there are several plans.
    """
    pool = KernelPool(threads, warm=warm and len(plans) > 1)
    runs: dict[str, LessonRun] = {}
    interrupted, lost = False, ""
    executor = ThreadPoolExecutor(workers, thread_name_prefix="lesson")
    bar = tqdm(total=len(plans), unit="lesson", file=sys.stdout, ncols=bar_width())
    pending = {
        executor.submit(
            run_notebook, p.notebook, p.parameters, folder / f"{p.name}.ipynb", pool, timeout, folder=working_folder(p.notebook)
        ): p
        for p in plans
    }
    try:
        while pending:
            done, _ = wait(pending, return_when=FIRST_COMPLETED)
            _collect(done, pending, runs, bar)
            lost = _store(folder, runs)
    except KeyboardInterrupt:
        interrupted = True
        pool.stop()
        executor.shutdown(wait=True, cancel_futures=True)
        _collect(set(pending), pending, runs, bar)
        lost = _store(folder, runs)
    finally:
        pool.stop()
        executor.shutdown(wait=True, cancel_futures=True)
        bar.close()
    return Batch(runs, interrupted, lost)


def _store(folder: Path, runs: Mapping[str, LessonRun]) -> str:
    """Add the runs to the folder's record. Returns why that was not possible, or nothing."""
    try:
        write_results(folder, read_results(folder) | runs)
    except OSError as error:
        return f"{RESULTS_FILE} in {folder} could not be written: {error.strerror}."
    return ""


def _collect(done: set[Future], pending: dict[Future, Plan], runs: Mapping[str, LessonRun], bar: tqdm) -> None:
    for future in done:
        plan = pending.pop(future)
        runs[plan.name] = (
            LessonRun("interrupted", 0.0, plan.parameters, error=NEVER_STARTED) if future.cancelled() else future.result()
        )
        bar.set_postfix_str(f"{plan.name}: {runs[plan.name].status}", refresh=False)
        bar.update()
