"""What a sweep is: a notebook, its settings, and the parameters of every run. All of it is checked before anything starts."""

import hashlib
import json
import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from helpers.median_rule import MedianRule
from helpers.reruns.errors import CourseError
from helpers.reruns.grid import make_grid, run_name, sample_problems
from helpers.reruns.lessons import expected_seconds, find_lesson, nearest, preset_parameters, working_folder
from helpers.reruns.notebook_code import REPORTER, hash_of, modules_beside, names_given, records_results, result_names
from helpers.reruns.sampling import draw, sampler_problems
from helpers.reruns.search import Goal, NumberedNames, Search, search_problems
from helpers.reruns.task import code_of, package_hash, source_of

_STOP_EARLY = re.compile(r"median(?::(\d{1,6}))?(?::(\d{1,9}))?")


@dataclass(frozen=True)
class Sweep:
    """What is to be run: ``runs`` maps each run's name to all its parameters, ``swept`` each swept one to its values.

    ``source`` is the notebook without outputs, ``seconds`` what a run took when it was measured, or None. ``folder`` is where
    runs on this machine work, None for an empty folder each; ``imports`` is a hash of the modules there that the notebook
    imports. With a ``search``, runs and values come only while it runs. ``goal`` and ``rule`` say what counts, and when a run
    is stopped early.
    """

    lesson: str
    source: str
    swept: dict[str, Sequence[Any]]
    shared: dict[str, Any]
    runs: dict[str, dict[str, Any]]
    seconds: float | None
    folder: Path | None = None
    imports: str = ""
    goal: Goal | None = None
    rule: MedianRule | None = None
    search: Search | None = None

    @property
    def asked(self) -> int:
        """How many runs there are to be."""
        return self.search.runs if self.search else len(self.runs)

    @property
    def names(self) -> Container[str]:
        """The names that runs of it may have."""
        return NumberedNames(self.search.runs) if self.search else self.runs

    @property
    def finished(self) -> set[str]:
        """The statuses of runs that are not done again. Without a rule, those that one stopped are run to their end."""
        return {"ok", "stopped"} if self.rule else {"ok"}

    @property
    def manifest(self) -> dict[str, Any]:
        """What the runs in one folder have in common: lesson, code, shared parameters, names of the swept ones, search."""
        code = {self.lesson: _hash(code_of(self.source)), "helpers": package_hash(), "torch": version("torch")}
        common = {
            "lesson": self.lesson,
            "code": code | ({"what it imports": self.imports} if self.imports else {}),
            "shared parameters": self.shared,
            "swept parameters": list(self.search.axes if self.search else self.swept),
        }
        if self.search and self.goal:
            goal = {"maximise" if self.goal.maximise else "minimise": self.goal.name}
            common["search"] = self.search.manifest | goal
        return common

    @property
    def fingerprint(self) -> str:
        """Eight characters that differ between different sweeps, other values of the swept parameters included."""
        return _hash([self.manifest, [] if self.search else list(self.runs)])[:8]


def make_sweep(
    lesson: str,
    grid: Mapping[str, str | Sequence[Any]],
    parameters: Mapping[str, Any] | None = None,
    *,
    preset: str | None = None,
    sample: int | None = None,
    ranges: Mapping[str, str | Sequence[Any]] | None = None,
    sampler: str | None = None,
    sample_seed: int | None = None,
    search: str | None = None,
    runs: int | None = None,
    maximise: str | None = None,
    minimise: str | None = None,
    stop_early: str | None = None,
    apart: bool = False,
) -> Sweep:
    """Check everything that a sweep needs, and start nothing. Introduced in lesson 20.

    Args:
        lesson: its number, file name or path; or the path of any notebook with a parameters cell.
        grid: for each swept parameter its values, as a sequence or in words (``"0.001,0.01"``, ``"0:10"``).
        parameters: other values than the defaults, the same in all runs.
        preset: a name in ``presets.yaml``; ``parameters``, ``grid`` and ``ranges`` win over it.
        sample: run only so many combinations; the same call draws the same ones.
        ranges: for each parameter that is drawn or searched its two ends, ``"0.001:1"``, ``"0.001:1:log"``.
        sampler: how the sample is drawn, ``"random"`` or ``"sobol"``.
        sample_seed: another number gives another sample, or another search.
        search: who proposes the runs, ``"optuna"``, in place of a sample.
        runs: of a search.
        maximise: the named result that a search makes large, or the reported value that ``stop_early`` compares.
        minimise: the same, where small is good.
        stop_early: ``"median"``, or with the least number of other runs and of first values, ``"median:5:5"``.
        apart: each run works in an empty folder, even if the notebook is none of the course.

    Raises:
        CourseError: something is unknown or not allowed (all such problems in one message), the combinations are more
            than a sweep runs, or the notebook does not record what is needed.
    """
    notebook, ranges = find_lesson(lesson), ranges or {}
    problems, from_preset = _preset(preset, notebook)
    problems += sample_problems(sample)
    problems += search_problems(search, runs, {*grid, *ranges}, sample is not None or sampler is not None)
    problems += sampler_problems(sampler, sample_seed, runs if search else sample)
    goal, rule = _aims(problems, maximise, minimise, stop_early, search)
    fixed = {name: value for name, value in from_preset.items() if name not in {*grid, *ranges}} | dict(parameters or {})
    made = make_grid(notebook, grid, fixed, problems, ranges)
    source = source_of(notebook)
    folder = None if apart else working_folder(notebook)
    modules = modules_beside(code_of(source), folder) if folder else []
    _refuse_silent(notebook.stem, code_of(source), modules, goal if search else None, rule)
    imports = hash_of(modules, folder) if modules else ""
    seconds = expected_seconds(notebook, preset)
    if search and runs:
        searched = Search(runs, {**made.swept, **made.ranges}, sample_seed or 0)
        return Sweep(notebook.stem, source, {}, made.shared, {}, seconds, folder, imports, goal, rule, searched)
    combinations = draw(made, sample, sampler, sample_seed)
    named = {run_name(swept): {**made.shared, **swept} for swept in combinations}
    if len(named) < len(combinations):  # two hashes alike, which happens once in billions
        raise CourseError("Two combinations of this grid would have one name: change one of its texts.")
    drawn = {name: sorted({combination[name] for combination in combinations}) for name in made.ranges}
    return Sweep(notebook.stem, source, {**made.swept, **drawn}, made.shared, named, seconds, folder, imports, goal, rule)


def _aims(
    problems: list[str], maximise: str | None, minimise: str | None, stop_early: str | None, search: str | None
) -> tuple[Goal | None, MedianRule | None]:
    """What counts, and when a run is stopped; what is wrong with the request for it is added to the problems."""
    if maximise is not None and minimise is not None:
        problems.append(f"{maximise} is to be maximised and {minimise} minimised: give one of the two.")
    name = maximise if maximise is not None else minimise
    options = [f"--{option} {value}" for option, value in (("search", search), ("stop-early", stop_early)) if value is not None]
    if options and name is None:
        problems.append(f"{options[0]} must know what is good: add --maximise or --minimise with a name.")
    if name is not None and not options:
        problems.append(f"Nothing is done with {name}: maximise and minimise belong to --search and to --stop-early.")
    match = _STOP_EARLY.fullmatch(stop_early or "median")
    if not match:
        problems.append(f"stop-early is {stop_early!r}, but it must read median, median:RUNS or median:RUNS:STEPS.")
    if match and match[1] and not int(match[1]):
        problems.append("stop-early names 0 runs, but a median needs at least 1.")
    if name is None:
        return None, None
    goal = Goal(name, maximise is not None)
    if stop_early is None or not match:
        return goal, None
    given = {key: int(number) for key, number in zip(("runs", "steps"), match.groups(), strict=True) if number}
    return goal, MedianRule(goal.name, goal.maximise, **given)


def _refuse_silent(lesson: str, codes: list[str], modules: list[Path], goal: Goal | None, rule: MedianRule | None) -> None:
    """Refuse a notebook that does not record what is needed, as far as its code tells.

    Raises:
        CourseError: it records no named results, or not the goal, or does not report what the rule compares.
    """
    beside = [path.read_text(encoding="utf-8", errors="replace") for path in modules]
    if not records_results([*codes, *beside]):
        raise CourseError(
            f"{lesson} records no named results, so a sweep would have nothing to compare: call "
            "record_result(name, value) from helpers.lesson in it, or scrapbook's glue."
        )
    names = result_names(codes, beside)
    if goal and names is not None and goal.name not in names:
        raise CourseError(
            f"{lesson} has no named result {goal.name!r}; its results are: {', '.join(sorted(names))}.{nearest(goal.name, names)}"
        )
    reported = names_given([REPORTER], [*codes, *beside])
    if rule and reported is not None and rule.name not in reported:
        listed = ", ".join(sorted(reported)) or "none"
        raise CourseError(
            f"{lesson} reports no values called {rule.name!r} while it runs, so none can be compared; it reports: {listed}. Call "
            f'report_value("{rule.name}", value, epoch) from helpers.lesson in its loop.'
        )


def _preset(preset: str | None, notebook: Path) -> tuple[list[str], dict[str, Any]]:
    """What is wrong with the preset, and what it sets."""
    if preset is None:
        return [], {}
    try:
        found = preset_parameters(preset, notebook)
    except CourseError as error:
        return [str(error)], {}
    # A renamed copy would run at its defaults, for hours perhaps, and nobody would know why.
    nothing = (
        f"The preset {preset} has nothing for {notebook.stem}: presets go by file name. Leave it out, or name values with -p."
    )
    return [] if found else [nothing], found


def _hash(content: object) -> str:
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()
