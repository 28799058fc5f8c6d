"""How long something takes: after a warm-up, several times, and with the device's work finished."""

import sys
import time
from collections.abc import Callable, Hashable, Mapping

import torch


def wait_for(device: torch.device | str) -> None:
    """Wait until a device has done all that it was asked for. Introduced in lesson 19.

    A GPU takes its orders and lets Python go on at once: a clock that does not wait measures the ordering. On a CPU this does
    nothing, since there everything is done when a call returns.
    """
    kind = torch.device(device).type
    if kind == "cuda":
        torch.cuda.synchronize(device)
    elif kind == "mps":
        torch.mps.synchronize()


def now(device: torch.device | str = "cpu") -> float:
    """The seconds on a clock, after all that the device was asked for. Introduced in lesson 19.

    On a CPU it is the processor's clock, which runs only while the processor works for this program: other programs on a busy
    machine do not count. It is blind for waiting. So for a GPU, and on Windows, where the processor's clock moves in strides of
    16 thousandths, it is the clock on the wall.
    """
    wait_for(device)
    on_the_wall = torch.device(device).type != "cpu" or sys.platform == "win32"
    return time.perf_counter() if on_the_wall else time.process_time()


def seconds_of(work: Callable[[], object], rounds: int = 5, warm_ups: int = 1, device: torch.device | str = "cpu") -> list[float]:
    """The seconds of each of several rounds of the same work, by the clock of ``now``. Introduced in lesson 19.

    Args:
        work: what is timed, without arguments.
        rounds: how many rounds count, from 1.
        warm_ups: how many come before them and do not count, from 0.
        device: where the work is done; each round ends when this device has finished.

    Raises:
        ValueError: a number is too small.
    """
    if rounds < 1 or warm_ups < 0:
        raise ValueError(f"{rounds} rounds after {warm_ups} warm-ups: at least 1 round is needed, and 0 warm-ups.")
    for _ in range(warm_ups):
        work()
    seconds = []
    for _ in range(rounds):
        start = now(device)
        work()
        seconds.append(now(device) - start)
    return seconds


def seconds_in_turns(
    works: Mapping[Hashable, Callable[[], object]], rounds: int = 5, warm_ups: int = 1, device: torch.device | str = "cpu"
) -> dict[Hashable, list[float]]:
    """The seconds of each round of several works that take turns. Introduced in lesson 19.

    A busy moment of the machine then hits all of them, and not the one that happens to be measured.

    Args:
        works: by name, what is timed, without arguments.
        rounds: how many rounds of each count, from 1.
        warm_ups: how many rounds of each come before them and do not count, from 0.
        device: where the work is done.

    Raises:
        ValueError: there is no work, or a number is too small.
    """
    if not works:
        raise ValueError("There is nothing to time: at least one work is needed.")
    if rounds < 1 or warm_ups < 0:
        raise ValueError(f"{rounds} rounds after {warm_ups} warm-ups: at least 1 round is needed, and 0 warm-ups.")
    seconds: dict[Hashable, list[float]] = {name: [] for name in works}
    for turn in range(warm_ups + rounds):
        for name, work in works.items():
            (taken,) = seconds_of(work, rounds=1, warm_ups=0, device=device)
            if turn >= warm_ups:
                seconds[name].append(taken)
    return seconds
