"""The server that warm kernels are forked from: a process that has loaded modules, and then waits. Linux only.

``warm_kernels`` starts it (``python -m helpers.reruns.kernel_server FD MODULE ...``), and asks it for kernels through a
socket. A request is one message: the kernel's arguments, environment and folder as JSON, and three files: its standard
output, its standard error and a pipe. Into that pipe go the kernel's process id and, when it has ended, its exit code. A
pipe that closes without an exit code says that the server is gone.

When the other end of the socket closes, in whatever way the command ended, the server kills its kernels and what they
started, and goes too; a kernel whose server is gone is killed by the system.
"""

import contextlib
import ctypes
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import threadpoolctl

from helpers.reruns.kernel_main import CourseKernelApp

READY = b"ready"
# A message holds an environment, and a system may refuse longer ones.
MESSAGE_BYTES = 1 << 20
_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


@dataclass(frozen=True)
class KernelRequest:
    """What a kernel is started with: arguments of ipykernel's launcher, the whole environment, the working folder."""

    arguments: list[str]
    environment: Mapping[str, str]
    folder: str

    def message(self) -> bytes:
        """What is sent to the server."""
        return json.dumps([self.arguments, dict(self.environment), self.folder]).encode()


def preload(names: Iterable[str]) -> None:
    """Load modules.

    Raises:
        RuntimeError: something that was loaded has started a thread: forks of this process would not be sound.
    """
    # As ipykernel does it before a lesson imports matplotlib, which looks here when it is loaded.
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    for name in names:
        importlib.import_module(name)
    threads = len(list(Path("/proc/self/task").iterdir()))
    if threads > 1:
        raise RuntimeError(f"{threads} threads run after loading")
    gc.collect()
    gc.freeze()  # the collector of a kernel would write to every shared page


def serve(channel: socket.socket) -> KernelRequest:
    """Fork a kernel for each request, and tell how each one ended. Returns in the kernels; ends when the channel closes."""
    kernels: dict[int, tuple[int, int]] = {}  # of a process: its file descriptor -> its id, the pipe that tells of it
    poller = select.poll()
    poller.register(channel, select.POLLIN)
    channel.send(READY)
    while True:
        for descriptor, _ in poller.poll():
            if descriptor != channel.fileno():
                poller.unregister(descriptor)
                _report(descriptor, *kernels.pop(descriptor))
                continue
            message, files, _, _ = socket.recv_fds(channel, MESSAGE_BYTES, 3)
            if not message:
                for process, _ in kernels.values():
                    _kill_group(process)
                sys.exit()
            standard_output, standard_error, pipe = files
            server = os.getpid()
            try:
                process = os.fork()
            except OSError:  # no memory or no process left: the closed pipe says that there is no kernel
                process = None
            if process == 0:
                channel.close()
                for other, (_, other_pipe) in kernels.items():
                    os.close(other)
                    os.close(other_pipe)
                os.close(pipe)
                _leave_server(server, standard_output, standard_error)
                return KernelRequest(*json.loads(message))
            os.close(standard_output)
            os.close(standard_error)
            if process is None:
                os.close(pipe)
                continue
            descriptor = os.pidfd_open(process)
            kernels[descriptor] = process, pipe
            poller.register(descriptor, select.POLLIN)
            _tell(pipe, process)


def _report(descriptor: int, process: int, pipe: int) -> None:
    """A kernel has ended: take its exit code, and pass it on."""
    _, status = os.waitpid(process, 0)
    _tell(pipe, os.waitstatus_to_exitcode(status))
    os.close(pipe)
    os.close(descriptor)


def _tell(pipe: int, number: int) -> None:
    with contextlib.suppress(BrokenPipeError):  # nobody asks any more
        os.write(pipe, b"%d\n" % number)


def _kill_group(process: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)


def _leave_server(server: int, standard_output: int, standard_error: int) -> None:
    """In a forked process: its own session, files and signals, and an end when the server ends."""
    os.setsid()
    ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != server:  # it ended before that call
        os._exit(1)
    for source, target in ((os.open(os.devnull, os.O_RDONLY), 0), (standard_output, 1), (standard_error, 2)):
        os.dup2(source, target)
        os.close(source)


def run_kernel(request: KernelRequest) -> None:
    """In a forked process: become the kernel that a fresh Python would have become."""
    os.environ.clear()
    parent = str(os.getppid())
    os.environ.update({**request.environment, "JPY_PARENT_PID": parent})
    os.chdir(request.folder)
    tempfile.tempdir = None  # the next one to ask looks into the environment again
    # Libraries draw a seed when they are loaded. (Python's own generator draws one after each fork.)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    if "torch" in sys.modules:
        sys.modules["torch"].default_generator.seed()
    threadpoolctl.threadpool_limits(blas_threads(request.environment), user_api="blas")
    sys.argv = ["kernel_main.py", *request.arguments]
    # ipykernel has read the variable when it was loaded; without it, it prints how one would connect to it.
    CourseKernelApp.launch_instance(argv=[*request.arguments, f"--IPKernelApp.parent_handle={parent}"])


def blas_threads(environment: Mapping[str, str]) -> int:
    """How many threads OpenBLAS takes in such an environment when it is loaded."""
    given = (environment.get(name, "") for name in ("OPENBLAS_NUM_THREADS", "GOTO_NUM_THREADS", "OMP_NUM_THREADS"))
    return next((int(number) for number in given if number.isdecimal() and int(number)), len(os.sched_getaffinity(0)))


def main(arguments: list[str]) -> None:
    """The server's program: the socket's number, then the modules."""
    channel = socket.socket(fileno=int(arguments[0]))
    if sys.path[0] in ("", str(Path.cwd())):  # as ipykernel's launcher does; a kernel's first entry is its own folder
        del sys.path[0]
    preload(arguments[1:])
    run_kernel(serve(channel))


if __name__ == "__main__":
    main(sys.argv[1:])
