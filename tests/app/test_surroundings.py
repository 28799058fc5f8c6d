"""Files and kernels whose names get in a lesson's way are said by name."""

import json
import sys

import pytest

from helpers.app import doctor
from helpers.app.surroundings import PACKAGES, hiding_files, other_kernel


@pytest.mark.parametrize("name", ["helpers.py", "torch.py", "random.py", "numpy.cpython-311-x86_64-linux-gnu.so", "copy.pyc"])
def test_a_file_that_hides_a_module_is_named(tmp_path, name):
    (tmp_path / name).touch()
    (tmp_path / "my_own.py").touch()
    (tmp_path / "torch.txt").touch()
    (sentence,) = hiding_files(tmp_path)
    assert sentence.startswith(f"{tmp_path / name} hides the module {name.partition('.')[0]} ")


def test_a_folder_hides_a_package_only_if_it_is_one(tmp_path):
    (tmp_path / "torch").mkdir()
    assert hiding_files(tmp_path) == []
    (tmp_path / "torch" / "__init__.py").touch()
    assert len(hiding_files(tmp_path)) == 1
    assert hiding_files(tmp_path / "nowhere") == []


def test_what_lessons_import_is_looked_for(tmp_path):
    for name in PACKAGES:
        (tmp_path / f"{name}.py").touch()
    assert len(hiding_files(tmp_path)) == len(PACKAGES)


def test_another_program_s_kernel_is_named(tmp_path, monkeypatch):
    folder = tmp_path / "kernels" / "python3"
    folder.mkdir(parents=True)
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    for python, named in (("/usr/bin/other", True), (sys.executable, False), ("python3", False)):
        (folder / "kernel.json").write_text(json.dumps({"argv": [python], "display_name": "x", "language": "python"}))
        assert ("/usr/bin/other" in other_kernel()) is named


def test_the_doctor_says_so(tmp_path, monkeypatch):
    (tmp_path / "torch.py").touch()
    monkeypatch.setattr(doctor, "MY_NOTEBOOKS", tmp_path)
    monkeypatch.setattr(doctor, "other_kernel", lambda: "Another kernel.")
    warnings = doctor.examine().warnings
    assert "Another kernel." in warnings
    assert any("torch.py hides the module torch" in warning for warning in warnings)
