"""A Dask cluster as an executor: the same ``submit`` as threads on this machine, at an address."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from helpers.reruns.errors import CourseError
from helpers.reruns.task import package_hash

if TYPE_CHECKING:
    from distributed import Client

# So long is a scheduler waited for, and, once it has answered, so long may this side take on a busy machine.
CONNECT_SECONDS = 10
CLIENT_SECONDS = 60
_TRIES = 3


@contextmanager
def cluster_executor(address: str) -> Iterator[tuple[Executor, int]]:
    """Connect to a Dask scheduler. Introduced in lesson 20.

    Yields:
        An executor, and how many runs the cluster does at once.

    Raises:
        CourseError: Dask is not installed, nothing answers at ``address``, the scheduler has no workers, or a worker
            cannot import this package, or has another version of it.
    """
    try:
        from distributed import Client
        from distributed.comm.addressing import parse_address
        from distributed.comm.registry import backends
    except ImportError as error:
        raise CourseError("--scheduler needs Dask: install the project with its extra, '.[cluster]'.") from error
    scheme, _ = parse_address(address)
    if scheme not in backends:  # Client would notice too, and then wait for itself
        raise CourseError(f"No Dask scheduler answers at {address!r}: its address begins like tcp://.")
    try:
        # A client that cannot connect is left half made. Python's collector ends it later, and where that happens inside the
        # start of the next client, distributed waits for itself for ever. So nobody becomes a client of nothing.
        with ThreadPoolExecutor(1) as other:  # in a notebook, an event loop runs in this thread already
            other.submit(asyncio.run, _reach(address)).result()
        client = _patiently(lambda: Client(address, timeout=CLIENT_SECONDS, set_as_default=False))
    except AssertionError as error:
        raise CourseError("Dask could not start its event loop: this machine is very busy, so try again later.") from error
    except (OSError, ValueError, TypeError, MemoryError) as error:  # what another kind of server says is read as sizes
        raise CourseError(f"No Dask scheduler answers at {address!r} ({type(error).__name__}: {_first_line(error)}).") from error
    with client:
        slots = sum(client.nthreads().values())
        if not slots:
            raise CourseError(f"The Dask scheduler at {address} has no workers: start some, with `dask worker {address}`.")
        for worker, answer in client.run(_look_around, on_error="return").items():
            if isinstance(answer, BaseException):
                raise CourseError(
                    f"The worker {worker} cannot run lessons ({type(answer).__name__}: {_first_line(answer)}): install the "
                    "project there, in the same version."
                )
            if answer != package_hash():
                raise CourseError(f"The worker {worker} has another version of the project: install the same one there.")
        executor = client.get_executor(pure=False)
        try:
            yield executor, slots
        finally:
            executor.shutdown(wait=False)


def _patiently(make: Callable[[], "Client"]) -> "Client":
    """Distributed gives its own thread ten seconds to start, and says with a bare AssertionError that it took longer."""
    for _ in range(_TRIES - 1):
        try:
            return make()
        except AssertionError:
            continue
    return make()


async def _reach(address: str) -> None:
    from distributed.comm import connect
    from distributed.security import Security

    async with asyncio.timeout(CONNECT_SECONDS + 1):  # its own limit does not end the wait for a first word
        comm = await connect(address, timeout=CONNECT_SECONDS, **Security().get_connection_args("client"))
    await comm.close()


def _look_around() -> str:
    """Runs on each worker: whatever a task needs must be importable there, and be the same code."""
    return package_hash()


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0] or ("it took too long" if isinstance(error, TimeoutError) else "no message")
