"""A platform's interface on loopback: real HTTP around an object that knows the documented payloads."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

LOOPBACK = "127.0.0.1"
MOST = 1_000_000  # bytes of a request that are read


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request. headers: names in lower case. query and form: the last value of a name."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    form: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes back."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


def json_answer(data: Any, status: int = 200, *headers: tuple[str, str]) -> Answer:
    """Return an answer of JSON."""
    body = json.dumps(data, ensure_ascii=False).encode()
    return Answer(status=status, body=body, headers=headers)


@dataclass(slots=True)
class Fault:
    """Something that goes wrong where a path holds `where`: an answer, or a cut connection (None).

    The first `after` matching requests pass, the next `times` do not.
    """

    where: str
    answer: Answer | None
    times: int = 1
    after: int = 0

    def strikes(self, path: str) -> bool:
        """Say whether this request is hit, and count it."""
        if self.where not in path or self.times <= 0:
            return False
        if self.after > 0:
            self.after -= 1
            return False
        self.times -= 1
        return True


class Platform(Protocol):
    """What the wire asks of a platform. asked: (method, path) of every request, in order."""

    faults: list[Fault]
    asked: list[tuple[str, str]]

    def answer(self, asked: Asked) -> Answer: ...


@contextmanager
def serve(platform: Platform) -> Iterator[str]:
    """Run a platform on a free loopback port until the block ends; yield http://127.0.0.1:port."""
    server = ThreadingHTTPServer((LOOPBACK, 0), _handler(platform, threading.Lock()))
    server.daemon_threads = True
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    )
    thread.start()
    try:
        yield f"http://{LOOPBACK}:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(platform: Platform, lock: threading.Lock) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 20

        def do_GET(self) -> None:
            self._serve("GET")

        def do_POST(self) -> None:
            self._serve("POST")

        def _serve(self, method: str) -> None:
            parts = urlsplit(self.path)
            length = min(int(self.headers.get("Content-Length") or 0), MOST)
            asked = Asked(
                method=method,
                path=parts.path,
                query=dict(parse_qsl(parts.query, keep_blank_values=True)),
                headers={name.lower(): value for name, value in self.headers.items()},
                form=dict(parse_qsl(self.rfile.read(length).decode("utf-8", "replace"))),
            )
            with lock:  # a platform is plain data: one request at a time
                platform.asked.append((method, parts.path))
                struck = next((f for f in platform.faults if f.strikes(parts.path)), None)
                answer = platform.answer(asked) if struck is None else struck.answer
            if answer is None:
                self.close_connection = True
                self.connection.close()
                return
            self.send_response_only(answer.status)
            for name, value in (("Content-Type", "application/json"), *answer.headers):
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def handle(self) -> None:
            try:
                super().handle()
            except (OSError, ValueError):  # whoever asked hung up, or we did
                self.close_connection = True

        def finish(self) -> None:
            try:
                super().finish()
            except (OSError, ValueError):
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Stay silent: requests are kept in Platform.asked."""

    return Handler
