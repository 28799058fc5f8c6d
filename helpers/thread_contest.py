"""The same small training in several processes at once, in a given number of threads that spin or sleep while they wait.

How threads wait must stand in the environment before torch is loaded. So a process of its own loads torch, and divides itself
into the contestants (where a system cannot do that, each loads torch for itself)::

    python -m helpers.thread_contest 2 0.5 1 2     # two contestants, half a second with one thread, and with two
"""

import multiprocessing
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection

ROUNDS = 3
POLICIES = {"spin": "ACTIVE", "sleep": "PASSIVE"}


def steps_side_by_side(processes: int, threads: Sequence[int], waiting: str, seconds: float = 0.5) -> dict[int, list[float]]:
    """Train in several processes at once, and count steps. Introduced in lesson 19.

    Every process trains softmax regression on random pictures, as many steps as it can, with each number of threads in
    turn, three times over; the median of the three counts.

    Args:
        processes: how many train at the same time, from 1.
        threads: numbers of threads for each of them, one after the other, each from 1.
        waiting: what a thread does that waits for others: "spin" or "sleep".
        seconds: how long each number of threads is given in all.

    Returns:
        By the number of threads, the steps a second of each process.

    Raises:
        ValueError: there is no process, no number of threads, or no such way of waiting.
        RuntimeError: a process failed; the message holds its last line.
    """
    if processes < 1 or not threads or min(threads) < 1:
        raise ValueError(f"{processes} processes with {list(threads)} threads: at least one of each is needed.")
    if waiting not in POLICIES:
        raise ValueError(f"waiting is {waiting!r}, but it must be one of {', '.join(POLICIES)}.")
    # Where a caller has set them, the first two would overrule the policy and the last one the number.
    overruling = ("KMP_BLOCKTIME", "GOMP_SPINCOUNT", "OMP_NUM_THREADS")
    environment = {name: value for name, value in os.environ.items() if name not in overruling}
    environment |= {"OMP_WAIT_POLICY": POLICIES[waiting], "MKL_NUM_THREADS": str(max(threads))}
    command = [sys.executable, "-m", "helpers.thread_contest", str(processes), str(seconds), *map(str, threads)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL}
    started = subprocess.Popen(command, env=environment, text=True, **pipes)
    try:
        found: dict[int, list[list[float]]] = {count: [] for count in threads}
        for count in [*threads] * ROUNDS:
            found[count].append([float(rate) for rate in _line(started).split()])
        return {count: [statistics.median(rates) for rates in zip(*rounds, strict=True)] for count, rounds in found.items()}
    finally:
        started.kill()
        started.communicate()


def _line(process: subprocess.Popen) -> str:
    """What a process says next, or an error with its last words."""
    line = process.stdout.readline()
    if not line:
        words = (process.stderr.read().strip().splitlines() or ["it said nothing"])[-1]
        raise RuntimeError(f"A process of the contest failed: {words}")
    return line


def _hold_contest(processes: int, seconds: float, threads: Sequence[int]) -> None:
    """Let the contestants train side by side, round by round; print the steps a second of each."""
    import torch  # noqa: F401  (loaded before the process divides itself, so once for all)

    ways = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if "fork" in ways else "spawn")
    ends = []
    for _ in range(processes):
        ours, theirs = context.Pipe()
        context.Process(target=_take_part, args=(theirs, os.getpid(), seconds), daemon=True).start()
        ends.append(ours)
    for end in ends:
        end.recv()  # it is ready
    for count in [*threads] * ROUNDS:
        for end in ends:
            end.send(count)
        print(*(end.recv() for end in ends), flush=True)


def _take_part(end: Connection, parent: int, seconds: float) -> None:
    import torch

    torch.manual_seed(0)
    inputs, labels = torch.rand(64, 784), torch.arange(64) % 10
    model = torch.nn.Linear(784, 10)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    loss_function = torch.nn.CrossEntropyLoss()

    def step() -> None:
        loss = loss_function(model(inputs), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    end.send("ready")
    while os.getppid() == parent:  # whoever is left alone goes
        if not end.poll(0.5):
            continue
        torch.set_num_threads(end.recv())
        step()  # starts the threads
        steps, start = 0, time.perf_counter()
        while time.perf_counter() - start < seconds / ROUNDS:
            step()
            steps += 1
        end.send(steps / (time.perf_counter() - start))


if __name__ == "__main__":
    _hold_contest(int(sys.argv[1]), float(sys.argv[2]), list(map(int, sys.argv[3:])))
