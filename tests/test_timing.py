import sys
import time

import pytest
import torch

from helpers import timing
from helpers.timing import now, seconds_in_turns, seconds_of, wait_for


def test_warm_ups_are_done_and_not_counted(monkeypatch):
    clock, calls = [0.0], []

    def work():
        calls.append(None)
        clock[0] += 9.0 if len(calls) <= 2 else 0.25 * len(calls)

    monkeypatch.setattr(timing, "now", lambda device: clock[0])
    assert seconds_of(work, rounds=3, warm_ups=2) == [0.75, 1.0, 1.25]
    assert len(calls) == 5


@pytest.mark.skipif(sys.platform == "win32", reason="the clock on the wall is taken there")
def test_the_processor_s_clock_stands_still_while_a_program_waits():
    start = now("cpu")
    time.sleep(0.05)
    assert now("cpu") - start < 0.04
    assert seconds_of(lambda: sum(range(100_000)), rounds=1)[0] > 0


def test_on_windows_and_for_a_gpu_the_clock_hangs_on_the_wall(monkeypatch):
    monkeypatch.setattr(torch.cuda, "synchronize", lambda device: None)
    monkeypatch.setattr(timing.time, "perf_counter", lambda: 7.0)
    assert now("cuda") == 7.0
    monkeypatch.setattr(timing.sys, "platform", "win32")
    assert now("cpu") == 7.0


def test_each_round_waits_for_the_device_before_and_after(monkeypatch):
    log = []
    monkeypatch.setattr(torch.cuda, "synchronize", lambda device: log.append("wait"))
    seconds_of(lambda: log.append("work"), rounds=2, warm_ups=1, device="cuda")
    assert log == ["work", "wait", "work", "wait", "wait", "work", "wait"]


def test_the_gpu_of_apple_is_waited_for_too_and_the_cpu_is_not(monkeypatch):
    log = []
    monkeypatch.setattr(torch.mps, "synchronize", lambda: log.append("mps"))
    monkeypatch.setattr(torch.cuda, "synchronize", lambda device: log.append("cuda"))
    wait_for("mps")
    wait_for(torch.device("cpu"))
    assert log == ["mps"]


@pytest.mark.parametrize(("rounds", "warm_ups"), [(0, 1), (3, -1)])
def test_too_few_rounds_are_refused(rounds, warm_ups):
    with pytest.raises(ValueError, match=f"{rounds} rounds after {warm_ups} warm-ups"):
        seconds_of(lambda: None, rounds, warm_ups)


def test_works_take_turns_and_a_busy_moment_hits_all_of_them(monkeypatch):
    clock, calls = [0.0], []

    def work(name, cost):
        calls.append(name)
        clock[0] += cost * (100 if len(calls) <= 2 else 1)

    monkeypatch.setattr(timing, "now", lambda device: clock[0])
    works = {"short": lambda: work("short", 0.25), 64: lambda: work(64, 1.0)}
    assert seconds_in_turns(works, rounds=2, warm_ups=1) == {"short": [0.25, 0.25], 64: [1.0, 1.0]}
    assert calls == ["short", 64] * 3


@pytest.mark.parametrize(("works", "rounds", "warm_ups"), [({}, 3, 1), ({"a": print}, 0, 1), ({"a": print}, 3, -1)])
def test_turns_of_nothing_are_refused(works, rounds, warm_ups):
    with pytest.raises(ValueError, match="is needed"):
        seconds_in_turns(works, rounds, warm_ups)
