"""The median rule, and the file through which the runs of a sweep see each other's values. Imports nothing of ours.

A run is stopped when, at the same step, it is worse than the median of the others. Each run decides for itself at the moment
when it reports a value: nobody has to watch it, and a run that is to be stopped is stopped at that very step.
"""

import json
import math
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

# What a run is told about the others stands in this variable of its environment, as ``Watch.text``.
WATCH_VARIABLE = "COURSE_WATCH"
VALUES_FILE = "values.sqlite"
# So long may another run hold the file; it needs it for less than a thousandth of that.
LOCKED_SECONDS = 60

_TABLES = """
CREATE TABLE IF NOT EXISTS reported (run TEXT, step INTEGER, value REAL, PRIMARY KEY (run, step)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_step ON reported (step);
CREATE TABLE IF NOT EXISTS stopped (run TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_OTHERS = "SELECT value FROM reported WHERE step = ? AND run <> ? AND run NOT IN (SELECT run FROM stopped)"


class RunStopped(BaseException):
    """This run is worse than most others at the same step. No ``except Exception`` of a notebook catches it by accident."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows instead of a traceback: nothing in the notebook is wrong."""
        return [f"{type(self).__name__}: {self}"]


@dataclass(frozen=True)
class MedianRule:
    """Which reported value counts, and when it is judged.

    Args:
        name: of the reported value.
        maximise: whether larger is better.
        runs: so many others must have reported a value at the same step.
        steps: so many first values of each run are never judged.
    """

    name: str
    maximise: bool
    runs: int = 5
    steps: int = 5


@dataclass(frozen=True)
class Watch:
    """What one run is told: the file with everybody's values, its own name there, and the rule."""

    file: str
    run: str
    rule: MedianRule

    @property
    def text(self) -> str:
        """For ``WATCH_VARIABLE``; ``from_text`` reads it back."""
        return json.dumps(asdict(self))

    @staticmethod
    def from_text(text: str) -> "Watch":
        """The watch that ``text`` was made from."""
        stored = json.loads(text)
        return Watch(stored["file"], stored["run"], MedianRule(**stored["rule"]))


def _open(file: str | Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=LOCKED_SECONDS, isolation_level=None)
    # A value that a power cut loses costs nothing but a later judgement.
    connection.execute("PRAGMA synchronous = OFF")
    return connection


def prepare_values(file: Path, runs: Iterable[str]) -> None:
    """Make the file, or forget in it what earlier tries of these runs reported. One that is damaged is made anew.

    Raises:
        OSError: the system could not write.
    """
    try:
        _prepare(file, runs)
    except sqlite3.DatabaseError:
        try:
            file.unlink(missing_ok=True)
            _prepare(file, runs)
        except sqlite3.Error as error:
            raise OSError(None, str(error)) from error


def _prepare(file: Path, runs: Iterable[str]) -> None:
    with closing(_open(file)) as connection:
        connection.executescript(_TABLES)
        connection.execute("BEGIN IMMEDIATE")
        names = [(run,) for run in runs]
        connection.executemany("DELETE FROM reported WHERE run = ?", names)
        connection.executemany("DELETE FROM stopped WHERE run = ?", names)
        connection.execute("COMMIT")


def judge(watch: Watch, value: float, step: int) -> str | None:
    """Note a value, and say in words why the run is to be stopped here, or None. Steps that come again begin a new curve.

    Where the file cannot be used, nobody is stopped: a run is worth more than the time that stopping it saves.
    """
    with suppress(sqlite3.Error), closing(_open(watch.file)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("DELETE FROM reported WHERE run = ? AND step >= ?", (watch.run, step))
        # SQLite has no NaN.
        connection.execute("INSERT INTO reported VALUES (?, ?, ?)", (watch.run, step, None if math.isnan(value) else value))
        ((noted,),) = connection.execute("SELECT count(*) FROM reported WHERE run = ?", (watch.run,))
        others = [other for (other,) in connection.execute(_OTHERS, (step, watch.run))]
        reason = _reason(watch.rule, value, step, noted, others)
        if reason:
            connection.execute("INSERT OR REPLACE INTO stopped VALUES (?)", (watch.run,))
        connection.execute("COMMIT")
        return reason
    return None


def _reason(rule: MedianRule, value: float, step: int, noted: int, others: list[float | None]) -> str | None:
    if noted <= rule.steps or len(others) < max(1, rule.runs):
        return None
    worst = -math.inf if rule.maximise else math.inf
    middle = median(worst if other is None else other for other in others)
    own = worst if math.isnan(value) else value
    if not (own < middle if rule.maximise else own > middle):
        return None
    return f"{rule.name} was {value:.6g} at step {step}, worse than {middle:.6g}, the median of {len(others)} other runs"


def stopped_at(watch: Watch) -> tuple[int, float] | None:
    """Step and value at which a run was stopped; None if it was not."""
    last = "SELECT step, value FROM reported WHERE run = ? AND run IN (SELECT run FROM stopped) ORDER BY step DESC LIMIT 1"
    with suppress(sqlite3.Error), closing(_open(watch.file)) as connection:
        for step, value in connection.execute(last, (watch.run,)):
            return step, math.nan if value is None else value
    return None
