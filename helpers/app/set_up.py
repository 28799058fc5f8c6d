"""Set up ``.venv`` in the folder where it is called; ``make`` does so before anything else of the course can run.

Runs under the system's Python, ``python3 helpers/app/set_up.py``, so it imports the standard library and nothing else.

Two files in ``.venv`` say how far it came. ``.unfinished`` is there from the first change to the last: a set-up that finds it
begins anew, because a package that was half copied looks to uv like one that is installed. ``.complete`` holds the folder
that was set up; the Makefile compares it with what ``.venv``'s Python says.
"""

import fcntl
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

VENV = Path(".venv")
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
COMPLETE = VENV / ".complete"
UNFINISHED = VENV / ".unfinished"
LOCK = Path("requirements.txt")
PROJECT = Path("pyproject.toml")

# torchvision works only with the torch that it was compiled for: the two always come from the same place.
TORCH = ("torch", "torchvision")
# Written by NVIDIA's driver as soon as it runs; uv looks here too.
DRIVER_FILES = (Path("/proc/driver/nvidia/version"), Path("/sys/module/nvidia/version"))
# uv would wait 30 s and try four times. The process is stopped in any case after the last number of seconds.
IMPATIENT = {"UV_HTTP_CONNECT_TIMEOUT": "3", "UV_HTTP_TIMEOUT": "4", "UV_HTTP_RETRIES": "0"}
PATIENCE = 8.0

FALLBACK = (
    "PyTorch's own index cannot be reached, so torch comes from the package index, "
    "with about 5 GB of CUDA that this machine does not use."
)


def say(sentence: str) -> None:
    """Print at once, also where the output is a file: uv and pip write there too."""
    print(sentence, flush=True)


def run(*command: str | Path) -> None:
    """Run a command that must succeed; it holds the lock too, even when this process has been killed."""
    subprocess.run(command, check=True, close_fds=False)


def output(*command: str | Path, seconds: float | None = None, **variables: str) -> str | None:
    """What a command prints, without the space around it; None if it fails or takes longer than so many seconds."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds, env=os.environ | variables)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def locked_version(package: str) -> str | None:
    """The version of a package in ``requirements.txt``."""
    found = re.search(rf"^{package}==([^\s;]+)", LOCK.read_text(encoding="utf-8"), flags=re.M)
    return found and found[1]


@contextmanager
def alone() -> Iterator[TextIO]:
    """Hold ``.unfinished``, open and locked, so that two calls do not set up the same folder at once."""
    VENV.mkdir(exist_ok=True)
    while True:
        with UNFINISHED.open("a+", encoding="utf-8") as marker:
            os.set_inheritable(marker.fileno(), True)
            try:
                fcntl.flock(marker, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("Another set-up is at work in this folder; this one waits for it.")
                fcntl.flock(marker, fcntl.LOCK_EX)
            except OSError:  # a file system that knows no locks
                pass
            if os.fstat(marker.fileno()).st_nlink:  # else the other one has finished, and removed the file
                yield marker
                return


def is_begun(marker: TextIO) -> bool:
    """Whether an earlier set-up changed something and did not finish."""
    marker.seek(0)
    return marker.read() != ""


def note_begun(marker: TextIO) -> None:
    """From here on, a set-up that does not finish is begun anew."""
    marker.write("begun\n")
    marker.flush()
    COMPLETE.unlink(missing_ok=True)


def working_folder() -> str | None:
    """The folder of the environment as its Python names it; None if that Python is gone, too old or too new."""
    supported = "import sys; (3, 11) <= sys.version_info[:2] <= (3, 14) or sys.exit(1); print(sys.prefix)"
    return output(PYTHON, "-c", supported)


def recorded_folder() -> str:
    """The folder that was set up; empty if nothing is recorded."""
    return COMPLETE.read_text(encoding="utf-8") if COMPLETE.is_file() else ""


def is_complete() -> bool:
    """Whether there is nothing to do."""
    if not COMPLETE.is_file() or COMPLETE.stat().st_mtime < max(LOCK.stat().st_mtime, PROJECT.stat().st_mtime):
        return False
    return output(PYTHON, "-c", "import sys, uv; print(sys.prefix)") == recorded_folder()


def why_anew(marker: TextIO) -> str | None:
    """Why ``.venv`` cannot be kept, as a sentence (empty if there is none yet); None if it can."""
    if is_begun(marker):
        return "An earlier set-up did not finish: .venv is made anew (what was downloaded is kept elsewhere, by uv)."
    folder = working_folder()
    if folder is None:
        used = any(path.name != UNFINISHED.name for path in VENV.iterdir())
        return "The Python of .venv no longer works, or is none that the course supports: .venv is made anew." if used else ""
    if recorded_folder() not in ("", folder):
        return "The folder has been moved since it was set up: .venv is made anew."
    return None


def make_venv() -> None:
    """An empty environment. ``.unfinished`` stays: if this is interrupted as well, the next call must know."""
    for path in VENV.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != UNFINISHED.name:
            path.unlink()
    run(sys.executable, "-m", "venv", VENV)


def fetch_uv() -> None:
    """Install uv, which installs everything else, in the locked version."""
    if output(PYTHON, "-c", "import pip") is None:  # an environment made by hand, with uv
        run(PYTHON, "-m", "ensurepip")
    run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--constraint", LOCK, "uv")


def gpu_seen() -> bool:
    """Whether NVIDIA's driver runs here, by the signs that uv goes by."""
    if os.environ.get("UV_CUDA_DRIVER_VERSION") or any(path.is_file() for path in DRIVER_FILES):
        return True
    return bool(output("nvidia-smi", "--list-gpus", seconds=PATIENCE))


def has_cpu_build() -> bool:
    """Whether uv reaches PyTorch's index of CPU builds, with its own proxies and certificates, and finds both packages."""
    found = output(
        *(UV, "pip", "install", "--dry-run", "--no-deps", "--reinstall", "--torch-backend", "cpu"),
        *("--python", PYTHON, "--constraint", LOCK, *TORCH),
        seconds=PATIENCE,
        **IMPATIENT,
    )
    return found is not None


def installed_torch() -> list[str]:
    """The versions of torch and torchvision in ``.venv``, without those that are not there."""
    folders = [path for name in TORCH for path in VENV.glob(f"lib/python*/site-packages/{name}-*.dist-info")]
    return [path.name.removesuffix(".dist-info").partition("-")[2] for path in folders]


def torch_stays(installed: list[str]) -> bool:
    """Whether both are there in the locked versions and of the same build (what follows the "+")."""
    versions, builds = [version.partition("+")[0] for version in installed], {version.partition("+")[2] for version in installed}
    return versions == [locked_version(name) for name in TORCH] and len(builds) == 1


def torch_options() -> list[str]:
    """What uv is told about torch: TORCH_BACKEND if it is set, else the CPU build where no NVIDIA GPU is seen.

    Only on Linux is there a choice: for macOS and Windows the package index has nothing but builds without CUDA.
    """
    if wanted := os.environ.get("TORCH_BACKEND"):
        return ["--torch-backend", wanted]
    if os.environ.get("UV_TORCH_BACKEND") or sys.platform != "linux" or torch_stays(installed_torch()):
        return []
    if gpu_seen():
        say("An NVIDIA GPU is seen: torch is installed with CUDA.")
        return []
    if not has_cpu_build():
        say(FALLBACK)
        return []
    say("No NVIDIA GPU is seen: torch is installed without CUDA, from PyTorch's own index.")
    return ["--torch-backend", "cpu"]


def set_up() -> None:
    """Bring ``.venv`` from any state to a complete one."""
    with alone() as marker:
        if not is_complete():
            python = ".".join(map(str, sys.version_info[:3]))
            say(f"Setting up .venv with Python {python}. This takes a few minutes, once.")
            anew = why_anew(marker)
            if anew is not None:
                if anew:
                    say(anew)
                note_begun(marker)
                make_venv()
            if f"uv {locked_version('uv')} " not in f"{output(UV, '--version')} ":
                note_begun(marker)
                fetch_uv()
            torch = torch_options()
            # The lock is given as constraints: the same versions, and a torch without CUDA needs none of CUDA's packages.
            install = (UV, "pip", "install", "--quiet", "--python", PYTHON, "--constraint", LOCK, *torch)
            install = (*install, "--compile-bytecode", "--editable", ".[cluster,dev]")
            if anew is None:  # without a network, what worked until now must go on working
                run(*install, "--dry-run")
            note_begun(marker)
            if installed_torch() and not torch_stays(installed_torch()):
                run(UV, "pip", "uninstall", "--quiet", "--python", PYTHON, *TORCH)
            run(*install)
            # Last, and in one step: half a file would be no folder's name.
            written = COMPLETE.with_suffix(".new")
            written.write_text(output(PYTHON, "-c", "import sys; print(sys.prefix)") or "", encoding="utf-8")
            written.replace(COMPLETE)
        UNFINISHED.unlink()


def main() -> int:
    """Set up; the exit code is 0, 1 (failed) or 130 (Ctrl-C)."""
    again = "the same command takes it up again."
    try:
        set_up()
    except KeyboardInterrupt:
        print(f"The set-up was interrupted; {again}", file=sys.stderr)
        return 130
    except (OSError, subprocess.CalledProcessError) as error:
        # What went wrong inside a program, the program has said itself.
        cause = error if isinstance(error, OSError) else f"this failed: {' '.join(map(str, error.cmd))}"
        with suppress(OSError):  # the message may go to the disk that is full
            print(f"The set-up did not finish; {cause}\nWhen the cause is mended, {again}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
