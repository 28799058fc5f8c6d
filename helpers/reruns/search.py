"""A search: Optuna proposes the settings of each run from the results of earlier ones.

The records in the sweep's folder are the whole state. A run's name begins with its number, and what is proposed under a number
depends on nothing but the seed, that number, and the results of the runs that lie ``at_once`` before it; so a search that was
killed is taken up by telling Optuna again what the records say, and ends as if it had not been disturbed.
"""

import math
import re
import warnings
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from helpers.reruns.errors import CourseError
from helpers.reruns.grid import MOST_RUNS, run_name
from helpers.reruns.ranges import Range
from helpers.reruns.results import STEP_RESULT, LessonRun
from helpers.reruns.sweep_series import REPETITION

if TYPE_CHECKING:
    import optuna

SEARCHES = ("optuna",)
# So many runs must lack the result that counts before a search gives up: one may have had a reason.
MOST_WITHOUT = 3
_NUMBER = re.compile(r"(\d{4,5}),")


@dataclass(frozen=True)
class Goal:
    """The named result that counts, and whether larger is better."""

    name: str
    maximise: bool

    def reached(self, run: LessonRun) -> float | None:
        """What a run reached; None if that is missing, NaN, infinite or no number."""
        value = run.results.get(self.name)
        usable = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        return float(value) if usable else None

    def best(self, runs: Mapping[str, LessonRun]) -> str | None:
        """The name of the best run among those that passed; None if none reached anything."""
        reached = {name: self.reached(run) for name, run in runs.items() if run.status == "ok"}
        values = {name: value for name, value in reached.items() if value is not None}
        return (max if self.maximise else min)(values, key=values.__getitem__) if values else None


@dataclass(frozen=True)
class Search:
    """What is searched: so many runs, ``axes`` with a range or a list of values for each parameter, and a seed."""

    runs: int
    axes: dict[str, Range | Sequence[Any]]
    seed: int = 0

    @property
    def manifest(self) -> dict[str, Any]:
        """What all runs of this search have in common. Their number is not part of it: a search can grow."""
        axes = {
            name: {"low": axis.low, "high": axis.high, "log": axis.log} if isinstance(axis, Range) else list(axis)
            for name, axis in self.axes.items()
        }
        return {"by": "optuna", "axes": axes, "seed": self.seed}


def search_problems(search: str | None, runs: int | None, axes: Container[str], drawn: bool) -> list[str]:
    """What is wrong with a search that is asked for: sentences, or none.

    Args:
        search: who proposes, or None.
        runs: how many runs.
        axes: the parameters that are searched.
        drawn: whether a sample is asked for as well.
    """
    if search is None:
        return (
            [] if runs is None else [f"runs is {runs}, but only a search has a number of runs: give --search optuna or --sample."]
        )
    problems = []
    if search not in SEARCHES:
        problems.append(f"search is {search!r}, but it must be one of {', '.join(SEARCHES)}.")
    if runs is None:
        problems.append("A search goes on until it is told to stop: say after how many runs, for example --runs 50.")
    elif not 1 <= runs <= MOST_RUNS:
        problems.append(f"runs is {runs}, but it must be from 1 to {MOST_RUNS:,}.")
    if drawn:
        problems.append("A search proposes its runs itself, so nothing is drawn: leave out --sample and --sampler, or --search.")
    if REPETITION in axes:
        problems.append(f"A search over {REPETITION} would find luck: fix it with -p {REPETITION}=3, for example.")
    return problems


class GoalMissing(CourseError):
    """Runs pass, and none records the result that counts."""


class NumberedNames(Container[str]):
    """The names that runs of a search may have: a number below the number of runs, then the parameters."""

    def __init__(self, runs: int) -> None:
        self.runs = runs

    def __contains__(self, name: object) -> bool:
        number = number_of(str(name))
        return number is not None and number < self.runs


def number_of(name: str) -> int | None:
    """The number that a run's name begins with, or None."""
    match = _NUMBER.match(name)
    return int(match[1]) if match else None


class Proposals:
    """Gives out the runs of a search, one after the other, each when the results that it builds on are there.

    Args:
        search: what is searched.
        goal: what counts.
        shared: the parameters that all runs have in common.
        runs: by name; whoever does the runs adds what comes out. Of those that are there already, runs that came to no end
            are taken out, and given out again.
        finished: the status of a run that has come to its end.
        at_once: a run builds on the results of all runs but the last so many before it, less one.

    Raises:
        CourseError: Optuna is not installed. ``GoalMissing``, from ``take``: the first runs that passed lack the goal.
    """

    def __init__(
        self,
        search: Search,
        goal: Goal,
        shared: Mapping[str, Any],
        runs: dict[str, LessonRun],
        finished: Container[str],
        at_once: int,
    ) -> None:
        self.search, self.goal, self.shared, self.runs, self.at_once = search, goal, shared, runs, at_once
        self.parameters: dict[str, dict[str, Any]] = {}
        self._recorded = {number_of(name): (name, run) for name, run in runs.items()}
        self._done = {name for name, run in runs.items() if run.status in finished}
        for name in set(runs) - self._done:
            del runs[name]
        self._optuna = import_optuna()
        with _quiet():
            self._study = self._optuna.create_study(direction="maximize" if goal.maximise else "minimize")
        self._axes = {name: self._distribution(axis) for name, axis in search.axes.items()}
        self._trials: list[tuple[str, optuna.Trial]] = []
        self._told = 0

    def take(self, most: int) -> Iterator[tuple[str, dict[str, Any]]]:
        """At most so many runs that can start now, each as its name and all its parameters."""
        while most > 0 and len(self._trials) < self.search.runs and self._tell(len(self._trials) - self.at_once + 1):
            name, parameters = self._propose(len(self._trials))
            self.parameters[name] = parameters
            if name not in self._done:
                most -= 1
                yield name, parameters

    def _propose(self, number: int) -> tuple[str, dict[str, Any]]:
        name, known = self._recorded.get(number, (None, None))
        with _quiet():
            if known is not None:
                self._study.enqueue_trial({axis: known.parameters[axis] for axis in self._axes})
            # A sampler for each number: one for all would draw the same again when a search is taken up.
            seed = (self.search.seed * 1_000_003 + number) % 2**32
            self._study.sampler = self._optuna.samplers.TPESampler(seed=seed, constant_liar=True)
            trial = self._study.ask(self._axes)
        chosen = {axis: trial.params[axis] for axis in self._axes}
        if name is None:
            short = {axis: float(f"{value:.4g}") if isinstance(value, float) else value for axis, value in chosen.items()}
            name = f"{number:04},{run_name(short)}"
        self._trials.append((name, trial))
        return name, {**self.shared, **chosen}

    def _tell(self, number: int) -> bool:
        """Tell Optuna, in their order, what so many first runs reached. False if one of them is still running."""
        while self._told < number:
            name, trial = self._trials[self._told]
            if name not in self.runs:
                return False
            if self.goal.name not in self.runs[name].results:
                self._refuse_missing_goal(name)
            with _quiet():
                self._tell_one(trial, self.runs[name])
            self._told += 1
        return True

    def _refuse_missing_goal(self, name: str) -> None:
        passed = [run for run in self.runs.values() if run.status == "ok"]
        if len(passed) >= MOST_WITHOUT and not any(self.goal.name in run.results for run in passed):
            listed = ", ".join(self.runs[name].results) or "none"
            raise GoalMissing(f"no run recorded {self.goal.name}; the named results of {name} are: {listed}")

    def _tell_one(self, trial: "optuna.Trial", run: LessonRun) -> None:
        states, reached = self._optuna.trial.TrialState, self.goal.reached(run)
        if reached is None or run.status not in ("ok", "stopped"):
            self._study.tell(trial, state=states.FAIL)
        elif run.status == "stopped":
            trial.report(reached, step=run.results.get(STEP_RESULT, 0))
            self._study.tell(trial, state=states.PRUNED)
        else:
            self._study.tell(trial, reached)

    def _distribution(self, axis: Range | Sequence[Any]) -> Any:
        kinds = self._optuna.distributions
        if not isinstance(axis, Range):
            return kinds.CategoricalDistribution(list(axis))
        return (kinds.IntDistribution if axis.whole else kinds.FloatDistribution)(axis.low, axis.high, log=axis.log)


def import_optuna() -> Any:
    """Optuna, which is loaded only where somebody searches.

    Raises:
        CourseError: it is not installed.
    """
    try:
        import optuna
    except ImportError as error:
        raise CourseError("--search optuna needs Optuna: install the project with its extra, '.[search]'.") from error
    return optuna


@contextmanager
def _quiet() -> Iterator[None]:
    """Without Optuna's line for each trial, and its note that a part of it may change in a later version."""
    import optuna

    before = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
            yield
    finally:
        optuna.logging.set_verbosity(before)
