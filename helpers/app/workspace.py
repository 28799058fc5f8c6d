"""A student's working copy of the lessons, and the JupyterLab that opens it."""

import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat

from helpers.paths import MY_NOTEBOOKS, NOTEBOOKS
from helpers.reruns.errors import CourseError
from helpers.reruns.kernels import kernel_environment
from helpers.reruns.lessons import all_lessons


@dataclass
class Copied:
    """File names of the lessons that were added, and of those that were there and stay as they are."""

    added: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def copy_lessons(target: Path = MY_NOTEBOOKS, source: Path = NOTEBOOKS) -> Copied:
    """Copy each lesson that ``target`` does not hold yet, with its outputs cleared. Nothing there is ever overwritten.

    Raises:
        CourseError: ``target`` cannot be written.
    """
    copied = Copied()
    try:
        target.mkdir(parents=True, exist_ok=True)
        for lesson in all_lessons(source):
            notebook = nbformat.read(lesson, as_version=4)
            for cell in notebook.cells:
                if cell.cell_type == "code":
                    cell.outputs, cell.execution_count = [], None
            try:
                # "x" fails where the file exists: no moment in between in which a student's save could be lost.
                with open(target / lesson.name, "x", encoding="utf-8") as file:
                    nbformat.write(notebook, file)
                copied.added.append(lesson.name)
            except FileExistsError:
                copied.kept.append(lesson.name)
    except OSError as error:
        raise CourseError(f"The folder {target} cannot be used for your notebooks: {error.strerror}.") from error
    for path in (target, *(target / name for name in copied.kept)):
        if not os.access(path, os.W_OK):  # JupyterLab would open it, and fail when it saves
            raise CourseError(f"The folder {target} cannot be used for your notebooks: {path.name} cannot be written to.")
    return copied


def running_lab(folder: Path) -> str:
    """The address of a Jupyter server that runs on this folder already, its token included; empty if there is none."""
    from jupyter_server.serverapp import list_running_servers

    for server in list_running_servers():
        if Path(server.get("root_dir", "")).resolve() == folder.resolve() and _answers(server):
            return f"{server['url']}lab?token={server['token']}"
    return ""


def _answers(server: Mapping[str, Any]) -> bool:
    """Whether the server is there: one that was killed has left its file, and its number may be another program's."""
    try:
        with socket.create_connection((server["hostname"], server["port"]), timeout=5):
            return True
    except OSError:
        return False


def _is_given(extra: list[str], *names: str) -> bool:
    return any(word == name or word.startswith(f"{name}=") for word in extra for name in names)


def open_lab(folder: Path, extra: list[str]) -> int:
    """Run JupyterLab on ``folder`` until it is closed; on POSIX it takes this process's place.

    The server listens on this machine only, and Jupyter's own token guards it.

    Args:
        folder: the server's root; it can open nothing outside.
        extra: more of JupyterLab's own options, for example ``--no-browser``; they win over what is said here.

    Returns:
        Its exit code, on Windows; elsewhere this call does not return.
    """
    command = [sys.executable, "-m", "jupyterlab"]
    if not _is_given(extra, "--ip", "--ServerApp.ip"):
        command.append("--ServerApp.ip=127.0.0.1")
    if not _is_given(extra, "--notebook-dir", "--ServerApp.root_dir", "--ServerApp.notebook_dir", "--NotebookApp.notebook_dir"):
        command.append(f"--ServerApp.root_dir={folder}")
    command += extra
    # Somebody sits in front of these kernels: helpers.play gives them knobs to turn. The course's own kernel comes before
    # another one of the same name that the user has.
    environment = {**kernel_environment(), "COURSE_LIVE": "1", "JUPYTER_PREFER_ENV_PATH": "1"}
    if os.name == "posix":
        # No process between the caller and Jupyter: whoever ends this one ends Jupyter.
        sys.stdout.flush()
        os.execve(sys.executable, command, environment)
    try:
        return subprocess.run(command, env=environment, check=False).returncode
    except KeyboardInterrupt:  # Ctrl-C reached Jupyter too
        return 130
