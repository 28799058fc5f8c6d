"""An answer that never ends is stopped and told so."""

import contextlib
import subprocess
import sys
import threading
import time

import pytest

from helpers.exercises.engine import Case, Exercise, State, limiting
from helpers.exercises.engine.limiting import TakesTooLong, within


def loop_for_ever():
    while True:
        pass


def swallow_once_and_loop_on():
    try:
        loop_for_ever()
    except BaseException:
        loop_for_ever()


@pytest.mark.parametrize("endless", [loop_for_ever, swallow_once_and_loop_on])
def test_a_function_without_an_end_is_stopped(endless):
    with pytest.raises(TakesTooLong):
        within(0.1, endless)


def test_a_function_that_ends_in_time_is_left_alone():
    for number in range(50):
        assert within(60, lambda: number) == number  # noqa: B023
    with pytest.raises(ZeroDivisionError):
        within(60, lambda: 1 / 0)
    within(0.05, lambda: None)
    for _ in range(1000):  # nothing arrives afterwards
        time.sleep(0.0002)


def test_an_error_raised_at_the_last_moment_does_not_arrive_later():
    for number in range(300):
        end = time.perf_counter() + 0.0016 + 1.3e-6 * number
        with contextlib.suppress(TakesTooLong):
            within(0.0018, lambda: [None for _ in iter(lambda: time.perf_counter() < end, False)])  # noqa: B023
        time.sleep(0.0002)
    before = threading.active_count()
    time.sleep(1.2)  # a watch would raise again after a second
    assert threading.active_count() <= before


UNDER_A_TRACER = """
import sys
from helpers.exercises.engine.limiting import TakesTooLong, within
def endless():
    while True:
        pass
within(60, int)
try:
    within(0.05, endless)
except TakesTooLong:
    pass
sys.settrace(lambda *event: None)
(lambda: print("arrived"))()
"""


def test_nothing_is_left_that_stops_a_tracer():
    ended = subprocess.run([sys.executable, "-c", UNDER_A_TRACER], capture_output=True, text=True, timeout=120, check=False)
    assert ended.stdout == "arrived\n", ended.stderr


def test_the_limit_holds_in_another_thread_too():
    caught = []

    def work():
        try:
            within(0.1, loop_for_ever)
        except TakesTooLong as error:
            caught.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert len(caught) == 1


def test_no_watch_is_left_behind():
    before = threading.active_count()
    assert within(60, threading.active_count) == before + 1
    assert threading.active_count() == before


def test_an_endless_answer_is_wrong_and_the_other_cases_are_not_waited_for(monkeypatch):
    monkeypatch.setattr(limiting, "SECONDS", 0.2)
    exercise = Exercise("00.1", lambda n: n, lambda: [Case(1), Case(2), Case(3)], hint="", otherwise="")
    begin = time.monotonic()

    def answer(n):
        while n > 1:
            n += 1
        return n

    verdict = exercise.examine(answer)
    assert verdict.state is State.WRONG
    assert verdict.message.startswith("for n = 2, expected an end, got none after 0.2 seconds. Your function was still running")
    assert time.monotonic() - begin < 20
