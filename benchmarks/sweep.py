"""24 quick runs of lesson 01 in six ways: papermill's and the course's, fresh and warm, here and on a cluster.

    python -m benchmarks.sweep [--workers 2] [--rounds 4] [--without-ploomber]

All ways take turns in every round, since another program may take the machine's time in between. The course's sweeps do all
24 runs in each; of those ways that start a process for each run, and so cost the same for every run, a round does every
fourth run, so that four rounds do all. Prints for each way its runs a minute, how many times as fast it is as papermill one
after another (medians over the rounds of the ratio in one round), and whether its named results are the same, times aside;
then where the time of a warm run goes, in milliseconds. Exit code 1 where a result differs.

    python -m benchmarks.sweep --kills 10

starts the sweep and kills it with SIGKILL, so many times at random moments, and finishes it once: its table must be that
of the undisturbed sweep.
"""

import argparse
import contextlib
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat

from helpers.paths import COURSE_ROOT
from helpers.reruns.kernels import KernelPool, kernel_environment
from helpers.reruns.results import named_results
from helpers.reruns.run import run_notebook
from helpers.reruns.sweep import Sweep, make_sweep
from helpers.reruns.sweep_report import write_sweep_report
from helpers.reruns.sweep_run import run_sweep
from helpers.reruns.table import read_table, write_table

GRID = {"learning_rate": "0.001,0.01,0.1,1", "seed": "0:6"}
# The course's own command sets these for its kernels; papermill leaves them to whoever calls it.
ENVIRONMENT = kernel_environment(1)
# Where each run is a process of its own, a round does one run of so many.
SHARE = 4
Results = dict[str, dict[str, object]]


def the_sweep() -> Sweep:
    return make_sweep("01", GRID, preset="quick")


def without_times(results: dict) -> dict:
    return {name: value for name, value in results.items() if "seconds" not in name}


def ours(folder: Path, **options: object) -> Results:
    """The course's sweep, report included."""
    runs = run_sweep(the_sweep(), folder, announce=lambda words: None, **options).runs
    return {name: without_times(run.results) for name, run in runs.items()}


def on_a_cluster(folder: Path, workers: int) -> Results:
    from distributed import LocalCluster

    with LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster:
        return ours(folder, scheduler=cluster.scheduler_address)


def by_command(folder: Path, at_once: int, command: Callable[[Path, Path, dict], list[str]], turn: int) -> Results:
    """Every fourth run, one process each, as GNU parallel would do it."""
    sweep = the_sweep()
    names = list(sweep.runs)[turn % SHARE :: SHARE]
    folder.mkdir()
    source = folder / "source.ipynb"
    source.write_text(sweep.source, encoding="utf-8")

    def run(name: str) -> dict:
        output = folder / f"{name}.ipynb"
        words = command(source, output, sweep.runs[name])
        subprocess.run(words, check=True, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return without_times(named_results(nbformat.read(output, as_version=4)))

    with ThreadPoolExecutor(at_once) as executor:
        return dict(zip(names, executor.map(run, names), strict=True))


def papermill(source: Path, output: Path, parameters: dict) -> list[str]:
    given = [word for name, value in parameters.items() for word in ("-p", name, str(value))]
    program = [str(Path(sys.executable).with_name("papermill")), "--no-progress-bar", "-k", "python3"]
    return [*program, str(source), str(output), *given]


def ploomber(python: Path) -> Callable[[Path, Path, dict], list[str]]:
    """ploomber-engine runs a notebook in its own process, without a kernel."""

    def command(source: Path, output: Path, parameters: dict) -> list[str]:
        program = (
            "from ploomber_engine import execute_notebook\n"
            f"execute_notebook({str(source)!r}, {str(output)!r}, parameters={parameters!r}, progress_bar=False)"
        )
        return [str(python), "-c", program]

    return command


def environment_with_ploomber(folder: Path) -> Path:
    """A Python that has ploomber-engine, and everything of this environment beneath it."""
    uv = [str(Path(sys.executable).with_name("uv"))]
    subprocess.run([*uv, "venv", "--quiet", "--python", sys.executable, str(folder)], check=True)
    python = folder / "bin" / "python"
    subprocess.run(
        [*uv, "pip", "install", "--quiet", "--python", str(python), "--no-deps", "ploomber-engine", "ploomber-core"], check=True
    )
    (here,) = (path for path in sys.path if path.endswith("site-packages"))
    (there,) = folder.glob("lib/python*/site-packages")
    (there / "course.pth").write_text(f"{here}\n{COURSE_ROOT}\n", encoding="utf-8")
    return python


def compare(workers: int, rounds: int, with_ploomber: bool) -> bool:
    """Run all ways in turn, round by round, and print a table. Returns whether their results are the same."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ways: dict[str, Callable[[Path, int], Results]] = {
            "papermill, one after another": lambda place, turn: by_command(place, 1, papermill, turn),
            f"papermill, {workers} at a time": lambda place, turn: by_command(place, workers, papermill, turn),
        }
        if with_ploomber:
            engine = ploomber(environment_with_ploomber(folder / "environment"))
            ways[f"ploomber-engine, {workers} at a time"] = lambda place, turn: by_command(place, workers, engine, turn)
        ways[f"course sweep, fresh kernels, {workers} at a time"] = lambda place, _: ours(place, workers=workers, warm=False)
        ways[f"course sweep, warm kernels, {workers} at a time"] = lambda place, _: ours(place, workers=workers, warm=True)
        ways[f"course sweep, warm kernels, {workers} Dask workers"] = lambda place, _: on_a_cluster(place, workers)
        a_minute: dict[str, list[float]] = {words: [] for words in ways}
        expected: Results = {}
        same = True
        for turn in range(rounds):
            for number, (words, way) in enumerate(ways.items()):
                start = time.perf_counter()
                results = way(folder / f"{turn}-{number}", turn)
                a_minute[words].append(60 * len(results) / (time.perf_counter() - start))
                alike = all(expected.setdefault(run, found) == found for run, found in results.items())
                same = same and alike
                print(f"round {turn + 1}: {words:45} {a_minute[words][-1]:6.1f} runs a minute; same results: {alike}", flush=True)
    first = next(iter(a_minute.values()))
    print()
    for words, rates in a_minute.items():
        ratios = [rate / slowest for rate, slowest in zip(rates, first, strict=True)]
        print(
            f"{words:45} {statistics.median(rates):6.1f} runs a minute; {statistics.median(ratios):5.2f} times as fast "
            f"({min(ratios):.2f} to {max(ratios):.2f})"
        )
    return same


def where_it_goes(repeats: int = 5) -> None:
    """Print what a warm run consists of, medians of several runs, one at a time, in milliseconds."""
    from jupyter_client import KernelManager

    from helpers.reruns.warm_kernels import WarmProvisioner

    sweep = the_sweep()
    parameters = next(iter(sweep.runs.values()))
    parts: dict[str, list[float]] = {}

    def note(name: str, seconds: float) -> None:
        parts.setdefault(name, []).append(1000 * seconds)

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "source.ipynb").write_text(sweep.source, encoding="utf-8")
        records = {}
        for number in range(repeats + 1):  # the first one also starts the server
            manager = KernelManager(kernel_name="python3", kernel_id=str(number))
            manager.provisioner = WarmProvisioner(kernel_id=str(number), kernel_spec=manager.kernel_spec, parent=manager)
            start = time.perf_counter()
            manager.start_kernel(env=ENVIRONMENT, extra_arguments=["--log-level=ERROR"])
            forked = time.perf_counter()
            client = manager.client()
            client.start_channels()
            client.wait_for_ready()
            connected = time.perf_counter()
            client.stop_channels()
            manager.shutdown_kernel(now=True)
            (folder / "tmp").mkdir(exist_ok=True)
            output = folder / f"{number}.ipynb"
            record = run_notebook(folder / "source.ipynb", parameters, output, KernelPool(1, warm=True), temporary=folder / "tmp")
            assert record.status == "ok", record.error
            cells = sum(cell.metadata.papermill.duration or 0 for cell in nbformat.read(output, as_version=4).cells)
            if number:
                note("fork", forked - start)
                note("connect", connected - forked)
                note("cells", cells)
                note("rest: messages, saving, end of the kernel", record.seconds - cells - (connected - start))
                note("whole run", record.seconds)
                records[f"{number}"] = record
        start = time.perf_counter()
        write_table(folder / "results.csv", records)
        note("table", (time.perf_counter() - start) / repeats)
        start = time.perf_counter()
        write_sweep_report(folder, sweep.lesson, {"learning_rate": [0.001]}, records, repeats)
        note("report", (time.perf_counter() - start) / repeats)
    for words, numbers in parts.items():
        print(f"{words:45} {statistics.median(numbers):9.1f} ms")


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
    return [without_times(row) for row in read_table(folder / "results.csv")]


def survives(workers: int, kills: int) -> bool:
    """Whether a sweep that was killed again and again ends with the table of an undisturbed one."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start = time.perf_counter()
        run_sweep(the_sweep(), folder / "undisturbed", workers=workers, announce=lambda words: None)
        seconds = time.perf_counter() - start
        expected = [without_times(row) for row in read_table(folder / "undisturbed" / "results.csv")]
        same = killed(folder / "killed", workers, kills, seconds) == expected
        print(f"killed {kills} times, then finished; same results: {same}")
        return same


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--rounds", type=int, default=SHARE)
    parser.add_argument("--without-ploomber", action="store_true")
    parser.add_argument("--kills", type=int, default=0)
    options = parser.parse_args()
    if options.kills:
        sys.exit(not survives(options.workers, options.kills))
    same = compare(options.workers, options.rounds, not options.without_ploomber)
    print()
    where_it_goes()
    sys.exit(not same)


if __name__ == "__main__":
    main()
