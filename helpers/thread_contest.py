"""The same small training in several processes at once, in a given number of threads that spin or sleep while they wait.

How threads wait must stand in the environment before torch is loaded. So each contestant is a process of its own::

    python -m helpers.thread_contest 0.5 1 2     # half a second with one thread, and with two; each at a line on standard input
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence

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
    command = [sys.executable, "-m", "helpers.thread_contest", str(seconds), *map(str, threads)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    started = [subprocess.Popen(command, env=environment, text=True, **pipes) for _ in range(processes)]
    try:
        found: dict[int, list[list[float]]] = {count: [] for count in threads}
        for process in started:
            _line(process)  # it has loaded torch
        for count in [*threads] * ROUNDS:
            for process in started:
                process.stdin.write("go\n")
                process.stdin.flush()
            found[count].append([float(_line(process)) for process in started])
        return {count: [statistics.median(rates) for rates in zip(*rounds, strict=True)] for count, rounds in found.items()}
    finally:
        for process in started:
            process.kill()
            process.communicate()


def _line(process: subprocess.Popen) -> str:
    """What a process says next, or an error with its last words."""
    line = process.stdout.readline()
    if not line:
        words = (process.stderr.read().strip().splitlines() or ["it said nothing"])[-1]
        raise RuntimeError(f"A process of the contest failed: {words}")
    return line


def _take_part(seconds: float, threads: Sequence[int]) -> None:
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

    print("ready", flush=True)
    for count in [*threads] * ROUNDS:
        sys.stdin.readline()
        torch.set_num_threads(count)
        step()  # starts the threads
        steps, start = 0, time.perf_counter()
        while time.perf_counter() - start < seconds / ROUNDS:
            step()
            steps += 1
        print(steps / (time.perf_counter() - start), flush=True)


if __name__ == "__main__":
    _take_part(float(sys.argv[1]), list(map(int, sys.argv[2:])))
