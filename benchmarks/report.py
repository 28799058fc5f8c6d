"""A sweep of ten thousand runs: what the command takes of memory, and how soon its report can be read in a browser.

    python -m benchmarks.report [--runs 100,1000,10000] [--repeats 5]

For each number of runs, in processes of their own: the sweep itself, whose runs are stand-ins that are finished at once, so
that what is measured is the command's own work and memory, and not that of ten thousand kernels; then its report; the same
command again, which finds all runs finished and writes table and page anew. And the page in Chromium, Chrome or Edge:
seconds until it is loaded and drawn, until a column is sorted, until a run is found, until the last page of the table is
laid out, medians of several. The page is opened from its folder, in a new browser context each time. Without a browser,
that part is not run.
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from helpers.paths import COURSE_ROOT
from helpers.reruns import sweep_run
from helpers.reruns.results import LessonRun
from helpers.reruns.sweep import Sweep, make_sweep
from helpers.reruns.task import Outcome, Task

# A tenth of the runs for each seed, the rest of them settings.
SEEDS = 10
DRAWN = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def the_sweep(runs: int) -> Sweep:
    """Lesson 01 with so many combinations of two numbers and the seed."""
    rates = [round(10 ** (-4 + 4 * number / 10), 6) for number in range(10)]
    sizes = list(range(1, 1 + -(-runs // (SEEDS * len(rates)))))
    grid = {"learning_rate": rates, "hidden_size": sizes, "seed": list(range(SEEDS))}
    return make_sweep("01", grid, preset="quick", sample=runs)


def stand_in(task: Task, pool: object = None) -> Outcome:
    """A run that is finished at once, with results as lesson 01 has them."""
    chance = random.Random(json.dumps(task.parameters))
    accuracy = 0.9 + chance.gauss(0, 0.03)
    results = {
        "test_accuracy": min(1.0, accuracy),
        "final_train_loss": chance.expovariate(3),
        "accuracy_median": min(1.0, accuracy + 0.01),
        "train_seconds": 1 + chance.random(),
        "device": "cpu",
    }
    return Outcome(LessonRun("ok", round(3 + chance.random(), 3), task.parameters, results), b"{}")


def peak_megabytes() -> float:
    """The most memory that this process ever had."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1000
    except (OSError, StopIteration):  # not Linux; macOS counts bytes
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def sweep_here(runs: int, folder: Path) -> None:
    """Do the sweep in this process, and print as JSON its seconds and the most memory until then, without and with the report."""
    before_report = []
    write_sweep_report = sweep_run.write_sweep_report

    def noting(*arguments: object) -> Path:
        before_report.append((time.perf_counter(), peak_megabytes()))
        return write_sweep_report(*arguments)

    sweep_run.run_task, sweep_run.write_sweep_report = stand_in, noting
    start = time.perf_counter()
    sweep_run.run_sweep(the_sweep(runs), folder, workers=1, announce=lambda words: None)
    [(moment, megabytes)] = before_report
    sweeping = {"seconds": moment - start, "megabytes": megabytes}
    reporting = {"seconds": time.perf_counter() - moment, "megabytes": peak_megabytes()}
    print("\n" + json.dumps({"sweep": sweeping, "write the report": reporting}))


def in_a_process(runs: int, folder: Path) -> dict[str, dict[str, float]]:
    line = [sys.executable, "-m", "benchmarks.report", "--child", str(runs), str(folder)]
    done = subprocess.run(line, check=True, capture_output=True, text=True, cwd=COURSE_ROOT)
    return json.loads(done.stdout.splitlines()[-1])


@contextmanager
def a_browser() -> Iterator[object]:
    """A browser, or None where the extra for the site, or the browser, is missing."""
    sys.path.append(str(COURSE_ROOT / "site"))
    try:
        from playwright.sync_api import sync_playwright

        from course_pages.browsers import launch
    except ImportError:
        yield None
        return
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        if browser:
            browser.close()


def open_page(browser: object, page: Path) -> dict[str, float]:
    """Open the page once; seconds for what a reader does with it."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    seconds = {}

    def clocked(name: str, act: object) -> None:
        start = time.perf_counter()
        act()
        tab.evaluate(DRAWN)
        seconds[name] = time.perf_counter() - start

    clocked("open", lambda: tab.goto(page.as_uri(), wait_until="load"))
    clocked("sort", lambda: tab.get_by_role("button", name="test_accuracy").click())
    if tab.is_visible("#turn"):
        clocked("last page", lambda: tab.get_by_role("button", name="Last").click())
    clocked("find", lambda: tab.locator("#find").fill("seed=3"))
    context.close()
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", default="100,1000,10000")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--child", nargs=2, metavar=("RUNS", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        sweep_here(int(options.child[0]), Path(options.child[1]))
        return
    with tempfile.TemporaryDirectory() as name, a_browser() as browser:
        for runs in map(int, options.runs.split(",")):
            folder = Path(name) / str(runs)
            for words in ("", " again"):
                for step, measured in in_a_process(runs, folder).items():
                    print(
                        f"{runs:7,} runs, {step + words:27} {measured['seconds']:7.1f} s, at most {measured['megabytes']:6.0f} MB"
                    )
            page = folder / "index.html"
            print(f"{runs:7,} runs, {'page and table':27} {page.stat().st_size / 1e6:7.2f} MB, ", end="")
            print(f"{(folder / 'results.csv').stat().st_size / 1e6:.2f} MB", flush=True)
            if browser is None:
                print("not run: the page in a browser, which needs the extra '.[site]' and Chromium, Chrome or Edge")
                continue
            opened = [open_page(browser, page) for _ in range(options.repeats)]
            for act in opened[0]:
                times = [one[act] for one in opened]
                print(f"{runs:7,} runs, {act:27} {statistics.median(times):7.2f} s ({min(times):.2f} to {max(times):.2f})")


if __name__ == "__main__":
    main()
