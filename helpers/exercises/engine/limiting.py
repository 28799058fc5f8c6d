"""A time limit for code that may never come to an end."""

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager

SECONDS = 20.0  # so long may one use of an answer take; the solutions need less than half a second, on a slow machine


class TakesTooLong(BaseException):
    """Raised inside code that is still running when its time is over. No ``except Exception`` stops it."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Stop the block after so many seconds, in whatever thread and on whatever system it runs.

    The error is raised between two steps of Python; a single long call into a library is waited for. If the block
    swallows it, it is raised again every second.

    Raises:
        TakesTooLong: the time is over.
    """
    thread, over = threading.get_ident(), threading.Event()

    def stop_it() -> None:
        wait = seconds
        while not over.wait(wait):
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(TakesTooLong))
            wait = 1.0

    watch = threading.Thread(target=stop_it, daemon=True)
    watch.start()
    try:
        try:
            yield
        finally:
            _end(watch, over)
    finally:
        _end(watch, over)  # the error may have arrived on the way into the first one; the next would take a second


def _end(watch: threading.Thread, over: threading.Event) -> None:
    """End the watch, and let an error that it raised at the last moment arrive here instead of later.

    Not by taking that error back: Python would go on looking for it at every step, slower from then on, and under a
    tracer or a profiler it would not come to the next step at all.
    """
    while True:
        try:
            over.set()
            watch.join()
            for _ in range(2):  # Python looks for such errors where a loop begins again
                pass
            return
        except TakesTooLong:
            continue
