import sys

import pytest

from helpers.thread_contest import steps_side_by_side


def test_every_process_counts_its_steps_with_every_number_of_threads():
    rates = steps_side_by_side(2, [1, 2], "sleep", seconds=0.05)
    assert list(rates) == [1, 2]
    assert all(len(each) == 2 and min(each) > 0 for each in rates.values())


def test_a_process_that_fails_says_why():
    with pytest.raises(RuntimeError, match="could not convert string to float"):
        steps_side_by_side(1, [1], "spin", seconds="soon")


def test_a_process_that_says_nothing_is_told(monkeypatch, tmp_path):
    program = tmp_path / "silent"
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o700)
    if sys.platform == "win32":
        pytest.skip("no shell scripts there")
    monkeypatch.setattr(sys, "executable", str(program))
    with pytest.raises(RuntimeError, match="it said nothing"):
        steps_side_by_side(1, [1], "spin")


@pytest.mark.parametrize(
    ("processes", "threads", "waiting", "message"),
    [
        (0, [1], "spin", "at least one of each"),
        (1, [], "spin", "at least one of each"),
        (1, [2, 0], "spin", "at least one of each"),
        (1, [1], "dream", "waiting is 'dream', but it must be one of spin, sleep"),
    ],
)
def test_what_cannot_be_raced_is_refused(processes, threads, waiting, message):
    with pytest.raises(ValueError, match=message):
        steps_side_by_side(processes, threads, waiting)
