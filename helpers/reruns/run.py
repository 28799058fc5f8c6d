"""One run of one notebook in a kernel of its own, through papermill."""

import json
import logging
import math
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.engines import NBClientEngine, NotebookExecutionManager, papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.log import logger as papermill_logger

from helpers.median_rule import WATCH_VARIABLE, RunStopped, Watch, stopped_at
from helpers.reruns.errors import CourseError
from helpers.reruns.kernels import RESULTS_FILE, KernelPool
from helpers.reruns.notebooks import read_notebook
from helpers.reruns.results import STEP_RESULT, Failure, LessonRun, named_results, storable
from helpers.settings import IMPORTS_VARIABLE

# What papermill would log of a dead kernel or a timeout, this module returns.
papermill_logger.setLevel(logging.CRITICAL)

# A kernel listens on ports that were free a moment before. When many processes start kernels at once, one takes the
# other's port now and then, and the kernel dies, or does not answer, before its first cell: then it is started again.
STARTS = 3
# papermill saves the notebook before and after each cell, which took a quarter of a short run. A command that is killed
# loses so many seconds of what the notebook showed.
SAVE_SECONDS = 2.0
# So long may the last outputs of a cell that has ended be on their way, before they count as lost.
OUTPUT_SECONDS = 600
LOST = "OutputLost"
_ENGINE = "course"


class _SparingEngine(NBClientEngine):
    """papermill's engine, but for the times when it saves."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: NotebookExecutionManager, kernel_name: str, **settings: Any) -> Any:
        def save_if_due(**given: Any) -> None:
            if (nb_man.now() - nb_man.last_save_time).total_seconds() > SAVE_SECONDS:
                save(**given)

        save, nb_man.save = nb_man.save, save_if_due
        try:
            return super().execute_managed_notebook(nb_man, kernel_name, **settings)
        finally:
            nb_man.save = save  # the last one is not missed


papermill_engines.register(_ENGINE, _SparingEngine)


def check_timeout(timeout: float | None) -> None:
    """Refuse a time limit that is none.

    Raises:
        CourseError: it is below one second, infinite, or no number.
    """
    if timeout is not None and not 1 <= timeout < math.inf:
        raise CourseError(f"timeout is {timeout:g}, but it must be a number of seconds, at least 1.")


def run_notebook(
    notebook: Path,
    parameters: Mapping[str, Any],
    output: Path,
    pool: KernelPool,
    timeout: float | None = None,
    temporary: Path | None = None,
    *,
    folder: Path | None = None,
    watch: Watch | None = None,
) -> LessonRun:
    """Run a notebook with the given parameters and save it, executed, every two seconds and at its end.

    Whatever goes wrong inside the notebook ends in the returned record, never as an exception. A kernel that dies or does
    not answer before its first cell is started again, twice at most.

    Args:
        notebook: the lesson; it is not changed.
        parameters: values for its parameters cell, already checked. They become ``LessonRun.parameters``.
        output: where the executed notebook goes; its folder exists. Beside it comes a ``.log``, if the kernel's process
            printed anything outside its cells.
        pool: starts the kernel.
        timeout: seconds that one cell may take, rounded up to whole ones; None sets no limit.
        temporary: a folder for the kernel's temporary files. With it, the kernel is killed once its last cell is done,
            and the caller removes what it left there; a kernel that loaded torch takes one to two seconds to leave by itself.
        folder: the kernel's working folder, whose modules it can import; None is that of ``output``.
        watch: stops the run early where its reported values are worse than those of other runs.
    """
    current: dict[str, Any] = {}
    log, work = output.with_suffix(".log"), folder or output.parent
    variables = ({IMPORTS_VARIABLE: "1"} if folder else {}) | ({WATCH_VARIABLE: watch.text} if watch else {})
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="course-", ignore_cleanup_errors=True) as own:
        for _ in range(STARTS):
            failure = _execute(notebook, parameters, output, pool, timeout, temporary, Path(own), current, work, variables)
            if current or failure is None or failure.type != "RuntimeError" or pool.stopped.is_set():
                break
        recorded = _recorded(Path(own) / RESULTS_FILE)
    seconds = round(time.perf_counter() - started, 3)
    if log.exists() and log.stat().st_size == 0:
        log.unlink()
    if failure is None:
        shown = named_results(read_notebook(output))
        lost = [name for name, value in recorded.items() if name not in shown or shown[name] != value]
        if not lost:
            return LessonRun("ok", seconds, dict(parameters), shown)
        failure = Failure(None, LOST, f"{len(lost)} of {len(recorded)} named results did not arrive, {lost[0]} for one")
    if failure.type == RunStopped.__name__ and watch is not None and (last := stopped_at(watch)):
        step, value = last
        results = {watch.rule.name: storable(value), STEP_RESULT: step}
        return LessonRun("stopped", seconds, dict(parameters), results, failure)
    if pool.stopped.is_set():
        stopped = Failure(_cell_name(current), "KeyboardInterrupt", "the run was stopped here")
        return LessonRun("interrupted", seconds, dict(parameters), error=stopped)
    return LessonRun("failed", seconds, dict(parameters), error=failure)


def _recorded(file: Path) -> dict[str, Any]:
    """The named results that the kernel wrote into a file, beside those that it showed."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
        return {result["name"]: result["value"] for result in map(json.loads, lines)}
    except (OSError, ValueError):  # there are none, or the disk was full
        return {}


def _execute(
    notebook: Path,
    parameters: Mapping[str, Any],
    output: Path,
    pool: KernelPool,
    timeout: float | None,
    temporary: Path | None,
    own: Path,
    current: dict[str, Any],
    work: Path,
    variables: Mapping[str, str],
) -> Failure | None:
    """Run the notebook once. Returns what went wrong; ``current`` is told which cell runs."""
    try:
        papermill.execute_notebook(
            read_notebook(notebook),
            str(output).replace("{", "{{").replace("}", "}}"),  # papermill would fill braces in
            parameters=dict(parameters),
            engine_name=_ENGINE,
            kernel_name="python3",
            language="python",
            progress_bar=False,
            execution_timeout=None if timeout is None else math.ceil(timeout),
            iopub_timeout=OUTPUT_SECONDS,
            kernel_manager_class=pool.manager_class(output.with_suffix(".log"), temporary, own, variables),
            shutdown_kernel="graceful" if temporary is None else "immediate",
            on_cell_execute=lambda cell, cell_index: current.update(cell=cell, index=cell_index, since=time.monotonic()),
            # Not papermill's cwd: it changes the folder of the whole process, and runs are threads of one process.
            resources={"metadata": {"path": str(work)}},
        )
    except PapermillExecutionError as error:
        return Failure(_cell_name(current), error.ename, error.evalue)
    except DeadKernelError:
        return Failure(_cell_name(current), "DeadKernelError", "the kernel died (killed from outside, or out of memory)")
    except CellTimeoutError:
        if timeout is None or time.monotonic() - current["since"] < timeout:
            return Failure(_cell_name(current), LOST, "the cell ended, but its output did not arrive")
        return Failure(_cell_name(current), "CellTimeoutError", f"the cell ran longer than {timeout:g} s")
    except Exception as error:  # a run that cannot even start must not stop the others
        return Failure(_cell_name(current), type(error).__name__, str(error) or "no message")
    return None


def _cell_name(current: Mapping[str, Any]) -> str | None:
    """Which cell ran last: its place in the executed notebook, from 1, and its id."""
    return f"{current['index'] + 1} ({current['cell'].get('id', 'no id')})" if current else None
