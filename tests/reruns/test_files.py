import subprocess
import sys

import pytest

from helpers.reruns.errors import CourseError
from helpers.reruns.files import alone_in, make_folder


def test_a_folder_is_made_or_used_or_refused(tmp_path):
    make_folder(tmp_path / "a" / "b")
    make_folder(tmp_path / "a" / "b")
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(CourseError, match="cannot be used"):
            make_folder(folder)


HOLD = """
import sys, time
from pathlib import Path
from helpers.reruns.files import alone_in
with alone_in(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_folder_is_held_by_one_process_and_freed_by_its_death(tmp_path):
    with subprocess.Popen([sys.executable, "-c", HOLD, tmp_path], stdout=subprocess.PIPE, text=True) as holder:
        try:
            assert holder.stdout.readline() == "held\n"
            with pytest.raises(CourseError, match="Another run is writing to"), alone_in(tmp_path):
                raise AssertionError("two hold the folder")
        finally:
            holder.kill()
    with alone_in(tmp_path), pytest.raises(CourseError, match="Another run"), alone_in(tmp_path):
        raise AssertionError("two hold the folder in one process")
    with alone_in(tmp_path):
        pass
