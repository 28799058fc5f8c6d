"""Kernels: their environment, and a pool that starts them and can end all at once."""

import os
import signal
import subprocess
import sys
import threading
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import zmq
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.provisioning import LocalProvisioner

from helpers.median_rule import WATCH_VARIABLE
from helpers.reruns.warm_kernels import WarmKernel, WarmProvisioner
from helpers.settings import IMPORTS_VARIABLE, RESULTS_VARIABLE

# This very Python, whatever other kernel is called python3 on this machine; and nothing of the folder that the command runs in.
_COMMAND = [sys.executable, "-P", "-m", "helpers.reruns.kernel_main", "-f", "{connection_file}"]
RESULTS_FILE = "results.jsonl"
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
    # What a run of a sweep starts has a rule and a folder of its own, or none.
    environment.pop(WATCH_VARIABLE, None)
    environment.pop(IMPORTS_VARIABLE, None)
    # Nor is what its exercises check anybody's progress.
    environment["COURSE_PROGRESS"] = ""
    if threads is not None:
        environment.update(dict.fromkeys(THREAD_VARIABLES, str(threads)))
    if temporary is not None:
        environment.update(dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temporary)))
    return environment


class KernelPool:
    """Starts kernels with a fixed number of threads each, and can end all of them at once.

    Args:
        threads: how many threads torch may use in each kernel.
        warm: fork the kernels from a server that has loaded torch already, where that is possible.
    """

    def __init__(self, threads: int, warm: bool = False) -> None:
        self.threads = threads
        self.warm = warm
        self.stopped = threading.Event()
        self._processes: list[subprocess.Popen | WarmKernel] = []
        self._lock = threading.Lock()

    def manager_class(
        self, log: Path, temporary: Path | None = None, own: Path | None = None, variables: Mapping[str, str] | None = None
    ) -> type[AsyncKernelManager]:
        """A kernel manager for one run; nbclient cleans up only what it made itself, so it is given a class.

        Its kernels are those of this Python; with ``own``, without what the user's IPython does when it starts.

        Args:
            log: gets what the kernel's process prints outside its cells, a crash in compiled code for example.
            temporary: the folder for the kernel's temporary files.
            own: an empty folder of this run alone, for its IPython, and for the named results in a file, ``RESULTS_FILE``.
            variables: more of the kernel's environment.
        """
        pool = self

        class Manager(AsyncKernelManager):
            async def start_kernel(self, **kwargs: Any) -> None:
                # Without the log level, ipykernel warns of every local kernel that TCP is not encrypted.
                extra = [*kwargs.pop("extra_arguments", []), "--log-level=ERROR"]
                environment = kernel_environment(pool.threads, temporary)
                if own is not None:
                    environment |= {"IPYTHONDIR": str(own / "ipython"), RESULTS_VARIABLE: str(own / RESULTS_FILE)}
                    environment.pop("PYTHONSTARTUP", None)
                environment |= variables or {}
                self._kernel_spec = KernelSpec(argv=_COMMAND, display_name="Python 3", language="python")
                self.context.setsockopt(zmq.RCVHWM, 0)  # as many outputs may wait here as in the kernel: any number
                provisioner = WarmProvisioner if pool.warm else LocalProvisioner
                self.kernel_id = str(uuid.uuid4())
                self.provisioner = provisioner(kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self)
                with log.open("wb") as file:
                    await super().start_kernel(**kwargs, extra_arguments=extra, env=environment, stdout=file, stderr=file)
                pool._add(self.provisioner.process)

        return Manager

    def _add(self, process: subprocess.Popen | WarmKernel) -> None:
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


def _kill(process: subprocess.Popen | WarmKernel) -> None:
    """Kill a kernel and what it started: on POSIX, Jupyter makes each kernel the leader of a process group."""
    if process.poll() is not None:
        return
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
