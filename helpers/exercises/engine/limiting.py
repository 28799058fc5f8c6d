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
    thread, lock, over = threading.get_ident(), threading.Lock(), threading.Event()

    def stop_it() -> None:
        wait = seconds
        while not over.wait(wait):
            with lock:
                if not over.is_set():
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(TakesTooLong))
            wait = 1.0

    watch = threading.Thread(target=stop_it, daemon=True)
    watch.start()
    try:
        yield
    finally:
        with lock:
            over.set()
            # One that was raised at the last moment, and has not arrived yet, must not arrive later.
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), None)
        watch.join()
