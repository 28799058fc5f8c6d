"""The JupyterLab that opens a student's copy of the lessons."""

import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from helpers.reruns.kernels import kernel_environment


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
