"""The command ``course``. It words and prints; the work is done elsewhere and imported when it is needed."""

import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from helpers.reruns.batch import Plan

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)

FAILED, BAD_INPUT, INTERRUPTED = 1, 2, 130


def _refuse(message: object) -> NoReturn:
    typer.echo(f"course: {message}", err=True)
    raise typer.Exit(BAD_INPUT)


@app.callback()
def _course() -> None:
    """Training neural networks in PyTorch: run the chapters, open them, look at this machine."""


@app.command()
def run(
    chapters: Annotated[
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
    workers: Annotated[int | None, typer.Option(help="Chapters at once; default: one per core.", show_default=False)] = None,
    timeout: Annotated[float, typer.Option(help="Seconds that one cell may take.", min=1)] = 900,
) -> None:
    """Run chapters and write them, executed, with a page for each and an overview."""
    from helpers.reruns.batch import prepare_folder, refuse_duplicates, run_batch, share_cores
    from helpers.reruns.report import write_report
    from helpers.reruns.results import CourseError, read_results

    try:
        plans = _make_plans(chapters or [], parameter or [], preset)
        refuse_duplicates(plans)
        workers, threads = share_cores(len(plans), workers)
        folder = (out or _new_run_folder()).resolve()
        if any(plan.notebook.parent == folder for plan in plans):
            raise CourseError(f"The output folder {folder} holds a notebook that is to be run, and would overwrite it.")
        prepare_folder(folder)
    except CourseError as error:
        _refuse(error)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ended from outside: leave as after Ctrl-C
    typer.echo(f"Running {len(plans)} chapter(s), {workers} at once, {threads} thread(s) each.")
    batch = run_batch(plans, folder, workers, threads, timeout)
    index = write_report(folder, read_results(folder), batch.runs)
    for chapter, record in sorted(batch.runs.items()):
        if record.error is not None:
            typer.echo(f"{record.status}: {chapter}, {record.error}", err=True)
    passed = sum(record.status == "ok" for record in batch.runs.values())
    typer.echo(f"{passed} of {len(plans)} chapter(s) passed. Look at {index}")
    if batch.interrupted:
        raise typer.Exit(INTERRUPTED)
    raise typer.Exit(0 if passed == len(plans) else FAILED)


def _make_plans(chapters: list[str], assignments: list[str], preset: str | None) -> "list[Plan]":
    """Everything that can be checked before a kernel starts is checked here."""
    from helpers.reruns.batch import Plan
    from helpers.reruns.chapters import all_chapters, find_chapter, preset_parameters
    from helpers.reruns.parameters import check_parameters, split_assignments
    from helpers.reruns.results import CourseError

    given = split_assignments(assignments)
    notebooks = [find_chapter(name) for name in chapters] or all_chapters()
    plans = []
    for notebook in notebooks:
        from_preset = preset_parameters(preset, notebook) if preset else {}
        plans.append(Plan(notebook, check_parameters(notebook, {**from_preset, **given})))
    devices = {plan.parameters["device"] for plan in plans if "device" in plan.parameters}
    if devices - {"auto", "cpu"}:  # only now is torch worth its two seconds
        from helpers.reproducibility import choose_device

        for device in sorted(devices):
            try:
                choose_device(device)
            except (RuntimeError, ValueError) as error:
                raise CourseError(str(error)) from error
    return plans


def _new_run_folder() -> Path:
    """A folder of this run alone, made at once: two runs may start in the same second."""
    from helpers.paths import RUNS

    name = time.strftime("%Y-%m-%d_%H-%M-%S")
    folder, number = RUNS / name, 1
    while True:
        try:
            folder.mkdir(parents=True)
            return folder
        except FileExistsError:
            number += 1
            folder = RUNS / f"{name}_{number}"


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def lab(context: typer.Context) -> None:
    """Open JupyterLab on your own copy of the chapters, in my-notebooks/. More options go to JupyterLab."""
    from helpers.paths import MY_NOTEBOOKS
    from helpers.reruns.results import CourseError
    from helpers.workspace import copy_chapters, open_lab

    try:
        copied = copy_chapters()
    except CourseError as error:
        _refuse(error)
    typer.echo(f"{MY_NOTEBOOKS}: added {len(copied.added)} chapter(s), kept {len(copied.kept)} of yours as they are.")
    raise typer.Exit(open_lab(MY_NOTEBOOKS, context.args))


@app.command()
def doctor() -> None:
    """Say what this machine has: versions, device, data. Fails only where the course cannot run."""
    from helpers.doctor import examine

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
    app()
