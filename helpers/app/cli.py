"""The command ``course``. It words and prints; the work is done elsewhere and imported when it is needed."""

import signal
import sys
from contextlib import ExitStack
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from helpers.app.first_word import ELSE, FirstWordGroup
from helpers.app.streams import Lasting

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
sweeps = typer.Typer(cls=FirstWordGroup, add_completion=False, rich_markup_mode=None)
app.add_typer(sweeps, name="sweep", help="Run one lesson with many combinations of parameters; see how far that is; export it.")

FAILED, BAD_INPUT, INTERRUPTED = 1, 2, 130
_MOST_SHOWN = 10
_KERNELS_HELP = "warm: forked from a process that has loaded torch (on Linux; elsewhere as fresh); fresh: each from nothing."


class _Kernels(StrEnum):
    WARM = "warm"
    FRESH = "fresh"


def _refuse(message: object) -> NoReturn:
    typer.echo(f"course: {message}", err=True)
    raise typer.Exit(BAD_INPUT)


@app.callback()
def _course() -> None:
    """Training neural networks in PyTorch: run the lessons, open them, see what is solved, look at this machine."""


@app.command()
def run(
    lessons: Annotated[
        list[str] | None, typer.Argument(help="Numbers, file names or paths; none means all.", show_default=False)
    ] = None,
    parameter: Annotated[
        list[str] | None,
        typer.Option("--parameter", "-p", metavar="NAME=VALUE", help="Another value for a parameter; may come often."),
    ] = None,
    preset: Annotated[
        str | None, typer.Option(help="A set of parameters from notebooks/presets.yaml, for example quick.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the results; default: a new one in runs/.", show_default=False)
    ] = None,
    workers: Annotated[int | None, typer.Option(help="Lessons at once; default: one per core.", show_default=False)] = None,
    timeout: Annotated[float, typer.Option(help="Seconds that one cell may take.", min=1)] = 900,
    kernels: Annotated[_Kernels, typer.Option(help=_KERNELS_HELP)] = _Kernels.WARM,
) -> None:
    """Run lessons and write them, executed, with a page for each and an overview."""
    from helpers.app.devices import refuse_missing_devices
    from helpers.reruns.batch import prepare_folder, refuse_foreign, run_batch
    from helpers.reruns.capacity import share_cores
    from helpers.reruns.errors import CourseError
    from helpers.reruns.files import alone_in
    from helpers.reruns.lessons import part_of
    from helpers.reruns.plans import make_plans, new_run_folder
    from helpers.reruns.report import write_report
    from helpers.reruns.results import read_results
    from helpers.reruns.run import check_timeout

    held = ExitStack()
    try:
        check_timeout(timeout)
        plans = make_plans(lessons or [], parameter or [], preset)
        refuse_missing_devices(str(plan.parameters.get("device", "auto")) for plan in plans)
        workers, threads = share_cores(len(plans), workers, warm=kernels is _Kernels.WARM and len(plans) > 1)
        folder = (out or new_run_folder()).resolve()
        if any(plan.notebook.parent == folder for plan in plans):
            raise CourseError(f"The output folder {folder} holds a notebook that is to be run, and would overwrite it.")
        refuse_foreign(folder)  # before a lock is left in a folder that is not ours
        held.enter_context(alone_in(folder))
        prepare_folder(folder)
    except CourseError as error:
        _refuse(error)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ended from outside: leave as after Ctrl-C
    typer.echo(f"Running {len(plans)} lesson(s), {workers} at once, {threads} thread(s) each.")
    for part, of_part in groupby(sorted(plan.notebook.stem for plan in plans), key=part_of):
        typer.echo(f"  {part or 'others'}: {', '.join(of_part)}")
    with held:
        batch = run_batch(plans, folder, workers, threads, timeout, warm=kernels is _Kernels.WARM)
        lost = [batch.lost] if batch.lost else []
        try:
            words = f"Look at {write_report(folder, read_results(folder) | batch.runs, batch.runs)}"
        except CourseError as error:
            lost.append(str(error))
            words = f"What was saved is in {folder}"
    for lesson, record in sorted(batch.runs.items()):
        if record.error is not None:
            typer.echo(f"{record.status}: {lesson}, {record.error}", err=True)
    passed = sum(record.status == "ok" for record in batch.runs.values())
    for sentence in lost:
        typer.echo(f"course: {sentence}", err=True)
    typer.echo(f"{passed} of {len(plans)} lesson(s) passed. {words}")
    if batch.interrupted:
        raise typer.Exit(INTERRUPTED)
    raise typer.Exit(0 if passed == len(plans) and not lost else FAILED)


@sweeps.command(
    ELSE,
    epilog="course sweep status FOLDER says how far a sweep is, from another terminal too; course sweep export FOLDER hands "
    "its runs to MLflow. Both have a --help of their own.",
)
def sweep(
    lesson: Annotated[str, typer.Argument(help="Number, file name or path.", show_default=False)],
    grid: Annotated[
        list[str] | None,
        typer.Option(
            "--grid", "-g", metavar="NAME=VALUES", help="Values of one parameter: 0.001,0.01 or 0:10 (0 to 9); may come often."
        ),
    ] = None,
    parameter: Annotated[
        list[str] | None,
        typer.Option("--parameter", "-p", metavar="NAME=VALUE", help="Another value, the same in all runs; may come often."),
    ] = None,
    preset: Annotated[
        str | None, typer.Option(help="A set of parameters from notebooks/presets.yaml, for example quick.")
    ] = None,
    ranges: Annotated[
        list[str] | None,
        typer.Option(
            "--range",
            "-r",
            metavar="NAME=LOW:HIGH[:log]",
            help="Ends between which --sample or --search chooses; may come often.",
        ),
    ] = None,
    sample: Annotated[
        int | None, typer.Option(help="Only so many combinations, the same ones each time.", show_default=False)
    ] = None,
    sampler: Annotated[
        str | None, typer.Option(help="How the sample is drawn: random (default), or sobol, without gaps.", show_default=False)
    ] = None,
    sample_seed: Annotated[
        int | None, typer.Option(help="Another number, another sample or search; default: 0.", show_default=False)
    ] = None,
    search: Annotated[
        str | None, typer.Option(help="optuna: each run is proposed from the results of earlier ones.", show_default=False)
    ] = None,
    runs: Annotated[int | None, typer.Option(help="So many runs of a search.", show_default=False)] = None,
    maximise: Annotated[
        str | None, typer.Option(metavar="NAME", help="The named result that is to be large.", show_default=False)
    ] = None,
    minimise: Annotated[
        str | None, typer.Option(metavar="NAME", help="The named result that is to be small.", show_default=False)
    ] = None,
    stop_early: Annotated[
        str | None,
        typer.Option(
            metavar="median[:RUNS[:STEPS]]",
            help="Stop runs that are worse than the median of others, at least RUNS (5), after their first STEPS (5) values.",
            show_default=False,
        ),
    ] = None,
    apart: Annotated[
        bool, typer.Option("--apart", help="Each run in an empty folder, and not in that of your notebook.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the results; default: one of this sweep alone, in runs/.", show_default=False)
    ] = None,
    workers: Annotated[
        int | None, typer.Option(help="Runs at once on this machine; default: by cores and memory.", show_default=False)
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(help="Address of a Dask scheduler whose workers do the runs, tcp://...", show_default=False)
    ] = None,
    timeout: Annotated[float, typer.Option(help="Seconds that one cell may take.", min=1)] = 900,
    kernels: Annotated[_Kernels, typer.Option(help=_KERNELS_HELP)] = _Kernels.WARM,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be run, and run and write nothing.")] = False,
) -> None:
    """Run one lesson with many combinations of parameters. The same command again runs what is missing or failed."""
    from helpers.app.devices import refuse_missing_devices
    from helpers.paths import RUNS
    from helpers.reruns.errors import CourseError, NotStoredError
    from helpers.reruns.grid import split_axes, split_ranges
    from helpers.reruns.parameters import split_assignments
    from helpers.reruns.sweep import make_sweep
    from helpers.reruns.sweep_run import FROM_OUTSIDE, run_sweep

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ended from outside: leave as after Ctrl-C
    try:
        made = make_sweep(
            lesson,
            split_axes(grid or []),
            split_assignments(parameter or []),
            preset=preset,
            sample=sample,
            ranges=split_ranges(ranges or []),
            sampler=sampler,
            sample_seed=sample_seed,
            search=search,
            runs=runs,
            maximise=maximise,
            minimise=minimise,
            stop_early=stop_early,
            apart=apart,
        )
        if scheduler is None:
            refuse_missing_devices(str(run.get("device", "auto")) for run in [made.shared, *made.runs.values()])
        folder = out or RUNS / f"{made.lesson}_sweep_{made.fingerprint}"
        warm = kernels is _Kernels.WARM
        if dry_run:
            from helpers.reruns.sweep_preview import preview_sweep

            would = preview_sweep(made, folder, workers=workers, scheduler=scheduler, timeout=timeout, warm=warm)
            typer.echo("\n".join(would))
            raise typer.Exit(0)
        result = run_sweep(made, folder, workers=workers, scheduler=scheduler, timeout=timeout, warm=warm, announce=typer.echo)
    except NotStoredError as error:
        typer.echo(f"course: {error}", err=True)
        raise typer.Exit(FAILED) from None
    except CourseError as error:
        _refuse(error)
    early = sum(run.status == "stopped" for run in result.runs.values())
    failed = {name: run for name, run in result.runs.items() if run.status not in ("ok", "stopped")}
    for name, run in list(failed.items())[:_MOST_SHOWN]:
        typer.echo(f"{run.status}: {name}, {run.error}", err=True)
    if len(failed) > _MOST_SHOWN:
        typer.echo(f"... and {len(failed) - _MOST_SHOWN:,} more, see {result.table}", err=True)
    passed = len(result.runs) - len(failed) - early
    early_words = f", {early:,} stopped early" if early else ""
    typer.echo(f"{passed:,} of {made.asked:,} run(s) passed{early_words}. Look at {result.report}")
    if made.search and made.goal and (best := made.goal.best(result.runs)):
        word = "Highest" if made.goal.maximise else "Lowest"
        typer.echo(
            f"{word} {made.goal.name}: {made.goal.reached(result.runs[best]):.6g}, in run {best}. The best of many is partly "
            "luck: run its settings again with new seeds."
        )
    if result.stopped:
        typer.echo(f"Stopped {result.stopped}. The same command goes on from here.", err=True)
    raise typer.Exit(INTERRUPTED if result.stopped == FROM_OUTSIDE else 0 if passed + early == made.asked else FAILED)


@sweeps.command("status")
def sweep_status(
    folder: Annotated[Path, typer.Argument(help="The sweep's folder.", show_default=False)],
) -> None:
    """Say how far a sweep is, while it runs elsewhere or after it was killed. Changes nothing."""
    from helpers.reruns.errors import CourseError
    from helpers.reruns.sweep_status import describe_status, read_status

    try:
        status = read_status(folder.resolve())
    except CourseError as error:
        _refuse(error)
    typer.echo("\n".join(describe_status(status)))


@sweeps.command("export")
def sweep_export(
    folder: Annotated[Path, typer.Argument(help="The sweep's folder.", show_default=False)],
    mlflow: Annotated[
        str,
        typer.Option(metavar="WHERE", help="A folder, or the address of a store: http://..., sqlite:///...", show_default=False),
    ],
    experiment: Annotated[
        str | None, typer.Option(help="Name of the experiment; default: the lesson's.", show_default=False)
    ] = None,
) -> None:
    """Write a run for each run of a sweep into an MLflow store. What is there already is not written twice."""
    from helpers.reruns.errors import CourseError, NotStoredError
    from helpers.reruns.sweep_export import export_to_mlflow

    try:
        counts = export_to_mlflow(folder.resolve(), mlflow, experiment)
    except NotStoredError as error:
        typer.echo(f"course: {error}", err=True)
        raise typer.Exit(FAILED) from None
    except CourseError as error:
        _refuse(error)
    typer.echo(
        f"Experiment {counts.experiment} at {counts.store}: {counts.added:,} run(s) added, {counts.replaced:,} replaced, "
        f"{counts.kept:,} there already."
    )


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def lab(context: typer.Context) -> None:
    """Open JupyterLab on your own copy of the lessons, in my-notebooks/. More options go to JupyterLab."""
    from helpers.app.lab import open_lab, opens_no_browser, prepare_workspaces, running_lab
    from helpers.app.surroundings import hiding_files
    from helpers.app.workspace import copy_lessons, renew_start_page
    from helpers.paths import MY_NOTEBOOKS
    from helpers.reruns.errors import CourseError

    try:
        copied = copy_lessons()
        warnings = renew_start_page(MY_NOTEBOOKS)
        prepare_workspaces(MY_NOTEBOOKS)
    except CourseError as error:
        _refuse(error)
    typer.echo(f"{MY_NOTEBOOKS}: added {len(copied.added)} lesson(s), kept {len(copied.kept)} of yours as they are.")
    for sentence in [*warnings, *hiding_files(MY_NOTEBOOKS)]:
        typer.echo(f"warning: {sentence}", err=True)
    if address := running_lab(MY_NOTEBOOKS, context.args):
        typer.echo(f"JupyterLab runs on this folder already: {address}")
        unused = [word for word in context.args if not opens_no_browser([word])]
        if unused:
            typer.echo(f"It runs without {' '.join(unused)}: close it first (Ctrl-C where it runs) to start it with that.")
        if not opens_no_browser(context.args):
            typer.launch(address)
        raise typer.Exit(0)
    raise typer.Exit(open_lab(MY_NOTEBOOKS, context.args))


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def present(
    context: typer.Context,
    lesson: Annotated[str, typer.Argument(help="Number or file name.", show_default=False)],
) -> None:
    """Open one lesson for a class: large letters, nothing else in the window, knobs to turn. More options go to JupyterLab."""
    from helpers.app.lab import open_lab, prepare_workspaces, running_lab
    from helpers.app.present import prepare_settings, presentation_options, quick_lines
    from helpers.app.run_sheet import find_run_sheet
    from helpers.app.workspace import copy_lessons
    from helpers.paths import MY_NOTEBOOKS
    from helpers.reruns.errors import CourseError
    from helpers.reruns.lessons import find_lesson

    try:
        found = find_lesson(lesson)
        copy_lessons()
        if not (MY_NOTEBOOKS / found.name).is_file():
            raise CourseError(f"{found} is none of the course's lessons: give its number, for example 06.")
        prepare_workspaces(MY_NOTEBOOKS)
        prepare_settings(MY_NOTEBOOKS)
        quick = quick_lines(found)
    except CourseError as error:
        _refuse(error)
    typer.echo(f"{MY_NOTEBOOKS / found.name}: your own copy, for the class to see.")
    if sheet := find_run_sheet(found.stem):
        typer.echo(f"Run sheet: {sheet}")
    if quick:
        typer.echo(f"In a slow room, change these lines of the parameters cell before you run it: {'; '.join(quick)}")
    if running_lab(MY_NOTEBOOKS):
        _refuse("JupyterLab runs on my-notebooks/ already, with small letters: close it (Ctrl-C where it runs), then present.")
    raise typer.Exit(open_lab(MY_NOTEBOOKS, [*presentation_options(MY_NOTEBOOKS, found.stem), *context.args]))


@app.command()
def progress(
    given: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FOLDER]...", help="Files of a class, or folders of them; none means your own.", show_default=False
        ),
    ] = None,
    table: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write a row for each student and exercise.", show_default=False)
    ] = None,
) -> None:
    """Say what is solved: in your own my-notebooks/, or by a class, from the files progress.json that were handed in."""
    from helpers.app.progress_report import class_table, own_table, read_class, write_csv
    from helpers.lesson_map import read_lessons
    from helpers.paths import MY_NOTEBOOKS
    from helpers.progress import PROGRESS_FILE, ProgressError, read_progress
    from helpers.reruns.errors import CourseError

    skipped: list[str] = []
    empty: list[str] = []
    if table is not None and table.suffix.lower() == ".json":
        _refuse(f"--csv names {table}, which might be the progress of a student: choose a name that ends in .csv.")
    try:
        if given:
            read = read_class(given)
            students, skipped, empty, text = read.students, read.skipped, read.empty, class_table(read.students)
        else:
            own = read_progress(MY_NOTEBOOKS / PROGRESS_FILE)
            students, text = {MY_NOTEBOOKS.name: own}, own_table(own, read_lessons())
        if table is not None:
            write_csv(table, students)
    except (CourseError, ProgressError) as error:
        _refuse(error)
    typer.echo(text)
    if empty:
        typer.echo(f"No {PROGRESS_FILE} in: {', '.join(empty)}.")
    for sentence in skipped:
        typer.echo(f"skipped: {sentence}", err=True)
    raise typer.Exit(FAILED if skipped else 0)


@app.command()
def doctor() -> None:
    """Say what this machine has: versions, device, data. Fails only where the course cannot run."""
    from helpers.app.doctor import examine

    report = examine()
    for fact in report.facts:
        typer.echo(f"  {fact}")
    for warning in report.warnings:
        typer.echo(f"warning: {warning}")
    for problem in report.problems:
        typer.echo(f"problem: {problem}", err=True)
    typer.echo("The course cannot run here." if report.problems else "The course can run here.")
    raise typer.Exit(FAILED if report.problems else 0)


@app.command()
def data() -> None:
    """Fetch MNIST into data/ and check it. What is there already is only checked."""
    from helpers.data import DatasetError, fetch_mnist
    from helpers.paths import DATA

    try:
        raw = fetch_mnist(DATA)
    except DatasetError as error:
        typer.echo(f"course: {error}", err=True)
        raise typer.Exit(FAILED) from None
    typer.echo(f"MNIST: all four files are in {raw}, and their checksums are right.")


def main() -> None:
    """Entry point of the ``course`` command."""
    # A Windows console may use a code page without the signs of the progress bar.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    sys.stdout, sys.stderr = Lasting(sys.stdout), Lasting(sys.stderr)
    app()


if __name__ == "__main__":
    main()
