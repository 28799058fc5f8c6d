"""One run of one notebook in a kernel of its own, through papermill."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
import papermill
from jupyter_client import AsyncKernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError
from papermill.log import logger as papermill_logger

from helpers.reruns.results import Failure, LessonRun, named_results

# What papermill would log of a dead kernel or a timeout, this module returns.
papermill_logger.setLevel(logging.CRITICAL)

# A kernel listens on ports that were free a moment before. When many processes start kernels at once, one takes the
# other's port now and then, and the kernel dies, or does not answer, before its first cell: then it is started again.
STARTS = 3

# Every numerical library reads its own variable, and each before it is loaded.
THREAD_VARIABLES = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def kernel_environment(threads: int | None = None, temporary: Path | None = None) -> dict[str, str]:
    """The environment for a process that trains: this one's, with waiting threads that sleep.

    By default OpenMP's threads spin while they wait. Two programs on the same cores then starve each
    other: measured, the same training took 36 times as long.

    Args:
        threads: how many threads torch may use; None leaves that to torch.
        temporary: the folder for its temporary files; None leaves that to the system.
    """
    environment = {**os.environ, "OMP_WAIT_POLICY": "PASSIVE"}
    # So that `course` is found in a terminal or cell of JupyterLab too, where no environment was activated.
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment.get("PATH", "")])
    # A backend without a screen, set for scripts, would leave a notebook without figures.
    environment.pop("MPLBACKEND", None)
    # Started from a terminal or cell of `course lab`: nobody turns a knob in a run, its report needs the figures.
    environment.pop("COURSE_LIVE", None)
    if threads is not None:
        environment.update(dict.fromkeys(THREAD_VARIABLES, str(threads)))
    if temporary is not None:
        environment.update(dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temporary)))
    return environment


class KernelPool:
    """Starts kernels with a fixed number of threads each, and can end all of them at once."""

    def __init__(self, threads: int) -> None:
        self.threads = threads
        self.stopped = threading.Event()
        self._processes: list[subprocess.Popen] = []
        self._lock = threading.Lock()

    def manager_class(self, log: Path, temporary: Path | None = None) -> type[AsyncKernelManager]:
        """A kernel manager for one run; nbclient cleans up only what it made itself, so it is given a class.

        Args:
            log: gets what the kernel's process prints outside its cells, a crash in compiled code for example.
            temporary: the folder for the kernel's temporary files.
        """
        pool = self

        class Manager(AsyncKernelManager):
            async def start_kernel(self, **kwargs: Any) -> None:
                # Without the log level, ipykernel warns of every local kernel that TCP is not encrypted.
                extra = [*kwargs.pop("extra_arguments", []), "--log-level=ERROR"]
                environment = kernel_environment(pool.threads, temporary)
                with log.open("wb") as file:
                    await super().start_kernel(**kwargs, extra_arguments=extra, env=environment, stdout=file, stderr=file)
                pool._add(self.provisioner.process)

        return Manager

    def _add(self, process: subprocess.Popen) -> None:
        with self._lock:
            self._processes = [other for other in self._processes if other.poll() is None] + [process]
            if self.stopped.is_set():
                _kill(process)

    def stop(self) -> None:
        """Kill every kernel of this pool, and every one that it still starts."""
        with self._lock:
            self.stopped.set()
            for process in self._processes:
                _kill(process)


def _kill(process: subprocess.Popen) -> None:
    """Kill a kernel and what it started: on POSIX, Jupyter makes each kernel the leader of a process group."""
    if process.poll() is not None:
        return
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()


def run_notebook(
    notebook: Path,
    parameters: Mapping[str, Any],
    output: Path,
    pool: KernelPool,
    timeout: float | None = None,
    temporary: Path | None = None,
) -> LessonRun:
    """Run a notebook with the given parameters and save it, executed, cell by cell.

    Whatever goes wrong inside the notebook ends in the returned record, never as an exception. A kernel that dies or does
    not answer before its first cell is started again, twice at most.

    Args:
        notebook: the lesson; it is not changed.
        parameters: values for its parameters cell, already checked. They become ``LessonRun.parameters``.
        output: where the executed notebook goes; its folder exists and is the kernel's working folder. Beside it
            comes a ``.log``, if the kernel's process printed anything outside its cells.
        pool: starts the kernel.
        timeout: seconds that one cell may take; None sets no limit.
        temporary: a folder for the kernel's temporary files. With it, the kernel is killed once its last cell is done,
            and the caller removes what it left there; a kernel that loaded torch takes one to two seconds to leave by itself.
    """
    current: dict[str, Any] = {}
    log = output.with_suffix(".log")
    started = time.perf_counter()
    for _ in range(STARTS):
        failure = _execute(notebook, parameters, output, pool, timeout, temporary, current)
        if current or failure is None or failure.type != "RuntimeError" or pool.stopped.is_set():
            break
    seconds = round(time.perf_counter() - started, 3)
    if log.exists() and log.stat().st_size == 0:
        log.unlink()
    if failure is None:
        return LessonRun("ok", seconds, dict(parameters), named_results(nbformat.read(output, as_version=4)))
    if pool.stopped.is_set():
        stopped = Failure(_cell_name(current), "KeyboardInterrupt", "the run was stopped here")
        return LessonRun("interrupted", seconds, dict(parameters), error=stopped)
    return LessonRun("failed", seconds, dict(parameters), error=failure)


def _execute(
    notebook: Path,
    parameters: Mapping[str, Any],
    output: Path,
    pool: KernelPool,
    timeout: float | None,
    temporary: Path | None,
    current: dict[str, Any],
) -> Failure | None:
    """Run the notebook once. Returns what went wrong; ``current`` is told which cell runs."""
    try:
        papermill.execute_notebook(
            str(notebook).replace("{", "{{").replace("}", "}}"),  # papermill would fill braces in
            str(output).replace("{", "{{").replace("}", "}}"),
            parameters=dict(parameters),
            kernel_name="python3",
            progress_bar=False,
            execution_timeout=timeout,
            kernel_manager_class=pool.manager_class(output.with_suffix(".log"), temporary),
            shutdown_kernel="graceful" if temporary is None else "immediate",
            on_cell_execute=lambda cell, cell_index: current.update(cell=cell, index=cell_index),
            # Not papermill's cwd: it changes the folder of the whole process, and runs are threads of one process.
            resources={"metadata": {"path": str(output.parent)}},
        )
    except PapermillExecutionError as error:
        return Failure(_cell_name(current), error.ename, error.evalue)
    except DeadKernelError:
        return Failure(_cell_name(current), "DeadKernelError", "the kernel died (killed from outside, or out of memory)")
    except CellTimeoutError:
        return Failure(_cell_name(current), "CellTimeoutError", f"the cell ran longer than {timeout:g} s")
    except Exception as error:  # a run that cannot even start must not stop the others
        return Failure(_cell_name(current), type(error).__name__, str(error) or "no message")
    return None


def _cell_name(current: Mapping[str, Any]) -> str | None:
    """Which cell ran last: its place in the executed notebook, from 1, and its id."""
    return f"{current['index'] + 1} ({current['cell'].get('id', 'no id')})" if current else None
