"""A time limit for code that may never come to an end."""

import ctypes
import threading
from collections.abc import Callable
from typing import Any

SECONDS = 20.0  # so long may one use of an answer take; the solutions need less than half a second, on a slow machine


class TakesTooLong(BaseException):
    """Raised inside code that is still running when its time is over. No ``except Exception`` stops it."""


class _Watch(threading.Thread):
    """Raises an error in the thread that made it, when its time is over, and then once a second, but only inside ``guard``."""

    def __init__(self, seconds: float) -> None:
        super().__init__(daemon=True)
        self.inside: bool | None = None  # None before, False afterwards
        self.over = threading.Event()
        self._seconds = seconds
        self._thread = ctypes.c_ulong(threading.get_ident())

    def run(self) -> None:
        stop, thread, error = ctypes.pythonapi.PyThreadState_SetAsyncExc, self._thread, ctypes.py_object(TakesTooLong)
        wait = self._seconds
        while not self.over.wait(wait) and self.inside is not False:
            # Nothing may stand between these two: Python changes threads where a function is called or a loop begins again.
            if self.inside:
                stop(thread, error)
            wait = 1.0

    def guard(self, function: Callable[[], Any]) -> Any:
        try:
            self.inside = True
            return function()
        finally:
            self.inside = False  # the first step on every way out: no error is raised later


def within(seconds: float, function: Callable[[], Any]) -> Any:
    """Call a function, and stop it after so many seconds, in whatever thread and on whatever system it runs.

    The error is raised between two steps of Python; a single long call into a library is waited for. If the function
    swallows it, it is raised again every second. Afterwards nothing is left of it.

    Returns:
        What the function returns.

    Raises:
        TakesTooLong: the time is over.
    """
    watch = _Watch(seconds)
    watch.start()
    try:
        return watch.guard(function)
    finally:
        watch.over.set()
        watch.join()
        # An error that was raised at the last moment arrives here at the latest, where a loop begins again. It is not taken
        # back: Python would go on looking for it at every step, slower from then on, and under a tracer or a profiler it
        # would never come to the next step.
        for _ in range(2):
            pass
