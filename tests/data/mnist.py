"""MNIST for tests: a small one in the same format, and a server that hands it out well or badly."""

import gzip
import hashlib
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from helpers.data import MNIST_FILES, find_mnist

# Skipped tests are listed at the end of every test run (-ra).
needs_mnist = pytest.mark.skipif(find_mnist() is None, reason="MNIST is not in data/; `course data` fetches it")
TRAIN, TEST = 200, 50


def idx(numbers: np.ndarray, magic: bytes = b"\x00\x00\x08") -> bytes:
    """Numbers in the IDX format, unpacked."""
    return magic + bytes([numbers.ndim]) + struct.pack(f">{numbers.ndim}I", *numbers.shape) + numbers.astype(np.uint8).tobytes()


def small_mnist() -> dict[str, bytes]:
    """The content of the four files, unpacked: 200 and 50 images, each digit equally often."""
    draw = np.random.default_rng(0)
    content = {}
    for part, size in (("train", TRAIN), ("t10k", TEST)):
        content[f"{part}-images-idx3-ubyte"] = idx(draw.integers(0, 256, (size, 28, 28)))
        content[f"{part}-labels-idx1-ubyte"] = idx(draw.permutation(np.arange(size) % 10))
    return {name: content[name] for name in MNIST_FILES}


def md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def packed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def write(folder: Path, files: dict[str, bytes]) -> Path:
    """Write files to the place under ``folder`` where the course looks."""
    raw = folder / "MNIST" / "raw"
    raw.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (raw / name).write_bytes(content)
    return raw


class Mirror(ThreadingHTTPServer):
    """Hands out ``files``. ``behaviour`` is one of good, missing, wrong, cut, silent."""

    daemon_threads = True

    def __init__(self, files: dict[str, bytes], behaviour: str = "good") -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files, self.behaviour = files, behaviour
        self.asked: list[str] = []
        self.end = threading.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/mnist/"


class Handler(BaseHTTPRequestHandler):
    server: Mirror

    def do_GET(self) -> None:
        name = self.path.rpartition("/")[2]
        self.server.asked.append(name)
        content, behaviour = self.server.files[name], self.server.behaviour
        if behaviour == "missing":
            self.send_error(404)
            return
        if behaviour == "silent":
            self.server.end.wait(30)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if behaviour == "wrong":
            content = content[:-1] + bytes([content[-1] ^ 1])
        if behaviour == "cut":
            content = content[: len(content) // 2]
        self.wfile.write(content)

    def log_message(self, *arguments: object) -> None:
        pass


@contextmanager
def serving(mirror: Mirror) -> Iterator[Mirror]:
    thread = threading.Thread(target=mirror.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield mirror
    finally:
        mirror.end.set()
        mirror.shutdown()
        thread.join()
        mirror.server_close()
