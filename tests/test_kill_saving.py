"""A real training, killed again and again while it saves."""

import sys
from pathlib import Path

import pytest

from helpers.checkpoints import verify
from helpers.kill_saving import KillCounts, kill_while_saving
from helpers.paths import COURSE_ROOT
from tests.checkpoints.checkpoint_runs import leftovers

KILLS = 24 if sys.platform == "linux" else 4  # elsewhere every process imports torch anew


def test_a_safely_saved_run_survives_every_kill_and_ends_bit_for_bit_as_if_there_had_been_none(tmp_path):
    counts = kill_while_saving("safe", KILLS, tmp_path)
    assert counts.kills == counts.survived == KILLS
    assert (counts.lost, counts.damaged, counts.resumed_equal) == (0, 0, True)
    assert counts.during_write > 0
    verify(tmp_path / "run.pt")
    verify(tmp_path / "run.previous.pt")
    assert leftovers(tmp_path) == []


def test_a_plainly_saved_run_does_not(tmp_path):
    """The same kills do find what they look for: otherwise the test above would prove nothing."""
    counts = kill_while_saving("plain", KILLS, tmp_path, seed=1)
    assert counts.lost + counts.damaged + counts.survived == counts.kills == KILLS
    assert counts.resumed_equal is None
    if sys.platform == "linux":
        assert counts.damaged > 0


@pytest.mark.parametrize(
    ("method", "kills", "message"),
    [("fast", 1, "method must be plain or safe, but it is 'fast'."), ("safe", 0, "kills must be at least 1, but it is 0.")],
)
def test_wrong_arguments(tmp_path, method, kills, message):
    with pytest.raises(ValueError, match=r"must be") as caught:
        kill_while_saving(method, kills, tmp_path)
    assert str(caught.value) == message


def test_a_training_that_fails_by_itself_is_no_kill(tmp_path):
    with pytest.raises(RuntimeError, match=r"^The training process failed by itself"):
        kill_while_saving("safe", 1, tmp_path / "no folder")


def test_counts_are_one_value():
    assert KillCounts(1, 1, 0, 0, 1, None) == KillCounts(1, 1, 0, 0, 1, None)


def test_make_torture_kills_a_thousand_times():
    lines = (Path(COURSE_ROOT) / "Makefile").read_text(encoding="utf-8")
    assert "-m helpers.kill_saving --kills 1000" in lines
