"""The rule stops a run that is worse than the median of the others at the same step, and nobody else."""

import math
import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest

from helpers.median_rule import MedianRule, RunStopped, Watch, judge, prepare_values, stopped_at

UP = MedianRule("accuracy", maximise=True, runs=3, steps=2)


@pytest.fixture
def values(tmp_path):
    file = tmp_path / "values.sqlite"
    prepare_values(file, [])
    return file


def report(file, run, curve, rule=UP):
    """Report a curve; returns the step at which the run is stopped, or None."""
    watch = Watch(str(file), run, rule)
    return next((step for step, value in enumerate(curve) if judge(watch, value, step)), None)


def three_others(file, rule=UP):
    for number, height in enumerate((0.5, 0.6, 0.7)):
        assert report(file, f"other-{number}", [height] * 6, rule) is None


def test_a_bad_run_is_stopped_at_the_first_step_that_is_judged(values):
    three_others(values)
    assert report(values, "bad", [0.9, 0.1, 0.59, 0.1]) == 2, "the first two values are never judged"
    assert report(values, "good", [0.1, 0.1, 0.6, 0.61, 0.9]) is None, "as good as the median is good enough"


def test_the_reason_names_value_step_median_and_how_many(values):
    three_others(values)
    watch = Watch(str(values), "bad", UP)
    reasons = [judge(watch, 0.25, step) for step in range(3)]
    assert reasons[:2] == [None, None]
    assert reasons[2] == "accuracy was 0.25 at step 2, worse than 0.6, the median of 3 other runs"
    assert stopped_at(watch) == (2, 0.25)
    assert stopped_at(Watch(str(values), "other-1", UP)) is None


def test_where_small_is_good_the_large_one_is_stopped(values):
    down = MedianRule("loss", maximise=False, runs=3, steps=2)
    three_others(values, down)
    assert report(values, "bad", [0.1, 0.1, 0.61], down) == 2
    assert report(values, "good", [0.1, 0.1, 0.6], down) is None


def test_nobody_is_judged_before_enough_others_were_at_that_step(values):
    three_others(values)
    five = MedianRule("accuracy", maximise=True, runs=4, steps=2)
    assert report(values, "bad", [0.0] * 6, five) is None
    assert report(values, "longer", [0.0, 0.0, 0.6, 0.6, 0.6, 0.6, 0.0, 0.0]) is None, "no other run came that far"


def test_a_run_that_was_stopped_does_not_count(values):
    three_others(values)
    assert report(values, "bad", [0.0] * 6) == 2
    assert report(values, "next", [0.0, 0.0, 0.59]) == 2, "the median is still that of the three others"


def test_nan_is_worse_than_everything(values):
    three_others(values)
    assert report(values, "bad", [math.nan] * 6) == 2
    assert math.isnan(stopped_at(Watch(str(values), "bad", UP))[1])
    other = MedianRule("accuracy", maximise=True, runs=3, steps=0)
    for number in range(3):
        report(values, f"lost-{number}", [0.0] * 20 + [math.nan])
    assert report(values, "same", [0.9] * 20 + [math.nan], other) is None, "no worse than NaN"


def test_a_second_try_begins_anew(values):
    three_others(values)
    assert report(values, "bad", [0.0] * 6) == 2
    prepare_values(values, ["bad"])
    watch = Watch(str(values), "bad", UP)
    assert stopped_at(watch) is None
    assert judge(watch, 0.0, 0) is None


def test_steps_that_come_again_begin_a_new_curve(values):
    three_others(values)
    assert report(values, "twice", [0.9, 0.9, 0.9]) is None
    assert report(values, "twice", [0.0, 0.0, 0.9]) is None


def test_many_runs_report_side_by_side(values):
    with ThreadPoolExecutor(8) as executor:
        list(executor.map(lambda number: report(values, f"run-{number}", [0.5] * 20), range(8)))
    assert sqlite3.connect(values).execute("SELECT count(*) FROM reported").fetchone() == (160,)


def test_a_file_that_cannot_be_used_stops_nobody_and_is_made_anew(values):
    values.write_bytes(b"no database, but long enough to be looked at" * 50)
    assert report(values, "bad", [0.0] * 6) is None
    prepare_values(values, ["bad"])
    three_others(values)
    assert report(values, "bad", [0.0] * 6) == 2


def test_where_nothing_can_be_written_that_is_an_oserror(tmp_path):
    with pytest.raises(OSError, match="open"):
        prepare_values(tmp_path / "none" / "values.sqlite", [])


def test_a_watch_travels_as_text():
    watch = Watch("/a/values.sqlite", "learning_rate=0.1", UP)
    assert Watch.from_text(watch.text) == watch


def test_an_except_in_the_notebook_does_not_catch_the_stop():
    assert not issubclass(RunStopped, Exception)
