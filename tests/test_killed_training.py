import sys

import pytest

from helpers import killed_training


def test_preparing_twice_is_once(capfd):
    first, second = killed_training.prepare(), killed_training.prepare()
    assert first.get_start_method() == second.get_start_method()
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(("platform", "method"), [("linux", "forkserver"), ("darwin", "spawn"), ("win32", "spawn")])
def test_only_linux_forks(monkeypatch, platform, method):
    if platform == "linux" and sys.platform != "linux":
        pytest.skip("there is a fork server on Linux only")
    monkeypatch.setattr(sys, "platform", platform)
    assert killed_training.prepare().get_start_method() == method
