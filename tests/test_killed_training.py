import os
import subprocess
import sys
import tempfile

import pytest

from helpers import killed_training

FROM_A_FRESH_PROCESS = """
import sys
from pathlib import Path
from helpers.killed_training import prepare, training
import numpy as np

if __name__ == "__main__":
    print(prepare().get_start_method())
    data = np.zeros((50, 4), dtype=np.float32), np.zeros(50, dtype=np.int64)
    with training("safe", Path(sys.argv[1]) / "run.pt", data, 0) as child:
        child.run_to_the_end()
"""


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


@pytest.mark.skipif(sys.platform != "linux", reason="there is a fork server on Linux only")
def test_the_folder_for_temporary_files_may_have_a_long_path(tmp_path):
    folder = tmp_path / ("a long name " * 9)
    folder.mkdir()
    program = tmp_path / "program.py"
    program.write_text(FROM_A_FRESH_PROCESS, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(program), str(tmp_path)],
        env=os.environ | {"TMPDIR": str(folder), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "forkserver\n", "")
    assert (tmp_path / "run.pt").is_file()


def test_a_short_folder_for_temporary_files_is_used_itself(monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", "/somewhere")
    assert killed_training._socket_folder() == "/somewhere"


def test_without_a_short_folder_every_process_starts_anew(monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", "/" + "x" * 90)
    monkeypatch.setattr(killed_training, "SHORT_FOLDERS", ("/no such folder",))
    assert killed_training.prepare().get_start_method() == "spawn"
    assert tempfile.gettempdir() == "/" + "x" * 90
