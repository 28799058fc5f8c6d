"""A real JupyterLab with a real kernel."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from jupyter_client import BlockingKernelClient

from helpers.app.lab import open_lab, running_lab


@pytest.fixture
def lab(tmp_path, monkeypatch):
    """A JupyterLab as ``course lab`` starts it: its address, token and folder of connection files."""
    runtime = tmp_path / "runtime"
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(runtime))
    monkeypatch.setenv("OMP_WAIT_POLICY", "ACTIVE")
    (tmp_path / "mine").mkdir()
    options = ["--no-browser", "--allow-root", "--port=0"]
    start = f"from helpers.app.lab import open_lab; open_lab({str(tmp_path / 'mine')!r}, {options})"
    log = (tmp_path / "lab.log").open("wb")
    server = subprocess.Popen([sys.executable, "-c", start], stdout=log, stderr=log)
    deadline = time.monotonic() + 300
    # Jupyter writes its file first and listens a moment later, so the file alone does not mean that it is there.
    while not (info := listening_server(runtime)):
        assert server.poll() is None, (tmp_path / "lab.log").read_text()
        assert time.monotonic() < deadline, "JupyterLab did not start"
        time.sleep(0.2)
    yield info, runtime
    server.send_signal(signal.SIGTERM)
    server.wait(timeout=60)
    deadline = time.monotonic() + 120
    while is_running(info["pid"]):  # ending the command ends the server
        assert time.monotonic() < deadline, "JupyterLab outlived the command"
        time.sleep(0.2)
    log.close()


def listening_server(runtime):
    """What Jupyter says of itself in ``runtime``, or None while its file is not whole or its port does not answer."""
    try:
        info = json.loads(next(runtime.glob("jpserver-*.json")).read_text())
        socket.create_connection((info["hostname"], info["port"]), timeout=30).close()
    except (StopIteration, json.JSONDecodeError, ConnectionRefusedError):
        return None
    return info


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def request(info, method, path, token=True):
    headers = {"Authorization": f"token {info['token']}"} if token else {}
    with urllib.request.urlopen(urllib.request.Request(info["url"] + path, method=method, headers=headers), timeout=120) as reply:
        text = reply.read()
    return json.loads(text) if text else None


def wait_until_ready(client, seconds=300):
    """An older client calls a kernel dead that has not beaten for a second, as one does that starts on a loaded machine."""
    end = time.monotonic() + seconds
    while True:
        try:
            return client.wait_for_ready(timeout=60)
        except RuntimeError:
            if time.monotonic() > end:
                raise


@pytest.mark.skipif(os.name != "posix", reason="Windows ends processes in another way")
def test_lab_is_local_guarded_and_its_kernels_are_live_and_wait_passively(lab):
    info, runtime = lab
    assert info["hostname"] == "127.0.0.1"
    assert len(info["token"]) >= 32
    with pytest.raises(urllib.error.HTTPError, match="403"):
        request(info, "GET", "api/contents", token=False)
    assert request(info, "GET", "api/contents")["type"] == "directory"

    kernel = request(info, "POST", "api/kernels")
    client = BlockingKernelClient(connection_file=str(runtime / f"kernel-{kernel['id']}.json"))
    client.load_connection_file()
    client.start_channels()
    try:
        wait_until_ready(client)
        printed = []
        client.execute_interactive(
            "import os, shutil; from helpers.play import is_live\n"
            "print(os.environ['OMP_WAIT_POLICY'], is_live(), shutil.which('course'))",
            timeout=60,
            output_hook=lambda message: printed.append(message["content"].get("text", "")),
        )
    finally:
        client.stop_channels()
    assert "".join(printed).split() == ["PASSIVE", "True", shutil.which("course", path=str(Path(sys.executable).parent))]


@pytest.mark.parametrize(
    ("extra", "ours"),
    [
        ([], ["--ServerApp.ip=127.0.0.1", "--ServerApp.root_dir=here"]),
        (["--no-browser"], ["--ServerApp.ip=127.0.0.1", "--ServerApp.root_dir=here"]),
        (["--ip=0.0.0.0"], ["--ServerApp.root_dir=here"]),
        (["--ip", "0.0.0.0"], ["--ServerApp.root_dir=here"]),
        (["--notebook-dir=/elsewhere", "--ServerApp.ip=::1"], []),
        (["--ServerApp.root_dir=/elsewhere"], ["--ServerApp.ip=127.0.0.1"]),
    ],
)
def test_options_of_the_user_win(monkeypatch, extra, ours):
    called = []
    monkeypatch.setattr(os, "execve", lambda *given: called.append(given))
    monkeypatch.setattr(subprocess, "run", lambda *given, **named: called.append(given) or subprocess.CompletedProcess([], 0))
    monkeypatch.setattr(os, "name", "posix")
    open_lab("here", extra)
    (_, command, environment), *_ = called
    assert command[3:] == [*ours, *extra]
    assert environment["JUPYTER_PREFER_ENV_PATH"] == "1"


def test_a_server_on_the_same_folder_is_found_and_a_dead_one_is_not(tmp_path, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        server = {"hostname": "127.0.0.1", "port": port, "token": "t", "url": f"http://127.0.0.1:{port}/"}
        others = [server | {"root_dir": "/somewhere/else"}, server | {"root_dir": str(tmp_path)}]
        monkeypatch.setattr("jupyter_server.serverapp.list_running_servers", lambda: iter(others))
        assert running_lab(tmp_path) == f"http://127.0.0.1:{port}/lab?token=t"
        assert running_lab(tmp_path / "other") == ""
    assert running_lab(tmp_path) == ""
