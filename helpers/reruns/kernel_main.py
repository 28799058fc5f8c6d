"""The program of a course's kernel: ipykernel, whose outputs wait for a slow reader instead of being dropped.

ipykernel sends outputs through a ZeroMQ socket that keeps 1,000 messages for a reader that falls behind, and drops the rest
without a word: a notebook that shows much on a busy machine then lacks some of it.
"""

import os
import sys
from pathlib import Path

import zmq
from ipykernel.kernelapp import IPKernelApp

from helpers.settings import RESULTS_PROCESS


class CourseKernelApp(IPKernelApp):
    """ipykernel's application, but for the number of messages that may wait, and a note of whose named results it has."""

    def initialize(self, argv: list[str] | None = None) -> None:
        """Get ready."""
        os.environ[RESULTS_PROCESS] = str(os.getpid())
        super().initialize(argv)

    def init_iopub(self, context: zmq.Context) -> None:
        """Make the socket for outputs."""
        context.setsockopt(zmq.SNDHWM, 0)  # no limit, for this context's later sockets
        super().init_iopub(context)


def main() -> None:
    """Run a kernel with the command line's arguments."""
    if sys.path[0] in ("", str(Path.cwd())):  # as ipykernel's launcher: IPython puts the kernel's folder there itself
        del sys.path[0]
    CourseKernelApp.launch_instance()


if __name__ == "__main__":
    main()
