"""An answer that never ends is stopped and told so."""

import contextlib
import subprocess
import sys
import threading
import time

import pytest

from helpers.exercises.engine import Case, Exercise, State, limiting
from helpers.exercises.engine.limiting import TakesTooLong, time_limit


def loop_for_ever():
    while True:
        pass


def swallow_once_and_loop_on():
    try:
        loop_for_ever()
    except BaseException:
        loop_for_ever()


@pytest.mark.parametrize("endless", [loop_for_ever, swallow_once_and_loop_on])
def test_a_block_without_an_end_is_stopped(endless):
    with pytest.raises(TakesTooLong), time_limit(0.1):
        endless()


def test_a_block_that_ends_in_time_is_left_alone():
    for _ in range(50):
        with time_limit(60):
            pass
    with time_limit(0.05):
        pass
    for _ in range(1000):  # nothing arrives afterwards
        time.sleep(0.0002)


def test_an_error_raised_at_the_last_moment_does_not_arrive_later():
    for number in range(200):
        begin = time.perf_counter()
        with contextlib.suppress(TakesTooLong), time_limit(0.002):
            while time.perf_counter() - begin < 0.00199 + 1e-6 * (number % 50):
                pass
        time.sleep(0.0002)


UNDER_A_TRACER = """
import sys
from helpers.exercises.engine.limiting import TakesTooLong, time_limit
with time_limit(60):
    pass
try:
    with time_limit(0.05):
        while True:
            pass
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
            with time_limit(0.1):
                loop_for_ever()
        except TakesTooLong as error:
            caught.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert len(caught) == 1


def test_no_watch_is_left_behind():
    before = threading.active_count()
    with time_limit(60):
        assert threading.active_count() == before + 1
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
