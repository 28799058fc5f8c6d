"""The set-up, with uv, pip and venv as they are, and two package indexes on this machine."""

import ast
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from uv import find_uv_bin

from helpers.paths import COURSE_ROOT
from tests.app.indexes import Index, serving, wheel

pytest.importorskip("fcntl", reason="make and its set-up are for Linux and macOS")
from helpers.app import set_up

SOURCE = COURSE_ROOT / "helpers" / "app" / "set_up.py"
PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "small-course"
version = "1"
dependencies = ["torch>=2", "torchvision>=0.2"]
[project.optional-dependencies]
cluster = []
dev = []
"""
# Just enough of a build backend for an editable installation: a wheel that was made before.
BACKEND = """
import shutil
NAME = "small_course-1-py3-none-any.whl"
def build_editable(folder, config_settings=None, metadata_directory=None):
    shutil.copy(NAME, folder)
    return NAME
"""
# The real uv. While there is a file "die", it loses a file of what it has installed, and kills the set-up.
UV_SCRIPT = f"""#!/bin/sh
"{find_uv_bin()}" "$@" || exit
case "$*" in *--dry-run*) exit;; *--editable*) ;; *) exit;; esac
[ -e die ] || exit 0
rm -r die .venv/lib/python*/site-packages/torch/__init__.py
kill -9 $PPID
"""
UV_VERSION = subprocess.run([find_uv_bin(), "--version"], capture_output=True, text=True, check=True).stdout.split()[1]
CUDA = [
    wheel("torch", "2.1", "nvidia-cublas"),
    wheel("torchvision", "0.2", "torch==2.1"),
    wheel("nvidia_cublas", "13"),
    wheel("uv", UV_VERSION, **{f"uv-{UV_VERSION}.data/scripts/uv": UV_SCRIPT}),
]
CPU = [wheel("torch", "2.1+cpu"), wheel("torchvision", "0.2+cpu", "torch==2.1+cpu")]
# Newer than the lock, and not to be taken.
NEWER = [wheel("torch", "2.2+cpu"), wheel("torchvision", "0.3+cpu", "torch==2.2+cpu")]
NO_GPU = "No NVIDIA GPU is seen: torch is installed without CUDA, from PyTorch's own index."


@pytest.fixture
def pytorch() -> Iterator[Index]:
    """PyTorch's index, behind a proxy."""
    with serving(Index("whl/cpu", *CPU, *NEWER)) as index:
        yield index


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pytorch: Index) -> Iterator[Path]:
    """A project without ``.venv``, as the working folder, on a machine without a GPU."""
    folder = tmp_path / "course"
    folder.mkdir()
    (folder / "pyproject.toml").write_text(PYPROJECT)
    (folder / "backend.py").write_text(BACKEND)
    (folder / "requirements.txt").write_text(
        f"torch==2.1\ntorchvision==0.2\nnvidia-cublas==13 ; sys_platform == 'linux'\nuv=={UV_VERSION}\n"
    )
    name, content = wheel("small_course", "1", "torch>=2", "torchvision>=0.2")
    (folder / name).write_bytes(content)
    for variable in [
        name for name in os.environ if name.startswith(("UV_", "PIP_", "TORCH_")) or name.lower().endswith("_proxy")
    ]:
        monkeypatch.delenv(variable)
    with serving(Index("simple", *CUDA)) as index:
        settings = {
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_INDEX_URL": f"{index.address}/simple",
            "UV_DEFAULT_INDEX": f"{index.address}/simple",
            "UV_NO_CONFIG": "1",
            "UV_CACHE_DIR": str(tmp_path / "cache"),
            "UV_INSECURE_HOST": "download.pytorch.org",
            "HTTPS_PROXY": pytorch.address,
        }
        for variable, value in settings.items():
            monkeypatch.setenv(variable, value)
        monkeypatch.chdir(folder)
        monkeypatch.setattr(set_up, "DRIVER_FILES", ())
        monkeypatch.setattr(sys, "platform", "linux")
        smi(tmp_path, monkeypatch, "exit 9")
        yield folder


def smi(folder: Path, monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    """Put an nvidia-smi before all others."""
    programs = folder / "programs"
    programs.mkdir(exist_ok=True)
    (programs / "nvidia-smi").write_text(f"#!/bin/sh\n{answer}\n")
    (programs / "nvidia-smi").chmod(0o755)
    if str(programs) not in os.environ["PATH"]:
        monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")


def uv_without_pip() -> None:
    """In the place of ``fetch_uv``."""
    set_up.UV.write_text(UV_SCRIPT)
    set_up.UV.chmod(0o755)
    [site] = Path(".venv/lib").glob("python*/site-packages")
    (site / "uv.py").touch()


def without_pip(run: Callable[..., None]) -> Callable[..., None]:
    """In the place of ``run``."""
    return lambda *command: run(*command, *(["--without-pip"] if "venv" in command else []))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Environments without pip, and uv without pip: what takes long, and is tried in the test without this."""
    monkeypatch.setattr(set_up, "run", without_pip(set_up.run))
    monkeypatch.setattr(set_up, "fetch_uv", uv_without_pip)


def as_in_the_tests() -> None:
    """The same in a process of its own."""
    set_up.DRIVER_FILES = ()
    sys.platform = "linux"
    set_up.run = without_pip(set_up.run)
    set_up.fetch_uv = uv_without_pip


def installed() -> dict[str, str]:
    """The version of each package in ``.venv``, but pip's and its kind."""
    names = [path.name.removesuffix(".dist-info").split("-") for path in Path(".venv").glob("lib/*/site-packages/*.dist-info")]
    return {name: version for name, version in names if name not in ("pip", "setuptools", "uv")}


WITHOUT_CUDA = {"torch": "2.1+cpu", "torchvision": "0.2+cpu", "small_course": "1"}
WITH_CUDA = {"torch": "2.1", "torchvision": "0.2", "nvidia_cublas": "13", "small_course": "1"}


def test_nothing_but_the_standard_library_is_imported():
    for node in ast.walk(ast.parse(SOURCE.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module]
        assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def make(*options: str) -> str:
    """What make prints when it sets up; where it would, with ``--dry-run``."""
    line = ["make", f"PYTHON={sys.executable}", *options, ".venv/.complete"]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_with_make_venv_and_pip_as_they_are(project):
    (project / "helpers/app").mkdir(parents=True)
    for name in ("Makefile", "helpers/app/set_up.py"):
        shutil.copy(COURSE_ROOT / name, project / name)
    told = make()
    if sys.platform == "linux" and not Path("/proc/driver/nvidia/version").exists() and not Path("/sys/module/nvidia").exists():
        assert NO_GPU in told.splitlines()
        assert installed() == WITHOUT_CUDA
    else:
        assert installed() == WITH_CUDA
    assert Path(".venv/.complete").read_text() == str(project / ".venv")
    assert not Path(".venv/.unfinished").exists()
    program = "import torch; print(torch.version)"
    seen = subprocess.run([set_up.PYTHON, "-c", program], capture_output=True, text=True, check=True).stdout.strip()
    assert seen == installed()["torch"]

    assert "up to date" in make()
    os.utime("requirements.txt")
    assert "set_up.py" in make("--dry-run")
    Path(".venv/.complete").touch()
    assert "up to date" in make("--dry-run")
    set_up.PYTHON.rename(".venv/bin/away")
    assert "set_up.py" in make("--dry-run")
    Path(".venv/bin/away").rename(set_up.PYTHON)
    assert "up to date" in make("--dry-run")
    moved = project.rename(project.with_name("elsewhere"))
    os.chdir(moved)
    assert "set_up.py" in make("--dry-run")


@pytest.mark.usefixtures("quick")
class TestTheChoice:
    def test_a_gpu_brings_cuda_from_the_package_index(self, project, pytorch, monkeypatch, capfd):
        smi(project.parent, monkeypatch, "echo GPU 0: some card")
        assert set_up.main() == 0
        assert installed() == WITH_CUDA
        assert "An NVIDIA GPU is seen: torch is installed with CUDA.\n" in capfd.readouterr().out
        assert pytorch.asked == []

    def test_a_driver_file_is_a_gpu(self, project, monkeypatch):
        assert not set_up.gpu_seen()
        monkeypatch.setattr(set_up, "DRIVER_FILES", (project / "version",))
        assert not set_up.gpu_seen()
        (project / "version").touch()
        assert set_up.gpu_seen()

    def test_an_nvidia_smi_that_hangs_is_no_gpu(self, project, monkeypatch):
        smi(project.parent, monkeypatch, "sleep 2; echo GPU 0: some card")
        monkeypatch.setattr(set_up, "PATIENCE", 0.3)
        assert not set_up.gpu_seen()

    def test_no_gpu(self, project, capfd):
        assert set_up.main() == 0
        assert installed() == WITHOUT_CUDA
        assert NO_GPU in capfd.readouterr().out

    def test_on_other_systems_nothing_is_chosen(self, project, monkeypatch):
        monkeypatch.setattr(set_up, "has_cpu_build", lambda: True)
        assert set_up.torch_options() == ["--torch-backend", "cpu"]
        for system in ("darwin", "win32"):
            monkeypatch.setattr(sys, "platform", system)
            assert set_up.torch_options() == []

    @pytest.mark.parametrize("behaviour", ["refuses", "hangs"])
    def test_an_index_that_cannot_be_reached(self, behaviour, project, pytorch, monkeypatch, capfd):
        pytorch.behaviour = behaviour
        monkeypatch.setitem(set_up.IMPATIENT, "UV_HTTP_TIMEOUT", "1")
        assert set_up.main() == 0
        assert installed() == WITH_CUDA
        assert capfd.readouterr().out.count(f"{set_up.FALLBACK}\n") == 1
        assert pytorch.asked

    def test_an_index_without_the_locked_version(self, project, pytorch, capfd):
        del pytorch.wheels["torchvision-0.2+cpu-py3-none-any.whl"]
        assert set_up.main() == 0
        assert installed() == WITH_CUDA
        assert set_up.FALLBACK in capfd.readouterr().out

    def test_asking_takes_seconds_even_if_uv_itself_hangs(self, project, monkeypatch):
        set_up.UV.parent.mkdir(parents=True)
        set_up.UV.write_text("#!/bin/sh\nexec sleep 20\n")
        set_up.UV.chmod(0o755)
        assert set_up.PATIENCE < 10
        monkeypatch.setattr(set_up, "PATIENCE", 0.3)
        begin = time.monotonic()
        assert not set_up.has_cpu_build()
        assert time.monotonic() - begin < 10

    def test_a_named_backend_is_taken_and_never_replaced(self, project, pytorch, monkeypatch, capfd):
        monkeypatch.setenv("TORCH_BACKEND", "cpu")
        monkeypatch.setenv("UV_HTTP_RETRIES", "0")
        pytorch.behaviour = "refuses"
        assert set_up.main() == 1
        told = capfd.readouterr()
        assert set_up.FALLBACK not in told.out
        assert "download.pytorch.org" in told.err
        assert "takes it up again" in told.err
        pytorch.behaviour = "answers"
        smi(project.parent, monkeypatch, "echo GPU 0: some card")
        assert set_up.main() == 0
        assert installed() == WITHOUT_CUDA

    def test_uvs_own_variable_counts_too(self, project, monkeypatch):
        monkeypatch.setattr(set_up, "has_cpu_build", lambda: True)
        monkeypatch.setenv("UV_TORCH_BACKEND", "cpu")
        assert set_up.torch_options() == []
        smi(project.parent, monkeypatch, "echo GPU 0: some card")
        assert set_up.main() == 0
        assert installed() == WITHOUT_CUDA


@pytest.mark.usefixtures("quick")
class TestTakenUp:
    def test_a_second_call_changes_nothing(self, project, capfd):
        assert set_up.main() == 0
        before = Path(".venv/.complete").stat()
        capfd.readouterr()
        assert set_up.main() == 0
        after = Path(".venv/.complete").stat()  # when it was read last may differ
        assert (after.st_ino, after.st_size, after.st_mtime_ns) == (before.st_ino, before.st_size, before.st_mtime_ns)
        assert capfd.readouterr() == ("", "")

    def test_a_set_up_that_was_killed_is_taken_up(self, project, capfd):
        Path("die").touch()
        program = "from tests.app import test_set_up as tests; tests.as_in_the_tests(); tests.set_up.main()"
        environment = os.environ | {"PYTHONPATH": str(COURSE_ROOT)}
        assert subprocess.run([sys.executable, "-c", program], env=environment, check=False).returncode == -9
        assert not Path(".venv/.complete").exists()
        # What it left looks complete to uv, and is not.
        assert installed() == WITHOUT_CUDA
        assert list(Path(".venv").glob("lib/*/site-packages/torch/__init__.py")) == []

        assert set_up.main() == 0
        assert "An earlier set-up did not finish" in capfd.readouterr().out
        assert installed() == WITHOUT_CUDA
        assert len(list(Path(".venv").glob("lib/*/site-packages/torch/__init__.py"))) == 1

    def test_killed_again_while_it_is_made_anew(self, project, monkeypatch, capfd):
        def stop(*_: object) -> None:
            raise OSError("No space left on device")

        run = set_up.run
        assert set_up.main() == 0
        Path(".venv/.unfinished").write_text("begun\n")
        Path(".venv/.complete").unlink()
        monkeypatch.setattr(set_up, "run", stop)
        assert set_up.main() == 1
        assert "No space left on device" in capfd.readouterr().err
        monkeypatch.setattr(set_up, "run", run)
        assert set_up.main() == 0
        assert "An earlier set-up did not finish" in capfd.readouterr().out
        assert installed() == WITHOUT_CUDA

    def test_new_files_are_installed_in_place_and_torch_stays(self, project, pytorch, capfd):
        assert set_up.main() == 0
        [site] = Path(".venv/lib").glob("python*/site-packages")
        (site / "mine.py").touch()
        Path("pyproject.toml").write_text(f"{PYPROJECT}# changed\n")
        pytorch.behaviour = "refuses"
        capfd.readouterr()
        assert set_up.main() == 0
        assert installed() == WITHOUT_CUDA
        assert (site / "mine.py").is_file()
        assert set_up.FALLBACK not in capfd.readouterr().out

    def test_a_new_version_of_one_brings_both_from_the_same_place(self, project, pytorch):
        pytorch.behaviour = "refuses"
        assert set_up.main() == 0
        assert installed() == WITH_CUDA
        pytorch.behaviour = "answers"
        pytorch.wheels.update([wheel("torchvision", "0.2.1+cpu", "torch==2.1")])
        lock = Path("requirements.txt").read_text().replace("torchvision==0.2\n", "torchvision==0.2.1\n")
        Path("requirements.txt").write_text(lock)
        assert set_up.main() == 0
        assert (installed()["torch"], installed()["torchvision"]) == ("2.1+cpu", "0.2.1+cpu")

    def test_without_a_network_what_worked_goes_on_working(self, project, monkeypatch, capfd):
        assert set_up.main() == 0
        [site] = Path(".venv/lib").glob("python*/site-packages")
        (site / "mine.py").touch()
        Path("requirements.txt").write_text(Path("requirements.txt").read_text().replace("2.1\n", "2.2\n"))
        monkeypatch.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1:9/simple")
        monkeypatch.setenv("UV_HTTP_RETRIES", "0")
        for _ in range(2):
            assert set_up.main() == 1
            assert installed() == WITHOUT_CUDA
            assert (site / "mine.py").is_file()
            assert Path(".venv/.complete").is_file()

    @pytest.mark.parametrize("left", ["nothing", "a folder", "no python", "a dead python"])
    def test_a_venv_that_cannot_be_kept_is_made_anew(self, left, project):
        if left != "nothing":
            (project / ".venv/bin").mkdir(parents=True)
        if left == "no python":
            (project / ".venv/pyvenv.cfg").touch()
        if left == "a dead python":
            (project / ".venv/bin/python").symlink_to(project / "removed")
        assert set_up.main() == 0
        assert installed() == WITHOUT_CUDA

    def test_a_moved_folder(self, project, capfd):
        assert set_up.main() == 0
        moved = project.with_name("elsewhere")
        project.rename(moved)
        os.chdir(moved)
        assert set_up.main() == 0
        assert Path(".venv/.complete").read_text() == str(moved / ".venv")
        assert "The folder has been moved" in capfd.readouterr().out

    def test_a_venv_made_by_hand_is_kept(self, project):
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", ".venv"], check=True)
        [site] = Path(".venv/lib").glob("python*/site-packages")
        (site / "mine.py").touch()
        assert set_up.main() == 0
        assert (site / "mine.py").is_file()

    def test_two_at_once(self, project, capfd):
        with set_up.alone():
            other = subprocess.Popen([sys.executable, SOURCE], stdout=subprocess.PIPE, text=True)
            try:
                assert other.stdout.readline() == "Another set-up is at work in this folder; this one waits for it.\n"
                assert other.poll() is None
            finally:
                other.kill()
                other.communicate()

    def test_ctrl_c(self, project, monkeypatch, capfd):
        def interrupt() -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(set_up, "torch_options", interrupt)
            assert set_up.main() == 130
        assert "interrupted" in capfd.readouterr().err
        assert set_up.main() == 0
        assert "An earlier set-up did not finish" in capfd.readouterr().out


def test_the_quick_check_leaves_out_files_that_are_there():
    lines = subprocess.run(["make", "--dry-run", "check"], cwd=COURSE_ROOT, capture_output=True, text=True, check=True).stdout
    left_out = [word.removeprefix("--ignore=") for word in lines.split() if word.startswith("--ignore=")]
    assert left_out
    assert [path for path in left_out if not (COURSE_ROOT / path).exists()] == []
