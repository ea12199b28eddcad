"""A web server on this machine that can break off, stall, send elsewhere and lie, as the network does."""

from __future__ import annotations

import hashlib
import os
import ssl
import subprocess
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        self.server.requests.append((self.path, dict(self.headers)))
        script = self.server.scripts[self.path]
        # The last answer of a script is given for ever.
        answer = script.popleft() if len(script) > 1 else script[0] if script else serve
        answer(self)

    def do_POST(self) -> None:
        self.do_GET()

    def body(self) -> bytes | None:
        return self.server.files.get(self.path)

    def send(self, status: int, data: bytes = b"", **headers: str | int) -> None:
        headers.setdefault("Content_Length", len(data))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        self.wfile.write(data)

    def handle(self) -> None:
        try:
            super().handle()
        except ConnectionError:
            pass  # the client had enough

    def log_message(self, format: str, *args: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    """Serves `files` by path; `scripts` holds, for a path, the answers to give in turn instead."""

    daemon_threads = True

    def __init__(self, files: Mapping[str, bytes], tls: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.scheme = "http"
        if tls:
            self.scheme = "https"
            self.socket = tls.wrap_socket(self.socket, server_side=True)
        self.files = dict(files)
        self.scripts: dict[str, deque[Answer]] = defaultdict(deque)
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.ended = threading.Event()

    def url(self, path: str) -> str:
        return f"{self.scheme}://127.0.0.1:{self.server_address[1]}{path}"

    def asked(self, path: str) -> list[dict[str, str]]:
        return [headers for asked, headers in self.requests if asked == path]


Answer = Callable[[Handler], None]


@contextmanager
def serving(files: Mapping[str, bytes], tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    with Server(files, tls) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.ended.set()
            server.shutdown()
            thread.join()


def serve(handler: Handler) -> None:
    """As a good server: ranges are answered, and a file has a tag."""
    data = handler.body()
    if data is None:
        handler.send(404, b"none")
        return
    tag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
    wanted = handler.headers.get("Range")
    if wanted and handler.headers.get("If-Range") == tag:
        start = int(wanted.removeprefix("bytes=").rstrip("-"))
        part = f"bytes {start}-{len(data) - 1}/{len(data)}"
        handler.send(206, data[start:], ETag=tag, Content_Range=part)
    else:
        handler.send(200, data, ETag=tag)


def status(code: int) -> Answer:
    return lambda handler: handler.send(code, b"sorry")


def redirect(location: str, code: int = 302) -> Answer:
    return lambda handler: handler.send(code, b"moved", Location=location)


def other(data: bytes, **headers: str | int) -> Answer:
    return lambda handler: handler.send(200, data, **headers)


def broken_off(count: int, tagged: bool = True) -> Answer:
    """The first `count` bytes, then the connection ends."""

    def answer(handler: Handler) -> None:
        data = handler.body() or b""
        headers = {"ETag": f'"{hashlib.sha256(data).hexdigest()[:16]}"'} if tagged else {}
        handler.send(200, data[:count], Content_Length=len(data), **headers)
        handler.close_connection = True

    return answer


def stalled(count: int) -> Answer:
    """The first `count` bytes, then silence."""

    def answer(handler: Handler) -> None:
        data = handler.body() or b""
        handler.send(200, data[:count], Content_Length=len(data))
        handler.wfile.flush()
        handler.server.ended.wait(20)
        handler.close_connection = True

    return answer


def trickle(handler: Handler) -> None:
    """A byte now and then, for ever."""
    handler.send(200, Content_Length=1 << 20)
    while not handler.server.ended.wait(0.05):
        handler.wfile.write(b" ")
        handler.wfile.flush()
    handler.close_connection = True


def repository(folder: Path) -> Answer:
    """A git repository, served by git's own program for web servers."""

    def answer(handler: Handler) -> None:
        path, _, query = handler.path.partition("?")
        length = handler.headers.get("Content-Length", "0")
        request = {
            "GIT_PROJECT_ROOT": str(folder.parent),
            "GIT_HTTP_EXPORT_ALL": "1",
            "REQUEST_METHOD": handler.command,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": handler.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": length,
            "HTTP_CONTENT_ENCODING": handler.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": handler.headers.get("Git-Protocol", ""),
        }
        done = subprocess.run(
            ["git", "http-backend"],
            input=handler.rfile.read(int(length)),
            env={**os.environ, **request},
            capture_output=True,
            check=True,
        )
        head, _, data = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().splitlines())
        handler.send(int(headers.pop("Status", "200").split()[0]), data, **headers)

    return answer


def endless(handler: Handler) -> None:
    """Bytes without end and without a length."""
    handler.send_response(200)
    handler.end_headers()
    while not handler.server.ended.is_set():
        handler.wfile.write(b" " * 65536)
    handler.close_connection = True
