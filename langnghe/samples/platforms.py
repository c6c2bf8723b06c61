"""Platforms on loopback: one real HTTP server that speaks for many hosts, with faults on order.

A platform is a function from what was asked to what is said; see platforms_*.py. Connectors reach it
through `routes` (host → 127.0.0.1:port), under the platform's own name.
"""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from langnghe.samples.loopback import LOOPBACK, Handler, listening


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as it came; header names in lower case."""

    method: str
    host: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Said:
    """One answer. cut: the connection ends half-way through the body."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False


Platform = Callable[[Asked], Said]


def json_said(value: Any, status: int = 200, **headers: str) -> Said:
    """Return an answer in JSON; Retry_After= becomes the header Retry-After."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    named.setdefault("Content-Type", "application/json; charset=UTF-8")
    return Said(status, json.dumps(value, ensure_ascii=False).encode(), named)


def html_said(text: str, status: int = 200, **headers: str) -> Said:
    """Return an answer in HTML."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Said(status, text.encode(), {"Content-Type": "text/html; charset=utf-8", **named})


@dataclass(slots=True)
class Platforms:
    """The running platforms: who answers, what goes wrong next, what was asked."""

    hosts: dict[str, Platform]
    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    _faults: defaultdict[str, list[tuple[Callable[[Asked], bool], list[Said]]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def routes(self) -> dict[str, str]:
        """Return host → 127.0.0.1:port, plain HTTP."""
        return dict.fromkeys(self.hosts, f"{LOOPBACK}:{self.port}")

    def break_down(
        self, host: str, *answers: Said, when: Callable[[Asked], bool] = lambda _: True
    ) -> None:
        """Let the next requests to a host that match be answered so, one answer each."""
        self._faults[host].append((when, list(answers)))

    def calls(self, host: str, path: str = "") -> list[Asked]:
        """Return what a host was asked."""
        return [a for a in self.asked if a.host == host and path in a.path]

    def answer(self, asked: Asked) -> Said:
        """Return the answer to a request; one at a time, so that platforms may count."""
        with self._lock:
            self.asked.append(asked)
            for when, answers in self._faults[asked.host]:
                if answers and when(asked):
                    return answers.pop(0)
            platform = self.hosts.get(asked.host)
            return platform(asked) if platform else html_said("không có máy chủ này", 404)


def _handler(platforms: Platforms) -> type[Handler]:
    class Answering(Handler):
        disable_nagle_algorithm = True  # head and body are two writes: 40 ms each otherwise

        def do_GET(self) -> None:  # noqa: N802
            self._answer()

        def do_POST(self) -> None:  # noqa: N802
            self._answer()

        def _answer(self) -> None:
            parts = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            said = platforms.answer(
                Asked(
                    method=self.command,
                    host=(self.headers.get("Host") or "").partition(":")[0],
                    path=parts.path,
                    query=dict(parse_qsl(parts.query, keep_blank_values=True)),
                    headers={k.lower(): v for k, v in self.headers.items()},
                    body=self.rfile.read(length),
                )
            )
            self.send_response_only(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said.body)))
            self.end_headers()
            self.wfile.write(said.body[: len(said.body) // 2] if said.cut else said.body)
            self.close_connection = self.close_connection or said.cut

    return Answering


@contextmanager
def serve_platforms(hosts: Mapping[str, Platform]) -> Iterator[Platforms]:
    """Run the platforms on one free loopback port until the block ends."""
    platforms = Platforms(dict(hosts))
    with listening(_handler(platforms)) as platforms.port:
        yield platforms
