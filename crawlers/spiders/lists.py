"""How each kind of list gives addresses: feed, sitemap, section page, forum page (pure)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from crawlers.ledger import Entry, Role
from langnghe.errors import FeedError, LayoutChanged
from langnghe.records import HANOI

if TYPE_CHECKING:
    from crawlers.sites.family import Family
    from langnghe.config import Source

FRESH = timedelta(days=3)  # a sitemap also lists the last twenty years
MAX_SITEMAPS = 3  # of an index, latest first, in a daily crawl
MAX_SITEMAPS_BACKFILL = 60


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list gave: addresses to read, and further lists to ask (sitemaps of an index)."""

    entries: tuple[Entry, ...]
    more: tuple[str, ...] = ()
    of: Role = "article"  # what the addresses are


@dataclass(frozen=True, slots=True)
class Asked:
    """A list as it came, with what its reader must know."""

    body: bytes
    url: str
    family: Family
    since: datetime | None  # backfill: nothing older
    now: datetime


def feed(asked: Asked) -> Listing:
    """Return the entries of a feed, newest promise first, with title, summary and date."""
    from crawlers.feeds import read_feed

    found = [
        Entry(e.url, e.title, e.summary, e.published_at) for e in read_feed(asked.body, asked.url)
    ]
    if asked.since:
        found = [e for e in found if e.published_at is None or e.published_at >= asked.since]
    return Listing(tuple(found))


def sitemap(asked: Asked) -> Listing:
    """Return a sitemap's article addresses of the last days (or since the backfill date), or the
    latest sitemaps of an index."""
    from crawlers.feeds import read_sitemap
    from crawlers.sites import FAMILIES

    generic = FAMILIES["generic"]

    def article(url: str) -> bool:
        # A sitemap lists what the site itself holds to be pages: an old form of address counts.
        return asked.family.is_article_url(url) or generic.is_article_url(url)

    found = sorted(
        read_sitemap(asked.body, asked.url),
        key=lambda e: (e.lastmod is not None, e.lastmod or datetime.min.replace(tzinfo=UTC)),
        reverse=True,
    )
    since = asked.since or asked.now - FRESH
    recent = [e for e in found if e.lastmod is None or e.lastmod >= since]
    most = MAX_SITEMAPS_BACKFILL if asked.since else MAX_SITEMAPS
    articles = (e for e in recent if not e.index and article(e.url))
    return Listing(
        tuple(Entry(e.url, e.title) for e in articles),
        tuple([e.url for e in recent if e.index][:most]),
    )


def section(asked: Asked) -> Listing:
    """Return the article links of a section page, in page order."""
    links = asked.family.links(asked.body, asked.url)
    if not links:
        raise LayoutChanged(asked.url, "không thấy liên kết bài viết nào trên trang mục")
    return Listing(tuple(Entry(url) for url in links))


def forum(asked: Asked) -> Listing:
    """Return the threads of a forum page."""
    assert asked.family.threads is not None
    threads = asked.family.threads(asked.body, asked.url)
    if not threads:
        raise LayoutChanged(asked.url, "không thấy chủ đề nào trên trang diễn đàn")
    return Listing(tuple(Entry(url) for url in threads), of="thread")


Reader = Callable[[Asked], Listing]
READERS: Mapping[str, Reader] = {
    "feed": feed,
    "sitemap": sitemap,
    "section": section,
    "forum": forum,
}


def reader_of(role: Role, family: Family) -> Reader:
    """Return how a list of this role is read; a forum's sections list threads."""
    if role == "section" and family.threads is not None:
        return READERS["forum"]
    if role not in READERS:
        raise FeedError(role, "không phải danh sách")
    return READERS[role]


def seeds(source: Source) -> tuple[tuple[Role, str], ...]:
    """Return the lists of a source: feeds first, they say most for the least asking."""
    return (
        *(("feed", url) for url in source.feeds),
        *(("sitemap", url) for url in source.sitemaps),
        *(("section", url) for url in source.sections),
    )


def start_of(day: date | None) -> datetime | None:
    """Return the first moment of a Hà Nội day, in UTC."""
    return datetime.combine(day, time(), HANOI).astimezone(UTC) if day else None
