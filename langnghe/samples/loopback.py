"""Web servers of samples and drills: on this machine alone, silent, each on a free port."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LOOPBACK = "127.0.0.1"


class Handler(BaseHTTPRequestHandler):
    """Answers of HTTP/1.1; who serves keeps what was asked, so that nothing is logged."""

    protocol_version = "HTTP/1.1"
    timeout = 20

    def handle(self) -> None:
        """Read requests until the other side has enough."""
        try:
            super().handle()
        except (ConnectionError, TimeoutError):  # a crawler may hang up on a 6 MB page
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Stay silent."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


@contextmanager
def listening(handler: type[Handler]) -> Iterator[int]:
    """Serve until the block ends; give the port."""
    with _Server((LOOPBACK, 0), handler) as server:
        thread = threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
