"""The program of a course's kernel: ipykernel, whose outputs wait for a slow reader instead of being dropped.

ipykernel sends outputs through a ZeroMQ socket that keeps 1,000 messages for a reader that falls behind, and drops the rest
without a word: a notebook that shows much on a busy machine then lacks some of it.
"""

import os
import sys
from pathlib import Path

import zmq
from ipykernel.kernelapp import IPKernelApp

from helpers.settings import IMPORTS_VARIABLE, RESULTS_PROCESS


class CourseKernelApp(IPKernelApp):
    """ipykernel's application, but for the number of messages that may wait, and a note of whose named results it has."""

    def initialize(self, argv: list[str] | None = None) -> None:
        """Get ready."""
        os.environ[RESULTS_PROCESS] = str(os.getpid())
        super().initialize(argv)
        if os.environ.get(IMPORTS_VARIABLE) and "" not in sys.path:
            # Where IPython puts the working folder unless Python was told -P: after the standard library.
            names = [Path(entry).name for entry in sys.path]
            place = next((n for n, name in enumerate(names) if name in ("site-packages", "dist-packages")), len(names))
            sys.path.insert(place, "")

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
