from importlib import metadata

import pytest
from packaging.version import Version

from helpers.app import doctor
from helpers.app.doctor import Report, check_mnist, check_packages, examine, locked_versions
from helpers.data import DatasetError
from tests.data.mnist import write


def test_this_machine_can_run_the_course():
    report = examine()
    assert report.problems == []
    facts = "\n".join(report.facts)
    for word in ("Python 3.", "torch ", "device: ", "MNIST: ", "lessons: "):
        assert word in facts


def test_the_lock_s_newest_pin_counts(tmp_path):
    lock = tmp_path / "requirements.txt"
    lock.write_text("# comment\nnumpy==2.4.6 ; python_full_version < '3.12'\nnumpy==2.5.5\n    # via x\ntorch==2.15.0\n")
    assert locked_versions(lock) == {"numpy": Version("2.5.5"), "torch": Version("2.15.0")}
    assert locked_versions(tmp_path / "none.txt") == {}


@pytest.mark.parametrize(
    ("requirement", "pin", "words"),
    [
        ("torch>=99", "2.15.0", "outside the supported range >=99"),
        ("torch>=2.6", "2.0.0", "newer than the tested 2.0.0"),
    ],
)
def test_a_version_outside_the_tested_range_is_a_warning(requirement, pin, words):
    report = Report()
    check_packages(report, [requirement], {"torch": Version(pin)})
    assert words in report.warnings[0]
    assert report.problems == []


def test_a_patch_release_is_no_warning(monkeypatch):
    monkeypatch.setattr(metadata, "version", lambda name: "2.15.3")
    report = Report()
    check_packages(report, ["torch>=2"], {"torch": Version("2.15.0")})
    assert report.warnings == report.problems == []
    assert report.facts == ["torch 2.15.3"]


def test_a_missing_package_is_a_problem_but_a_missing_extra_is_not():
    report = Report()
    check_packages(report, ["no-such-package>=1", "no-such-extra>=1; extra == 'cluster'"], {})
    assert len(report.problems) == 1
    assert "no-such-package is not installed" in report.problems[0]


def test_a_checkout_without_notebooks_is_a_problem(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor, "NOTEBOOKS", tmp_path)
    assert "no notebooks in" in examine().problems[0]


def test_a_torch_that_cannot_be_loaded_is_a_problem(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "helpers.reproducibility", None)
    assert "cannot be loaded" in examine().problems[0]


def test_a_python_newer_than_the_tested_one_is_a_warning(monkeypatch):
    monkeypatch.setattr(doctor, "NEWEST_PYTHON", (3, 10))
    report = examine()
    assert "is newer than the tested 3.10" in report.warnings[0]
    assert report.problems == []


def mnist_report(folder):
    report = Report()
    check_mnist(report, folder)
    assert report.problems == []
    assert len(report.facts) == 1
    return report.facts[0], report.warnings


def test_mnist_that_is_not_there_is_no_warning(tmp_path):
    fact, warnings = mnist_report(tmp_path)
    assert fact == "MNIST: not found; `course data` fetches it, without it lessons take the bundled digits"
    assert warnings == []


def test_mnist_that_is_intact_is_told_with_its_place(tmp_path, mnist_files):
    raw = write(tmp_path, mnist_files)
    assert mnist_report(tmp_path) == (f"MNIST: {raw}, all four files, checksums right", [])


def test_damaged_mnist_is_a_warning(tmp_path, mnist_files):
    write(tmp_path, {**mnist_files, "train-images-idx3-ubyte.gz": b"half"})
    fact, [warning] = mnist_report(tmp_path)
    assert "not complete" in fact
    assert "wrong checksum of train-images-idx3-ubyte.gz (4 bytes). `course data` fetches" in warning
    (tmp_path / "MNIST" / "raw" / "train-images-idx3-ubyte.gz").unlink()
    fact, [warning] = mnist_report(tmp_path)
    assert "not complete" in fact
    assert "lacks train-images-idx3-ubyte.gz. " in warning


def test_a_damaged_file_beside_an_intact_one_is_a_warning(tmp_path, mnist_files):
    write(tmp_path, {**mnist_files, "train-images-idx3-ubyte": b"half"})
    fact, [warning] = mnist_report(tmp_path)
    assert "checksums right" in fact
    assert "Damaged and not needed in" in warning


def test_mnist_that_cannot_be_read_is_a_warning(tmp_path, monkeypatch):
    def unreadable(folder):
        raise DatasetError("x cannot be read: Permission denied")

    monkeypatch.setattr("helpers.data.inspect_mnist", unreadable)
    fact, [warning] = mnist_report(tmp_path)
    assert fact == "MNIST: cannot be read"
    assert "Permission denied" in warning
