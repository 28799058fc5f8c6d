"""What a sweep would do, told before it does it: nothing is run, nothing is written."""

from pathlib import Path

from helpers.reruns.capacity import share_cores
from helpers.reruns.errors import CourseError
from helpers.reruns.pages import shortened, shown
from helpers.reruns.run import check_timeout
from helpers.reruns.sweep import Sweep
from helpers.reruns.sweep_folder import SweepFolder
from helpers.reruns.sweep_run import announcement, is_missing, used_values

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
    share_cores(len(sweep.runs), workers)
    folder = folder.resolve()
    if folder.exists() and not folder.is_dir():
        raise CourseError(f"The output folder {folder} cannot be used: it is a file.")
    runs = SweepFolder(folder, sweep.manifest, sweep.runs).recorded(sweep.runs) if folder.exists() else {}
    missing = [name for name in sweep.runs if is_missing(runs.get(name))]
    if missing:
        slots = None if scheduler else share_cores(len(missing), workers, warm=warm)[0]
        where = f"on the cluster at {scheduler}, which was not asked" if scheduler else "on this machine"
        said = announcement(sweep, runs, len(missing), slots, where)
    else:
        said = f"All {len(sweep.runs):,} runs of {sweep.lesson} are finished already."
    tried = sum(name in runs for name in missing)
    return [
        said,
        f"Finished already: {len(sweep.runs) - len(missing):,}. Would be run: {len(missing):,}"
        + (f", of which {tried:,} failed before." if tried else "."),
        *(f"  {name}: {_values(values)}" for name, values in used_values(sweep).items()),
        *(["The same in all runs:"] if sweep.shared else []),
        *(f"  {name}: {shortened(shown(value), LONGEST_VALUE)}" for name, value in sweep.shared.items()),
        f"The folder {folder} {'is there' if folder.exists() else 'would be made'}. Nothing was run, and nothing was written.",
    ]


def _values(values: list) -> str:
    texts = [shortened(shown(value), LONGEST_VALUE) for value in values]
    if len(texts) <= MOST_VALUES:
        return ", ".join(texts)
    return f"{', '.join(texts[: MOST_VALUES - 2])}, ..., {texts[-1]} ({len(texts):,} values)"
