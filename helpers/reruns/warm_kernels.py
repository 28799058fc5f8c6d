"""Warm kernels: forked from a server that has loaded torch already, instead of started from nothing. Linux only.

A fresh kernel spends seconds on importing what the one before it imported too. ``WarmProvisioner`` is Jupyter's way to
start a kernel differently: everything else (connection, signals, end) is the same. Where the server cannot start, the
kernel starts as ever.
"""

import atexit
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO, Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner

from helpers.reruns.kernel_server import READY, KernelRequest

# Loading takes about 5 s on a quiet machine.
LOADING_SECONDS = 120
# What lessons import, and what the first optimiser loads. Not matplotlib's inline backend: it looks for a kernel at import.
PRELOADED = (
    "ipykernel.ipkernel",
    "ipywidgets",
    "matplotlib.pyplot",
    "numpy",
    "scipy.stats",
    "sklearn.datasets",
    "sklearn.linear_model",
    "sklearn.metrics",
    "sklearn.model_selection",
    "sklearn.preprocessing",
    "torch",
    "torch._dynamo",
    "torch.nn.functional",
    "torch.optim",
    "torchvision.transforms",
    "torchvision.datasets",
    "tqdm.auto",
    "helpers.checkpoints",
    "helpers.data",
    "helpers.ensembles",
    "helpers.exercises",
    "helpers.lesson",
    "helpers.play",
    "helpers.plots",
    "helpers.softmax_regression",
    "helpers.training",
)
# OpenBLAS starts its threads when it is loaded, and a process with threads must not be forked; the kernel sets the number.
LOADING_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1"}
# Read by a library or by Python when it is loaded: kernels that differ in one of these need servers of their own.
READ_EARLY = ("CUDA", "GOMP", "KMP", "LANG", "LC_", "LD_", "MALLOC", "MKL", "MPL", "OMP", "OPENBLAS", "PYTHON", "TORCH", "TQDM")
# What a launcher's command looks like: options of Python, then one of these, then options of the kernel.
LAUNCHERS = (["-m", "helpers.reruns.kernel_main"], ["-m", "ipykernel_launcher"])

_logger = logging.getLogger(__name__)


class NoServer(OSError):
    """There is no server that a kernel could be forked from."""


class WarmKernel:
    """A kernel's process, which is no child of this one, with those of ``subprocess.Popen``'s methods that Jupyter calls."""

    stdin = stdout = stderr = None

    def __init__(self, pipe: int) -> None:
        """Wait until the server says that there is a kernel.

        Args:
            pipe: where the server writes the process id, and in the end the exit code; it is closed by this object.

        Raises:
            NoServer: the pipe was closed before.
        """
        self._pipe: int | None = pipe
        self._read = b""
        self._lock = threading.Lock()
        self.returncode: int | None = None
        while b"\n" not in self._read:
            if not self._receive():
                raise NoServer("the server did not start a kernel")
        number, _, self._read = self._read.partition(b"\n")
        self.pid = int(number)

    def _receive(self) -> bool:
        """Read what is there, or wait for it. False, and the pipe closed, at its end."""
        received = os.read(self._pipe, 64)
        self._read += received
        if not received:
            os.close(self._pipe)
            self._pipe = None
        return bool(received)

    def poll(self) -> int | None:
        """The exit code, as ``subprocess`` counts them, or None while the kernel lives. -9 if the server was lost."""
        return self._exit_code(0)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the exit code.

        Raises:
            subprocess.TimeoutExpired: after ``timeout`` seconds.
        """
        code = self._exit_code(timeout)
        if code is None:
            raise subprocess.TimeoutExpired("a warm kernel", timeout or 0)
        return code

    def _exit_code(self, timeout: float | None) -> int | None:
        with self._lock:
            while self._pipe is not None:
                poller = select.poll()  # select.select refuses file descriptors above 1,023
                poller.register(self._pipe, select.POLLIN)
                if not poller.poll(None if timeout is None else 1000 * timeout):
                    return None
                if not self._receive():
                    self.returncode = int(self._read) if self._read.endswith(b"\n") else -signal.SIGKILL
            return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal, unless the kernel has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the kernel."""
        self.send_signal(signal.SIGKILL)


class KernelServer:
    """The other end of ``kernel_server``. It ends with this process, and all its kernels with it."""

    def __init__(self, python: list[str], environment: Mapping[str, str], modules: Iterable[str] | None = None) -> None:
        """Start a server; ``start`` waits until it has loaded everything.

        Args:
            python: the interpreter, and its options.
            environment: of the server: what ``READ_EARLY`` names is that of all its kernels.
            modules: what it loads; None is what lessons import.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [*python, "-m", "helpers.reruns.kernel_server", str(theirs.fileno()), *(modules or PRELOADED)],
                env={**environment, **LOADING_ENVIRONMENT},
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # Ctrl-C is for the command
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
        self._channel = ours
        self._lock = threading.Lock()
        self._ready = False
        self._last_words = ""

    @property
    def lost(self) -> bool:
        """Whether it had loaded everything, and has ended since: another one may do better."""
        return self._ready and self._process.poll() is not None

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def start(self, request: KernelRequest, output: int | IO | None, error: int | IO | None) -> WarmKernel:
        """Fork a kernel.

        Args:
            request: what to start.
            output: where its process prints, outside its cells; None is this process's own.
            error: the same for its standard error.

        Raises:
            NoServer: the server could not load, has ended, or could not fork.
        """
        self._wait_until_ready()
        reading, writing = os.pipe()
        try:
            files = [_descriptor(output, 1), _descriptor(error, 2), writing]
            socket.send_fds(self._channel, [request.message()], files)
        except OSError as problem:
            os.close(reading)
            raise NoServer(f"the server cannot be asked ({problem})") from problem
        finally:
            os.close(writing)
        return WarmKernel(reading)

    def _wait_until_ready(self) -> None:
        with self._lock:
            if self._ready:
                return
            self._channel.settimeout(LOADING_SECONDS)
            try:
                answer = self._channel.recv(len(READY))
            except OSError as problem:
                raise NoServer(f"the server does not answer ({problem})") from problem
            if answer != READY:
                self._last_words = self._last_words or self._process.communicate()[1].decode(errors="replace").strip()
                raise NoServer(f"the server ended while it loaded: {self._last_words.rpartition(chr(10))[2]}")
            self._channel.settimeout(None)
            self._ready = True

    def stop(self) -> None:
        """End the server, its kernels, and what they started."""
        self._channel.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stderr.close()


def _descriptor(file: int | IO | None, default: int) -> int:
    if file is None:
        return default
    return file if isinstance(file, int) else file.fileno()


_servers: dict[tuple, KernelServer] = {}
_servers_lock = threading.Lock()


def server_for(python: list[str], environment: Mapping[str, str]) -> KernelServer:
    """This process's server for such kernels; it is started, or started again, if there is none."""
    early = tuple(sorted((name, value) for name, value in environment.items() if name.startswith(READ_EARLY)))
    key = (*python, *early)
    with _servers_lock:
        server = _servers.get(key)
        if server is None or server.lost:
            server = _servers[key] = KernelServer(python, environment)
        return server


@atexit.register
def stop_servers() -> None:
    """End all servers of this process; the next kernel starts a new one."""
    with _servers_lock:
        for server in _servers.values():
            server.stop()
        _servers.clear()


class WarmProvisioner(LocalProvisioner):
    """Starts kernels warm where that is possible, and as ever elsewhere. Jupyter knows it as ``course-warm``."""

    async def launch_kernel(self, cmd: list[str], **settings: Any) -> KernelConnectionInfo:
        """Fork a kernel instead of running ``cmd``."""
        try:
            self.process = _fork(cmd, **settings)
        except NoServer as problem:
            _logger.info("A kernel starts from nothing: %s", problem)
            return await super().launch_kernel(cmd, **settings)
        self.pid = self.pgid = self.process.pid  # the kernel leads a process group
        self.cwd = settings.get("cwd") or Path.cwd()
        return self.connection_info


def _fork(
    cmd: list[str],
    env: Mapping[str, str] | None = None,
    cwd: str | os.PathLike | None = None,
    stdout: int | IO | None = None,
    stderr: int | IO | None = None,
    **_: Any,
) -> WarmKernel:
    if sys.platform != "linux":
        raise NoServer("kernels are forked on Linux only")
    place = next((place for place in range(len(cmd)) if cmd[place : place + 2] in LAUNCHERS), None)
    if place is None:
        raise NoServer(f"{cmd} does not start ipykernel")
    environment = os.environ if env is None else env
    request = KernelRequest(cmd[place + 2 :], environment, os.fspath(cwd or Path.cwd()))
    return server_for(cmd[:place], environment).start(request, stdout, stderr)
