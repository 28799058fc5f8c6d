"""What a sweep would do, told before it does it: nothing is run, nothing is written."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from helpers.reruns.capacity import share_cores
from helpers.reruns.errors import CourseError
from helpers.reruns.pages import shortened, shown
from helpers.reruns.ranges import Range
from helpers.reruns.results import LessonRun
from helpers.reruns.run import check_timeout
from helpers.reruns.sweep import Sweep
from helpers.reruns.sweep_folder import SweepFolder
from helpers.reruns.sweep_run import announcement, used_values, with_records

# Values of a parameter that are listed, and signs of each.
MOST_VALUES, LONGEST_VALUE = 8, 60


def preview_sweep(
    sweep: Sweep,
    folder: Path,
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    timeout: float | None = 900,
    warm: bool = True,
) -> list[str]:
    """What ``run_sweep`` would do with the same arguments, in sentences. It asks no scheduler and makes no folder.

    Raises:
        CourseError: ``run_sweep`` would refuse it too: the folder holds something else, ``workers`` is not possible here.
    """
    if workers is not None and scheduler is not None:
        raise CourseError("workers are for this machine, and the scheduler has its own: give one of the two.")
    check_timeout(timeout)
    share_cores(sweep.asked, workers)
    folder = folder.resolve()
    if folder.exists() and not folder.is_dir():
        raise CourseError(f"The output folder {folder} cannot be used: it is a file.")
    runs: dict[str, LessonRun] = {}
    if folder.exists():
        sweep, runs = with_records(sweep, SweepFolder(folder, sweep.manifest, sweep.names))
    finished = sum(run.status in sweep.finished for run in runs.values())
    missing = sweep.asked - finished
    if missing:
        slots = None if scheduler else share_cores(missing, workers, warm=warm)[0]
        where = f"on the cluster at {scheduler}, which was not asked" if scheduler else "on this machine"
        said = announcement(sweep, runs, missing, slots, where)
    else:
        said = f"All {sweep.asked:,} runs of {sweep.lesson} are finished already."
    tried = len(runs) - finished
    return [
        said,
        f"Finished already: {finished:,}. Would be run: {missing:,}"
        + (f", of which {tried:,} {_ended(runs, sweep)} before." if tried else "."),
        *(f"  {name}: {_values(values)}" for name, values in _asked_values(sweep).items()),
        *(["The same in all runs:"] if sweep.shared else []),
        *(f"  {name}: {shortened(shown(value), LONGEST_VALUE)}" for name, value in sweep.shared.items()),
        f"The folder {folder} {'is there' if folder.exists() else 'would be made'}. Nothing was run, and nothing was written.",
    ]


def _ended(runs: Mapping[str, LessonRun], sweep: Sweep) -> str:
    """How those ended that would be run again."""
    stopped = any(run.status == "stopped" and "stopped" not in sweep.finished for run in runs.values())
    return "failed, or were stopped early," if stopped else "failed"


def _asked_values(sweep: Sweep) -> Mapping[str, Range | Sequence]:
    """What each parameter may be: a search chooses only while it runs."""
    return sweep.search.axes if sweep.search else used_values(sweep)


def _values(values: Range | Sequence) -> str:
    if isinstance(values, Range):
        ends = f"{shown(values.low)} to {shown(values.high)}, as the search proposes"
        return f"{ends}, by its logarithm" if values.log else ends
    texts = [shortened(shown(value), LONGEST_VALUE) for value in values]
    if len(texts) <= MOST_VALUES:
        return ", ".join(texts)
    return f"{', '.join(texts[: MOST_VALUES - 2])}, ..., {texts[-1]} ({len(texts):,} values)"
