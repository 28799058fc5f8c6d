"""24 quick runs of lesson 01: one after another, side by side, on a cluster, and killed while they run.

    python -m benchmarks.sweep [--workers 2] [--kills 10]

Prints the seconds of each way, how many times as fast it is as one after another, and whether its named results are the
same. Then the sweep is started and killed with SIGKILL, so many times at random moments, and finished
once: its table must be that of the undisturbed sweep, times aside. Exit code 1 where anything differs.
"""

import argparse
import contextlib
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from helpers.reruns.sweep import make_sweep
from helpers.reruns.sweep_run import run_sweep
from helpers.reruns.table import read_table

GRID = {"learning_rate": "0.001,0.01,0.1,1", "seed": "0:6"}


def timed(folder: Path, **options: object) -> tuple[float, list[dict]]:
    """Seconds of a whole sweep, report included, and its table without the times."""
    start = time.perf_counter()
    result = run_sweep(make_sweep("01", GRID, preset="quick"), folder, announce=lambda words: None, **options)
    return time.perf_counter() - start, without_times(result.table)


def without_times(table: Path) -> list[dict]:
    return [{name: value for name, value in row.items() if "seconds" not in name} for row in read_table(table)]


def command(folder: Path, workers: int) -> list[str]:
    grid = [word for name, values in GRID.items() for word in ("--grid", f"{name}={values}")]
    sweep = [sys.executable, "-m", "helpers.app.cli", "sweep", "01", "--preset", "quick", *grid]
    return [*sweep, "--out", str(folder), "--workers", str(workers)]


def killed(folder: Path, workers: int, kills: int, seconds: float) -> list[dict]:
    """The table of a sweep that was killed so many times before it was let alone."""
    chance = random.Random()
    for number in range(1, kills + 1):
        # Some kills meet the start, some the first runs; together they leave something to do for the last start.
        moment = chance.uniform(1, seconds / 5)
        process = subprocess.Popen(command(folder, workers), stdout=subprocess.DEVNULL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=moment)
        hit = process.poll() is None
        process.kill()
        process.wait()
        finished = len(list(folder.glob("runs/*/run.json")))
        print(f"kill {number} after {moment:.1f} s{'' if hit else ' came too late'}: {finished} runs finished", flush=True)
    subprocess.run(command(folder, workers), check=True, stdout=subprocess.DEVNULL)
    return without_times(folder / "results.csv")


def on_a_cluster(folder: Path, workers: int) -> tuple[float, list[dict]]:
    from distributed import LocalCluster

    with LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster:
        return timed(folder, scheduler=cluster.scheduler_address)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--kills", type=int, default=10)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        alone, expected = timed(folder / "alone", workers=1)
        print(f"\none after another: {alone:.1f} s for {len(expected)} runs", flush=True)
        side, beside = timed(folder / "beside", workers=options.workers)
        print(f"\n{options.workers} at once: {side:.1f} s, {alone / side:.2f} times as fast; same results: {beside == expected}")
        there_seconds, there = on_a_cluster(folder / "cluster", options.workers)
        times = f"{there_seconds:.1f} s, {alone / there_seconds:.2f} times as fast"
        print(f"\ncluster of {options.workers} workers: {times}; same results: {there == expected}", flush=True)
        after = killed(folder / "killed", options.workers, options.kills, side)
        print(f"killed {options.kills} times, then finished; same results: {after == expected}")
    sys.exit(not expected == beside == there == after)


if __name__ == "__main__":
    main()
