import time

import pytest
import torch

from helpers import timing
from helpers.timing import seconds_of, wait_for


def test_warm_ups_are_done_and_not_counted(monkeypatch):
    now, calls = [0.0], []

    def work():
        calls.append(None)
        now[0] += 9.0 if len(calls) <= 2 else 0.25 * len(calls)

    monkeypatch.setattr(timing.time, "perf_counter", lambda: now[0])
    assert seconds_of(work, rounds=3, warm_ups=2) == [0.75, 1.0, 1.25]
    assert len(calls) == 5


def test_a_round_takes_what_its_work_takes():
    assert min(seconds_of(lambda: time.sleep(0.01), rounds=2, warm_ups=0)) >= 0.01


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
