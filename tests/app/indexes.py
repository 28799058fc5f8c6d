"""A package index and PyTorch's own on this machine, with tiny packages: what a set-up meets, without the internet.

uv knows the address of PyTorch's index by heart. So the tests name a proxy, which answers for it, or refuses, or hangs.
"""

import base64
import hashlib
import io
import ssl
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

# Certificate and key of a server that exists in these tests only; they guard nothing.
CERTIFICATE = Path(__file__).with_name("server.pem")


def wheel(name: str, version: str, *needs: str, **files: str) -> tuple[str, bytes]:
    """File name and content of a package for every system; ``files`` are its modules' and scripts' sources, by path."""
    info = f"{name}-{version}.dist-info"
    sources = {
        f"{name}/__init__.py": f"version = {version!r}\n",
        **files,
        f"{info}/METADATA": "\n".join(
            ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *(f"Requires-Dist: {need}" for need in needs), ""]
        ),
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = []
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for path, source in sources.items():
            digest = base64.urlsafe_b64encode(hashlib.sha256(source.encode()).digest()).rstrip(b"=").decode()
            record.append(f"{path},sha256={digest},{len(source.encode())}\n")
            entry = zipfile.ZipInfo(path)
            entry.external_attr = (0o100755 if "/scripts/" in path else 0o100644) << 16
            archive.writestr(entry, source)
        archive.writestr(f"{info}/RECORD", "".join(record) + f"{info}/RECORD,,\n")
    return f"{name}-{version}-py3-none-any.whl", content.getvalue()


class Index(ThreadingHTTPServer):
    """Hands out wheels under ``/<root>/<package>/``; over TLS if it ``speaks_tls``, as what a proxy is connected to."""

    daemon_threads = True

    def __init__(self, root: str, *wheels: tuple[str, bytes], behaviour: str = "answers") -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.root, self.wheels, self.behaviour = root, dict(wheels), behaviour
        self.asked: list[str] = []
        self.closing = threading.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """Answers for both; a proxy is asked with CONNECT first."""

    server: Index
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Keep the tests' output clean."""

    def do_CONNECT(self) -> None:
        """Be the server that is asked for."""
        self.server.asked.append(self.path)
        if self.server.behaviour == "hangs":
            self.server.closing.wait(60)
        if self.server.behaviour != "answers":
            self.send_error(502)
            self.close_connection = True
            return
        self.send_response(200)
        self.end_headers()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)
        self.close_connection = False

    def do_GET(self) -> None:
        """The page of a package, or a wheel."""
        self.server.asked.append(self.path)
        name = self.path.replace("%2B", "+").rpartition("/")[2]
        package = self.path.removeprefix(f"/{self.server.root}/").strip("/")
        fitting = [file for file in self.server.wheels if file.partition("-")[0].replace("_", "-") == package]
        if name in self.server.wheels:
            kind, content = "application/octet-stream", self.server.wheels[name]
        elif fitting:
            kind = "text/html"
            links = "".join(f'<a href="/files/{file.replace("+", "%2B")}">{file}</a>' for file in fitting)
            content = f"<!DOCTYPE html><html><body>{links}</body></html>".encode()
        else:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)

    do_HEAD = do_GET  # noqa: N815


@contextmanager
def serving(index: Index) -> Iterator[Index]:
    """Serve in a thread of its own."""
    thread = threading.Thread(target=index.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield index
    finally:
        index.closing.set()
        index.shutdown()
        thread.join()
        index.server_close()
