"""Feeds and sitemaps: bytes from strangers become entries; titles and links are hostile text."""

from __future__ import annotations

import html
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

from crawlers.dates import parse_date
from crawlers.page import decode, host_of
from crawlers.unmark import unmarked
from langnghe.errors import FeedError
from langnghe.numbers import number
from langnghe.records import HANOI
from langnghe.text import canonical

_DOCTYPE, _DTD_END, _TAG_END = (
    re.compile(r"<!DOCTYPE[^>\[]*", re.I),
    re.compile(r"\]\s*>"),
    re.compile(">"),
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# A character by its number; only those that are characters of XML may stay: libxml2, when it recovers,
# lets half a letter (&#xD800;) into its tree, which nobody can read out again.
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,6})|([0-9]{1,7}));")
_DATES = ("pubdate", "published", "date", "issued", "created", "updated", "modified")
_MAX_ENTRIES = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One item of a feed: plain texts, an http(s) address, an aware time or None."""

    url: str
    title: str
    summary: str
    published_at: datetime | None

    def to_json(self) -> dict[str, Any]:
        """Return the four public fields as plain JSON values, time as ISO 8601 +07:00."""
        moment = self.published_at
        return {
            "url": self.url,
            "title": self.title,
            "summary": self.summary,
            "published_at": moment.astimezone(HANOI).isoformat() if moment else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapEntry:
    """One address of a sitemap; index says that it is another sitemap."""

    url: str
    lastmod: datetime | None
    title: str = ""
    index: bool = False


def read_feed(data: bytes, url: str, *, max_bytes: int = 5_000_000) -> list[FeedEntry]:
    """Return the readable entries of an RSS or Atom feed, in feed order, each address once.

    Gzip is unpacked. A damaged feed gives what can be read of it; FeedError is raised when that is nothing, or when
    the file is larger than max_bytes.
    """
    if data[:2] == b"\x1f\x8b":
        data = _gunzip(data, url, max_bytes)
    if len(data) > max_bytes:
        raise FeedError(
            url, f"nguồn tin dài {number(len(data))} byte, quá giới hạn {number(max_bytes)}"
        )
    if not data.strip():
        raise FeedError(url, "nguồn tin trống")
    root = _parse(data)
    is_feed = root is not None and _local(root) in ("rss", "rdf", "feed", "channel")
    found = _unique(_entries(root, url)) if root is not None and is_feed else []
    if not found:
        found = _unique(_by_feedparser(data, url))
    if not found and not is_feed:
        raise FeedError(url, "không phải RSS/Atom, hoặc hỏng đến mức không đọc được mục nào")
    if not found and root is not None and any(True for _ in _items(root)):
        raise FeedError(url, "có mục tin nhưng không mục nào có địa chỉ http(s) đọc được")
    return found


def plain(text: str | None) -> str:
    """Return hostile mark-up as one line of words: entities undone twice, tags and scripts gone."""
    text = text or ""
    for _ in range(2):
        text = html.unescape(unmarked(text))
    return " ".join(canonical(_CONTROL.sub(" ", unmarked(text))).split())


def link(text: str | None, base: str) -> str:
    """Return an absolute http(s) address without control characters, or ""."""
    text = re.sub(r"[\x00-\x20]+", "", html.unescape((text or "").strip()))
    if not text or "<" in text or '"' in text:
        return ""
    try:
        target = urljoin(base, text)
        parts = urlsplit(target)
        return target if parts.scheme in ("http", "https") and parts.hostname else ""
    except ValueError:
        return ""


def _text(data: bytes) -> str:
    """Return the words of a feed without what it declares of itself."""
    text = _CONTROL.sub(" ", decode(data).lstrip())
    return _undeclared(re.sub(r"^<\?xml[^>]*\?>", "", text))


def _parse(data: bytes) -> etree._Element | None:
    """Parse XML without entities, network or huge trees; recover what can be recovered."""
    text = _text(data)
    for attempt in (text, _repaired(text)):
        parser = etree.XMLParser(
            recover=attempt is not text,
            resolve_entities=False,
            no_network=True,
            huge_tree=False,
            load_dtd=False,
            encoding="utf-8",
        )
        try:
            root = etree.fromstring(attempt.encode("utf-8"), parser=parser)
        except (etree.LxmlError, ValueError):
            continue
        if root is not None:
            return root
    return None


def _undeclared(text: str) -> str:
    """Return a document without its DOCTYPE and the entities declared in it."""
    begun = _DOCTYPE.search(text)
    if begun is None:
        return text
    ended = (_DTD_END if text[begun.end() :][:1] == "[" else _TAG_END).search(text, begun.end())
    return text[: begun.start()] + text[ended.end() :] if ended else text


def _repaired(text: str) -> str:
    """Escape ampersands that begin no character, and HTML entities that XML does not know."""
    text = _REFERENCE.sub(_character, text)
    return re.sub(r"&(?!(?:amp|lt|gt|quot|apos);)", "&amp;", text)


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16) if found[1] else int(found[2])
    sign = chr(code) if code in (9, 10, 13) or 0x20 <= code <= 0x10FFFF else " "
    return {"&": "&amp;", "<": "&lt;", ">": "&gt;"}.get(sign) or _CONTROL.sub(" ", sign)


def _local(node: etree._Element) -> str:
    tag = node.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _items(root: etree._Element) -> Iterator[etree._Element]:
    for node in root.iter():
        if _local(node) in ("item", "entry"):
            yield node


def _words(node: etree._Element) -> str:
    return "".join(str(t) for t in node.itertext())


def _entries(root: etree._Element, base: str) -> Iterator[FeedEntry]:
    site = host_of(base)
    for at, item in enumerate(_items(root)):
        if at >= _MAX_ENTRIES:
            return
        texts: dict[str, str] = {}
        address = ""
        for child in item:
            name = _local(child)
            if name == "link":
                href = child.get("href")
                if href is not None and child.get("rel", "alternate") != "alternate":
                    continue
                address = address or link(href or _words(child) or child.tail, base)
            elif name:
                value = _words(child)
                if value.strip():
                    texts.setdefault(name, value)
        if not address and (guid := texts.get("guid") or texts.get("id")):
            address = link(guid, "") if guid.strip().lower().startswith("http") else ""
        if address:
            yield _entry(address, texts, site)


def _entry(address: str, texts: dict[str, str], site: str) -> FeedEntry:
    summary = next(
        (plain(texts[k]) for k in ("description", "summary", "encoded", "content") if texts.get(k)),
        "",
    )
    moments = (parse_date(texts[k], site=site, place="feed") for k in _DATES if texts.get(k))
    return FeedEntry(
        url=address,
        title=plain(texts.get("title")),
        summary=summary,
        published_at=next((m for m in moments if m), None),
    )


def _by_feedparser(data: bytes, base: str) -> Iterator[FeedEntry]:
    site = host_of(base)
    # It breaks on an encoding and on characters that do not exist: those are taken out then.
    found = _fed(data, base)
    if found is None:
        found = _fed(_repaired(_text(data)).encode("utf-8"), base) or []
    for item in found[:_MAX_ENTRIES]:
        if address := link(item.get("link"), base):
            texts = {
                "title": item.get("title", ""),
                "summary": item.get("summary", ""),
                "published": item.get("published", ""),
                "updated": dict.get(item, "updated", ""),  # .get() would warn and lend published
            }
            yield _entry(address, texts, site)


def _fed(data: bytes, base: str) -> list[Any] | None:
    import feedparser

    try:  # Bytes only: feedparser would fetch a string that looks like an address.
        told = feedparser.parse(bytes(data), response_headers={"content-location": base})
    except ValueError:
        return None
    return list(told.entries)


def _unique(entries: Iterator[FeedEntry]) -> list[FeedEntry]:
    found: dict[str, FeedEntry] = {}
    for entry in entries:
        found.setdefault(entry.url, entry)
    return list(found.values())


def read_sitemap(data: bytes, url: str, *, max_bytes: int = 20_000_000) -> list[SitemapEntry]:
    """Return the addresses of a sitemap, a sitemap index or a news sitemap; gzip is unpacked.

    FeedError is raised for what is no sitemap and for what unpacks to more than max_bytes.
    """
    if data[:2] == b"\x1f\x8b":
        data = _gunzip(data, url, max_bytes)
    if len(data) > max_bytes:
        raise FeedError(url, f"sơ đồ trang dài hơn giới hạn {number(max_bytes)} byte")
    root = _parse(data)
    if root is None or _local(root) not in ("urlset", "sitemapindex"):
        raise FeedError(url, "không phải sơ đồ trang (sitemap)")
    index = _local(root) == "sitemapindex"
    site = host_of(url)
    found: dict[str, SitemapEntry] = {}
    for node in root:
        texts: dict[str, str] = {}
        for child in node.iter():
            if isinstance(child.tag, str) and child.text and child.text.strip():
                texts.setdefault(_local(child), child.text)
        address = link(texts.get("loc"), url)
        if address and address not in found:
            stamp = texts.get("publication_date") or texts.get("lastmod")
            found[address] = SitemapEntry(
                url=address,
                lastmod=parse_date(stamp, site=site, place="feed"),
                title=plain(texts.get("title")),
                index=index,
            )
    return list(found.values())


def _gunzip(data: bytes, url: str, limit: int) -> bytes:
    try:
        out = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, limit + 1)
    except zlib.error as error:
        raise FeedError(url, "tệp nén gzip bị hỏng") from error
    if len(out) > limit:
        raise FeedError(url, f"giải nén ra hơn {number(limit)} byte")
    return out
