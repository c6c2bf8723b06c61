"""A CMS family: which addresses are articles, and versions of one page layout as selectors."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import etree

from crawlers.home import MAX_URL
from crawlers.page import Page, host_of, select

MOST_LINKS = 20_000  # of a list: more is a trap, the largest real front page has some 500

# Extensions and first path words that are never an article, whatever the family.
_NOT_ARTICLE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|css|js|ico|pdf|docx?|xlsx?|zip|mp[34]|xml|rss|json)$"
    r"|^/(?:rss|tag|tags|tu-khoa|chu-de|tim-kiem|search|lien-he|quang-cao|gioi-thieu|login|dang-nhap|author|tac-gia"
    r"|wp-admin|wp-content|feed|page|category|chuyen-muc)(?:/|\.|$)",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One version of a family's page: CSS selectors, the first that finds words is used.

    signature: the by-line is a last short line inside the body (right-aligned, bold).
    lead_in_body: the lead is the first line of the body container.
    """

    version: int
    body: tuple[str, ...]
    title: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    signature: bool = False
    lead_in_body: bool = False
    seen: bool = False  # checked on real pages; a guess is held against the generic reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message of a forum thread. author is the handle as shown: hash it before keeping it."""

    native_id: str
    author: str
    text: str
    published_at: object | None  # datetime, aware
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A CMS and the sites that run on it."""

    name: str
    article: re.Pattern[str]  # matched on the path (and query) of an article's address
    layouts: tuple[Layout, ...]
    list_drop: tuple[str, ...] = ()
    list_links: tuple[str, ...] = ()  # where lists keep their links; empty: every link of the page
    threads: Callable[[bytes | str, str], list[str]] | None = None
    messages: Callable[[bytes | str, str], list[Message]] | None = None
    not_article: re.Pattern[str] | None = field(default=None)

    def is_article_url(self, url: str) -> bool:
        """Say whether an address has the form of this family's articles."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        # What is longer is asked by nobody (crawlers.home) and could keep a pattern busy for minutes.
        path = (parts.path + (f"?{parts.query}" if parts.query else ""))[:MAX_URL]
        if parts.scheme not in ("http", "https") or _NOT_ARTICLE.search(parts.path[:MAX_URL]):
            return False
        if self.not_article is not None and self.not_article.search(path):
            return False
        return bool(self.article.search(path))

    def links(self, html: bytes | str, url: str) -> list[str]:
        """Return the article addresses of a section or home page: same site, each once, in order."""
        page = Page.of(html, url)
        root = page.base
        site = host_of(url)
        found: dict[str, None] = {}
        for anchor in islice(self._anchors(page), MOST_LINKS):
            target = _absolute(root, anchor.get("href") or "")
            host = host_of(target)
            if not (host == site or host.endswith("." + site) or site.endswith("." + host)):
                continue
            if target.rstrip("/") != url.rstrip("/") and self.is_article_url(target):
                found.setdefault(target)
        return list(found)

    def _anchors(self, page: Page) -> Iterable[etree._Element]:
        if self.list_links:
            anchors = select(page.root, *self.list_links)
            if anchors:
                return anchors
        return page.root.iter("a")


def _absolute(base: str, href: str) -> str:
    href = re.sub(r"[\t\r\n]", "", href).strip()
    if not href or href.startswith("#"):
        return ""
    try:
        target = urldefrag(urljoin(base, href)).url
        return target if urlsplit(target).scheme in ("http", "https") else ""
    except ValueError:
        return ""
