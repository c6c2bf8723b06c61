"""The sample sites on loopback: one real HTTP server a host, with conditional GET."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from langnghe.samples.build import CHALLENGED, NOT_FOUND, Reply, tables
from langnghe.samples.loopback import LOOPBACK, Handler, listening
from langnghe.samples.sites import SITES, Site

DEAD, LOCKED = "baomatket", "chancua"


@dataclass(slots=True)
class SampleSites:
    """The running sample sites: where each host is, and what was asked of it."""

    version: int = 1
    ports: dict[str, int] = field(default_factory=dict)  # site id → port
    requests: list[tuple[str, str, int]] = field(default_factory=list)  # host, path, status

    @property
    def routes(self) -> dict[str, str]:
        """Return host name → 127.0.0.1:port, plain HTTP."""
        return {SITES[name].host: f"{LOOPBACK}:{port}" for name, port in self.ports.items()}

    @property
    def allow(self) -> frozenset[str]:
        """Return the host:port pairs that may be reached."""
        return frozenset(self.routes.values())

    def sources_toml(self) -> str:
        """Return the workspace's sources.toml."""
        from langnghe.samples.workspace import sources_toml

        return sources_toml()

    def edit(self) -> None:
        """Put the second version of the edited article online, with new validators."""
        self.version = 2

    def reply(self, site: Site, path: str) -> Reply:
        """Return what a host answers to a path with its query."""
        if site.id == LOCKED:
            return CHALLENGED
        table = tables(self.version)[site.id]
        return table.get(path) or table.get(path.partition("?")[0]) or NOT_FOUND


def _unchanged(reply: Reply, etag: str | None, since: str | None) -> bool:
    if etag is not None:  # RFC 9110: If-None-Match wins over If-Modified-Since
        return reply.etag in [tag.strip().removeprefix("W/") for tag in etag.split(",")]
    if since is None or reply.modified is None:
        return False
    try:
        return reply.modified <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False


def _handler(sites: SampleSites, site: Site) -> type[Handler]:
    class Answering(Handler):
        server_version = "nginx"
        sys_version = ""

        def do_GET(self) -> None:  # noqa: N802
            self._answer(with_body=True)

        def do_HEAD(self) -> None:  # noqa: N802
            self._answer(with_body=False)

        def _answer(self, *, with_body: bool) -> None:
            reply = sites.reply(site, self.path)
            same = reply.status == 200 and _unchanged(
                reply, self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since")
            )
            status = 304 if same else reply.status
            sites.requests.append((site.host, self.path, status))
            self.send_response_only(status)
            self.send_header("Date", format_datetime(datetime.now(UTC), usegmt=True))
            if reply.status == 200:
                self.send_header("ETag", reply.etag)
                if reply.modified is not None:
                    stamp = format_datetime(reply.modified.astimezone(UTC), usegmt=True)
                    self.send_header("Last-Modified", stamp)
            if reply.location:
                self.send_header("Location", reply.location)
            for name, value in reply.headers:
                self.send_header(name, value)
            if not same:
                self.send_header("Content-Type", reply.type)
                self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            if with_body and not same:
                self.wfile.write(reply.body)

    return Answering


@contextmanager
def serve() -> Iterator[SampleSites]:
    """Run every sample site on free loopback ports until the block ends.

    The dead source holds its port without listening: connections are refused.
    """
    sites = SampleSites()
    with ExitStack() as stack:
        for site in SITES.values():
            if site.id == DEAD:
                closed = stack.enter_context(socket.socket())
                closed.bind((LOOPBACK, 0))
                sites.ports[site.id] = closed.getsockname()[1]
                continue
            sites.ports[site.id] = stack.enter_context(listening(_handler(sites, site)))
        yield sites
