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
from typer.testing import CliRunner

from helpers.app import cli
from helpers.app.lab import JUPYTER, WORKSPACES, open_lab, prepare_workspaces, running_lab
from helpers.app.workspace import Copied
from helpers.progress import read_progress
from helpers.reruns.errors import CourseError
from helpers.start_page import START_PAGE


@pytest.fixture
def lab(tmp_path, monkeypatch):
    """A JupyterLab as ``course lab`` starts it: its address, token and folder of connection files."""
    runtime = tmp_path / "runtime"
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(runtime))
    monkeypatch.setenv("OMP_WAIT_POLICY", "ACTIVE")
    # As after every start of the course's, but the user's own Jupyter settings are watched.
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "settings"))
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / START_PAGE).write_text("# Start", encoding="utf-8")
    prepare_workspaces(tmp_path / "mine")
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


def request(info, method, path, token=True, body=None):
    headers = {"Authorization": f"token {info['token']}"} if token else {}
    with urllib.request.urlopen(urllib.request.Request(info["url"] + path, body, headers, method=method), timeout=120) as reply:
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
def test_lab_is_local_guarded_and_its_kernels_are_live_wait_passively_and_note_progress(lab, tmp_path):
    info, runtime = lab
    assert info["hostname"] == "127.0.0.1"
    assert len(info["token"]) >= 32
    with pytest.raises(urllib.error.HTTPError, match="403"):
        request(info, "GET", "api/contents", token=False)
    assert request(info, "GET", "api/contents")["type"] == "directory"

    with urllib.request.urlopen(f"{info['url']}?token={info['token']}", timeout=120) as reply:
        assert "/static/course-start.html" in reply.geturl()
        assert START_PAGE in reply.read().decode()
    schema = request(info, "GET", "lab/api/settings/@jupyterlab/apputils-extension:notification")["schema"]
    assert schema["properties"]["fetchNews"]["default"] == "false"
    schema = request(info, "GET", "lab/api/settings/@jupyterlab/apputils-extension:themes")["schema"]
    assert schema["properties"]["adaptive-theme"]["default"] is True  # dark where the system is
    workspaces = request(info, "GET", "lab/api/workspaces")["workspaces"]["values"]
    sides = {one["metadata"]["id"]: one["data"]["layout-restorer:data"] for one in workspaces}
    assert {name: (side["left"]["collapsed"], side["right"]["collapsed"]) for name, side in sides.items()} == {
        "default": (False, False),
        "narrow": (True, True),
    }
    assert not list((tmp_path / "settings").rglob("*.jupyterlab-*"))

    # As JupyterLab does for a notebook: the kernel starts in its folder.
    notebook = json.dumps({"path": "01.ipynb", "name": "01", "type": "notebook", "kernel": {"name": "python3"}})
    kernel = request(info, "POST", "api/sessions", body=notebook.encode())["kernel"]
    client = BlockingKernelClient(connection_file=str(runtime / f"kernel-{kernel['id']}.json"))
    client.load_connection_file()
    client.start_channels()
    try:
        wait_until_ready(client)
        printed = []
        client.execute_interactive(
            "import os, shutil; from helpers.play import is_live\n"
            "print(os.environ['OMP_WAIT_POLICY'], is_live(), shutil.which('course'))\n"
            "from helpers.exercises import check, find_exercise\n"
            "check('01.5', find_exercise('01.5').solution)",
            timeout=300,
            output_hook=lambda message: printed.append(message["content"].get("text", "")),
        )
    finally:
        client.stop_channels()
    assert read_progress(tmp_path / "mine" / "progress.json")["01.5"].solved
    assert "".join(printed).split()[:3] == ["PASSIVE", "True", shutil.which("course", path=str(Path(sys.executable).parent))]


WORKSPACES_HERE = f"--LabApp.workspaces_dir={Path('here') / WORKSPACES}"


@pytest.mark.parametrize(
    ("extra", "ours"),
    [
        ([], ["--ServerApp.ip=127.0.0.1", "--ServerApp.root_dir=here", WORKSPACES_HERE]),
        (["--no-browser"], ["--ServerApp.ip=127.0.0.1", "--ServerApp.root_dir=here", WORKSPACES_HERE]),
        (["--ip=0.0.0.0"], ["--ServerApp.root_dir=here", WORKSPACES_HERE]),
        (["--ip", "0.0.0.0"], ["--ServerApp.root_dir=here", WORKSPACES_HERE]),
        (["--notebook-dir=/elsewhere", "--ServerApp.ip=::1"], []),
        (["--ServerApp.root_dir=/elsewhere"], ["--ServerApp.ip=127.0.0.1"]),
        (["--LabApp.default_url=/tree"], ["--ServerApp.ip=127.0.0.1", "--ServerApp.root_dir=here", WORKSPACES_HERE]),
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
    assert environment["JUPYTER_CONFIG_PATH"].split(os.pathsep)[0] == str(JUPYTER)
    assert environment["COURSE_PROGRESS"] == str(Path("here").absolute() / "progress.json")


def test_a_server_on_the_same_folder_is_found_and_a_dead_one_is_not(tmp_path, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        server = {"hostname": "127.0.0.1", "port": port, "token": "t", "url": f"http://127.0.0.1:{port}/"}
        others = [server | {"root_dir": "/somewhere/else"}, server | {"root_dir": str(tmp_path)}]
        monkeypatch.setattr("jupyter_server.serverapp.list_running_servers", lambda: iter(others))
        assert running_lab(tmp_path) == f"http://127.0.0.1:{port}/lab?token=t"
        assert running_lab(tmp_path / "other") == ""
    assert running_lab(tmp_path) == ""


def test_options_that_name_another_folder_look_for_no_server(tmp_path, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        server = {"hostname": "127.0.0.1", "port": port, "token": "t", "url": "http://here/", "root_dir": str(tmp_path)}
        monkeypatch.setattr("jupyter_server.serverapp.list_running_servers", lambda: iter([server]))
        for extra in ([], ["--no-browser"], ["--port=9999", "--ip", "0.0.0.0"]):
            assert running_lab(tmp_path, extra)
        for extra in (["--notebook-dir=/elsewhere"], ["--no-browser", "--ServerApp.root_dir", "/elsewhere"]):
            assert running_lab(tmp_path, extra) == ""


@pytest.mark.parametrize(
    ("extra", "opened", "unused"),
    [
        ([], True, ""),
        (["--no-browser"], False, ""),
        (["--port=9999"], True, "--port=9999"),
        (["--no-browser", "--port", "9999"], False, "--port 9999"),
    ],
)
def test_course_lab_finds_the_running_server_with_options_and_without(monkeypatch, tmp_path, extra, opened, unused):
    launched = []
    monkeypatch.setattr("helpers.paths.MY_NOTEBOOKS", tmp_path)
    monkeypatch.setattr("helpers.app.workspace.copy_lessons", Copied)
    monkeypatch.setattr("helpers.app.lab.running_lab", lambda folder, given: "http://here/lab" if folder == tmp_path else "")
    monkeypatch.setattr("helpers.app.lab.open_lab", lambda *given: pytest.fail("a second server"))
    monkeypatch.setattr("typer.launch", launched.append)
    done = CliRunner().invoke(cli.app, ["lab", *extra])
    assert done.exit_code == 0, done.output
    assert "JupyterLab runs on this folder already: http://here/lab" in done.output
    assert launched == (["http://here/lab"] if opened else [])
    assert ("It runs without" in done.output) == bool(unused)
    assert unused in done.output


def test_the_running_server_opens_the_start_page_too(tmp_path, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        address = f"http://127.0.0.1:{port}/"
        server = {"hostname": "127.0.0.1", "port": port, "token": "t", "url": address, "root_dir": str(tmp_path)}
        monkeypatch.setattr("jupyter_server.serverapp.list_running_servers", lambda: iter([server]))
        (tmp_path / START_PAGE).touch()
        assert running_lab(tmp_path) == f"http://127.0.0.1:{port}/lab?token=t"
        prepare_workspaces(tmp_path)
        assert running_lab(tmp_path) == f"http://127.0.0.1:{port}/lab/tree/{START_PAGE}?token=t"


def test_a_workspace_that_a_student_has_changed_stays_as_it_is(tmp_path):
    prepare_workspaces(tmp_path)
    files = sorted((tmp_path / WORKSPACES).iterdir())
    assert len(files) == 2
    files[0].write_text("changed", encoding="utf-8")
    files[1].unlink()
    prepare_workspaces(tmp_path)
    assert sorted((tmp_path / WORKSPACES).iterdir()) == files
    assert files[0].read_text(encoding="utf-8") == "changed"


def test_workspaces_that_cannot_be_written_are_refused(tmp_path):
    (tmp_path / WORKSPACES).touch()
    with pytest.raises(CourseError, match="cannot be used for your notebooks"):
        prepare_workspaces(tmp_path)


def test_the_settings_are_those_that_this_jupyterlab_knows():
    """A name that JupyterLab does not know, after an update, would do nothing, and nobody would see it."""
    schemas = Path(sys.prefix) / "share" / "jupyter" / "lab" / "schemas"
    for plugin, values in json.loads((JUPYTER / "labconfig" / "default_setting_overrides.json").read_text()).items():
        package, _, name = plugin.partition(":")
        properties = json.loads((schemas / package / f"{name}.json").read_text(encoding="utf-8"))["properties"]
        assert set(values) <= set(properties), plugin


def test_the_entrance_leads_to_the_start_page():
    page = (JUPYTER / "static" / "course-start.html").read_text(encoding="utf-8")
    assert page.count(START_PAGE) == 2
    assert "lab/workspaces/narrow" in page
