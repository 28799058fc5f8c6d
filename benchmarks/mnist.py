"""One epoch of MNIST: the published loop, the course's, and what a user would pick instead.

    python -m benchmarks.mnist [--rounds 5] [--threads 2] [--net] [--no-peers] [--limits]

All contestants live in one process and take turns: each trains one epoch a round, so that a slow moment of the machine
hits all. A first round is not counted. Then every contestant runs alone in a process of its own, for its peak memory.
``--net`` takes the 784-128-10 net with Adam instead of softmax regression; ``--limits`` says where the time goes.

Threads wait as torch's libraries do by default: they spin. Nothing else should run meanwhile. ``OMP_WAIT_POLICY=PASSIVE``
in the environment makes them sleep, as in every kernel that the course starts.

The peers are the extra ``peers`` of pyproject.toml; what is not installed is left out.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

import torch

from benchmarks.mnist_data import Data
from benchmarks.mnist_limits import print_limits
from benchmarks.mnist_loops import BATCH_SIZE, NET, SOFTMAX, Contestant, make_model, make_optimizer, published
from benchmarks.mnist_peers import installed
from helpers.reproducibility import describe_environment

# Not a contestant: what a process needs before it has any data.
NOTHING = "imports and one optimiser"


def one_epoch(contestant: Contestant) -> float:
    """Seconds of one epoch."""
    start = time.perf_counter()
    clocked = contestant.epoch()
    return time.perf_counter() - start if clocked is None else clocked


def peak_memory(name: str, options: argparse.Namespace) -> str:
    """What a process needs at most that loads its data, trains one epoch, and does nothing else."""
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.mnist", "--only", name, "--threads", str(options.threads)]
    alone = subprocess.run(command + ["--net"] * options.net, capture_output=True, text=True, check=True)
    return alone.stdout.splitlines()[-1]


def own_peak() -> str:
    """This process's peak. Linux only: elsewhere, and in ``getrusage``, the parent's peak may be mixed in."""
    status = Path("/proc/self/status")
    if not status.exists():
        return "not measured"
    [kilobytes] = re.findall(r"^VmHWM:\s+(\d+) kB", status.read_text(), flags=re.M)
    return f"{int(kilobytes) * 1024 / 1e6:,.0f} MB"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--net", action="store_true")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--limits", action="store_true")
    parser.add_argument("--only")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    contestants = {**(NET if options.net else SOFTMAX), **({} if options.no_peers else installed(options.net))}
    if options.only == NOTHING:
        make_optimizer(make_model(options.net), options.net)
        print(own_peak())
        return
    if options.only:
        contestants[options.only](Data(), options.net).epoch()
        print(own_peak())
        return
    data = Data()
    print(describe_environment(torch.device("cpu")))
    if options.limits:
        print_limits(data)
        return
    running = {name: make(data, options.net) for name, make in contestants.items()}
    seconds = {name: [] for name in running}
    for turn in range(options.rounds + 1):
        for name, contestant in running.items():
            taken = one_epoch(contestant)
            if turn:
                seconds[name].append(taken)
        print(f"round {turn} of {options.rounds}" + " (not counted)" * (not turn), file=sys.stderr, flush=True)
    medians = {name: statistics.median(taken) for name, taken in seconds.items()}
    slowest = next(medians[name] for name, make in contestants.items() if make is published)
    columns = (f"one epoch, 60,000 images, batch {BATCH_SIZE}", f"seconds, median of {options.rounds} (range)")
    print("\n| " + " | ".join((*columns, "times as fast", "test accuracy", "peak memory")) + " |")
    print("|---|---|---|---|---|")
    for name, median in sorted(medians.items(), key=lambda pair: -pair[1]):
        accuracy = (running[name].classify(data.test_inputs) == data.test_labels).double().mean()
        spread = f"{min(seconds[name]):.3f} to {max(seconds[name]):.3f}"
        print(
            f"| {name} | {median:.3f} ({spread}) | {slowest / median:.1f} | {accuracy:.2%} | {peak_memory(name, options)} |",
            flush=True,
        )
    print(f"\nOf the memory, {NOTHING} take {peak_memory(NOTHING, options)}.")


if __name__ == "__main__":
    main()
