"""MNIST is fetched whole or not at all. Every server is on this machine."""

import errno
import os
import socket
import tempfile
import threading
import time
from http.client import IncompleteRead
from pathlib import Path
from ssl import SSLError

import pytest
from torchvision.datasets import MNIST, utils

from helpers.data import DatasetError, fetch_mnist, inspect_mnist
from tests.data.mnist import write

IMAGES = "train-images-idx3-ubyte.gz"


def contents(raw):
    return {path.name: path.read_bytes() for path in raw.iterdir()}


def test_what_is_missing_is_fetched_with_progress(tmp_path, mirrors, mnist_files, capfd):
    [mirror] = mirrors("good")
    raw = fetch_mnist(tmp_path)
    assert raw == tmp_path / "MNIST" / "raw"
    assert contents(raw) == mnist_files
    printed = capfd.readouterr()
    assert f"Fetching {IMAGES} from {mirror.address}" in printed.out
    assert "100%" in printed.err


def test_what_is_intact_is_not_asked_for(tmp_path, mirrors, mnist_files):
    [mirror] = mirrors("good")
    write(tmp_path, {name: content for name, content in mnist_files.items() if name != IMAGES})
    fetch_mnist(tmp_path)
    assert set(mirror.asked) == {IMAGES}
    mirror.asked.clear()
    fetch_mnist(tmp_path)
    assert mirror.asked == []


@pytest.mark.parametrize("content", [b"", b"half of it"])
def test_a_damaged_file_is_set_aside_and_fetched_again(tmp_path, mirrors, mnist_files, capsys, content):
    mirrors("good")
    raw = write(tmp_path, {**mnist_files, IMAGES: content})
    fetch_mnist(tmp_path)
    assert contents(raw) == {**mnist_files, f"{IMAGES}.damaged": content}
    assert f"{IMAGES} is damaged (wrong checksum): renamed to {IMAGES}.damaged." in capsys.readouterr().out


def test_a_damaged_unpacked_file_is_set_aside_though_the_packed_one_is_intact(tmp_path, mirrors, mnist_files):
    [mirror] = mirrors("good")
    unpacked = IMAGES.removesuffix(".gz")
    raw = write(tmp_path, {**mnist_files, unpacked: b"half"})
    fetch_mnist(tmp_path)
    assert contents(raw) == {**mnist_files, f"{unpacked}.damaged": b"half"}
    assert mirror.asked == []


@pytest.mark.parametrize("first", ["missing", "wrong", "cut"])
def test_the_next_mirror_is_tried(tmp_path, mirrors, mnist_files, first):
    bad, good = mirrors(first, "good")
    raw = fetch_mnist(tmp_path)
    assert contents(raw) == mnist_files
    assert set(bad.asked) == set(good.asked) == set(mnist_files)


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [("missing", "Not Found"), ("wrong", "corrupted"), ("cut", "corrupted"), ("silent", "nothing came|timed out")],
)
def test_without_a_good_mirror_nothing_is_left_and_the_reason_is_told(tmp_path, mirrors, behaviour, reason):
    server, _ = mirrors(behaviour, behaviour)
    with pytest.raises(
        DatasetError, match=rf"MNIST is not in .* could not be downloaded \(127.*{reason}.*; 127.*{reason}.*\)\. `course"
    ):
        fetch_mnist(tmp_path, timeout=0.3)
    assert list((tmp_path / "MNIST" / "raw").iterdir()) == []
    assert set(server.asked) == {IMAGES}  # the other three were not even tried


def test_no_network_is_told_in_one_line(tmp_path, monkeypatch, mnist_files):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setattr(MNIST, "mirrors", [f"http://127.0.0.1:{free.getsockname()[1]}/"])
        with pytest.raises(DatasetError, match=r"Connection refused|actively refused") as told:
            fetch_mnist(tmp_path)
    assert "\n" not in str(told.value)


def test_a_name_that_is_never_resolved_is_given_up(tmp_path, mirrors, monkeypatch):
    end = threading.Event()
    monkeypatch.setattr(utils, "download_url", lambda *arguments: end.wait(30))
    mirrors("good")
    start = time.monotonic()
    with pytest.raises(DatasetError, match=r"nothing came for 0\.2 seconds"):
        fetch_mnist(tmp_path, timeout=0.2)
    end.set()
    assert time.monotonic() - start < 10


def test_a_slow_download_is_not_given_up(tmp_path, mirrors, mnist_files, monkeypatch):
    def slowly(url, folder, name, checksum):
        content = mnist_files[name]
        with (Path(folder) / name).open("wb", buffering=0) as file:
            for start in range(0, len(content), len(content) // 4 + 1):
                time.sleep(0.15)
                file.write(content[start : start + len(content) // 4 + 1])

    monkeypatch.setattr(utils, "download_url", slowly)
    mirrors("good")
    write(tmp_path, {name: content for name, content in mnist_files.items() if name != IMAGES})
    assert contents(fetch_mnist(tmp_path, timeout=0.5)) == mnist_files


def test_a_file_that_torchvision_did_not_check_is_checked(tmp_path, mirrors, monkeypatch):
    monkeypatch.setattr(utils, "download_url", lambda url, folder, name, checksum: (Path(folder) / name).write_bytes(b"no"))
    mirrors("good")
    with pytest.raises(DatasetError, match="wrong checksum"):
        fetch_mnist(tmp_path)


@pytest.mark.parametrize("behaviour", ["good", "missing"])
def test_the_timeout_of_other_sockets_is_as_before(tmp_path, mirrors, behaviour):
    mirrors(behaviour)
    try:
        fetch_mnist(tmp_path, timeout=3)
    except DatasetError:
        assert behaviour == "missing"
    assert socket.getdefaulttimeout() is None


def test_a_full_disk_is_told_and_no_other_mirror_is_asked(tmp_path, mirrors, monkeypatch):
    tried = []

    def full(url, filename, *arguments, **settings):
        tried.append(url)
        assert tmp_path / "MNIST" / "raw" in Path(filename).parents  # moved into place: never over to another disk
        Path(filename).write_bytes(b"a beginning")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(utils, "_urlretrieve", full)
    first, _ = mirrors("good", "good")
    with pytest.raises(DatasetError, match=r"could not be written to .*: No space left on device\. MNIST needs 12 MB"):
        fetch_mnist(tmp_path)
    assert tried == [f"{first.address}{IMAGES}"]
    assert list((tmp_path / "MNIST" / "raw").iterdir()) == []


@pytest.mark.parametrize("error", [SSLError(1, "record layer failure"), ConnectionResetError(104, "reset"), IncompleteRead(b"")])
def test_a_connection_that_breaks_is_no_trouble_of_the_disk(tmp_path, mirrors, monkeypatch, error):
    def breaking(url, filename, *arguments, **settings):
        raise error

    monkeypatch.setattr(utils, "_urlretrieve", breaking)
    mirrors("good", "good")
    with pytest.raises(DatasetError, match=r"could not be downloaded \(127.*; 127.*\)"):
        fetch_mnist(tmp_path)


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path, mirrors):
    mirrors("good")
    (tmp_path / "MNIST").write_bytes(b"")
    with pytest.raises(DatasetError, match="could not be written"):
        fetch_mnist(tmp_path)


@pytest.fixture
def as_ordinary_user():
    """Root may write everywhere; permissions can only be tested as somebody else."""
    if os.name != "posix":
        pytest.skip("Windows has other permissions")
    if os.geteuid() == 0:
        os.seteuid(65534)
        yield
        os.seteuid(0)
    else:
        yield


@pytest.mark.parametrize("damaged", [False, True])
def test_a_folder_that_is_read_only_is_told(mirrors, mnist_files, damaged, request):
    mirrors("good")
    with tempfile.TemporaryDirectory() as folder:
        raw = write(Path(folder), {**mnist_files, IMAGES: b"half"} if damaged else {})
        for path in (Path(folder), raw.parent, raw):
            path.chmod(0o555)
        request.getfixturevalue("as_ordinary_user")
        with pytest.raises(DatasetError, match=r"could not be written to .*raw: Permission denied\. Make the folder writable"):
            fetch_mnist(Path(folder))
        if os.geteuid() == 65534:
            os.seteuid(0)
        raw.chmod(0o755)
        assert contents(raw) == ({**mnist_files, IMAGES: b"half"} if damaged else {})


@pytest.mark.skipif(os.name != "posix", reason="Windows has other permissions")
def test_a_file_that_may_not_be_read_is_told(mnist_files, request):
    with tempfile.TemporaryDirectory() as folder:
        raw = write(Path(folder), mnist_files)
        for path in (Path(folder), raw.parent, raw):
            path.chmod(0o755)
        (raw / IMAGES).chmod(0)
        request.getfixturevalue("as_ordinary_user")
        with pytest.raises(DatasetError, match=rf"{IMAGES} cannot be read: Permission denied"):
            inspect_mnist(Path(folder))
        if os.geteuid() == 65534:
            os.seteuid(0)
