"""What a crawl is asked and what it answers: plain facts that travel as JSON to the child process."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Self

from langnghe.config import Source
from langnghe.errors import ConfigError

DEFAULT_DELAY = 2.0  # seconds between two requests to one host
DEFAULT_TIMEOUT = 15.0  # seconds for one page, from connecting to its last byte
MAX_BYTES = 5 * 1024 * 1024  # of one page, also after decompression


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """What we know of one feed, sitemap or section from earlier crawls (see crawlers.polling)."""

    etag: str | None = None
    last_modified: str | None = None
    interval_minutes: float = 60.0
    next_due: datetime | None = None  # None: never asked
    fail_count: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "etag": self.etag,
            "last_modified": self.last_modified,
            "interval_minutes": self.interval_minutes,
            "next_due": self.next_due.isoformat() if self.next_due else None,
            "fail_count": self.fail_count,
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        """Return the state of to_json."""
        due = row.get("next_due")
        return cls(**{**row, "next_due": datetime.fromisoformat(due) if due else None})


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlJob:
    """One crawl of some sources.

    known: per source, canonical addresses that need no fetching (posts and their visits).
    recheck: per source, recent articles to fetch again; an edited one becomes a revision at load.
    feed_state is keyed by the address as it stands in sources.toml.
    """

    sources: tuple[Source, ...]
    landing: Path
    key_file: Path
    raw_html: Path | None = None
    known: Mapping[str, Collection[str]] = field(default_factory=dict)
    recheck: Mapping[str, Collection[str]] = field(default_factory=dict)
    feed_state: Mapping[str, FeedState] = field(default_factory=dict)
    only_due: bool = False
    backfill_from: date | None = None
    max_articles_per_source: int = 200
    contact: str = ""  # address or name a site owner can reach; goes into the user agent

    def is_due(self, url: str, now: datetime) -> bool:
        """Tell whether a list is to be asked now."""
        state = self.feed_state.get(url)
        return not self.only_due or state is None or state.next_due is None or state.next_due <= now

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "sources": [source.model_dump(mode="json") for source in self.sources],
            "landing": str(self.landing.resolve()),
            "key_file": str(self.key_file.resolve()),
            "raw_html": str(self.raw_html.resolve()) if self.raw_html else None,
            "known": {k: sorted(v) for k, v in self.known.items()},
            "recheck": {k: list(v) for k, v in self.recheck.items()},
            "feed_state": {k: v.to_json() for k, v in self.feed_state.items()},
            "only_due": self.only_due,
            "backfill_from": self.backfill_from.isoformat() if self.backfill_from else None,
            "max_articles_per_source": self.max_articles_per_source,
            "contact": self.contact,
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        """Return the job of to_json."""
        start = row["backfill_from"]
        return cls(
            **{
                **row,
                "sources": tuple(Source.model_validate(source) for source in row["sources"]),
                "landing": Path(row["landing"]),
                "key_file": Path(row["key_file"]),
                "raw_html": Path(row["raw_html"]) if row["raw_html"] else None,
                "known": {k: frozenset(v) for k, v in row["known"].items()},
                "feed_state": {k: FeedState.from_json(v) for k, v in row["feed_state"].items()},
                "backfill_from": date.fromisoformat(start) if start else None,
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How the crawler may reach the network. Only Python callers (demo, tests, replay) set these.

    allow: exact "host:port" of loopback servers. routes: host name → "127.0.0.1:port"; requests for
    that host go there in plain HTTP under their own name. delay: seconds between requests to those
    loopback servers; real hosts always get the polite delay.
    """

    allow: frozenset[str] = frozenset()
    routes: Mapping[str, str] = field(default_factory=dict)
    delay: float | None = None
    timeout: float = DEFAULT_TIMEOUT

    def __post_init__(self) -> None:
        for place in (*self.allow, *self.routes.values()):
            if not _is_loopback(place):
                raise ConfigError(f"{place}: chỉ cho phép máy chủ nội bộ dạng 127.0.0.1:cổng")

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "allow": sorted(self.allow),
            "routes": dict(self.routes),
            "delay": self.delay,
            "timeout": self.timeout,
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        """Return the terms of to_json."""
        return cls(**{**row, "allow": frozenset(row["allow"])})


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlResult:
    """What a crawl brought: landing files, and per source how many inputs ended how.

    counts: source → {"post": articles read, or an outcome: inputs that ended so}. A list (feed,
    section, sitemap) that was read counts as "known"; comments count under "comment".
    failed_sources: source → a Vietnamese reason, for sources none of whose lists could be read.
    """

    files: tuple[Path, ...]
    counts: Mapping[str, Mapping[str, int]]
    failed_sources: Mapping[str, str]
    seconds: float


def _is_loopback(place: str) -> bool:
    host, _, port = place.rpartition(":")
    if not port.isdigit():
        return False
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
